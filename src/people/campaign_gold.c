// Tasks whose right answers are known: a file of them.
//
// JSON lines: {"ordinal": 17, "answers": {...}} or {"item": "ID", "target": "openai/x",
// "answers": {...}}. A reply may be named by its target.
#include "base/input.h"
#include "people/campaign_state.h"

#define LINE_MAX_BYTES ((size_t)1 << 20)

struct known { // a sample that has a task
	uint64_t ordinal;
	int64_t target;
	uint32_t next; // the one before it of the same item, + 1; 0: none
	uint32_t place;
};

struct gold {
	struct campaign *c;
	const char *path;
	size_t line, n;     // n: lines with answers
	struct arena arena; // of one line
	struct map items;   // item -> the last known one of it + 1
	VEC(struct known) known;
	struct arena items_arena;
};

static bool wrong(const struct gold *g, struct err *e)
{
	return err_wrap(e, "%s:%zu", g->path, g->line);
}

// --- From samples to tasks.

static bool load_cells(struct gold *g, struct err *e)
{
	struct campaign *c = g->c;
	struct map ordinals = {0};
	struct reader *reader = reader_open(c->store, 0, e);
	struct row row;
	int got = reader ? 1 : -1;

	for (size_t i = 0; i < c->places.n; i++) {
		const struct task *t = &c->places.p[i].task;

		for (size_t k = 0; k < t->n_ordinals; k++)
			map_put(&ordinals,
				(struct str){(const char *)&t->ordinals[k],
					     sizeof(t->ordinals[k])},
				NULL)
				->num = i;
	}
	while (got == 1 && (got = reader_next(reader, &row, e)) == 1) {
		uint64_t ordinal = row.cell.ordinal;
		union map_value *place =
			map_find(&ordinals,
				 (struct str){(const char *)&ordinal, sizeof(ordinal)});
		union map_value *item;

		if (!place)
			continue;
		item = map_find(&g->items, row.item.id);
		VEC_PUSH(&g->known, (struct known){ordinal, row.cell.target,
						   item ? (uint32_t)item->num : 0,
						   (uint32_t)place->num});
		if (!item)
			item = map_put(&g->items, arena_str(&g->items_arena, row.item.id),
				       NULL);
		item->num = g->known.n;
	}
	reader_close(reader);
	map_release(&ordinals);
	return got == 0;
}

static bool is_target(const struct gold *g, const struct known *k, struct str target)
{
	size_t at = (size_t)k->target;

	return str_empty(target) ||
	       (at < g->c->n_targets && str_eq(g->c->targets[at].name, target));
}

static const struct known *known_of(const struct gold *g, uint64_t ordinal)
{
	for (size_t i = 0; i < g->known.n; i++)
		if (g->known.p[i].ordinal == ordinal)
			return &g->known.p[i];
	return NULL;
}

static size_t find_place(struct gold *g, const struct json *line)
{
	struct str item = json_str(json_get(line, "item"));
	struct str target = json_str(json_get(line, "target"));
	union map_value *first = map_find(&g->items, item);
	int64_t ordinal;
	uint32_t at = first ? (uint32_t)first->num : 0;

	if (json_int(json_get(line, "ordinal"), &ordinal)) {
		const struct known *k = known_of(g, (uint64_t)ordinal);

		return k ? k->place : SIZE_MAX;
	}
	for (; at > 0; at = g->known.p[at - 1].next)
		if (is_target(g, &g->known.p[at - 1], target))
			return g->known.p[at - 1].place;
	return SIZE_MAX;
}

// --- Its answers.

// A reply that is named by its target, by its number. The tree was parsed for this alone,
// so that it may be changed.
static void name_replies(struct gold *g, const struct task *t, const struct json *answers)
{
	const struct protocol *p = g->c->protocol;

	for (size_t q = 0; q < p->n; q++) {
		struct json *said =
			(struct json *)json_get(answers, arena_cstr(&g->arena,
								    p->questions[q].id));
		struct str target = json_str(said);

		if (p->questions[q].type != QUESTION_REPLY || !target.p ||
		    question_option(&p->questions[q], target))
			continue;
		for (size_t i = 0; i < t->n_ordinals; i++) {
			const struct known *k = known_of(g, t->ordinals[i]);

			if (k && is_target(g, k, target)) {
				said->kind = JSON_INT;
				said->u.integer = (int64_t)i;
				break;
			}
		}
	}
}

static struct str as_text(struct gold *g, const struct json *j)
{
	struct json_writer w;
	struct buf text;
	struct str out = json_str(j);

