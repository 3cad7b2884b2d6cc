// Setting up a run from its settings: everything is checked before the first request is
// sent.
#include "core/choice.h"
#include "engine/judge_record.h"
#include "engine/run_state.h"

static bool use_attacks(struct run *run, struct err *e)
{
	const struct opt_list *names = &run->settings.attacks;
	run->settings.attacks = attack_names(run->arena, names);
	run->attacks = arena_array(run->arena, names->n, sizeof(*run->attacks));
	for (size_t i = 0; i < names->n; i++) {
		const struct attack_desc *desc;
		const void *settings;
		if (!attack_open(run->arena, names->items[i], &desc, &settings, e))
			return false;
		for (size_t j = 0; j < i; j++)
			if (str_is(str_of(desc->name), run->attacks[j].desc->name))
				return err_set(e, ERR_INPUT, "attack %s: given twice",
					       desc->name);
		bool writes = desc->flags & ATTACK_WRITER && !(desc->flags & ATTACK_TEXT);
		if (writes && !run->rewriter)
			return err_set(e, ERR_INPUT,
				       "attack %s: needs a model to write with: "
				       "--rewriter provider/model",
				       desc->name);
		if (desc->flags & ATTACK_ATTACKER && !run->attacker)
			return err_set(e, ERR_INPUT,
				       "attack %s: needs a model that talks to the "
				       "target: --attacker provider/model",
				       desc->name);
		run->attacks[i] = (struct attack_use){desc, settings};
	}
	run->plan.forms = 1 + names->n;
	return true;
}

static bool use_judge(struct run *run, struct str name, struct judge_use *out,
		      struct err *e)
{
	struct judge_setup setup = {.taxonomy = run->taxonomy,
				    .config = run->settings.config};
	struct judge *judge = &out->judge;
	*out = (struct judge_use){.asked = name};
	if (!judge_open(run->arena, name, &setup, judge, e))
		return false;
	out->models = arena_array(run->arena, judge->n_models + 1, sizeof(*out->models));
	for (size_t i = 0; i < judge->n_models; i++) {
		out->models[i] = llm_model(run->llm, judge->models[i], e);
		if (!out->models[i])
			return err_wrap(e, "judge " STR_FMT, STR_ARG(name));
	}
	out->machine = arena_printf(run->arena, "judge:" STR_FMT "@" STR_FMT,
				    STR_ARG(judge->name), STR_ARG(judge->version));
	return true;
}

// Whether item i stands in the list already.
static bool is_before(const struct opt_list *list, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (str_eq(list->items[j], list->items[i]))
			return true;
	return false;
}

// One for each scoring of a variant; the first asked for is of record, so it comes last.
static bool use_scorings(struct run *run, int64_t variant, struct judges *out,
			 struct err *e)
{
	struct scorings s = scorings_at(&run->scorings, variant);
	out->n = s.n;
	out->p = arena_array(run->arena, s.n + 1, sizeof(*out->p));
	for (size_t i = 0; i < s.n; i++)
		if (!use_judge(run, scoring_judge(s.list[i]), &out->p[s.n - 1 - i], e))
			return false;
	return true;
}

static bool use_choice_judges(struct run *run, struct err *e)
{
	return !run->suite.counts.choices ||
	       (use_scorings(run, 0, &run->choice_judges, e) &&
		use_scorings(run, 1, &run->turned_judges, e));
}

const struct judges *run_judges(const struct run *run, const struct item *item,
				int64_t variant)
{
	if (!run->choice_judges.n || !item_is_choice(item))
		return &run->judges;
	return variant ? &run->turned_judges : &run->choice_judges;
}

static bool no_choice_judge(const struct run *run, struct err *e)
{
	for (size_t i = 0; i < run->judges.n; i++)
		if (run->judges.p[i].judge.desc->flags & JUDGE_CHOICE)
			return err_set(e, ERR_INPUT,
				       "judge " STR_FMT
				       ": reads choices and pairs by itself; --scoring "
				       "says how",
				       STR_ARG(run->judges.p[i].judge.name));
	return true;
}

// One of those that judge, or another besides them.
static bool find_record(struct run *run, struct str *out, struct err *e)
{
	const struct opt_list *names = &run->settings.judges;
	*out = run->settings.record;
	if (!str_empty(*out))
		return judge_record_among(run->arena, names, out, e);
	*out = names->n ? names->items[0] : STR("refusal");
	return true;
}

static bool use_judges(struct run *run, struct err *e)
{
	struct run_settings *s = &run->settings;
	struct str record;
	if (!find_record(run, &record, e))
		return false;
	struct judges *all = &run->judges;
	all->p = arena_array(run->arena, s->judges.n + 1, sizeof(*all->p));
	all->n = 0;
	for (size_t i = 0; i < s->judges.n; i++) {
		if (str_eq(s->judges.items[i], record) || is_before(&s->judges, i))
			continue;
		if (!use_judge(run, s->judges.items[i], &all->p[all->n], e))
			return false;
		all->n++;
	}
	s->record = record;
	return use_judge(run, record, &all->p[all->n++], e) && no_choice_judge(run, e) &&
	       use_choice_judges(run, e);
}

// What a model cannot be asked is told before the first request.
static bool can_score(const struct run *run, struct err *e)
{
	static const struct {
		enum scoring scoring;
		unsigned abilities; // one of them is needed
		const char *who;
	} needs[] = {
		{SCORING_LABELS, MODEL_SCORES | MODEL_LABELS,
		 "models in process and openai/... can"},
		{SCORING_OPTIONS, MODEL_SCORES, "models in process can"},
	};
	if (!run->suite.counts.choices)
		return true;
	for (size_t i = 0; i < run->plan.targets; i++)
		for (size_t k = 0; k < COUNT(needs); k++) {
			const struct model *m = run->lanes[i].model;
			if (!run->scorings.on[needs[k].scoring] ||
			    model_abilities(m) & needs[k].abilities)
				continue;
			return err_set(e, ERR_INPUT,
				       "--scoring %s: %s cannot say how likely an option "
				       "is; %s",
				       scoring_name(needs[k].scoring), model_name(m),
				       needs[k].who);
		}
	return true;
}

