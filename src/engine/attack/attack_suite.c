#include "engine/attack/attack_suite.h"

#include "base/file.h"
#include "base/log.h"
#include "engine/attack/attack_written.h"
#include "engine/made.h"

#define AT(member) offsetof(struct attack_settings, member)

const struct opt attack_options[] = {
	{"attack", 'a', OPT_LIST, AT(attacks), "NAME,...", NULL, 0, 0, NULL,
	 "the attacks to make on every item: NAME, NAME:key=value, a file of yours, or "
	 "s-eval for the ten of S-Eval"},
	{"output", 'o', OPT_STR, AT(output), "SUITE", NULL, 0, 0, NULL,
	 "the suite to write: NAME.jsonl or NAME.jsonl.zst, with its manifest beside it"},
	{"rewriter", 0, OPT_STR, AT(rewriter), "MODEL", NULL, 0, 0, NULL,
	 "provider/model that writes for attacks which use a writer"},
	{"seed", 0, OPT_INT, AT(seed), "N", "0", 0, 9e15, NULL,
	 "what everything random is drawn from"},
	{"taxonomy", 't', OPT_STR, AT(taxonomy), "NAME", NULL, 0, 0, NULL,
	 "the taxonomy of the items' risks; without it, the suite's own, else s-eval"},
	{"with-base", 0, OPT_FLAG, AT(with_base), NULL, NULL, 0, 0, NULL,
	 "write the items that are not attacked too"},
	{"quiet", 'q', OPT_FLAG, AT(quiet), NULL, NULL, 0, 0, NULL, "show no progress"},
	LLM_OPTION_ROWS(struct attack_settings, llm),
	{0},
};

static bool usable(const struct making *m, const struct attack_desc *desc, size_t i,
		   struct err *e)
{
	if (desc->flags & (ATTACK_CONVERSES | ATTACK_ATTACKER))
		return err_set(e, ERR_INPUT,
			       "attack %s: talks to its target, so it belongs to "
			       "assay run -a %s",
			       desc->name, desc->name);
	bool writes = desc->flags & ATTACK_WRITER && !(desc->flags & ATTACK_TEXT);
	if (writes && !m->rewriter)
		return err_set(e, ERR_INPUT,
			       "attack %s: needs a model to write with: "
			       "--rewriter provider/model",
			       desc->name);
	for (size_t j = 0; j < i; j++)
		if (str_is(str_of(desc->name), m->attacks[j].desc->name))
			return err_set(e, ERR_INPUT, "attack %s: given twice",
				       desc->name);
	return true;
}

static bool find_attacks(struct arena *a, const struct opt_list *names, struct making *m,
			 struct err *e)
{
	if (!names->n)
		return err_set(e, ERR_INPUT,
			       "no attack: name one with -a (assay list attacks)");
	m->attacks = arena_array(a, names->n, sizeof(*m->attacks));
	m->n_attacks = names->n;
	for (size_t i = 0; i < names->n; i++) {
		struct attack_use_once *use = &m->attacks[i];
		if (!attack_open(a, names->items[i], &use->desc, &use->settings, e) ||
		    !usable(m, use->desc, i, e))
			return false;
	}
	return true;
}

static bool attack_item(struct making *m, const struct attack_use_once *use,
			const struct item *item, struct err *e)
{
	const struct attack_desc *desc = use->desc;
	struct attack_out out = {.step.arena = &m->item, .answered_by = -1};
	struct sample sample = making_sample(m, item);
	void *state = arena_alloc(&m->item, desc->state_size + 1);
	struct event start = {.kind = EVENT_START};
	enum step step = desc->step(state, use->settings, &sample, &start, &out, e);
	if (step == STEP_DONE) {
		making_name(m, &m->item, desc, item, &out.item);
		return making_put(m, &out.item, e);
	}
	invariant(step == STEP_SKIP || step == STEP_FAIL); // it has nobody to ask
	if (e->code)
		return false;
	making_untreated(m, str_of(desc->name), item->id, out.step.why);
	return true;
}

// Without a rewriter nothing waits: item by item.
static bool make(struct making *m, struct err *e)
{
	struct item item;
	int got;
	while (arena_reset(&m->item),
	       (got = suite_next(m->from, &m->item, &item, e)) == 1) {
		m->report->read++;
		bool attackable = item_attackable(&item);
		if (m->with_base && !making_put(m, &item, e))
			return false;
		if (!attackable && !m->with_base)
			making_passed_over(m, &item);
		for (size_t i = 0; attackable && i < m->n_attacks; i++)
			if (!attack_item(m, &m->attacks[i], &item, e))
				return false;
	}
	return got == 0;
}

static bool check(struct arena *a, struct str taxonomy, struct making *m,
		  struct suite_summary *summary, struct err *e)
{
	struct faults faults;
	faults_init(&faults);
	m->taxonomy = suite_taxonomy(a, m->from, taxonomy, &faults);
	bool ok = (m->taxonomy && suite_check(m->from, m->taxonomy, summary, &faults)) ||
		  faults_to_err(&faults, e);
	m->items = ok ? summary->counts.items : 0;
	faults_release(&faults);
	return ok;
}

