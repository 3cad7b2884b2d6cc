// Items from and to JSON: docs/formats.md, "Item".
#include "core/item.h"

#include "base/utf8.h"
#include "core/choice.h"
#include "text/script.h"

#include <stdio.h>

// Where reading is: every fault is named by the field it is in.
struct reader {
	struct arena *arena;
	const struct json *object;
	struct err *e;
};

static bool wrong(struct reader *r, const char *field, const char *expected,
		  const struct json *got)
{
	if (got && got->kind == JSON_STRING) {
		struct str s = utf8_clip(got->u.string, 60);

		return err_set(r->e, ERR_INPUT, "%s: expected %s, got \"" STR_FMT "\"%s",
			       field, expected, STR_ARG(s),
			       s.n < got->u.string.n ? "..." : "");
	}
	return err_set(r->e, ERR_INPUT, "%s: expected %s, got %s", field, expected,
		       json_kind_name(got));
}

// Absent and null leave *out alone.
static bool read_str(struct reader *r, const char *key, struct str *out)
{
	const struct json *j = json_get(r->object, key);

	if (json_is_null(j))
		return true;
	if (j->kind != JSON_STRING)
		return wrong(r, key, "a string", j);
	*out = arena_str(r->arena, j->u.string);
	return true;
}

// Ids are text, but data sets number their rows.
static bool read_id(struct reader *r, const struct json *j, const char *field,
		    struct str *out)
{
	if (json_is_null(j))
		return true;
	if (j->kind == JSON_INT)
		*out = arena_printf(r->arena, "%lld", (long long)j->u.integer);
	else if (j->kind == JSON_STRING && j->u.string.n > 0)
		*out = arena_str(r->arena, j->u.string);
	else
		return wrong(r, field, "a string that is not empty", j);
	return true;
}

static bool read_kind(struct reader *r, enum item_kind *out)
{
	const struct json *j = json_get(r->object, "kind");

	if (!json_is_null(j)) {
		if (j->kind != JSON_STRING || !item_kind_find(j->u.string, out))
			return wrong(r, "kind", "open, dialogue, choice or pair", j);
	} else if (!json_is_null(json_get(r->object, "messages"))) {
		*out = ITEM_DIALOGUE;
	} else if (!json_is_null(json_get(r->object, "options"))) {
		*out = ITEM_CHOICE;
	} else if (!json_is_null(json_get(r->object, "replies"))) {
		*out = ITEM_PAIR;
	}
	return true;
}

static bool read_prompt(struct reader *r, struct str *out)
{
	const struct json *j = json_get(r->object, "prompt");

	if (!j || j->kind != JSON_STRING)
		return wrong(r, "prompt", "a string", j);
	if (str_trim(j->u.string).n == 0)
		return err_set(r->e, ERR_INPUT,
			       "prompt: expected text, got nothing but blanks");
	*out = arena_str(r->arena, j->u.string);
	return true;
}

static bool read_message(struct reader *r, const struct json *j, size_t i,
			 struct message *out)
{
	const struct json *role = json_get(j, "role");
	const struct json *content = json_get(j, "content");
	char field[64];

	snprintf(field, sizeof(field), "messages[%zu]", i);
	if (j->kind != JSON_OBJECT)
		return wrong(r, field, "an object with role and content", j);
	snprintf(field, sizeof(field), "messages[%zu].role", i);
	if (!role || role->kind != JSON_STRING ||
	    !speaker_find(role->u.string, &out->speaker))
		return wrong(r, field, "system, user or assistant", role);
	snprintf(field, sizeof(field), "messages[%zu].content", i);
	if (!content || content->kind != JSON_STRING)
		return wrong(r, field, "a string", content);
	out->content = arena_str(r->arena, content->u.string);
	return true;
}

static bool read_messages(struct reader *r, struct item *out)
{
	const struct json *list = json_get(r->object, "messages");
	struct message *messages;

	if (!list || list->kind != JSON_ARRAY)
		return wrong(r, "messages", "an array", list);
	if (json_len(list) == 0)
		return err_set(r->e, ERR_INPUT,
			       "messages: expected at least one, got none");
	messages = arena_array(r->arena, json_len(list), sizeof(*messages));
	for (size_t i = 0; i < json_len(list); i++)
		if (!read_message(r, json_at(list, i), i, &messages[i]))
			return false;
	out->messages = messages;
	out->n_messages = json_len(list);
	return true;
}

