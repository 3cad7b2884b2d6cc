#include "core/item.h"

#include "base/hash.h"

static const char *const kind_names[ITEM_KINDS] = {
	[ITEM_OPEN] = "open",
	[ITEM_DIALOGUE] = "dialogue",
	[ITEM_CHOICE] = "choice",
	[ITEM_PAIR] = "pair",
};
static const char *const expect_names[EXPECTS] = {
	[EXPECT_REFUSE] = "refuse",
	[EXPECT_COMPLY] = "comply",
	[EXPECT_GUIDE] = "guide",
	[EXPECT_ANY] = "any",
};
static const char *const speaker_names[SPEAKERS] = {
	[SPEAKER_SYSTEM] = "system",
	[SPEAKER_USER] = "user",
	[SPEAKER_ASSISTANT] = "assistant",
};

const char *item_kind_name(enum item_kind kind)
{
	invariant(kind < ITEM_KINDS);
	return kind_names[kind];
}

const char *expect_name(enum expect expect)
{
	invariant(expect < EXPECTS);
	return expect_names[expect];
}

const char *speaker_name(enum speaker speaker)
{
	invariant(speaker < SPEAKERS);
	return speaker_names[speaker];
}

static bool find(const char *const *names, unsigned n, struct str name, unsigned *out)
{
	for (unsigned i = 0; i < n; i++) {
		if (str_is(name, names[i])) {
			*out = i;
			return true;
		}
	}
	return false;
}

bool item_kind_find(struct str name, enum item_kind *out)
{
	unsigned i;

	if (!find(kind_names, ITEM_KINDS, name, &i))
		return false;
	*out = (enum item_kind)i;
	return true;
}

bool expect_find(struct str name, enum expect *out)
{
	unsigned i;

	if (!find(expect_names, EXPECTS, name, &i))
		return false;
	*out = (enum expect)i;
	return true;
}

bool speaker_find(struct str name, enum speaker *out)
{
	unsigned i;

	if (!find(speaker_names, SPEAKERS, name, &i))
		return false;
	*out = (enum speaker)i;
	return true;
}

// Run files and suites hold these ids: the order of the fields never changes.
struct str item_content_id(struct arena *a, const struct item *item)
{
	struct hasher h;

	hasher_init(&h);
	hasher_field(&h, STR("item/1"));
	hasher_field(&h, str_of(item_kind_name(item->kind)));
	hasher_field(&h, item->lang);
	hasher_field(&h, item->risk);
	hasher_field(&h, item->prompt);
	hasher_u64(&h, item->n_messages);
	for (size_t i = 0; i < item->n_messages; i++) {
		hasher_field(&h, str_of(speaker_name(item->messages[i].speaker)));
		hasher_field(&h, item->messages[i].content);
	}
	hasher_u64(&h, item->n_options);
	for (size_t i = 0; i < item->n_options; i++)
		hasher_field(&h, item->options[i]);
	if (item->several)
		hasher_field(&h, STR("several"));
	hasher_field(&h, item->replies[0]);
	hasher_field(&h, item->replies[1]);
	return hash128_hex(a, hasher_end(&h));
}

struct str item_attacked_id(struct arena *a, const struct attack_origin *origin)
{
	struct hasher h;

	hasher_init(&h);
	hasher_field(&h, STR("attacked/1"));
	hasher_field(&h, origin->parent);
	hasher_field(&h, origin->attack);
	hasher_u64(&h, (uint64_t)origin->version);
	hasher_u64(&h, origin->seed);
	hasher_field(&h, origin->writer);
	hasher_field(&h, origin->attacker);
	hasher_field(&h, origin->target);
	return hash128_hex(a, hasher_end(&h));
}

const struct message *item_messages(struct arena *a, const struct item *item, size_t *n)
{
	struct message *m;

	if (item->n_messages > 0) {
		*n = item->n_messages;
		return item->messages;
	}
	m = arena_new(a, struct message);
	*m = (struct message){SPEAKER_USER, item->prompt};
	*n = 1;
	return m;
}
