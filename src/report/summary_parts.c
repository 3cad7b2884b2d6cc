#include "report/summary_parts.h"

#include <math.h>

#include "core/risks.h"
#include "report/rates.h"

struct str summary_say(const struct summary *s, enum word w)
{
	return word(s->d->lang, w);
}

struct str summary_fill(const struct summary *s, enum word w, const struct str *args,
			size_t n)
{
	struct buf text;
	buf_init(&text, BUF_TEXT_MAX);
	words_fill(&text, s->d->lang, w, args, n);
	struct str filled = buf_dup(s->a, &text);
	buf_release(&text);
	return filled;
}

struct str summary_count(const struct summary *s, uint64_t n)
{
	return count_text(s->a, n);
}

static const struct risk *node_of(const struct summary *s, struct str id)
{
	const struct risks *tree = s->m->risks;
	for (size_t i = 0; i < tree->n; i++)
		if (str_eq(tree->nodes[i].id, id))
			return &tree->nodes[i];
	return NULL;
}

struct str summary_risk(const struct summary *s, struct str id)
{
	const struct risk *node = node_of(s, id);
	struct str name = node ? bilingual_get(node->name, s->d->lang) : STR_NONE;
	return name.n ? name : id;
}

size_t summary_risk_level(const struct summary *s, struct str id)
{
	const struct risk *node = node_of(s, id);
	return node ? node->level : 1;
}

struct str summary_lang(const struct summary *s, struct str lang)
{
	if (str_is(lang, "zh"))
		return summary_say(s, WORD_LANG_ZH);
	return str_is(lang, "en") ? summary_say(s, WORD_LANG_EN) : lang;
}

static struct str params_words(const struct summary *s, const struct params *p)
{
	struct str parts[PARAMS];
	size_t n = 0;
	for (size_t i = 0; i < PARAMS; i++)
		if (!isnan(p->value[i]))
			parts[n++] = arena_printf(s->a, "%s %g", param_descs[i].name,
						  p->value[i]);
	return arena_join(s->a, parts, n, STR(", "));
}

struct str summary_target(const struct summary *s, const struct target_metrics *t)
{
	struct str params = params_words(s, &t->params);
	if (!params.n)
		return t->target;
	return arena_printf(s->a, STR_FMT " (" STR_FMT ")", STR_ARG(t->target),
			    STR_ARG(params));
}

struct str summary_mean(const struct summary *s, double mean, struct interval ci)
{
	if (isnan(mean))
		return STR("-");
	if (isnan(ci.low))
		return arena_printf(s->a, "%.2f", mean);
	return arena_printf(s->a, "%.2f [%.2f, %.2f]", mean, ci.low, ci.high);
}

static struct str with_range(const struct summary *s, struct str text, struct interval ci)
{
	struct str range = interval_text(s->a, ci);
	return range.n ? arena_printf(s->a, STR_FMT " " STR_FMT, STR_ARG(text),
				      STR_ARG(range))
		       : text;
}

struct str summary_difference(const struct summary *s, double difference,
			      struct interval ci)
{
	if (isnan(difference))
		return STR("-");
	return with_range(s, arena_printf(s->a, "%+.1f", difference * 100), ci);
}

struct str summary_points(const struct summary *s, double difference, struct interval ci)
{
	if (isnan(difference))
		return STR("-");
	struct str points = arena_printf(s->a, "%+.1f", difference * 100);
	return with_range(s, summary_fill(s, WORD_POINTS, &points, 1), ci);
}

struct str summary_share(const struct summary *s, double share, struct interval ci)
{
	struct str text = rate_text(s->a, share);
	return s->d->markdown ? with_range(s, text, ci) : text;
}

struct rate summary_rate(uint64_t k, uint64_t n, double rate, struct interval ci)
{
	struct rate r = rate_unknown();
	r.n = n;
	r.k = k;
	r.rate = rate;
	r.ci = ci;
	return r;
}

void summary_table(const struct summary *s, struct table *t, const enum word *heads,
		   size_t n)
{
	table_init(t, n, UINT64_MAX & ~UINT64_C(1));
	for (size_t i = 0; i < n; i++)
		doc_cell(s->d, t, summary_say(s, heads[i]));
}

void summary_measures(const struct summary *s, const struct rate_row *rows, size_t n)
{
	if (n)
		rate_table_print(s->d, &(struct rate_table){
					       .label = summary_say(s, WORD_MEASURE),
					       .bounds_first = true,
					       .rows = rows,
					       .n = n,
				       });
}
