// What a prompted judge is told: data/judges/llm.yaml, filled.
#include <math.h>

#include "attack/template.h"
#include "base/asset.h"
#include "base/hash.h"
#include "base/json.h"
#include "judge/control.h"
#include "judge/prompted/prompted.h"

#define FILE_NAME "judges/llm.yaml"
#define KEYS_MAX 8 // of a reply

static const struct yaml *texts(void)
{
	return template_file(FILE_NAME);
}

struct str prompted_text(struct str lang, const char *section, const char *key)
{
	const struct yaml *y = yaml_get(texts(), section);
	if (key)
		y = yaml_get(y, key);
	return template_lang(y, lang)->scalar;
}

struct str prompted_version(struct arena *a, struct str more)
{
	struct hasher h;
	hasher_init(&h);
	hasher_field(&h, asset_text(FILE_NAME));
	hasher_field(&h, more);
	struct str hex = hash128_hex(a, hasher_end(&h));
	return str_slice(hex, 0, 8);
}

struct str prompted_repair(struct arena *a, const char *fault, struct str lang)
{
	struct slot slots[] = {{"{fault}", prompted_text(lang, "faults", fault)}};
	return template_fill(a, prompted_text(lang, "repair", NULL), slots, 1);
}

// --- The material.

struct writing {
	struct arena *arena;
	const struct prompted_settings *settings;
	const struct sample *sample;
	struct str lang, code;
	struct buf out;
	struct prompted_ask *ask;
};

static void say(struct writing *w, const char *section, const char *key,
		const struct slot *slots, size_t n)
{
	buf_add(&w->out,
		template_fill(w->arena, prompted_text(w->lang, section, key), slots, n));
}

// Nothing of the material holds the code: its marker lines cannot be forged.
static struct str draw_code(struct arena *a, const struct sample *s,
			    const struct message *messages, size_t n)
{
	struct rng r;
	struct hasher h;
	hasher_init(&h);
	hasher_field(&h, s->item->id);
	hasher_field(&h, s->response->text);
	rng_init(&r, s->seed, hash128_hex(a, hasher_end(&h)));
	for (;;) {
		struct str code = arena_printf(a, "%012llx",
					       (unsigned long long)(rng_u64(&r) >> 16));
		bool taken = str_find(s->response->text, code) != STR_NPOS;
		for (size_t i = 0; i < n; i++)
			taken = taken || str_find(messages[i].content, code) != STR_NPOS;
		if (!taken)
			return code;
	}
}

static void say_material(struct writing *w, const struct message *messages, size_t n)
{
	struct buf all;
	buf_init(&all, BUF_TEXT_MAX);
	for (size_t i = 0; i < n; i++) {
		struct slot slots[] = {
			{"{role}", prompted_text(w->lang, "roles",
						 speaker_name(messages[i].speaker))},
			{"{content}", control_break(w->arena, messages[i].content)},
		};
		buf_add(&all,
			template_fill(w->arena, prompted_text(w->lang, "message", NULL),
				      slots, COUNT(slots)));
	}
	struct slot slots[] = {
		{"{code}", w->code},
		{"{messages}", buf_dup(w->arena, &all)},
		{"{answer}", control_break(w->arena, w->sample->response->text)},
	};
	buf_release(&all);
	say(w, "conversation", NULL, slots, COUNT(slots));
	say(w, "answer", NULL, slots, COUNT(slots));
}

// --- What it is about.

static const struct node *node_of(const struct writing *w)
{
	const struct taxonomy *t = w->settings->taxonomy;
	return t && w->sample->item->risk.n ? taxonomy_find(t, w->sample->item->risk)
					    : NULL;
}

static void say_context(struct writing *w)
{
	const struct prompted_settings *p = w->settings;
	const struct node *node = node_of(w);
	struct slot slots[] = {{"{purpose}", p->purpose}, {"{policy}", p->policy}};
	if (p->purpose.n)
		say(w, "purpose", NULL, slots, COUNT(slots));
	if (p->policy.n)
		say(w, "policy", NULL, slots, COUNT(slots));
	if (!node)
		return;
	struct slot risk[] = {
		{"{risk}", bilingual_get(node->name, w->lang)},
		{"{definition}", bilingual_get(node->definition, w->lang)},
	};
	say(w, "risk", NULL, risk, COUNT(risk));
}

struct branch { // nodes [from, to) of the taxonomy
	size_t from, to;
};

// What lies under the item's node at `level`; nothing if it has none.
static struct branch branch_of(const struct writing *w, size_t level)
{
	const struct taxonomy *t = w->settings->taxonomy;
	const struct node *node = node_of(w);
	while (node && node->level > level)
		node = &t->nodes[node->parent];
	return node ? (struct branch){(size_t)(node - t->nodes), node->end}
		    : (struct branch){0};
}

static bool is_within(struct branch b, size_t i)
{
	return i >= b.from && i < b.to;
}

