// Knowledge that the user brings: told to a model, or lent to leaves that have none.
#include "base/csv.h"
#include "base/input.h"
#include "base/utf8.h"
#include "engine/generate/generate_state.h"
#include "suite/line.h"
#include "text/script.h"

#define LINE_MAX_BYTES ((size_t)64 << 10)
#define PIECE_MAX 1000 // characters of one piece of knowledge
#define PIECES_MAX 1000000
#define THING_MAX 60 // characters of a phrase that goes into a sentence

// --- Reading.

struct pieces {
	struct generating *g;
	VEC(struct str) list;
	VEC(struct str) things; // short ones, and the ends of triples
	const char *file;
};

static void add_thing(struct pieces *p, struct str text)
{
	text = str_trim(text);
	if (text.n && utf8_count(text) <= THING_MAX)
		VEC_PUSH(&p->things, arena_str(p->g->arena, text));
}

static bool add_piece(struct pieces *p, struct str text, size_t line, struct err *e)
{
	text = str_trim(text);
	if (!text.n)
		return true;
	if (utf8_count(text) > PIECE_MAX)
		return err_set(e, ERR_INPUT,
			       "%s:%zu: expected at most %d characters a piece of "
			       "knowledge; break it into lines",
			       p->file, line, PIECE_MAX);
	if (p->list.n == PIECES_MAX)
		return err_set(e, ERR_INPUT, "%s: more than %d pieces of knowledge",
			       p->file, PIECES_MAX);
	VEC_PUSH(&p->list, arena_str(p->g->arena, text));
	return true;
}

static bool add_text(struct pieces *p, struct str text, size_t line, struct err *e)
{
	add_thing(p, text);
	return add_piece(p, text, line, e);
}

// head, relation and tail as a model reads them.
static bool add_triple(struct pieces *p, const struct str part[3], size_t line,
		       struct err *e)
{
	for (size_t i = 0; i < 3; i++)
		if (!str_trim(part[i]).n)
			return err_set(e, ERR_INPUT,
				       "%s:%zu: expected head, relation and tail, one is "
				       "empty",
				       p->file, line);
	add_thing(p, part[0]);
	add_thing(p, part[2]);
	return add_piece(p, arena_join(p->g->arena, part, 3, STR(" — ")), line, e);
}

static bool read_json_line(struct pieces *p, struct arena *a, struct str text,
			   size_t line, struct err *e)
{
	const struct json *j = line_json(a, text, 0, e);
	if (!j)
		return err_wrap(e, "%s:%zu", p->file, line);
	struct str part[] = {
		json_str(json_get(j, "head")),
		json_str(json_get(j, "relation")),
		json_str(json_get(j, "tail")),
	};
	if (part[0].p && part[1].p && part[2].p)
		return add_triple(p, part, line, e);
	struct str whole =
		j->kind == JSON_STRING ? json_str(j) : json_str(json_get(j, "text"));
	return whole.p ? add_text(p, whole, line, e)
		       : err_set(e, ERR_INPUT,
				 "%s:%zu: expected {\"head\", \"relation\", \"tail\"}, "
				 "{\"text\"} or a text",
				 p->file, line);
}

static bool read_lines(struct pieces *p, struct input *in, bool json, struct err *e)
{
	struct arena a;
	struct str line;
	int got;
	bool ok = true;
	arena_init(&a);
	while (ok && (got = input_line(in, LINE_MAX_BYTES, &line, e)) == 1) {
		size_t number = input_line_number(in);
		arena_reset(&a);
		if (!json)
			ok = add_text(p, line, number, e);
		else if (str_trim(line).n)
			ok = read_json_line(p, &a, line, number, e);
	}
	arena_release(&a);
	return ok && got == 0;
}

static bool is_heading(const struct csv *csv)
{
	return csv->line == 1 && csv->n == 3 &&
	       str_eq_nocase(str_trim(csv->fields[0]), STR("head")) &&
	       str_eq_nocase(str_trim(csv->fields[2]), STR("tail"));
}

