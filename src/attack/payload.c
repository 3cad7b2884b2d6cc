#include "attack/payload.h"

bool payload_get(const struct sample *s, struct attack_out *out, struct str *payload)
{
	const struct item *item = s->item;
	*payload = STR_NONE;
	if (item->kind == ITEM_OPEN)
		*payload = item->prompt;
	else if (item->kind == ITEM_DIALOGUE && item->n_messages &&
		 item->messages[item->n_messages - 1].speaker == SPEAKER_USER)
		*payload = item->messages[item->n_messages - 1].content;
	else
		out->step.why =
			item->kind == ITEM_DIALOGUE
				? STR("the dialogue does not end with the user")
				: STR("a question with options has no prompt to rewrite");
	if (out->step.why.p)
		return false;
	if (!str_trim(*payload).n)
		out->step.why = STR("the prompt is empty");
	return !out->step.why.p;
}

enum step payload_put(const struct sample *s, struct attack_out *out, struct str text)
{
	struct item *made = &out->item;
	*made = *s->item;
	if (made->kind == ITEM_OPEN) {
		made->prompt = text;
		return STEP_DONE;
	}
	struct message *messages = arena_copy(out->step.arena, made->messages,
					      made->n_messages * sizeof(*messages));
	messages[made->n_messages - 1].content = text;
	made->messages = messages;
	return STEP_DONE;
}

void payload_rng(struct rng *r, const struct sample *s, const char *attack)
{
	char stream[200];
	size_t n = 0;
	for (const char *p = attack; *p && n < 60; p++)
		stream[n++] = *p;
	stream[n++] = '/';
	struct str id = s->item->id;
	size_t kept = id.n < sizeof(stream) - n ? id.n : sizeof(stream) - n;
	memcpy(stream + n, id.p, kept);
	rng_init(r, s->seed, (struct str){stream, n + kept});
}
