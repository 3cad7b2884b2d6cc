// How far the raters of a campaign agree, and who differs from whom.
#include "base/clock.h"
#include "people/agreement.h"
#include "people/campaign_state.h"
#include "stats/cohen.h"

#include <math.h>
#include <stdlib.h>

#define LARGE 20000 // answers from which on figures may be some seconds old
#define LARGE_NS 10000000000u
#define BUDGET 8e6         // additions for all figures of one kind together
#define PAIR_CATEGORIES 32 // beyond it a pair has no kappa
#define PAIR_RATERS_MAX 100

struct line { // one answer
	uint32_t place, worker;
};

struct table { // all answers, as codes
	struct campaign *c;
	struct line *lines; // [n], by place
	double *codes;      // [n][questions]
	size_t n, questions;
};

static bool is_main(const struct question *q)
{
	return q->to == TO_VERDICT || q->to == TO_GRADE || q->to == TO_PREFERRED ||
	       q->to == TO_SCORE || q->to == TO_OUTCOME;
}

// The question by which raters are compared; the number of questions: none.
static size_t main_question(const struct protocol *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (is_main(&p->questions[i]) &&
		    answers_scale(&p->questions[i]) != SCALE_NONE)
			return i;
	for (size_t i = 0; i < p->n; i++)
		if (answers_scale(&p->questions[i]) != SCALE_NONE)
			return i;
	return p->n;
}

// --- All answers.

static void add_line(struct table *t, struct arena *scratch, const struct given *g)
{
	const struct protocol *p = t->c->protocol;
	const struct task *task = &t->c->places.p[g->place].task;
	struct answer_task about = campaign_answer_task(t->c, task, NULL);
	struct answers x;

	answers_read_stored(scratch, &about, g->body, &x);
	for (size_t i = 0; i < p->n; i++)
		t->codes[t->n * p->n + i] = answers_code(&p->questions[i], &x.said[i]);
	t->lines[t->n++] = (struct line){g->place, g->worker};
	arena_reset(scratch);
}

static void table_init(struct table *t, struct campaign *c)
{
	struct arena scratch = {0};
	size_t most = c->given.n + 1;

	*t = (struct table){.c = c, .questions = c->protocol->n};
	t->lines = mem_alloc(most * sizeof(*t->lines));
	t->codes = mem_resize(NULL, most * t->questions, sizeof(*t->codes));
	for (size_t i = 0; i < c->places.n; i++) {
		for (uint32_t at = c->places.p[i].first; at != NONE;
		     at = c->given.p[at].next)
			if (c->given.p[at].state == ASSIGNMENT_ANSWERED)
				add_line(t, &scratch, &c->given.p[at]);
	}
	arena_release(&scratch);
}

static void table_release(struct table *t)
{
	mem_free(t->lines);
	mem_free(t->codes);
}

static double code_of(const struct table *t, size_t line, size_t question)
{
	return t->codes[line * t->questions + question];
}

// The lines from..to-1 are of one place.
static size_t end_of_place(const struct table *t, size_t from)
{
	size_t to = from;

	while (to < t->n && t->lines[to].place == t->lines[from].place)
		to++;
	return to;
}

// --- One question, of all or of one domain.

static enum alpha_level level_of(const struct question *q)
{
	switch (answers_scale(q)) {
	case SCALE_ORDINAL:
		return ALPHA_ORDINAL;
	case SCALE_INTERVAL:
		return ALPHA_INTERVAL;
	default:
		return ALPHA_NOMINAL;
	}
}

static const char *level_name(enum alpha_level level)
{
	static const char *const names[] = {"nominal", "ordinal", "interval"};

	return names[level];
}

static void put_interval(struct json_writer *w, const char *key, struct interval ci)
{
	json_key(w, key);
	if (isnan(ci.low)) {
		json_put_null(w);
		return;
	}
	json_begin(w, '[');
	json_put_real(w, ci.low);
	json_put_real(w, ci.high);
	json_end(w, ']');
}

