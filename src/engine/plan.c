#include "engine/plan.h"

#include "core/choice.h"

static uint64_t per_form(const struct plan *p)
{
	return (uint64_t)p->targets * p->params * p->epochs;
}

// Ordinals of one cell of form 0 with all its variants. Without variants as many as an
// attack's, although it is not tried again.
static uint64_t per_cell(const struct plan *p)
{
	return p->variants > p->tries ? p->variants : p->tries;
}

static uint64_t per_item(const struct plan *p)
{
	return per_form(p) * (per_cell(p) + (p->forms - 1) * p->tries);
}

uint64_t plan_ordinals(const struct plan *p)
{
	return p->items * per_item(p);
}

int64_t plan_variant(const struct plan *p, uint64_t ordinal)
{
	uint64_t n = ordinal % per_item(p), width = per_cell(p);
	return n < per_form(p) * width && p->variants > 1 ? (int64_t)(n % width) : 0;
}

uint64_t plan_cells(const struct plan *p)
{
	uint64_t attacked = p->attackable * (p->forms - 1) * p->tries;
	return (p->items + p->turned + attacked) * per_form(p);
}

static uint64_t ordinal_of(const struct cursor *c)
{
	const struct plan *p = c->plan;
	const struct place *at = &c->next;
	uint64_t item = c->drawn * per_item(p), n = at->target;
	n = n * p->params + at->params;
	n = n * p->epochs + (uint64_t)at->epoch;
	if (!at->form)
		return item + n * per_cell(p) + (uint64_t)at->variant;
	n += (at->form - 1) * per_form(p);
	return item + per_form(p) * per_cell(p) + n * p->tries + (uint64_t)at->attempt;
}

static size_t variants_of(const struct plan *p, const struct item *item)
{
	return p->still ? 1 : choice_variants(item, p->rotate);
}

bool cursor_open(struct cursor *c, const struct plan *p, size_t target, struct err *e)
{
	*c = (struct cursor){.plan = p, .next.target = target};
	arena_init(&c->arena);
	c->suite = suite_open(p->suite, e);
	return c->suite != NULL;
}

void cursor_close(struct cursor *c)
{
	suite_close(c->suite);
	arena_release(&c->arena);
}

static bool is_drawn(const struct plan *p, uint64_t i)
{
	return !p->drawn || p->drawn[i / 8] & (1u << i % 8);
}

// Reads on to the next drawn item; like suite_next.
static int next_item(struct cursor *c, struct err *e)
{
	int got;
	do {
		arena_reset(&c->arena);
		got = suite_next(c->suite, &c->arena, &c->item, e);
	} while (got == 1 && !is_drawn(c->plan, c->seen++));
	c->have = got == 1;
	return got;
}

// Turns the innermost wheel; false when the item has no further cell.
static bool turn(struct cursor *c)
{
	const struct plan *p = c->plan;
	struct place *at = &c->next;
	if (at->form && ++at->attempt < (int64_t)p->tries)
		return true;
	at->attempt = 0;
	if (!at->form && ++at->variant < (int64_t)variants_of(p, &c->item))
		return true;
	at->variant = 0;
	if (++at->epoch < (int64_t)p->epochs)
		return true;
	at->epoch = 0;
	if (++at->params < p->params)
		return true;
	at->params = 0;
	size_t forms = item_attackable(&c->item) ? p->forms : 1;
	if (++at->form < forms)
		return true;
	at->form = 0;
	return false;
}

int cursor_next(struct cursor *c, struct place *out, struct err *e)
{
	if (c->have && !turn(c)) {
		c->have = false;
		c->drawn++;
	}
	if (!c->have) {
		int got = next_item(c, e);
		if (got != 1)
			return got;
	}
	c->next.item = &c->item;
	c->next.ordinal = ordinal_of(c);
	*out = c->next;
	return 1;
}

bool plan_count_variants(struct plan *p, struct err *e)
{
	struct cursor c;
	int got = -1;
	p->variants = 1;
	p->turned = 0;
	if (cursor_open(&c, p, 0, e)) {
		while ((got = next_item(&c, e)) == 1) {
			size_t n = variants_of(p, &c.item);
			p->variants = n > p->variants ? n : p->variants;
			p->turned += n - 1;
		}
	}
	cursor_close(&c);
	return got == 0;
}
