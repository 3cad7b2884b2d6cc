#include "report/rate_table.h"

#include <math.h>

#include "base/term.h"

#define GAP 2
#define BAR_LEAST 6
#define BAR_MOST 24

struct str rate_text(struct arena *a, double rate)
{
	return isnan(rate) ? STR("-") : arena_printf(a, "%.1f%%", rate * 100);
}

struct str interval_text(struct arena *a, struct interval i)
{
	return isnan(i.low) ? STR("")
			    : arena_printf(a, "[%.1f, %.1f]", i.low * 100, i.high * 100);
}

struct str rate_full_text(struct arena *a, const struct rate *rate)
{
	struct str interval = interval_text(a, rate->ci);
	return arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(rate_text(a, rate->rate)),
			    interval.n ? " " : "", STR_ARG(interval));
}

struct str count_text(struct arena *a, uint64_t n)
{
	char digits[32];
	char *p = digits + sizeof(digits);
	size_t written = 0;
	do {
		if (written && written % 3 == 0)
			*--p = ',';
		*--p = (char)('0' + n % 10);
		n /= 10;
		written++;
	} while (n);
	return arena_str(a, (struct str){p, (size_t)(digits + sizeof(digits) - p)});
}

static struct str of_text(struct arena *a, const struct rate_row *row)
{
	if (row->is_mean)
		return STR("");
	return arena_printf(a, "%llu/%llu", (unsigned long long)row->rate->k,
			    (unsigned long long)row->rate->n);
}

// Full up to the rate, light over the interval: where they change the rate is.
static struct str bar_text(struct arena *a, const struct rate *rate, size_t width)
{
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	bool known = !isnan(rate->ci.low);
	for (size_t i = 0; i < width && !isnan(rate->rate); i++) {
		double at = ((double)i + 0.5) / (double)width;
		bool inside = known && at >= rate->ci.low && at <= rate->ci.high;
		if (at <= rate->rate)
			buf_adds(&out, inside ? "▓" : "█");
		else
			buf_adds(&out, inside ? "░" : "·");
	}
	struct str text = buf_dup(a, &out);
	buf_release(&out);
	return text;
}

// --- What fits.

struct plan {
	bool bar, bounds;
	size_t bar_width;
};

static size_t widest(size_t width, struct str cell)
{
	size_t n = term_width(cell);
	return n > width ? n : width;
}

static bool differs(const struct rate_table *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->rows[i].rate->unscored)
			return true;
	return false;
}

// Columns that all tables have, each with its gap.
static size_t fixed_width(struct doc *d, struct arena *a, const struct rate_table *t)
{
	size_t label = term_width(t->label);
	size_t rate = term_width(word(d->lang, WORD_RATE));
	size_t interval = term_width(word(d->lang, WORD_INTERVAL));
	size_t count = term_width(word(d->lang, WORD_COUNT));
	size_t also = term_width(t->also);
	for (size_t i = 0; i < t->n; i++) {
		const struct rate_row *row = &t->rows[i];
		label = widest(label, row->label);
		rate = widest(rate, rate_text(a, row->rate->rate));
		interval = widest(interval, interval_text(a, row->rate->ci));
		count = widest(count, of_text(a, row));
		if (row->also)
			also = widest(also, rate_text(a, row->also->rate));
	}
	size_t all = label + rate + interval + count + 3 * GAP;
	return t->also.p ? all + also + GAP : all;
}

static size_t bounds_width(struct doc *d, struct arena *a, const struct rate_table *t)
{
	size_t width = term_width(word(d->lang, WORD_BOUNDS));
	for (size_t i = 0; i < t->n; i++)
		width = widest(width, interval_text(a, t->rows[i].rate->bounds));
	return width + GAP;
}

static struct plan plan_table(struct doc *d, struct arena *a, const struct rate_table *t)
{
	struct plan p = {.bounds = differs(t)};
	if (d->markdown)
		return p;
	p.bar = true;
	p.bar_width = BAR_MOST;
	if (!d->columns)
		return p;
	// Bars of all tables are as long where that is possible: they compare.
	p.bar_width = d->columns < 74 ? BAR_LEAST : (d->columns - 56) / 3;
	if (p.bar_width > BAR_MOST)
		p.bar_width = BAR_MOST;
	size_t fixed = fixed_width(d, a, t) + GAP;
	size_t bounds = p.bounds ? bounds_width(d, a, t) : 0;
	size_t room = d->columns > fixed ? d->columns - fixed : 0;
	bool both = room >= bounds + BAR_LEAST;
	if (!both && (!t->bounds_first || room + GAP < bounds)) {
		p.bounds = false;
		bounds = 0;
	}
	p.bar = room >= bounds + BAR_LEAST;
	if (p.bar && room - bounds < p.bar_width)
		p.bar_width = room - bounds;
	return p;
}

static void add_head(struct doc *d, struct table *out, const struct rate_table *t,
		     const struct plan *p)
{
	doc_cell(d, out, t->label);
	doc_cell(d, out, word(d->lang, WORD_RATE));
	if (p->bar)
		doc_cell(d, out, STR(""));
	doc_cell(d, out, word(d->lang, WORD_INTERVAL));
	doc_cell(d, out, word(d->lang, WORD_COUNT));
	if (p->bounds)
		doc_cell(d, out, word(d->lang, WORD_BOUNDS));
	if (t->also.p)
		doc_cell(d, out, t->also);
}

static void add_row(struct doc *d, struct table *out, const struct rate_table *t,
		    const struct rate_row *row, const struct plan *p)
{
	struct arena *a = &out->arena;
	doc_cell(d, out, row->label);
	doc_cell(d, out, rate_text(a, row->rate->rate));
	if (p->bar)
		doc_cell(d, out, bar_text(a, row->rate, p->bar_width));
	doc_cell(d, out, interval_text(a, row->rate->ci));
	doc_cell(d, out, of_text(a, row));
	if (p->bounds)
		doc_cell(d, out, interval_text(a, row->rate->bounds));
	if (t->also.p)
		doc_cell(d, out, row->also ? rate_text(a, row->also->rate) : STR(""));
}

void rate_table_print(struct doc *d, const struct rate_table *t)
{
	struct table out;
	struct arena arena;
	arena_init(&arena);
	struct plan p = plan_table(d, &arena, t);
	arena_release(&arena);
	size_t columns = 4u + p.bar + p.bounds + (t->also.p != NULL);
	// All but the label and the bar are numbers.
	uint64_t right = UINT64_MAX & ~UINT64_C(1) & ~(p.bar ? UINT64_C(4) : 0);
	table_init(&out, columns, right);
	add_head(d, &out, t, &p);
	for (size_t i = 0; i < t->n; i++)
		add_row(d, &out, t, &t->rows[i], &p);
	doc_table(d, &out);
	table_release(&out);
}