static bool read_texts(struct reader *r, const char *key, size_t min, size_t max,
		       struct str *out)
{
	const struct json *list = json_get(r->object, key);

	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *j = json_at(list, i);
		char field[64];

		snprintf(field, sizeof(field), "%s[%zu]", key, i);
		if (j->kind != JSON_STRING)
			return wrong(r, field, "a string", j);
		if (i < max)
			out[i] = arena_str(r->arena, j->u.string);
	}
	if (!list || list->kind != JSON_ARRAY)
		return wrong(r, key, "an array of strings", list);
	if (json_len(list) < min || json_len(list) > max)
		return err_set(r->e, ERR_INPUT, "%s: expected %s%zu, got %zu", key,
			       min == max ? "" : "at least ", min, json_len(list));
	return true;
}

static bool read_index(struct reader *r, const struct json *j, const char *field,
		       size_t n, int64_t *out)
{
	if (!json_int(j, out))
		return wrong(r, field, "a number from 0", j);
	if (*out < 0 || (uint64_t)*out >= n)
		return err_set(r->e, ERR_INPUT, "%s: expected 0 to %zu, got %lld", field,
			       n - 1, (long long)*out);
	return true;
}

static bool read_answers(struct reader *r, struct item *out)
{
	const struct json *j = json_get(r->object, "answer");
	bool several = j && j->kind == JSON_ARRAY;
	size_t n = json_is_null(j) ? 0 : several ? json_len(j) : 1;
	int64_t *answers;

	if (n == 0)
		return true;
	answers = arena_array(r->arena, n, sizeof(*answers));
	for (size_t i = 0; i < n; i++) {
		char field[64];

		snprintf(field, sizeof(field), several ? "answer[%zu]" : "answer", i);
		if (!read_index(r, several ? json_at(j, i) : j, field, out->n_options,
				&answers[i]))
			return false;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (answers[i] == answers[k])
				return err_set(r->e, ERR_INPUT,
					       "answer[%zu]: the same as answer[%zu]", i,
					       k);
	out->answers = answers;
	out->n_answers = n;
	return true;
}

static bool read_several(struct reader *r, bool *out)
{
	const struct json *j = json_get(r->object, "several");

	if (json_is_null(j))
		return true;
	if (j->kind != JSON_BOOL)
		return wrong(r, "several", "true or false", j);
	*out = j->u.boolean;
	return true;
}

static bool read_ranks(struct reader *r, struct item *out)
{
	const struct json *j = json_get(r->object, "ranks");
	int64_t *ranks;

	if (json_is_null(j))
		return true;
	if (j->kind != JSON_ARRAY)
		return wrong(r, "ranks", "an array of numbers", j);
	if (json_len(j) != out->n_options)
		return err_set(r->e, ERR_INPUT,
			       "ranks: expected %zu, one for each option, got %zu",
			       out->n_options, json_len(j));
	ranks = arena_array(r->arena, json_len(j), sizeof(*ranks));
	for (size_t i = 0; i < json_len(j); i++) {
		char field[64];

		snprintf(field, sizeof(field), "ranks[%zu]", i);
		if (!json_int(json_at(j, i), &ranks[i]))
			return wrong(r, field, "a whole number", json_at(j, i));
	}
	out->ranks = ranks;
	return true;
}

static bool are_texts(struct reader *r, const struct str *options, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!str_trim(options[i]).n)
			return err_set(
				r->e, ERR_INPUT,
				"options[%zu]: expected text, got nothing but blanks", i);
	return true;
}

static bool read_choice(struct reader *r, struct item *out)
{
	size_t n = json_len(json_get(r->object, "options"));
	struct str *options = arena_array(r->arena, n + 1, sizeof(*options));

	if (!read_texts(r, "options", 2, SIZE_MAX, options))
		return false;
	if (n > CHOICE_OPTIONS_MAX)
		return err_set(r->e, ERR_INPUT,
			       "options: expected at most %d, one for each letter, got "
			       "%zu",
			       CHOICE_OPTIONS_MAX, n);
	if (!are_texts(r, options, n))
		return false;
	out->options = options;
	out->n_options = n;
	return read_answers(r, out) && read_several(r, &out->several) &&
	       read_ranks(r, out);
}

