#include "base/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <yaml.h>

#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"

#define BOM STR("\xef\xbb\xbf")
#define DEPTH_MAX 64
#define SIZE_LIMIT ((size_t)16 << 20)

struct reader {
	yaml_parser_t parser;
	struct arena *arena;
	struct str text;
	const char *name;
	struct err *e;
	size_t depth;
};

// `line` counts from 0, as libyaml does. Always false.
static bool fail(struct reader *r, size_t line, const char *fmt, ...) PRINTF(3, 4);
static bool fail(struct reader *r, size_t line, const char *fmt, ...)
{
	char what[600];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	return err_set(r->e, ERR_INPUT, "%s:%zu: %s", r->name, line + 1, what);
}

static size_t line_of(struct str text, size_t offset)
{
	size_t line = 0;

	for (size_t i = 0; i < offset && i < text.n; i++)
		line += text.p[i] == '\n';
	return line;
}

// The character at a mark; 0 at the end of a line.
static uint32_t char_at(struct str text, yaml_mark_t mark)
{
	struct str line = STR_NONE;

	for (size_t i = 0; i <= mark.line; i++)
		line = str_cut(&text, '\n');
	for (size_t i = 0; i < mark.column && line.n > 0; i++)
		utf8_next(&line);
	return line.n > 0 ? utf8_next(&line) : 0;
}

static bool fail_tab(struct reader *r, size_t line)
{
	return fail(r, line, "a tab cannot indent; use spaces");
}

// "found character that cannot start any token"
static bool fail_start(struct reader *r)
{
	yaml_mark_t mark = r->parser.problem_mark;
	uint32_t c = char_at(r->text, mark);

	if (c == '\t')
		return fail_tab(r, mark.line);
	if (c > 0x20 && c < 0x7f)
		return fail(r, mark.line, "a text that begins with %c needs quotes",
			    (char)c);
	return fail(r, mark.line, "a text cannot begin like this; put it in quotes");
}

// What went wrong, in our words where we know it and else in libyaml's.
static bool fail_parser(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	struct str problem = str_of(p->problem), context = str_of(p->context);
	size_t line = p->problem_mark.line, begun = p->context_mark.line;

	if (p->error == YAML_READER_ERROR)
		return fail(r, line_of(r->text, p->problem_offset),
			    "not readable as text: " STR_FMT, STR_ARG(problem));
	if (str_is(problem, "found character that cannot start any token"))
		return fail_start(r);
	if (str_find(problem, STR("tab character")) != STR_NPOS)
		return fail_tab(r, line);
	if (str_starts(problem, STR("mapping values are not allowed")))
		return fail(r, line,
			    "a ':' where no key can stand; check the indentation, or put "
			    "the text in quotes");
	if (str_is(problem, "found unexpected end of stream") &&
	    str_find(context, STR("quoted")) != STR_NPOS)
		return fail(r, begun, "the quote that begins here is not closed");
	if (str_starts(problem, STR("did not find expected ',' or")))
		return fail(r, line,
			    "expected ',' or the end of the list begun on line %zu",
			    begun + 1);
	if (str_is(problem, "could not find expected ':'"))
		return fail(r, line, "expected ':' behind the key of line %zu",
			    begun + 1);
	if (str_is(problem, "did not find expected key") ||
	    str_is(problem, "did not find expected '-' indicator"))
		return fail(r, line, "indented unlike the lines above (from line %zu)",
			    begun + 1);
	return fail(r, line, "no valid YAML: " STR_FMT, STR_ARG(problem));
}

// The next event, which the caller deletes.
static bool next(struct reader *r, yaml_event_t *event)
{
	return yaml_parser_parse(&r->parser, event) || fail_parser(r);
}

static bool refuse(struct reader *r, const yaml_event_t *event, const yaml_char_t *anchor,
		   const yaml_char_t *tag)
{
	if (anchor)
		return fail(r, event->start_mark.line,
			    "anchors (&%s) are not supported; write the value out",
			    anchor);
	if (tag)
		return fail(r, event->start_mark.line, "tags (%s) are not supported",
			    tag);
	return true;
}

static struct yaml *read_node(struct reader *r, yaml_event_t *event);

