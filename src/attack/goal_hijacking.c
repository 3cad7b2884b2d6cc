// An unrelated instruction first, then one to drop it and answer the prompt (Perez and
// Ribeiro, 2022).
#include "attack/payload.h"
#include "attack/template.h"

static enum step step(void *state, const void *settings, const struct sample *s,
		      const struct event *event, struct attack_out *out, struct err *e)
{
	(void)state;
	(void)settings;
	(void)event;
	(void)e;
	struct str payload, lang = s->item->lang;
	if (!payload_get(s, out, &payload))
		return STEP_SKIP;
	struct rng r;
	payload_rng(&r, out->step.arena, s, "goal_hijacking");
	const struct yaml *texts = template_of("goal_hijacking");
	struct str parts[3];
	parts[0] = template_draw(&r, template_lang(yaml_get(texts, "prefixes"), lang));
	parts[1] = template_lang(yaml_get(texts, "gap"), lang)->scalar;
	parts[2] = template_draw(&r, template_lang(yaml_get(texts, "joins"), lang));
	struct slot slots[] = {{"{prompt}", payload}};
	parts[2] = template_fill(out->step.arena, parts[2], slots, COUNT(slots));
	return payload_put(s, out, arena_join(out->step.arena, parts, 3, STR("")));
}

extern const struct attack_desc attack_goal_hijacking;
const struct attack_desc attack_goal_hijacking = {
	.name = "goal_hijacking",
	.version = 1,
	.summary =
		{STR_INIT("先给出一条无关的普通指令，再要求模型不理会它、直接回答提示词"),
		 STR_INIT("puts an unrelated harmless instruction first, then tells the "
			  "model to drop "
			  "it and answer the prompt")},
	.paper = "Perez and Ribeiro 2022, arXiv 2211.09527",
	.flags = ATTACK_TEXT,
	.step = step,
};
