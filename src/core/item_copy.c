// A deep copy of an item: what a sample keeps while the suite's reader moves on.
#include "core/item.h"

static const struct str *copy_texts(struct arena *a, const struct str *texts, size_t n)
{
	if (!n)
		return NULL;
	struct str *copy = arena_array(a, n, sizeof(*copy));
	for (size_t i = 0; i < n; i++)
		copy[i] = arena_str(a, texts[i]);
	return copy;
}

static const int64_t *copy_numbers(struct arena *a, const int64_t *numbers, size_t n)
{
	return numbers && n ? arena_copy(a, numbers, n * sizeof(*numbers)) : NULL;
}

static struct str copy_text(struct arena *a, struct str s)
{
	return s.p ? arena_str(a, s) : STR_NONE;
}

struct item item_copy(struct arena *a, const struct item *from)
{
	struct item to = *from;
	struct str *const texts[] = {
		&to.id,
		&to.lang,
		&to.risk,
		&to.prompt,
		&to.replies[0],
		&to.replies[1],
		&to.difficulty,
		&to.parent,
		&to.attack,
		&to.meta,
		&to.source.dataset,
		&to.source.version,
		&to.source.license,
		&to.source.id,
	};
	for (size_t i = 0; i < COUNT(texts); i++)
		*texts[i] = copy_text(a, *texts[i]);
	if (from->n_messages) {
		struct message *messages =
			arena_array(a, from->n_messages, sizeof(*messages));
		for (size_t i = 0; i < from->n_messages; i++)
			messages[i] =
				(struct message){from->messages[i].speaker,
						 arena_str(a, from->messages[i].content)};
		to.messages = messages;
	}
	to.options = copy_texts(a, from->options, from->n_options);
	to.answers = copy_numbers(a, from->answers, from->n_answers);
	to.ranks = copy_numbers(a, from->ranks, from->n_options);
	return to;
}

bool item_attackable(const struct item *item)
{
	return item->expect != EXPECT_COMPLY && str_empty(item->attack);
}
