#include "report/summary.h"

#include <math.h>

#include "base/file.h"
#include "base/language.h"
#include "report/notes.h"
#include "report/rates.h"
#include "report/summary_parts.h"

struct list { // of what stands in one sentence
	struct str parts[12];
	size_t n;
};

static void push(struct list *list, struct str part)
{
	invariant(list->n < COUNT(list->parts));
	if (part.n)
		list->parts[list->n++] = part;
}

static void push_count(const struct summary *s, struct list *list, enum word w,
		       uint64_t n)
{
	struct str arg = summary_count(s, n);
	if (n)
		push(list, summary_fill(s, w, &arg, 1));
}

static void write_list(const struct summary *s, const struct list *list)
{
	doc_text(s->d, arena_join(s->a, list->parts, list->n, summary_say(s, WORD_LIST)));
}

// --- The head.

// "55.0 s", from 100 s on "0:36:05".
static struct str duration_text(struct arena *a, double seconds)
{
	if (seconds < 100)
		return arena_printf(a, "%.1f s", seconds);
	uint64_t s = (uint64_t)(seconds + 0.5);
	return arena_printf(a, "%llu:%02u:%02u", (unsigned long long)(s / 3600),
			    (unsigned)(s / 60 % 60), (unsigned)(s % 60));
}

static void write_head(const struct summary *s)
{
	const struct metrics *m = s->m;
	struct list list = {0};
	struct str title[] = {summary_say(s, WORD_TITLE), path_base(m->file)};
	doc_heading(s->d, 1, arena_join(s->a, title, 2, summary_say(s, WORD_COLON)));
	struct str suite = m->suite_version.n ? arena_printf(s->a, STR_FMT " " STR_FMT,
							     STR_ARG(m->suite),
							     STR_ARG(m->suite_version))
					      : m->suite;
	if (suite.n)
		push(&list, summary_fill(s, WORD_SUITE, &suite, 1));
	if (m->suite_items >= 0)
		push_count(s, &list, WORD_ITEMS, (uint64_t)m->suite_items);
	if (m->created.n)
		push(&list, summary_fill(s, WORD_ASKED, &m->created, 1));
	if (!isnan(m->seconds)) {
		struct str took = duration_text(s->a, m->seconds);
		push(&list, summary_fill(s, WORD_TOOK, &took, 1));
	}
	if (m->judge.n)
		push(&list, summary_fill(s, WORD_JUDGE, &m->judge, 1));
	write_list(s, &list);
	doc_gap(s->d);
	notes_cautions(s->d, s->m);
	doc_gap(s->d);
}

// --- Counts.

static struct str failed_words(const struct summary *s, const struct counts *c)
{
	struct str parts[FAILURES];
	size_t n = 0;
	uint64_t sum = 0;
	for (size_t f = 0; f < FAILURES; f++) {
		if (!c->failed[f])
			continue;
		sum += c->failed[f];
		struct str name = word_failure(s->d->lang, (enum failure)f);
		parts[n++] = arena_printf(s->a, STR_FMT " " STR_FMT, STR_ARG(name),
					  STR_ARG(summary_count(s, c->failed[f])));
	}
	if (!sum)
		return STR_NONE;
	struct str args[] = {summary_count(s, sum),
			     arena_join(s->a, parts, n, summary_say(s, WORD_LIST))};
	return summary_fill(s, WORD_FAILED, args, COUNT(args));
}

static struct str asked_words(const struct summary *s, const struct counts *c)
{
	struct list list = {0};
	struct str asked[] = {summary_count(s, c->samples),
			      summary_count(s, c->answered)};
	push(&list, summary_fill(s, WORD_SAMPLES, asked, 2));
	push(&list, failed_words(s, c));
	push_count(s, &list, WORD_BLOCKED, c->blocked);
	push_count(s, &list, WORD_SKIPPED, c->skipped);
	push_count(s, &list, WORD_ATTACK_FAILED, c->attack_failed);
	push_count(s, &list, WORD_PENDING, c->pending);
	return arena_join(s->a, list.parts, list.n, summary_say(s, WORD_LIST));
}

static struct str scored_words(const struct summary *s, const struct counts *c)
{
	struct list list = {0};
	struct str scored[] = {summary_count(s, c->scored),
			       summary_count(s, c->unscoreable)};
	push(&list, summary_fill(s, WORD_SCORED, scored, 2));
	push_count(s, &list, WORD_UNJUDGED, c->unjudged);
	return arena_join(s->a, list.parts, list.n, summary_say(s, WORD_LIST));
}

static void write_counts(const struct summary *s, const struct target_metrics *t)
{
	const struct counts *c = &t->counts;
	struct str refused[] = {summary_count(s, c->refused),
				summary_count(s, c->partly_refused)};
	struct str clauses[] = {
		asked_words(s, c),
		scored_words(s, c),
		summary_fill(s, WORD_REFUSED, refused, 2),
	};
	doc_text(s->d,
		 arena_join(s->a, clauses, COUNT(clauses), summary_say(s, WORD_CLAUSES)));
	doc_gap(s->d);
}

