// Finding a judge by what a user calls it, and filling its settings and version.
#include "base/file.h"
#include "base/hash.h"
#include "judge/recalibrate.h"

#define DEPTH_MAX 4 // judges within judges within ...
#define FILE_MAX ((size_t)4 << 20)
#define VERSION_DIGITS 12 // of the hash

#define MADE_OF_ITSELF "is made of itself"

struct chain { // the judges that one being opened is a member of
	const struct chain *within;
	struct str name;
};

struct opening { // one judge being opened
	struct arena *arena;
	const struct judge_setup *setup;
	struct judge *out;
	void *settings;
	struct err *err; // never NULL
	struct chain chain;
};

// --- The version.

static void hash_list(struct hasher *h, const struct opt_list *list)
{
	hasher_u64(h, list->n);
	for (size_t i = 0; i < list->n; i++)
		hasher_field(h, list->items[i]);
}

static void hash_value(struct hasher *h, const struct opt *row, const void *settings)
{
	const void *at = (const char *)settings + row->offset;
	hasher_field(h, str_of(row->name));
	switch (row->type) {
	case OPT_FLAG:
		hasher_u64(h, *(const bool *)at);
		return;
	case OPT_INT:
		hasher_u64(h, (uint64_t) * (const int64_t *)at);
		return;
	case OPT_REAL:
		hasher_field(h, (struct str){at, sizeof(double)});
		return;
	case OPT_STR:
	case OPT_CHOICE:
		hasher_field(h, *(const struct str *)at);
		return;
	case OPT_LIST:
	case OPT_REPEAT:
		hash_list(h, at);
		return;
	}
}

// A judge without settings and models is its rules; any other also what it was given.
static struct str version_of(struct arena *a, const struct judge *j)
{
	const struct judge_desc *desc = j->desc;
	struct str own = j->version.p ? j->version : str_of(desc->version);
	if (!desc->params && !j->n_models && !is_recalibrated(j))
		return own;
	struct hasher h;
	hasher_init(&h);
	hasher_field(&h, own);
	for (const struct opt *row = desc->params; row && row->name; row++)
		hash_value(&h, row, j->settings);
	for (size_t i = 0; i < j->n_models; i++)
		hasher_field(&h, j->models[i]);
	for (const struct opt *row = recalibration_rows; is_recalibrated(j) && row->name;
	     row++)
		hash_value(&h, row, &j->recalibration);
	struct str hex = hash128_hex(a, hasher_end(&h));
	return arena_printf(a, STR_FMT "-%.*s", STR_ARG(own), VERSION_DIGITS, hex.p);
}

// --- What every way of naming one ends in.

static void begin(struct opening *o, const struct judge_desc *desc, struct str name)
{
	*o->out = (struct judge){.desc = desc, .name = arena_str(o->arena, name)};
	o->settings = arena_alloc(o->arena, desc->settings_size + 1);
	if (desc->params)
		opt_defaults(desc->params, o->settings, o->arena);
	opt_defaults(recalibration_rows, &o->out->recalibration, o->arena);
	o->out->settings = o->settings;
}

// A threshold is the judge's own, if it has one, and that of the recalibration.
static bool assign(struct opening *o, struct str key, struct str value)
{
	static const struct opt none[] = {{0}};
	const struct judge_desc *desc = o->out->desc;
	bool own = desc->params && opt_find(desc->params, key);
	if (recalibration_fits(desc) && opt_find(recalibration_rows, key) &&
	    (!own || str_is(key, "threshold"))) {
		if (!opt_assign(recalibration_rows, &o->out->recalibration, o->arena, key,
				value, o->err))
			return false;
		if (!own)
			return true;
	}
	if (opt_assign(desc->params ? desc->params : none, o->settings, o->arena, key,
		       value, o->err))
		return true;
	if (o->err && o->err->code == ERR_NOT_FOUND)
		err_set(o->err, ERR_INPUT,
			"takes no setting \"" STR_FMT "\" (assay show judge %s)",
			STR_ARG(key), desc->name);
	return false;
}

