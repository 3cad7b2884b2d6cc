// What sources offer: checked, counted, put aside.
#include "base/utf8.h"
#include "engine/pairs/pairs_state.h"
#include "exchange/pair.h"
#include "text/near.h"

#define LABELS_NAMED 20 // unknown ones that are counted by name
#define LABEL_SHOWN 60  // bytes
#define MIN_CHARS 10    // of replies that nobody chose for a pair

#define EASY_ONE ((uint64_t)1 << 32)

bool pairs_drop(struct pairing *p, const char *why)
{
	tally_add(&p->report->dropped, str_of(why), 1);
	return true;
}

void pairs_put_meta(struct json_writer *w, struct arena *a, struct str meta)
{
	const struct json *object = meta.n ? json_parse(a, meta, 0, NULL, NULL) : NULL;
	if (!object || object->kind != JSON_OBJECT)
		return;
	for (size_t i = 0; i < json_len(object); i++) {
		json_key_str(w, object->u.list.keys[i]);
		json_put(w, &object->u.list.items[i]);
	}
}

size_t pairs_per_item(const struct pairing *p)
{
	return p->settings->per_item ? (size_t)p->settings->per_item : 1;
}

static uint64_t *number_of(struct pairing *p, struct map *map, struct hash128 hash)
{
	struct str key = {(const char *)&hash, sizeof(hash)};
	union map_value *found = map_find(map, key);
	if (!found) {
		key.p = arena_copy(&p->hashes, &hash, sizeof(hash));
		found = map_put(map, key, NULL);
	}
	return &found->num;
}

static struct hash128 hash_of(struct str text)
{
	struct hasher h;
	hasher_init(&h);
	hasher_field(&h, text);
	return hasher_end(&h);
}

static void note_license(struct pairing *p, struct str license)
{
	if (!p->keys.n && license.n)
		p->license = arena_str(p->arena, license);
	else if (!license.n || !str_eq(license, p->license))
		p->licenses_differ = true;
}

// The node's own id; a label that the taxonomy does not know is left out and named.
static struct str risk_of(struct pairing *p, struct arena *a, struct str risk)
{
	if (str_empty(risk))
		return STR_NONE;
	const struct node *node = taxonomy_find(p->taxonomy, risk);
	if (node)
		return node->id;
	struct tally *warnings = &p->report->warnings;
	struct str name = arena_printf(a, "unknown risk \"" STR_FMT "\" (left out)",
				       STR_ARG(utf8_clip(risk, LABEL_SHOWN)));
	bool named = tally_get(warnings, name) || p->labels < LABELS_NAMED;
	p->labels += named && !tally_get(warnings, name);
	tally_add(warnings, named ? name : STR("other unknown risks (left out)"), 1);
	return STR_NONE;
}

size_t pairs_min_chars(const struct pairing *p)
{
	return p->settings->min_chars ? (size_t)p->settings->min_chars : MIN_CHARS;
}

// Somebody chose what a data set pairs, be it one word.
static bool too_short(const struct pairing *p, struct str reply)
{
	bool chosen = !p->of_run && !p->settings->min_chars;
	return utf8_count(reply) < (chosen ? 1 : pairs_min_chars(p));
}

// Where it comes from stands in front of what is known of it.
static struct str meta_of(struct arena *a, struct str from, struct str meta)
{
	struct buf text;
	struct json_writer w;
	if (str_empty(from))
		return meta;
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	json_begin(&w, '{');
	json_field_str(&w, "item", from);
	pairs_put_meta(&w, a, meta);
	json_end(&w, '}');
	struct str out = buf_dup(a, &text);
	buf_release(&text);
	return out;
}

