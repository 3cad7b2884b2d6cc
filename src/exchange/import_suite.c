#include "exchange/import_suite.h"

#include "base/file.h"
#include "base/log.h"
#include "base/utf8.h"
#include "exchange/mapping.h"
#include "suite/taxonomy_file.h"

#define LABELS_NAMED 20 // unknown ones that are counted by name
#define LABEL_SHOWN 60  // bytes

struct seen {                      // an item that came
	uint64_t content, answers; // hashes; 0: no answer
};

struct answers { // of an item that came without any at first
	int64_t *p;
	size_t n;
};

struct importing {
	struct import_job job;
	const struct taxonomy *taxonomy;
	struct suite_writer *to;
	struct suite_report *report;
	struct map ids; // hash of an id -> struct seen
	struct arena keys;
	struct map later; // hash of an id -> struct answers, that a duplicate has
	struct arena later_arena;
	bool again; // the second time that all is read, for their sake
	struct arena item;
	size_t labels; // unknown ones, counted by name
};

// What a map holds of an id, by its hash. One that is new is put in, with NULL, if there
// is an arena for its key; else it is NULL.
static union map_value *of_id(struct map *map, struct arena *keys, struct str id)
{
	struct hasher h;
	hasher_init(&h);
	hasher_field(&h, id);
	struct hash128 hash = hasher_end(&h);
	struct str key = {(const char *)&hash, sizeof(hash)};
	union map_value *value = map_find(map, key);
	if (value || !keys)
		return value;
	key.p = arena_copy(keys, &hash, sizeof(hash));
	return map_put(map, key, NULL);
}

static uint64_t answers_of(const struct item *item)
{
	struct str bytes = {(const char *)item->answers,
			    item->n_answers * sizeof(*item->answers)};
	return item->n_answers ? hash64(bytes) : 0;
}

// The first time: keeps what a duplicate says where the item itself says nothing.
static void note_later(struct importing *im, const struct item *item)
{
	union map_value *value = of_id(&im->later, &im->later_arena, item->id);
	if (value->ptr)
		return;
	struct answers *later = arena_new(&im->later_arena, struct answers);
	*later = (struct answers){
		arena_copy(&im->later_arena, item->answers,
			   item->n_answers * sizeof(*item->answers)),
		item->n_answers,
	};
	value->ptr = later;
}

// The second time: gives it to the item.
static void take_later(struct importing *im, struct item *item)
{
	const union map_value *found = of_id(&im->later, NULL, item->id);
	if (!found || item->n_answers)
		return;
	const struct answers *later = found->ptr;
	item->answers = later->p;
	item->n_answers = later->n;
	tally_add(&im->report->warnings,
		  STR("item without an answer that a duplicate has (taken from it)"), 1);
}

static void drop_duplicate(struct importing *im, const struct item *item, uint64_t before,
			   uint64_t now)
{
	if (!before && now && !im->again)
		note_later(im, item);
	tally_add(&im->report->dropped,
		  now && before && now != before
			  ? STR("duplicate item with another answer (the first counts)")
			  : STR("duplicate item"),
		  1);
}

// An id that came before: of the same item, which is dropped then, or of another, which
// gets a number behind its id. False: drop it.
static bool settle_id(struct importing *im, struct item *item)
{
	struct str given = item->id;
	struct seen now = {hash64(item_content_id(&im->item, item)), answers_of(item)};
	for (int number = 2;; number++) {
		union map_value *value = of_id(&im->ids, &im->keys, item->id);
		if (!value->ptr) {
			take_later(im, item);
			now.answers = answers_of(item);
			value->ptr = arena_copy(&im->keys, &now, sizeof(now));
			break;
		}
		log_info("id " STR_FMT " in row %lld came before", STR_ARG(item->id),
			 (long long)item->source.row);
		const struct seen *before = value->ptr;
		if (before->content == now.content) {
			drop_duplicate(im, item, before->answers, now.answers);
			return false;
		}
		item->id = arena_printf(&im->item, STR_FMT "-%d", STR_ARG(given), number);
	}
	if (!str_eq(given, item->id))
		tally_add(&im->report->warnings,
			  STR("id of two different items (numbered)"), 1);
	return true;
}

static void note_label(struct importing *im, struct str label)
{
	struct tally *warnings = &im->report->warnings;
	struct str name =
		arena_printf(&im->item, "unknown risk \"" STR_FMT "\" (left out)",
			     STR_ARG(utf8_clip(label, LABEL_SHOWN)));
	bool named = tally_get(warnings, name) || im->labels < LABELS_NAMED;
	im->labels += named && !tally_get(warnings, name);
	tally_add(warnings, named ? name : STR("other unknown risks (left out)"), 1);
}

