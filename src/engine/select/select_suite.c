#include "engine/select/select_suite.h"

#include <math.h>

#include "base/file.h"
#include "base/log.h"
#include "engine/made.h"
#include "engine/select/select_state.h"

#define AT(member) offsetof(struct select_settings, member)

const struct opt select_options[] = {
	{"output", 'o', OPT_STR, AT(output), "SUITE", NULL, 0, 0, NULL,
	 "the suite to write: NAME.jsonl or NAME.jsonl.zst, with its manifest beside it"},
	{"lang", 0, OPT_LIST, AT(langs), "LANG,...", NULL, 0, 0, NULL,
	 "only items in these languages; without it, all"},
	{"well-formed", 0, OPT_FLAG, AT(well_formed), NULL, "true", 0, 0, NULL,
	 "keep what is no prompt too: too long or short, in another language than it "
	 "says, no question or request, an echo, an answer, a refusal"},
	{"exclude", 0, OPT_REPEAT, AT(exclude), "SUITE", NULL, 0, 0, NULL,
	 "drop what overlaps this suite"},
	{"near-dup", 0, OPT_REAL, AT(near_dup), "T", "0.8", 0, 1, NULL,
	 "the Jaccard similarity from which texts are near-duplicates, 0.3 to 1; 0: only "
	 "equal texts are dropped"},
	{"riskiness", 0, OPT_REPEAT, AT(riskiness), "RUN", NULL, 0, 0, NULL,
	 "a finished run of the candidates: prefer what its targets answered riskily"},
	{"victim", 0, OPT_REPEAT, AT(victims.models), "PROVIDER/MODEL", NULL, 0, 0, NULL,
	 "a model to ask the candidates first, for the same purpose"},
	{"judge", 'j', OPT_REPEAT, AT(victims.judges), "JUDGE", NULL, 0, 0, NULL,
	 "who judges the victims' answers; without it, refusal"},
	{"param", 'p', OPT_REPEAT, AT(victims.params), "NAME=V,...", NULL, 0, 0, NULL,
	 "the victims' decoding parameters"},
	{"min-riskiness", 0, OPT_REAL, AT(min_riskiness), "R", "0", 0, 1, NULL,
	 "drop what is less risky than this; unknown counts as 0"},
	{"diversity", 0, OPT_FLAG, AT(diversity), NULL, "true", 0, 0, NULL,
	 "fill quotas by riskiness and lot, however much alike the items are"},
	{"per-leaf", 0, OPT_INT, AT(per_leaf), "N", "0", 0, 1e9, NULL,
	 "keep at most N items of each leaf and language; 0 is no quota"},
	{"per-dimension", 0, OPT_INT, AT(per_dimension), "N", "0", 0, 1e9, NULL,
	 "keep N items of each dimension and language, in the taxonomy's proportions; 0 "
	 "is no quota"},
	{"count", 0, OPT_INT, AT(count), "N", "0", 0, 1e9, NULL,
	 "keep N items per language, in the taxonomy's proportions; 0 is no quota"},
	{"scale", 0, OPT_CHOICE, AT(scale), NULL, NULL, 0, 0, "small|medium|large|full",
	 "1,000, 3,000, 5,000 or 10,000 per language; each is part of the next"},
	{"seed", 0, OPT_INT, AT(seed), "N", "0", 0, 9e15, NULL,
	 "what everything random is drawn from"},
	{"taxonomy", 't', OPT_STR, AT(taxonomy), "NAME", NULL, 0, 0, NULL,
	 "the taxonomy of the items' risks; without it, the first suite's own, else "
	 "s-eval"},
	LLM_OPTION_ROWS(struct select_settings, victims.llm),
	{"quiet", 'q', OPT_FLAG, AT(victims.quiet), NULL, NULL, 0, 0, NULL,
	 "no progress line"},
	{0},
};

// --- Reading.

static bool of_lang(const struct selecting *s, struct str lang)
{
	const struct opt_list *langs = &s->settings->langs;
	for (size_t i = 0; i < langs->n; i++)
		if (str_eq(lang, langs->items[i]))
			return true;
	return !langs->n;
}

// Ids are one suite's own: an id that another suite used is numbered.
static struct str free_id(struct selecting *s, struct map *ids, struct str id)
{
	bool added;
	struct str tried = id;
	for (int n = 2; map_put(ids, tried, &added), !added; n++)
		tried = arena_printf(s->arena, STR_FMT "-%d", STR_ARG(id), n);
	if (!str_eq(tried, id))
		tally_add(&s->report->warnings, STR("id used twice, numbered"), 1);
	return tried;
}

