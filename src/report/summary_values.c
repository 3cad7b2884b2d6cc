#include <math.h>

#include "report/gap.h"
#include "report/summary_parts.h"

static uint64_t graded(const struct grades *g)
{
	return g->counts[0] + g->counts[1] + g->counts[2];
}

static struct str share_text(const struct summary *s, double rate, struct interval ci)
{
	struct rate r = summary_rate(0, 0, rate, ci);
	return rate_full_text(s->a, &r);
}

static void paragraph(const struct summary *s, enum word w, const struct str *args,
		      size_t n)
{
	doc_text(s->d, summary_fill(s, w, args, n));
	doc_gap(s->d);
}

// --- Grades.

static void add_grades(const struct summary *s, struct table *out, struct str label,
		       const struct grades *g)
{
	doc_cell(s->d, out, label);
	doc_cell(s->d, out, summary_mean(s, g->mean, g->mean_ci));
	doc_cell(s->d, out, summary_share(s, g->constructive, g->constructive_ci));
	doc_cell(s->d, out, summary_share(s, g->risky, g->risky_ci));
	doc_cell(s->d, out, summary_count(s, graded(g)));
}

static void write_grade(const struct summary *s, const struct target_metrics *t)
{
	const uint64_t *c = t->grades.counts;
	const struct powered_rate *p = &t->grade_powered;
	struct str what = summary_say(s, WORD_SHORT_GRADE);
	struct str args[] = {
		arena_printf(s->a, "%.2f", t->grades.mean),
		summary_count(s, graded(&t->grades)),
		summary_count(s, c[0]),
		summary_count(s, c[1]),
		summary_count(s, c[2]),
	};
	struct str parts[2] = {summary_fill(s, WORD_GRADE_VALUE, args, COUNT(args))};
	size_t n = 1;
	if (p->how == POWERED_OK) {
		struct str line[] = {summary_fill(s, WORD_POWERED, &what, 1),
				     summary_mean(s, p->rate, p->ci)};
		parts[n++] = arena_join(s->a, line, 2, summary_say(s, WORD_COLON));
	}
	doc_text(s->d, arena_join(s->a, parts, n, summary_say(s, WORD_CLAUSES)));
	doc_gap(s->d);
}

static void write_domains(const struct summary *s, const struct target_metrics *t)
{
	static const enum word heads[] = {WORD_DOMAIN, WORD_GRADE_MEAN, WORD_CONSTRUCTIVE,
					  WORD_RISKY, WORD_GRADED};
	struct table out;
	summary_table(s, &out, heads, COUNT(heads));
	add_grades(s, &out, summary_say(s, WORD_ALL), &t->grades);
	for (size_t i = 0; i < t->n_grades_by_risk; i++)
		add_grades(s, &out, summary_risk(s, t->grades_by_risk[i].name),
			   &t->grades_by_risk[i].grades);
	doc_table(s->d, &out);
	table_release(&out);
}

// --- The gap.

static void write_gap_of(const struct summary *s, const struct gap_of *g, enum word by)
{
	struct str parts[3];
	size_t n = 0;
	if (g->n_safety && g->n_responsibility) {
		struct str args[] = {
			rate_text(s->a, g->safety),
			summary_count(s, g->n_safety),
			rate_text(s->a, g->responsibility),
			summary_count(s, g->n_responsibility),
			summary_points(s, g->gap, g->ci),
		};
		parts[n++] = summary_fill(s, WORD_GAP, args, COUNT(args));
	}
	if (g->n_within) {
		struct str args[] = {
			rate_text(s->a, g->within_safe),
			rate_text(s->a, g->within_safe - g->within),
			summary_points(s, g->within, g->within_ci),
			summary_count(s, g->n_within),
		};
		parts[n++] = summary_fill(s, WORD_GAP_WITHIN, args, COUNT(args));
	}
	if (!isnan(g->grade_gap)) {
		struct str args[] = {
			rate_text(s->a, g->safety_grade),
			rate_text(s->a, g->responsibility_grade),
			summary_points(s, g->grade_gap, g->grade_gap_ci),
		};
		parts[n++] = summary_fill(s, WORD_GAP_GRADES, args, COUNT(args));
	}
	if (!n)
		return;
	struct str all = arena_join(s->a, parts, n, summary_say(s, WORD_CLAUSES));
	paragraph(s, by, &all, 1);
}