static void write_use(const struct summary *s, const struct target_metrics *t)
{
	struct list list = {0};
	const struct tokens *k = &t->tokens;
	if (k->in >= 0 || k->out >= 0) {
		struct str args[] = {summary_count(s, k->in < 0 ? 0 : (uint64_t)k->in),
				     summary_count(s, k->out < 0 ? 0 : (uint64_t)k->out)};
		push(&list, summary_fill(s, WORD_TOKENS, args, 2));
	}
	if (k->thinking > 0)
		push_count(s, &list, WORD_TOKENS_THINKING, (uint64_t)k->thinking);
	if (list.n)
		write_list(s, &list);
}

// --- Tables of one target.

static void add_rate(struct rate_row *rows, size_t *n, struct str label,
		     const struct rate *rate, bool is_mean)
{
	rows[(*n)++] = (struct rate_row){label, rate, is_mean, NULL};
}

static struct rate corrected_as_rate(const struct corrected *c)
{
	return summary_rate(0, 0, c->rate, c->ci);
}

static struct rate powered_as_rate(const struct powered_rate *p)
{
	return p->how == POWERED_OK ? summary_rate(0, 0, p->rate, p->ci) : rate_unknown();
}

static struct str powered_label(const struct summary *s, enum word of)
{
	struct str what = summary_say(s, of);
	return summary_fill(s, WORD_POWERED, &what, 1);
}

static struct str corrected_label(const struct summary *s, enum word of)
{
	struct str what = summary_say(s, of);
	return summary_fill(s, WORD_CORRECTED, &what, 1);
}

static void write_measures(const struct summary *s, const struct target_metrics *t)
{
	struct rate_row rows[10];
	size_t n = 0;
	struct rate safety = corrected_as_rate(&t->safety_corrected);
	struct rate asr = corrected_as_rate(&t->asr_corrected);
	struct rate safety_powered = powered_as_rate(&t->safety_powered);
	struct rate asr_powered = powered_as_rate(&t->asr_powered);
	struct rate partly =
		rate_of(&(struct share){t->over_refusal.n, t->over_refused_partly,
					t->over_refusal.unscored});
	struct str of = summary_count(s, t->adaptive.of),
		   tries = summary_count(s, t->tries);
	if (t->has_safety)
		add_rate(rows, &n, summary_say(s, WORD_SAFETY), &t->safety, false);
	if (t->has_safety && !isnan(safety.rate))
		add_rate(rows, &n, corrected_label(s, WORD_SHORT_SAFETY), &safety, true);
	if (!isnan(safety_powered.rate))
		add_rate(rows, &n, powered_label(s, WORD_SHORT_SAFETY), &safety_powered,
			 true);
	if (t->has_asr)
		add_rate(rows, &n, summary_say(s, WORD_ASR), &t->asr, true);
	if (t->has_asr && !isnan(asr.rate))
		add_rate(rows, &n, corrected_label(s, WORD_SHORT_ASR), &asr, true);
	if (!isnan(asr_powered.rate))
		add_rate(rows, &n, powered_label(s, WORD_SHORT_ASR), &asr_powered, true);
	if (t->adaptive.of)
		add_rate(rows, &n, summary_fill(s, WORD_ADAPTIVE, &of, 1),
			 &t->adaptive.rate, false);
	if (t->has_asr && t->tries > 1)
		add_rate(rows, &n, summary_fill(s, WORD_ANY_TRY, &tries, 1), &t->any_try,
			 true);
	if (t->has_over_refusal) {
		add_rate(rows, &n, summary_say(s, WORD_OVER_REFUSAL), &t->over_refusal,
			 false);
		add_rate(rows, &n, summary_say(s, WORD_OVER_PARTLY), &partly, false);
	}
	summary_measures(s, rows, n);
}

static const struct rate *rate_in(const struct rate_list *list, struct str name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i].name, name))
			return &list->p[i].rate;
	return NULL;
}

// One row for each name of `list` at `level` of risks (0: they are languages), with what
// `also` says of it.
static void write_list_table(const struct summary *s, enum word head,
			     const struct rate_list *list, const struct rate_list *also,
			     bool is_mean, size_t level)
{
	struct rate_row *rows = arena_array(s->a, list->n + 1, sizeof(*rows));
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++) {
		struct str id = list->p[i].name;
		if (level && summary_risk_level(s, id) != level)
			continue;
		rows[n++] = (struct rate_row){
			.label = level ? summary_risk(s, id) : summary_lang(s, id),
			.rate = &list->p[i].rate,
			.is_mean = is_mean,
			.also = also ? rate_in(also, id) : NULL,
		};
	}
	if (!n)
		return;
	struct str what = summary_say(s, is_mean ? WORD_ASR : WORD_SAFETY);
	enum word title = level == 0   ? WORD_BY_LANGUAGE
			  : level == 1 ? WORD_BY_DIMENSION
				       : WORD_BY_CATEGORY;
	doc_heading(s->d, 3, summary_fill(s, title, &what, 1));
	rate_table_print(s->d,
			 &(struct rate_table){
				 .label = summary_say(s, head),
				 .also = also && also->n ? summary_say(s, WORD_SHORT_ASR)
							 : STR_NONE,
				 .rows = rows,
				 .n = n,
			 });
}

