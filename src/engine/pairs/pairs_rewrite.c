#include "engine/pairs/pairs_rewrite.h"

#include "attack/template.h"
#include "attack/writer.h"
#include "base/utf8.h"
#include "judge/refusal/refusal.h"
#include "text/near.h"
#include "text/script.h"

#define TRIES COUNT(((struct rewrite *)NULL)->stances)
#define ECHO 0.6  // Jaccard similarity with what was said
#define LONGEST 6 // times as long as the reply, and LONGEST_FREE besides
#define LONGEST_FREE 400

static const struct yaml *texts(void)
{
	return template_file("choice/rewrite.yaml");
}

int64_t rewrite_version(void)
{
	return template_int(texts(), "version");
}

const char *rewrite_fault_name(enum rewrite_fault fault)
{
	static const char *const names[REWRITE_FAULTS] = {
		[REWRITE_EMPTY] = "rewriter: nothing",
		[REWRITE_REFUSAL] = "rewriter: refusal",
		[REWRITE_ECHO] = "rewriter: echo of what it was told",
		[REWRITE_ALIKE] = "rewriter: nearly the reply it was given",
		[REWRITE_SHORT] = "rewriter: too short",
		[REWRITE_LONG] = "rewriter: too long",
		[REWRITE_LANGUAGE] = "rewriter: another language",
	};
	invariant(fault < REWRITE_FAULTS);
	return names[fault];
}

// Different ones, so that a model that balks at one gets another.
static void draw_stances(struct rewrite *r, const struct rewrite_task *t, struct arena *a)
{
	const struct yaml *all = yaml_get(texts(), "stances");
	struct str *names = arena_array(a, all->n + 1, sizeof(*names));
	struct rng rng;
	for (size_t i = 0; i < all->n; i++)
		names[i] = all->pairs[i].key;
	invariant(all->n > 0);
	rng_init(&rng, t->seed, arena_printf(a, "rewrite/" STR_FMT, STR_ARG(t->name)));
	rng_shuffle(&rng, names, all->n, sizeof(*names));
	for (size_t i = 0; i < TRIES; i++)
		r->stances[i] = names[i % all->n];
}

static struct str in_lang(const struct rewrite_task *t, const struct yaml *text)
{
	return template_lang(text, t->lang)->scalar;
}

static enum step ask(struct rewrite *r, const struct rewrite_task *t,
		     struct step_out *out)
{
	struct arena *a = out->arena;
	const char *stance = arena_cstr(a, r->stances[r->tries]);
	const struct slot slots[] = {
		{"{question}", t->prompt},
		{"{reply}", t->reply},
		{"{stance}", in_lang(t, yaml_get(yaml_get(texts(), "stances"), stance))},
	};
	struct message *messages = arena_array(a, 2, sizeof(*messages));
	r->told = template_fill(a, in_lang(t, yaml_get(texts(), "task")), slots,
				COUNT(slots));
	messages[0] =
		(struct message){SPEAKER_SYSTEM, in_lang(t, yaml_get(texts(), "system"))};
	messages[1] = (struct message){SPEAKER_USER, r->told};
	out->requests[0] = (struct request){
		.role = ROLE_WRITER,
		.kind = CALL_CHAT,
		.messages = messages,
		.n_messages = 2,
		.params = *t->params,
		.item_id = arena_printf(a, "rewrite/" STR_FMT, STR_ARG(t->name)),
		.epoch = r->tries,
	};
	out->n_requests = 1;
	r->tries++;
	return STEP_ASK;
}

static bool is_language(struct str text, struct str lang)
{
	const char *found = script_lang(text);
	struct str wanted = str_slice(lang, 0, 2);
	bool known = str_is(wanted, "zh") || str_is(wanted, "en");
	return !known || str_is(wanted, found) || str_is(STR("und"), found);
}

// Some of its instructions, or the question and nothing else.
static bool is_echo(const struct rewrite *r, const struct rewrite_task *t,
		    struct str text)
{
	struct str tail =
		str_slice(r->told, r->told.n > 40 ? r->told.n - 40 : 0, r->told.n);
	while (tail.n && ((unsigned char)tail.p[0] & 0xc0) == 0x80)
		tail = str_slice(tail, 1, tail.n); // not within a character
	return str_find(text, tail) != STR_NPOS ||
	       near_jaccard(text, t->prompt) >= ECHO ||
	       near_jaccard(text, r->told) >= ECHO;
}

// REWRITE_FAULTS where nothing is wrong.
static enum rewrite_fault fault_of(const struct rewrite *r, const struct rewrite_task *t,
				   struct str text)
{
	size_t n = utf8_count(text);
	if (!n)
		return REWRITE_EMPTY;
	if (near_jaccard(text, t->reply) >= t->near_dup)
		return REWRITE_ALIKE;
	if (writer_refuses(text) || refusal_of(text, NULL) == REFUSAL_FULL)
		return REWRITE_REFUSAL;
	if (is_echo(r, t, text))
		return REWRITE_ECHO;
	if (!is_language(text, t->lang))
		return REWRITE_LANGUAGE;
	if (n < t->min_chars)
		return REWRITE_SHORT;
	return n > LONGEST * utf8_count(t->reply) + LONGEST_FREE ? REWRITE_LONG
								 : REWRITE_FAULTS;
}

enum step rewrite_step(struct rewrite *r, const struct rewrite_task *task,
		       const struct event *event, struct step_out *out)
{
	if (event->kind == EVENT_START) {
		draw_stances(r, task, out->arena);
		return ask(r, task, out);
	}
	const struct call *call = &event->calls[0];
	if (call->failure != FAILURE_NONE) {
		out->why = arena_printf(out->arena, "the rewriter failed: %s",
					failure_name(call->failure));
		return STEP_FAIL;
	}
	r->text = writer_bare(call->text);
	enum rewrite_fault fault = fault_of(r, task, r->text);
	if (fault == REWRITE_FAULTS)
		return STEP_DONE;
	r->rejected[fault]++;
	if (r->tries < TRIES)
		return ask(r, task, out);
	out->why = STR("the rewriter wrote nothing of use");
	return STEP_FAIL;
}