static bool read_table(struct pieces *p, struct input *in, struct err *e)
{
	struct csv csv;
	int got;
	bool ok = true;
	csv_init(&csv, in, 0);
	while (ok && (got = csv_next(&csv, LINE_MAX_BYTES, e)) == 1) {
		if (csv.n != 3)
			ok = err_set(e, ERR_INPUT,
				     "%s:%zu: expected three columns (head, relation, "
				     "tail), got %zu",
				     p->file, csv.line, csv.n);
		else if (!is_heading(&csv))
			ok = add_triple(p, csv.fields, csv.line, e);
	}
	csv_release(&csv);
	return ok && got == 0;
}

// --- Lending.

// The things of one language.
static struct phrases things_in(const struct pieces *p, struct arena *a, const char *lang)
{
	struct str *items = arena_array(a, p->things.n + 1, sizeof(*items));
	size_t n = 0;
	for (size_t i = 0; i < p->things.n; i++)
		if (strcmp(script_lang(p->things.p[i]), lang) == 0)
			items[n++] = p->things.p[i];
	return (struct phrases){items, n};
}

static size_t lend_to_leaf(struct arena *a, struct node *leaf, const struct knowledge *k,
			   size_t n)
{
	struct knowledge *all = arena_array(a, leaf->n_knowledge + n + 1, sizeof(*all));
	size_t before = leaf->n_knowledge, count = before;
	if (before)
		memcpy(all, leaf->knowledge, before * sizeof(*all));
	for (size_t i = 0; i < n; i++)
		if (!node_knowledge(leaf, k[i].lang) && k[i].of[KNOWLEDGE_THING].n)
			all[count++] = k[i];
	leaf->knowledge = all;
	leaf->n_knowledge = count;
	return count - before;
}

// What the grammar speaks of where a leaf has nothing of its own: a flat list counts as
// things, as it does in a taxonomy.
static bool lend(struct generating *g, const struct pieces *p, struct err *e)
{
	struct arena *a = g->arena;
	struct taxonomy *t = arena_copy(a, g->taxonomy, sizeof(*t));
	struct node *nodes = arena_copy(a, t->nodes, t->n * sizeof(*nodes));
	struct knowledge k[] = {{.lang = STR("zh")}, {.lang = STR("en")}};
	size_t lent = 0;
	for (size_t i = 0; i < COUNT(k); i++)
		k[i].of[KNOWLEDGE_THING] = things_in(p, a, k[i].lang.p);
	t->nodes = nodes;
	for (size_t i = 0; i < t->n; i++)
		if (node_is_leaf(t, &nodes[i]))
			lent += lend_to_leaf(a, &nodes[i], k, COUNT(k));
	g->taxonomy = t;
	return lent || err_set(e, ERR_INPUT,
			       "--knowledge: of no use without a model: every leaf has "
			       "knowledge of its own, or nothing in it is short enough "
			       "for a sentence");
}

bool generate_read_knowledge(struct generating *g, struct err *e)
{
	struct str name = g->settings->knowledge;
	if (str_empty(name))
		return true;
	struct pieces p = {.g = g, .file = arena_cstr(g->arena, name)};
	struct input *in = input_open(p.file, INPUT_DETECT, e);
	if (!in)
		return err_wrap(e, "--knowledge");
	bool table = str_ends(name, STR(".csv")) || str_ends(name, STR(".tsv"));
	bool json = str_ends(name, STR(".jsonl")) || str_ends(name, STR(".ndjson"));
	bool ok = table ? read_table(&p, in, e) : read_lines(&p, in, json, e);
	input_close(in);
	if (ok && !p.list.n)
		ok = err_set(e, ERR_INPUT, "%s: nothing is in it", p.file);
	g->n_knowledge = p.list.n;
	g->knowledge = arena_array(g->arena, p.list.n + 1, sizeof(*g->knowledge));
	if (p.list.n)
		memcpy(g->knowledge, p.list.p, p.list.n * sizeof(*g->knowledge));
	if (ok && !(g->strategies[0]->flags & GENERATOR_MODEL))
		ok = lend(g, &p, e);
	VEC_FREE(&p.things);
	VEC_FREE(&p.list);
	return ok;
}
