// A protocol and its questions as the page gets them.
#include "people/protocol.h"

#include <stdio.h>

// --- What of a protocol belongs to an item.

bool question_fits(const struct question *q, const struct asked_item *item)
{
	return !item->known || q->kinds == 0 || (q->kinds & 1u << item->kind);
}

bool option_fits(const struct question *q, size_t option, const struct asked_item *item)
{
	return !item->known || !q->shown || option >= PROTOCOL_SHOWN_MAX ||
	       option < item->shown;
}

bool protocol_varies(const struct protocol *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->questions[i].shown || p->questions[i].kinds)
			return true;
	return false;
}

// --- As JSON.

static void put_bilingual(struct json_writer *w, const char *key, struct bilingual text)
{
	json_key(w, key);
	if (str_empty(text.zh) && str_empty(text.en)) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_str(w, "zh", text.zh.p ? text.zh : STR(""));
	json_field_str(w, "en", text.en.p ? text.en : STR(""));
	json_end(w, '}');
}

// As the model was shown it: "Reply 2", "B".
static void put_label(struct json_writer *w, const struct question *q, size_t option,
		      const struct asked_item *item)
{
	char zh[32], en[32];

	if (!item->known || !q->shown || option >= PROTOCOL_SHOWN_MAX) {
		put_bilingual(w, "label", q->options[option].label);
		return;
	}
	if (item->kind == ITEM_PAIR) {
		snprintf(zh, sizeof(zh), "回复%d", (int)option + 1);
		snprintf(en, sizeof(en), "Reply %d", (int)option + 1);
	} else {
		snprintf(zh, sizeof(zh), "%c（第 %d 个）", 'A' + (int)option,
			 (int)option + 1);
		snprintf(en, sizeof(en), "%c (number %d)", 'A' + (int)option,
			 (int)option + 1);
	}
	put_bilingual(w, "label", (struct bilingual){.zh = str_of(zh), .en = str_of(en)});
}

static void put_options(struct json_writer *w, const struct question *q,
			const struct asked_item *item)
{
	json_key(w, "options");
	json_begin(w, '[');
	for (size_t i = 0; i < q->n_options; i++) {
		if (!option_fits(q, i, item))
			continue;
		json_begin(w, '{');
		json_field_str(w, "value", q->options[i].value);
		put_label(w, q, i, item);
		json_field_str(w, "key", q->options[i].key);
		json_end(w, '}');
	}
	json_end(w, ']');
}

static void put_when(struct json_writer *w, const struct protocol *p,
		     const struct question *q)
{
	json_key(w, "when");
	if (q->n_is == 0) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_str(w, "question", p->questions[q->when].id);
	json_key(w, "is");
	json_begin(w, '[');
	for (size_t i = 0; i < q->n_is; i++)
		json_put_str(w, q->is[i]);
	json_end(w, ']');
	json_end(w, '}');
}

static void put_question(struct json_writer *w, const struct protocol *p,
			 const struct question *q, const struct asked_item *item)
{
	json_begin(w, '{');
	json_field_str(w, "id", q->id);
	json_field_cstr(w, "type", question_type_name(q->type));
	put_bilingual(w, "label", q->label);
	put_bilingual(w, "help", q->help);
	json_field_str(w, "key", q->key);
	json_field_bool(w, "required", q->required);
	json_field_bool(w, "any", q->any);
	put_options(w, q, item);
	if (q->type == QUESTION_SCORE || q->max > 0) {
		json_field_int(w, "min", q->min);
		json_field_int(w, "max", q->max);
	} else {
		json_field_null(w, "min");
		json_field_null(w, "max");
	}
	put_when(w, p, q);
	json_end(w, '}');
}

void protocol_questions_json(struct json_writer *w, const struct protocol *p,
			     const struct asked_item *item)
{
	json_key(w, "questions");
	json_begin(w, '[');
	for (size_t i = 0; i < p->n; i++)
		if (question_fits(&p->questions[i], item))
			put_question(w, p, &p->questions[i], item);
	json_end(w, ']');
}

void protocol_put_fields(struct json_writer *w, const struct protocol *p)
{
	json_field_str(w, "name", p->name);
	json_field_str(w, "version", p->version);
	json_field_cstr(w, "unit", protocol_unit_name(p->unit));
	put_bilingual(w, "title", p->title);
	put_bilingual(w, "summary", p->summary);
	put_bilingual(w, "guideline", p->guideline);
	json_field_bool(w, "warn", p->warn);
	json_field_bool(w, "blind", p->blind);
	json_field_int(w, "raters", p->raters);
	protocol_questions_json(w, p, &(struct asked_item){0});
}

void protocol_to_json(struct json_writer *w, const struct protocol *p)
{
	json_begin(w, '{');
	protocol_put_fields(w, p);
	json_end(w, '}');
}
