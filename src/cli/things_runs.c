// Runs: the run files of the working folder, and one of them in short.
#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "cli/things.h"
#include "store/store.h"

// What of a run is shown besides targets and counts: keys of its file (store.h), and what
// people call them.
static const struct {
	const char *key, *name;
	bool number;
} facts[] = {
	{"state", "state", false},
	{"created", "created", false},
	{"assay", "assay", false},
	{"suite.name", "suite", false},
	{"suite.version", "suite version", false},
	{"suite.sha256", "suite SHA-256", false},
	{"suite.items", "items of the suite", true},
	{"suite.drawn", "of them asked", true},
	{"plan.cells", "planned samples", true},
	{"taxonomy", "taxonomy", false},
	{"judge", "judge of record", false},
	{"blocked", "blocked", false},
};

struct run_facts {
	struct str values[COUNT(facts)];
	struct str config; // JSON
	struct target *targets;
	size_t n_targets;
	struct store_counts counts;
};

static bool collect(struct arena *a, struct store *s, struct run_facts *f, struct err *e)
{
	for (size_t i = 0; i < COUNT(facts); i++)
		f->values[i] = store_get(s, a, facts[i].key);
	f->config = store_get(s, a, "config");
	return store_targets(s, a, &f->targets, &f->n_targets, e) &&
	       store_count(s, &f->counts, e);
}

static bool read_run(struct arena *a, const char *path, struct run_facts *f,
		     struct err *e)
{
	struct store *s = store_open(path, false, e);
	if (!s)
		return false;
	bool ok = collect(a, s, f, e);
	struct err closing = {0};
	if (!store_close(s, &closing) && ok)
		return err_set(e, closing.code, "%s", closing.msg);
	return ok;
}

static struct str value_of(const struct run_facts *f, const char *key)
{
	for (size_t i = 0; i < COUNT(facts); i++)
		if (strcmp(facts[i].key, key) == 0)
			return f->values[i];
	return STR_NONE;
}

static struct str target_names(struct arena *a, const struct run_facts *f)
{
	struct str *names = arena_array(a, f->n_targets, sizeof(*names));
	for (size_t i = 0; i < f->n_targets; i++)
		names[i] = f->targets[i].name;
	return arena_join(a, names, f->n_targets, STR(", "));
}

static void add_run(struct arena *a, struct things *out, const char *path)
{
	struct run_facts f = {0};
	if (!read_run(a, path, &f, NULL))
		return; // some other file of that name
	struct str suite = value_of(&f, "suite.name"), cells = value_of(&f, "plan.cells");
	struct str targets = target_names(a, &f);
	struct bilingual about = {
		arena_printf(a, STR_FMT "，%" PRIu64 " / " STR_FMT " 个样本：" STR_FMT,
			     STR_ARG(suite), f.counts.cells, STR_ARG(cells),
			     STR_ARG(targets)),
		arena_printf(a, STR_FMT ", %" PRIu64 " of " STR_FMT " samples: " STR_FMT,
			     STR_ARG(suite), f.counts.cells, STR_ARG(cells),
			     STR_ARG(targets)),
	};
	VEC_PUSH(out, (struct thing){arena_str(a, str_of(path)), value_of(&f, "state"),
				     about});
}

static void list_runs(struct arena *a, struct things *out)
{
	struct dirent **entries;
	int n = scandir(".", &entries, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		if (str_ends(str_of(entries[i]->d_name), STR(".assay")))
			add_run(a, out, entries[i]->d_name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

static void put_json(struct buf *out, struct str path, const struct run_facts *f)
{
	struct json_writer w;
	json_writer_init(&w, out, 0);
	json_begin(&w, '{');
	json_field_str(&w, "run", path);
	for (size_t i = 0; i < COUNT(facts); i++) {
		int64_t number;
		if (facts[i].number && str_to_i64(f->values[i], &number))
			json_field_int(&w, facts[i].key, number);
		else
			json_field_str(&w, facts[i].key, f->values[i]);
	}
	json_key(&w, "targets");
	json_begin(&w, '[');
	for (size_t i = 0; i < f->n_targets; i++)
		json_put_str(&w, f->targets[i].name);
	json_end(&w, ']');
	json_field_int(&w, "samples", (int64_t)f->counts.cells);
	json_field_int(&w, "answered", (int64_t)f->counts.answered);
	json_field_int(&w, "failed", (int64_t)f->counts.failed);
	json_field_int(&w, "judged", (int64_t)f->counts.judged);
	json_key(&w, "config");
	json_put_raw(&w, f->config.p ? f->config : STR("null"));
	json_end(&w, '}');
}

static bool show_run(struct cli *cli, struct str name, struct buf *out, struct err *e)
{
	struct run_facts f = {0};
	if (!read_run(cli->arena, arena_cstr(cli->arena, name), &f, e))
		return false;
	if (cli->json) {
		put_json(out, name, &f);
		return true;
	}
	for (size_t i = 0; i < COUNT(facts); i++)
		if (f.values[i].p)
			buf_addf(out, "%s: " STR_FMT "\n", facts[i].name,
				 STR_ARG(f.values[i]));
	for (size_t i = 0; i < f.n_targets; i++)
		buf_addf(out, "target: " STR_FMT "\n", STR_ARG(f.targets[i].name));
	buf_addf(out,
		 "samples: %" PRIu64 ", %" PRIu64 " answered, %" PRIu64
		 " failed, %" PRIu64 " judged\n",
		 f.counts.cells, f.counts.answered, f.counts.failed, f.counts.judged);
	return true;
}

extern const struct thing_kind things_runs;
const struct thing_kind things_runs = {"runs", "run", "state", list_runs, show_run};