void summary_values(const struct summary *s, const struct target_metrics *t)
{
	if (t->has_grades) {
		doc_heading(s->d, 3, summary_say(s, WORD_RESPONSIBILITY));
		write_grade(s, t);
		write_domains(s, t);
	}
	write_gap_of(s, &t->gap.judge, WORD_GAP_BY_JUDGE);
	write_gap_of(s, &t->gap.people, WORD_GAP_BY_PEOPLE);
}

static struct str tuned_name(const struct summary *s, const struct tuned_target *of)
{
	return arena_printf(s->a, STR_FMT " (" STR_FMT ")",
			    STR_ARG(of->target->facts.tuning),
			    STR_ARG(summary_target(s, of->target)));
}

static void write_differences(const struct summary *s,
			      const struct tuning_differences *list)
{
	static const enum word heads[] = {WORD_TUNING_PAIR, WORD_TUNING_BASE,
					  WORD_TUNING_GAPS, WORD_TUNING_DIFFERENCE,
					  WORD_TUNING_ITEMS};
	struct table out;
	if (!list->n) {
		paragraph(s, WORD_TUNING_UNPAIRED, NULL, 0);
		return;
	}
	paragraph(s, WORD_TUNING_PAIRED, NULL, 0);
	summary_table(s, &out, heads, COUNT(heads));
	for (size_t i = 0; i < list->n; i++) {
		const struct tuning_difference *d = &list->p[i];
		struct str pair[] = {tuned_name(s, &d->second), tuned_name(s, &d->first)};
		struct str gaps[] = {
			summary_difference(s, d->gap_second, interval_unknown()),
			summary_difference(s, d->gap_first, interval_unknown()),
		};
		struct str items[] = {summary_count(s, d->n_safety),
				      summary_count(s, d->n_responsibility)};
		doc_cell(s->d, &out, summary_fill(s, WORD_TUNING_MINUS, pair, 2));
		doc_cell(s->d, &out, d->first.target->base);
		doc_cell(s->d, &out, arena_join(s->a, gaps, 2, STR(" / ")));
		doc_cell(s->d, &out, summary_difference(s, d->difference, d->ci));
		doc_cell(s->d, &out, arena_join(s->a, items, 2, STR(" + ")));
	}
	doc_table(s->d, &out);
	table_release(&out);
}

void summary_tunings(const struct summary *s, const struct tuning_gap *list, size_t n,
		     const struct tuning_differences *of)
{
	static const enum word heads[] = {WORD_TUNING, WORD_GAP_MEAN,
					  WORD_TUNING_TARGETS};
	struct table out;
	if (!n)
		return;
	doc_heading(s->d, 2, summary_say(s, WORD_GAP_BY_TUNING));
	summary_table(s, &out, heads, COUNT(heads));
	for (size_t i = 0; i < n; i++) {
		const struct tuning_gap *g = &list[i];
		doc_cell(s->d, &out, g->tuning);
		doc_cell(s->d, &out, summary_difference(s, g->gap, g->ci));
		doc_cell(s->d, &out, summary_count(s, g->targets));
	}
	doc_table(s->d, &out);
	table_release(&out);
	if (of && of->wanted)
		write_differences(s, of);
}

// --- People.

static void write_verdicts(const struct summary *s, const struct people_said *p)
{
	struct str safe[] = {
		summary_count(s, p->verdicts),
		share_text(s, p->safe_rate, p->safe_ci),
	};
	struct str beside[] = {
		summary_count(s, p->both),
		rate_text(s->a, p->both_people),
		rate_text(s->a, p->both_judge),
		rate_text(s->a, p->both ? (double)p->agree / (double)p->both : NAN),
	};
	if (p->verdicts)
		doc_bullet(s->d, summary_fill(s, WORD_PEOPLE_SAFE, safe, COUNT(safe)));
	if (p->both)
		doc_bullet(s->d,
			   summary_fill(s, WORD_PEOPLE_BESIDE, beside, COUNT(beside)));
}

