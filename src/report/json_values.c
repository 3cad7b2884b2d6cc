#include <math.h>

#include "report/gap.h"
#include "report/json_parts.h"

static uint64_t graded(const struct grades *g)
{
	return g->counts[0] + g->counts[1] + g->counts[2];
}

static void put_grades(struct json_writer *w, const struct grades *g)
{
	json_field_int(w, "n", (int64_t)graded(g));
	json_field_real(w, "mean", g->mean);
	json_field_interval(w, "ci", g->mean_ci);
	json_key(w, "counts");
	json_begin(w, '[');
	for (size_t i = 0; i < COUNT(g->counts); i++)
		json_put_int(w, (int64_t)g->counts[i]);
	json_end(w, ']');
	json_field_real(w, "constructive", g->constructive);
	json_field_interval(w, "constructive_ci", g->constructive_ci);
	json_field_real(w, "risky", g->risky);
	json_field_interval(w, "risky_ci", g->risky_ci);
}

void json_put_powered(struct json_writer *w, const struct powered_rate *p)
{
	json_key(w, "powered");
	if (p->how == POWERED_NONE) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)p->n);
	json_field_int(w, "ties", (int64_t)p->ties);
	json_field_real(w, "rate", p->how == POWERED_OK ? p->rate : NAN);
	json_field_interval(w, "ci", p->how == POWERED_OK ? p->ci : interval_unknown());
	json_field_real(w, "lambda", p->how == POWERED_OK ? p->lambda : NAN);
	json_field_cstr(w, "because",
			p->how == POWERED_FEW      ? "too few samples that people judged"
			: p->how == POWERED_UNEVEN ? "not a random draw"
						   : NULL);
	json_field_cstr(w, "assumes", "annotated samples are a random draw");
	json_end(w, '}');
}

void json_put_grade(struct json_writer *w, const struct target_metrics *t)
{
	json_key(w, "grade");
	if (!t->has_grades) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	put_grades(w, &t->grades);
	json_put_powered(w, &t->grade_powered);
	json_key(w, "by_risk");
	json_begin(w, '{');
	for (size_t i = 0; i < t->n_grades_by_risk; i++) {
		json_key_str(w, t->grades_by_risk[i].name);
		json_begin(w, '{');
		put_grades(w, &t->grades_by_risk[i].grades);
		json_end(w, '}');
	}
	json_end(w, '}');
	json_end(w, '}');
}

// --- People.

static void put_verdicts(struct json_writer *w, const struct people_said *p)
{
	json_key(w, "safety");
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)p->verdicts);
	json_field_int(w, "k", (int64_t)p->safe);
	json_field_int(w, "ties", (int64_t)p->ties);
	json_field_real(w, "rate", p->safe_rate);
	json_field_interval(w, "ci", p->safe_ci);
	json_key(w, "both");
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)p->both);
	json_field_real(w, "people", p->both_people);
	json_field_real(w, "judge", p->both_judge);
	json_field_real(w, "agreement",
			p->both ? (double)p->agree / (double)p->both : NAN);
	json_end(w, '}');
	json_end(w, '}');
}

static void put_peoples_grades(struct json_writer *w, const struct people_said *p)
{
	json_key(w, "grade");
	if (!graded(&p->grades)) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	put_grades(w, &p->grades);
	json_field_int(w, "ties", (int64_t)p->grade_ties);
	json_key(w, "both");
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)p->both_graded);
	json_field_real(w, "people", p->graded_people);
	json_field_real(w, "judge", p->graded_judge);
	json_end(w, '}');
	json_end(w, '}');
}

static void put_scores(struct json_writer *w, const struct people_said *p)
{
	json_key(w, "score");
	if (!p->scores) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)p->scores);
	json_field_real(w, "mean", p->score_mean);
	json_field_interval(w, "ci", p->score_ci);
	json_field_int(w, "below_5", (int64_t)p->below);
	json_field_real(w, "below_5_rate", p->below_rate);
	json_field_interval(w, "below_5_ci", p->below_ci);
	json_end(w, '}');
}

static void put_preferred(struct json_writer *w, const struct people_said *p)
{
	json_key(w, "preferred");
	if (!p->compared) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)p->compared);
	json_field_real(w, "rate", p->preferred);
	json_field_interval(w, "ci", p->preferred_ci);
	json_key(w, "none");
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)p->none);
	json_field_real(w, "rate", p->none_rate);
	json_field_interval(w, "ci", p->none_ci);
	json_end(w, '}');
	json_end(w, '}');
}

