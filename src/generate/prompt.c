#include "generate/prompt.h"

#include "attack/template.h"

const struct yaml *prompt_texts(void)
{
	return template_file("generate/strategies.yaml");
}

int64_t prompt_version(void)
{
	return template_int(prompt_texts(), "version");
}

static struct str text_of(const struct yaml *map, const char *key, struct str lang)
{
	return template_lang(yaml_get(map, key), lang)->scalar;
}

size_t prompt_angles(struct rng *r, struct str lang, struct str *out, size_t n)
{
	const struct yaml *from =
		template_lang(yaml_get(prompt_texts(), "angle_list"), lang);
	size_t got = 0;
	while (got < n && got < from->n) {
		struct str one = template_draw(r, from);
		bool drawn = false;
		for (size_t i = 0; i < got; i++)
			drawn = drawn || str_eq(out[i], one);
		if (!drawn)
			out[got++] = one;
	}
	return got;
}

// Line breaks would end the item of a list.
static struct str one_line(struct arena *a, struct str s)
{
	char *line = arena_cstr(a, s);
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)line[i] < ' ')
			line[i] = ' ';
	return str_trim((struct str){line, s.n});
}

static struct str list_of(struct arena *a, const struct str *items, size_t n,
			  bool numbered)
{
	struct buf list;
	buf_init(&list, BUF_TEXT_MAX);
	for (size_t i = 0; i < n; i++) {
		struct str line = one_line(a, items[i]);
		if (numbered)
			buf_addf(&list, "%zu. ", i + 1);
		else
			buf_adds(&list, "- ");
		buf_add(&list, line);
		buf_addc(&list, '\n');
	}
	struct str text = buf_dup(a, &list);
	buf_release(&list);
	return text;
}

static struct str risk_name(struct arena *a, const struct task *t)
{
	const struct node *nodes = t->taxonomy->nodes, *node = t->node;
	struct str name = bilingual_get(node->name, t->lang);
	while (node->parent != TAXONOMY_ROOT) {
		node = &nodes[node->parent];
		name = arena_printf(a, STR_FMT " > " STR_FMT,
				    STR_ARG(bilingual_get(node->name, t->lang)),
				    STR_ARG(name));
	}
	return name;
}

struct writing { // the user's message
	struct arena *arena;
	const struct asking *asking;
	struct buf said, told; // all of it, and what an echo would repeat
};

// Adds a text of the file. Values that are given to work on are left out of `told`.
static void say(struct writing *w, struct str text, const struct slot *slots, size_t n,
		bool given)
{
	struct slot blank[4];
	invariant(n <= COUNT(blank));
	for (size_t i = 0; i < n; i++)
		blank[i] = (struct slot){slots[i].name, STR_NONE};
	buf_add(&w->said, template_fill(w->arena, text, slots, n));
	buf_add(&w->told, template_fill(w->arena, text, given ? blank : slots, n));
	buf_addc(&w->said, '\n');
	buf_addc(&w->told, '\n');
}

static void say_list(struct writing *w, const char *key, const struct str *items,
		     size_t n)
{
	if (!n)
		return;
	struct slot slots[] = {{"{list}", list_of(w->arena, items, n, false)}};
	say(w, text_of(prompt_texts(), key, w->asking->task->lang), slots, 1, true);
}

static void say_angles(struct writing *w)
{
	const struct asking *as = w->asking;
	bool zh = str_starts(as->task->lang, STR("zh"));
	if (!as->n_angles)
		return;
	struct slot slots[] = {{"{angles}", arena_join(w->arena, as->angles, as->n_angles,
						       zh ? STR("、") : STR("; "))}};
	say(w, text_of(prompt_texts(), "angles", as->task->lang), slots, 1, false);
}

static bool translates(const struct writing *w)
{
	return strcmp(w->asking->strategy, "translate") == 0;
}