// The command that makes it again.
static struct str command_of(struct arena *a, const struct attack_settings *s)
{
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	buf_adds(&out, "assay attack");
	made_word(&out, s->suite);
	made_list(&out, "-a", &s->attacks);
	made_str(&out, "-t", s->taxonomy);
	buf_addf(&out, " --seed %lld%s", (long long)s->seed,
		 s->with_base ? " --with-base" : "");
	made_str(&out, "--rewriter", s->rewriter);
	struct str command = buf_dup(a, &out);
	buf_release(&out);
	return command;
}

static struct manifest describe(struct arena *a, const struct attack_settings *s,
				const struct making *m)
{
	struct manifest to = *suite_manifest(m->from);
	to.name = path_stem(s->output);
	to.description = (struct bilingual){STR_NONE, STR_NONE}; // was the other's
	to.sha256 = STR_NONE;
	if (!str_empty(s->taxonomy)) // what the risks were checked against
		to.taxonomy = s->taxonomy;
	else if (str_empty(to.taxonomy))
		to.taxonomy = m->taxonomy->id;
	to.made = command_of(a, s);
	return to;
}

static bool open_rewriter(const struct attack_settings *s, struct making *m,
			  struct err *e)
{
	if (str_empty(s->rewriter))
		return true;
	struct llm_settings llm = s->llm;
	llm.seed = m->seed;
	m->llm = llm_create(&llm);
	m->rewriter = llm_model(m->llm, s->rewriter, e);
	return m->rewriter || err_wrap(e, "rewriter");
}

// Everything that decides what the rewriter is asked.
static bool open_journal(struct arena *a, const char *output, const char *sha256,
			 struct making *m, struct err *e)
{
	if (!m->rewriter)
		return true;
	struct hasher h;
	hasher_init(&h);
	hasher_field(&h, str_of(sha256));
	hasher_field(&h, str_of(model_name(m->rewriter)));
	hasher_field(&h, model_endpoint(m->rewriter));
	hasher_u64(&h, m->seed);
	for (size_t i = 0; i < m->n_attacks; i++) {
		hasher_field(&h, str_of(m->attacks[i].desc->name));
		hasher_u64(&h, (uint64_t)m->attacks[i].desc->version);
	}
	m->journal = journal_open(a, output, hash128_hex(a, hasher_end(&h)), e);
	if (m->journal && journal_count(m->journal))
		log_info("going on after %zu replies", journal_count(m->journal));
	return m->journal != NULL;
}

// False, with a message, if not one item came of it.
static bool anything(const struct making *m, struct err *e)
{
	if (m->report->written)
		return true;
	const struct tally *dropped = &m->report->dropped;
	if (!dropped->counts.n)
		return err_set(e, ERR_INPUT, "%s: has no item that can be attacked",
			       suite_path(m->from));
	const struct map_entry *first = &dropped->counts.entries[0];
	return err_set(e, m->rewriter ? ERR_MODEL : ERR_INPUT,
		       "%s: nothing could be made of it; " STR_FMT " (%llu)",
		       suite_path(m->from), STR_ARG(first->key),
		       (unsigned long long)first->value.num);
}

bool attack_suite(struct arena *a, const struct attack_settings *s,
		  struct suite_report *report, struct err *e)
{
	struct attack_settings settings = *s;
	settings.attacks = attack_names(a, &s->attacks);
	s = &settings;
	struct making m = {
		.seed = (uint64_t)s->seed,
		.with_base = s->with_base,
		.quiet = s->quiet,
		.report = report,
	};
	struct suite_summary summary = {0};
	arena_init(&m.item);
	*report = (struct suite_report){.suite = s->output};
	bool ok = false;
	if (str_empty(s->output)) {
		err_set(e, ERR_INPUT, "no suite to write: name one with -o");
		goto out;
	}
	const char *output = arena_cstr(a, s->output);
	m.from = suite_open(arena_cstr(a, s->suite), e);
	if (!m.from || !open_rewriter(s, &m, e) || !find_attacks(a, &s->attacks, &m, e) ||
	    !check(a, s->taxonomy, &m, &summary, e))
		goto out;
	struct manifest manifest = describe(a, s, &m);
	m.to = suite_create(output, &manifest, e);
	if (!m.to || !open_journal(a, output, summary.sha256, &m, e))
		goto out;
	if (!(m.rewriter ? attack_written(&m, e) : make(&m, e)) || !anything(&m, e))
		goto out;
	ok = suite_finish(m.to, e);
	m.to = NULL;
out:
	journal_close(m.journal, ok);
	suite_abandon(m.to);
	suite_close(m.from);
	if (m.llm)
		llm_destroy(m.llm);
	arena_release(&m.item);
	return ok;
}
