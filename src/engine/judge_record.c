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

struct str judge_record_names(struct arena *a, const struct judge_called *of, size_t n)
{
	struct str *names = arena_array(a, n + 1, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = of[i].name;
	return arena_join(a, names, n, STR(", "));
}

static bool is_called(const struct judge_called *judge, struct str wanted)
{
	return str_eq(judge->asked, wanted) || str_eq(judge->name, wanted);
}

// Without what stands behind its name.
static bool is_plainly(const struct judge_called *judge, struct str wanted)
{
	struct str rest = judge->asked;
	return str_eq(str_cut(&rest, ':'), wanted);
}

bool judge_record_find(struct arena *a, const struct judge_called *of, size_t n,
		       struct str wanted, size_t *out, struct err *e)
{
	struct judge_called *fits = arena_array(a, n + 1, sizeof(*fits));
	size_t n_fits = 0;
	*out = n;
	for (size_t i = 0; i < n; i++)
		if (is_called(&of[i], wanted)) {
			*out = i;
			return true;
		}
	for (size_t i = 0; i < n; i++)
		if (is_plainly(&of[i], wanted)) {
			*out = i;
			fits[n_fits++] = of[i];
		}
	return n_fits <= 1 ||
	       err_set(e, ERR_INPUT, "--record: \"" STR_FMT "\" may be any of " STR_FMT,
		       STR_ARG(wanted), STR_ARG(judge_record_names(a, fits, n_fits)));
}

bool judge_record_among(struct arena *a, const struct opt_list *names, struct str *name,
			struct err *e)
{
	struct judge_called *called = arena_array(a, names->n + 1, sizeof(*called));
	size_t found;
	for (size_t i = 0; i < names->n; i++)
		called[i] = (struct judge_called){names->items[i], names->items[i]};
	if (!judge_record_find(a, called, names->n, *name, &found, e))
		return false;
	if (found < names->n)
		*name = names->items[found];
	return true;
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
		      struct str asked, struct run_settings *run, struct err *e)
{
	enum scoring scoring;
	bool choice = scoring_of_judge(judge->name, &scoring);
	if (choice && !put_scoring_first(a, run, scoring, e))
		return false;
	if (!choice)
		put_judge_last(a, run, asked);
	struct str record = arena_printf(a, STR_FMT "@" STR_FMT, STR_ARG(judge->name),
					 STR_ARG(judge->version));
	return store_set(store, choice ? "judge.choice" : "judge", record, e) &&
	       store_set(store, "config", settings_to_json(a, run_options, run), e);
}

bool judge_record_kinds(struct store *store, struct arena *a, const struct judge *judge,
			struct err *e)
{
	struct str key = arena_printf(a, "judge.kinds/" STR_FMT "@" STR_FMT,
				      STR_ARG(judge->name), STR_ARG(judge->version));
	return store_set(store, arena_cstr(a, key), judge->kinds, e);
}
