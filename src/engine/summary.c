#include "core/choice.h"
#include "engine/run_state.h"
#include "engine/shares.h"

// NULL also of a choice in an order that is nothing to the judge of record.
static const struct judgement *of_record(const struct run *run, const struct row *row)
{
	const struct judge *record =
		&judges_record(run_judges(run, &row->item, 0))->judge;
	return judgement_by(row->judgements, row->n_judgements, record->name,
			    record->version);
}

static void count_choice(const struct judgement *j, struct run_summary *s)
{
	bool look = outcome_is(j->outcome, OUTCOME_LOOK);
	bool lost = !j->outcome.n;
	s->choices++;
	s->looked += look;
	s->lost += lost;
	s->unscoreable += look || lost;
	s->right += outcome_is(j->outcome, OUTCOME_RIGHT);
	s->wrong += outcome_is(j->outcome, OUTCOME_WRONG);
	s->other += outcome_is(j->outcome, OUTCOME_OTHER);
	s->refused += outcome_is(j->outcome, OUTCOME_REFUSE);
}

// A scoring that says nothing must not go unseen beside one that does.
static void count_besides(const struct row *row, const struct judgement *record,
			  struct run_summary *s)
{
	enum scoring scoring;

	for (size_t i = 0; i < row->n_judgements; i++) {
		const struct judgement *j = &row->judgements[i];
		if (j != record && !j->outcome.n && scoring_of_judge(j->judge, &scoring))
			s->lost_besides[scoring]++;
	}
}

static void count(const struct run *run, const struct row *row, struct run_summary *s)
{
	const struct judgement *j = of_record(run, row);
	bool choice = item_is_choice(&row->item);
	if (choice)
		count_besides(row, j, s);
	s->samples++;
	s->skipped += row->cell.state == CELL_SKIPPED;
	s->attack_failed += row->cell.state == CELL_FAILED;
	if (row->cell.state == CELL_SKIPPED || row->cell.state == CELL_FAILED)
		return;
	// Of a choice the reply may be missing and the likelihoods there.
	bool read = choice && j && j->outcome.n;
	if (!read && (!row->response || row->response->failure != FAILURE_NONE)) {
		s->failed[row->response ? row->response->failure : FAILURE_MISSING]++;
		return;
	}
	s->answered++;
	s->judged += j != NULL;
	s->escalated += j && str_is(j->outcome, JUDGE_ESCALATED);
	if (j && choice)
		count_choice(j, s);
	else
		s->unscoreable += j && j->verdict == VERDICT_UNSCOREABLE;
}

// Blocked by the provider's filter is an outcome of its own, never among the failures.
static uint64_t failures(const struct run_summary *s)
{
	uint64_t n = s->attack_failed + s->lost;
	for (size_t f = 0; f < FAILURES; f++)
		n += f == FAILURE_BLOCKED ? 0 : s->failed[f];
	return n;
}

bool run_count(struct run *run, struct run_summary *summary, struct err *e)
{
	struct reader *reader = reader_open(run->store, 0, e);
	if (!reader)
		return false;
	struct row row;
	int got;
	while ((got = reader_next(reader, &row, e)) == 1)
		count(run, &row, summary);
	reader_close(reader);
	return got == 0;
}

// What each judge was lost on, and whether for one of them its model failed too often.
// The judges of choices ask no model.
static bool weigh_judges(const struct run *run, struct run_summary *s)
{
	bool much = false;
	for (size_t i = 0; i < run->judges.n; i++) {
		const struct judge_use *use = &run->judges.p[i];
		const struct judge_faults *f = &use->faults;
		judge_faults_tell(f, use->judge.name);
		s->judge_failed += f->failed;
		much |= share_exceeded(f->failed, f->asked, run->settings.max_failed,
				       "--max-failed", "judgements failed");
	}
	return much;
}

void run_weigh(const struct run *run, struct run_summary *s)
{
	bool unjudged = weigh_judges(run, s);
	bool failed = share_exceeded(failures(s), s->samples, run->settings.max_failed,
				     "--max-failed", "samples failed");
	bool lost =
		share_exceeded(s->unscoreable, s->samples, run->settings.max_unscoreable,
			       "--max-unscoreable", "samples could not be scored");
	s->exit = failed || lost || unjudged ? 3 : 0;
}

static void put_choices(struct json_writer *w, const struct run_summary *s)
{
	json_key(w, "choices");
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)s->choices);
	json_field_int(w, outcome_name(OUTCOME_RIGHT), (int64_t)s->right);
	json_field_int(w, outcome_name(OUTCOME_WRONG), (int64_t)s->wrong);
	json_field_int(w, outcome_name(OUTCOME_OTHER), (int64_t)s->other);
	json_field_int(w, outcome_name(OUTCOME_REFUSE), (int64_t)s->refused);
	json_field_int(w, outcome_name(OUTCOME_LOOK), (int64_t)s->looked);
	json_field_int(w, "lost", (int64_t)s->lost);
	json_key(w, "lost_besides");
	json_begin(w, '{');
	for (size_t i = 0; i < SCORINGS; i++)
		if (s->lost_besides[i])
			json_field_int(w, scoring_name((enum scoring)i),
				       (int64_t)s->lost_besides[i]);
	json_end(w, '}');
	json_end(w, '}');
}

void run_summary_to_json(struct json_writer *w, const struct run_summary *s)
{
	json_begin(w, '{');
	json_field_cstr(w, "schema", "assay/run-summary/1");
	json_field_str(w, "run", s->run);
	json_field_int(w, "samples", (int64_t)s->samples);
	json_field_int(w, "answered", (int64_t)s->answered);
	json_key(w, "failed");
	json_begin(w, '{');
	for (size_t f = 1; f < FAILURES; f++)
		if (s->failed[f] && f != FAILURE_BLOCKED)
			json_field_int(w, failure_name((enum failure)f),
				       (int64_t)s->failed[f]);
	json_end(w, '}');
	json_field_int(w, "blocked", (int64_t)s->failed[FAILURE_BLOCKED]);
	json_field_int(w, "judged", (int64_t)s->judged);
	json_field_int(w, "unscoreable", (int64_t)s->unscoreable);
	if (s->judge_failed)
		json_field_int(w, "judge_failed", (int64_t)s->judge_failed);
	if (s->escalated) // by a cascade only
		json_field_int(w, "escalated", (int64_t)s->escalated);
	if (s->choices)
		put_choices(w, s);
	json_field_int(w, "skipped", (int64_t)s->skipped);
	json_field_int(w, "attack_failed", (int64_t)s->attack_failed);
	json_field_int(w, "resumed", (int64_t)s->resumed);
	json_field_real(w, "seconds", s->seconds);
	json_field_int(w, "exit", s->exit);
	json_end(w, '}');
}