static bool read_items(struct selecting *s, struct suite *suite, struct map *ids,
		       struct err *e)
{
	struct item item;
	int got;
	while ((got = suite_next(suite, s->arena, &item, e)) == 1) {
		struct candidate c = {.item = item, .riskiness = NAN};
		if (!str_empty(item.attack))
			return err_set(e, ERR_INPUT,
				       "%s:%zu: item " STR_FMT
				       " is attacked: expected base items (select "
				       "first, attack then)",
				       suite_path(suite), suite_line(suite),
				       STR_ARG(item.id));
		s->report->read++;
		c.item.id = free_id(s, ids, item.id);
		if (!of_lang(s, item.lang))
			c.dropped = STR("another language");
		VEC_PUSH(&s->candidates, c);
		VEC_PUSH(&s->ids, item.id);
	}
	return got == 0;
}

// Its name or path, not its id: a taxonomy of the user is found by its path alone.
static struct str taxonomy_asked(const struct selecting *s, const struct suite *first)
{
	struct str asked = s->settings->taxonomy;
	if (str_empty(asked))
		asked = suite_manifest(first)->taxonomy;
	return str_empty(asked) ? STR("s-eval") : arena_str(s->arena, asked);
}

static bool read_suite(struct selecting *s, struct str name, struct map *ids,
		       struct err *e)
{
	struct suite *suite = suite_open(arena_cstr(s->arena, name), e);
	if (!suite)
		return false;
	struct faults faults;
	struct suite_summary summary;
	faults_init(&faults);
	if (!s->selection.taxonomy) {
		struct str license = suite_manifest(suite)->license;
		s->license = license.p ? arena_str(s->arena, license) : STR_NONE;
		s->taxonomy = taxonomy_asked(s, suite);
		s->selection.taxonomy =
			suite_taxonomy(s->arena, suite, s->taxonomy, &faults);
	} else if (!str_eq(s->license, suite_manifest(suite)->license)) {
		s->license = STR_NONE; // each item's source tells its own
	}
	bool ok = (s->selection.taxonomy &&
		   suite_check(suite, s->selection.taxonomy, &summary, &faults)) ||
		  faults_to_err(&faults, e);
	if (ok)
		suite_rewind(suite);
	ok = ok && read_items(s, suite, ids, e);
	faults_release(&faults);
	suite_close(suite);
	return ok;
}

static bool read_suites(struct selecting *s, struct err *e)
{
	struct map ids = {0};
	bool ok = true;
	for (size_t i = 0; ok && i < s->settings->suites.n; i++)
		ok = read_suite(s, s->settings->suites.items[i], &ids, e);
	map_release(&ids);
	s->selection.arena = s->arena;
	s->selection.candidates = s->candidates.p;
	s->selection.n = s->candidates.n;
	s->selection.seed = (uint64_t)s->settings->seed;
	return ok;
}

static bool exclude(struct selecting *s, struct str name, struct err *e)
{
	struct arena texts = {0};
	VEC(struct str) list = {0};
	struct item item;
	int got = -1;
	struct suite *suite = suite_open(arena_cstr(s->arena, name), e);
	while (suite && (got = suite_next(suite, &texts, &item, e)) == 1)
		VEC_PUSH(&list, select_text(&texts, &item));
	if (got == 0)
		select_exclude(&s->selection, list.p, list.n, path_stem(name),
			       s->settings->near_dup);
	VEC_FREE(&list);
	suite_close(suite);
	arena_release(&texts);
	return got == 0;
}

// --- Writing.

static void note_gaps(struct selecting *s, const struct gap *gaps, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str where = gaps[i].node ? gaps[i].node->id : STR("all risks");
		struct str what =
			arena_printf(s->arena, STR_FMT " " STR_FMT " below its quota",
				     STR_ARG(where), STR_ARG(gaps[i].lang));
		tally_add(&s->report->warnings, what, gaps[i].missing);
	}
}

static void count_dropped(struct selecting *s)
{
	for (size_t i = 0; i < s->candidates.n; i++) {
		const struct candidate *c = &s->candidates.p[i];
		if (!c->dropped.p)
			continue;
		tally_add(&s->report->dropped, c->dropped, 1);
		log_info("dropped " STR_FMT ": " STR_FMT "%s" STR_FMT,
			 STR_ARG(c->item.id), STR_ARG(c->dropped),
			 c->twin.p ? " of " : "", STR_ARG(c->twin));
	}
}

// The command that makes it again.
static struct str describe(struct selecting *s)
{
	const struct select_settings *o = s->settings;
	struct buf text;
	buf_init(&text, BUF_TEXT_MAX);
	buf_adds(&text, "assay select");
	for (size_t i = 0; i < o->suites.n; i++)
		made_word(&text, o->suites.items[i]);
	made_str(&text, "-t", o->taxonomy);
	made_each(&text, "--lang", &o->langs);
	if (!o->well_formed)
		buf_adds(&text, " --no-well-formed");
	made_each(&text, "--exclude", &o->exclude);
	buf_addf(&text, " --near-dup %g", o->near_dup);
	made_each(&text, "--riskiness", &o->riskiness);
	made_each(&text, "--victim", &o->victims.models);
	made_each(&text, "-j", &o->victims.judges);
	made_each(&text, "-p", &o->victims.params);
	if (o->min_riskiness > 0)
		buf_addf(&text, " --min-riskiness %g", o->min_riskiness);
	if (!o->diversity)
		buf_adds(&text, " --no-diversity");
	made_int(&text, "--per-leaf", o->per_leaf);
	made_int(&text, "--per-dimension", o->per_dimension);
	made_int(&text, "--count", o->count);
	made_str(&text, "--scale", o->scale);
	buf_addf(&text, " --seed %lld", (long long)o->seed);
	struct str made = buf_dup(s->arena, &text);
	buf_release(&text);
	return made;
}

