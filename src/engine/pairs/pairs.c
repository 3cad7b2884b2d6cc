#include "engine/pairs/pairs.h"

#include <math.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/log.h"
#include "config.h"
#include "engine/made.h"
#include "engine/pairs/pairs_rewrite.h"
#include "engine/pairs/pairs_state.h"

#define AT(member) offsetof(struct pairs_settings, member)

const struct opt pairs_options[] = {
	{"output", 'o', OPT_STR, AT(output), "SUITE", NULL, 0, 0, NULL,
	 "the suite to write: NAME.jsonl or NAME.jsonl.zst, with its manifest beside it"},
	{"taxonomy", 't', OPT_STR, AT(taxonomy), "NAME", NULL, 0, 0, NULL,
	 "the taxonomy that risks are looked up in; without it, the first source's own, "
	 "else s-eval"},
	{"difficulty", 0, OPT_LIST, AT(difficulties), "easy,hard", "easy,hard", 0, 0,
	 NULL,
	 "which pairs: hard ones are of replies that models really gave, easy ones have "
	 "a "
	 "rewritten reply"},
	{"rewriter", 0, OPT_STR, AT(rewriter), "MODEL", NULL, 0, 0, NULL,
	 "provider/model that rewrites good replies into irresponsible ones, for easy "
	 "pairs"},
	{"per-item", 0, OPT_INT, AT(per_item), "N", "0", 0, 1e6, NULL,
	 "at most N pairs of each difficulty to one question; 0 is one of a run or of a "
	 "rewriter, and all of what data sets have"},
	{"limit", 0, OPT_INT, AT(limit), "N", "0", 0, 1e9, NULL,
	 "draw N of all pairs; 0 takes all"},
	{"min-chars", 0, OPT_INT, AT(min_chars), "N", "0", 0, 1e6, NULL,
	 "leave out replies of fewer characters; 0 is 10 of a run or of a rewriter, "
	 "and 1 of data sets"},
	{"near-dup", 0, OPT_REAL, AT(near_dup), "T", "0.8", 0.3, 1, NULL,
	 "leave out pairs of replies whose Jaccard similarity is T or more"},
	{"param", 'p', OPT_REPEAT, AT(params), "NAME=V", NULL, 0, 0, NULL,
	 "a decoding parameter of the rewriter"},
	{"seed", 0, OPT_INT, AT(seed), "N", "0", 0, 9e15, NULL,
	 "what everything random is drawn from"},
	{"version", 0, OPT_STR, AT(version), "VERSION", NULL, 0, 0, NULL,
	 "the suite's version"},
	LLM_OPTION_ROWS(struct pairs_settings, llm),
	{"quiet", 'q', OPT_FLAG, AT(quiet), NULL, NULL, 0, 0, NULL, "no progress line"},
	{0},
};

// --- Checking what was asked for.

static bool read_difficulties(struct pairing *p, struct err *e)
{
	const struct opt_list *list = &p->settings->difficulties;
	for (size_t i = 0; i < list->n; i++) {
		struct str name = str_trim(list->items[i]);
		if (str_is(name, "easy"))
			p->easy = true;
		else if (str_is(name, "hard"))
			p->hard = true;
		else
			return err_set(
				e, ERR_INPUT,
				"--difficulty: expected easy or hard, got \"" STR_FMT
				"\"",
				STR_ARG(name));
	}
	return p->easy || p->hard ||
	       err_set(e, ERR_INPUT, "--difficulty: expected easy, hard or both");
}

static bool read_params(struct pairing *p, struct err *e)
{
	const struct opt_list *specs = &p->settings->params;
	struct params *grid = NULL;
	size_t n = 0;
	if (!params_grid(p->arena, specs->items, specs->n, &grid, &n, e))
		return false;
	if (n != 1)
		return err_set(e, ERR_INPUT, "--param: expected one value of each");
	p->params = grid[0];
	return true;
}

static bool open_rewriter(struct pairing *p, struct err *e)
{
	if (str_empty(p->settings->rewriter))
		return true;
	struct llm_settings llm = p->settings->llm;
	llm.seed = (uint64_t)p->settings->seed;
	p->llm = llm_create(&llm);
	p->rewriter = llm_model(p->llm, p->settings->rewriter, e);
	return p->rewriter || err_wrap(e, "--rewriter");
}

// --- What is written.

// The command that makes it again.
static struct str command_of(const struct pairing *p)
{
	const struct pairs_settings *s = p->settings;
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	buf_adds(&out, "assay pairs");
	for (size_t i = 0; i < s->sources.n; i++)
		made_word(&out, s->sources.items[i]);
	made_str(&out, "-t", s->taxonomy);
	made_list(&out, "--difficulty", &s->difficulties);
	made_str(&out, "--rewriter", s->rewriter);
	made_each(&out, "-p", &s->params);
	made_int(&out, "--per-item", s->per_item);
	made_int(&out, "--limit", s->limit);
	made_int(&out, "--min-chars", s->min_chars);
	buf_addf(&out, " --near-dup %g --seed %lld", s->near_dup, (long long)s->seed);
	struct str command = buf_dup(p->arena, &out);
	buf_release(&out);
	return command;
}

