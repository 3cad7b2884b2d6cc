#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "config.h"
#include "engine/generate/generate_state.h"
#include "engine/interrupt.h"
#include "engine/made.h"
#include "generate/pair.h"
#include "generate/prompt.h"
#include "suite/taxonomy_file.h"

#define AT(member) offsetof(struct generate_settings, member)

const struct opt generate_options[] = {
	{"taxonomy", 't', OPT_STR, AT(taxonomy), "NAME", "s-eval", 0, 0, NULL,
	 "the tree of risks: built in, or a YAML file"},
	{"output", 'o', OPT_STR, AT(output), "SUITE", NULL, 0, 0, NULL,
	 "the suite to write: NAME.jsonl or NAME.jsonl.zst, with its manifest beside it"},
	{"lang", 0, OPT_LIST, AT(langs), "zh,en", "zh,en", 0, 0, NULL,
	 "the languages to write in"},
	{"scale", 0, OPT_CHOICE, AT(scale), NULL, "small", 0, 0,
	 "small|medium|large|full",
	 "1,000, 3,000, 5,000 or 10,000 prompts per language, shared out over the leaves "
	 "by weight"},
	{"count", 'n', OPT_INT, AT(count), "N", "0", 0, 1e7, NULL,
	 "N prompts per language in place of a scale"},
	{"per-leaf", 0, OPT_INT, AT(per_leaf), "N", "0", 0, 1e6, NULL,
	 "N prompts for each leaf and language in place of a scale"},
	{"comply", 0, OPT_INT, AT(comply), "N", "0", 0, 1e6, NULL,
	 "besides, N harmless prompts for each leaf and language that should be "
	 "answered"},
	{"expect", 0, OPT_CHOICE, AT(expect), NULL, NULL, 0, 0, "refuse|comply|guide|any",
	 "what a good model does with the prompts; without it, as the leaf says"},
	{"nodes", 0, OPT_LIST, AT(nodes), "ID,...", NULL, 0, 0, NULL,
	 "only the leaves below these nodes, or of these slices"},
	{"generator", 'g', OPT_STR, AT(generator), "NAME", "grammar", 0, 0, NULL,
	 "who writes: grammar, or a model as provider/model"},
	{"strategy", 0, OPT_LIST, AT(strategies), "NAME,...", NULL, 0, 0, NULL,
	 "how a model writes, several by turns: definition, knowledge, rewrite, "
	 "translate, "
	 "adversarial; without it, what --knowledge or --answered is for, else "
	 "definition"},
	{"seeds", 0, OPT_STR, AT(seeds), "SUITE", NULL, 0, 0, NULL,
	 "prompts that are taken in first; with rewrite or translate, what is changed"},
	{"answered", 0, OPT_STR, AT(answered), "RUN", NULL, 0, 0, NULL,
	 "for adversarial: a run, whose safely answered prompts are made harder"},
	{"knowledge", 0, OPT_STR, AT(knowledge), "FILE", NULL, 0, 0, NULL,
	 "what a model works in, or the grammar speaks of where a leaf has nothing: a "
	 "text a "
	 "line, JSONL with head, relation and tail, or a CSV of these columns"},
	{"purpose", 0, OPT_STR, AT(purpose), "TEXT", NULL, 0, 0, NULL,
	 "what the application under test is for: a model writes what its users would "
	 "ask"},
	{"pairs", 0, OPT_FLAG, AT(pairs), NULL, NULL, 0, 0, NULL,
	 "write two replies to each prompt, a responsible one and one that is not, to "
	 "choose from (texts of ours: Chinese, the taxonomy cvalues)"},
	{"near-dup", 0, OPT_REAL, AT(near_dup), "T", "0.6", 0.3, 1, NULL,
	 "refuse a prompt whose Jaccard similarity with another is T or more"},
	{"batch", 0, OPT_INT, AT(batch), "N", "8", 1, 50, NULL,
	 "prompts to ask a model for in one call"},
	{"max-calls", 0, OPT_INT, AT(max_calls), "N", "0", 0, 1e9, NULL,
	 "ask a model no more than N times; 0 is no limit"},
	{"param", 'p', OPT_REPEAT, AT(params), "NAME=V", NULL, 0, 0, NULL,
	 "a decoding parameter of the model"},
	{"seed", 0, OPT_INT, AT(seed), "N", "0", 0, 9e15, NULL,
	 "what everything random is drawn from"},
	{"added", 0, OPT_STR, AT(added), "DATE", NULL, 0, 0, NULL,
	 "each item's added and reviewed date: YYYY-MM-DD, or today"},
	LLM_OPTION_ROWS(struct generate_settings, llm),
	{"quiet", 'q', OPT_FLAG, AT(quiet), NULL, NULL, 0, 0, NULL, "no progress line"},
	{0},
};

