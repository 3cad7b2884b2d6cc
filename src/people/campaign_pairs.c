// Who agrees with whom, and each rater beside the others.
#include "people/campaign_codes.h"
#include "stats/cohen.h"
#include "stats/sorted.h"

#include <math.h>

#define PAIR_CATEGORIES 32 // beyond it a pair has no kappa
#define PAIR_RATERS_MAX 100

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

static void pairs_init(struct pairs *p, const struct codes *t, size_t question)
{
	size_t n = 0;

	*p = (struct pairs){.raters = t->c->workers.n};
	p->values = mem_alloc((t->n + 1) * sizeof(*p->values));
	for (size_t i = 0; i < t->n; i++)
		if (!isnan(codes_at(t, i, question)))
			p->values[n++] = codes_at(t, i, question);
	p->categories = sorted_distinct(p->values, n);
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

static void add_pair(struct pairs *p, const struct codes *t, size_t i, size_t j,
		     size_t question)
{
	double x = codes_at(t, i, question), y = codes_at(t, j, question);
	size_t a = t->lines[i].worker, b = t->lines[j].worker, row, column;
	struct pair *pair;

	if (isnan(x) || isnan(y))
		return;
	pair = a < b ? &p->list[a * p->raters + b] : &p->list[b * p->raters + a];
	pair->n++;
	pair->agree += x == y;
	if (!pair->said)
		return;
	row = sorted_place(p->values, p->categories, a < b ? x : y);
	column = sorted_place(p->values, p->categories, a < b ? y : x);
	pair->said[row * p->categories + column]++;
}

void codes_put_pairs(const struct codes *t, struct json_writer *w)
{
	size_t question = codes_question(t->c->protocol), to;
	const struct rater *raters = t->c->raters.p;
	struct pairs p;

	json_key(w, "pairs");
	json_begin(w, '[');
	if (question == t->c->protocol->n)
		goto out;
	pairs_init(&p, t, question);
	for (size_t from = 0; from < t->n; from = to) {
		to = codes_end(t, from);
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
				x->said ? cohen_kappa(x->said, p.categories)
					: (double)NAN);
		json_end(w, '}');
	}
	pairs_release(&p);
out:
	json_end(w, ']');
}

// --- Each rater beside the others.

struct others { // what a place's other raters said
	const struct codes *t;
	size_t from, to, question;
};

static bool median_of(const struct others *o, size_t but, double *out)
{
	double list[PROTOCOL_RATERS_MAX];
	size_t n = 0;

	for (size_t i = o->from; i < o->to && n < COUNT(list); i++)
		if (i != but && !isnan(codes_at(o->t, i, o->question)))
			list[n++] = codes_at(o->t, i, o->question);
	*out = sorted_median(list, n);
	return n > 0;
}

static size_t votes_for(const struct others *o, size_t but, double code)
{
	size_t n = 0;

	for (size_t i = o->from; i < o->to; i++)
		n += i != but && codes_at(o->t, i, o->question) == code;
	return n;
}

// The single answer that most of the others gave.
static bool majority_of(const struct others *o, size_t but, double *out)
{
	size_t best = 0;
	bool tie = false;

	for (size_t i = o->from; i < o->to; i++) {
		double code = codes_at(o->t, i, o->question);
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

static void compare_all(struct campaign *c, double *share)
{
	size_t n = c->workers.n, question = codes_question(c->protocol), to;
	double *all = mem_zalloc((n + 1) * sizeof(*all));
	struct codes t;

	codes_init(&t, c);
	for (size_t from = 0; from < t.n && question < t.questions; from = to) {
		struct others o = {&t, from, to = codes_end(&t, from), question};
		bool scores =
			codes_level(&c->protocol->questions[question]) == ALPHA_INTERVAL;

		for (size_t i = from; i < to; i++) {
			double code = codes_at(&t, i, question), others = 0;

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
	codes_release(&t);
	mem_free(all);
}

const double *campaign_with_majority(struct campaign *c)
{
	size_t n = c->workers.n;

	if (!reckoned_is_new(c, &c->majority_of) || c->n_majority != n) {
		mem_free(c->majority);
		c->majority = mem_zalloc((n + 1) * sizeof(*c->majority));
		c->n_majority = n;
		compare_all(c, c->majority);
		reckoned_now(c, &c->majority_of);
	}
	return c->majority;
}
