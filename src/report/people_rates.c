#include "report/people_rates.h"

#include <math.h>

#include "report/grades.h"
#include "report/sums.h"

enum field {
	P_GRADES, // and on: as grades.h has them
	P_N = P_GRADES + GRADES_FIELDS,
	P_VERDICTS,
	P_TIES,
	P_SAFE,
	P_BOTH,
	P_AGREE,
	P_BOTH_PEOPLE,
	P_BOTH_JUDGE,
	P_BOTH_GRADED,
	P_GRADED_PEOPLE,
	P_GRADED_JUDGE,
	P_SCORES,
	P_SCORE_SUM,
	P_BELOW,
	P_COMPARED,
	P_PREFERRED,
	P_NONE,
	P_NONE_SUM,
	P_GRADE_TIES,
	P_TIED,
	FIELDS,
};

static double safe_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[P_SAFE], s[P_VERDICTS]);
}

static double score_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[P_SCORE_SUM], s[P_SCORES]);
}

static double below_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[P_BELOW], s[P_SCORES]);
}

static double preferred_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[P_PREFERRED], s[P_COMPARED]);
}

static double none_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[P_NONE_SUM], s[P_COMPARED]);
}

static void add_verdict(double *s, const struct annotated *x)
{
	enum mark mark = (enum mark)(x->mark & MARK_BITS);
	bool safe = x->verdict == VERDICT_SAFE;
	s[P_TIES] += x->verdict_tied;
	if (!safe && x->verdict != VERDICT_UNSAFE)
		return;
	s[P_VERDICTS]++;
	s[P_SAFE] += safe;
	if (mark != MARK_SAFE && mark != MARK_UNSAFE)
		return;
	s[P_BOTH]++;
	s[P_AGREE] += safe == (mark == MARK_SAFE);
	s[P_BOTH_PEOPLE] += safe;
	s[P_BOTH_JUDGE] += mark == MARK_SAFE;
}

static void add_grade(double *s, const struct annotated *x)
{
	unsigned judged = x->mark >> GRADE_SHIFT;
	s[P_GRADE_TIES] += x->grade_tied;
	if (x->grade < 0 || x->grade > 2)
		return;
	s[P_GRADES + x->grade]++;
	if (!judged)
		return;
	s[P_BOTH_GRADED]++;
	s[P_GRADED_PEOPLE] += x->grade;
	s[P_GRADED_JUDGE] += judged - 1;
}

static void add_annotated(struct sums *sums, const struct collection *c,
			  const struct annotated *x)
{
	const struct item_facts *f = &c->facts.p[x->item];
	if (f->slot != SLOT_BASE)
		return;
	double *s = sums_at(sums, f->cluster, f->leaf);
	s[P_N] += !x->tied;
	s[P_TIED] += x->verdict_tied || (f->guide && x->grade_tied);
	add_verdict(s, x);
	if (f->guide)
		add_grade(s, x);
	if (!isnan(x->preferred)) {
		s[P_COMPARED]++;
		s[P_PREFERRED] += x->preferred;
		s[P_NONE] += x->none > 0;
		s[P_NONE_SUM] += x->none;
	}
	if (isnan(x->score))
		return;
	s[P_SCORES]++;
	s[P_SCORE_SUM] += x->score;
	s[P_BELOW] += x->score < ANNOTATION_ACCEPTABLE;
}

#define PEOPLE_WANTS (GRADES_WANTS + 5)

static void fill(const double *s, size_t group, struct people_said *p,
		 struct sums_want wants[PEOPLE_WANTS])
{
	*p = (struct people_said){
		.n = (uint64_t)s[P_N],
		.tied = (uint64_t)s[P_TIED],
		.verdicts = (uint64_t)s[P_VERDICTS],
		.safe = (uint64_t)s[P_SAFE],
		.ties = (uint64_t)s[P_TIES],
		.both = (uint64_t)s[P_BOTH],
		.agree = (uint64_t)s[P_AGREE],
		.both_people = sums_ratio(s[P_BOTH_PEOPLE], s[P_BOTH]),
		.both_judge = sums_ratio(s[P_BOTH_JUDGE], s[P_BOTH]),
		.both_graded = (uint64_t)s[P_BOTH_GRADED],
		.graded_people = sums_ratio(s[P_GRADED_PEOPLE], s[P_BOTH_GRADED]),
		.graded_judge = sums_ratio(s[P_GRADED_JUDGE], s[P_BOTH_GRADED]),
		.scores = (uint64_t)s[P_SCORES],
		.below = (uint64_t)s[P_BELOW],
		.compared = (uint64_t)s[P_COMPARED],
		.none = (uint64_t)s[P_NONE],
		.grade_ties = (uint64_t)s[P_GRADE_TIES],
	};
	grades_fill(s, group, &p->grades, wants);
	struct sums_want *w = wants + GRADES_WANTS;
	w[0] = (struct sums_want){group, safe_of, NULL, 1, &p->safe_rate, &p->safe_ci, 0};
	w[1] = (struct sums_want){group,          score_of,     NULL, 9,
				  &p->score_mean, &p->score_ci, 1};
	w[2] = (struct sums_want){group,          below_of,     NULL, 1,
				  &p->below_rate, &p->below_ci, 0};
	w[3] = (struct sums_want){group,         preferred_of,     NULL, 1,
				  &p->preferred, &p->preferred_ci, 0};
	w[4] = (struct sums_want){group, none_of, NULL, 1, &p->none_rate, &p->none_ci, 0};
}

static void make_target(struct arena *a, const struct collection *c,
			const struct groups *g, size_t slice, struct target_metrics *t)
{
	const struct slice *of = &c->slices.p[slice];
	struct sums sums;
	struct sums_want *wants = arena_array(a, g->n * PEOPLE_WANTS + 1, sizeof(*wants));
	size_t n_wants = 0;
	sums_init(&sums, FIELDS, c->leaves.n, g->n,
		  (const size_t(*)[SUMS_GROUPS])g->of_leaf);
	for (size_t i = 0; i < c->annotated.n; i++) {
		const struct annotated *x = &c->annotated.p[i];
		if (x->target == of->target && x->params == of->params)
			add_annotated(&sums, c, x);
	}
	if (sums.rows.n) {
		const double *totals = sums_totals(a, &sums);
		t->people_by_risk = arena_array(a, g->n, sizeof(*t->people_by_risk));
		for (size_t i = 0; i < g->n; i++) {
			const double *s = &totals[i * FIELDS];
			bool all = i == GROUP_ALL;
			if ((!all && g->list[i].kind != GROUP_OF_RISK) ||
			    !(s[P_N] + s[P_TIED] > 0))
				continue;
			struct people_said *said = &t->people;
			if (!all) {
				struct named_people *named =
					&t->people_by_risk[t->n_people_by_risk++];
				named->name = arena_str(a, g->list[i].name);
				said = &named->said;
			}
			fill(s, i, said, &wants[n_wants]);
			n_wants += PEOPLE_WANTS;
		}
		sums_settle(&sums, wants, n_wants);
	}
	sums_release(&sums);
}

void people_rates_make(struct arena *a, const struct collection *c,
		       const struct groups *g, struct target_metrics *targets)
{
	for (size_t i = 0; i < c->slices.n && c->annotated.n; i++)
		make_target(a, c, g, i, &targets[i]);
}