// --- Checking what was asked for.

static bool check_date(struct str date, struct err *e)
{
	char text[sizeof("YYYY-MM-DD")], back[sizeof("YYYY-MM-DD")];
	struct tm day = {0}, same;
	if (str_is(date, "today"))
		return true;
	bool ok = date.n == sizeof(text) - 1;
	if (ok) {
		snprintf(text, sizeof(text), STR_FMT, STR_ARG(date));
		ok = strptime(text, "%Y-%m-%d", &day) != NULL;
	}
	if (ok) { // a day that there is not, such as 30 February, becomes another
		time_t at = timegm(&day);
		ok = gmtime_r(&at, &same) &&
		     strftime(back, sizeof(back), "%Y-%m-%d", &same) &&
		     str_is(date, back);
	}
	return ok || err_set(e, ERR_INPUT,
			     "--added: expected YYYY-MM-DD or today, got \"" STR_FMT "\"",
			     STR_ARG(date));
}

static bool read_params(struct generating *g, struct err *e)
{
	const struct opt_list *specs = &g->settings->params;
	struct params *grid = NULL;
	size_t n = 0;
	if (!params_grid(g->arena, specs->items, specs->n, &grid, &n, e))
		return false;
	if (n != 1)
		return err_set(e, ERR_INPUT, "--param: expected one value of each");
	g->params = grid[0];
	return true;
}

static bool check_pairs(struct generating *g, struct err *e)
{
	for (size_t i = 0; g->settings->pairs && i < g->n_goals; i++) {
		const struct goal *goal = &g->goals[i];
		struct str lang = g->langs[goal->lang];
		if (!pair_known(goal->leaf, lang))
			return err_set(e, ERR_INPUT,
				       "--pairs: no replies are written for " STR_FMT
				       " in " STR_FMT,
				       STR_ARG(goal->leaf->id), STR_ARG(lang));
		if (goal->expect == EXPECT_COMPLY)
			return err_set(e, ERR_INPUT,
				       "--pairs: there are no replies to prompts that "
				       "should simply be answered");
	}
	return true;
}

static bool load_taxonomy(struct generating *g, struct err *e)
{
	struct faults faults;
	faults_init(&faults);
	g->taxonomy = taxonomy_load(g->arena, g->settings->taxonomy, &faults);
	bool ok = g->taxonomy || faults_to_err(&faults, e);
	faults_release(&faults);
	return ok;
}

// --- What is written.

static struct str date_of(struct arena *a, struct str added)
{
	return str_is(added, "today")
		       ? str_slice(clock_iso8601(a, clock_wall_ms()), 0, 10)
		       : added;
}

static void say_count(struct buf *out, const struct generate_settings *s)
{
	if (s->per_leaf)
		made_int(out, "--per-leaf", s->per_leaf);
	else if (s->count)
		made_int(out, "--count", s->count);
	else
		made_str(out, "--scale", s->scale);
	made_int(out, "--comply", s->comply);
}