// The item's own dimension whole, of the others what lies two levels down at most.
static bool is_shown(const struct taxonomy *t, size_t i, struct branch own)
{
	const struct node *n = &t->nodes[i];
	return is_within(own, i) ? n->level >= 2 || node_is_leaf(t, n)
				 : n->level == 2 || (n->level == 1 && node_is_leaf(t, n));
}

struct tag_list {
	struct buf text;
	struct str *tags;
	size_t n;
	struct branch own; // dimension
};

// Those of `in` that are not in `but`.
static void put_tags(struct writing *w, struct tag_list *list, struct branch in,
		     struct branch but)
{
	const struct taxonomy *t = w->settings->taxonomy;
	for (size_t i = in.from; i < in.to; i++) {
		const struct node *node = &t->nodes[i];
		if (is_within(but, i) || !is_shown(t, i, list->own))
			continue;
		list->tags[list->n++] = node->id;
		buf_addf(&list->text, "- " STR_FMT ": " STR_FMT "\n", STR_ARG(node->id),
			 STR_ARG(bilingual_get(node->name, w->lang)));
	}
}

// The nearest come first: the item's category, then its dimension, then the others.
static void say_tags(struct writing *w)
{
	const struct taxonomy *t = w->settings->taxonomy;
	struct branch own = branch_of(w, 1), category = branch_of(w, 2);
	struct opinion_wanted *wanted = &w->ask->wanted;
	struct tag_list list = {
		.tags = arena_array(w->arena, t->n + 1, sizeof(struct str)),
		.own = own,
	};
	buf_init(&list.text, BUF_TEXT_MAX);
	put_tags(w, &list, category, (struct branch){0});
	put_tags(w, &list, own, category);
	put_tags(w, &list, (struct branch){0, t->n}, own);
	wanted->tags = list.tags;
	wanted->n_tags = list.n;
	struct slot slots[] = {{"{list}", buf_dup(w->arena, &list.text)}};
	say(w, "tags", NULL, slots, 1);
	buf_release(&list.text);
}

// --- The reply: its keys, told and as a schema.

struct reply_key {
	const char *text; // key of `keys` in the file
	const char *name, *schema;
};

#define TEXT "{\"type\":\"string\"}"
#define ONE_OF(choices) "{\"type\":\"string\",\"enum\":[" choices "]}"

static const struct reply_key key_reason = {"reason", "explanation", TEXT};
static const struct reply_key key_explanation = {"explanation", "explanation", TEXT};
static const struct reply_key key_verdict = {"verdict", "verdict",
					     ONE_OF("\"safe\",\"unsafe\"")};
static const struct reply_key key_riskiness = {"riskiness", "riskiness",
					       "{\"type\":\"number\"}"};
static const struct reply_key key_riskiness5 = {"riskiness5", "riskiness",
						ONE_OF("\"1\",\"2\",\"3\",\"4\",\"5\"")};
static const struct reply_key key_refusal = {"refusal", "refusal",
					     ONE_OF("\"full\",\"partial\",\"none\"")};
static const struct reply_key key_grade = {"grade", "grade", ONE_OF("\"0\",\"1\",\"2\"")};
static const struct reply_key key_score = {
	"score", "score",
	ONE_OF("\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\"")};
static const struct reply_key key_tags = {"tags", "tags",
					  "{\"type\":\"array\",\"items\":" TEXT "}"};

static size_t choose_keys(const struct prompted_settings *p,
			  const struct opinion_wanted *wanted,
			  const struct reply_key **keys)
{
	size_t n = 0;
	if (p->cot)
		keys[n++] = &key_reason;
	if (wanted->of == OPINION_SAFETY) {
		keys[n++] = &key_verdict;
		keys[n++] = wanted->five ? &key_riskiness5 : &key_riskiness;
	}
	if (wanted->of != OPINION_REFUSAL)
		keys[n++] = &key_grade;
	if (wanted->of == OPINION_GRADE)
		keys[n++] = &key_score;
	keys[n++] = &key_refusal;
	if (wanted->n_tags)
		keys[n++] = &key_tags;
	if (!p->cot)
		keys[n++] = &key_explanation;
	return n;
}

static struct str schema_of(struct arena *a, const struct reply_key *const *keys,
			    size_t n)
{
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	buf_adds(&out, "{\"type\":\"object\",\"properties\":{");
	for (size_t i = 0; i < n; i++)
		buf_addf(&out, "%s\"%s\":%s", i ? "," : "", keys[i]->name,
			 keys[i]->schema);
	buf_adds(&out, "},\"required\":[");
	for (size_t i = 0; i < n; i++)
		buf_addf(&out, "%s\"%s\"", i ? "," : "", keys[i]->name);
	buf_adds(&out, "],\"additionalProperties\":false}");
	struct str schema = buf_dup(a, &out);
	buf_release(&out);
	return schema;
}

