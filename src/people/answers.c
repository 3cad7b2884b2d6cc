#include "people/answers.h"

#include "base/utf8.h"
#include "core/risks.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct reading {
	struct arena *arena;
	const struct answer_task *task;
	bool strict; // faults are told, and slots are on the page
	char *field;
	struct err *e;
};

// Notes which question it is about. Always false.
static bool fault(struct reading *r, struct str id, const char *expected,
		  const struct json *got)
{
	if (r->field)
		snprintf(r->field, ANSWER_FIELD_MAX, STR_FMT, STR_ARG(id));
	return err_set(r->e, ERR_INPUT, STR_FMT ": expected %s, got %s", STR_ARG(id),
		       expected, json_kind_name(got));
}

static bool has_answer(const struct json *j)
{
	if (json_is_null(j))
		return false;
	if (j->kind == JSON_STRING)
		return !str_empty(str_trim(json_str(j)));
	return j->kind != JSON_ARRAY || json_len(j) > 0;
}

// An option's place, by its value as text or as a number.
static size_t find_option(const struct question *q, const struct json *j)
{
	char number[24];
	struct str value = json_str(j);
	const struct option *o;
	int64_t v;

	if (!value.p && json_int(j, &v)) {
		snprintf(number, sizeof(number), "%" PRId64, v);
		value = str_of(number);
	}
	o = value.p ? question_option(q, value) : NULL;
	return o ? (size_t)(o - q->options) : SIZE_MAX;
}

static bool read_choice(struct reading *r, const struct question *q, const struct json *j,
			struct said *out)
{
	size_t at = find_option(q, j);

	if (at == SIZE_MAX || (r->strict && !option_fits(q, at, &r->task->item)))
		return fault(r, q->id, "one of the options", j);
	out->number = (int64_t)at;
	return true;
}

static bool read_score(struct reading *r, const struct question *q, const struct json *j,
		       struct said *out)
{
	char expected[80];

	if (json_int(j, &out->number) && out->number >= q->min && out->number <= q->max)
		return true;
	snprintf(expected, sizeof(expected), "a whole number from %lld to %lld",
		 (long long)q->min, (long long)q->max);
	return fault(r, q->id, expected, j);
}

static bool read_text(struct reading *r, struct str id, const struct json *j,
		      struct str *out)
{
	struct str text = str_trim(json_str(j));

	if (!json_str(j).p || text.n > ANSWER_TEXT_MAX)
		return fault(r, id, "a text of at most 65,536 bytes", j);
	*out = arena_str(r->arena, text);
	return true;
}

static bool read_reply(struct reading *r, const struct question *q, const struct json *j,
		       struct said *out)
{
	size_t n = r->task->n_replies, at;
	int64_t slot;

	if (j->kind != JSON_STRING && json_int(j, &slot) && slot >= 0 &&
	    (size_t)slot < n) {
		out->number = r->strict && r->task->order ? r->task->order[slot] : slot;
		return true;
	}
	at = find_option(q, j);
	if (at == SIZE_MAX)
		return fault(r, q->id, "the number of a reply, or one of the options", j);
	out->number = -1 - (int64_t)at;
	return true;
}

static bool is_listed(const struct str *list, size_t n, struct str value)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], value))
			return true;
	return false;
}

static bool is_value(const struct reading *r, const struct question *q, struct str value)
{
	if (q->type == QUESTION_MULTI)
		return question_option(q, value) != NULL;
	if (r->task->tags && r->task->tags->known > 0)
		return risks_find(r->task->tags, value) < r->task->tags->known;
	return value.n > 0 && value.n <= 200;
}

// Each value once, in the order they were named.
static bool read_values(struct reading *r, const struct question *q, const struct json *j,
			struct said *out)
{
	struct str *list = arena_array(r->arena, json_len(j) + 1, sizeof(*list));
	struct map seen = {0};
	bool ok = true, added;

	for (size_t i = 0; ok && i < json_len(j); i++) {
		struct str value = json_str(json_at(j, i));

		ok = is_value(r, q, value) ||
		     fault(r, q->id,
			   q->type == QUESTION_MULTI ? "a list of its options"
						     : "nodes of the taxonomy",
			   json_at(j, i));
		if (!ok)
			break;
		value = arena_str(r->arena, value);
		map_put(&seen, value, &added);
		if (added)
			list[out->n++] = value;
	}
	map_release(&seen);
	out->list = list;
	return ok;
}