static void put_model(struct opening *o, struct str model)
{
	struct str *models = arena_new(o->arena, struct str);
	*models = arena_str(o->arena, model);
	o->out->models = models;
	o->out->n_models = 1;
}

static bool complete(struct opening *o)
{
	struct judge *j = o->out;
	const struct judge_desc *desc = j->desc;
	if (desc->flags & JUDGE_MODEL && !(desc->flags & JUDGE_PROGRAM) && !j->n_models)
		return err_set(o->err, ERR_INPUT, "needs a model: %s:provider/model",
			       desc->name);
	if (!(desc->flags & JUDGE_MODEL) && j->n_models)
		return err_set(o->err, ERR_INPUT, "takes no model");
	if (!recalibration_check(&j->recalibration, o->err))
		return false;
	struct judge_setup inner = *o->setup;
	inner.depth++;
	inner.within = &o->chain;
	j->kinds = str_of(desc->name); // of members: theirs
	if (desc->open && !desc->open(o->arena, &inner, o->settings, j, o->err))
		return false;
	j->version = version_of(o->arena, j);
	return true;
}

// --- A word: NAME:MODEL:key=value. A model's name may hold colons, a setting's value may
// not.

// The last part of *rest if it is key=value; it is cut off then.
static bool cut_setting(struct str *rest, struct str *key, struct str *value)
{
	size_t colon = str_rfind_byte(*rest, ':');
	size_t from = colon == STR_NPOS ? 0 : colon + 1;
	*value = str_slice(*rest, from, rest->n);
	*key = str_cut(value, '=');
	if (!value->p || !key->n)
		return false;
	for (size_t i = 0; i < key->n; i++)
		if ((key->p[i] < 'a' || key->p[i] > 'z') && key->p[i] != '_' &&
		    key->p[i] != '-')
			return false;
	*rest = colon == STR_NPOS ? STR_NONE : str_slice(*rest, 0, colon);
	return true;
}

// Whether a setting that takes one value stands in `rest` too.
static bool is_twice(const struct opening *o, struct str rest, struct str key)
{
	const struct opt *params = o->out->desc->params;
	const struct opt *row = params ? opt_find(params, key) : NULL;
	struct str other, value;
	if (row && (row->type == OPT_LIST || row->type == OPT_REPEAT))
		return false;
	while (rest.p && cut_setting(&rest, &other, &value))
		if (str_eq(other, key))
			return true;
	return false;
}

static bool open_word(struct opening *o, struct str name)
{
	struct str rest = name;
	struct str plain = str_cut(&rest, ':'), key, value;
	const struct judge_desc *desc = judge_find(plain);
	if (!desc)
		return err_set(o->err, ERR_INPUT,
			       "unknown (assay list judges names them; a file is "
			       "./NAME.yaml)");
	begin(o, desc, name);
	if (rest.p && !rest.n && !(desc->flags & JUDGE_MODEL))
		return err_set(o->err, ERR_INPUT, "nothing stands behind the colon");
	while (rest.p && cut_setting(&rest, &key, &value)) {
		if (is_twice(o, rest, key))
			return err_set(o->err, ERR_INPUT, STR_FMT ": given twice",
				       STR_ARG(key));
		if (!assign(o, key, value))
			return false;
	}
	if (rest.n)
		put_model(o, rest);
	return complete(o);
}

// --- A definition in YAML.

static bool fault(struct opening *o, const struct yaml *at, struct str file,
		  const char *field, const char *expected)
{
	return err_set(o->err, ERR_INPUT, STR_FMT ":%zu: %s: expected %s", STR_ARG(file),
		       at->line, field, expected);
}

// A file that a setting names is looked for beside the definition first, so that a folder
// with both can be used from anywhere.
static struct str beside(struct opening *o, struct str key, struct str value,
			 struct str file)
{
	const struct opt *params = o->out->desc->params;
	const struct opt *row = params ? opt_find(params, key) : NULL;
	struct str dir = path_dir(file);
	if (!row || !row->argument || !str_is(str_of(row->argument), "FILE") ||
	    str_starts(value, STR("/")) || str_is(dir, "."))
		return value;
	struct str path = path_join(o->arena, dir, value);
	return file_exists(path.p) ? path : value;
}