static void put_agreement(struct json_writer *w, const struct question *q,
			  const struct agreement *x)
{
	json_field_str(w, "question", q->id);
	json_field_int(w, "units", (int64_t)x->units);
	json_field_int(w, "raters", (int64_t)x->raters);
	json_field_int(w, "categories", (int64_t)x->categories);
	json_field_real(w, "raw", x->raw);
	put_interval(w, "raw_ci", x->raw_ci);
	json_field_real(w, "kappa", x->kappa);
	put_interval(w, "kappa_ci", x->kappa_ci);
	json_field_cstr(w, "kappa_kind", x->cohen ? "cohen" : "fleiss");
	json_field_real(w, "alpha", x->alpha);
	put_interval(w, "alpha_ci", x->alpha_ci);
	json_field_cstr(w, "alpha_level", level_name(x->level));
	json_field_real(w, "ac1", x->ac1);
	put_interval(w, "ac1_ci", x->ac1_ci);
}

static size_t domain_at(const struct table *t, size_t line, size_t level)
{
	return domains_at(&t->c->domains, t->c->places.p[t->lines[line].place].domain,
			  level);
}

// level 0: whatever the domain.
static void measure(const struct table *t, size_t question, size_t level, size_t domain,
		    double budget, struct agreement *out)
{
	struct rating *list = mem_alloc((t->n + 1) * sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		double code = code_of(t, i, question);

		if (!isnan(code) && (level == 0 || domain_at(t, i, level) == domain))
			list[n++] = (struct rating){t->lines[i].place, t->lines[i].worker,
						    code};
	}
	agreement_measure(list, n, level_of(&t->c->protocol->questions[question]), budget,
			  out);
	mem_free(list);
}

static void put_questions(const struct table *t, struct json_writer *w)
{
	const struct protocol *p = t->c->protocol;

	json_key(w, "questions");
	json_begin(w, '[');
	for (size_t i = 0; i < p->n; i++) {
		struct agreement x;

		if (answers_scale(&p->questions[i]) == SCALE_NONE)
			continue;
		measure(t, i, 0, 0, BUDGET / (double)p->n, &x);
		json_begin(w, '{');
		put_agreement(w, &p->questions[i], &x);
		json_end(w, '}');
	}
	json_end(w, ']');
}

// --- By domain: at the first level at which there are several.

static size_t domains_of(const struct table *t, size_t level, size_t *list)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		size_t domain = domain_at(t, i, level), k = 0;

		while (k < n && list[k] != domain)
			k++;
		if (k == n && domain != DOMAIN_NONE)
			list[n++] = domain;
	}
	return n;
}