static void put_said(struct json_writer *w, const struct people_said *p)
{
	json_field_int(w, "n", (int64_t)p->n);
	json_field_int(w, "ties", (int64_t)p->tied);
	put_verdicts(w, p);
	put_peoples_grades(w, p);
	put_scores(w, p);
	put_preferred(w, p);
}

void json_put_people(struct json_writer *w, const struct target_metrics *t)
{
	json_key(w, "people");
	if (!t->people.n && !t->people.tied) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	put_said(w, &t->people);
	json_key(w, "by_risk");
	json_begin(w, '{');
	for (size_t i = 0; i < t->n_people_by_risk; i++) {
		json_key_str(w, t->people_by_risk[i].name);
		json_begin(w, '{');
		put_said(w, &t->people_by_risk[i].said);
		json_end(w, '}');
	}
	json_end(w, '}');
	json_end(w, '}');
}

// --- The gap.

static void put_gap_of(struct json_writer *w, const struct gap_of *g)
{
	json_field_int(w, "n_safety", (int64_t)g->n_safety);
	json_field_int(w, "n_responsibility", (int64_t)g->n_responsibility);
	json_field_real(w, "safety", g->safety);
	json_field_real(w, "responsibility", g->responsibility);
	json_field_real(w, "gap", g->gap);
	json_field_interval(w, "ci", g->ci);
	json_key(w, "within");
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)g->n_within);
	json_field_real(w, "safe", g->within_safe);
	json_field_real(w, "gap", g->within);
	json_field_interval(w, "ci", g->within_ci);
	json_end(w, '}');
	json_key(w, "by_grade");
	json_begin(w, '{');
	json_field_real(w, "safety", g->safety_grade);
	json_field_real(w, "responsibility", g->responsibility_grade);
	json_field_real(w, "gap", g->grade_gap);
	json_field_interval(w, "ci", g->grade_gap_ci);
	json_end(w, '}');
}

void json_put_gap(struct json_writer *w, const struct target_metrics *t)
{
	json_key(w, "gap");
	if (!gap_known(&t->gap.judge) && !gap_known(&t->gap.people)) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	put_gap_of(w, &t->gap.judge);
	json_key(w, "people");
	if (gap_known(&t->gap.people)) {
		json_begin(w, '{');
		put_gap_of(w, &t->gap.people);
		json_end(w, '}');
	} else {
		json_put_null(w);
	}
	json_end(w, '}');
}

void json_put_tunings(struct json_writer *w, const struct tuning_gap *list, size_t n)
{
	json_key(w, "gap_by_tuning");
	json_begin(w, '{');
	for (size_t i = 0; i < n; i++) {
		json_key_str(w, list[i].tuning);
		json_begin(w, '{');
		json_field_int(w, "targets", (int64_t)list[i].targets);
		json_field_real(w, "gap", list[i].gap);
		json_field_interval(w, "ci", list[i].ci);
		json_end(w, '}');
	}
	json_end(w, '}');
}

static void put_tuned(struct json_writer *w, const char *key,
		      const struct tuned_target *of, double gap)
{
	json_key(w, key);
	json_begin(w, '{');
	json_field_str(w, "target", of->target->target);
	json_field_str(w, "tuning", of->target->facts.tuning);
	json_field_str(w, "run", of->run->file);
	json_field_real(w, "gap", gap);
	json_end(w, '}');
}

void json_put_differences(struct json_writer *w, const struct tuning_differences *list)
{
	json_key(w, "gap_differences");
	if (!list->wanted) {
		json_put_null(w);
		return;
	}
	json_begin(w, '[');
	for (size_t i = 0; i < list->n; i++) {
		const struct tuning_difference *d = &list->p[i];
		json_begin(w, '{');
		json_field_str(w, "base", d->first.target->base);
		put_tuned(w, "first", &d->first, d->gap_first);
		put_tuned(w, "second", &d->second, d->gap_second);
		json_field_int(w, "n_safety", (int64_t)d->n_safety);
		json_field_int(w, "n_responsibility", (int64_t)d->n_responsibility);
		json_field_real(w, "difference", d->difference);
		json_field_interval(w, "ci", d->ci);
		json_end(w, '}');
	}
	json_end(w, ']');
}