	if (out.p)
		return out;
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	json_put(&w, j);
	out = buf_dup(&g->arena, &text);
	buf_release(&text);
	return out;
}

// What the reading left out: a question or an answer that the protocol has not.
static bool named_right(struct gold *g, const struct json *answers,
			const struct answers *x, struct err *e)
{
	const struct protocol *p = g->c->protocol;

	for (size_t i = 0; i < json_len(answers); i++) {
		struct str id = answers->u.list.keys[i];
		const struct json *said = &answers->u.list.items[i];
		const struct question *q = protocol_find(p, id);

		if (!q)
			return err_set(e, ERR_INPUT,
				       STR_FMT ": the protocol has no such question",
				       STR_ARG(id));
		if (x->said[q - p->questions].given || json_is_null(said))
			continue;
		return err_set(e, ERR_INPUT,
			       STR_FMT ": expected an answer to this question, got "
				       "\"" STR_FMT "\"",
			       STR_ARG(id), STR_ARG(as_text(g, said)));
	}
	return true;
}

// As it is stored. What is not said of a gold task is not asked of the rater either.
static bool read_answers(struct gold *g, const struct task *t, const struct json *line,
			 struct str *body, struct err *e)
{
	struct answer_task about = campaign_answer_task(g->c, t, NULL);
	const struct json *answers = json_get(line, "answers");
	struct answers x;
	struct json_writer w;
	struct buf text;
	bool says = false;

	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	name_replies(g, t, answers);
	json_put(&w, answers);
	answers_read_stored(&g->arena, &about, buf_str(&text), &x);
	for (size_t i = 0; i < g->c->protocol->n; i++)
		says = says || x.said[i].given;
	buf_clear(&text);
	json_writer_init(&w, &text, 0);
	answers_to_json(&about, &x, &w);
	*body = buf_dup(&g->c->arena, &text);
	buf_release(&text);
	if (says && named_right(g, answers, &x, e))
		return true;
	if (says)
		return wrong(g, e);
	if (!named_right(g, answers, &x, e))
		return wrong(g, e);
	err_set(e, ERR_INPUT, "answers: expected answers to the protocol's questions");
	return wrong(g, e);
}

static bool set_gold(struct gold *g, size_t at, struct str body, struct err *e)
{
	struct campaign *c = g->c;
	struct place *p = &c->places.p[at];
	struct answer_task about = campaign_answer_task(c, &p->task, NULL);

	if (str_eq(p->task.gold, body))
		return true;
	if (!store_put_task_gold(c->store, p->task.id, body, e))
		return false;
	if (!p->task.gold.p) {
		VEC_PUSH(&c->gold, (uint32_t)at);
		c->counts.gold++;
		c->counts.tasks--;
		c->counts.needed -= (size_t)p->task.need;
	}
	p->task.gold = body;
	answers_read_stored(&c->arena, &about, body, &p->gold);
	return true;
}

static bool read_line(struct gold *g, struct str text, struct err *e)
{
	const struct json *line = json_parse(&g->arena, text, 0, NULL, e);
	struct str body;
	size_t at;

	if (!line)
		return wrong(g, e);
	g->n++;
	at = find_place(g, line);
	if (at == SIZE_MAX) {
		err_set(e, ERR_INPUT,
			"expected `ordinal`, or `item` (and `target`), of a sample that "
			"has a task");
		return wrong(g, e);
	}
	return read_answers(g, &g->c->places.p[at].task, line, &body, e) &&
	       set_gold(g, at, body, e);
}

bool campaign_read_gold(struct campaign *c, struct err *e)
{
	struct gold g = {.c = c, .path = c->settings.gold};
	struct input *in;
	struct str text;
	int got = -1;

	if (!g.path)
		return true;
	in = input_open(g.path, INPUT_DETECT, e);
	if (in && load_cells(&g, e)) {
		while ((got = input_line(in, LINE_MAX_BYTES, &text, e)) == 1) {
			g.line++;
			if (!str_empty(str_trim(text)) && !read_line(&g, text, e)) {
				got = -1;
				break;
			}
			arena_reset(&g.arena);
		}
	}
	input_close(in);
	map_release(&g.items);
	VEC_FREE(&g.known);
	arena_release(&g.arena);
	arena_release(&g.items_arena);
	if (got == 0 && g.n == 0) {
		err_set(e, ERR_INPUT, "%s: expected lines with known answers, got none",
			g.path);
		got = -1;
	}
	return got == 0;
}
