// Jansson's names for its kinds are ours too: while its header is read, they are called
// otherwise.
#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_REAL JANSSON_REAL
#define JSON_NULL JANSSON_NULL
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_REAL
#undef JSON_NULL
#undef json_is_null

#include "base/json.h"
#include "base/json_repair.h"
#include "base/utf8.h"

#define BOM STR("\xef\xbb\xbf")

static void convert(struct arena *a, json_t *from, struct json *to);

static void convert_array(struct arena *a, json_t *from, struct json *to)
{
	size_t n = json_array_size(from);

	to->kind = JSON_ARRAY;
	to->u.list.n = n;
	to->u.list.items = arena_array(a, n, sizeof(struct json));
	for (size_t i = 0; i < n; i++)
		convert(a, json_array_get(from, i), &to->u.list.items[i]);
}

static void convert_object(struct arena *a, json_t *from, struct json *to)
{
	size_t n = json_object_size(from), i = 0;

	to->kind = JSON_OBJECT;
	to->u.list.n = n;
	to->u.list.items = arena_array(a, n, sizeof(struct json));
	to->u.list.keys = arena_array(a, n, sizeof(struct str));
	void *it = json_object_iter(from);
	for (; it; it = json_object_iter_next(from, it), i++) {
		to->u.list.keys[i] = arena_str(a, str_of(json_object_iter_key(it)));
		convert(a, json_object_iter_value(it), &to->u.list.items[i]);
	}
}

// Recursion is bounded by JSON_DEPTH_MAX.
static void convert(struct arena *a, json_t *from, struct json *to)
{
	switch (json_typeof(from)) {
	case JANSSON_OBJECT:
		convert_object(a, from, to);
		break;
	case JANSSON_ARRAY:
		convert_array(a, from, to);
		break;
	case JANSSON_STRING:
		to->kind = JSON_STRING;
		to->u.string = arena_str(a, (struct str){json_string_value(from),
							 json_string_length(from)});
		break;
	case JSON_INTEGER:
		to->kind = JSON_INT;
		to->u.integer = json_integer_value(from);
		break;
	case JANSSON_REAL:
		to->kind = JSON_REAL;
		to->u.real = json_real_value(from);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		to->kind = JSON_BOOL;
		to->u.boolean = json_typeof(from) == JSON_TRUE;
		break;
	case JANSSON_NULL:
		to->kind = JSON_NULL;
		break;
	}
}

// What jansson's messages begin with, and what we say. Strings never reach it unsound.
static const struct {
	const char *theirs, *ours;
} words[] = {
	{"string or '}' expected", "expected a key in double quotes or '}', got"},
	{"':' expected", "expected ':' behind the key, got"},
	{"'}' expected", "expected ',' or '}', got"},
	{"']' expected", "expected ',' or ']', got"},
	{"unexpected token", "expected a value, got"},
	{"invalid token", "expected a value, got"},
	{"unable to decode byte", "expected a value, got"},
	{"real number overflow", "too large a number:"},
	{"duplicate object key", "a key stands twice in one object:"},
	{"NUL byte in object key", "\\u0000 cannot stand in a key:"},
};

static void tell(struct err *e, const struct json_repair *r, const json_error_t *je)
{
	struct str token = json_repair_token(r, (size_t)je->position);
	size_t at = json_repair_origin(r, token.p - r->text.p);
	const char *what = "no valid JSON:";

	if (json_error_code(je) == json_error_premature_end_of_input || token.n == 0) {
		json_error_at(e, r->in, r->end,
			      "the text ends inside an array or object");
		return;
	}
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_starts(str_of(je->text), str_of(words[i].theirs))) {
			what = words[i].ours;
			break;
		}
	struct str shown = utf8_clip(token, 40);
	json_error_at(e, r->in, at, "%s " STR_FMT "%s", what, STR_ARG(shown),
		      shown.n < token.n ? "..." : "");
}

static const struct json *parse(struct arena *a, const struct json_repair *r, int flags,
				struct err *e)
{
	json_error_t je;
	size_t jansson_flags = JSON_DECODE_ANY | JSON_ALLOW_NUL;

	if (flags & JSON_REFUSE_DUPLICATES)
		jansson_flags |= JSON_REJECT_DUPLICATES;
	json_t *root = json_loadb(r->text.p, r->text.n, jansson_flags, &je);
	if (!root) {
		tell(e, r, &je);
		return NULL;
	}
	struct json *tree = arena_new(a, struct json);
	convert(a, root, tree);
	json_decref(root);
	return tree;
}

const struct json *json_parse(struct arena *a, struct str text, int flags, size_t *used,
			      struct err *e)
{
	size_t bom = str_starts(text, BOM) ? BOM.n : 0;
	struct str in = str_slice(text, bom, text.n);
	struct json_repair r;
	const struct json *tree = NULL;

	if (!json_repair(&r, in, e))
		goto out;
	tree = parse(a, &r, flags, e);
	if (!tree)
		goto out;
	size_t next = json_skip_space(in, r.end);
	if (!(flags & JSON_ALLOW_TAIL) && next < in.n) {
		json_error_at(e, in, next,
			      "expected the end of the text behind the value");
		tree = NULL;
		goto out;
	}
	if (used)
		*used = bom + r.end;
out:
	json_repair_release(&r);
	return tree;
}

const struct json *json_get(const struct json *object, const char *key)
{
	if (!object || object->kind != JSON_OBJECT)
		return NULL;
	struct str wanted = str_of(key);
	for (size_t i = 0; i < object->u.list.n; i++)
		if (str_eq(object->u.list.keys[i], wanted))
			return &object->u.list.items[i];
	return NULL;
}

const struct json *json_at(const struct json *array, size_t i)
{
	if (!array || array->kind != JSON_ARRAY || i >= array->u.list.n)
		return NULL;
	return &array->u.list.items[i];
}

size_t json_len(const struct json *list)
{
	if (!list || (list->kind != JSON_ARRAY && list->kind != JSON_OBJECT))
		return 0;
	return list->u.list.n;
}

bool json_is_null(const struct json *j)
{
	return !j || j->kind == JSON_NULL;
}

struct str json_str(const struct json *j)
{
	return j && j->kind == JSON_STRING ? j->u.string : STR_NONE;
}

bool json_num(const struct json *j, double *out)
{
	if (!j || (j->kind != JSON_INT && j->kind != JSON_REAL))
		return false;
	*out = j->kind == JSON_INT ? (double)j->u.integer : j->u.real;
	return true;
}

bool json_int(const struct json *j, int64_t *out)
{
	if (!j)
		return false;
	if (j->kind == JSON_INT) {
		*out = j->u.integer;
		return true;
	}
	// 2^63 is the first real that does not fit; -2^63 does.
	if (j->kind != JSON_REAL || !(j->u.real >= -0x1p63 && j->u.real < 0x1p63))
		return false;
	int64_t whole = (int64_t)j->u.real;
	if ((double)whole != j->u.real)
		return false;
	*out = whole;
	return true;
}

bool json_bool(const struct json *j, bool *out)
{
	if (!j || j->kind != JSON_BOOL)
		return false;
	*out = j->u.boolean;
	return true;
}

const char *json_kind_name(const struct json *j)
{
	static const char *const names[] = {
		[JSON_NULL] = "null",        [JSON_BOOL] = "true or false",
		[JSON_INT] = "a number",     [JSON_REAL] = "a number",
		[JSON_STRING] = "a string",  [JSON_ARRAY] = "an array",
		[JSON_OBJECT] = "an object",
	};

	return j ? names[j->kind] : "nothing";
}