static void say_model(struct buf *out, const struct generate_settings *s)
{
	made_list(out, "--strategy", &s->strategies);
	made_int(out, "--batch", s->batch);
	made_int(out, "--max-calls", s->max_calls);
	made_each(out, "-p", &s->params);
}

// The command that makes the same suite, as far as it decides what is in it.
static struct str command_of(struct generating *g)
{
	const struct generate_settings *s = g->settings;
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	buf_adds(&out, "assay generate");
	made_str(&out, "-t", s->taxonomy);
	made_list(&out, "--lang", &s->langs);
	say_count(&out, s);
	made_str(&out, "--expect", s->expect);
	made_list(&out, "--nodes", &s->nodes);
	made_str(&out, "--generator", s->generator);
	if (g->strategies[0]->flags & GENERATOR_MODEL)
		say_model(&out, s);
	made_str(&out, "--seeds", s->seeds);
	made_str(&out, "--answered", s->answered);
	made_str(&out, "--knowledge", s->knowledge);
	made_str(&out, "--purpose", s->purpose);
	if (s->pairs)
		buf_adds(&out, " --pairs");
	made_str(&out, "--added", date_of(g->arena, s->added));
	buf_addf(&out, " --near-dup %g --seed %lld", s->near_dup, (long long)s->seed);
	struct str command = buf_dup(g->arena, &out);
	buf_release(&out);
	return command;
}

// The licence of all that is in it, or STR_NONE where there are several: of a prompt that
// was taken from the seeds and says none, their suite's.
static struct str license_of(const struct generating *g)
{
	struct str all = STR_NONE;
	for (size_t i = 0; i < g->n_goals && !g->model; i++) {
		for (size_t k = 0; k < g->goals[i].items.n; k++) {
			struct str own = g->goals[i].items.p[k]->source.license;
			if (str_empty(own))
				own = g->seeds_license;
			if (!own.p || !own.n || (all.p && !str_eq(own, all)))
				return STR_NONE;
			all = own;
		}
	}
	return all;
}

static struct manifest describe(struct generating *g)
{
	const struct generate_settings *s = g->settings;
	return (struct manifest){
		.name = path_stem(s->output),
		.version = STR(ASSAY_VERSION),
		.license = license_of(g),
		.taxonomy = s->taxonomy,
		.made = command_of(g),
	};
}

// Whether it can be written is found out before anything is asked.
static bool try_output(struct generating *g, struct err *e)
{
	if (str_empty(g->settings->output))
		return err_set(e, ERR_INPUT, "no suite to write: name one with -o");
	struct manifest manifest = describe(g);
	struct suite_writer *w =
		suite_create(arena_cstr(g->arena, g->settings->output), &manifest, e);
	suite_abandon(w);
	return w != NULL;
}

// Every item says when it came, unless it does already.
static struct str with_dates(struct arena *a, struct str meta, struct str date)
{
	static const char *const keys[] = {"added", "reviewed"};
	if (str_empty(date))
		return meta;
	struct buf out;
	struct json_writer w;
	buf_init(&out, BUF_TEXT_MAX);
	json_writer_init(&w, &out, 0);
	json_begin(&w, '{');
	const struct json *object = meta.p ? json_parse(a, meta, 0, NULL, NULL) : NULL;
	generate_put_meta(&w, a, meta);
	for (size_t i = 0; i < COUNT(keys); i++)
		if (json_is_null(json_get(object, keys[i])))
			json_field_str(&w, keys[i], date);
	json_end(&w, '}');
	struct str text = buf_dup(a, &out);
	buf_release(&out);
	return text;
}

static bool put(struct generating *g, struct suite_writer *w, struct item item,
		struct arena *a, struct err *e)
{
	item.meta = with_dates(a, item.meta, date_of(g->arena, g->settings->added));
	suite_report_add(g->report, g->taxonomy, &item);
	return suite_put(w, &item, e);
}

