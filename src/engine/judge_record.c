#include "engine/judge_record.h"

#include "engine/scoring.h"
#include "engine/settings.h"

static bool has_name(const struct opt_list *list, struct str name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->items[i], name))
			return true;
	return false;
}

// Of choices: the scoring that comes first.
static bool put_scoring_first(struct arena *a, struct run_settings *run,
			      enum scoring first, struct err *e)
{
	struct scorings had;
	if (!scorings_read(&run->scoring, &had, e))
		return false;
	struct str *names = arena_array(a, SCORINGS + 1, sizeof(*names));
	size_t n = 0;
	names[n++] = str_of(scoring_name(first));
	for (size_t i = 0; i < had.n; i++)
		if (had.list[i] != first)
			names[n++] = str_of(scoring_name(had.list[i]));
	run->scoring = (struct opt_list){names, n};
	return true;
}

// One of the run's judges, and of record.
static void put_judge_last(struct arena *a, struct run_settings *run, struct str name)
{
	struct opt_list *names = &run->judges;
	if (!has_name(names, name)) {
		struct str *all = arena_array(a, names->n + 2, sizeof(*all));
		size_t n = 0;
		if (!names->n) // as of a run without -j
			all[n++] = STR("refusal");
		for (size_t i = 0; i < names->n; i++)
			all[n++] = names->items[i];
		if (n != 1 || !str_eq(all[0], name))
			all[n++] = name;
		*names = (struct opt_list){all, n};
	}
	run->record = name;
}

bool judge_record_put(struct store *store, struct arena *a, const struct judge *judge,
		      struct run_settings *run, struct err *e)
{
	enum scoring scoring;
	bool choice = scoring_of_judge(judge->name, &scoring);
	if (choice && !put_scoring_first(a, run, scoring, e))
		return false;
	if (!choice)
		put_judge_last(a, run, judge->name);
	struct str record = arena_printf(a, STR_FMT "@" STR_FMT, STR_ARG(judge->name),
					 STR_ARG(judge->version));
	return store_set(store, choice ? "judge.choice" : "judge", record, e) &&
	       store_set(store, "config", settings_to_json(a, run_options, run), e);
}
