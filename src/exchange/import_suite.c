#include "exchange/import_suite.h"

#include "base/file.h"
#include "suite/taxonomy_file.h"

struct importing {
	const struct taxonomy *taxonomy;
	struct suite_writer *to;
	struct suite_report *report;
	struct map ids; // hash of an id -> nothing
	struct arena keys;
};

static bool is_new(struct importing *im, struct str id)
{
	struct hasher h;
	hasher_init(&h);
	hasher_field(&h, id);
	struct hash128 hash = hasher_end(&h);
	struct str key = {(const char *)&hash, sizeof(hash)};
	if (map_find(&im->ids, key))
		return false;
	map_put(&im->ids,
		(struct str){arena_copy(&im->keys, &hash, sizeof(hash)), sizeof(hash)},
		NULL);
	return true;
}

static struct str known_risk(struct importing *im, struct str risk)
{
	if (str_empty(risk))
		return risk;
	const struct node *node = taxonomy_find(im->taxonomy, risk);
	if (node)
		return node->id;
	tally_add(&im->report->warnings, STR("unknown risk, left out"), 1);
	return STR_NONE;
}

static bool put(void *ctx, const struct item *from, struct err *e)
{
	struct importing *im = ctx;
	struct item item = *from;
	struct suite_report *r = im->report;
	item.risk = known_risk(im, item.risk);
	if (!is_new(im, item.id)) {
		tally_add(&r->dropped, STR("duplicate id"), 1);
		return true;
	}
	const struct node *dimension =
		str_empty(item.risk) ? NULL : taxonomy_dimension(im->taxonomy, item.risk);
	r->written++;
	tally_add(&r->by_risk, dimension ? dimension->id : STR("none"), 1);
	tally_add(&r->by_lang, item.lang, 1);
	tally_add(&r->by_attack, str_empty(item.attack) ? STR("base") : item.attack, 1);
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
	const struct taxonomy *t = taxonomy_load(a, name, &faults);
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

bool import_suite(struct arena *a, const struct importer_desc *desc,
		  const struct import_settings *s, const void *own,
		  const struct opt_list *paths, struct suite_report *report,
		  struct err *e)
{
	*report = (struct suite_report){.suite = s->output};
	if (str_empty(s->output))
		return err_set(e, ERR_INPUT, "no suite to write: name one with -o");
	struct importing im = {.report = report, .taxonomy = load(a, desc, s, e)};
	if (!im.taxonomy)
		return false;
	struct manifest manifest = describe(a, desc, s, im.taxonomy, paths);
	im.to = suite_create(arena_cstr(a, s->output), &manifest, e);
	if (!im.to)
		return false;
	const char **names = arena_array(a, paths->n + 1, sizeof(*names));
	for (size_t i = 0; i < paths->n; i++)
		names[i] = arena_cstr(a, paths->items[i]);
	struct import_job job = {
		.paths = names,
		.n_paths = paths->n,
		.settings = own,
		.taxonomy = im.taxonomy,
		.report = report,
		.put = put,
		.ctx = &im,
	};
	bool ok = desc->import(&job, e);
	if (ok && !report->written)
		ok = err_set(e, ERR_INPUT, "%s: no item in it", names[0]);
	if (ok)
		ok = suite_finish(im.to, e);
	else
		suite_abandon(im.to);
	map_release(&im.ids);
	arena_release(&im.keys);
	return ok;
}
