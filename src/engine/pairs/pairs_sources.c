// What pairs are built from: run files, data sets in others' forms, suites.
#include "base/file.h"
#include "engine/pairs/pairs_state.h"
#include "exchange/mapping.h"
#include "store/store.h"
#include "suite/builtin.h"
#include "suite/taxonomy_file.h"

enum kind { SOURCE_RUN, SOURCE_DATA, SOURCE_SUITE };

struct pair_source {
	enum kind kind;
	const struct importer_desc *desc; // of SOURCE_DATA
	struct str path;
};

static bool has_manifest(struct arena *a, struct str path)
{
	static const char *const endings[] = {".zst", ".gz", ".jsonl"};
	if (str_ends(path, STR(".yaml")))
		return true;
	for (size_t i = 0; i < COUNT(endings); i++)
		if (str_ends(path, str_of(endings[i])))
			path.n -= strlen(endings[i]);
	return file_exists(arena_printf(a, STR_FMT ".yaml", STR_ARG(path)).p);
}

static struct pair_source source_of(struct arena *a, struct str operand)
{
	struct str rest = operand;
	struct str format = str_cut(&rest, ':');
	const struct importer_desc *desc = rest.p ? importer_find(format) : NULL;
	if (desc)
		return (struct pair_source){SOURCE_DATA, desc, rest};
	if (str_ends(operand, STR(".assay")))
		return (struct pair_source){SOURCE_RUN, NULL, operand};
	if (builtin_is_name(operand) || has_manifest(a, operand))
		return (struct pair_source){SOURCE_SUITE, NULL, operand};
	return (struct pair_source){SOURCE_DATA, importer_find(STR("preferences")),
				    operand};
}

// --- Which taxonomy their risks belong to.

static bool run_taxonomy(struct pairing *p, struct str path, struct str *out,
			 struct err *e)
{
	struct store *run = store_open(arena_cstr(p->arena, path), false, e);
	if (!run)
		return false;
	*out = store_get(run, p->arena, "taxonomy");
	return store_close(run, e);
}

static bool suite_says(struct pairing *p, struct str path, struct str *out, struct err *e)
{
	struct suite *suite = suite_open(arena_cstr(p->arena, path), e);
	if (!suite)
		return false;
	struct str name = suite_manifest(suite)->taxonomy;
	*out = name.p ? arena_str(p->arena, name) : STR_NONE;
	suite_close(suite);
	return true;
}

static bool says(struct pairing *p, const struct pair_source *from, struct str *out,
		 struct err *e)
{
	switch (from->kind) {
	case SOURCE_RUN:
		return run_taxonomy(p, from->path, out, e);
	case SOURCE_SUITE:
		return suite_says(p, from->path, out, e);
	default:
		*out = str_of(from->desc->taxonomy);
		return true;
	}
}

bool pairs_find_taxonomy(struct pairing *p, struct err *e)
{
	const struct opt_list *sources = &p->settings->sources;
	struct str name = p->settings->taxonomy;
	for (size_t i = 0; str_empty(name) && i < sources->n; i++) {
		struct pair_source from = source_of(p->arena, sources->items[i]);
		if (!says(p, &from, &name, e))
			return false;
	}
	struct faults faults;
	faults_init(&faults);
	p->taxonomy = taxonomy_load_tree(p->arena, str_empty(name) ? STR("s-eval") : name,
					 &faults);
	bool ok = p->taxonomy || faults_to_err(&faults, e);
	faults_release(&faults);
	return ok || (str_empty(p->settings->taxonomy)
			      ? err_wrap(e, "-t names the taxonomy of the risks")
			      : false);
}

// --- Items that a source holds.

struct reading {
	struct pairing *p;
	struct arena item;
};

// An expert's answer that came with the prompt (100PoisonMpts).
static struct str answer_of(struct arena *a, const struct item *item)
{
	const struct json *meta =
		item->meta.n ? json_parse(a, item->meta, 0, NULL, NULL) : NULL;
	return json_str(json_get(meta, "answer"));
}

static bool take_item(struct pairing *p, struct arena *a, const struct item *item,
		      struct err *e)
{
	if (item->kind == ITEM_OPEN && str_empty(item->attack)) {
		struct str answer = answer_of(a, item);
		return answer.n ? pairs_offer_easy(p, a, item, answer, NULL, e)
				: pairs_drop(p, "prompt without a reply");
	}
	if (item->kind != ITEM_PAIR)
		return pairs_drop(p, "item that is no pair");
	if (item->better < 0)
		return pairs_drop(p, "pair whose better reply is unknown");
	struct str better = item->replies[item->better];
	return pairs_offer(p, a, item, better, item->replies[!item->better], NULL, e) &&
	       pairs_offer_easy(p, a, item, better, NULL, e);
}

static bool put(void *ctx, const struct item *item, struct err *e)
{
	struct reading *r = ctx;
	arena_reset(&r->item);
	return take_item(r->p, &r->item, item, e);
}

static bool read_data(struct pairing *p, const struct pair_source *from, struct err *e)
{
	struct reading r = {.p = p};
	const char *path = arena_cstr(p->arena, from->path);
	void *own = arena_alloc(p->arena, from->desc->settings_size + 1);
	if (from->desc->params)
		opt_defaults(from->desc->params, own, p->arena);
	struct import_job job = {
		.paths = &path,
		.n_paths = 1,
		.settings = own,
		.taxonomy = p->taxonomy,
		.report = p->report,
		.put = put,
		.ctx = &r,
	};
	arena_init(&r.item);
	bool ok = from->desc->import(&job, e);
	arena_release(&r.item);
	return ok;
}

static bool read_suite(struct pairing *p, struct str path, struct err *e)
{
	struct suite_summary summary;
	struct suite *suite = suite_open(arena_cstr(p->arena, path), e);
	struct arena a;
	struct item item;
	int got = -1;
	bool ok = suite && suite_sound(suite, NULL, &summary, e);
	arena_init(&a);
	while (ok && (arena_reset(&a), (got = suite_next(suite, &a, &item, e)) == 1)) {
		p->report->read++;
		if (str_empty(item.source.license))
			item.source.license = suite_manifest(suite)->license;
		ok = take_item(p, &a, &item, e);
	}
	arena_release(&a);
	suite_close(suite);
	return ok && got == 0;
}

// Runs are read together, in the place of the first.
bool pairs_read_sources(struct pairing *p, struct err *e)
{
	const struct opt_list *sources = &p->settings->sources;
	struct str *runs = arena_array(p->arena, sources->n + 1, sizeof(*runs));
	struct pair_source *all = arena_array(p->arena, sources->n + 1, sizeof(*all));
	size_t n_runs = 0;
	for (size_t i = 0; i < sources->n; i++) {
		all[i] = source_of(p->arena, sources->items[i]);
		if (all[i].kind == SOURCE_RUN)
			runs[n_runs++] = all[i].path;
	}
	bool ok = true, runs_read = false;
	for (size_t i = 0; ok && i < sources->n; i++) {
		p->of_run = all[i].kind == SOURCE_RUN;
		if (all[i].kind == SOURCE_DATA)
			ok = read_data(p, &all[i], e);
		else if (all[i].kind == SOURCE_SUITE)
			ok = read_suite(p, all[i].path, e);
		else if (!runs_read)
			ok = runs_read = pairs_read_runs(p, runs, n_runs, e);
	}
	return ok;
}