static size_t left(const struct selecting *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->candidates.n; i++)
		n += !s->candidates.p[i].dropped.p;
	return n;
}

static bool write_suite(struct selecting *s, struct err *e)
{
	struct manifest m = {
		.name = path_stem(s->settings->output),
		.license = s->license,
		.taxonomy = s->taxonomy,
		.made = describe(s),
	};
	if (left(s) == 0)
		return err_set(e, ERR_INPUT,
			       "nothing is left of %zu items; no suite is written",
			       s->candidates.n);
	struct suite_writer *to =
		suite_create(arena_cstr(s->arena, s->settings->output), &m, e);
	if (!to)
		return false;
	for (size_t i = 0; i < s->candidates.n; i++) {
		const struct candidate *c = &s->candidates.p[i];
		if (c->dropped.p)
			continue;
		suite_report_add(s->report, s->selection.taxonomy, &c->item);
		if (!suite_put(to, &c->item, e)) {
			suite_abandon(to);
			return false;
		}
	}
	return suite_finish(to, e);
}

// --- All of it.

static bool check_settings(const struct select_settings *s, struct err *e)
{
	if (str_empty(s->output))
		return err_set(e, ERR_INPUT, "no suite to write: name one with -o");
	if (s->near_dup > 0 && s->near_dup < 0.3)
		return err_set(e, ERR_INPUT,
			       "--near-dup: expected 0, or 0.3 to 1, got %g",
			       s->near_dup);
	if ((s->per_leaf > 0) + (s->per_dimension > 0) + (s->count > 0) +
		    (s->scale.n > 0) >
	    1)
		return err_set(
			e, ERR_INPUT,
			"expected only one of --per-leaf, --per-dimension, --count "
			"and --scale");
	if (s->min_riskiness > 0 && !s->riskiness.n && !s->victims.models.n)
		return err_set(
			e, ERR_INPUT,
			"--min-riskiness: needs --riskiness RUN or --victim MODEL");
	return true;
}

// Those that are named, else those of all that was read: one that nothing is left in is
// a gap too.
static struct opt_list wanted_langs(struct selecting *s)
{
	if (s->settings->langs.n)
		return s->settings->langs;
	struct map seen = {0};
	for (size_t i = 0; i < s->candidates.n; i++)
		map_put(&seen, s->candidates.p[i].item.lang, NULL);
	struct opt_list all = {arena_array(s->arena, seen.n, sizeof(*all.items)), seen.n};
	for (size_t i = 0; i < seen.n; i++)
		all.items[i] = seen.entries[i].key;
	map_release(&seen);
	return all;
}

static bool run_steps(struct selecting *s, struct err *e)
{
	const struct select_settings *o = s->settings;
	struct selection *selection = &s->selection;
	if (o->well_formed)
		select_well_formed(selection);
	for (size_t i = 0; i < o->exclude.n; i++)
		if (!exclude(s, o->exclude.items[i], e))
			return false;
	select_distinct(selection, o->near_dup);
	if (!select_riskiness(s, e))
		return false;
	if (o->min_riskiness > 0)
		select_risky(selection, o->min_riskiness);
	struct opt_list langs = wanted_langs(s);
	struct quotas quotas = {
		.per_leaf = (size_t)o->per_leaf,
		.per_dimension = (size_t)o->per_dimension,
		.count = o->scale.n ? select_scale(o->scale) : (size_t)o->count,
		.diversity = o->diversity,
		.langs = langs.items,
		.n_langs = langs.n,
	};
	struct gap *gaps = NULL;
	size_t n_gaps = 0;
	if (quotas.per_leaf || quotas.per_dimension || quotas.count)
		select_fill(selection, &quotas, &gaps, &n_gaps);
	note_gaps(s, gaps, n_gaps);
	count_dropped(s);
	return true;
}

bool select_suite(struct arena *a, const struct select_settings *s,
		  struct suite_report *report, struct err *e)
{
	struct selecting selecting = {.arena = a, .settings = s, .report = report};
	*report = (struct suite_report){.suite = s->output};
	bool ok = check_settings(s, e);
	if (ok && file_exists(arena_cstr(a, s->output)))
		ok = err_set(e, ERR_EXISTS, STR_FMT ": exists", STR_ARG(s->output));
	ok = ok && read_suites(&selecting, e) && run_steps(&selecting, e) &&
	     write_suite(&selecting, e);
	VEC_FREE(&selecting.candidates);
	VEC_FREE(&selecting.ids);
	return ok;
}
