// Attacks, judges and providers: what is registered in code.
#include "attack/attack.h"
#include "base/json.h"
#include "cli/things.h"
#include "judge/judge.h"
#include "llm/provider.h"

static void put_summary(struct json_writer *w, struct bilingual summary)
{
	json_key(w, "summary");
	json_begin(w, '{');
	json_field_str(w, "zh", summary.zh);
	json_field_str(w, "en", summary.en);
	json_end(w, '}');
}

// The options that a thing takes, as assay show prints them.
static void show_options(struct buf *out, const struct opt *rows)
{
	for (const struct opt *row = rows; row && row->name; row++)
		buf_addf(out, "  --%-20s %s%s%s\n", row->name, row->help,
			 row->preset ? "; default " : "", row->preset ? row->preset : "");
}

// --- Attacks.

static const char *attack_needs(unsigned flags)
{
	return flags & ATTACK_CONVERSES ? "talks to the target"
	       : flags & ATTACK_WRITER  ? "needs --rewriter"
					: "text only";
}

static void list_attacks(struct arena *a, struct things *out)
{
	(void)a;
	for (size_t i = 0; i < attacks_n; i++)
		VEC_PUSH(out, (struct thing){str_of(attacks[i]->name),
					     str_of(attack_needs(attacks[i]->flags)),
					     attacks[i]->summary});
}

static bool show_attack(struct cli *cli, struct str name, struct buf *out, struct err *e)
{
	(void)e;
	const struct attack_desc *d = attack_find(name);
	if (!d)
		return false;
	if (cli->json) {
		struct json_writer w;
		json_writer_init(&w, out, 0);
		json_begin(&w, '{');
		json_field_cstr(&w, "name", d->name);
		json_field_int(&w, "version", d->version);
		put_summary(&w, d->summary);
		json_field_cstr(&w, "paper", d->paper);
		json_field_cstr(&w, "needs", attack_needs(d->flags));
		json_end(&w, '}');
		return true;
	}
	buf_addf(out, "%s, version %lld (%s)\n" STR_FMT "\n" STR_FMT "\n", d->name,
		 (long long)d->version, attack_needs(d->flags), STR_ARG(d->summary.en),
		 STR_ARG(d->summary.zh));
	buf_addf(out, "after: %s\n", d->paper);
	show_options(out, d->params);
	return true;
}

extern const struct thing_kind things_attacks;
const struct thing_kind things_attacks = {"attacks", "attack", "needs", list_attacks,
					  show_attack};

// --- Judges.

static void list_judges(struct arena *a, struct things *out)
{
	(void)a;
	for (size_t i = 0; i < judges_n; i++)
		VEC_PUSH(out, (struct thing){str_of(judges[i]->name),
					     judges[i]->flags & JUDGE_MODEL
						     ? STR("needs a model")
						     : STR("built in"),
					     judges[i]->summary});
}

static bool show_judge(struct cli *cli, struct str name, struct buf *out, struct err *e)
{
	(void)e;
	const struct judge_desc *d = judge_find(name);
	if (!d)
		return false;
	if (cli->json) {
		struct json_writer w;
		json_writer_init(&w, out, 0);
		json_begin(&w, '{');
		json_field_cstr(&w, "name", d->name);
		json_field_cstr(&w, "version", d->version);
		put_summary(&w, d->summary);
		json_field_cstr(&w, "paper", d->paper);
		json_field_bool(&w, "needs_model", d->flags & JUDGE_MODEL);
		json_end(&w, '}');
		return true;
	}
	buf_addf(out, "%s, version %s%s\n" STR_FMT "\n" STR_FMT "\n", d->name, d->version,
		 d->flags & JUDGE_MODEL ? " (NAME:provider/model)" : "",
		 STR_ARG(d->summary.en), STR_ARG(d->summary.zh));
	if (d->paper)
		buf_addf(out, "after: %s\n", d->paper);
	show_options(out, d->params);
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
		json_writer_init(&w, out, 0);
		json_begin(&w, '{');
		json_field_cstr(&w, "name", d->name);
		put_summary(&w, d->summary);
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