static int by_number(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

static void put_domains(const struct table *t, struct json_writer *w)
{
	const struct protocol *p = t->c->protocol;
	size_t *list = mem_alloc((t->c->domains.nodes.n + 1) * sizeof(*list));
	size_t n = 0, level = 0;

	while (n < 2 && level < 8)
		n = domains_of(t, ++level, list);
	if (n > 0)
		qsort(list, n, sizeof(*list), by_number);
	json_key(w, "by_domain");
	json_begin(w, '[');
	for (size_t d = 0; d < n; d++) {
		for (size_t i = 0; i < p->n; i++) {
			struct agreement x;

			if (answers_scale(&p->questions[i]) == SCALE_NONE)
				continue;
			measure(t, i, level, list[d], BUDGET / (double)(p->n * n), &x);
			json_begin(w, '{');
			json_field_str(w, "domain", t->c->domains.nodes.p[list[d]].id);
			put_agreement(w, &p->questions[i], &x);
			json_end(w, '}');
		}
	}
	json_end(w, ']');
	mem_free(list);
}

// --- Pairs of raters.

struct pair {
	double n, agree;
	double *said; // [categories * categories], NULL: too many categories
};

struct pairs {
	struct pair *list; // [raters * raters], a < b
	double *cells;     // of all of them
	double *values;    // [categories]
	size_t raters, categories;
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void pairs_init(struct pairs *p, const struct table *t, size_t question)
{
	size_t n = 0;

	*p = (struct pairs){.raters = t->c->workers.n};
	p->values = mem_alloc((t->n + 1) * sizeof(*p->values));
	for (size_t i = 0; i < t->n; i++)
		if (!isnan(code_of(t, i, question)))
			p->values[n++] = code_of(t, i, question);
	if (n > 0)
		qsort(p->values, n, sizeof(*p->values), by_value);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || p->values[i] != p->values[p->categories - 1])
			p->values[p->categories++] = p->values[i];
	p->list = mem_zalloc((p->raters * p->raters + 1) * sizeof(*p->list));
	if (p->categories > PAIR_CATEGORIES || p->raters > PAIR_RATERS_MAX)
		return;
	n = p->categories * p->categories;
	p->cells = mem_zalloc((p->raters * p->raters * n + 1) * sizeof(*p->cells));
	for (size_t i = 0; i < p->raters * p->raters; i++)
		p->list[i].said = p->cells + i * n;
}

static void pairs_release(struct pairs *p)
{
	mem_free(p->list);
	mem_free(p->cells);
	mem_free(p->values);
}

static void add_pair(struct pairs *p, const struct table *t, size_t i, size_t j,
		     size_t question)
{
	double x = code_of(t, i, question), y = code_of(t, j, question);
	size_t a = t->lines[i].worker, b = t->lines[j].worker, row, column;
	struct pair *pair;

	if (isnan(x) || isnan(y))
		return;
	pair = a < b ? &p->list[a * p->raters + b] : &p->list[b * p->raters + a];
	pair->n++;
	pair->agree += x == y;
	if (!pair->said)
		return;
	row = (size_t)((double *)bsearch(a < b ? &x : &y, p->values, p->categories,
					 sizeof(x), by_value) -
		       p->values);
	column = (size_t)((double *)bsearch(a < b ? &y : &x, p->values, p->categories,
					    sizeof(x), by_value) -
			  p->values);
	pair->said[row * p->categories + column]++;
}

static void put_pairs(const struct table *t, struct json_writer *w)
{
	size_t question = main_question(t->c->protocol), to;
	const struct rater *raters = t->c->raters.p;
	struct pairs p;

	json_key(w, "pairs");
	json_begin(w, '[');
	if (question == t->c->protocol->n)
		goto out;
	pairs_init(&p, t, question);
	for (size_t from = 0; from < t->n; from = to) {
		to = end_of_place(t, from);
		for (size_t i = from; i < to; i++)
			for (size_t j = from; j < i; j++)
				add_pair(&p, t, i, j, question);
	}
	for (size_t i = 0; i < p.raters * p.raters; i++) {
		const struct pair *x = &p.list[i];

		if (x->n < 1)
			continue;
		json_begin(w, '{');
		json_field_str(w, "a", raters[i / p.raters].name);
		json_field_str(w, "b", raters[i % p.raters].name);
		json_field_int(w, "n", (int64_t)x->n);
		json_field_real(w, "agree", x->agree / x->n);
		json_field_real(w, "kappa",
				x->said ? cohen_kappa(x->said, p.categories,
						      COHEN_UNWEIGHTED)
					: (double)NAN);
		json_end(w, '}');
	}
	pairs_release(&p);
out:
	json_end(w, ']');
}

// --- Each rater beside the others.

struct others { // what a place's other raters said
	const struct table *t;
	size_t from, to, question;
};

static int median_of(const struct others *o, size_t but, double *out)
{
	double list[PROTOCOL_RATERS_MAX];
	size_t n = 0;

	for (size_t i = o->from; i < o->to && n < COUNT(list); i++)
		if (i != but && !isnan(code_of(o->t, i, o->question)))
			list[n++] = code_of(o->t, i, o->question);
	if (n == 0)
		return false;
	qsort(list, n, sizeof(*list), by_value);
	*out = (list[(n - 1) / 2] + list[n / 2]) / 2;
	return true;
}

static size_t votes_for(const struct others *o, size_t but, double code)
{
	size_t n = 0;

	for (size_t i = o->from; i < o->to; i++)
		n += i != but && code_of(o->t, i, o->question) == code;
	return n;
}

// The single answer that most of the others gave.
static bool majority_of(const struct others *o, size_t but, double *out)
{
	size_t best = 0;
	bool tie = false;

	for (size_t i = o->from; i < o->to; i++) {
		double code = code_of(o->t, i, o->question);
		size_t n = i == but || isnan(code) ? 0 : votes_for(o, but, code);

		if (n == 0 || (best > 0 && code == *out))
			continue;
		tie = n == best || (tie && n < best);
		if (n > best) {
			best = n;
			*out = code;
		}
	}
	return best > 0 && !tie;
}

// Whether figures of `then` still serve: in a large campaign for some seconds.
static bool is_new(const struct campaign *c, const struct reckoned *x)
{
	bool large = c->given.n > LARGE;

	return x->done && (x->changes == c->changes ||
			   (large && clock_mono_ns() - x->at < LARGE_NS));
}

static void note(const struct campaign *c, struct reckoned *x)
{
	*x = (struct reckoned){true, c->changes, clock_mono_ns()};
}

static void compare_all(struct campaign *c, double *share)
{
	size_t n = c->workers.n, question = main_question(c->protocol), to;
	double *all = mem_zalloc((n + 1) * sizeof(*all));
	struct table t;

	table_init(&t, c);
	for (size_t from = 0; from < t.n && question < t.questions; from = to) {
		struct others o = {&t, from, to = end_of_place(&t, from), question};
		bool scores =
			level_of(&c->protocol->questions[question]) == ALPHA_INTERVAL;

		for (size_t i = from; i < to; i++) {
			double code = code_of(&t, i, question), others = 0;

			if (isnan(code) || !(scores ? median_of(&o, i, &others)
						    : majority_of(&o, i, &others)))
				continue;
			all[t.lines[i].worker]++;
			share[t.lines[i].worker] +=
				scores ? fabs(code - others) <= 1 : code == others;
		}
	}
	for (size_t i = 0; i < n; i++)
		share[i] = all[i] > 0 ? share[i] / all[i] : (double)NAN;
	table_release(&t);
	mem_free(all);
}

const double *campaign_with_majority(struct campaign *c)
{
	size_t n = c->workers.n;

	if (!is_new(c, &c->majority_of) || c->n_majority != n) {
		mem_free(c->majority);
		c->majority = mem_zalloc((n + 1) * sizeof(*c->majority));
		c->n_majority = n;
		compare_all(c, c->majority);
		note(c, &c->majority_of);
	}
	return c->majority;
}

// --- All of it.

static void reckon(struct campaign *c)
{
	struct json_writer w;
	struct table t;

	table_init(&t, c);
	buf_clear(&c->agreement);
	json_writer_init(&w, &c->agreement, 0);
	json_begin(&w, '{');
	put_questions(&t, &w);
	put_domains(&t, &w);
	put_pairs(&t, &w);
	json_end(&w, '}');
	table_release(&t);
	note(c, &c->agreement_of);
}

void campaign_agreement_json(struct campaign *c, struct json_writer *w)
{
	if (!is_new(c, &c->agreement_of))
		reckon(c);
	json_put_raw(w, buf_str(&c->agreement));
}

static bool is_split(const struct table *t, size_t from, size_t to, size_t question)
{
	double first = NAN;

	for (size_t i = from; i < to; i++) {
		double code = code_of(t, i, question);

		if (isnan(code))
			continue;
		if (isnan(first))
			first = code;
		else if (code != first)
			return true;
	}
	return false;
}

bool campaign_disagreements_json(struct campaign *c, size_t from, struct json_writer *w,
				 struct err *e)
{
	size_t question = main_question(c->protocol), total = 0, end;
	struct arena scratch = {0};
	struct table t;

	(void)e;
	table_init(&t, c);
	json_begin(w, '{');
	json_key(w, "tasks");
	json_begin(w, '[');
	for (size_t at = 0; at < t.n && question < t.questions; at = end) {
		const struct place *p = &c->places.p[t.lines[at].place];

		end = end_of_place(&t, at);
		if (!is_split(&t, at, end, question))
			continue;
		if (total++ < from || total > from + PAGE)
			continue;
		json_begin(w, '{');
		json_field_int(w, "task", p->task.id);
		json_field_str(w, "excerpt", campaign_excerpt(c, &scratch, p));
		campaign_put_said(c, &scratch, p, w);
		json_end(w, '}');
		arena_reset(&scratch);
	}
	json_end(w, ']');
	json_field_int(w, "total", (int64_t)total);
	json_end(w, '}');
	table_release(&t);
	arena_release(&scratch);
	return true;
}
