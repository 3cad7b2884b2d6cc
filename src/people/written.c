#include "people/written.h"

#include <stdlib.h>

#include "people/answers.h"

struct writing {
	const struct protocol *p;
	struct arena arena; // of one answer
	struct arena ids_arena;
	struct map ids;
};

static bool judges(const struct protocol *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->questions[i].to == TO_VERDICT)
			return true;
	return false;
}

static bool is_unsafe(const struct protocol *p, const struct answers *x)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct question *q = &p->questions[i];

		if (q->to == TO_VERDICT && x->said[i].given &&
		    str_is(q->options[x->said[i].number].means, "unsafe"))
			return true;
	}
	return false;
}

static struct str own_answer(const struct protocol *p, const struct answers *x)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_is(p->questions[i].id, "own") && x->said[i].given)
			return x->said[i].text;
	return STR_NONE;
}

static struct str meta_of(struct writing *w, const struct answers *x)
{
	struct str own = own_answer(w->p, x), out;
	struct json_writer j;
	struct buf text;

	if (!own.p && !x->model.p)
		return STR_NONE;
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&j, &text, 0);
	json_begin(&j, '{');
	if (own.p)
		json_field_str(&j, "own", own);
	if (x->model.p)
		json_field_str(&j, "model", x->model);
	json_end(&j, '}');
	out = buf_dup(&w->arena, &text);
	buf_release(&text);
	return out;
}

// Read as a bare prompt of a suite is, so that language and expectation are told alike.
static bool item_of(struct writing *w, const struct task *t, const struct answers *x,
		    struct item *out, struct err *e)
{
	const struct json *j;
	struct json_writer writer;
	struct buf text;

	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&writer, &text, 0);
	json_begin(&writer, '{');
	json_field_str(&writer, "prompt", x->prompt);
	json_end(&writer, '}');
	j = json_parse(&w->arena, buf_str(&text), 0, NULL, e);
	buf_release(&text);
	if (!j || !item_from_json(&w->arena, j, out, e))
		return false;
	out->risk = x->domain.p ? x->domain : t->domain;
	out->expect = judges(w->p) ? EXPECT_REFUSE : EXPECT_GUIDE;
	out->source = (struct source){.dataset = w->p->name, .version = w->p->version};
	out->meta = meta_of(w, x);
	out->id = item_content_id(&w->arena, out);
	return true;
}

// Of the same text by two, the first.
static bool is_new(struct writing *w, struct str id)
{
	bool added = !map_find(&w->ids, id);

	if (added)
		map_put(&w->ids, arena_str(&w->ids_arena, id), NULL);
	return added;
}

static const struct task *task_of(const struct task *list, size_t n, int64_t id)
{
	size_t from = 0, to = n;

	while (from < to) {
		size_t at = from + (to - from) / 2;

		if (list[at].id < id)
			from = at + 1;
		else
			to = at;
	}
	return from < n && list[from].id == id ? &list[from] : NULL;
}

static int by_task(const void *a, const void *b)
{
	const struct assignment *x = a, *y = b;

	if (x->task != y->task)
		return x->task < y->task ? -1 : 1;
	return (x->rater > y->rater) - (x->rater < y->rater);
}

// What was undone is not said any more.
static bool stands(const struct assignment *list, size_t n, const struct answer *x)
{
	struct assignment key = {.task = x->task, .rater = x->rater};
	const struct assignment *found =
		n > 0 ? bsearch(&key, list, n, sizeof(key), by_task) : NULL;

	return found && found->state == ASSIGNMENT_ANSWERED;
}

bool written_items(struct store *s, const struct protocol *p,
		   bool (*put)(void *ctx, const struct item *item, struct err *e),
		   void *ctx, struct written_counts *counts, struct err *e)
{
	struct writing w = {.p = p};
	struct answer_task about = {.protocol = p};
	struct arena lists = {0};
	struct assignment *given = NULL;
	struct answer *answers;
	struct task *tasks;
	size_t n, n_tasks, n_given = 0;
	bool ok = store_answers(s, &lists, p->name, &answers, &n, e) &&
		  store_tasks(s, &lists, p->name, &tasks, &n_tasks, e) &&
		  store_assignments(s, &lists, p->name, &given, &n_given, e);

	*counts = (struct written_counts){0};
	if (ok && n_given > 0)
		qsort(given, n_given, sizeof(*given), by_task);
	for (size_t i = 0; ok && i < n; i++) {
		const struct task *t = task_of(tasks, n_tasks, answers[i].task);
		struct answers x;
		struct item item;

		if (!stands(given, n_given, &answers[i]))
			continue;
		arena_reset(&w.arena);
		answers_read_stored(&w.arena, &about, answers[i].body, &x);
		counts->read++;
		if (!t || !x.prompt.p || (judges(p) && !is_unsafe(p, &x)))
			continue;
		ok = item_of(&w, t, &x, &item, e);
		if (ok && is_new(&w, item.id)) {
			counts->put++;
			ok = put(ctx, &item, e);
		}
	}
	map_release(&w.ids);
	arena_release(&w.arena);
	arena_release(&w.ids_arena);
	arena_release(&lists);
	return ok;
}
