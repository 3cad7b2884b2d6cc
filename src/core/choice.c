#include "core/choice.h"

#include "base/rng.h"

static const char *const names[OUTCOMES] = {
	[OUTCOME_RIGHT] = "right",       [OUTCOME_WRONG] = "wrong",
	[OUTCOME_OTHER] = "other",       [OUTCOME_REFUSE] = "refuse",
	[OUTCOME_LOOK] = "needs_a_look", [OUTCOME_CHOSEN] = "chosen",
};

const char *outcome_name(enum outcome o)
{
	invariant(o < OUTCOMES);
	return names[o];
}

bool outcome_find(struct str name, enum outcome *out)
{
	for (size_t i = 0; i < OUTCOMES; i++) {
		if (!outcome_is(name, (enum outcome)i))
			continue;
		*out = (enum outcome)i;
		return true;
	}
	return false;
}

bool outcome_is(struct str name, enum outcome o)
{
	return str_is(name, outcome_name(o));
}

bool item_is_choice(const struct item *item)
{
	return item->kind == ITEM_CHOICE || item->kind == ITEM_PAIR;
}

static size_t options_of(const struct item *item)
{
	if (item->kind == ITEM_PAIR)
		return 2;
	if (item->kind != ITEM_CHOICE)
		return 0;
	return item->n_options < CHOICE_OPTIONS_MAX ? item->n_options
						    : CHOICE_OPTIONS_MAX;
}

size_t choice_variants(const struct item *item, bool rotate)
{
	size_t n = options_of(item);
	return item->kind == ITEM_PAIR || (rotate && n) ? n : 1;
}

struct choice_order choice_order(const struct item *item, int64_t variant, bool shuffled,
				 uint64_t seed)
{
	struct choice_order order = {.n = options_of(item)};
	uint8_t drawn[CHOICE_OPTIONS_MAX] = {0};
	for (size_t i = 0; i < order.n; i++)
		drawn[i] = (uint8_t)i;
	if (shuffled) {
		struct rng rng;
		rng_init(&rng, seed, item->id);
		rng_shuffle(&rng, drawn, order.n, sizeof(drawn[0]));
	}
	for (size_t i = 0; i < order.n; i++)
		order.shown[i] = drawn[(i + (uint64_t)variant) % order.n];
	return order;
}

struct str choice_text(const struct item *item, size_t i)
{
	if (item->kind == ITEM_PAIR)
		return i < 2 ? item->replies[i] : STR_NONE;
	return i < item->n_options ? item->options[i] : STR_NONE;
}

int choice_right(const struct item *item, size_t i)
{
	if (item->kind == ITEM_PAIR)
		return item->better < 0 ? -1 : (size_t)item->better == i;
	for (size_t k = 0; k < item->n_answers; k++)
		if ((uint64_t)item->answers[k] == i)
			return 1;
	return item->n_answers ? 0 : -1;
}