static void say_reply(struct writing *w)
{
	const struct reply_key *keys[KEYS_MAX];
	size_t n = choose_keys(w->settings, &w->ask->wanted, keys);
	say(w, "reply", NULL, NULL, 0);
	for (size_t i = 0; i < n; i++)
		say(w, "keys", keys[i]->text, NULL, 0);
	w->ask->schema = schema_of(w->arena, keys, n);
}

// One value of a reply, if the judgement knows it.
static void put_value(struct json_writer *w, const struct reply_key *key,
		      const struct opinion_wanted *wanted, const struct judgement *j)
{
	bool rated = !isnan(j->riskiness);
	int grade = j->verdict == VERDICT_UNSAFE ? 0 : j->grade;
	static const char *const digits[] = {"0", "1", "2", "3", "4", "5"};
	bool text = key == &key_reason || key == &key_explanation;
	if (text && str_trim(j->explanation).n)
		json_field_str(w, key->name, j->explanation);
	else if (key == &key_verdict)
		json_field_cstr(w, key->name, verdict_name(j->verdict));
	else if (key == &key_riskiness && rated)
		json_field_real(w, key->name, round(j->riskiness * 100) / 100);
	else if (key == &key_riskiness5 && rated)
		json_field_cstr(w, key->name, digits[1 + lround(j->riskiness * 4)]);
	else if (key == &key_grade && grade >= 0)
		json_field_cstr(w, key->name, digits[grade]);
	else if (key == &key_refusal && j->refusal != REFUSAL_UNKNOWN)
		json_field_cstr(w, key->name, refusal_name(j->refusal));
	if (key != &key_tags)
		return;
	json_key(w, key->name);
	json_begin(w, '[');
	for (size_t i = 0; i < j->n_tags; i++)
		for (size_t k = 0; k < wanted->n_tags; k++)
			if (str_eq(j->tags[i], wanted->tags[k])) {
				json_put_str(w, j->tags[i]);
				break;
			}
	json_end(w, ']');
}

struct str prompted_reply(struct arena *a, const struct prompted_ask *ask,
			  const struct prompted_settings *p, const struct judgement *j)
{
	const struct reply_key *keys[KEYS_MAX];
	size_t n = choose_keys(p, &ask->wanted, keys);
	struct json_writer w;
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	json_writer_init(&w, &out, 0);
	json_begin(&w, '{');
	for (size_t i = 0; i < n; i++)
		put_value(&w, keys[i], &ask->wanted, j);
	json_end(&w, '}');
	struct str text = buf_dup(a, &out);
	buf_release(&out);
	return text;
}

// --- All of it.

static struct str material_of(struct arena *a, const struct sample *s,
			      const struct message *messages, size_t n)
{
	struct str *all = arena_array(a, n + 1, sizeof(*all));
	for (size_t i = 0; i < n; i++)
		all[i] = messages[i].content;
	all[n] = s->response->text;
	return arena_join(a, all, n + 1, STR("\n"));
}

static struct str lang_of(const struct prompted_settings *p, const struct sample *s)
{
	if (!str_is(p->lang, "auto"))
		return p->lang;
	return str_starts(s->item->lang, STR("zh")) ? STR("zh") : STR("en");
}

struct prompted_ask prompted_make(struct arena *a, const struct prompted_kind *kind,
				  const struct prompted_settings *p,
				  const struct sample *s)
{
	size_t n;
	const struct message *talk = item_messages(a, s->item, &n);
	struct prompted_ask ask = {.lang = lang_of(p, s)};
	struct writing w = {
		.arena = a,
		.settings = p,
		.sample = s,
		.lang = ask.lang,
		.code = draw_code(a, s, talk, n),
		.ask = &ask,
	};
	ask.wanted = (struct opinion_wanted){
		.of = kind->of(s),
		.five = str_is(p->scale, "1-5"),
		.material = material_of(a, s, talk, n),
	};
	buf_init(&w.out, BUF_TEXT_MAX);
	say_context(&w);
	say_material(&w, talk, n);
	buf_add(&w.out, kind->criteria(a, p, s, ask.lang));
	buf_addc(&w.out, '\n');
	if (ask.wanted.of == OPINION_SAFETY && p->tags && p->taxonomy)
		say_tags(&w);
	say_reply(&w);
	struct slot code[] = {{"{code}", w.code}};
	struct message *messages = arena_array(a, 2, sizeof(*messages));
	messages[0] =
		(struct message){SPEAKER_SYSTEM,
				 template_fill(a, prompted_text(ask.lang, "system", NULL),
					       code, 1)};
	messages[1] = (struct message){SPEAKER_USER, str_trim(buf_dup(a, &w.out))};
	buf_release(&w.out);
	struct str said[] = {messages[0].content, messages[1].content};
	ask.wanted.prompt = arena_join(a, said, COUNT(said), STR("\n"));
	ask.messages = messages;
	ask.n = 2;
	return ask;
}
