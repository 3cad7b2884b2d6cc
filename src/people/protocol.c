#include "people/protocol.h"

#include "base/asset.h"
#include "base/file.h"
#include "base/hash.h"
#include "people/protocol_read.h"
#include "suite/builtin.h"
#include "suite/taxonomy_file.h"

#include <stdio.h>

#define FILE_MAX ((size_t)1 << 20)
#define REPLIES_PRESET 3
#define RATERS_PRESET 3

static const char *const root_keys[] = {"name",      "version",   "title",
					"summary",   "guideline", "unit",
					"kind",      "replies",   "select",
					"raters",    "blind",     "shuffle",
					"warn",      "taxonomy",  "per_domain",
					"questions", NULL};
static const char *const select_keys[] = {"kinds", "only", NULL};
static const char *const unit_names[UNITS] = {"sample", "prompt", "write"};
static const char *const only_names[ONLYS] = {"all", "needs-a-look", "disagreement"};

const char *protocol_unit_name(enum protocol_unit unit)
{
	invariant(unit < UNITS);
	return unit_names[unit];
}

void protocol_fault(struct protocol_reading *r, const struct yaml *y, const char *field,
		    const char *expected)
{
	struct str text = yaml_str(y);
	bool says = y && y->kind == YAML_SCALAR && text.n && text.n < 60;

	if (says)
		faults_add(r->tree.faults, r->tree.file, y->line, str_of(field),
			   "expected %s, got \"" STR_FMT "\"", expected, STR_ARG(text));
	else
		faults_add(r->tree.faults, r->tree.file, y ? y->line : 0, str_of(field),
			   "expected %s, got %s", expected, yaml_kind_name(y));
}

void protocol_bool(struct protocol_reading *r, const struct yaml *map, const char *key,
		   bool *out)
{
	const struct yaml *y = yaml_get(map, key);

	if (!yaml_is_null(y) && !yaml_bool(y, out))
		protocol_fault(r, y, key, "true or false");
}

void protocol_int(struct protocol_reading *r, const struct yaml *map, const char *key,
		  int64_t min, int64_t max, int64_t *out)
{
	const struct yaml *y = yaml_get(map, key);
	char expected[80];
	int64_t v;

	if (yaml_is_null(y))
		return;
	snprintf(expected, sizeof(expected), "a whole number from %lld to %lld",
		 (long long)min, (long long)max);
	if (!yaml_int(y, &v) || v < min || v > max)
		protocol_fault(r, y, key, expected);
	else
		*out = v;
}

void protocol_word(struct protocol_reading *r, const struct yaml *map, const char *key,
		   const char *const *names, size_t n, unsigned *out)
{
	const struct yaml *y = yaml_get(map, key);
	struct str word = yaml_str(y);
	struct buf expected;

	if (yaml_is_null(y))
		return;
	for (size_t i = 0; i < n; i++) {
		if (str_is(word, names[i])) {
			*out = (unsigned)i;
			return;
		}
	}
	buf_init(&expected, 400);
	for (size_t i = 0; i < n; i++)
		buf_addf(&expected, "%s%s",
			 i == 0       ? ""
			 : i + 1 == n ? " or "
				      : ", ",
			 names[i]);
	protocol_fault(r, y, key, expected.p ? expected.p : "");
	buf_release(&expected);
}

bool protocol_is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
		      c == '-'))
			return false;
	}
	return s.n > 0;
}

// --- What stands above the questions.

unsigned protocol_kinds(struct protocol_reading *r, const struct yaml *map,
			const char *key)
{
	const struct yaml *y = yaml_get(map, key);
	unsigned kinds = 0;

	if (!y || y->kind != YAML_LIST || y->n == 0) {
		protocol_fault(r, y, key, "a list of open, dialogue, choice, pair");
		return 0;
	}
	for (size_t i = 0; i < y->n; i++) {
		enum item_kind kind;

		if (item_kind_find(yaml_str(y->items[i]), &kind))
			kinds |= 1u << kind;
		else
			protocol_fault(r, y->items[i], key,
				       "open, dialogue, choice or pair");
	}
	return kinds;
}

static void read_select(struct protocol_reading *r, const struct yaml *root)
{
	const struct yaml *y = yaml_get(root, "select");
	unsigned only = ONLY_ALL;

	if (yaml_is_null(y))
		return;
	if (y->kind != YAML_MAP) {
		protocol_fault(r, y, "select", "{kinds: [...], only: ...}");
		return;
	}
	tree_check_keys(&r->tree, y, select_keys);
	if (!yaml_is_null(yaml_get(y, "kinds")))
		r->p->kinds = protocol_kinds(r, y, "kinds");
	protocol_word(r, y, "only", only_names, ONLYS, &only);
	r->p->only = (enum protocol_only)only;
}