static bool read_list(struct reading *r, const struct question *q, const struct json *j,
		      struct said *out)
{
	size_t most = q->max ? (size_t)q->max : ANSWER_LIST_MAX;
	char expected[80];

	if (j->kind != JSON_ARRAY)
		return fault(r, q->id, "a list", j);
	if (json_len(j) <= ANSWER_LIST_MAX) {
		if (!read_values(r, q, j, out))
			return false;
		if (out->n >= (size_t)q->min && out->n <= most)
			return true;
	}
	snprintf(expected, sizeof(expected), "%lld to %zu of them", (long long)q->min,
		 most);
	return fault(r, q->id, expected, j);
}

static bool read_one(struct reading *r, const struct question *q, const struct json *j,
		     struct said *out)
{
	switch (q->type) {
	case QUESTION_CHOICE:
		return read_choice(r, q, j, out);
	case QUESTION_SCORE:
		return read_score(r, q, j, out);
	case QUESTION_TEXT:
		return read_text(r, q->id, j, &out->text);
	case QUESTION_REPLY:
		return read_reply(r, q, j, out);
	default:
		return read_list(r, q, j, out);
	}
}

// Whether an earlier answer is one of those after which this is asked.
static bool is_asked(const struct answer_task *t, const struct said *all,
		     const struct question *q)
{
	const struct question *of = &t->protocol->questions[q->when];
	const struct said *s = &all[q->when];
	char number[24];
	struct str value;

	if (!question_fits(q, &t->item))
		return false;
	if (q->n_is == 0)
		return true;
	if (!s->given)
		return false;
	snprintf(number, sizeof(number), "%lld", (long long)s->number);
	switch (of->type) {
	case QUESTION_CHOICE:
		value = of->options[s->number].value;
		break;
	case QUESTION_REPLY:
		value = s->number < 0 ? of->options[-1 - s->number].value
				      : STR(ANY_REPLY);
		break;
	case QUESTION_MULTI:
	case QUESTION_TAGS:
		for (size_t i = 0; i < s->n; i++)
			if (is_listed(q->is, q->n_is, s->list[i]))
				return true;
		return false;
	default:
		value = str_of(number);
		break;
	}
	return value.p && is_listed(q->is, q->n_is, value);
}

static bool read_question(struct reading *r, const struct question *q,
			  const struct json *j, struct said *all)
{
	struct said s = {0};

	if (!is_asked(r->task, all, q))
		return !r->strict || !has_answer(j) ||
		       fault(r, q->id, "nothing, as it is not asked", j);
	if (!has_answer(j))
		return !r->strict || !q->required || fault(r, q->id, "an answer", j);
	s.given = read_one(r, q, j, &s);
	if (s.given)
		all[q - r->task->protocol->questions] = s;
	return s.given || !r->strict;
}

// Where one of several has to be answered, one is.
static bool has_any(struct reading *r, const struct said *all)
{
	const struct protocol *p = r->task->protocol;
	const struct question *first = NULL;

	for (size_t i = 0; i < p->n; i++) {
		const struct question *q = &p->questions[i];

		if (!q->any || !is_asked(r->task, all, q))
			continue;
		if (all[i].given)
			return true;
		first = first ? first : q;
	}
	return !first || !r->strict ||
	       fault(r, first->id, "an answer to this or another such question", NULL);
}

static bool read_questions(struct reading *r, const struct json *body,
			   struct answers *out)
{
	const struct protocol *p = r->task->protocol;
	struct said *said = arena_array(r->arena, p->n + 1, sizeof(*said));

	out->said = said;
	for (size_t i = 0; i < p->n; i++) {
		const struct question *q = &p->questions[i];

		if (!read_question(r, q, json_get(body, arena_cstr(r->arena, q->id)),
				   said))
			return false;
	}
	return has_any(r, said);
}