static bool put_aside(struct pairing *p, struct arena *a, const struct item *item,
		      struct str from, struct err *e)
{
	struct buf line;
	struct json_writer w;
	struct item kept = *item;
	bool easy = !item->replies[1].p; // an open one for now: half a pair is none
	kept.kind = easy ? ITEM_OPEN : ITEM_PAIR;
	kept.better = 0;
	kept.risk = risk_of(p, a, item->risk);
	kept.meta = meta_of(a, from, item->meta);
	if (str_empty(kept.id))
		kept.id = item_content_id(a, &kept);
	buf_init(&line, BUF_TEXT_MAX);
	json_writer_init(&w, &line, 0);
	item_to_json(&w, &kept);
	bool ok = spool_add(p->spool, buf_str(&line), e) &&
		  spool_add(p->spool, easy ? item->replies[0] : STR(""), e);
	buf_release(&line);
	note_license(p, item->source.license);
	struct str content =
		arena_printf(a, STR_FMT "/" STR_FMT "/" STR_FMT, STR_ARG(kept.id),
			     STR_ARG(kept.replies[0]), STR_ARG(kept.replies[1]));
	VEC_PUSH(&p->keys, hash64_seeded(content, (uint64_t)p->settings->seed));
	return ok;
}

// Why a pair is not taken, or NULL.
static const char *fault_of(struct pairing *p, const struct item *item, struct str better,
			    struct str worse)
{
	bool easy = str_is(item->difficulty, "easy");
	if (easy ? !p->easy : !p->hard)
		return easy ? "easy pair (not asked for)" : "hard pair (not asked for)";
	if (!str_trim(item->prompt).n)
		return "empty prompt";
	if (too_short(p, better) || too_short(p, worse))
		return "reply that is too short";
	if (near_jaccard(better, worse) >= p->settings->near_dup)
		return "replies that are nearly the same";
	return NULL;
}

bool pairs_offer(struct pairing *p, struct arena *a, const struct item *item,
		 struct str better, struct str worse, bool *taken, struct err *e)
{
	struct item offer = *item;
	bool unused;
	taken = taken ? taken : &unused;
	*taken = false;
	offer.replies[0] = better = str_trim(better);
	offer.replies[1] = worse = str_trim(worse);
	if (str_empty(offer.difficulty))
		offer.difficulty = STR("hard");
	const char *fault = fault_of(p, &offer, better, worse);
	if (fault)
		return pairs_drop(p, fault);
	uint64_t *seen = number_of(p, &p->seen, pair_hash(item->prompt, better, worse));
	if ((*seen)++)
		return pairs_drop(p, "duplicate item");
	bool easy = str_is(offer.difficulty, "easy");
	uint64_t *counted = number_of(p, &p->counted, hash_of(item->prompt));
	uint64_t number = easy ? *counted / EASY_ONE : *counted % EASY_ONE;
	if (p->settings->per_item && number >= (uint64_t)p->settings->per_item)
		return pairs_drop(p, "over --per-item");
	*counted += easy ? EASY_ONE : 1;
	*taken = true;
	return put_aside(p, a, &offer, item->id, e);
}

bool pairs_offer_easy(struct pairing *p, struct arena *a, const struct item *item,
		      struct str better, bool *taken, struct err *e)
{
	struct item offer = *item;
	bool unused;
	taken = taken ? taken : &unused;
	*taken = false;
	better = str_trim(better);
	if (!p->rewriter || !p->easy || !str_trim(item->prompt).n ||
	    utf8_count(better) < pairs_min_chars(p))
		return true;
	uint64_t *seen = number_of(p, &p->seen, pair_hash(item->prompt, better, STR("")));
	uint64_t *counted = number_of(p, &p->counted, hash_of(item->prompt));
	uint64_t number = *counted / EASY_ONE;
	if ((*seen)++ || number >= pairs_per_item(p))
		return true;
	*counted += EASY_ONE;
	offer.replies[0] = better;
	offer.replies[1] = STR_NONE;
	offer.difficulty = STR("easy");
	struct str base = str_empty(item->id) ? item->source.id : item->id;
	if (str_empty(base))
		base = hash128_hex(a, hash_of(item->prompt));
	offer.id = arena_printf(a, STR_FMT "/%llu", STR_ARG(base),
				(unsigned long long)number);
	*taken = true;
	return put_aside(p, a, &offer, item->id, e);
}
