// The questions of a protocol's file.
#include "core/choice.h"
#include "core/judgement.h"
#include "people/protocol_read.h"

static const char *const question_keys[] = {"id",       "type",    "to",  "map", "label",
					    "help",     "options", "min", "max", "when",
					    "required", "key",     NULL};
static const char *const option_keys[] = {"value", "label", "key", NULL};
static const char *const when_keys[] = {"question", "is", "kind", NULL};
static const char *const type_names[QUESTION_TYPES] = {"choice", "multi", "score",
						       "text",   "tags",  "reply"};
static const char *const to_names[QUESTION_TOS] = {"nothing", "verdict",     "refusal",
						   "grade",   "score",       "riskiness",
						   "tags",    "explanation", "preferred",
						   "outcome"};
// What answers of a type may become.
#define TO(what) (1u << TO_##what)
#define TO_WORDS (TO(VERDICT) | TO(REFUSAL) | TO(GRADE) | TO(RISKINESS) | TO(OUTCOME))
static const unsigned type_tos[QUESTION_TYPES] = {
	[QUESTION_CHOICE] =
		TO(NOTHING) | TO_WORDS | TO(SCORE) | TO(TAGS) | TO(EXPLANATION),
	[QUESTION_MULTI] = TO(NOTHING) | TO(TAGS) | TO(EXPLANATION),
	[QUESTION_SCORE] =
		TO(NOTHING) | TO(SCORE) | TO(RISKINESS) | TO(GRADE) | TO(OUTCOME),
	[QUESTION_TEXT] = TO(NOTHING) | TO(EXPLANATION),
	[QUESTION_TAGS] = TO(NOTHING) | TO(TAGS),
	[QUESTION_REPLY] = TO(NOTHING) | TO(PREFERRED),
};
#define SCORE_MAX 1000

const char *question_type_name(enum question_type type)
{
	invariant(type < QUESTION_TYPES);
	return type_names[type];
}

const char *question_to_name(enum question_to to)
{
	invariant(to < QUESTION_TOS);
	return to_names[to];
}

// --- What an option is stored as.

static bool is_number(struct str s, double min, double max)
{
	double v;

	return str_to_double(s, &v) && v >= min && v <= max;
}

static bool is_outcome(struct str s)
{
	enum outcome o;
	int64_t shown;

	if (outcome_find(s, &o) && o < OUTCOME_LOOK)
		return true;
	return str_to_i64(s, &shown) && shown >= 1 && shown <= 26;
}

// NULL: it is well; else what was expected.
static const char *means_fault(enum question_to to, struct str s)
{
	enum verdict verdict;
	enum refusal refusal;

	switch (to) {
	case TO_VERDICT:
		return verdict_find(s, &verdict) ? NULL : "safe, unsafe or unscoreable";
	case TO_REFUSAL:
		return refusal_find(s, &refusal) ? NULL : "full, partial or none";
	case TO_GRADE:
		return str_is(s, "0") || str_is(s, "1") || str_is(s, "2") ? NULL
									  : "0, 1 or 2";
	case TO_SCORE:
		return is_number(s, 1, 10) ? NULL : "a number from 1 to 10";
	case TO_RISKINESS:
		return is_number(s, 0, 1) ? NULL : "a number from 0 to 1";
	case TO_PREFERRED:
		return is_number(s, 0, 1) ? NULL : "a number from 0 to 1";
	case TO_OUTCOME:
		return is_outcome(s)
			       ? NULL
			       : "right, wrong, other, refuse, or the number of the "
				 "option that was meant";
	default:
		return NULL;
	}
}

// Without a map an option of a comparison means what its name says.
static struct str means_of(enum question_to to, struct str value)
{
	if (to != TO_PREFERRED)
		return value;
	return str_is(value, "tie") ? STR("0.5") : STR("0");
}

static void map_options(struct protocol_reading *r, const struct yaml *y,
			struct question *q, struct option *options)
{
	const struct yaml *map = yaml_get(y, "map");

