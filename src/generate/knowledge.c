// Prompts that work in what is known of a risk: phrases of the taxonomy, or the texts and
// triples that a user brings.
#include "generate/strategy.h"

#define ANGLES 2
#define GIVEN_MOST 8 // pieces of knowledge to one request

// All that is known of the leaf in this language, as one list of phrases. Whole questions
// are no knowledge: a model would hand them back.
static size_t known_phrases(struct arena *a, const struct task *t, const struct str **out)
{
	const struct knowledge *k = node_knowledge(t->node, t->lang);
	size_t n = 0;
	for (size_t role = 0; k && role < KNOWLEDGE_QUESTION; role++)
		n += k->of[role].n;
	struct str *all = arena_array(a, n + 1, sizeof(*all));
	n = 0;
	for (size_t role = 0; k && role < KNOWLEDGE_QUESTION; role++)
		for (size_t i = 0; i < k->of[role].n; i++)
			all[n++] = k->of[role].items[i];
	*out = all;
	return n;
}

static bool fill(struct strategy_state *s, const struct task *task, struct rng *r,
		 struct generate_out *out)
{
	struct arena *a = out->step.arena;
	const struct str *from = task->knowledge;
	size_t n = task->n_knowledge;
	if (!n)
		n = known_phrases(a, task, &from);
	if (!n) {
		out->step.why = arena_printf(a, "nothing is known of it in " STR_FMT,
					     STR_ARG(task->lang));
		return false;
	}
	struct str *drawn = arena_copy(a, from, n * sizeof(*drawn));
	rng_shuffle(r, drawn, n, sizeof(*drawn));
	size_t most = task->wanted < GIVEN_MOST ? task->wanted : GIVEN_MOST;
	s->asking.knowledge = drawn;
	s->asking.n_knowledge = n < most ? n : most;
	strategy_draw_angles(s, task, r, ANGLES, a);
	return true;
}

static enum step step(void *state, const struct task *task, const struct event *event,
		      struct generate_out *out, struct err *e)
{
	(void)e;
	return strategy_step("knowledge", fill, state, task, event, out);
}

extern const struct generator_desc generator_knowledge;
const struct generator_desc generator_knowledge = {
	.name = "knowledge",
	.version = 1,
	.summary = {STR_INIT("让模型结合抽取的知识写提示词：分类体系中的短语，或 "
			     "--knowledge 给出的文本与三元组"),
		    STR_INIT(
			    "a model writes prompts around knowledge drawn for each: the "
			    "taxonomy's phrases, or texts and triples of --knowledge")},
	.paper = "Yuan et al. 2024 (S-Eval), arXiv 2405.14191",
	.flags = GENERATOR_MODEL,
	.state_size = sizeof(struct strategy_state),
	.step = step,
};
