#include "report/choice_rates.h"
#include "report/summary_parts.h"

static struct rate acc_rate(const struct choice_figures *f)
{
	struct rate r = summary_rate(f->outcomes[OUTCOME_RIGHT], f->n, f->acc, f->ci);
	r.unscored = f->lost + f->outcomes[OUTCOME_LOOK];
	r.bounds = f->bounds;
	return r;
}

static struct rate star_rate(const struct choice_figures *f)
{
	uint64_t n = f->n - f->outcomes[OUTCOME_REFUSE] - f->outcomes[OUTCOME_LOOK];
	return summary_rate(f->outcomes[OUTCOME_RIGHT], n, f->acc_star, f->star_ci);
}

static struct rate consistent_rate(const struct choice_pairs *p)
{
	uint64_t k = p->both_right + p->both_wrong;
	return summary_rate(k, k + p->flipped, p->consistent, p->ci);
}

static void write_outcomes(const struct summary *s, const struct choice_figures *f)
{
	struct str args[] = {
		summary_count(s, f->n),
		summary_count(s, f->outcomes[OUTCOME_RIGHT]),
		summary_count(s, f->outcomes[OUTCOME_WRONG]),
		summary_count(s, f->outcomes[OUTCOME_OTHER]),
		summary_count(s, f->outcomes[OUTCOME_REFUSE]),
		summary_count(s, f->outcomes[OUTCOME_LOOK]),
		rate_text(s->a, f->chance),
	};
	if (!f->n)
		return;
	struct str parts[3] = {summary_fill(s, WORD_CHOICE_OUTCOMES, args, COUNT(args))};
	size_t n = 1;
	struct str lost = summary_count(s, f->lost);
	struct str people = summary_count(s, f->by_people);
	if (f->lost)
		parts[n++] = summary_fill(s, WORD_CHOICE_LOST, &lost, 1);
	if (f->by_people)
		parts[n++] = summary_fill(s, WORD_CHOICE_BY_PEOPLE, &people, 1);
	doc_text(s->d, arena_join(s->a, parts, n, summary_say(s, WORD_CLAUSES)));
	doc_gap(s->d);
}

static void write_measures(const struct summary *s, const struct choice_scoring *c)
{
	struct rate rates[5];
	struct rate_row rows[5];
	size_t n = 0;
	struct str expected = rate_text(s->a, c->position.expected);
	if (c->all.n) {
		rates[n] = acc_rate(&c->all);
		rows[n++].label = summary_say(s, WORD_CHOICE_ACC);
		rates[n] = star_rate(&c->all);
		rows[n++].label = summary_say(s, WORD_CHOICE_STAR);
	}
	if (c->pairs.n) {
		rates[n] = consistent_rate(&c->pairs);
		rows[n++].label = summary_say(s, WORD_CHOICE_CONSISTENT);
	}
	if (c->rotations.n) {
		rates[n] = summary_rate(c->rotations.right, c->rotations.n,
					c->rotations.rate, c->rotations.ci);
		rows[n++].label = summary_say(s, WORD_CHOICE_ROTATIONS);
	}
	if (c->position.n) {
		rates[n] = summary_rate(c->position.first, c->position.n,
					c->position.rate, c->position.ci);
		rows[n++].label = summary_fill(s, WORD_CHOICE_FIRST, &expected, 1);
	}
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct rate_row){.label = rows[i].label, .rate = &rates[i]};
	summary_measures(s, rows, n);
}

static void write_pairs(const struct summary *s, const struct choice_pairs *p)
{
	struct str args[] = {
		summary_count(s, p->n),          summary_count(s, p->both_right),
		summary_count(s, p->both_wrong), summary_count(s, p->flipped),
		summary_count(s, p->incomplete),
	};
	if (!p->n)
		return;
	doc_text(s->d, summary_fill(s, WORD_CHOICE_PAIRS, args, COUNT(args)));
	doc_gap(s->d);
}

// --- Slices.

struct slice_table {
	enum word head, title;
	size_t level; // of risks; 0: no risks
	bool langs;
};

static struct str label_of(const struct summary *s, const struct slice_table *t,
			   struct str name)
{
	if (t->level)
		return summary_risk(s, name);
	return t->langs ? summary_lang(s, name) : name;
}

static void write_slice(const struct summary *s, const struct slice_table *t,
			const struct choice_list *list)
{
	struct rate_row *rows = arena_array(s->a, list->n + 1, sizeof(*rows));
	struct rate *rates = arena_array(s->a, 2 * list->n + 1, sizeof(*rates));
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++) {
		const struct named_choice *named = &list->p[i];
		if (!named->figures.n ||
		    (t->level && summary_risk_level(s, named->name) != t->level))
			continue;
		rates[2 * n] = acc_rate(&named->figures);
		rates[2 * n + 1] = star_rate(&named->figures);
		rows[n] = (struct rate_row){
			.label = label_of(s, t, named->name),
			.rate = &rates[2 * n],
			.also = &rates[2 * n + 1],
		};
		n++;
	}
	if (!n)
		return;
	struct str what = summary_say(s, WORD_CHOICE_ACC);
	doc_heading(s->d, 3, summary_fill(s, t->title, &what, 1));
	rate_table_print(s->d, &(struct rate_table){
				       .label = summary_say(s, t->head),
				       .also = STR("acc*"),
				       .rows = rows,
				       .n = n,
			       });
}

static size_t at_level(const struct summary *s, const struct choice_list *list,
		       size_t level)
{
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++)
		n += summary_risk_level(s, list->p[i].name) == level;
	return n;
}

