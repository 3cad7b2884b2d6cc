// Prompts from a risk's definition alone: what the risk covers, how a prompt looks, and a
// few angles to vary by (S-Eval's first way to write base prompts).
#include "generate/strategy.h"

#define ANGLES 3

static bool fill(struct strategy_state *s, const struct task *task, struct rng *r,
		 struct generate_out *out)
{
	strategy_draw_angles(s, task, r, ANGLES, out->step.arena);
	return true;
}

static enum step step(void *state, const struct task *task, const struct event *event,
		      struct generate_out *out, struct err *e)
{
	(void)e;
	return strategy_step("definition", fill, state, task, event, out);
}

extern const struct generator_desc generator_definition;
const struct generator_desc generator_definition = {
	.name = "definition",
	.version = 1,
	.summary = {STR_INIT("让模型根据风险的定义写提示词"),
		    STR_INIT("a model writes prompts from the risk's definition")},
	.paper = "Yuan et al. 2024 (S-Eval), arXiv 2405.14191",
	.flags = GENERATOR_MODEL,
	.state_size = sizeof(struct strategy_state),
	.step = step,
};
