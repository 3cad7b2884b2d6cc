// The questions that a model chooses rightly and answers badly: the same question as a
// choice and as an open item is known by its text.
#include <math.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "report/versus_state.h"

#define EXCERPT_MAX 300 // bytes

struct seen { // of a question and a target
	uint32_t asked, right;
};

struct questions {
	struct map index;
	VEC(struct seen) seen;
	struct arena keys;
};

struct question_key {
	struct hash128 hash; // of the prompt
	size_t target;
};

static struct question_key key_of(const struct row *row, size_t target)
{
	struct hasher h;

	hasher_init(&h);
	hasher_field(&h, str_trim(row->item.prompt));
	return (struct question_key){hasher_end(&h), target};
}

struct noting {
	struct arena *a;
	struct questions *questions;
	struct versus *out;
};

static bool note_choice(void *ctx, struct versus_run *run, const struct row *row,
			size_t target, struct err *e)
{
	struct questions *q = ((struct noting *)ctx)->questions;
	struct question_key key = key_of(row, target);
	struct str text = {(const char *)&key, sizeof(key)};
	union map_value *at = map_find(&q->index, text);
	int chosen;

	if (!versus_is_choice(run, row))
		return true;
	if (!versus_chosen(run, row, &chosen, e))
		return false;
	if (chosen < 0)
		return true;
	if (!at) {
		at = map_put(&q->index, arena_str(&q->keys, text), NULL);
		at->num = q->seen.n;
		VEC_PUSH(&q->seen, (struct seen){0});
	}
	q->seen.p[at->num].asked++;
	q->seen.p[at->num].right += chosen == 1;
	return true;
}

static struct str excerpt(struct arena *a, struct str text)
{
	struct str cut = utf8_clip(text, EXCERPT_MAX);

	return cut.n < text.n ? arena_printf(a, STR_FMT "...", STR_ARG(cut))
			      : arena_str(a, text);
}

// Keeps the worst answers; of equal ones the first that were met.
static void keep(struct arena *a, struct versus *out, const struct versus_sample *found)
{
	size_t at = out->n_samples;

	while (at > 0 && out->samples[at - 1].open > found->open)
		at--;
	if (at == VERSUS_LIST_MAX)
		return;
	if (out->n_samples < VERSUS_LIST_MAX)
		out->n_samples++;
	for (size_t i = out->n_samples - 1; i > at; i--)
		out->samples[i] = out->samples[i - 1];
	struct versus_sample *s = &out->samples[at];
	*s = *found;
	s->item = arena_str(a, found->item);
	s->risk = arena_str(a, found->risk);
	s->prompt = excerpt(a, found->prompt);
	s->response = excerpt(a, found->response);
}

static bool note_open(void *ctx, struct versus_run *run, const struct row *row,
		      size_t target, struct err *e)
{
	const struct noting *noting = ctx;
	const struct questions *q = noting->questions;
	struct question_key key = key_of(row, target);
	const union map_value *at =
		map_find(&q->index, (struct str){(const char *)&key, sizeof(key)});

	(void)e;
	if (!versus_is_open(run, row))
		return true;
	struct versus_open open = versus_people(run, row);
	bool people = !isnan(open.value);
	if (!people)
		open = versus_judge(run, row);
	if (!open.bad)
		return true;
	if (!at || q->seen.p[at->num].right < q->seen.p[at->num].asked)
		return true;
	struct versus_sample found = {
		.target = target,
		.item = row->item.id,
		.risk = row->item.risk,
		.prompt = row->item.prompt,
		.response = row->response->text,
		.chosen = q->seen.p[at->num].asked,
		.open = open.value,
		.by = people ? VERSUS_PEOPLE : VERSUS_JUDGE,
	};
	keep(noting->a, noting->out, &found);
	return true;
}

bool versus_samples(struct versus_state *v, struct versus *out, struct err *e)
{
	struct questions q = {0};
	struct noting noting = {v->a, &q, out};

	map_init(&q.index);
	arena_init(&q.keys);
	out->samples = arena_array(v->a, VERSUS_LIST_MAX, sizeof(*out->samples));
	// All choices first: they may stand in a later run than the answers.
	bool ok = versus_rows(v, READ_TEXT, note_choice, &noting, e) &&
		  versus_rows(v, READ_TEXT, note_open, &noting, e);
	VEC_FREE(&q.seen);
	map_release(&q.index);
	arena_release(&q.keys);
	return ok;
}
