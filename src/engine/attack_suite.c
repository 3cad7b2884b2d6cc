#include "engine/attack_suite.h"

#include "attack/attack.h"
#include "base/file.h"
#include "base/log.h"

const struct opt attack_options[] = {
	{"attack", 'a', OPT_LIST, offsetof(struct attack_settings, attacks), "NAME,...",
	 NULL, 0, 0, NULL, "the attacks to make on every item"},
	{"output", 'o', OPT_STR, offsetof(struct attack_settings, output), "SUITE", NULL,
	 0, 0, NULL,
	 "the suite to write: NAME.jsonl or NAME.jsonl.zst, with its manifest beside it"},
	{"seed", 0, OPT_INT, offsetof(struct attack_settings, seed), "N", "0", 0, 9e15,
	 NULL, "what everything random is drawn from"},
	{"taxonomy", 't', OPT_STR, offsetof(struct attack_settings, taxonomy), "NAME",
	 NULL, 0, 0, NULL,
	 "the taxonomy of the items' risks; without it, the suite's own, else s-eval"},
	{"with-base", 0, OPT_FLAG, offsetof(struct attack_settings, with_base), NULL,
	 NULL, 0, 0, NULL, "write the items that are not attacked too"},
	{0},
};

struct making { // one suite being made of another
	const struct attack_settings *settings;
	const struct attack_desc **attacks; // [settings->attacks.n]
	const void **attack_settings;
	struct suite *from;
	struct suite_writer *to;
	struct suite_report *report;
	const struct taxonomy *taxonomy;
	struct arena item; // the present item's
};

static bool find_attacks(struct arena *a, struct making *m, struct err *e)
{
	const struct opt_list *names = &m->settings->attacks;
	if (!names->n)
		return err_set(e, ERR_INPUT,
			       "no attack: name one with -a (assay list attacks)");
	m->attacks = arena_array(a, names->n, sizeof(*m->attacks));
	m->attack_settings = arena_array(a, names->n, sizeof(*m->attack_settings));
	for (size_t i = 0; i < names->n; i++) {
		const struct attack_desc *desc = attack_find(names->items[i]);
		if (!desc)
			return err_set(e, ERR_INPUT,
				       "attack " STR_FMT
				       ": unknown (assay list attacks names them)",
				       STR_ARG(names->items[i]));
		if (desc->flags & ATTACK_CONVERSES)
			return err_set(e, ERR_INPUT,
				       "attack %s: talks to its target, so it belongs to "
				       "assay run -a %s",
				       desc->name, desc->name);
		for (size_t j = 0; j < i; j++)
			if (m->attacks[j] == desc)
				return err_set(e, ERR_INPUT, "attack %s: given twice",
					       desc->name);
		void *settings = arena_alloc(a, desc->settings_size + 1);
		if (desc->params)
			opt_defaults(desc->params, settings, a);
		m->attacks[i] = desc;
		m->attack_settings[i] = settings;
	}
	return true;
}

static bool put(struct making *m, const struct item *item, struct err *e)
{
	struct suite_report *r = m->report;
	const struct node *dimension = taxonomy_dimension(m->taxonomy, item->risk);
	r->written++;
	tally_add(&r->by_risk, dimension ? dimension->id : STR("none"), 1);
	tally_add(&r->by_lang, item->lang, 1);
	tally_add(&r->by_attack, str_empty(item->attack) ? STR("base") : item->attack, 1);
	return suite_put(m->to, item, e);
}

static void note_untreated(struct making *m, const struct attack_desc *desc,
			   const struct item *item, struct str why)
{
	struct str kind =
		arena_printf(&m->item, "%s: " STR_FMT, desc->name, STR_ARG(why));
	tally_add(&m->report->dropped, kind, 1);
	log_info("%s: item " STR_FMT ": " STR_FMT, desc->name, STR_ARG(item->id),
		 STR_ARG(why));
}