static void write_slices(const struct summary *s, const struct choice_scoring *c)
{
	static const struct slice_table dimensions = {WORD_DIMENSION, WORD_BY_DIMENSION,
						      1, false};
	static const struct slice_table categories = {WORD_CATEGORY, WORD_BY_CATEGORY, 2,
						      false};
	static const struct slice_table own = {WORD_CHOICE_CATEGORY,
					       WORD_BY_DATA_CATEGORY, 0, false};
	static const struct slice_table difficulties = {WORD_DIFFICULTY,
							WORD_BY_DIFFICULTY, 0, false};
	static const struct slice_table langs = {WORD_LANGUAGE, WORD_BY_LANGUAGE, 0,
						 true};
	bool few = at_level(s, &c->by_risk, 1) <= 2;
	write_slice(s, &dimensions, &c->by_risk);
	if (s->d->markdown || few)
		write_slice(s, &categories, &c->by_risk);
	write_slice(s, &own, &c->by_category);
	write_slice(s, &difficulties, &c->by_difficulty);
	if (c->by_lang.n > 1)
		write_slice(s, &langs, &c->by_lang);
}

// --- Graded options.

static void add_ranks(const struct summary *s, struct table *t, struct str label,
		      const struct choice_ranks *r, size_t highest)
{
	doc_cell(s->d, t, label);
	doc_cell(s->d, t, summary_mean(s, r->mean, r->mean_ci));
	struct rate first = summary_rate(r->counts[0], r->n, r->first, r->first_ci);
	doc_cell(s->d, t, rate_full_text(s->a, &first));
	for (size_t i = 0; i < highest; i++)
		doc_cell(s->d, t, summary_count(s, r->counts[i]));
}

static void write_ranks(const struct summary *s, const struct choice_scoring *c)
{
	const struct choice_ranks *all = &c->all.ranks;
	const struct choice_list *list = c->by_risk.n ? &c->by_risk : &c->by_category;
	struct table t;
	if (!all->n)
		return;
	doc_heading(s->d, 3, summary_say(s, WORD_RANKS));
	table_init(&t, 3 + all->highest, UINT64_MAX & ~UINT64_C(1));
	doc_cell(s->d, &t, summary_say(s, WORD_CATEGORY));
	doc_cell(s->d, &t, summary_say(s, WORD_RANK_MEAN));
	doc_cell(s->d, &t, summary_say(s, WORD_RANK_FIRST));
	for (size_t i = 0; i < all->highest; i++) {
		struct str rank = summary_count(s, i + 1);
		doc_cell(s->d, &t, summary_fill(s, WORD_RANK, &rank, 1));
	}
	add_ranks(s, &t, summary_say(s, WORD_ALL), all, all->highest);
	for (size_t i = 0; i < list->n; i++)
		if (list->p[i].figures.ranks.n && list->n > 1)
			add_ranks(s, &t, summary_risk(s, list->p[i].name),
				  &list->p[i].figures.ranks, all->highest);
	doc_table(s->d, &t);
	table_release(&t);
	if (c->open_other + c->open_refuse + c->open_look == 0)
		return;
	struct str args[] = {summary_count(s, c->open_other),
			     summary_count(s, c->open_refuse),
			     summary_count(s, c->open_look)};
	doc_text(s->d, summary_fill(s, WORD_RANKS_NONE, args, COUNT(args)));
	doc_gap(s->d);
}

// --- The other scorings.

static void write_scorings(const struct summary *s, const struct target_metrics *t)
{
	static const enum word heads[] = {WORD_SCORING,       WORD_SHORT_ACC,
					  WORD_SHORT_FIRST,   WORD_SHORT_SAME,
					  WORD_SHORT_DIFFERS, WORD_SHORT_P};
	struct table out;
	if (t->n_choices < 2)
		return;
	doc_heading(s->d, 3, summary_say(s, WORD_SCORINGS));
	summary_table(s, &out, heads, COUNT(heads));
	for (size_t i = 0; i < t->n_choices; i++) {
		const struct choice_scoring *c = &t->choices[i];
		const struct choice_compared *x = &c->compared;
		struct rate acc = acc_rate(&c->all);
		bool is_main = i == 0 || !x->n;
		doc_cell(s->d, &out, c->judge);
		doc_cell(s->d, &out, rate_full_text(s->a, &acc));
		doc_cell(s->d, &out, rate_text(s->a, c->position.rate));
		doc_cell(s->d, &out, is_main ? STR("") : rate_text(s->a, x->agreement));
		doc_cell(s->d, &out,
			 is_main ? STR("")
				 : summary_difference(s, x->difference,
						      x->difference_ci));
		doc_cell(s->d, &out,
			 is_main ? STR("") : arena_printf(s->a, "%.3g", x->sign.p_exact));
	}
	doc_table(s->d, &out);
	table_release(&out);
}

struct str summary_choice_acc(const struct summary *s, const struct target_metrics *t)
{
	if (!t->n_choices)
		return STR("-");
	struct rate acc = acc_rate(&t->choices[0].all);
	return rate_full_text(s->a, &acc);
}

void summary_choices(const struct summary *s, const struct target_metrics *t)
{
	if (!t->n_choices)
		return;
	const struct choice_scoring *c = &t->choices[0];
	doc_heading(s->d, 3, summary_fill(s, WORD_CHOICE, &c->judge, 1));
	write_outcomes(s, &c->all);
	write_measures(s, c);
	write_pairs(s, &c->pairs);
	write_slices(s, c);
	write_ranks(s, c);
	write_scorings(s, t);
}