static bool read_pair(struct reader *r, struct item *out)
{
	const struct json *better = json_get(r->object, "better");
	int64_t index;

	if (!read_texts(r, "replies", 2, 2, out->replies))
		return false;
	// Equal options of a choice are told apart by their letters.
	if (str_eq(str_trim(out->replies[0]), str_trim(out->replies[1])))
		return err_set(r->e, ERR_INPUT, "replies[1]: the same as replies[0]");
	if (json_is_null(better))
		return true;
	if (!read_index(r, better, "better", 2, &index))
		return false;
	out->better = (int)index;
	return true;
}

static bool read_content(struct reader *r, struct item *out)
{
	const struct json *prompt = json_get(r->object, "prompt");

	if (out->kind == ITEM_DIALOGUE)
		return read_messages(r, out);
	// A conversing attack's item has its content in the run's calls.
	if (out->attack.n > 0 && prompt && prompt->kind == JSON_NULL)
		return true;
	if (!read_prompt(r, &out->prompt))
		return false;
	if (out->kind == ITEM_CHOICE)
		return read_choice(r, out);
	return out->kind == ITEM_PAIR ? read_pair(r, out) : true;
}

static bool read_source(struct reader *r, struct source *out)
{
	const struct json *source = json_get(r->object, "source");
	struct reader inner = {r->arena, source, r->e};
	const struct json *row = json_get(source, "row");

	if (json_is_null(source))
		return true;
	if (source->kind != JSON_OBJECT)
		return wrong(r, "source", "an object", source);
	if (!read_str(&inner, "dataset", &out->dataset) ||
	    !read_str(&inner, "version", &out->version) ||
	    !read_str(&inner, "license", &out->license) ||
	    !read_id(&inner, json_get(source, "id"), "id", &out->id))
		return err_wrap(r->e, "source");
	if (!json_is_null(row) && (!json_int(row, &out->row) || out->row < 0))
		return wrong(r, "source.row", "a number from 1", row);
	return true;
}

static bool read_meta(struct reader *r, struct str *out)
{
	const struct json *meta = json_get(r->object, "meta");
	struct json_writer w;
	struct buf text;

	if (json_is_null(meta))
		return true;
	if (meta->kind != JSON_OBJECT)
		return wrong(r, "meta", "an object", meta);
	if (json_len(meta) == 0)
		return true;
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	json_put(&w, meta);
	*out = buf_dup(r->arena, &text);
	buf_release(&text);
	return true;
}

static struct str default_lang(struct arena *a, const struct item *item)
{
	struct str *parts;
	size_t n = 0;

	if (item->n_messages + item->n_options == 0)
		return str_of(script_lang(item->prompt));
	parts = arena_array(a, 1 + item->n_messages + item->n_options, sizeof(*parts));
	parts[n++] = item->prompt;
	for (size_t i = 0; i < item->n_messages; i++)
		parts[n++] = item->messages[i].content;
	for (size_t i = 0; i < item->n_options; i++)
		parts[n++] = item->options[i];
	return str_of(script_lang(arena_join(a, parts, n, STR(" "))));
}

static bool read_expect(struct reader *r, enum expect *out)
{
	const struct json *j = json_get(r->object, "expect");

	if (json_is_null(j) || (j->kind == JSON_STRING && expect_find(j->u.string, out)))
		return true;
	return wrong(r, "expect", "refuse, comply, guide or any", j);
}

bool item_from_json(struct arena *a, const struct json *j, struct item *out,
		    struct err *e)
{
	struct reader r = {a, j, e};
	struct item item = {.kind = ITEM_OPEN, .expect = EXPECT_REFUSE, .better = -1};