static void read_taxonomy(struct protocol_reading *r, const struct yaml *root)
{
	struct arena scratch = {0};
	struct faults faults;
	struct err e = {0};

	r->p->taxonomy = tree_text(&r->tree, root, "taxonomy", false);
	if (str_empty(r->p->taxonomy)) {
		r->p->taxonomy = STR_NONE;
		return;
	}
	faults_init(&faults);
	if (!taxonomy_load_tree(&scratch, r->p->taxonomy, &faults) &&
	    !faults_to_err(&faults, &e))
		faults_add(r->tree.faults, r->tree.file, yaml_get(root, "taxonomy")->line,
			   STR("taxonomy"), "expected a taxonomy: %s", e.msg);
	faults_release(&faults);
	arena_release(&scratch);
}

static void read_name(struct protocol_reading *r, const struct yaml *root)
{
	struct protocol *p = r->p;

	p->name = tree_text(&r->tree, root, "name", true);
	if (p->name.n && !protocol_is_name(p->name))
		protocol_fault(r, yaml_get(root, "name"), "name",
			       "small letters, digits, '_' and '-'");
	p->version = tree_text(&r->tree, root, "version", false);
	p->version = arena_printf(r->tree.arena, STR_FMT "%s%.8s", STR_ARG(p->version),
				  p->version.n ? "-" : "", p->sha256);
}

static void read_root(struct protocol_reading *r, const struct yaml *root)
{
	struct protocol *p = r->p;
	int64_t replies = REPLIES_PRESET;
	unsigned unit = UNIT_SAMPLE;

	if (root->kind != YAML_MAP) {
		protocol_fault(r, root, "", "a protocol: a map with name and questions");
		return;
	}
	tree_check_keys(&r->tree, root, root_keys);
	read_name(r, root);
	p->title = tree_bilingual(&r->tree, root, "title", true);
	p->summary = tree_bilingual(&r->tree, root, "summary", false);
	p->guideline = tree_bilingual(&r->tree, root, "guideline", false);
	protocol_word(r, root, "unit", unit_names, UNITS, &unit);
	p->unit = (enum protocol_unit)unit;
	protocol_int(r, root, "replies", 1, PROTOCOL_REPLIES_MAX, &replies);
	p->replies = (size_t)replies;
	protocol_int(r, root, "raters", 1, PROTOCOL_RATERS_MAX, &p->raters);
	protocol_bool(r, root, "blind", &p->blind);
	protocol_bool(r, root, "shuffle", &p->shuffle);
	protocol_bool(r, root, "warn", &p->warn);
	protocol_bool(r, root, "per_domain", &p->per_domain);
	read_select(r, root);
	read_taxonomy(r, root);
	protocol_questions(r, root);
}

static bool read_text(struct arena *a, struct str name, struct faults *f,
		      struct str *text)
{
	struct err e = {0};

	if (builtin_is_name(name)) {
		*text = asset_text(
			arena_printf(a, "protocols/" STR_FMT ".yaml", STR_ARG(name)).p);
		if (!text->p)
			faults_add(f, name, 0, STR_NONE,
				   "no such protocol (assay list protocols names them; a "
				   "file's name ends in .yaml)");
		return text->p;
	}
	if (file_read(a, arena_cstr(a, name), FILE_MAX, text, &e))
		return true;
	faults_add(f, STR_NONE, 0, STR_NONE, "%s", e.msg);
	return false;
}

const struct protocol *protocol_load(struct arena *a, struct str name, struct faults *f)
{
	struct protocol *p = arena_new(a, struct protocol);
	struct protocol_reading r = {{a, f, arena_str(a, name)}, p};
	size_t before = f->total;
	struct arena scratch = {0};
	const struct yaml *root;
	struct err e = {0};

	*p = (struct protocol){
		.raters = RATERS_PRESET,
		.kinds = (1u << ITEM_KINDS) - 1,
		.blind = true,
	};
	if (!read_text(a, name, f, &p->text))
		return NULL;
	sha256_hex(p->text, p->sha256);
	root = yaml_parse(&scratch, p->text, arena_cstr(&scratch, name), &e);
	if (root)
		read_root(&r, root);
	else
		faults_add(f, STR_NONE, 0, STR_NONE, "%s", e.msg);
	arena_release(&scratch);
	return f->total == before ? p : NULL;
}

const struct protocol *protocol_open(struct arena *a, struct str name, struct err *e)
{
	struct faults faults;

	faults_init(&faults);
	const struct protocol *p = protocol_load(a, name, &faults);
	if (!p && faults_to_err(&faults, e))
		bug("a protocol that cannot be read has no fault");
	faults_release(&faults);
	return p;
}

size_t protocol_builtin(struct arena *a, struct str **names)
{
	return builtin_names(a, STR("protocols/"), STR(".yaml"), names);
}

// --- Looking in, and telling.

const struct question *protocol_find(const struct protocol *p, struct str id)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->questions[i].id, id))
			return &p->questions[i];
	return NULL;
}

const struct option *question_option(const struct question *q, struct str value)
{
	for (size_t i = 0; i < q->n_options; i++)
		if (str_eq(q->options[i].value, value))
			return &q->options[i];
	return NULL;
}

bool protocol_settles(const struct protocol *p)
{
	return p->only == ONLY_DISAGREEMENT;
}
