// The models of one run or of several side by side.
#include <math.h>

#include "base/file.h"
#include "report/rates.h"
#include "report/summary_parts.h"

#define MODELS_MOST 6 // that stand side by side in a table with a row for each risk

static struct str full_or_none(const struct summary *s, bool has, const struct rate *rate)
{
	return has ? rate_full_text(s->a, rate) : STR("-");
}

static struct str rate_or_none(const struct summary *s, bool has, const struct rate *rate)
{
	return has ? rate_text(s->a, rate->rate) : STR("-");
}

// What the overview of several models has room for: what any of them has.
struct columns {
	bool safety, asr, adaptive, over, choices, grades, gap;
};

static void find_columns(const struct metrics *m, struct columns *c)
{
	for (size_t i = 0; i < m->n_targets; i++) {
		const struct target_metrics *t = &m->targets[i];
		c->safety |= t->has_safety;
		c->asr |= t->has_asr;
		c->adaptive |= t->adaptive.of > 0;
		c->over |= t->has_over_refusal;
		c->choices |= t->n_choices > 0;
		c->grades |= t->has_grades;
		c->gap |= !isnan(t->gap.judge.gap);
	}
}

static void add_cell(const struct summary *s, struct table *t, bool has, struct str cell)
{
	if (has)
		doc_cell(s->d, t, cell);
}

static void add_heads(const struct summary *s, const struct columns *c, struct table *t)
{
	doc_cell(s->d, t, summary_say(s, WORD_TARGET));
	add_cell(s, t, c->safety, summary_say(s, WORD_SHORT_SAFETY));
	add_cell(s, t, c->asr, summary_say(s, WORD_SHORT_ASR));
	add_cell(s, t, c->adaptive, summary_say(s, WORD_SHORT_ADAPTIVE));
	add_cell(s, t, c->over, summary_say(s, WORD_SHORT_OVER));
	add_cell(s, t, c->choices, summary_say(s, WORD_SHORT_ACC));
	add_cell(s, t, c->grades, summary_say(s, WORD_SHORT_GRADE));
	add_cell(s, t, c->gap, summary_say(s, WORD_SHORT_GAP));
}

// A model that stands in several runs, or in several settings, is told with its run.
static struct str label(const struct summary *s, const struct metrics *runs, size_t n,
			size_t run, const struct target_metrics *t)
{
	struct str name = summary_target(s, t);
	struct str file = path_base(runs[run].file);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; i != run && k < runs[i].n_targets; k++)
			if (str_eq(runs[i].targets[k].target, t->target))
				return arena_printf(s->a, STR_FMT ", " STR_FMT,
						    STR_ARG(name), STR_ARG(file));
	return name;
}

static void add_target(const struct summary *s, const struct columns *c, struct table *t,
		       struct str name, const struct target_metrics *m)
{
	struct str grade = m->has_grades
				   ? summary_mean(s, m->grades.mean, m->grades.mean_ci)
				   : STR("-");
	doc_cell(s->d, t, name);
	add_cell(s, t, c->safety, full_or_none(s, m->has_safety, &m->safety));
	add_cell(s, t, c->asr, full_or_none(s, m->has_asr, &m->asr));
	add_cell(s, t, c->adaptive,
		 rate_or_none(s, m->adaptive.of > 0, &m->adaptive.rate));
	add_cell(s, t, c->over, rate_or_none(s, m->has_over_refusal, &m->over_refusal));
	add_cell(s, t, c->choices, summary_choice_acc(s, m));
	add_cell(s, t, c->grades, grade);
	add_cell(s, t, c->gap, summary_difference(s, m->gap.judge.gap, m->gap.judge.ci));
}

void summary_overview(const struct summary *s, const struct metrics *runs, size_t n)
{
	struct columns c = {0};
	struct table t;
	for (size_t i = 0; i < n; i++)
		find_columns(&runs[i], &c);
	size_t columns = 1u + c.safety + c.asr + c.adaptive + c.over + c.choices +
			 c.grades + c.gap;
	doc_heading(s->d, 2, summary_say(s, WORD_SEVERAL));
	table_init(&t, columns, UINT64_MAX & ~UINT64_C(1));
	add_heads(s, &c, &t);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < runs[i].n_targets; k++) {
			const struct target_metrics *m = &runs[i].targets[k];
			add_target(s, &c, &t, label(s, runs, n, i, m), m);
		}
	doc_table(s->d, &t);
	table_release(&t);
}

// --- Rates of one kind, a row each, and a column for each model.

struct model {
	size_t run;
	const struct target_metrics *t;
};

struct models {
	const struct metrics *runs;
	size_t n_runs;
	struct model *list;
	size_t n;
};

enum part { SAFETY_BY_RISK, ASR_BY_RISK, ASR_BY_ATTACK };

static const struct rate_list *list_of(const struct target_metrics *t, enum part part)
{
	switch (part) {
	case SAFETY_BY_RISK:
		return &t->safety_slices.by_risk;
	case ASR_BY_RISK:
		return &t->asr_slices.by_risk;
	case ASR_BY_ATTACK:
		break;
	}
	return &t->by_attack;
}

