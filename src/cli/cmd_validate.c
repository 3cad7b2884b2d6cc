#include <stdio.h>

#include "attack/user.h"
#include "base/file.h"
#include "cli/command.h"
#include "engine/generate/generate_suite.h"
#include "judge/guard/guard_prompt.h"
#include "judge/judge.h"
#include "people/protocol.h"
#include "suite/suite.h"
#include "suite/taxonomy_file.h"

struct validate_settings {
	struct str taxonomy;
};

static const struct opt rows[] = {
	{"taxonomy", 't', OPT_STR, offsetof(struct validate_settings, taxonomy), "NAME",
	 NULL, 0, 0, NULL,
	 "the taxonomy of a suite's risks; without it, the suite's own, else s-eval"},
	{0},
};

static void check_suite(struct arena *a, const char *path, struct str taxonomy,
			struct faults *f)
{
	struct err e = {0};
	struct suite *s = suite_open(path, &e);
	if (!s) {
		faults_add(f, STR_NONE, 0, STR_NONE, "%s", e.msg);
		return;
	}
	const struct taxonomy *t = suite_taxonomy(a, s, taxonomy, f);
	struct suite_summary summary;
	bool ok = t && suite_check(s, t, &summary, f);
	(void)ok; // the faults tell
	suite_close(s);
}

static void check_judge(struct arena *a, const struct config *c, struct str name,
			struct faults *f)
{
	struct judge_setup setup = {.config = c};
	struct judge judge;
	struct err e = {0};
	if (!judge_open(a, name, &setup, &judge, &e))
		faults_add(f, STR_NONE, 0, STR_NONE, "%s", e.msg);
}

// Those that the file defines by name.
static void check_judges(struct arena *a, const struct config *c, struct faults *f)
{
	const struct yaml *all = yaml_get(c->root, "judges");
	for (size_t i = 0; all && i < all->n; i++)
		check_judge(a, c, all->pairs[i].key, f);
}

static void check_config(struct arena *a, const char *path, struct faults *f)
{
	struct config_section *sections =
		arena_array(a, commands_n + 1, sizeof(*sections));
	size_t n = 0;
	for (size_t i = 0; i < commands_n; i++) {
		const struct command *c = commands[i];
		if (c->section)
			sections[n++] = (struct config_section){c->section,
								command_own_rows(a, c),
								c->settings_size};
	}
	sections[n++] = (struct config_section){"judges", NULL, 0};
	struct config config;
	struct err e = {0};
	if (!config_load(a, path, &config, &e)) {
		faults_add(f, STR_NONE, 0, STR_NONE, "%s", e.msg);
		return;
	}
	if (config.root->kind == YAML_MAP && !config.root->n)
		faults_add(f, str_of(path), 1, STR_NONE, "says nothing");
	else if (config_check(&config, sections, n, f))
		check_judges(a, &config, f);
}

// What a YAML file is, by its keys; a manifest has its items beside it.
enum what {
	IS_SUITE,
	IS_TAXONOMY,
	IS_ATTACK,
	IS_JUDGE,
	IS_GUARD_PROMPT,
	IS_PROTOCOL,
	IS_RECIPE,
	IS_CONFIG
};

// A recipe's keys are options of `assay generate`; none of these is a command's name.
static bool is_recipe(const struct yaml *y)
{
	for (size_t i = 0; y && y->kind == YAML_MAP && i < y->n; i++)
		for (const struct opt *row = generate_options; row->name; row++)
			if (str_is(y->pairs[i].key, row->name))
				return true;
	return false;
}

static enum what what_is(struct arena *a, const char *path)
{
	struct str text, name = str_of(path);
	struct err e;
	if (!str_ends(name, STR(".yaml")) && !str_ends(name, STR(".yml")))
		return IS_SUITE;
	if (!file_read(a, path, (size_t)16 << 20, &text, &e))
		return IS_SUITE;
	const struct yaml *y = yaml_parse(a, text, path, &e);
	bool is_part = y && y->kind == YAML_LIST; // which the taxonomy's check refuses
	if (is_part || yaml_get(y, "children") || yaml_get(y, "extends"))
		return IS_TAXONOMY;
	if (yaml_get(y, "text") || yaml_get(y, "texts"))
		return IS_ATTACK;
	if (yaml_get(y, "judge"))
		return IS_JUDGE;
	if (yaml_get(y, "guard"))
		return IS_GUARD_PROMPT;
	if (yaml_get(y, "questions"))
		return IS_PROTOCOL;
	if (yaml_get(y, "id")) // its children are missing, which its check says
		return IS_TAXONOMY;
	if (yaml_get(y, "name"))
		return IS_SUITE;
	return is_recipe(y) ? IS_RECIPE : IS_CONFIG;
}

static void check_file(struct arena *a, const char *path, struct str taxonomy,
		       struct faults *f)
{
	switch (what_is(a, path)) {
	case IS_SUITE:
		check_suite(a, path, taxonomy, f);
		return;
	case IS_TAXONOMY: {
		bool ok = taxonomy_check(a, str_of(path), f);
		(void)ok; // the faults tell
		return;
	}
	case IS_ATTACK: {
		const void *settings;
		const struct attack_desc *d =
			user_attack_load(a, str_of(path), &settings, f);
		(void)d;
		return;
	}
	case IS_JUDGE:
		check_judge(a, NULL, str_of(path), f);
		return;
	case IS_GUARD_PROMPT:
		guard_prompt_check(a, path, f);
		return;
	case IS_PROTOCOL: {
		const struct protocol *p = protocol_load(a, str_of(path), f);
		(void)p; // the faults tell
		return;
	}
	case IS_RECIPE:
		generate_recipe_check(a, str_of(path), f);
		return;
	case IS_CONFIG:
		check_config(a, path, f);
		return;
	}
}

static int validate_run(struct cli *cli, void *settings, const struct opt_list *operands,
			struct err *e)
{
	const struct validate_settings *s = settings;
	struct buf out;
	int code = 0;
	buf_init(&out, BUF_TEXT_MAX);
	for (size_t i = 0; i < operands->n; i++) {
		struct faults faults;
		const char *path = cli_operand(cli, operands, i);
		faults_init(&faults);
		check_file(cli->arena, path, s->taxonomy, &faults);
		struct buf text;
		buf_init(&text, BUF_TEXT_MAX);
		faults_print(&faults, &text);
		fwrite(text.p ? text.p : "", 1, text.n, stderr);
		buf_release(&text);
		if (faults.total)
			code = 2;
		else
			buf_addf(&out, "%s: valid\n", path);
		faults_release(&faults);
	}
	return cli_done(&out, e) < 0 ? -1 : code;
}

const struct command command_validate = {
	.name = "validate",
	.help = {"assay validate", "FILE...",
		 "check suites, taxonomies, attacks, judges, guards' prompts, "
		 "protocols, recipes and configurations",
		 "Every fault is one line on stderr, FILE:LINE: FIELD: what was "
		 "expected; at most 20 a file,\n"
		 "and then a count. Exit codes: 0 all are valid, 2 a fault was found.",
		 "assay validate my-suite.jsonl assay.yaml"},
	.rows = rows,
	.settings_size = sizeof(struct validate_settings),
	.min_operands = 1,
	.max_operands = SIZE_MAX,
	.run = validate_run,
};
