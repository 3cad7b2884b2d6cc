#include "suite/suite_read.h"

#include "base/asset.h"
#include "base/file.h"
#include "suite/builtin.h"
#include "suite/line.h"
#include "suite/manifest.h"

#define MANIFEST_MAX ((size_t)1 << 20)

// --- Opening.

static bool load_manifest(struct suite *s, const char *path, struct err *e)
{
	struct str text;
	return file_read(&s->arena, path, MANIFEST_MAX, &text, e) &&
	       manifest_read(&s->arena, text, path, &s->manifest, e);
}

static bool open_builtin(struct suite *s, struct str name, struct err *e)
{
	struct arena *a = &s->arena;
	s->text =
		asset_text(arena_printf(a, "suites/" STR_FMT ".jsonl", STR_ARG(name)).p);
	if (!s->text.p)
		return false;
	s->path = arena_cstr(a, arena_printf(a, STR_FMT " (built in)", STR_ARG(name)));
	struct str manifest =
		asset_text(arena_printf(a, "suites/" STR_FMT ".yaml", STR_ARG(name)).p);
	return !manifest.p || manifest_read(a, manifest, s->path, &s->manifest, e);
}

// Everything before the endings of a suite's files: runs/x.jsonl.zst and runs/x.yaml are
// runs/x.
static struct str without_ending(struct str path)
{
	static const char *const endings[] = {".zst", ".gz", ".jsonl", ".yaml", ".yml"};
	for (size_t i = 0; i < COUNT(endings); i++)
		if (str_ends(path, str_of(endings[i])))
			path.n -= strlen(endings[i]);
	return path;
}

static bool is_manifest(struct str path)
{
	return str_ends(path, STR(".yaml")) || str_ends(path, STR(".yml"));
}

static bool find_items(struct suite *s, struct str stem, const char *manifest,
		       struct err *e)
{
	static const char *const endings[] = {".jsonl", ".jsonl.zst", ".jsonl.gz"};
	for (size_t i = 0; i < COUNT(endings); i++) {
		struct str path =
			arena_printf(&s->arena, STR_FMT "%s", STR_ARG(stem), endings[i]);
		s->path = arena_cstr(&s->arena, path);
		if (file_exists(s->path))
			return true;
	}
	return err_set(e, ERR_NOT_FOUND,
		       "%s: expected its items beside it, in " STR_FMT ".jsonl", manifest,
		       STR_ARG(stem));
}

static bool open_files(struct suite *s, struct str name, struct err *e)
{
	struct arena *a = &s->arena;
	struct str stem = without_ending(name);
	char *manifest = arena_cstr(a, arena_printf(a, STR_FMT ".yaml", STR_ARG(stem)));
	if (str_is(name, "-"))
		return err_set(e, ERR_INPUT,
			       "a suite is read more than once, so it cannot come from "
			       "standard input");
	if (is_manifest(name)) {
		manifest = arena_cstr(a, name);
		return load_manifest(s, manifest, e) && find_items(s, stem, manifest, e);
	}
	s->path = arena_cstr(a, name);
	if (file_is_dir(s->path))
		return err_set(e, ERR_INPUT,
			       "%s: is a folder, expected a suite's JSONL or YAML file",
			       s->path);
	if (!file_exists(s->path))
		return err_set(e, ERR_NOT_FOUND,
			       "%s: no such file, and no built-in suite of that name "
			       "(assay list suites names them)",
			       s->path);
	if (file_is_stream(s->path))
		return err_set(e, ERR_INPUT,
			       "%s: a suite is read more than once, so it cannot come "
			       "from a pipe or a device",
			       s->path);
	if (stem.n == name.n || !file_exists(manifest))
		return true;
	return load_manifest(s, manifest, e);
}

struct suite *suite_open(const char *name, struct err *e)
{
	struct suite *s = mem_zalloc(sizeof(*s));
	arena_init(&s->arena);
	arena_init(&s->line);
	struct str wanted = str_of(name);
	struct err builtin = {0};
	bool ok = builtin_is_name(wanted) && open_builtin(s, wanted, &builtin);
	if (!ok && builtin.code != ERR_NONE)
		err_set(e, builtin.code, "%s", builtin.msg);
	else if (!ok)
		ok = open_files(s, wanted, e);
	if (!ok) {
		suite_close(s);
		return NULL;
	}
	if (str_empty(s->manifest.name))
		s->manifest.name = path_stem(arena_str(&s->arena, wanted));
	return s;
}

void suite_close(struct suite *s)
{
	if (!s)
		return;
	input_close(s->in);
	arena_release(&s->line);
	arena_release(&s->arena);
	mem_free(s);
}

const struct manifest *suite_manifest(const struct suite *s)
{
	return &s->manifest;
}

const char *suite_path(const struct suite *s)
{
	return s->path;
}

size_t suite_builtin(struct arena *a, struct str **names)
{
	return builtin_names(a, STR("suites/"), STR(".jsonl"), names);
}

// --- Reading.

static bool start(struct suite *s, struct err *e)
{
	if (!s->in)
		s->in = s->text.p ? input_from_str(s->text, s->path)
				  : input_open(s->path, INPUT_DETECT, e);
	return s->in != NULL;
}

int suite_next_line(struct suite *s, struct str *line, struct err *e)
{
	if (!start(s, e))
		return -1;
	int got;
	while ((got = input_line(s->in, SUITE_LINE_MAX, line, e)) == 1)
		if (str_trim(*line).n)
			return 1;
	return got;
}

bool suite_read_item(struct suite *s, struct arena *a, struct str line, struct item *out,
		     struct err *e)
{
	arena_reset(&s->line);
	const struct json *j = line_json(&s->line, line, JSON_REFUSE_DUPLICATES, e);
	if (!j)
		return false;
	return item_from_json(a, j, out, e);
}

int suite_next(struct suite *s, struct arena *a, struct item *out, struct err *e)
{
	struct str line;
	int got = suite_next_line(s, &line, e);
	if (got != 1)
		return got;
	if (suite_read_item(s, a, line, out, e))
		return 1;
	err_wrap(e, "%s:%zu", s->path, suite_line(s));
	return -1;
}

size_t suite_line(const struct suite *s)
{
	return s->in ? input_line_number(s->in) : 0;
}

void suite_rewind(struct suite *s)
{
	input_close(s->in);
	s->in = NULL; // opened again at the next read
}
