// Attacks, generators, judges, providers and recipes: what is registered in code, and
// what stands beside it in data/.
#include "attack/attack.h"
#include "base/json.h"
#include "cli/things.h"
#include "engine/generate/generate_suite.h"
#include "generate/generate.h"
#include "judge/recalibrate.h"
#include "llm/provider.h"
#include "suite/builtin.h"

// What every method says of itself, as one JSON object; the caller ends it.
struct method {
	const char *name;
	struct bilingual summary;
	const char *paper;        // or NULL
	const char *needs;        // or NULL
	int64_t version;          // 0: it has a name for it, or none
	const char *version_name; // or NULL
	const char *own_version;  // that a user's file states, or NULL
	const struct opt *params;
};

static void method_json(struct json_writer *w, struct buf *out, const struct method *m)
{
	json_writer_init(w, out, 0);
	json_begin(w, '{');
	json_field_cstr(w, "name", m->name);
	if (m->version)
		json_field_int(w, "version", m->version);
	else if (m->version_name)
		json_field_cstr(w, "version", m->version_name);
	if (m->own_version)
		json_field_cstr(w, "own_version", m->own_version);
	json_key(w, "summary");
	json_begin(w, '{');
	json_field_str(w, "zh", m->summary.zh);
	json_field_str(w, "en", m->summary.en);
	json_end(w, '}');
	json_field_cstr(w, "paper", m->paper);
	if (m->needs)
		json_field_cstr(w, "needs", m->needs);
	json_key(w, "settings");
	json_begin(w, '[');
	for (const struct opt *row = m->params; row && row->name; row++) {
		json_begin(w, '{');
		json_field_cstr(w, "name", row->name);
		json_field_cstr(w, "default", row->preset);
		json_field_cstr(w, "help", row->help);
		json_end(w, '}');
	}
	json_end(w, ']');
}

// The same for people, with the options that it takes.
static void put_row(struct buf *out, const struct opt *row)
{
	buf_addf(out, "  %-20s %s%s%s\n", row->name, row->help,
		 row->preset ? "; default " : "", row->preset ? row->preset : "");
}

static void method_text(struct buf *out, const struct method *m)
{
	buf_adds(out, m->name);
	if (m->version)
		buf_addf(out, ", version %lld", (long long)m->version);
	else if (m->version_name)
		buf_addf(out, ", version %s", m->version_name);
	if (m->own_version)
		buf_addf(out, ", called %s by its file", m->own_version);
	if (m->needs)
		buf_addf(out, " (%s)", m->needs);
	buf_addf(out, "\n" STR_FMT "\n" STR_FMT "\n", STR_ARG(m->summary.en),
		 STR_ARG(m->summary.zh));
	if (m->paper)
		buf_addf(out, "after: %s\n", m->paper);
	if (m->params && m->params->name)
		buf_addf(out, "settings, written %s:%s=...:\n", m->name, m->params->name);
	for (const struct opt *row = m->params; row && row->name; row++)
		put_row(out, row);
}

static void show_method(const struct cli *cli, const struct method *m, struct buf *out)
{
	struct json_writer w;
	if (!cli->json) {
		method_text(out, m);
		return;
	}
	method_json(&w, out, m);
	json_end(&w, '}');
}

// --- Attacks.

static const char *attack_needs(unsigned flags)
{
	if (flags & ATTACK_CONVERSES)
		return "talks to the target";
	if (flags & ATTACK_WRITER)
		return flags & ATTACK_TEXT ? "text, or --rewriter" : "needs --rewriter";
	return "text only";
}

static void list_attacks(struct arena *a, struct things *out)
{
	(void)a;
	for (size_t i = 0; i < attacks_n; i++)
		VEC_PUSH(out, (struct thing){str_of(attacks[i]->name),
					     str_of(attack_needs(attacks[i]->flags)),
					     attacks[i]->summary});
}

// Compositions and files have descriptors of their own.
static bool show_attack(struct cli *cli, struct str name, struct buf *out, struct err *e)
{
	struct arena scratch = {0};
	const struct attack_desc *d;
	const void *settings;
	bool plain = builtin_is_name(name) && str_find_byte(name, '+') >= name.n &&
		     str_find_byte(name, ':') >= name.n;
	if (plain && !attack_find(name))
		return false;
	bool ok = attack_open(&scratch, name, &d, &settings, e);
	if (ok)
		show_method(cli,
			    &(struct method){
				    .name = d->name,
				    .summary = d->summary,
				    .paper = d->paper,
				    .needs = attack_needs(d->flags),
				    .version = d->version,
				    .own_version = d->own_version,
				    .params = d->params,
			    },
			    out);
	arena_release(&scratch);
	return ok;
}

extern const struct thing_kind things_attacks;
const struct thing_kind things_attacks = {"attacks", "attack", "needs", list_attacks,
					  show_attack};

// --- Generators.

static const char *generator_needs(const struct generator_desc *d)
{
	return !(d->flags & GENERATOR_MODEL)         ? "no model"
	       : strcmp(d->name, "adversarial") == 0 ? "a model, --answered"
	       : d->flags & GENERATOR_SEEDS          ? "a model, --seeds"
						     : "a model";
}

static void list_generators(struct arena *a, struct things *out)
{
	(void)a;
	for (size_t i = 0; i < generators_n; i++)
		VEC_PUSH(out, (struct thing){str_of(generators[i]->name),
					     str_of(generator_needs(generators[i])),
					     generators[i]->summary});
}

