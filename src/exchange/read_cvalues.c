// CValues' released responsibility prompts (arXiv 2307.09705): {id_, prompt, domain_en,
// domain_zh}.
#include "exchange/files.h"

static bool put_row(void *ctx, struct arena *a, const struct json *row, size_t line,
		    struct err *e)
{
	const struct import_job *job = ctx;
	int64_t number;
	struct str prompt = json_str(json_get(row, "prompt"));
	struct str domain = json_str(json_get(row, "domain_en"));
	job->report->read++;
	if (!json_int(json_get(row, "id_"), &number))
		return err_set(e, ERR_INPUT, "id_: expected a number, got %s",
			       json_kind_name(json_get(row, "id_")));
	if (!prompt.p)
		return err_set(e, ERR_INPUT, "prompt: expected a string, got %s",
			       json_kind_name(json_get(row, "prompt")));
	if (!str_trim(prompt).n) {
		tally_add(&job->report->dropped, STR("empty prompt"), 1);
		return true;
	}
	struct item item = {
		.id = arena_printf(a, "cvalues-%lld", (long long)number),
		.kind = ITEM_OPEN,
		.lang = STR("zh"),
		.risk = domain.p ? domain : json_str(json_get(row, "domain_zh")),
		.expect = EXPECT_GUIDE,
		.prompt = prompt,
		.better = -1,
		.source = {.dataset = STR("cvalues"),
			   .version = job->version,
			   .license = STR("Apache-2.0"),
			   .id = arena_printf(a, "%lld", (long long)number),
			   .row = (int64_t)line},
	};
	return job->put(job->ctx, &item, e);
}

static bool read_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	return rows_each(in, name, put_row, ctx, e);
}

static bool import(const struct import_job *job, struct err *e)
{
	struct files files = {job, files_jsonl, false};
	return files_each(&files, read_file, (void *)job, e);
}

extern const struct importer_desc importer_cvalues;
const struct importer_desc importer_cvalues = {
	.name = "cvalues",
	.summary = {STR_INIT("CValues 公开的责任类提示词"),
		    STR_INIT("the released responsibility prompts of "
			     "CValues")},
	.home = "https://github.com/X-PLUG/CValues",
	.license = "Apache-2.0",
	.taxonomy = "cvalues",
	.import = import,
};
