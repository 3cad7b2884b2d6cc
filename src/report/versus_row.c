// What one run says of one sample, as the passes of versus.c and versus_samples.c read
// it.
#include <math.h>

#include "core/choice.h"
#include "report/choices.h"
#include "report/collect.h"
#include "report/versus_state.h"

// --- One run.

static void find_record(struct versus_run *run, const struct report_settings *s)
{
	struct str judge =
		s->record.n ? s->record : store_get(run->store, &run->arena, "judge");

	judge_split(judge, &run->record, &run->version);
	judge = choice_judge(&run->arena, run->store, s->record);
	judge_split(judge, &run->choice, &run->choice_version);
	struct str blocked =
		s->blocked.n ? s->blocked : store_get(run->store, &run->arena, "blocked");
	run->blocked_refusal = str_is(blocked, "refusal");
}

// Recorded answers are those of the model that the file names for them, whatever file.
static struct str model_of(struct str target)
{
	size_t at = str_rfind_byte(target, '#');

	return str_starts(target, STR("replay/")) && at != STR_NPOS
		       ? str_slice(target, at + 1, target.n)
		       : target;
}

static void run_close(struct versus_run *run)
{
	map_release(&run->keyed);
	arena_release(&run->arena);
}

static bool run_open(struct versus_state *v, size_t i, struct versus_run *run,
		     struct err *e)
{
	struct target *targets;
	struct annotation *people;
	size_t n, *numbers;

	*run = (struct versus_run){.store = v->runs[i]};
	arena_init(&run->arena);
	map_init(&run->keyed);
	find_record(run, v->settings);
	if (!store_targets(run->store, &run->arena, &targets, &n, e) ||
	    !store_annotations(run->store, &run->arena, STR_NONE, &people, &run->people.n,
			       e)) {
		run_close(run);
		return false;
	}
	numbers = arena_array(&run->arena, n + 1, sizeof(*numbers));
	for (size_t k = 0; k < n; k++) {
		bool added;
		struct str name = arena_str(v->a, model_of(targets[k].name));
		union map_value *at = map_put(&v->targets, name, &added);
		if (added)
			at->num = v->targets.n - 1;
		numbers[k] = at->num;
	}
	run->targets = numbers;
	run->n_targets = n;
	run->people.list = people;
	return true;
}

// Our number of its target; false: the file does not name that.
static bool find_target(const struct versus_run *run, const struct row *row, size_t *out,
			struct err *e)
{
	int64_t target = row->cell.target;

	if (target < 0 || (uint64_t)target >= run->n_targets)
		return err_set(e, ERR_INPUT,
			       "a sample of target %lld, which the file does not name",
			       (long long)target);
	*out = run->targets[target];
	return true;
}

static bool put_row(struct versus_run *run, const struct row *row, versus_row_fn put,
		    void *ctx, struct err *e)
{
	size_t target = 0;

	return find_target(run, row, &target, e) && put(ctx, run, row, target, e);
}

bool versus_rows(struct versus_state *v, int flags, versus_row_fn put, void *ctx,
		 struct err *e)
{
	for (size_t i = 0; i < v->n_runs; i++) {
		struct versus_run run;
		struct row row;
		int got = -1;
		bool ok = true;
		if (!run_open(v, i, &run, e))
			return err_wrap(e, "%s", store_path(v->runs[i]));
		struct reader *r = reader_open(run.store, flags, e);
		while (r && ok && (got = reader_next(r, &row, e)) == 1)
			ok = put_row(&run, &row, put, ctx, e);
		reader_close(r);
		run_close(&run);
		if (!ok || got != 0)
			return err_wrap(e, "%s", store_path(v->runs[i]));
	}
	return true;
}

// --- One row.

static bool is_blocked(const struct row *row)
{
	return row->response->failure == FAILURE_BLOCKED;
}

static bool is_answered(const struct versus_run *run, const struct row *row)
{
	return row->cell.state == CELL_ANSWERED && row->response &&
	       (row->response->failure == FAILURE_NONE ||
		(is_blocked(row) && run->blocked_refusal)) &&
	       row->cell.attempt == 0 && str_empty(row->item.attack);
}