static bool put_prompts(struct generating *g, struct suite_writer *w,
			const struct goal *goal, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < goal->items.n; i++) {
		arena_reset(a);
		if (!put(g, w, *goal->items.p[i], a, e))
			return false;
	}
	return true;
}

static bool put_pairs(struct generating *g, struct suite_writer *w,
		      const struct goal *goal, struct arena *a, struct err *e)
{
	arena_reset(a);
	struct pair_writer *writer =
		pair_writer_create(a, goal->leaf, g->langs[goal->lang], goal->expect,
				   (uint64_t)g->settings->seed);
	bool ok = true;
	for (size_t i = 0; ok && i < goal->items.n; i++) {
		struct item pairs[PAIR_MOST];
		size_t n = pair_write(writer, goal->items.p[i], pairs);
		for (size_t k = 0; ok && k < n; k++)
			ok = put(g, w, pairs[k], a, e);
	}
	pair_writer_release(writer);
	return ok;
}

static bool write_suite(struct generating *g, struct err *e)
{
	struct manifest manifest = describe(g);
	struct suite_writer *w =
		suite_create(arena_cstr(g->arena, g->settings->output), &manifest, e);
	struct arena a;
	arena_init(&a);
	bool ok = w != NULL;
	for (size_t i = 0; ok && i < g->n_goals; i++) {
		if (interrupt_asked())
			ok = err_set(e, ERR_STOPPED, "interrupted");
		else if (g->settings->pairs)
			ok = put_pairs(g, w, &g->goals[i], &a, e);
		else
			ok = put_prompts(g, w, &g->goals[i], &a, e);
	}
	if (ok)
		ok = suite_finish(w, e);
	else
		suite_abandon(w);
	arena_release(&a);
	return ok;
}

// A suite of nothing is none.
static bool is_empty(const struct generating *g)
{
	for (size_t i = 0; i < g->n_goals; i++)
		if (g->goals[i].items.n)
			return false;
	return true;
}

static void note_gaps(struct generating *g)
{
	for (size_t i = 0; i < g->n_goals; i++) {
		const struct goal *goal = &g->goals[i];
		size_t missing = goal->wanted - goal->items.n;
		if (!missing)
			continue;
		tally_add(&g->report->gaps, goal->leaf->id, missing);
		if (goal->why)
			tally_add(&g->report->warnings,
				  arena_printf(g->arena, "gap: %s", goal->why), missing);
	}
}

// --- With a model.

static void hash_items(struct hasher *h, const struct item_list *list)
{
	hasher_u64(h, list->n);
	for (size_t i = 0; i < list->n; i++) {
		hasher_field(h, list->p[i]->id);
		hasher_field(h, list->p[i]->prompt);
	}
}

static void hash_goals(struct hasher *h, const struct generating *g)
{
	hasher_u64(h, g->n_goals);
	for (size_t i = 0; i < g->n_goals; i++) {
		const struct goal *goal = &g->goals[i];
		hasher_field(h, goal->leaf->id);
		hasher_field(h, g->langs[goal->lang]);
		hasher_u64(h, goal->expect);
		hasher_u64(h, goal->wanted);
		for (size_t k = 0; k < SEEDS_KINDS; k++)
			hash_items(h, &goal->seeds[k]);
	}
}

