#include "judge/members.h"

#include <math.h>

#include "base/hash.h"

static void take_models(struct arena *a, const struct members *m, struct judge *out)
{
	size_t n = 0, at = 0;
	for (size_t i = 0; i < m->n; i++)
		n += m->judges[i].n_models;
	struct str *models = arena_array(a, n + 1, sizeof(*models));
	for (size_t i = 0; i < m->n; i++)
		for (size_t k = 0; k < m->judges[i].n_models; k++)
			models[at++] = m->judges[i].models[k];
	out->models = models;
	out->n_models = n;
}

// Whatever any of them was trained on, each set once: the whole looks better there.
static void take_sets(struct arena *a, const struct members *m, struct judge *out)
{
	size_t n = 0;
	for (size_t i = 0; i < m->n; i++)
		n += m->judges[i].n_trained_on;
	struct str *sets = arena_array(a, n + 1, sizeof(*sets));
	out->n_trained_on = 0;
	for (size_t i = 0; i < m->n; i++)
		for (size_t k = 0; k < m->judges[i].n_trained_on; k++) {
			struct str set = m->judges[i].trained_on[k];
			bool had = false;
			for (size_t t = 0; t < out->n_trained_on; t++)
				had = had || str_eq(sets[t], set);
			if (!had)
				sets[out->n_trained_on++] = set;
		}
	out->trained_on = sets;
}

static bool has_word(struct str list, struct str word)
{
	while (list.n)
		if (str_eq(str_cut(&list, ' '), word))
			return true;
	return false;
}

static void take_kinds(struct arena *a, const struct members *m, struct judge *out)
{
	out->kinds = STR("");
	for (size_t i = 0; i < m->n; i++) {
		struct str rest = m->judges[i].kinds;
		while (rest.n) {
			struct str kind = str_cut(&rest, ' ');
			if (!has_word(out->kinds, kind))
				out->kinds = arena_printf(a, STR_FMT "%s" STR_FMT,
							  STR_ARG(out->kinds),
							  out->kinds.n ? " " : "",
							  STR_ARG(kind));
		}
	}
}

bool members_open(struct arena *a, const struct judge_setup *setup,
		  const struct opt_list *names, struct members *m, struct judge *out,
		  struct err *e)
{
	struct hasher h;
	size_t models = 0;
	if (names->n < 2 || names->n > MEMBERS_MAX)
		return err_set(e, ERR_INPUT, "members: expected 2 to %d judges, got %zu",
			       MEMBERS_MAX, names->n);
	for (size_t i = 0; i < names->n; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(names->items[i], names->items[k]))
				return err_set(e, ERR_INPUT,
					       "members: " STR_FMT " stands twice",
					       STR_ARG(names->items[i]));
	for (m->n = 0; m->n < names->n; m->n++) {
		struct judge *judge = &m->judges[m->n];
		if (!judge_open(a, names->items[m->n], setup, judge, e))
			return false;
		m->models_from[m->n] = models;
		models += judge->n_models;
	}
	hasher_init(&h);
	hasher_field(&h, str_of(out->desc->version));
	for (size_t i = 0; i < m->n; i++) {
		hasher_field(&h, m->judges[i].name);
		hasher_field(&h, m->judges[i].version);
	}
	out->version = str_slice(hash128_hex(a, hasher_end(&h)), 0, 8);
	take_models(a, m, out);
	take_sets(a, m, out);
	take_kinds(a, m, out);
	return true;
}

void member_advance(const struct judge *judge, struct member *m, const struct sample *s,
		    const struct event *event, struct judge_out *out)
{
	struct arena *a = out->step.arena;
	struct err e = {0};
	if (!m->begun) {
		m->state = arena_alloc(a, judge->desc->state_size + 1);
		m->out.step.arena = a;
		m->out.judgement = judgement_none(STR_NONE, STR_NONE);
		m->begun = true;
	}
	m->n = 0;
	m->out.step.n_requests = 0;
	enum step how = judge_step(judge, m->state, s, event, &m->out, &e);
	m->ended = how != STEP_ASK;
	if (!m->ended || how == STEP_DONE)
		return;
	m->out.judgement = judgement_none(STR_NONE, STR_NONE);
	m->out.judgement.verdict = VERDICT_UNSCOREABLE;
	m->out.judgement.explanation =
		e.code ? arena_str(a, str_of(e.msg)) : m->out.step.why;
}

void member_ask(size_t models_from, struct member *m, struct judge_out *out)
{
	size_t n = m->out.step.n_requests, *all = &out->step.n_requests;
	if (*all + n > STEP_REQUESTS_MAX)
		return;
	m->from = *all;
	m->n = n;
	for (size_t i = 0; i < n; i++) {
		out->step.requests[*all] = m->out.step.requests[i];
		out->step.requests[(*all)++].model += models_from;
	}
}

bool members_valid(const struct judgement *j)
{
	return j->verdict == VERDICT_SAFE || j->verdict == VERDICT_UNSAFE;
}

double members_riskiness(const struct judgement *j)
{
	if (!isnan(j->riskiness))
		return j->riskiness;
	return j->verdict == VERDICT_UNSAFE ? 1 : 0;
}