static void say_task(struct writing *w)
{
	const struct asking *as = w->asking;
	const struct yaml *texts = prompt_texts();
	struct str lang = as->task->lang;
	struct slot slots[] = {
		{"{n}", arena_printf(w->arena, "%zu", as->wanted)},
		{"{list}", list_of(w->arena, as->numbered, as->n_numbered, true)},
	};
	say(w, text_of(yaml_get(texts, "strategies"), as->strategy, lang), slots,
	    COUNT(slots), true);
	if (!translates(w)) {
		say(w,
		    text_of(yaml_get(texts, "expect"), expect_name(as->task->expect),
			    lang),
		    NULL, 0, false);
		say(w, text_of(texts, "form", lang), NULL, 0, false);
	}
	say(w,
	    text_of(yaml_get(texts, "reply"), as->n_numbered ? "numbered" : "plain",
		    lang),
	    NULL, 0, false);
}

static void say_all(struct writing *w)
{
	const struct task *t = w->asking->task;
	const struct yaml *texts = prompt_texts();
	struct slot risk[] = {
		{"{risk}", risk_name(w->arena, t)},
		{"{definition}", bilingual_get(t->node->definition, t->lang)},
	};
	struct slot purpose[] = {{"{purpose}", one_line(w->arena, t->purpose)}};
	say(w, text_of(texts, "risk", t->lang), risk, COUNT(risk), false);
	if (!str_empty(t->purpose) && !translates(w))
		say(w, text_of(texts, "purpose", t->lang), purpose, COUNT(purpose), true);
	say_list(w, "knowledge", w->asking->knowledge, w->asking->n_knowledge);
	say_angles(w);
	say_list(w, "avoid", t->taken, t->n_taken);
	say_task(w);
}

struct prompt prompt_make(struct arena *a, const struct asking *asking)
{
	struct writing w = {.arena = a, .asking = asking};
	buf_init(&w.said, BUF_TEXT_MAX);
	buf_init(&w.told, BUF_TEXT_MAX);
	struct str system = text_of(prompt_texts(), "system", asking->task->lang);
	buf_add(&w.told, system);
	buf_addc(&w.told, '\n');
	say_all(&w);
	struct message *messages = arena_array(a, 2, sizeof(*messages));
	messages[0] = (struct message){SPEAKER_SYSTEM, system};
	messages[1] = (struct message){SPEAKER_USER, str_trim(buf_dup(a, &w.said))};
	struct prompt prompt = {messages, 2, buf_dup(a, &w.told)};
	buf_release(&w.said);
	buf_release(&w.told);
	return prompt;
}

struct str prompt_schema(bool numbered)
{
#define OBJECT(members, required)                                         \
	"{\"type\":\"object\",\"properties\":{" members "},\"required\":" \
	"[" required "],\"additionalProperties\":false}"
#define LIST(of) "\"prompts\":{\"type\":\"array\",\"items\":" of "}"
	if (numbered)
		return STR(OBJECT(LIST(OBJECT("\"n\":{\"type\":\"integer\"},"
					      "\"text\":{\"type\":\"string\"}",
					      "\"n\",\"text\"")),
				  "\"prompts\""));
	return STR(OBJECT(LIST("{\"type\":\"string\"}"), "\"prompts\""));
#undef OBJECT
#undef LIST
}

struct str prompt_reply(struct arena *a, const struct str *texts, const size_t *numbers,
			size_t n)
{
	struct buf out;
	struct json_writer w;
	buf_init(&out, BUF_TEXT_MAX);
	json_writer_init(&w, &out, 0);
	json_begin(&w, '{');
	json_key(&w, "prompts");
	json_begin(&w, '[');
	for (size_t i = 0; i < n; i++) {
		if (!numbers) {
			json_put_str(&w, texts[i]);
			continue;
		}
		json_begin(&w, '{');
		json_field_int(&w, "n", (int64_t)numbers[i]);
		json_field_str(&w, "text", texts[i]);
		json_end(&w, '}');
	}
	json_end(&w, ']');
	json_end(&w, '}');
	struct str text = buf_dup(a, &out);
	buf_release(&out);
	return text;
}