static bool attack_item(struct making *m, size_t i, const struct item *item,
			struct err *e)
{
	const struct attack_desc *desc = m->attacks[i];
	struct attack_out out = {.step.arena = &m->item, .answered_by = -1};
	struct params params = params_none();
	struct sample sample = {
		.item = item,
		.params = &params,
		.seed = (uint64_t)m->settings->seed,
	};
	void *state = arena_alloc(&m->item, desc->state_size + 1);
	struct event start = {.kind = EVENT_START};
	enum step step =
		desc->step(state, m->attack_settings[i], &sample, &start, &out, e);
	if (step == STEP_SKIP) {
		note_untreated(m, desc, item, out.step.why);
		return true;
	}
	if (step != STEP_DONE)
		return err_set(e, ERR_INPUT,
			       "attack %s: item " STR_FMT
			       ": needs a model; use assay run -a %s",
			       desc->name, STR_ARG(item->id), desc->name);
	struct attack_origin origin = {
		.parent = item->id,
		.attack = str_of(desc->name),
		.version = desc->version,
		.seed = sample.seed,
	};
	out.item.id = item_attacked_id(&m->item, &origin);
	out.item.parent = item->id;
	out.item.attack = origin.attack;
	out.item.source = item->source;
	return put(m, &out.item, e);
}

static bool make(struct making *m, struct err *e)
{
	struct item item;
	int got;
	while (arena_reset(&m->item),
	       (got = suite_next(m->from, &m->item, &item, e)) == 1) {
		m->report->read++;
		bool attackable = item_attackable(&item);
		if (m->settings->with_base && !put(m, &item, e))
			return false;
		if (!attackable && !m->settings->with_base)
			tally_add(&m->report->dropped,
				  item.expect == EXPECT_COMPLY
					  ? STR("comply items are never attacked")
					  : STR("attacked already"),
				  1);
		for (size_t i = 0; attackable && i < m->settings->attacks.n; i++)
			if (!attack_item(m, i, &item, e))
				return false;
	}
	if (got == 0 && !m->report->written)
		return err_set(e, ERR_INPUT, "%s: has no item that can be attacked",
			       suite_path(m->from));
	return got == 0;
}

static bool check(struct arena *a, struct making *m, struct err *e)
{
	struct faults faults;
	faults_init(&faults);
	m->taxonomy = suite_taxonomy(a, m->from, m->settings->taxonomy, &faults);
	struct suite_summary summary;
	bool ok = (m->taxonomy && suite_check(m->from, m->taxonomy, &summary, &faults)) ||
		  faults_to_err(&faults, e);
	faults_release(&faults);
	return ok;
}

static struct manifest describe(struct arena *a, const struct making *m)
{
	struct manifest to = *suite_manifest(m->from);
	to.name = path_stem(m->settings->output);
	to.description = (struct bilingual){STR_NONE, STR_NONE}; // was the other's
	to.sha256 = STR_NONE;
	struct str names = arena_join(a, m->settings->attacks.items,
				      m->settings->attacks.n, STR(","));
	to.made = arena_printf(a, "assay attack %s -a " STR_FMT " --seed %lld%s",
			       suite_path(m->from), STR_ARG(names),
			       (long long)m->settings->seed,
			       m->settings->with_base ? " --with-base" : "");
	return to;
}

bool attack_suite(struct arena *a, const struct attack_settings *s,
		  struct suite_report *report, struct err *e)
{
	struct making m = {.settings = s, .report = report};
	arena_init(&m.item);
	*report = (struct suite_report){.suite = s->output};
	bool ok = false;
	if (str_empty(s->output)) {
		err_set(e, ERR_INPUT, "no suite to write: name one with -o");
		goto out;
	}
	m.from = suite_open(arena_cstr(a, s->suite), e);
	if (!m.from || !find_attacks(a, &m, e) || !check(a, &m, e))
		goto out;
	struct manifest manifest = describe(a, &m);
	m.to = suite_create(arena_cstr(a, s->output), &manifest, e);
	if (!m.to || !make(&m, e))
		goto out;
	ok = suite_finish(m.to, e);
	m.to = NULL;
out:
	suite_abandon(m.to);
	suite_close(m.from);
	arena_release(&m.item);
	return ok;
}