	if (!yaml_is_null(map) && (map->kind != YAML_MAP || q->to == TO_NOTHING)) {
		protocol_fault(r, map, "map",
			       q->to == TO_NOTHING ? "`to` beside it"
						   : "{VALUE: what is stored, ...}");
		return;
	}
	for (size_t i = 0; map && i < map->n; i++) {
		bool known = false;

		for (size_t k = 0; k < q->n_options; k++) {
			if (!str_eq(options[k].value, map->pairs[i].key))
				continue;
			known = true;
			options[k].means =
				arena_str(r->tree.arena, yaml_str(map->pairs[i].value));
		}
		if (!known)
			faults_add(r->tree.faults, r->tree.file, map->pairs[i].line,
				   STR("map"),
				   "expected an option's value, got \"" STR_FMT "\"",
				   STR_ARG(map->pairs[i].key));
	}
	for (size_t k = 0; k < q->n_options; k++) {
		const char *fault;

		if (!options[k].means.p)
			options[k].means = means_of(q->to, options[k].value);
		fault = means_fault(q->to, options[k].means);
		if (fault)
			faults_add(r->tree.faults, r->tree.file, (map ? map : y)->line,
				   STR("map"),
				   "expected for option \"" STR_FMT
				   "\" %s, got \"" STR_FMT "\"",
				   STR_ARG(options[k].value), fault,
				   STR_ARG(options[k].means));
	}
}

// --- Options.

static void read_option(struct protocol_reading *r, const struct yaml *y,
			struct question *q, struct option *out)
{
	if (y->kind != YAML_MAP) {
		protocol_fault(r, y, "options",
			       "{value: ..., label: {zh, en}, key: ...}");
		return;
	}
	tree_check_keys(&r->tree, y, option_keys);
	*out = (struct option){
		.value = tree_text(&r->tree, y, "value", true),
		.label = tree_bilingual(&r->tree, y, "label", true),
		.key = tree_text(&r->tree, y, "key", false),
	};
	for (const struct option *o = q->options; o < out; o++) {
		if (str_eq(o->value, out->value))
			protocol_fault(r, yaml_get(y, "value"), "value",
				       "another value: an option has this one");
		if (o->key.p && str_eq(o->key, out->key))
			protocol_fault(r, yaml_get(y, "key"), "key",
				       "another key: an option has this one");
	}
	if (q->type == QUESTION_REPLY && out->value.n && out->value.p[0] >= '0' &&
	    out->value.p[0] <= '9')
		protocol_fault(r, yaml_get(y, "value"), "value",
			       "a word: numbers are the replies");
	if (q->type == QUESTION_REPLY && str_is(out->value, ANY_REPLY))
		protocol_fault(r, yaml_get(y, "value"), "value",
			       "another value: `" ANY_REPLY "` is any of the replies");
}

// What the item shows, by its place; and what else a reply to it may say.
static void shown_options(struct protocol_reading *r, const struct yaml *y,
			  struct question *q)
{
	static const struct option rest[] = {
		{.value = STR_INIT("other"),
		 .label = {.zh = STR_INIT("都选、都不选或无法比较"),
			   .en = STR_INIT("Both, neither or undecided")},
		 .key = STR_INIT("n")},
		{.value = STR_INIT("refuse"),
		 .label = {.zh = STR_INIT("拒答"), .en = STR_INIT("Declined")},
		 .key = STR_INIT("r")},
	};
	struct arena *a = r->tree.arena;
	struct option *list =
		arena_array(a, PROTOCOL_SHOWN_MAX + COUNT(rest), sizeof(*list));

	if (q->type != QUESTION_CHOICE || q->to != TO_OUTCOME)
		protocol_fault(
			r, yaml_get(y, "options"), "options",
			"a list: `shown` is for `type: choice` with `to: outcome`");
	q->shown = true;
	q->options = list;
	for (int i = 1; i <= PROTOCOL_SHOWN_MAX; i++)
		list[q->n_options++] = (struct option){
			.value = arena_printf(a, "%d", i),
			.label = {.zh = arena_printf(a, "第 %d 个", i),
				  .en = arena_printf(a, "Number %d", i)},
			.key = i < 10 ? arena_printf(a, "%d", i) : STR_NONE,
		};
	for (size_t i = 0; i < COUNT(rest); i++)
		list[q->n_options++] = rest[i];
	for (size_t i = 0; i < q->n_options; i++)
		list[i].means = list[i].value;
	if (yaml_get(y, "map"))
		protocol_fault(r, yaml_get(y, "map"), "map", "none of what is shown");
}

static void read_options(struct protocol_reading *r, const struct yaml *y,
			 struct question *q)
{
	const struct yaml *list = yaml_get(y, "options");
	bool wants = q->type == QUESTION_CHOICE || q->type == QUESTION_MULTI;
	size_t least = q->type == QUESTION_CHOICE ? 2 : 1;
	struct option *options;