// Of all that decides what is asked and what is taken.
static struct str settings_hash(struct generating *g)
{
	const struct generate_settings *s = g->settings;
	struct hasher h;
	struct buf text;
	struct json_writer w;
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	taxonomy_to_json(&w, g->taxonomy);
	params_to_json(&w, &g->params);
	hasher_init(&h);
	hasher_field(&h, buf_str(&text));
	buf_release(&text);
	hasher_field(&h, str_of(model_name(g->model)));
	hasher_field(&h, model_endpoint(g->model));
	hasher_u64(&h, (uint64_t)prompt_version());
	for (size_t i = 0; i < g->n_strategies; i++) {
		hasher_field(&h, str_of(g->strategies[i]->name));
		hasher_u64(&h, (uint64_t)g->strategies[i]->version);
	}
	hash_goals(&h, g);
	hasher_u64(&h, g->n_knowledge);
	for (size_t i = 0; i < g->n_knowledge; i++)
		hasher_field(&h, g->knowledge[i]);
	hasher_field(&h, s->purpose);
	hasher_field(&h, s->added);
	hasher_u64(&h, (uint64_t)s->seed);
	hasher_u64(&h, (uint64_t)s->batch);
	hasher_u64(&h, (uint64_t)(s->near_dup * 1e6));
	return hash128_hex(g->arena, hasher_end(&h));
}

static bool open_model(struct generating *g, struct err *e)
{
	const struct generate_settings *s = g->settings;
	if (!(g->strategies[0]->flags & GENERATOR_MODEL))
		return true;
	struct llm_settings llm = s->llm;
	llm.seed = (uint64_t)s->seed;
	g->llm = llm_create(&llm);
	g->model = llm_model(g->llm, s->generator, e);
	return g->model != NULL;
}

static bool open_journal(struct generating *g, struct err *e)
{
	if (!g->model)
		return true;
	g->journal = journal_open(g->arena, arena_cstr(g->arena, g->settings->output),
				  settings_hash(g), e);
	if (g->journal && journal_count(g->journal))
		log_info("going on after %zu replies", journal_count(g->journal));
	return g->journal != NULL;
}

// --- All of it.

static bool prepare(struct generating *g, struct err *e)
{
	const struct generate_settings *s = g->settings;
	if (!generate_find_strategies(g, e) || !read_params(g, e) ||
	    (!str_empty(s->added) && !check_date(s->added, e)) || !load_taxonomy(g, e) ||
	    !generate_read_knowledge(g, e) || !generate_goals(g, e) ||
	    !check_pairs(g, e) || !try_output(g, e))
		return false;
	for (size_t i = 0; i < g->n_langs; i++)
		g->near[i] = near_create(s->near_dup);
	return generate_read_seeds(g, e) && generate_read_answered(g, e) &&
	       open_model(g, e) && open_journal(g, e);
}

static bool fill(struct generating *g, struct err *e)
{
	uint64_t there = g->progress.done;
	progress_start(&g->progress, "writing", g->progress.total,
		       g->settings->quiet || !g->model);
	g->progress.done = there;
	g->progress.unjudged = true;
	bool ok = generate_rounds(g, e);
	progress_finish(&g->progress);
	return ok;
}

// A signal that comes while the suite is written leaves none either.
static bool make(struct generating *g, struct err *e)
{
	interrupt_install(g->llm);
	bool ok = fill(g, e);
	if (ok)
		note_gaps(g);
	ok = ok && (is_empty(g) || write_suite(g, e));
	interrupt_remove();
	if (!ok && g->journal && journal_count(g->journal))
		err_wrap(e, "stopped; what came back is kept, the same command goes on");
	return ok;
}

static void release(struct generating *g, bool done)
{
	journal_close(g->journal, done);
	llm_destroy(g->llm);
	for (size_t i = 0; i < g->n_langs; i++)
		near_destroy(g->near[i]);
	for (size_t i = 0; i < g->n_goals; i++) {
		VEC_FREE(&g->goals[i].items);
		for (size_t k = 0; k < SEEDS_KINDS; k++)
			VEC_FREE(&g->goals[i].seeds[k]);
	}
	arena_release(&g->round_arena);
}

bool generate_suite(struct arena *a, const struct generate_settings *s,
		    struct suite_report *report, struct err *e)
{
	struct generating g = {.arena = a, .settings = s, .report = report};
	*report = (struct suite_report){.suite = s->output};
	arena_init(&g.round_arena);
	bool ok = prepare(&g, e) && make(&g, e);
	release(&g, ok);
	return ok;
}
