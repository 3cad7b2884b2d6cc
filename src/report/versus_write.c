#include <math.h>

#include "report/rate_table.h"
#include "report/versus.h"
#include "stats/interval_json.h"

static const enum word views[VERSUS_VIEWS] = {
	[VERSUS_PEOPLE] = WORD_VERSUS_VIEW_PEOPLE,
	[VERSUS_JUDGE] = WORD_VERSUS_VIEW_JUDGE,
	[VERSUS_CHOICE] = WORD_VERSUS_VIEW_CHOICE,
};

struct writing {
	struct doc *d;
	struct arena *a;
	const struct versus *v;
};

static struct str say(const struct writing *w, enum word text)
{
	return word(w->d->lang, text);
}

static struct str group_name(const struct writing *w, const struct versus_group *g)
{
	struct str name = bilingual_get(g->name, w->d->lang);

	return name.n ? name : g->id;
}

static struct str mean_text(struct arena *a, double mean)
{
	return isnan(mean) ? STR("-") : arena_printf(a, "%.3f", mean);
}

static struct str cell_text(struct arena *a, const struct versus_mean *m)
{
	return m->n ? arena_printf(a, "%.3f (%llu)", m->mean, (unsigned long long)m->n)
		    : STR("-");
}

static bool group_has_rows(const struct writing *w, size_t group, size_t target)
{
	const struct versus_mean *means = w->v->cells[group * w->v->n_targets + target];

	for (size_t view = 0; view < VERSUS_VIEWS; view++)
		if (means[view].n)
			return true;
	return false;
}

static void write_group(const struct writing *w, size_t group)
{
	struct table t;

	doc_heading(w->d, 3, group_name(w, &w->v->groups[group]));
	table_init(&t, 1 + VERSUS_VIEWS, UINT64_MAX & ~UINT64_C(1));
	doc_cell(w->d, &t, say(w, WORD_TARGET));
	for (size_t view = 0; view < VERSUS_VIEWS; view++)
		doc_cell(w->d, &t, say(w, views[view]));
	for (size_t i = 0; i < w->v->n_targets; i++) {
		if (!group_has_rows(w, group, i))
			continue;
		doc_cell(w->d, &t, w->v->targets[i]);
		for (size_t view = 0; view < VERSUS_VIEWS; view++)
			doc_cell(w->d, &t,
				 cell_text(w->a, &w->v->cells[group * w->v->n_targets + i]
							     [view]));
	}
	doc_table(w->d, &t);
	table_release(&t);
}

static void write_correlations(const struct writing *w)
{
	struct table t;

	if (!w->v->n_correlations)
		return;
	doc_heading(w->d, 3, say(w, WORD_VERSUS_CORRELATIONS));
	table_init(&t, 4, UINT64_MAX & ~UINT64_C(1));
	doc_cell(w->d, &t, say(w, WORD_VERSUS_COMPARED));
	doc_cell(w->d, &t, say(w, WORD_TUNING_TARGETS));
	doc_cell(w->d, &t, STR("Spearman"));
	doc_cell(w->d, &t, say(w, WORD_INTERVAL));
	for (size_t i = 0; i < w->v->n_correlations; i++) {
		const struct versus_correlation *c = &w->v->correlations[i];
		struct str level = group_name(w, &w->v->groups[c->group]);
		struct str a = say(w, views[c->a]), b = say(w, views[c->b]);
		doc_cell(w->d, &t,
			 arena_printf(w->a, STR_FMT ": " STR_FMT " / " STR_FMT,
				      STR_ARG(level), STR_ARG(a), STR_ARG(b)));
		doc_cell(w->d, &t, count_text(w->a, c->n));
		doc_cell(w->d, &t, mean_text(w->a, c->rho));
		doc_cell(w->d, &t,
			 isnan(c->ci.low) ? STR("-")
					  : arena_printf(w->a, "[%.2f, %.2f]", c->ci.low,
							 c->ci.high));
	}
	doc_table(w->d, &t);
	table_release(&t);
}

static void write_gaps(const struct writing *w)
{
	struct table t;

	if (!w->v->n_gaps)
		return;
	doc_heading(w->d, 3, say(w, WORD_VERSUS_DIVERGENCES));
	table_init(&t, 5, UINT64_MAX & ~UINT64_C(3));
	doc_cell(w->d, &t, say(w, WORD_TARGET));
	doc_cell(w->d, &t, say(w, WORD_DOMAIN));
	doc_cell(w->d, &t, say(w, views[VERSUS_CHOICE]));
	doc_cell(w->d, &t, say(w, WORD_VERSUS_OPEN));
	doc_cell(w->d, &t, say(w, WORD_VERSUS_DIVERGENCE));
	for (size_t i = 0; i < w->v->n_gaps; i++) {
		const struct versus_gap *g = &w->v->gaps[i];
		struct str by = say(w, views[g->by]);
		doc_cell(w->d, &t, w->v->targets[g->target]);
		doc_cell(w->d, &t, group_name(w, &w->v->groups[g->group]));
		doc_cell(w->d, &t, mean_text(w->a, g->choice));
		doc_cell(w->d, &t,
			 arena_printf(w->a, "%.3f (" STR_FMT ")", g->open, STR_ARG(by)));
		doc_cell(w->d, &t, arena_printf(w->a, "%+.3f", g->gap));
	}
	doc_table(w->d, &t);
	table_release(&t);
}

