#include "attack/writer.h"

#include "attack/template.h"
#include "base/utf8.h"
#include "text/script.h"

#define ECHO 40 // bytes of the instruction's beginning that nobody writes by chance

// What is wrong with a reply: a key of writer.yaml's repairs, and words for a person.
struct fault_kind {
	const char *key, *why;
};
static const struct fault_kind empty = {"empty", "the writer wrote nothing"};
static const struct fault_kind refused = {"refused", "the writer refused"};
static const struct fault_kind echoed = {"echoed", "the writer repeated its instruction"};
static const struct fault_kind length = {"length",
					 "the writer's text is too short or too long"};
static const struct fault_kind language = {"language",
					   "the writer used another language"};

// Without fences, one pair of quotes round the whole, and what an obliging model puts
// around a text.
struct str writer_bare(struct str reply)
{
	static const struct {
		struct str open, close;
	} quotes[] = {
		{STR_INIT("\""), STR_INIT("\"")}, {STR_INIT("“"), STR_INIT("”")},
		{STR_INIT("「"), STR_INIT("」")}, {STR_INIT("「"), STR_INIT("」。")},
		{STR_INIT("'"), STR_INIT("'")},
	};
	struct str text = str_trim(reply), fence = STR("```");
	if (str_starts(text, fence) && str_ends(text, fence) && text.n > 6) {
		size_t line = str_find_byte(text, '\n');
		text = str_trim(str_slice(text, line, text.n - fence.n));
	}
	for (size_t i = 0; i < COUNT(quotes); i++) {
		struct str open = quotes[i].open, close = quotes[i].close;
		if (text.n <= open.n + close.n || !str_starts(text, open) ||
		    !str_ends(text, close))
			continue;
		struct str inner = str_slice(text, open.n, text.n - close.n);
		return str_find(inner, close) == STR_NPOS ? str_trim(inner) : text;
	}
	return text;
}

bool writer_refuses(struct str text)
{
	static const char *const languages[] = {"zh", "en"};
	const struct yaml *all = yaml_get(template_of("writer"), "refusals");
	for (size_t l = 0; l < COUNT(languages); l++) {
		const struct yaml *list = yaml_get(all, languages[l]);
		for (size_t i = 0; i < list->n; i++) {
			struct str cue = list->items[i]->scalar;
			if (str_eq_nocase(str_slice(text, 0, cue.n), cue))
				return true;
		}
	}
	return false;
}

static bool is_language(struct str text, struct str lang)
{
	const char *found = script_lang(text);
	struct str wanted = str_slice(lang, 0, 2);
	bool known = str_is(wanted, "zh") || str_is(wanted, "en");
	return !known || str_is(wanted, found) || str_is(STR("und"), found);
}

static const struct fault_kind *fault_of(const struct writing *w, const struct sample *s,
					 const struct wanted *wanted, struct str text)
{
	size_t n = utf8_count(text);
	if (!text.n)
		return &empty;
	if (writer_refuses(text))
		return &refused;
	if (str_find(text, str_slice(w->instruction, 0, ECHO)) != STR_NPOS)
		return &echoed;
	if (!is_language(text, s->item->lang))
		return &language;
	if (n < wanted->least || n > wanted->most ||
	    (wanted->one_line && str_find_byte(text, '\n') < text.n))
		return &length;
	return NULL;
}

static enum step ask(struct writing *w, struct attack_out *out,
		     const struct message *messages, size_t n)
{
	out->step.requests[0] = (struct request){
		.role = ROLE_WRITER,
		.kind = CALL_CHAT,
		.messages = messages,
		.n_messages = n,
		.params = params_none(),
	};
	out->step.n_requests = 1;
	w->turns++;
	return STEP_ASK;
}

static enum step repair(struct writing *w, const struct sample *s,
			const struct fault_kind *fault, struct str reply,
			struct attack_out *out)
{
	const struct yaml *repairs =
		yaml_get(yaml_get(template_of("writer"), "repairs"), fault->key);
	struct message *talk = arena_array(out->step.arena, 3, sizeof(*talk));
	talk[0] = (struct message){SPEAKER_USER, w->instruction};
	talk[1] = (struct message){SPEAKER_ASSISTANT, reply.n ? reply : STR("...")};
	talk[2] = (struct message){SPEAKER_USER,
				   template_lang(repairs, s->item->lang)->scalar};
	return ask(w, out, talk, 3);
}

static enum step fail(struct attack_out *out, struct str why)
{
	out->step.why = why;
	return STEP_FAIL;
}

enum step writer_step(struct writing *w, const struct sample *s,
		      const struct event *event, struct str instruction,
		      const struct wanted *wanted, struct attack_out *out,
		      struct str *text)
{
	if (event->kind == EVENT_START) {
		struct message *message = arena_new(out->step.arena, struct message);
		*message = (struct message){SPEAKER_USER, instruction};
		w->instruction = instruction;
		return ask(w, out, message, 1);
	}
	const struct call *call = &event->calls[0];
	if (call->failure != FAILURE_NONE)
		return fail(out, arena_printf(out->step.arena, "the writer failed: %s",
					      failure_name(call->failure)));
	*text = writer_bare(call->text);
	const struct fault_kind *fault = fault_of(w, s, wanted, *text);
	if (!fault)
		return STEP_DONE;
	return w->turns < 2 ? repair(w, s, fault, call->text, out)
			    : fail(out, str_of(fault->why));
}
