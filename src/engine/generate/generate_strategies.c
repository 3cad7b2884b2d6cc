// Who writes: the generator without a model, or a model by one strategy or several. What
// each starts from must have been named, and what was named must be of use to one.
#include "engine/generate/generate_state.h"

static bool add_strategy(struct generating *g, struct str name, struct err *e)
{
	const struct generator_desc *desc = generator_find(name);
	if (!desc || !(desc->flags & GENERATOR_MODEL))
		return err_set(e, ERR_INPUT,
			       "--strategy: unknown \"" STR_FMT
			       "\" (assay list generators names them)",
			       STR_ARG(name));
	for (size_t i = 0; i < g->n_strategies; i++)
		if (g->strategies[i] == desc)
			return err_set(e, ERR_INPUT, "--strategy: %s is given twice",
				       desc->name);
	if (g->n_strategies == STRATEGIES_MAX)
		return err_set(e, ERR_INPUT, "--strategy: more than there are");
	g->strategies[g->n_strategies++] = desc;
	return true;
}

static bool uses(const struct generating *g, const char *strategy)
{
	for (size_t i = 0; i < g->n_strategies; i++)
		if (strcmp(g->strategies[i]->name, strategy) == 0)
			return true;
	return false;
}

// Where none was named, it follows from what is there to start from.
static bool add_strategies(struct generating *g, struct err *e)
{
	const struct generate_settings *s = g->settings;
	for (size_t i = 0; i < s->strategies.n; i++)
		if (!add_strategy(g, s->strategies.items[i], e))
			return false;
	if (!g->n_strategies && !str_empty(s->knowledge) &&
	    !add_strategy(g, STR("knowledge"), e))
		return false;
	if (!g->n_strategies && !str_empty(s->answered) &&
	    !add_strategy(g, STR("adversarial"), e))
		return false;
	return g->n_strategies || add_strategy(g, STR("definition"), e);
}

static bool check_sources(const struct generating *g, struct err *e)
{
	const struct generate_settings *s = g->settings;
	if (uses(g, "adversarial") && str_empty(s->answered))
		return err_set(e, ERR_INPUT,
			       "--strategy adversarial: starts from prompts that were "
			       "answered; name a run with --answered");
	if (!uses(g, "adversarial") && !str_empty(s->answered))
		return err_set(e, ERR_INPUT,
			       "--answered: only --strategy adversarial starts from it");
	bool seeded = uses(g, "rewrite") || uses(g, "translate");
	if (seeded && str_empty(s->seeds))
		return err_set(e, ERR_INPUT,
			       "--strategy: rewrite and translate start from prompts; "
			       "name a suite with --seeds");
	if (!uses(g, "knowledge") && !str_empty(s->knowledge))
		return err_set(e, ERR_INPUT,
			       "--knowledge: only --strategy knowledge works it in");
	return true;
}

static bool needs_model(const char *option, struct err *e)
{
	return err_set(e, ERR_INPUT,
		       "--%s: needs a model; name one with --generator provider/model",
		       option);
}

static bool check_alone(const struct generate_settings *s, struct err *e)
{
	if (s->strategies.n)
		return needs_model("strategy", e);
	if (!str_empty(s->answered))
		return needs_model("answered", e);
	return str_empty(s->purpose) || needs_model("purpose", e);
}

bool generate_find_strategies(struct generating *g, struct err *e)
{
	const struct generate_settings *s = g->settings;
	const struct generator_desc *desc = generator_find(s->generator);
	if (desc && !(desc->flags & GENERATOR_MODEL)) {
		g->strategies[g->n_strategies++] = desc;
		return check_alone(s, e);
	}
	if (desc)
		return err_set(e, ERR_INPUT,
			       "--generator: %s is a strategy of a model: --generator "
			       "provider/model --strategy %s",
			       desc->name, desc->name);
	if (str_find_byte(s->generator, '/') == STR_NPOS)
		return err_set(e, ERR_INPUT,
			       "--generator: expected grammar or provider/model, got "
			       "\"" STR_FMT "\"",
			       STR_ARG(s->generator));
	return add_strategies(g, e) && check_sources(g, e);
}