static bool assign_yaml(struct opening *o, const struct yaml_pair *pair, struct str file)
{
	const struct yaml *y = pair->value;
	struct str value = yaml_str(y);
	if (y->kind == YAML_MAP)
		return fault(o, y, file, arena_cstr(o->arena, pair->key), "a value");
	if (y->kind == YAML_LIST) {
		const struct opt *row =
			o->out->desc->params ? opt_find(o->out->desc->params, pair->key)
					     : NULL;
		if (row && row->type != OPT_REPEAT && row->type != OPT_LIST)
			return fault(o, y, file, row->name, "one value, got a list");
		struct str *texts = arena_array(o->arena, y->n + 1, sizeof(*texts));
		for (size_t i = 0; i < y->n; i++)
			texts[i] = yaml_str(y->items[i]);
		bool lines = row && row->type == OPT_REPEAT;
		value = arena_join(o->arena, texts, y->n, lines ? STR("\n") : STR(","));
	}
	if (yaml_is_null(y))
		return true;
	if (!str_trim(value).n)
		return fault(o, y, file, arena_cstr(o->arena, pair->key),
			     "a value, got an empty one");
	return assign(o, pair->key, beside(o, pair->key, value, file)) ||
	       err_wrap(o->err, STR_FMT ":%zu", STR_ARG(file), pair->line);
}

static bool is_cycle(const struct err *e)
{
	return strstr(e->msg, MADE_OF_ITSELF) != NULL;
}

// Where in the file that is which a complete judge found: the line of the key that the
// message begins with, of a member that could not be opened that of `members`. Of judges
// that are made of each other the last one's place is enough.
static bool blame(struct err *e, const struct yaml *y, struct str file)
{
	struct str key = str_of(e->msg);
	size_t line = y->line;
	if (is_cycle(e) && !str_starts(key, STR("judge ")))
		return false;
	key = str_slice(key, 0, str_find_byte(key, ':'));
	if (str_starts(key, STR("judge ")))
		key = STR("members");
	for (size_t i = 0; i < y->n; i++) {
		struct str own = y->pairs[i].key;
		bool same = own.n == key.n;
		for (size_t k = 0; same && k < key.n; k++)
			same = own.p[k] == key.p[k] ||
			       (own.p[k] == '_' && key.p[k] == '-');
		line = same ? y->pairs[i].line : line;
	}
	return err_wrap(e, STR_FMT ":%zu", STR_ARG(file), line);
}

static bool is_own_key(struct str key)
{
	return str_is(key, "judge") || str_is(key, "model") || str_is(key, "name") ||
	       str_is(key, "summary");
}

// Other options part names by these, and versions from them.
static bool check_name(struct opening *o, struct str name, const struct yaml *y,
		       struct str file)
{
	const struct yaml *own = yaml_get(y, "name");
	size_t line = own ? own->line : y->line;
	if (judge_find(name))
		return err_set(o->err, ERR_INPUT,
			       STR_FMT ":%zu: name: \"" STR_FMT
				       "\" is the name of a built-in judge, take another",
			       STR_ARG(file), line, STR_ARG(name));
	bool ok = name.n > 0;
	for (size_t i = 0; i < name.n; i++)
		ok = ok && (unsigned char)name.p[i] > ' ' && !strchr("@,:", name.p[i]);
	return ok || err_set(o->err, ERR_INPUT,
			     STR_FMT ":%zu: name: expected one without blanks, @ , and "
				     ":, got \"" STR_FMT "\"",
			     STR_ARG(file), line, STR_ARG(name));
}