static struct manifest describe(const struct pairing *p)
{
	bool one = !p->licenses_differ && !p->rewriter;
	return (struct manifest){
		.name = path_stem(p->settings->output),
		.version = p->settings->version,
		.license = one ? p->license : STR_NONE,
		.taxonomy = str_empty(p->settings->taxonomy) ? p->taxonomy->id
							     : p->settings->taxonomy,
		.made = command_of(p),
	};
}

static struct suite_writer *create(const struct pairing *p, struct err *e)
{
	struct manifest manifest = describe(p);
	return suite_create(arena_cstr(p->arena, p->settings->output), &manifest, e);
}

// Whether it can be written is found out before anything is read.
static bool try_output(struct pairing *p, struct err *e)
{
	struct suite_writer *w = create(p, e);
	suite_abandon(w);
	return w != NULL;
}

// --- The draw: the offers of the smallest keys, so that it does not hang on their order.

struct drawn {
	uint64_t key, at;
};

static int by_key(const void *x, const void *y)
{
	const struct drawn *a = x, *b = y;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

static void draw(struct pairing *p)
{
	uint64_t limit = (uint64_t)p->settings->limit;
	p->n_chosen = p->keys.n;
	if (!limit || limit >= p->keys.n)
		return;
	struct drawn *all = mem_resize(NULL, p->keys.n, sizeof(*all));
	for (size_t i = 0; i < p->keys.n; i++)
		all[i] = (struct drawn){p->keys.p[i], i};
	qsort(all, p->keys.n, sizeof(*all), by_key);
	p->chosen = arena_alloc(p->arena, p->keys.n / 8 + 1);
	for (uint64_t i = 0; i < limit; i++)
		p->chosen[all[i].at / 8] |= (uint8_t)(1u << (all[i].at % 8));
	mem_free(all);
	p->n_chosen = limit;
	tally_add(&p->report->dropped, STR("over --limit"), p->keys.n - limit);
}

// --- All of it.

// Everything that decides what the rewriter is asked, but for what the sources say: each
// request is compared with the one that was answered.
static bool open_journal(struct pairing *p, struct err *e)
{
	if (!p->rewriter)
		return true;
	struct hasher h;
	hasher_init(&h);
	hasher_field(&h, str_of(model_name(p->rewriter)));
	hasher_field(&h, model_endpoint(p->rewriter));
	hasher_field(&h, params_text(p->arena, &p->params));
	hasher_u64(&h, (uint64_t)rewrite_version());
	hasher_u64(&h, (uint64_t)p->settings->seed);
	p->journal = journal_open(p->arena, arena_cstr(p->arena, p->settings->output),
				  hash128_hex(p->arena, hasher_end(&h)), e);
	if (p->journal && journal_count(p->journal))
		log_info("going on after %zu replies", journal_count(p->journal));
	return p->journal != NULL;
}

static bool check(struct pairing *p, struct err *e)
{
	if (str_empty(p->settings->output))
		return err_set(e, ERR_INPUT, "no suite to write: name one with -o");
	if (!p->settings->sources.n)
		return err_set(e, ERR_INPUT, "nothing to build pairs from");
	return read_difficulties(p, e) && read_params(p, e) &&
	       pairs_find_taxonomy(p, e) && try_output(p, e) && open_rewriter(p, e);
}

static bool anything(const struct pairing *p, uint64_t n, struct err *e)
{
	if (n)
		return true;
	const struct tally *dropped = &p->report->dropped;
	const char *hint = p->easy && !p->hard && !p->rewriter
				   ? "; easy pairs need --rewriter provider/model"
				   : "";
	if (!dropped->counts.n)
		return err_set(e, ERR_INPUT, "no pair could be built%s", hint);
	const struct map_entry *first = &dropped->counts.entries[0];
	return err_set(e, ERR_INPUT, "no pair could be built%s: " STR_FMT " (%llu)", hint,
		       STR_ARG(first->key), (unsigned long long)first->value.num);
}

static bool build(struct pairing *p, struct err *e)
{
	p->spool = spool_create(path_dir(p->settings->output), e);
	if (!p->spool || !pairs_read_sources(p, e) || !anything(p, p->keys.n, e))
		return false;
	draw(p);
	return open_journal(p, e) && (p->to = create(p, e)) && pairs_write(p, e) &&
	       anything(p, p->report->written, e);
}

bool pairs_suite(struct arena *a, const struct pairs_settings *s,
		 struct suite_report *report, struct err *e)
{
	struct pairing p = {.arena = a, .settings = s, .report = report};
	*report = (struct suite_report){.suite = s->output};
	arena_init(&p.hashes);
	bool ok = check(&p, e) && build(&p, e);
	if (ok)
		ok = suite_finish(p.to, e);
	else
		suite_abandon(p.to);
	journal_close(p.journal, ok);
	llm_destroy(p.llm);
	spool_destroy(p.spool);
	VEC_FREE(&p.keys);
	map_release(&p.seen);
	map_release(&p.counted);
	arena_release(&p.hashes);
	return ok;
}