// The node's own id in place of the label; one that is unknown stays as a note.
static void map_risk(struct importing *im, struct item *item)
{
	if (str_empty(item->risk))
		return;
	const struct node *node = taxonomy_find(im->taxonomy, item->risk);
	if (!node) {
		note_label(im, item->risk);
		if (str_empty(item->meta))
			item->meta = mapping_note(&im->item, "risk", item->risk);
	}
	item->risk = node ? node->id : STR_NONE;
}

static bool put(void *ctx, const struct item *from, struct err *e)
{
	struct importing *im = ctx;
	struct item item = *from;
	arena_reset(&im->item);
	map_risk(im, &item);
	if (!settle_id(im, &item))
		return true;
	suite_report_add(im->report, im->taxonomy, &item);
	return suite_put(im->to, &item, e);
}

static const struct taxonomy *load(struct arena *a, const struct importer_desc *desc,
				   const struct import_settings *s, struct err *e)
{
	struct str name = s->taxonomy;
	if (str_empty(name))
		name = str_of(desc->taxonomy ? desc->taxonomy : "s-eval");
	struct faults faults;
	faults_init(&faults);
	const struct taxonomy *t = taxonomy_load_tree(a, name, &faults);
	if (!t && faults_to_err(&faults, e))
		bug("a taxonomy that failed to load without a fault");
	faults_release(&faults);
	return t;
}

static struct manifest describe(struct arena *a, const struct importer_desc *desc,
				const struct import_settings *s, const struct taxonomy *t,
				const struct opt_list *paths)
{
	struct str *names = arena_array(a, paths->n + 1, sizeof(*names));
	for (size_t i = 0; i < paths->n; i++)
		names[i] = path_base(paths->items[i]);
	return (struct manifest){
		.name = str_empty(s->name) ? path_stem(s->output) : s->name,
		.version = s->version,
		.license = str_of(desc->license),
		.taxonomy = t->id,
		.made = arena_printf(a, "assay import %s " STR_FMT, desc->name,
				     STR_ARG(arena_join(a, names, paths->n, STR(" ")))),
	};
}

static bool can_reread(const struct import_job *job)
{
	for (size_t i = 0; i < job->n_paths; i++)
		if (file_is_stream(job->paths[i]))
			return false;
	return true;
}

// Reads all of it, and once more where duplicates have answers that come too late.
static bool pass(struct importing *im, const struct importer_desc *desc,
		 const struct manifest *manifest, struct arena *a, struct err *e)
{
	struct import_job job = im->job;
	im->to = suite_create(arena_cstr(a, im->report->suite), manifest, e);
	if (!im->to)
		return false;
	bool ok = desc->import(&job, e);
	if (ok && !im->report->written)
		ok = err_set(e, ERR_INPUT, "%s: no items in it", job.paths[0]);
	bool lost = im->later.n && !can_reread(&job);
	if (lost)
		tally_add(&im->report->warnings,
			  STR("item without an answer that a duplicate has (left out: a "
			      "stream is read once)"),
			  im->later.n);
	if (ok && (!im->later.n || im->again || lost))
		return suite_finish(im->to, e);
	suite_abandon(im->to);
	if (!ok)
		return false;
	struct str suite = im->report->suite;
	suite_report_release(im->report);
	*im->report = (struct suite_report){.suite = suite};
	map_release(&im->ids);
	arena_reset(&im->keys);
	im->ids = (struct map){0};
	im->labels = 0;
	im->again = true;
	return pass(im, desc, manifest, a, e);
}

bool import_suite(struct arena *a, const struct importer_desc *desc,
		  const struct import_settings *s, const void *own,
		  const struct opt_list *paths, struct suite_report *report,
		  struct err *e)
{
	*report = (struct suite_report){.suite = s->output};
	if (str_empty(s->output))
		return err_set(e, ERR_INPUT, "no suite to write: name one with -o");
	if (!paths->n)
		return err_set(e, ERR_INPUT, "no file to read");
	struct importing im = {.report = report, .taxonomy = load(a, desc, s, e)};
	if (!im.taxonomy)
		return false;
	struct manifest manifest = describe(a, desc, s, im.taxonomy, paths);
	const char **names = arena_array(a, paths->n + 1, sizeof(*names));
	for (size_t i = 0; i < paths->n; i++)
		names[i] = arena_cstr(a, paths->items[i]);
	im.job = (struct import_job){
		.paths = names,
		.n_paths = paths->n,
		.settings = own,
		.version = s->version,
		.taxonomy = im.taxonomy,
		.report = report,
		.put = put,
		.ctx = &im,
	};
	bool ok = pass(&im, desc, &manifest, a, e);
	map_release(&im.ids);
	map_release(&im.later);
	arena_release(&im.keys);
	arena_release(&im.later_arena);
	arena_release(&im.item);
	return ok;
}