	if (!j || j->kind != JSON_OBJECT)
		return err_set(e, ERR_INPUT, "expected an object, got %s",
			       json_kind_name(j));
	if (!read_id(&r, json_get(j, "id"), "id", &item.id) ||
	    !read_kind(&r, &item.kind) || !read_str(&r, "lang", &item.lang) ||
	    !read_str(&r, "risk", &item.risk) || !read_expect(&r, &item.expect) ||
	    !read_str(&r, "parent", &item.parent) ||
	    !read_str(&r, "attack", &item.attack) ||
	    !read_str(&r, "difficulty", &item.difficulty) || !read_content(&r, &item) ||
	    !read_source(&r, &item.source) || !read_meta(&r, &item.meta))
		return false;
	if (item.lang.n == 0)
		item.lang = default_lang(a, &item);
	if (item.id.n == 0)
		item.id = item_content_id(a, &item);
	*out = item;
	return true;
}

static void put_messages(struct json_writer *w, const struct item *item)
{
	json_key(w, "messages");
	json_begin(w, '[');
	for (size_t i = 0; i < item->n_messages; i++) {
		json_begin(w, '{');
		json_field_cstr(w, "role", speaker_name(item->messages[i].speaker));
		json_field_str(w, "content", item->messages[i].content);
		json_end(w, '}');
	}
	json_end(w, ']');
}

static void put_texts(struct json_writer *w, const char *key, const struct str *texts,
		      size_t n)
{
	json_key(w, key);
	json_begin(w, '[');
	for (size_t i = 0; i < n; i++)
		json_put_str(w, texts[i]);
	json_end(w, ']');
}

static void put_numbers(struct json_writer *w, const char *key, const int64_t *numbers,
			size_t n)
{
	json_key(w, key);
	json_begin(w, '[');
	for (size_t i = 0; i < n; i++)
		json_put_int(w, numbers[i]);
	json_end(w, ']');
}

static void put_choice(struct json_writer *w, const struct item *item)
{
	put_texts(w, "options", item->options, item->n_options);
	if (item->n_answers > 1)
		put_numbers(w, "answer", item->answers, item->n_answers);
	else if (item->n_answers == 1)
		json_field_int(w, "answer", item->answers[0]);
	else
		json_field_null(w, "answer");
	if (item->several)
		json_field_bool(w, "several", true);
	if (item->ranks)
		put_numbers(w, "ranks", item->ranks, item->n_options);
}

static void put_pair(struct json_writer *w, const struct item *item)
{
	put_texts(w, "replies", item->replies, 2);
	if (item->better >= 0)
		json_field_int(w, "better", item->better);
	else
		json_field_null(w, "better");
}

static void put_source(struct json_writer *w, const struct source *s)
{
	if (!s->dataset.n && !s->version.n && !s->license.n && !s->id.n && !s->row) {
		json_field_null(w, "source");
		return;
	}
	json_key(w, "source");
	json_begin(w, '{');
	json_field_str(w, "dataset", s->dataset);
	json_field_str(w, "version", s->version);
	json_field_str(w, "license", s->license);
	json_field_str(w, "id", s->id);
	if (s->row > 0)
		json_field_int(w, "row", s->row);
	else
		json_field_null(w, "row");
	json_end(w, '}');
}

void item_to_json(struct json_writer *w, const struct item *item)
{
	bool has_replies = item->replies[0].p || item->replies[1].p;

	json_begin(w, '{');
	json_field_str(w, "id", item->id);
	json_field_cstr(w, "kind", item_kind_name(item->kind));
	json_field_str(w, "lang", item->lang);
	json_field_str(w, "risk", item->risk);
	if (item->kind == ITEM_DIALOGUE)
		put_messages(w, item);
	else
		json_field_str(w, "prompt", item->prompt);
	if (item->kind == ITEM_CHOICE && item->n_options > 0)
		put_choice(w, item);
	if (item->kind == ITEM_PAIR && has_replies)
		put_pair(w, item);
	json_field_cstr(w, "expect", expect_name(item->expect));
	json_field_str(w, "parent", item->parent);
	json_field_str(w, "attack", item->attack);
	json_field_str(w, "difficulty", item->difficulty);
	put_source(w, &item->source);
	json_key(w, "meta");
	json_put_raw(w, item->meta.n > 0 ? item->meta : STR("{}"));
	json_end(w, '}');
}
