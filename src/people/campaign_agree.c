// How far the raters of a campaign agree, and on what they differ.
#include "people/campaign_codes.h"

#include <math.h>
#include <stdlib.h>

#include "stats/interval_json.h"

#define BUDGET 8e6 // additions for all figures of one kind together

// --- One question, of all or of one domain.

static const char *level_name(enum alpha_level level)
{
	static const char *const names[] = {"nominal", "ordinal", "interval"};

	return names[level];
}

static void put_agreement(struct json_writer *w, const struct question *q,
			  const struct agreement *x)
{
	json_field_str(w, "question", q->id);
	json_field_int(w, "units", (int64_t)x->units);
	json_field_int(w, "raters", (int64_t)x->raters);
	json_field_int(w, "categories", (int64_t)x->categories);
	json_field_real(w, "raw", x->raw);
	json_field_interval(w, "raw_ci", x->raw_ci);
	json_field_real(w, "kappa", x->kappa);
	json_field_interval(w, "kappa_ci", x->kappa_ci);
	json_field_cstr(w, "kappa_kind", x->cohen ? "cohen" : "fleiss");
	json_field_real(w, "alpha", x->alpha);
	json_field_interval(w, "alpha_ci", x->alpha_ci);
	json_field_cstr(w, "alpha_level", level_name(x->level));
	json_field_real(w, "ac1", x->ac1);
	json_field_interval(w, "ac1_ci", x->ac1_ci);
}

static size_t domain_at(const struct codes *t, size_t line, size_t level)
{
	return risks_at_most(&t->c->domains, t->c->places.p[t->lines[line].place].domain,
			     level);
}

// level 0: whatever the domain.
static void measure(const struct codes *t, size_t question, size_t level, size_t domain,
		    double budget, struct agreement *out)
{
	struct rating *list = mem_alloc((t->n + 1) * sizeof(*list));
	const struct question *q = &t->c->protocol->questions[question];
	struct agreement_of of = {
		.level = codes_level(q),
		.categories = answers_codes(q, t->replies),
		.budget = budget,
	};
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		double code = codes_at(t, i, question);

		if (!isnan(code) && (level == 0 || domain_at(t, i, level) == domain))
			list[n++] = (struct rating){codes_unit(t, i, question),
						    t->lines[i].worker, code};
	}
	agreement_measure(list, n, &of, out);
	mem_free(list);
}

static void put_questions(const struct codes *t, struct json_writer *w)
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

static size_t domains_of(const struct codes *t, size_t level, size_t *list)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		size_t domain = domain_at(t, i, level), k = 0;

		while (k < n && list[k] != domain)
			k++;
		if (k == n && domain != RISK_NONE)
			list[n++] = domain;
	}
	return n;
}

static int by_number(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

static void put_domains(const struct codes *t, struct json_writer *w)
{
	const struct protocol *p = t->c->protocol;
	size_t *list = mem_alloc((t->c->domains.n + 1) * sizeof(*list));
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
			json_field_str(w, "domain", t->c->domains.nodes[list[d]].id);
			put_agreement(w, &p->questions[i], &x);
			json_end(w, '}');
		}
	}
	json_end(w, ']');
	mem_free(list);
}

// --- All of it.

static void reckon(struct campaign *c)
{
	struct json_writer w;
	struct codes t;

	codes_init(&t, c);
	buf_clear(&c->agreement);
	json_writer_init(&w, &c->agreement, 0);
	json_begin(&w, '{');
	put_questions(&t, &w);
	put_domains(&t, &w);
	codes_put_pairs(&t, &w);
	json_end(&w, '}');
	codes_release(&t);
	reckoned_now(c, &c->agreement_of);
}

void campaign_agreement_json(struct campaign *c, struct json_writer *w)
{
	if (!reckoned_is_new(c, &c->agreement_of))
		reckon(c);
	json_put_raw(w, buf_str(&c->agreement));
}

static bool is_split(const struct codes *t, size_t from, size_t to, size_t question)
{
	double first = NAN;

	for (size_t i = from; i < to; i++) {
		double code = codes_at(t, i, question);

		if (isnan(code))
			continue;
		if (isnan(first))
			first = code;
		else if (code != first)
			return true;
	}
	return false;
}

void campaign_disagreements_json(struct campaign *c, size_t from, struct json_writer *w)
{
	size_t question = codes_question(c->protocol), total = 0, end;
	struct arena scratch = {0};
	struct codes t;

	codes_init(&t, c);
	json_begin(w, '{');
	json_key(w, "tasks");
	json_begin(w, '[');
	for (size_t at = 0; at < t.n && question < t.questions; at = end) {
		const struct place *p = &c->places.p[t.lines[at].place];

		end = codes_end(&t, at);
		if (!is_split(&t, at, end, question))
			continue;
		if (total++ < from || total > from + CAMPAIGN_PAGE)
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
	codes_release(&t);
	arena_release(&scratch);
}