static void write_slices(const struct summary *s, const struct target_metrics *t)
{
	bool both = t->has_safety && t->has_asr;
	bool is_mean = !t->has_safety;
	const struct slices *main = is_mean ? &t->asr_slices : &t->safety_slices;
	const struct slices *also = both ? &t->asr_slices : NULL;
	// Else there would be nothing but dashes.
	if ((!t->has_safety || isnan(t->safety.rate)) &&
	    (!t->has_asr || isnan(t->asr.rate)))
		return;
	write_list_table(s, WORD_DIMENSION, &main->by_risk, also ? &also->by_risk : NULL,
			 is_mean, 1);
	if (s->d->markdown)
		write_list_table(s, WORD_CATEGORY, &main->by_risk,
				 also ? &also->by_risk : NULL, is_mean, 2);
	if (main->by_lang.n > 1)
		write_list_table(s, WORD_LANGUAGE, &main->by_lang,
				 also ? &also->by_lang : NULL, is_mean, 0);
}

static void write_attacks(const struct summary *s, const struct target_metrics *t)
{
	struct rate_row *rows = arena_array(s->a, t->by_attack.n + 1, sizeof(*rows));
	size_t n = 0;
	if (!t->has_asr)
		return;
	for (size_t i = 0; i < t->by_attack.n; i++)
		add_rate(rows, &n, t->by_attack.p[i].name, &t->by_attack.p[i].rate,
			 false);
	add_rate(rows, &n, summary_say(s, WORD_MEAN), &t->asr, true);
	struct str what = summary_say(s, WORD_ASR);
	doc_heading(s->d, 3, summary_fill(s, WORD_BY_ATTACK, &what, 1));
	rate_table_print(s->d, &(struct rate_table){
				       .label = summary_say(s, WORD_ATTACK),
				       .rows = rows,
				       .n = n,
			       });
}

static void write_others(const struct summary *s, const struct target_metrics *t)
{
	static const enum word heads[] = {WORD_OTHER_JUDGE, WORD_SHORT_SAFETY,
					  WORD_SHORT_ASR};
	struct table out;
	if (!t->n_others)
		return;
	doc_heading(s->d, 3, summary_say(s, WORD_OTHER_JUDGES));
	summary_table(s, &out, heads, COUNT(heads));
	for (size_t i = 0; i < t->n_others; i++) {
		doc_cell(s->d, &out, t->others[i].judge);
		doc_cell(s->d, &out, rate_text(s->a, t->others[i].safety.rate));
		doc_cell(s->d, &out, rate_text(s->a, t->others[i].asr.rate));
	}
	doc_table(s->d, &out);
	table_release(&out);
}

static void write_target(const struct summary *s, const struct target_metrics *t)
{
	doc_heading(s->d, 2, summary_target(s, t));
	write_counts(s, t);
	write_measures(s, t);
	write_slices(s, t);
	write_attacks(s, t);
	summary_values(s, t);
	summary_choices(s, t);
	summary_people(s, t);
	write_others(s, t);
	write_use(s, t);
}

// `alone`: the run has the report to itself.
static void write_run(struct doc *d, const struct metrics *m,
		      const struct tuning_differences *alone)
{
	struct arena arena;
	arena_init(&arena);
	struct summary s = {d, &arena, m};
	write_head(&s);
	if (m->n_targets > 1)
		summary_overview(&s, m, 1);
	for (size_t i = 0; i < m->n_targets; i++)
		write_target(&s, &m->targets[i]);
	summary_tunings(&s, m->tunings, m->n_tunings, alone);
	notes_write(d, m);
	arena_release(&arena);
}

bool summary_runs(struct store *const *runs, size_t n, const struct report_settings *s,
		  bool markdown, struct buf *out, struct err *e)
{
	struct doc d = {
		.out = out,
		.lang = language_of(s->lang),
		.markdown = markdown,
		.columns = (size_t)s->columns,
	};
	struct arena arena;
	struct several several;
	arena_init(&arena);
	bool ok = several_read(&arena, runs, n, s, &several, e);
	if (ok && n > 1)
		summary_compare(&d, &several);
	for (size_t i = 0; i < n && ok; i++)
		write_run(&d, &several.runs[i], n == 1 ? &several.differences : NULL);
	if (ok)
		versus_write(&d, &arena, &several.versus);
	arena_release(&arena);
	return ok;
}
