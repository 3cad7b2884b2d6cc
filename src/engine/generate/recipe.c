// Recipes: presets of `assay generate`, ours compiled in or the user's own.
#include "base/asset.h"
#include "base/file.h"
#include "base/yaml.h"
#include "engine/generate/generate_suite.h"
#include "suite/builtin.h"
#include "suite/config.h"

#define FOLDER "recipes/"
#define RECIPE_MAX ((size_t)1 << 20)

static struct str builtin(struct arena *a, struct str name)
{
	struct str path = arena_printf(a, FOLDER STR_FMT ".yaml", STR_ARG(name));
	return asset_text(path.p);
}

size_t generate_recipes(struct arena *a, struct str **names)
{
	return builtin_names(a, STR(FOLDER), STR(".yaml"), names);
}

struct bilingual generate_recipe_summary(struct arena *a, struct str name,
					 struct str *text)
{
	struct err e = {0};
	*text = builtin(a, name);
	if (!text->p)
		return (struct bilingual){STR_NONE, STR_NONE};
	const struct yaml *y = yaml_parse(a, *text, "recipe", &e);
	if (!y)
		bug(e.msg);
	const struct yaml *summary = yaml_get(y, "summary");
	return (struct bilingual){yaml_str(yaml_get(summary, "zh")),
				  yaml_str(yaml_get(summary, "en"))};
}

// All of a recipe but what it says of itself.
static const struct yaml *presets_of(struct arena *a, const struct yaml *recipe)
{
	struct yaml *presets = arena_copy(a, recipe, sizeof(*recipe));
	presets->pairs = arena_array(a, recipe->n + 1, sizeof(*presets->pairs));
	presets->n = 0;
	for (size_t i = 0; i < recipe->n; i++)
		if (!str_is(recipe->pairs[i].key, "summary"))
			presets->pairs[presets->n++] = recipe->pairs[i];
	return presets;
}

static bool bind(struct arena *a, const struct yaml *recipe, const char *file,
		 struct generate_settings *s, struct faults *f)
{
	if (recipe->kind != YAML_MAP) {
		faults_add(f, str_of(file), recipe->line, STR_NONE,
			   "expected a map of settings, got %s", yaml_kind_name(recipe));
		return false;
	}
	struct config config = {presets_of(a, recipe), str_of(file)};
	return config_bind(&config, NULL, generate_options, s, a, f);
}

static const struct yaml *load(struct arena *a, struct str name, struct err *e)
{
	struct str text = STR_NONE;
	char *file = arena_cstr(a, name);
	if (!builtin_is_name(name)) {
		if (!file_read(a, file, RECIPE_MAX, &text, e)) {
			err_wrap(e, "recipe");
			return NULL;
		}
	} else {
		text = builtin(a, name);
	}
	if (!text.p) {
		err_set(e, ERR_INPUT,
			"recipe \"" STR_FMT "\": unknown (assay list recipes names them)",
			STR_ARG(name));
		return NULL;
	}
	return yaml_parse(a, text, file, e);
}

bool generate_recipe(struct arena *a, struct str name, struct generate_settings *s,
		     struct err *e)
{
	struct faults faults;
	const struct yaml *recipe = load(a, name, e);
	if (!recipe)
		return false;
	faults_init(&faults);
	bool ok = bind(a, recipe, arena_cstr(a, name), s, &faults) ||
		  faults_to_err(&faults, e);
	faults_release(&faults);
	return ok;
}

void generate_recipe_check(struct arena *a, struct str path, struct faults *f)
{
	struct generate_settings settings = {0};
	struct err e = {0};
	const struct yaml *recipe = load(a, path, &e);
	if (!recipe)
		faults_add(f, STR_NONE, 0, STR_NONE, "%s", e.msg);
	else if (bind(a, recipe, arena_cstr(a, path), &settings, f) && !recipe->n)
		faults_add(f, path, recipe->line, STR_NONE,
			   "expected settings, got nothing");
}