static bool fault_unknown(struct reading *r, struct str id)
{
	struct str clipped = utf8_clip(id, ANSWER_FIELD_MAX - 1);

	if (r->field)
		snprintf(r->field, ANSWER_FIELD_MAX, STR_FMT, STR_ARG(clipped));
	return err_set(r->e, ERR_INPUT, STR_FMT ": the protocol has no such question",
		       STR_ARG(clipped));
}

static bool is_writing(struct str id)
{
	return str_is(id, "prompt") || str_is(id, "reply") || str_is(id, "model") ||
	       str_is(id, "domain");
}

// Whoever mistypes a question's id would else lose what was said.
static bool all_known(struct reading *r, const struct json *body)
{
	const struct protocol *p = r->task->protocol;

	for (size_t i = 0; r->strict && i < json_len(body); i++) {
		struct str id = body->u.list.keys[i];

		if (!protocol_find(p, id) && !(p->unit == UNIT_WRITE && is_writing(id)))
			return fault_unknown(r, id);
	}
	return true;
}

struct str answers_clip(struct arena *a, struct str reply)
{
	static const char mark[] = " [...]";

	if (reply.n <= ANSWER_TEXT_MAX)
		return reply;
	return arena_printf(a, STR_FMT "%s",
			    STR_ARG(utf8_clip(reply, ANSWER_TEXT_MAX - strlen(mark))),
			    mark);
}

static bool read_reply_text(struct reading *r, const struct json *j, struct str *out)
{
	if (!json_str(j).p)
		return fault(r, STR("reply"), "a text", j);
	*out = answers_clip(r->arena, arena_str(r->arena, str_trim(json_str(j))));
	return true;
}

static bool read_written(struct reading *r, const struct json *body, struct answers *out)
{
	const struct {
		const char *key;
		struct str *to;
	} texts[] = {
		{"prompt", &out->prompt},
		{"model", &out->model},
		{"domain", &out->domain},
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		const struct json *j = json_get(body, texts[i].key);

		if (has_answer(j) &&
		    !read_text(r, str_of(texts[i].key), j, texts[i].to) && r->strict)
			return false;
	}
	if (has_answer(json_get(body, "reply")) &&
	    !read_reply_text(r, json_get(body, "reply"), &out->reply) && r->strict)
		return false;
	if (!out->prompt.p && r->strict)
		return fault(r, STR("prompt"), "a text", json_get(body, "prompt"));
	return true;
}

static bool read_body(struct reading *r, struct str text, struct answers *out)
{
	const struct json *body = NULL;

	*out = (struct answers){0};
	if (r->strict && text.n > ANSWER_BODY_MAX)
		return err_set(r->e, ERR_INPUT, "answers: over %d bytes in all",
			       ANSWER_BODY_MAX);
	body = json_parse(r->arena, text, 0, NULL, r->e);
	if (body && body->kind != JSON_OBJECT) {
		err_set(r->e, ERR_INPUT, "answers: expected an object, got %s",
			json_kind_name(body));
		body = NULL;
	}
	if (!body && r->strict)
		return false;
	if (!all_known(r, body) ||
	    (r->task->protocol->unit == UNIT_WRITE && !read_written(r, body, out)))
		return false;
	return read_questions(r, body, out);
}

bool answers_read(struct arena *a, const struct answer_task *t, struct str body,
		  struct answers *out, char field[ANSWER_FIELD_MAX], struct err *e)
{
	struct reading r = {a, t, true, field, e};

	if (field)
		field[0] = '\0';
	return read_body(&r, body, out);
}

void answers_read_stored(struct arena *a, const struct answer_task *t, struct str body,
			 struct answers *out)
{
	struct reading r = {a, t, false, NULL, NULL};
	bool ok = read_body(&r, body, out);

	invariant(ok && out->said);
}

// --- Writing.

static int64_t slot_of(const struct answer_task *t, int64_t reply)
{
	if (!t->order)
		return reply;
	for (size_t i = 0; i < t->n_replies; i++)
		if (t->order[i] == reply)
			return (int64_t)i;
	return reply;
}

