// Nested fiction: characters who tell stories within stories work out the answer (Li et
// al., 2023).
#include "attack/payload.h"
#include "attack/template.h"

static enum step step(void *state, const void *settings, const struct sample *s,
		      const struct event *event, struct attack_out *out, struct err *e)
{
	(void)state;
	(void)settings;
	(void)event;
	(void)e;
	struct str payload;
	if (!payload_get(s, out, &payload))
		return STEP_SKIP;
	const struct yaml *texts = yaml_get(template_of("deepinception"), "template");
	struct slot slots[] = {{"{prompt}", payload}};
	struct str text = template_fill(out->step.arena,
					template_lang(texts, s->item->lang)->scalar,
					slots, COUNT(slots));
	return payload_put(s, out, text);
}

extern const struct attack_desc attack_deepinception;
const struct attack_desc attack_deepinception = {
	.name = "deepinception",
	.version = 1,
	.summary = {STR_INIT("把提示词放进层层嵌套的科幻故事，由各层角色逐步讨论出做法"),
		    STR_INIT("sets the prompt into science fiction nested five layers "
			     "deep, whose "
			     "characters work out an answer step by step")},
	.paper = "Li et al. 2023, arXiv 2311.03191",
	.flags = ATTACK_TEXT,
	.step = step,
};
