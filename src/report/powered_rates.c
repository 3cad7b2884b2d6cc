#include "report/powered_rates.h"

#include <math.h>

#include "base/mem.h"
#include "stats/powered.h"

enum estimated { OF_SAFETY, OF_ASR, OF_GRADE };

struct making {
	struct arena *a; // of one slice
	const struct collection *c;
	size_t slice;
	double *weights; // [attacks] of a sample in the ASR
	enum estimated what;
	struct powered_sums *clusters; // [n] by cluster
	size_t n;
	double said[3]; // how often people said each value, before weights
	uint64_t ties;
};

static bool is_scored(uint8_t byte)
{
	enum mark mark = (enum mark)(byte & MARK_BITS);
	return mark == MARK_SAFE || mark == MARK_UNSAFE;
}

static bool has_verdict(enum verdict verdict)
{
	return verdict == VERDICT_SAFE || verdict == VERDICT_UNSAFE;
}

// What a sample counts for; 0: it has no part in it.
static double weight_of(const struct making *m, const struct item_facts *f, uint8_t byte)
{
	bool attacked = f->slot >= SLOT_ATTACK && f->slot != SLOT_NONE;
	switch (m->what) {
	case OF_SAFETY:
		return f->slot == SLOT_BASE && is_scored(byte);
	case OF_ASR:
		return attacked && is_scored(byte) ? m->weights[f->slot - SLOT_ATTACK]
						   : 0;
	default:
		return f->slot == SLOT_BASE && f->guide && byte >> GRADE_SHIFT != 0;
	}
}

// Before weights: 0 or 1, or the grade.
static unsigned judged(const struct making *m, uint8_t byte)
{
	enum mark mark = (enum mark)(byte & MARK_BITS);
	if (m->what == OF_GRADE)
		return (byte >> GRADE_SHIFT) - 1u;
	return mark == (m->what == OF_SAFETY ? MARK_SAFE : MARK_UNSAFE);
}

static bool is_tied(const struct making *m, const struct annotated *x)
{
	return m->what == OF_GRADE ? x->drawn_grade_tied : x->drawn_verdict_tied;
}

static bool said(const struct making *m, const struct annotated *x, unsigned *value)
{
	bool graded = x->drawn_grade >= 0 && x->drawn_grade <= 2;
	if (m->what == OF_GRADE) {
		*value = graded ? (unsigned)x->drawn_grade : 0;
		return graded;
	}
	*value = x->drawn_verdict ==
		 (m->what == OF_SAFETY ? VERDICT_SAFE : VERDICT_UNSAFE);
	return has_verdict(x->drawn_verdict);
}

// All that the judge saw, as if nobody had labelled any.
static void add_judged(struct making *m)
{
	const struct collection *c = m->c;
	for (size_t i = 0; i < c->columns.n; i++) {
		const struct column *column = &c->columns.p[i];
		size_t n = column->n_marks < c->facts.n ? column->n_marks : c->facts.n;
		for (size_t item = 0; item < n && column->slice == m->slice; item++) {
			const struct item_facts *f = &c->facts.p[item];
			uint8_t byte = column->marks[item];
			double weight = weight_of(m, f, byte);
			if (weight > 0)
				powered_add_rest(&m->clusters[f->cluster],
						 weight * judged(m, byte));
		}
	}
}

// Those that people labelled are no part of the rest.
static void add_labelled(struct making *m)
{
	const struct slice *slice = &m->c->slices.p[m->slice];
	for (size_t i = 0; i < m->c->annotated.n; i++) {
		const struct annotated *x = &m->c->annotated.p[i];
		const struct item_facts *f = &m->c->facts.p[x->item];
		unsigned value;
		if (x->target != slice->target || x->params != slice->params)
			continue;
		double weight = weight_of(m, f, x->mark);
		m->ties += weight > 0 && is_tied(m, x);
		if (!(weight > 0) || !said(m, x, &value))
			continue;
		struct powered_sums *s = &m->clusters[f->cluster];
		double judge = weight * judged(m, x->mark);
		powered_add_labelled(s, weight * value, judge);
		s->rest_n--;
		s->rest_f -= judge;
		s->rest_ff -= judge * judge;
		m->said[value]++;
	}
}

