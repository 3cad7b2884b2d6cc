// Drawing items by seed, stratified.
#include "base/rng.h"
#include "base/vec.h"
#include "suite/suite_read.h"

enum key { KEY_ATTACK, KEY_DIMENSION, KEY_EXPECT, KEY_KIND, KEY_LANG, KEY_RISK, KEYS };
static const char *const key_names[KEYS] = {"attack", "dimension", "expect",
					    "kind",   "lang",      "risk"};

struct stratum {
	struct str name;
	size_t size, quota; // items in it, and to be drawn
	struct rng rng;
	size_t left, wanted; // while drawing: items to come, and to take of them
};

struct drawing {
	const struct taxonomy *taxonomy;
	struct arena *arena;
	enum key keys[KEYS];
	size_t n_keys;
	struct map index; // name of a stratum -> position + 1
	VEC(struct stratum) strata;
	VEC(uint32_t) of;   // stratum of each item
	VEC(uint8_t) flags; // 1: comply, 2: attacked
};

static bool read_keys(struct drawing *d, struct str per, struct err *e)
{
	d->keys[0] = KEY_DIMENSION;
	d->n_keys = 1;
	if (str_empty(per))
		return true;
	d->n_keys = 0;
	while (per.p) {
		struct str name = str_trim(str_cut(&per, ','));
		size_t k = 0;
		while (k < KEYS && !str_is(name, key_names[k]))
			k++;
		if (k == KEYS || d->n_keys == KEYS)
			return err_set(e, ERR_INPUT,
				       "--per: expected attack, dimension, expect, kind, "
				       "lang or risk, "
				       "got \"" STR_FMT "\"",
				       STR_ARG(name));
		d->keys[d->n_keys++] = (enum key)k;
	}
	return true;
}

static struct str key_value(const struct drawing *d, enum key key,
			    const struct item *item)
{
	const struct node *node;
	switch (key) {
	case KEY_ATTACK:
		return str_empty(item->attack) ? STR("base") : item->attack;
	case KEY_DIMENSION:
		node = d->taxonomy ? taxonomy_dimension(d->taxonomy, item->risk) : NULL;
		return node ? node->id : item->risk;
	case KEY_EXPECT:
		return str_of(expect_name(item->expect));
	case KEY_KIND:
		return str_of(item_kind_name(item->kind));
	case KEY_LANG:
		return item->lang;
	default:
		return item->risk;
	}
}

static void count_item(struct drawing *d, struct arena *scratch, const struct item *item)
{
	struct str values[KEYS];
	for (size_t i = 0; i < d->n_keys; i++)
		values[i] = key_value(d, d->keys[i], item);
	struct str name = arena_join(scratch, values, d->n_keys, STR("\x1f"));
	union map_value *value = map_find(&d->index, name);
	if (!value) {
		struct stratum stratum = {.name = arena_str(d->arena, name)};
		VEC_PUSH(&d->strata, stratum);
		value = map_put(&d->index, stratum.name, NULL);
		value->num = d->strata.n;
	}
	invariant(d->strata.p);
	d->strata.p[value->num - 1].size++;
	VEC_PUSH(&d->of, (uint32_t)(value->num - 1));
	VEC_PUSH(&d->flags, (uint8_t)(item->expect == EXPECT_COMPLY ? 1
				      : str_empty(item->attack)     ? 0
								    : 2));
}

// Hamilton's method: whole shares first, what is left to the largest remainders, earlier
// strata first among equals.
static void share_out(struct drawing *d, size_t limit)
{
	size_t n = d->of.n, given = 0;
	if (!d->strata.p) // an empty suite
		return;
	for (size_t i = 0; i < d->strata.n; i++) {
		struct stratum *s = &d->strata.p[i];
		s->quota = limit * s->size / n;
		s->left = limit * s->size % n; // the remainder, until drawing begins
		given += s->quota;
	}
	for (; given < limit; given++) {
		struct stratum *best = &d->strata.p[0];
		for (size_t i = 1; i < d->strata.n; i++)
			if (d->strata.p[i].left > best->left)
				best = &d->strata.p[i];
		best->quota++;
		best->left = 0;
	}
}

// Selection sampling (Knuth, The Art of Computer Programming 2, algorithm 3.4.2 S): each
// stratum in one pass.
static void draw(struct drawing *d, uint64_t seed, uint8_t *bits,
		 struct suite_counts *drawn)
{
	for (size_t i = 0; i < d->strata.n; i++) {
		struct stratum *s = &d->strata.p[i];
		s->left = s->size;
		s->wanted = s->quota;
		rng_init(&s->rng, seed,
			 arena_printf(d->arena, "draw/" STR_FMT, STR_ARG(s->name)));
	}
	for (size_t i = 0; i < d->of.n; i++) {
		struct stratum *s = &d->strata.p[d->of.p[i]];
		bool take = rng_below(&s->rng, s->left--) < s->wanted;
		if (!take)
			continue;
		s->wanted--;
		bits[i / 8] |= (uint8_t)(1u << i % 8);
		drawn->items++;
		drawn->comply += d->flags.p[i] == 1;
		drawn->attacked += d->flags.p[i] == 2;
	}
}

static bool count_all(struct drawing *d, struct suite *s, struct err *e)
{
	struct arena scratch;
	arena_init(&scratch);
	struct item item;
	int got;
	suite_rewind(s);
	while ((got = suite_next(s, &scratch, &item, e)) == 1) {
		count_item(d, &scratch, &item);
		arena_reset(&scratch);
	}
	suite_rewind(s);
	arena_release(&scratch);
	return got == 0;
}

bool suite_draw(struct suite *s, const struct taxonomy *t, size_t limit, struct str per,
		uint64_t seed, struct arena *a, uint8_t **bits,
		struct suite_counts *drawn, struct err *e)
{
	struct drawing d = {.taxonomy = t, .arena = a};
	*drawn = (struct suite_counts){0};
	bool ok = read_keys(&d, per, e) && count_all(&d, s, e);
	if (ok) {
		if (!limit || limit > d.of.n)
			limit = d.of.n;
		if (str_empty(per))
			share_out(&d, limit);
		for (size_t i = 0; !str_empty(per) && i < d.strata.n; i++)
			d.strata.p[i].quota =
				limit < d.strata.p[i].size ? limit : d.strata.p[i].size;
		*bits = arena_alloc(a, d.of.n / 8 + 1);
		draw(&d, seed, *bits, drawn);
	}
	map_release(&d.index);
	VEC_FREE(&d.strata);
	VEC_FREE(&d.of);
	VEC_FREE(&d.flags);
	return ok;
}