	if (!list && !wants)
		return;
	if (str_is(yaml_str(list), "shown")) {
		shown_options(r, y, q);
		return;
	}
	if (!wants && q->type != QUESTION_REPLY) {
		protocol_fault(r, list, "options", "none of this type of question");
		return;
	}
	if (!list || list->kind != YAML_LIST || (wants && list->n < least) ||
	    list->n > PROTOCOL_OPTIONS_MAX) {
		protocol_fault(r, list ? list : y, "options",
			       wants ? "a list of 2 to 64 options"
				     : "a list of at most 64 options");
		return;
	}
	options = arena_array(r->tree.arena, list->n + 1, sizeof(*options));
	q->options = options;
	for (size_t i = 0; i < list->n; i++)
		read_option(r, list->items[i], q, &options[q->n_options++]);
	map_options(r, y, q, options);
}

// --- When it is asked.

static bool can_answer(const struct question *q, struct str value)
{
	int64_t n;

	if (question_option(q, value))
		return true;
	if (q->type == QUESTION_REPLY && str_is(value, ANY_REPLY))
		return true;
	return q->type == QUESTION_SCORE && str_to_i64(value, &n) && n >= q->min &&
	       n <= q->max;
}

static void read_when_answer(struct protocol_reading *r, const struct yaml *when,
			     struct question *q)
{
	const struct protocol *p = r->p; // the questions before this one
	const struct question *of;
	struct str id;

	if (yaml_get(when, "kind") && !yaml_get(when, "question") &&
	    !yaml_get(when, "is"))
		return;
	id = tree_text(&r->tree, when, "question", true);
	of = protocol_find(p, id);
	if (!of) {
		if (id.n)
			protocol_fault(r, yaml_get(when, "question"), "question",
				       "the id of a question before this one");
		return;
	}
	q->when = (size_t)(of - p->questions);
	q->is = tree_texts(&r->tree, when, "is", &q->n_is);
	if (q->n_is == 0)
		protocol_fault(r, when, "is", "a list of answers");
	for (size_t i = 0; i < q->n_is; i++)
		if (!can_answer(of, q->is[i]))
			faults_add(r->tree.faults, r->tree.file,
				   yaml_get(when, "is")->line, STR("is"),
				   "expected an answer of question " STR_FMT
				   ", got \"" STR_FMT "\"",
				   STR_ARG(of->id), STR_ARG(q->is[i]));
}

static void read_when(struct protocol_reading *r, const struct yaml *y,
		      struct question *q)
{
	const struct yaml *when = yaml_get(y, "when");

	if (yaml_is_null(when))
		return;
	if (when->kind != YAML_MAP) {
		protocol_fault(r, when, "when",
			       "{question: ID, is: [VALUE, ...], kind: [KIND, ...]}");
		return;
	}
	tree_check_keys(&r->tree, when, when_keys);
	if (yaml_get(when, "kind"))
		q->kinds = protocol_kinds(r, when, "kind");
	read_when_answer(r, when, q);
}

// --- One question.

static void read_bounds(struct protocol_reading *r, const struct yaml *y,
			struct question *q)
{
	bool score = q->type == QUESTION_SCORE;
	bool some = q->type == QUESTION_MULTI || q->type == QUESTION_TAGS;

	q->min = score ? 1 : 0;
	q->max = score ? 10 : 0;
	if (!score && !some) {
		if (yaml_get(y, "min") || yaml_get(y, "max"))
			protocol_fault(r,
				       yaml_get(y, "min") ? yaml_get(y, "min")
							  : yaml_get(y, "max"),
				       yaml_get(y, "min") ? "min" : "max",
				       "none of this type of question");
		return;
	}
	protocol_int(r, y, "min", 0, SCORE_MAX, &q->min);
	protocol_int(r, y, "max", 1, SCORE_MAX, &q->max);
	if (q->max && q->min > q->max)
		protocol_fault(r, yaml_get(y, "min"), "min", "no more than max");
}

// Where a number is stored as it is, its bounds have to be what can be stored.
static void check_bounds(struct protocol_reading *r, const struct yaml *y,
			 const struct question *q)
{
	if (q->type != QUESTION_SCORE)
		return;
	if ((q->to == TO_GRADE && q->max > 2) ||
	    (q->to == TO_SCORE && (q->min < 1 || q->max > 10)) ||
	    (q->to == TO_OUTCOME && (q->min < 1 || q->max > 26)))
		protocol_fault(r, y, "max",
			       q->to == TO_GRADE   ? "a score from 0 to 2 at most"
			       : q->to == TO_SCORE ? "a score from 1 to 10 at most"
						   : "a score from 1 to 26 at most");
	if (yaml_get(y, "map"))
		protocol_fault(r, yaml_get(y, "map"), "map", "none of a score");
}