static bool open_yaml(struct opening *o, struct str name, const struct yaml *y,
		      struct str file)
{
	struct str kind = yaml_str(yaml_get(y, "judge"));
	struct str model = yaml_str(yaml_get(y, "model"));
	const struct judge_desc *desc = judge_find(kind);
	if (y->kind != YAML_MAP || !kind.n)
		return fault(o, y, file, "judge",
			     "the name of a judge (llm, panel, ...)");
	if (!desc)
		return fault(o, yaml_get(y, "judge"), file, "judge",
			     "the name of a built-in judge (assay list judges)");
	if (!check_name(o, name, y, file))
		return false;
	begin(o, desc, name);
	o->out->defined = true;
	if (model.n)
		put_model(o, model);
	for (size_t i = 0; i < y->n; i++)
		if (!is_own_key(y->pairs[i].key) && !assign_yaml(o, &y->pairs[i], file))
			return false;
	struct err *e = o->err;
	invariant(e);
	return complete(o) || blame(e, y, file);
}

static bool is_file(struct str name)
{
	return str_ends(name, STR(".yaml")) || str_ends(name, STR(".yml"));
}

static bool open_file(struct opening *o, struct str path)
{
	struct str text;
	char *file = arena_cstr(o->arena, path);
	if (!file_read(o->arena, file, FILE_MAX, &text, o->err))
		return false;
	const struct yaml *y = yaml_parse(o->arena, text, file, o->err);
	if (!y)
		return false;
	const struct yaml *name = yaml_get(y, "name");
	return open_yaml(o, yaml_is_null(name) ? path_stem(path) : yaml_str(name), y,
			 path);
}

// What assay.yaml calls by this name, or NULL.
static const struct yaml *defined(const struct judge_setup *setup, struct str name)
{
	const struct config *c = setup->config;
	const struct yaml *all = c ? yaml_get(c->root, "judges") : NULL;
	for (size_t i = 0; all && all->kind == YAML_MAP && i < all->n; i++)
		if (str_eq(all->pairs[i].key, name))
			return all->pairs[i].value;
	return NULL;
}

// `judges` of assay.yaml, if it is there, is a map of names.
static bool check_definitions(const struct judge_setup *setup, struct err *e)
{
	const struct config *c = setup->config;
	const struct yaml *all = c ? yaml_get(c->root, "judges") : NULL;
	return !all || all->kind == YAML_MAP || yaml_is_null(all) ||
	       err_set(e, ERR_INPUT, STR_FMT ":%zu: judges: expected NAME: {judge: ...}",
		       STR_ARG(c->path), all->line);
}

// A judge may not be among those that it is made of.
static bool check_chain(struct opening *o)
{
	struct str names = o->chain.name;
	for (const struct chain *c = o->chain.within; c; c = c->within) {
		names = arena_printf(o->arena, STR_FMT " of " STR_FMT, STR_ARG(c->name),
				     STR_ARG(names));
		if (str_eq(c->name, o->chain.name))
			return err_set(o->err, ERR_INPUT,
				       "judge " STR_FMT " " MADE_OF_ITSELF " (" STR_FMT
				       ")",
				       STR_ARG(c->name), STR_ARG(names));
	}
	return o->setup->depth <= DEPTH_MAX ||
	       err_set(o->err, ERR_INPUT, "judges within judges, more than %d deep",
		       DEPTH_MAX);
}

bool judge_open(struct arena *a, struct str name, const struct judge_setup *setup,
		struct judge *out, struct err *e)
{
	struct err own = {0};
	struct opening o = {.arena = a, .setup = setup, .out = out, .err = &own};
	const struct yaml *y = defined(setup, name);
	bool ok = false;
	o.chain = (struct chain){setup->within, name};
	if (!check_definitions(setup, &own) || !check_chain(&o))
		ok = false;
	else if (y)
		ok = open_yaml(&o, name, y, setup->config->path);
	else
		ok = is_file(name) && !judge_find(str_slice(name, 0,
							    str_find_byte(name, ':')))
			     ? open_file(&o, name)
			     : open_word(&o, name);
	if (ok)
		return true;
	if (!is_cycle(&own))
		err_wrap(&own, "judge " STR_FMT, STR_ARG(name));
	if (e)
		*e = own;
	return false;
}

enum step judge_step(const struct judge *j, void *state, const struct sample *sample,
		     const struct event *event, struct judge_out *out, struct err *e)
{
	enum step how = j->desc->step(state, j->settings, sample, event, out, e);
	if (how == STEP_DONE && is_recalibrated(j))
		recalibrate(j, sample, out);
	return how;
}