static struct yaml *new_node(struct reader *r, const yaml_event_t *event,
			     enum yaml_kind kind)
{
	struct yaml *y = arena_new(r->arena, struct yaml);

	y->kind = kind;
	y->line = event->start_mark.line + 1;
	y->column = event->start_mark.column + 1;
	return y;
}

static struct yaml *read_scalar(struct reader *r, const yaml_event_t *event)
{
	const char *value = (const char *)event->data.scalar.value;

	if (!refuse(r, event, event->data.scalar.anchor, event->data.scalar.tag))
		return NULL;
	struct yaml *y = new_node(r, event, YAML_SCALAR);
	y->scalar = arena_str(r->arena, (struct str){value, event->data.scalar.length});
	y->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	return y;
}

static struct yaml *read_list(struct reader *r, const yaml_event_t *start)
{
	struct yaml *y = NULL;
	VEC(struct yaml *) items = {0};
	yaml_event_t event;

	if (!refuse(r, start, start->data.sequence_start.anchor,
		    start->data.sequence_start.tag))
		return NULL;
	for (;;) {
		if (!next(r, &event))
			goto out;
		if (event.type == YAML_SEQUENCE_END_EVENT)
			break;
		struct yaml *item = read_node(r, &event);
		if (!item)
			goto out;
		VEC_PUSH(&items, item);
	}
	yaml_event_delete(&event);
	y = new_node(r, start, YAML_LIST);
	y->items = items.n ? arena_copy(r->arena, items.p, items.n * sizeof(*items.p))
			   : NULL;
	y->n = items.n;
out:
	VEC_FREE(&items);
	return y;
}

// A key that is no plain text, is a merge key, or stood before.
static bool check_key(struct reader *r, const struct yaml *key, struct map *seen)
{
	bool added;

	if (key->kind != YAML_SCALAR)
		return fail(r, key->line - 1, "a key has to be a text, not %s",
			    yaml_kind_name(key));
	if (key->plain && str_is(key->scalar, "<<"))
		return fail(r, key->line - 1,
			    "merge keys (<<) are not supported; write the value out");
	union map_value *line = map_put(seen, key->scalar, &added);
	if (!added)
		return fail(r, key->line - 1,
			    "the key '" STR_FMT "' stands twice (first on line %zu)",
			    STR_ARG(utf8_clip(key->scalar, 100)), (size_t)line->num);
	line->num = key->line;
	return true;
}

static bool read_pair(struct reader *r, yaml_event_t *event, struct map *seen,
		      struct yaml_pair *pair)
{
	struct yaml *key = read_node(r, event);

	if (!key || !check_key(r, key, seen) || !next(r, event))
		return false;
	*pair = (struct yaml_pair){key->scalar, key->line, key->column,
				   read_node(r, event)};
	return pair->value != NULL;
}

static struct yaml *read_map(struct reader *r, const yaml_event_t *start)
{
	struct yaml *y = NULL;
	VEC(struct yaml_pair) pairs = {0};
	struct map seen;
	struct yaml_pair pair;
	yaml_event_t event;

	map_init(&seen);
	if (!refuse(r, start, start->data.mapping_start.anchor,
		    start->data.mapping_start.tag))
		goto out;
	for (;;) {
		if (!next(r, &event))
			goto out;
		if (event.type == YAML_MAPPING_END_EVENT)
			break;
		if (!read_pair(r, &event, &seen, &pair))
			goto out;
		VEC_PUSH(&pairs, pair);
	}
	yaml_event_delete(&event);
	y = new_node(r, start, YAML_MAP);
	y->pairs = pairs.n ? arena_copy(r->arena, pairs.p, pairs.n * sizeof(*pairs.p))
			   : NULL;
	y->n = pairs.n;
out:
	map_release(&seen);
	VEC_FREE(&pairs);
	return y;
}

// The node that `event` begins, and deletes the event. NULL on failure.
static struct yaml *read_node(struct reader *r, yaml_event_t *event)
{
	struct yaml *y = NULL;
	size_t line = event->start_mark.line;