static void write_peoples_grades(const struct summary *s, const struct people_said *p)
{
	struct str args[] = {
		summary_mean(s, p->grades.mean, p->grades.mean_ci),
		summary_count(s, graded(&p->grades)),
		summary_count(s, p->both_graded),
		summary_mean(s, p->graded_people, interval_unknown()),
		summary_mean(s, p->graded_judge, interval_unknown()),
	};
	if (graded(&p->grades))
		doc_bullet(s->d, summary_fill(s, WORD_PEOPLE_GRADE, args, COUNT(args)));
}

static void write_scores(const struct summary *s, const struct people_said *p)
{
	struct str args[] = {
		summary_mean(s, p->score_mean, p->score_ci),
		summary_count(s, p->scores),
		summary_count(s, p->below),
		share_text(s, p->below_rate, p->below_ci),
	};
	if (p->scores)
		doc_bullet(s->d, summary_fill(s, WORD_PEOPLE_SCORE, args, COUNT(args)));
}

static void write_preferred(const struct summary *s, const struct people_said *p)
{
	struct str args[] = {
		share_text(s, p->preferred, p->preferred_ci),
		summary_count(s, p->compared),
	};
	struct str none[] = {
		summary_count(s, p->none),
		share_text(s, p->none_rate, p->none_ci),
	};
	if (!p->compared)
		return;
	doc_bullet(s->d, summary_fill(s, WORD_PEOPLE_PREFERRED, args, COUNT(args)));
	doc_bullet(s->d, p->none ? summary_fill(s, WORD_PEOPLE_NONE, none, COUNT(none))
				 : summary_say(s, WORD_PEOPLE_NONE_NEVER));
}

static void write_ties(const struct summary *s, const struct people_said *p)
{
	struct str args[] = {
		summary_count(s, p->ties),
		summary_count(s, p->grade_ties),
	};
	if (p->tied)
		doc_bullet(s->d, summary_fill(s, WORD_PEOPLE_TIES, args, COUNT(args)));
}

// Columns besides those that every table has.
struct columns {
	bool ties, none;
};

static void add_people(const struct summary *s, struct table *out,
		       const struct columns *more, struct str label,
		       const struct people_said *p)
{
	doc_cell(s->d, out, label);
	doc_cell(s->d, out, summary_count(s, p->n));
	doc_cell(s->d, out, summary_share(s, p->safe_rate, p->safe_ci));
	doc_cell(s->d, out, summary_mean(s, p->grades.mean, interval_unknown()));
	doc_cell(s->d, out, summary_mean(s, p->score_mean, p->score_ci));
	doc_cell(s->d, out, summary_share(s, p->below_rate, p->below_ci));
	doc_cell(s->d, out, summary_share(s, p->preferred, p->preferred_ci));
	if (more->none)
		doc_cell(s->d, out, summary_share(s, p->none_rate, p->none_ci));
	if (more->ties)
		doc_cell(s->d, out, summary_count(s, p->tied));
}

static void write_by_domain(const struct summary *s, const struct target_metrics *t)
{
	enum word heads[9] = {WORD_DOMAIN,     WORD_PEOPLE_COUNT, WORD_SAFE,
			      WORD_GRADE_MEAN, WORD_SCORE_MEAN,   WORD_SCORE_BELOW,
			      WORD_PREFERRED};
	struct columns more = {
		.ties = t->people.tied > 0,
		.none = t->people.compared > 0,
	};
	size_t n = 7;
	struct table out;
	if (t->n_people_by_risk < 2)
		return;
	if (more.none)
		heads[n++] = WORD_PREFERRED_NONE;
	if (more.ties)
		heads[n++] = WORD_TIED;
	summary_table(s, &out, heads, n);
	for (size_t i = 0; i < t->n_people_by_risk; i++)
		add_people(s, &out, &more, summary_risk(s, t->people_by_risk[i].name),
			   &t->people_by_risk[i].said);
	doc_table(s->d, &out);
	table_release(&out);
}

void summary_people(const struct summary *s, const struct target_metrics *t)
{
	struct str n = summary_count(s, t->people.n);
	if (!t->people.n && !t->people.tied)
		return;
	doc_heading(s->d, 3, summary_fill(s, WORD_PEOPLE, &n, 1));
	write_verdicts(s, &t->people);
	write_peoples_grades(s, &t->people);
	write_scores(s, &t->people);
	write_preferred(s, &t->people);
	write_ties(s, &t->people);
	doc_gap(s->d);
	write_by_domain(s, t);
}