static void read_type(struct protocol_reading *r, const struct yaml *y,
		      struct question *q)
{
	unsigned type = QUESTION_TYPES, to = TO_NOTHING;

	protocol_word(r, y, "type", type_names, QUESTION_TYPES, &type);
	if (yaml_is_null(yaml_get(y, "type")))
		protocol_fault(r, y, "type", "choice, multi, score, text, tags or reply");
	protocol_word(r, y, "to", to_names, QUESTION_TOS, &to);
	q->type = type == QUESTION_TYPES ? QUESTION_TEXT : (enum question_type)type;
	q->to = (enum question_to)to;
	if (type == QUESTION_TYPES)
		return;
	if (!(type_tos[q->type] & 1u << q->to))
		protocol_fault(r, yaml_get(y, "to"), "to",
			       "what such an answer can become (docs/protocols.md)");
	if (q->type == QUESTION_REPLY && r->p->unit != UNIT_PROMPT)
		protocol_fault(r, yaml_get(y, "type"), "type",
			       "`unit: prompt` for a question about replies");
}

// What an answer of UNIT_WRITE holds beside those to the questions.
static bool is_written(const struct protocol *p, struct str id)
{
	static const char *const names[] = {"prompt", "reply", "model", "domain"};

	for (size_t i = 0; p->unit == UNIT_WRITE && i < COUNT(names); i++)
		if (str_is(id, names[i]))
			return true;
	return false;
}

static void read_key(struct protocol_reading *r, const struct yaml *y, struct question *q)
{
	struct str key = tree_text(&r->tree, y, "key", false);
	bool well = key.n == 1 && key.p[0] >= 'a' && key.p[0] <= 'z' &&
		    str_find_byte(STR("sugtjk"), key.p[0]) == STR_NPOS;

	for (size_t i = 0; i < r->p->n; i++)
		well = well && !str_eq(r->p->questions[i].key, key);
	if (key.p && !well)
		protocol_fault(r, yaml_get(y, "key"), "key",
			       "a small letter that leads to no other question and is "
			       "not the page's own (s u g t j k)");
	q->key = key;
}

static void read_question(struct protocol_reading *r, const struct yaml *y,
			  struct question *q)
{
	if (y->kind != YAML_MAP) {
		protocol_fault(r, y, "questions", "{id: ..., type: ..., label: ...}");
		return;
	}
	tree_check_keys(&r->tree, y, question_keys);
	q->id = tree_text(&r->tree, y, "id", true);
	if (q->id.n && !protocol_is_name(q->id))
		protocol_fault(r, yaml_get(y, "id"), "id",
			       "small letters, digits, '_' and '-'");
	else if (q->id.n && protocol_find(r->p, q->id))
		protocol_fault(r, yaml_get(y, "id"), "id",
			       "another id: a question has this one");
	else if (is_written(r->p, q->id))
		protocol_fault(r, yaml_get(y, "id"), "id",
			       "another id: prompt, reply, model and domain are what is "
			       "written");
	q->label = tree_bilingual(&r->tree, y, "label", true);
	q->help = tree_bilingual(&r->tree, y, "help", false);
	read_key(r, y, q);
	q->any = str_is(yaml_str(yaml_get(y, "required")), "any");
	q->required = !q->any;
	if (!q->any)
		protocol_bool(r, y, "required", &q->required);
	read_type(r, y, q);
	read_bounds(r, y, q);
	read_options(r, y, q);
	check_bounds(r, y, q);
	read_when(r, y, q);
}

void protocol_questions(struct protocol_reading *r, const struct yaml *root)
{
	const struct yaml *list = yaml_get(root, "questions");
	struct question *questions;

	if (!list || list->kind != YAML_LIST || list->n == 0 || list->n > 50) {
		protocol_fault(r, list ? list : root, "questions",
			       "a list of 1 to 50 questions");
		return;
	}
	questions = arena_array(r->tree.arena, list->n, sizeof(*questions));
	r->p->questions = questions;
	for (size_t i = 0; i < list->n; i++) {
		struct question q = {0};

		read_question(r, list->items[i], &q);
		questions[r->p->n++] = q;
	}
}