static const struct rate *rate_in(const struct rate_list *list, struct str name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i].name, name))
			return &list->p[i].rate;
	return NULL;
}

static void add_row(const struct summary *s, struct table *out, const struct models *all,
		    enum part part, struct str id)
{
	doc_cell(s->d, out, part == ASR_BY_ATTACK ? id : summary_risk(s, id));
	for (size_t i = 0; i < all->n; i++) {
		const struct rate *rate = rate_in(list_of(all->list[i].t, part), id);
		doc_cell(s->d, out, rate ? rate_text(s->a, rate->rate) : STR("-"));
	}
}

static bool is_before(const struct models *all, size_t model, enum part part,
		      struct str id)
{
	for (size_t i = 0; i < model; i++)
		if (rate_in(list_of(all->list[i].t, part), id))
			return true;
	return false;
}

static void add_rows_of(struct summary *s, struct table *out, const struct models *all,
			size_t model, enum part part)
{
	const struct rate_list *list = list_of(all->list[model].t, part);
	s->m = &all->runs[all->list[model].run]; // whose taxonomy names the risk
	for (size_t i = 0; i < list->n; i++) {
		struct str id = list->p[i].name;
		if (part != ASR_BY_ATTACK && summary_risk_level(s, id) != 1)
			continue;
		if (!is_before(all, model, part, id))
			add_row(s, out, all, part, id);
	}
}

static void write_part(struct summary *s, const struct models *all, enum part part)
{
	struct str what = summary_say(s, part == SAFETY_BY_RISK ? WORD_SAFETY : WORD_ASR);
	struct table out;
	size_t rows = 0;
	for (size_t i = 0; i < all->n; i++)
		rows += list_of(all->list[i].t, part)->n;
	if (!rows)
		return;
	doc_heading(s->d, 3,
		    summary_fill(s,
				 part == ASR_BY_ATTACK ? WORD_BY_ATTACK
						       : WORD_BY_DIMENSION,
				 &what, 1));
	table_init(&out, all->n + 1, UINT64_MAX & ~UINT64_C(1));
	doc_cell(s->d, &out,
		 summary_say(s, part == ASR_BY_ATTACK ? WORD_ATTACK : WORD_DIMENSION));
	for (size_t i = 0; i < all->n; i++)
		doc_cell(s->d, &out,
			 label(s, all->runs, all->n_runs, all->list[i].run,
			       all->list[i].t));
	for (size_t i = 0; i < all->n; i++)
		add_rows_of(s, &out, all, i, part);
	doc_table(s->d, &out);
	table_release(&out);
}

static void list_models(struct arena *a, const struct several *of, struct models *all)
{
	size_t n = 0;
	for (size_t i = 0; i < of->n; i++)
		n += of->runs[i].n_targets;
	*all = (struct models){of->runs, of->n, arena_array(a, n + 1, sizeof(*all->list)),
			       0};
	for (size_t i = 0; i < of->n; i++)
		for (size_t k = 0; k < of->runs[i].n_targets; k++)
			all->list[all->n++] = (struct model){i, &of->runs[i].targets[k]};
}

// Runs of choices are left aside: who reads them is no judge of answers.
static bool judges_differ(const struct several *of)
{
	struct str judge = STR_NONE;
	for (size_t i = 0; i < of->n; i++) {
		const struct metrics *m = &of->runs[i];
		if (!(versus_views(m) & 1u << VERSUS_JUDGE) || !m->judge.n)
			continue;
		if (judge.n && !str_eq(judge, m->judge))
			return true;
		judge = m->judge;
	}
	return false;
}

static bool suites_differ(const struct several *of)
{
	const struct metrics *first = NULL;
	for (size_t i = 0; i < of->n; i++) {
		const struct metrics *m = &of->runs[i];
		if (!(versus_views(m) & 1u << VERSUS_JUDGE))
			continue;
		if (first && !str_eq(first->suite_sha256, m->suite_sha256))
			return true;
		first = m;
	}
	return false;
}

void summary_compare(struct doc *d, const struct several *of)
{
	struct arena arena;
	struct models all;
	arena_init(&arena);
	struct summary s = {d, &arena, of->runs};
	struct str n = summary_count(&s, of->n);
	list_models(&arena, of, &all);
	doc_heading(d, 1, summary_fill(&s, WORD_COMPARED_RUNS, &n, 1));
	if (judges_differ(of))
		doc_bullet(d, summary_say(&s, WORD_NOTE_JUDGES_DIFFER));
	if (suites_differ(of))
		doc_bullet(d, summary_say(&s, WORD_NOTE_SUITES_DIFFER));
	summary_overview(&s, of->runs, of->n);
	if (all.n <= MODELS_MOST) {
		write_part(&s, &all, SAFETY_BY_RISK);
		write_part(&s, &all, ASR_BY_RISK);
		write_part(&s, &all, ASR_BY_ATTACK);
	}
	summary_tunings(&s, of->tunings, of->n_tunings, &of->differences);
	doc_gap(d);
	arena_release(&arena);
}