static bool use_targets(struct run *run, struct err *e)
{
	const struct opt_list *names = &run->settings.models;
	VEC(struct str) all = {0};
	bool ok = true;
	for (size_t i = 0; ok && i < names->n; i++) {
		struct opt_list some = {0};
		ok = llm_expand(run->arena, names->items[i], &some, e);
		for (size_t j = 0; ok && j < some.n; j++)
			VEC_PUSH(&all, some.items[j]);
	}
	run->plan.targets = ok ? all.n : 0;
	run->lanes = arena_array(run->arena, all.n, sizeof(*run->lanes));
	for (size_t i = 0; ok && i < all.n; i++) {
		struct lane *lane = &run->lanes[i];
		lane->run = run;
		lane->model = llm_model(run->llm, all.p[i], e);
		ok = lane->model != NULL;
		for (size_t j = 0; ok && j < i; j++)
			if (run->lanes[j].model == lane->model)
				ok = err_set(e, ERR_INPUT,
					     "model " STR_FMT ": given twice",
					     STR_ARG(all.p[i]));
	}
	VEC_FREE(&all);
	ok = ok && can_score(run, e);
	if (ok && !run->plan.targets)
		ok = err_set(e, ERR_INPUT,
			     "no model to ask: name one with -m provider/model");
	return ok;
}

static bool check_suite(struct run *run, struct suite *suite, struct err *e)
{
	struct run_settings *s = &run->settings;
	struct faults faults;
	faults_init(&faults);
	bool ok = false;
	run->taxonomy = suite_taxonomy(run->arena, suite, s->taxonomy, &faults);
	if (!run->taxonomy || !suite_check(suite, run->taxonomy, &run->suite, &faults)) {
		ok = faults_to_err(&faults, e);
		goto out;
	}
	struct suite_counts counts = run->suite.counts;
	uint8_t *drawn = NULL;
	if (!s->limit && !str_empty(s->per)) {
		err_set(e, ERR_INPUT, "--per: says of what --limit draws N: give both");
		goto out;
	}
	if (s->limit && !suite_draw(suite, run->taxonomy, (size_t)s->limit, s->per,
				    (uint64_t)s->seed, run->arena, &drawn, &counts, e))
		goto out;
	run->plan.drawn = drawn;
	run->plan.items = counts.items;
	run->plan.attackable = counts.items - counts.comply - counts.attacked;
	ok = true;
out:
	faults_release(&faults);
	return ok;
}

static bool use_params(struct run *run, struct err *e)
{
	struct run_settings *s = &run->settings;
	if (!params_grid(run->arena, s->params.items, s->params.n, &run->params,
			 &run->plan.params, e))
		return false;
	run->plan.epochs = (size_t)s->epochs;
	run->plan.tries = (size_t)s->tries;
	run->plan.rotate = s->rotate;
	run->plan.variants = 1;
	if (!scorings_read(&s->scoring, &run->scorings, e))
		return false;
	run->plan.still = !scorings_at(&run->scorings, 1).n;
	return true;
}

static struct manifest copy_manifest(struct arena *a, const struct manifest *from)
{
	struct manifest to = *from;
	struct str *const texts[] = {&to.name,           &to.version,       &to.license,
				     &to.taxonomy,       &to.sha256,        &to.made,
				     &to.description.zh, &to.description.en};
	for (size_t i = 0; i < COUNT(texts); i++)
		*texts[i] = texts[i]->p ? arena_str(a, *texts[i]) : STR_NONE;
	return to;
}

static bool use_suite(struct run *run, struct err *e)
{
	if (str_empty(run->settings.suite))
		return err_set(e, ERR_INPUT,
			       "no suite to ask: name one (assay list suites)");
	run->plan.suite = arena_cstr(run->arena, run->settings.suite);
	struct suite *suite = suite_open(run->plan.suite, e);
	bool ok = suite && check_suite(run, suite, e);
	if (ok)
		run->manifest = copy_manifest(run->arena, suite_manifest(suite));
	suite_close(suite);
	return ok && (!run->suite.counts.choices || plan_count_variants(&run->plan, e));
}

static bool use_helper(struct run *run, struct str name, const char *role,
		       struct model **out, struct err *e)
{
	if (str_empty(name))
		return true;
	*out = llm_model(run->llm, name, e);
	return *out || err_wrap(e, "%s", role);
}

// Who writes and who talks; one model does both unless another is named.
static bool use_helpers(struct run *run, struct err *e)
{
	const struct run_settings *s = &run->settings;
	struct str attacker = str_empty(s->attacker) ? s->rewriter : s->attacker;
	return use_helper(run, s->rewriter, "rewriter", &run->rewriter, e) &&
	       use_helper(run, attacker, "attacker", &run->attacker, e);
}

// The suite first: it is read in seconds, a large model may take longer to load.
bool run_prepare(struct run *run, struct err *e)
{
	if (!use_params(run, e) || !use_suite(run, e))
		return false;
	run->settings.llm.seed = (uint64_t)run->settings.seed;
	run->llm = llm_create(&run->settings.llm);
	return use_helpers(run, e) && use_attacks(run, e) && use_judges(run, e) &&
	       use_targets(run, e);
}