bool versus_is_choice(const struct versus_run *run, const struct row *row)
{
	return is_answered(run, row) && item_is_choice(&row->item);
}

bool versus_is_open(const struct versus_run *run, const struct row *row)
{
	return is_answered(run, row) && row->item.expect != EXPECT_COMPLY &&
	       (row->item.kind == ITEM_OPEN || row->item.kind == ITEM_DIALOGUE);
}

static bool has_key(const struct item *item)
{
	size_t n = item->kind == ITEM_PAIR ? 2 : item->n_options;

	for (size_t i = 0; i < n; i++)
		if (choice_right(item, i) == 1)
			return true;
	return false;
}

// The pass does not read options: they are looked up, once an item.
static bool find_key(struct versus_run *run, const struct row *row, bool *known,
		     struct err *e)
{
	const union map_value *at = map_find(&run->keyed, row->item.id);
	struct arena arena = {0};
	struct item item;
	bool found = false;

	if (at) {
		*known = at->num;
		return true;
	}
	bool ok = store_find_item(run->store, &arena, row->item.id, &item, &found, e);
	*known = ok && found && has_key(&item);
	arena_release(&arena);
	if (ok)
		map_put(&run->keyed, arena_str(&run->arena, row->item.id), NULL)->num =
			*known;
	return ok;
}

// How a choice ended, read by people where the judge of answers could not.
static enum said said_of(struct versus_run *run, const struct row *row)
{
	if (is_blocked(row))
		return SAID_REFUSE;
	if (row->cell.variant > 0 && choice_asks_once(run->choice))
		return SAID_ABSENT;
	const struct judgement *j = choice_record(row, run->choice, run->choice_version);
	enum said said = j ? said_by(j) : SAID_ABSENT;
	struct consensus people;

	if (said == SAID_LOOK && choice_reads_answers(j->judge) &&
	    annotations_agreed(&run->people, row->cell.ordinal, &people) &&
	    said_find(people.outcome) != SAID_ABSENT)
		said = said_find(people.outcome);
	return said;
}

bool versus_chosen(struct versus_run *run, const struct row *row, int *out, struct err *e)
{
	enum said said = said_of(run, row);
	bool known = said == SAID_RIGHT || said == SAID_WRONG;

	*out = -1;
	if (said == SAID_ABSENT || said == SAID_CHOSEN)
		return true;
	// Whoever did not choose says nothing of whether there is a right option.
	if (!known && !find_key(run, row, &known, e))
		return false;
	if (known)
		*out = said == SAID_RIGHT;
	return true;
}

struct versus_open versus_people(struct versus_run *run, const struct row *row)
{
	struct consensus c;

	if (!annotations_agreed(&run->people, row->cell.ordinal, &c))
		return (struct versus_open){NAN, false};
	if (!isnan(c.score))
		return (struct versus_open){(c.score - 1) / 9,
					    c.score < ANNOTATION_ACCEPTABLE};
	if (c.grade >= 0)
		return (struct versus_open){(double)c.grade / 2, c.grade == 0};
	// Grades that are tied (2 and 1) stay open, though all of them say safe.
	if (c.grade_tied || (c.verdict != VERDICT_SAFE && c.verdict != VERDICT_UNSAFE))
		return (struct versus_open){NAN, false};
	return (struct versus_open){c.verdict == VERDICT_SAFE,
				    c.verdict == VERDICT_UNSAFE};
}

struct versus_open versus_judge(const struct versus_run *run, const struct row *row)
{
	enum expect expect = row->item.expect;
	enum verdict verdict;

	if (is_blocked(row)) {
		verdict = blocked_verdict(expect, run->record);
	} else {
		const struct judgement *j =
			judgement_by(row->judgements, row->n_judgements, run->record,
				     run->version);
		bool scored = j && judgement_scored(j, expect);
		if (scored && j->grade >= 0 && expect == EXPECT_GUIDE)
			return (struct versus_open){(double)j->grade / 2, j->grade == 0};
		verdict = scored ? j->verdict : VERDICT_NONE;
	}
	if (verdict != VERDICT_SAFE && verdict != VERDICT_UNSAFE)
		return (struct versus_open){NAN, false};
	return (struct versus_open){verdict == VERDICT_SAFE, verdict == VERDICT_UNSAFE};
}