static void write_samples(const struct writing *w)
{
	if (!w->v->n_samples)
		return;
	doc_heading(w->d, 3, say(w, WORD_VERSUS_SAMPLES));
	for (size_t i = 0; i < w->v->n_samples; i++) {
		const struct versus_sample *s = &w->v->samples[i];
		struct str by = say(w, views[s->by]);
		doc_bullet(w->d, arena_printf(w->a,
					      STR_FMT ", " STR_FMT " %.2f: " STR_FMT
						      " -> " STR_FMT,
					      STR_ARG(w->v->targets[s->target]),
					      STR_ARG(by), s->open, STR_ARG(s->prompt),
					      STR_ARG(s->response)));
	}
}

void versus_write(struct doc *d, struct arena *a, const struct versus *v)
{
	struct writing w = {d, a, v};

	if (!v->has)
		return;
	doc_heading(d, 2, say(&w, WORD_VERSUS_TITLE));
	doc_text(d, say(&w, WORD_VERSUS_LEAD));
	for (size_t g = 0; g < v->n_groups; g++)
		write_group(&w, g);
	write_correlations(&w);
	write_gaps(&w);
	write_samples(&w);
}

// --- JSON.

static void put_groups(struct json_writer *w, const struct versus *v)
{
	json_key(w, "by_risk");
	json_begin(w, '{');
	for (size_t g = 0; g < v->n_groups; g++) {
		json_key_str(w, v->groups[g].id);
		json_begin(w, '{');
		for (size_t t = 0; t < v->n_targets; t++) {
			json_key_str(w, v->targets[t]);
			json_begin(w, '{');
			for (size_t view = 0; view < VERSUS_VIEWS; view++) {
				const struct versus_mean *m =
					&v->cells[g * v->n_targets + t][view];
				json_key(w, versus_view_names[view]);
				json_begin(w, '{');
				json_field_int(w, "n", (int64_t)m->n);
				json_field_real(w, "mean", m->mean);
				json_field_interval(w, "ci", m->ci);
				json_end(w, '}');
			}
			json_end(w, '}');
		}
		json_end(w, '}');
	}
	json_end(w, '}');
}

static void put_correlations(struct json_writer *w, const struct versus *v)
{
	json_key(w, "correlations");
	json_begin(w, '[');
	for (size_t i = 0; i < v->n_correlations; i++) {
		const struct versus_correlation *c = &v->correlations[i];
		json_begin(w, '{');
		json_field_str(w, "risk", v->groups[c->group].id);
		json_field_cstr(w, "a", versus_view_names[c->a]);
		json_field_cstr(w, "b", versus_view_names[c->b]);
		json_field_int(w, "targets", (int64_t)c->n);
		json_field_real(w, "spearman", c->rho);
		json_field_interval(w, "ci", c->ci);
		json_end(w, '}');
	}
	json_end(w, ']');
}

static void put_gaps(struct json_writer *w, const struct versus *v)
{
	json_key(w, "divergences");
	json_begin(w, '[');
	for (size_t i = 0; i < v->n_gaps; i++) {
		const struct versus_gap *g = &v->gaps[i];
		json_begin(w, '{');
		json_field_str(w, "target", v->targets[g->target]);
		json_field_str(w, "risk", v->groups[g->group].id);
		json_field_real(w, "choice", g->choice);
		json_field_real(w, "open", g->open);
		json_field_cstr(w, "by", versus_view_names[g->by]);
		json_field_real(w, "divergence", g->gap);
		json_end(w, '}');
	}
	json_end(w, ']');
}

static void put_samples(struct json_writer *w, const struct versus *v)
{
	json_key(w, "samples");
	json_begin(w, '[');
	for (size_t i = 0; i < v->n_samples; i++) {
		const struct versus_sample *s = &v->samples[i];
		json_begin(w, '{');
		json_field_str(w, "target", v->targets[s->target]);
		json_field_str(w, "item", s->item);
		json_field_str(w, "risk", s->risk);
		json_field_int(w, "chosen", s->chosen);
		json_field_real(w, "open", s->open);
		json_field_cstr(w, "by", versus_view_names[s->by]);
		json_field_str(w, "prompt", s->prompt);
		json_field_str(w, "response", s->response);
		json_end(w, '}');
	}
	json_end(w, ']');
}

void versus_to_json(struct json_writer *w, const struct versus *v)
{
	if (!v->has) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_key(w, "targets");
	json_begin(w, '[');
	for (size_t t = 0; t < v->n_targets; t++)
		json_put_str(w, v->targets[t]);
	json_end(w, ']');
	put_groups(w, v);
	put_correlations(w, v);
	put_gaps(w, v);
	put_samples(w, v);
	json_end(w, '}');
}