	if (r->depth == DEPTH_MAX) {
		fail(r, line, "nested deeper than %d levels", DEPTH_MAX);
		goto out;
	}
	r->depth++;
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		y = read_scalar(r, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		y = read_list(r, event);
		break;
	case YAML_MAPPING_START_EVENT:
		y = read_map(r, event);
		break;
	case YAML_ALIAS_EVENT:
		fail(r, line, "aliases (*%s) are not supported; write the value out",
		     event->data.alias.anchor);
		break;
	default:
		fail(r, line, "expected a value");
	}
	r->depth--;
out:
	yaml_event_delete(event);
	return y;
}

// What follows the only document has to be the end.
static bool read_end(struct reader *r)
{
	yaml_event_t event;
	bool ok = true;

	for (bool end = false; ok && !end;) {
		if (!next(r, &event))
			return false;
		end = event.type == YAML_STREAM_END_EVENT;
		if (event.type == YAML_DOCUMENT_START_EVENT)
			ok = fail(r, event.start_mark.line,
				  "a second document begins here; expected one");
		yaml_event_delete(&event);
	}
	return ok;
}

static struct yaml *read_document(struct reader *r)
{
	yaml_event_t event;
	struct yaml *root;

	for (;;) {
		if (!next(r, &event))
			return NULL;
		if (event.type != YAML_STREAM_START_EVENT &&
		    event.type != YAML_DOCUMENT_START_EVENT)
			break;
		yaml_event_delete(&event);
	}
	if (event.type == YAML_STREAM_END_EVENT) {
		root = new_node(r, &event, YAML_MAP);
		yaml_event_delete(&event);
		return root;
	}
	root = read_node(r, &event);
	if (!root || !read_end(r))
		return NULL;
	if (root->kind == YAML_SCALAR && root->plain && root->scalar.n == 0)
		root->kind = YAML_MAP; // "---" alone
	return root;
}

const struct yaml *yaml_parse(struct arena *a, struct str text, const char *name,
			      struct err *e)
{
	if (str_starts(text, BOM)) // libyaml would count it as a column
		text = str_slice(text, BOM.n, text.n);
	struct reader r = {.arena = a, .text = text, .name = name, .e = e};
	const struct yaml *root;
	size_t valid = utf8_valid_prefix(text);

	if (text.n > SIZE_LIMIT) {
		err_set(e, ERR_INPUT, "%s: larger than %zu bytes", name, SIZE_LIMIT);
		return NULL;
	}
	if (valid < text.n) {
		fail(&r, line_of(text, valid), "not valid UTF-8");
		return NULL;
	}
	if (!yaml_parser_initialize(&r.parser))
		bug("libyaml has no memory");
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser,
				     (const unsigned char *)(text.p ? text.p : ""),
				     text.n);
	root = read_document(&r);
	yaml_parser_delete(&r.parser);
	return root;
}

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->n; i++)
		if (str_is(map->pairs[i].key, key))
			return map->pairs[i].value;
	return NULL;
}

static bool is_plain(const struct yaml *y)
{
	return y && y->kind == YAML_SCALAR && y->plain;
}

bool yaml_is_null(const struct yaml *y)
{
	static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};

	if (!y)
		return true;
	for (size_t i = 0; is_plain(y) && i < COUNT(nulls); i++)
		if (str_is(y->scalar, nulls[i]))
			return true;
	return false;
}

struct str yaml_str(const struct yaml *y)
{
	return y && y->kind == YAML_SCALAR && !yaml_is_null(y) ? y->scalar : STR_NONE;
}

bool yaml_int(const struct yaml *y, int64_t *out)
{
	return is_plain(y) && str_to_i64(y->scalar, out);
}

bool yaml_real(const struct yaml *y, double *out)
{
	return is_plain(y) && str_to_double(y->scalar, out);
}

bool yaml_bool(const struct yaml *y, bool *out)
{
	if (!is_plain(y) || (!str_is(y->scalar, "true") && !str_is(y->scalar, "false")))
		return false;
	*out = str_is(y->scalar, "true");
	return true;
}

const char *yaml_kind_name(const struct yaml *y)
{
	if (yaml_is_null(y))
		return "nothing";
	if (y->kind == YAML_LIST)
		return "a list";
	return y->kind == YAML_MAP ? "a map" : "a text";
}
