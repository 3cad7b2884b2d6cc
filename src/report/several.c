#include "report/several.h"

#include <math.h>

#include "report/metrics.h"

static bool has_target(const struct several *s, struct str name)
{
	for (size_t i = 0; i < s->n; i++)
		for (size_t t = 0; t < s->runs[i].n_targets; t++)
			if (str_eq(s->runs[i].targets[t].target, name))
				return true;
	return false;
}

// What is said of models must be of models that there are: a slip would change nothing.
static bool check_tunings(const struct several *s, const struct opt_list *said,
			  struct err *e)
{
	for (size_t i = 0; i < said->n; i++) {
		struct said_tuning x;
		if (!metrics_tuning_said(said->items[i], &x))
			return err_set(e, ERR_INPUT,
				       "--tuning " STR_FMT ": say MODEL=TUNING, such as "
				       "openai/name=rlhf, or MODEL=TUNING@BASE",
				       STR_ARG(said->items[i]));
		if (!has_target(s, x.model))
			return err_set(e, ERR_INPUT,
				       "--tuning " STR_FMT
				       ": no run has the model " STR_FMT,
				       STR_ARG(said->items[i]), STR_ARG(x.model));
	}
	return true;
}

static struct tuning_gap *tuning_of(struct several *s, struct str tuning)
{
	for (size_t i = 0; i < s->n_tunings; i++)
		if (str_eq(s->tunings[i].tuning, tuning))
			return &s->tunings[i];
	s->tunings[s->n_tunings] = (struct tuning_gap){.tuning = tuning};
	return &s->tunings[s->n_tunings++];
}

static void add_tunings(struct several *s, const struct metrics *m)
{
	for (size_t i = 0; i < m->n_targets; i++) {
		const struct target_metrics *t = &m->targets[i];
		const struct gap_of *g = &t->gap.judge;
		if (!t->facts.tuning.n || isnan(g->gap))
			continue;
		struct tuning_gap *sum = tuning_of(s, t->facts.tuning);
		sum->targets++;
		sum->gap += g->gap;
		sum->ci.low += g->ci.low;
		sum->ci.high += g->ci.high;
	}
}

static void make_tunings(struct arena *a, struct several *s)
{
	size_t n = 1;

	if (s->n == 1) {
		s->tunings = s->runs[0].tunings;
		s->n_tunings = s->runs[0].n_tunings;
		return;
	}
	for (size_t i = 0; i < s->n; i++)
		n += s->runs[i].n_targets;
	s->tunings = arena_array(a, n, sizeof(*s->tunings));
	for (size_t i = 0; i < s->n; i++)
		add_tunings(s, &s->runs[i]);
	for (size_t i = 0; i < s->n_tunings; i++) {
		struct tuning_gap *g = &s->tunings[i];
		g->gap /= (double)g->targets;
		g->ci.low /= (double)g->targets;
		g->ci.high /= (double)g->targets;
	}
}

bool several_read(struct arena *a, struct store *const *runs, size_t n,
		  const struct report_settings *s, struct several *out, struct err *e)
{
	unsigned views = 0;

	*out = (struct several){.n = n};
	out->runs = arena_array(a, n + 1, sizeof(*out->runs));
	for (size_t i = 0; i < n; i++) {
		if (!metrics_read(a, runs[i], s, &out->runs[i], e))
			return n > 1 ? err_wrap(e, "%s", store_path(runs[i])) : false;
		views |= versus_views(&out->runs[i]);
	}
	if (!check_tunings(out, &s->tuning, e))
		return false;
	make_tunings(a, out);
	out->differences = tuning_compare(a, out->runs, n);
	return versus_read(a, runs, n, views, s, &out->versus, e);
}