static void put_said(const struct answer_task *t, const struct question *q,
		     const struct said *s, struct json_writer *w)
{
	switch (q->type) {
	case QUESTION_CHOICE:
		json_put_str(w, q->options[s->number].value);
		return;
	case QUESTION_SCORE:
		json_put_int(w, s->number);
		return;
	case QUESTION_TEXT:
		json_put_str(w, s->text);
		return;
	case QUESTION_REPLY:
		if (s->number >= 0)
			json_put_int(w, slot_of(t, s->number));
		else
			json_put_str(w, q->options[-1 - s->number].value);
		return;
	default:
		json_begin(w, '[');
		for (size_t i = 0; i < s->n; i++)
			json_put_str(w, s->list[i]);
		json_end(w, ']');
		return;
	}
}

void answers_to_json(const struct answer_task *t, const struct answers *x,
		     struct json_writer *w)
{
	const struct protocol *p = t->protocol;

	json_begin(w, '{');
	if (x->prompt.p)
		json_field_str(w, "prompt", x->prompt);
	if (x->reply.p)
		json_field_str(w, "reply", x->reply);
	if (x->model.p)
		json_field_str(w, "model", x->model);
	if (x->domain.p)
		json_field_str(w, "domain", x->domain);
	for (size_t i = 0; i < p->n; i++) {
		if (!x->said[i].given)
			continue;
		json_key_str(w, p->questions[i].id);
		put_said(t, &p->questions[i], &x->said[i], w);
	}
	json_end(w, '}');
}

// --- Comparing.

enum question_scale answers_scale(const struct question *q)
{
	switch (q->type) {
	case QUESTION_CHOICE:
		return q->to == TO_GRADE ? SCALE_ORDINAL : SCALE_NOMINAL;
	case QUESTION_MULTI:
		return q->n_options <= 52 ? SCALE_NOMINAL : SCALE_NONE;
	case QUESTION_REPLY:
		return SCALE_NOMINAL;
	case QUESTION_SCORE:
		return q->to == TO_OUTCOME ? SCALE_NOMINAL : SCALE_INTERVAL;
	default:
		return SCALE_NONE;
	}
}

// Of grades: the grade, so that categories are in their order.
static double choice_code(const struct question *q, const struct said *s)
{
	double grade;

	if (q->to == TO_GRADE && str_to_double(q->options[s->number].means, &grade))
		return grade;
	return (double)s->number;
}

double answers_code(const struct question *q, const struct said *s)
{
	uint64_t set = 0;

	if (!s->given || answers_scale(q) == SCALE_NONE)
		return NAN;
	if (q->type == QUESTION_CHOICE)
		return choice_code(q, s);
	if (q->type != QUESTION_MULTI)
		return (double)s->number;
	for (size_t i = 0; i < s->n; i++)
		set |= 1ull << (question_option(q, s->list[i]) - q->options);
	return (double)set;
}

// Of grades: two options may stand for the same.
static size_t count_meanings(const struct question *q)
{
	size_t n = 0;

	for (size_t i = 0; i < q->n_options; i++) {
		size_t k = 0;

		while (k < i && !str_eq(q->options[k].means, q->options[i].means))
			k++;
		n += k == i;
	}
	return n;
}

size_t answers_codes(const struct question *q, size_t replies)
{
	switch (q->type) {
	case QUESTION_CHOICE:
		return q->to == TO_GRADE ? count_meanings(q) : q->n_options;
	case QUESTION_REPLY:
		return q->n_options + replies;
	case QUESTION_SCORE:
		return (size_t)(q->max - q->min) + 1;
	default: // of several at once there are too many to have been chosen from
		return 0;
	}
}

static bool same_list(const struct said *a, const struct said *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!is_listed(b->list, b->n, a->list[i]))
			return false;
	return true;
}

static bool said_same(const struct question *q, const struct said *known,
		      const struct said *s)
{
	switch (q->type) {
	case QUESTION_TEXT:
		return true;
	case QUESTION_SCORE:
		return llabs(known->number - s->number) <= 1;
	case QUESTION_MULTI:
	case QUESTION_TAGS:
		return same_list(known, s);
	default:
		return known->number == s->number;
	}
}

bool answers_match(const struct protocol *p, const struct answers *known,
		   const struct answers *x)
{
	for (size_t i = 0; i < p->n; i++) {
		if (!known->said[i].given || p->questions[i].type == QUESTION_TEXT)
			continue;
		if (!x->said[i].given ||
		    !said_same(&p->questions[i], &known->said[i], &x->said[i]))
			return false;
	}
	return true;
}