static bool show_generator(struct cli *cli, struct str name, struct buf *out,
			   struct err *e)
{
	(void)e;
	const struct generator_desc *d = generator_find(name);
	if (!d)
		return false;
	show_method(cli,
		    &(struct method){
			    .name = d->name,
			    .summary = d->summary,
			    .paper = d->paper,
			    .needs = generator_needs(d),
			    .version = d->version,
		    },
		    out);
	if (!cli->json)
		buf_addf(out,
			 d->flags & GENERATOR_MODEL
				 ? "as in: --generator openai/gpt-4o-mini "
				   "--strategy %s\n"
				 : "as in: --generator %s\n",
			 d->name);
	return true;
}

extern const struct thing_kind things_generators;
const struct thing_kind things_generators = {"generators", "generator", "needs",
					     list_generators, show_generator};

// --- Judges.

static const char *judge_needs(const struct judge_desc *d)
{
	return d->flags & JUDGE_PROGRAM   ? "needs a program"
	       : d->flags & JUDGE_MODEL   ? "needs a model"
	       : d->flags & JUDGE_MEMBERS ? "needs members"
					  : "built in";
}

static void list_judges(struct arena *a, struct things *out)
{
	(void)a;
	for (size_t i = 0; i < judges_n; i++)
		VEC_PUSH(out, (struct thing){str_of(judges[i]->name),
					     str_of(judge_needs(judges[i])),
					     judges[i]->summary});
}

static bool show_judge(struct cli *cli, struct str name, struct buf *out, struct err *e)
{
	(void)e;
	const struct judge_desc *d = judge_find(name);
	if (!d)
		return false;
	struct method m = {
		.name = d->name,
		.summary = d->summary,
		.paper = d->paper,
		.version_name = d->version,
		.params = d->params,
	};
	if (cli->json) {
		struct json_writer w;
		method_json(&w, out, &m);
		json_field_bool(&w, "needs_model", d->flags & JUDGE_MODEL);
		json_end(&w, '}');
		return true;
	}
	bool moves = recalibration_fits(d);
	m.needs = d->flags & JUDGE_PROGRAM   ? "NAME:PROGRAM"
		  : d->flags & JUDGE_MODEL   ? "NAME:provider/model"
		  : d->flags & JUDGE_MEMBERS ? "defined in YAML: docs/judges.md"
					     : NULL;
	method_text(out, &m);
	if (moves)
		buf_adds(out, "and as every judge with a riskiness:\n");
	for (const struct opt *row = recalibration_rows; moves && row->name; row++)
		if (!m.params || !opt_find(m.params, str_of(row->name)))
			put_row(out, row);
	return true;
}

extern const struct thing_kind things_judges;
const struct thing_kind things_judges = {"judges", "judge", "needs", list_judges,
					 show_judge};

// --- Providers.

static void list_providers(struct arena *a, struct things *out)
{
	(void)a;
	for (size_t i = 0; i < providers_n; i++)
		VEC_PUSH(out, (struct thing){str_of(providers[i]->name),
					     str_of(providers[i]->example),
					     providers[i]->summary});
}

static bool show_provider(struct cli *cli, struct str name, struct buf *out,
			  struct err *e)
{
	(void)e;
	const struct provider_desc *d = provider_find(name);
	if (!d)
		return false;
	if (cli->json) {
		struct json_writer w;
		method_json(&w, out,
			    &(struct method){.name = d->name, .summary = d->summary});
		json_field_cstr(&w, "example", d->example);
		json_field_bool(&w, "local", d->local);
		json_key(&w, "environment");
		json_begin(&w, '[');
		for (const char *const *env = d->env; *env; env++)
			json_put_cstr(&w, *env);
		json_end(&w, ']');
		json_end(&w, '}');
		return true;
	}
	buf_addf(out, "%s, as in %s\n" STR_FMT "\n" STR_FMT "\n", d->name, d->example,
		 STR_ARG(d->summary.en), STR_ARG(d->summary.zh));
	for (const char *const *env = d->env; *env; env++)
		buf_addf(out, "reads %s\n", *env);
	return true;
}

extern const struct thing_kind things_providers;
const struct thing_kind things_providers = {"providers", "provider", "as in",
					    list_providers, show_provider};

// --- Recipes.

static void list_recipes(struct arena *a, struct things *out)
{
	struct str *names, text;
	size_t n = generate_recipes(a, &names);
	for (size_t i = 0; i < n; i++)
		VEC_PUSH(out,
			 (struct thing){names[i], STR_NONE,
					generate_recipe_summary(a, names[i], &text)});
}

static bool show_recipe(struct cli *cli, struct str name, struct buf *out, struct err *e)
{
	struct str text;
	struct bilingual summary = generate_recipe_summary(cli->arena, name, &text);
	(void)e;
	if (!text.p)
		return false;
	if (cli->json) {
		struct json_writer w;
		method_json(&w, out,
			    &(struct method){.name = arena_cstr(cli->arena, name),
					     .summary = summary});
		json_field_str(&w, "text", text);
		json_end(&w, '}');
		return true;
	}
	buf_add(out, text);
	return true;
}

extern const struct thing_kind things_recipes;
const struct thing_kind things_recipes = {"recipes", "recipe", NULL, list_recipes,
					  show_recipe};