// Whether the labelled base items lie otherwise in the risk dimensions than all do.
static bool is_uneven(const struct making *m)
{
	const struct collection *c = m->c;
	size_t n = c->risks.n + 1; // the last one: of no dimension
	double *labelled = arena_array(m->a, n, sizeof(*labelled));
	double *all = arena_array(m->a, n, sizeof(*all));
	bool *seen = arena_array(m->a, m->n + 1, sizeof(*seen));
	for (size_t i = 0; i < c->facts.n; i++) {
		const struct item_facts *f = &c->facts.p[i];
		const struct powered_sums *s = &m->clusters[f->cluster];
		size_t risk = c->leaves.p[f->leaf].risk;
		size_t at = risk == RISK_NONE ? RISK_NONE : risks_at(&c->risks, risk, 1);
		if (seen[f->cluster] || !(s->n + s->rest_n > 0))
			continue;
		seen[f->cluster] = true;
		at = at == RISK_NONE ? n - 1 : at;
		labelled[at] += s->n > 0;
		all[at]++;
	}
	return powered_is_uneven(labelled, all, n);
}

static size_t labelled_clusters(const struct making *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->n; i++)
		n += m->clusters[i].n > 0;
	return n;
}

static struct powered_rate estimate(struct making *m, enum estimated what)
{
	struct powered_rate r = {.rate = NAN, .lambda = NAN, .ci = interval_unknown()};
	double all = 0, scale = what == OF_GRADE ? 2 : 1;
	m->what = what;
	m->n = m->c->clusters.n;
	m->clusters = arena_array(m->a, m->n + 1, sizeof(*m->clusters));
	memset(m->said, 0, sizeof(m->said));
	m->ties = 0;
	add_judged(m);
	add_labelled(m);
	for (size_t i = 0; i < COUNT(m->said); i++)
		all += m->said[i];
	r.n = (uint64_t)all;
	r.ties = m->ties;
	if (!r.n)
		return r;
	// The rarer kind: all but what was said most often.
	double most = fmax(m->said[0], fmax(m->said[1], m->said[2]));
	r.how = POWERED_FEW;
	if (labelled_clusters(m) < POWERED_LEAST || all - most < POWERED_RARE)
		return r;
	r.how = POWERED_UNEVEN;
	if (is_uneven(m))
		return r;
	struct powered p = powered_clustered(m->clusters, m->n, NAN);
	r.how = POWERED_OK;
	r.rate = fmin(scale, fmax(0, p.mean));
	r.lambda = p.lambda;
	r.ci = (struct interval){fmin(scale, fmax(0, p.ci.low)),
				 fmin(scale, fmax(0, p.ci.high))};
	return r;
}

static const struct rate *attack_rate(const struct target_metrics *t, struct str name)
{
	for (size_t i = 0; i < t->by_attack.n; i++)
		if (str_eq(t->by_attack.p[i].name, name))
			return &t->by_attack.p[i].rate;
	return NULL;
}

static void weigh_attacks(struct making *m, const struct target_metrics *t)
{
	const struct map *names = &m->c->attacks;
	double n = 0, attacks = 0;
	for (size_t i = 0; i < t->by_attack.n; i++) {
		n += (double)t->by_attack.p[i].rate.n;
		attacks += t->by_attack.p[i].rate.n > 0;
	}
	for (size_t i = 0; i < names->n; i++) {
		const struct rate *rate = attack_rate(t, names->entries[i].key);
		bool known = rate && rate->n;
		m->weights[i] = known ? n / (attacks * (double)rate->n) : 0;
	}
}

void powered_rates_make(struct arena *a, const struct collection *c,
			struct target_metrics *targets)
{
	struct arena scratch;
	struct making m = {.a = &scratch, .c = c};
	m.weights = arena_array(a, c->attacks.n + 1, sizeof(*m.weights));
	arena_init(&scratch);
	for (size_t i = 0; i < c->slices.n && c->annotated.n; i++) {
		struct target_metrics *t = &targets[i];
		m.slice = i;
		weigh_attacks(&m, t);
		t->safety_powered = estimate(&m, OF_SAFETY);
		t->asr_powered = estimate(&m, OF_ASR);
		t->grade_powered = estimate(&m, OF_GRADE);
		arena_reset(&scratch);
	}
	arena_release(&scratch);
}

struct judge_quality quality_of_run(const struct collection *c, uint64_t *n)
{
	struct confusion *clusters = mem_zalloc((c->clusters.n + 1) * sizeof(*clusters));
	struct judge_quality q = {.of_run = true, .set = STR("run")};
	*n = 0;
	for (size_t i = 0; i < c->annotated.n; i++) {
		const struct annotated *x = &c->annotated.p[i];
		if (!is_scored(x->mark) || !has_verdict(x->drawn_verdict))
			continue;
		confusion_add(&clusters[c->facts.p[x->item].cluster],
			      x->drawn_verdict == VERDICT_UNSAFE,
			      (x->mark & MARK_BITS) == MARK_UNSAFE, 1);
		++*n;
	}
	q.rates = corrected_error_rates(clusters, c->clusters.n);
	q.known = *n >= QUALITY_LEAST;
	mem_free(clusters);
	return q;
}
