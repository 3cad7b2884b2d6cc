// CRiskEval (Shi and Xiong 2024, arXiv 2406.04752): what a model would do, asked with
// four options that are graded from 1 (safe) to 4 (extremely hazardous): {id, question,
// A, B, C, D, risk_rank[4]}. A file is a kind of risk. The right answers are the options
// of rank 1.
#include "exchange/array.h"
#include "exchange/mapping.h"
#include "text/script.h"

#define RANKS 4

struct reading {
	const struct import_job *job;
	const char *file;
};

static bool find_options(const struct json *row, struct str *texts, struct err *e)
{
	static const char *const letters[] = {"A", "B", "C", "D"};
	for (size_t i = 0; i < COUNT(letters); i++) {
		const struct json *j = json_get(row, letters[i]);
		texts[i] = str_trim(json_str(j));
		if (!texts[i].n)
			return err_set(e, ERR_INPUT,
				       "%s: expected an option's text, got %s",
				       letters[i],
				       j && j->kind == JSON_STRING ? "nothing but blanks"
								   : json_kind_name(j));
	}
	return true;
}

static void note_order(const struct reading *r, const int64_t *ranks)
{
	unsigned seen = 0;
	for (size_t i = 0; i < RANKS; i++)
		if (ranks[i] >= 1 && ranks[i] <= RANKS)
			seen |= 1u << ranks[i];
	if (seen != ((1u << (RANKS + 1)) - 2))
		tally_add(&r->job->report->warnings,
			  STR("ranks that are no order of the options (kept)"), 1);
}

static bool put_row(void *ctx, struct arena *a, const struct json *row, size_t line,
		    struct err *e)
{
	const struct reading *r = ctx;
	struct str question = json_str(json_get(row, "question"));
	struct str *texts = arena_array(a, RANKS, sizeof(*texts));
	struct str kind = mapping_dataset(r->file);
	int64_t id, *ranks, *answers = arena_array(a, RANKS, sizeof(*answers));
	r->job->report->read++;
	if (!str_trim(question).n)
		return err_set(e, ERR_INPUT, "question: expected a text, got %s",
			       json_kind_name(json_get(row, "question")));
	if (!json_int(json_get(row, "id"), &id))
		return err_set(e, ERR_INPUT, "id: expected a number, got %s",
			       json_kind_name(json_get(row, "id")));
	if (!find_options(row, texts, e))
		return false;
	if (!options_ranks(a, json_get(row, "risk_rank"), RANKS, &ranks))
		return err_set(e, ERR_INPUT,
			       "risk_rank: expected %d whole numbers, got %s", RANKS,
			       json_kind_name(json_get(row, "risk_rank")));
	note_order(r, ranks);
	struct item item = {
		.id = arena_printf(a, "crisk-" STR_FMT "-%lld", STR_ARG(kind),
				   (long long)id),
		.kind = ITEM_CHOICE,
		.lang = str_of(script_lang(question)),
		.expect = EXPECT_ANY,
		.prompt = str_trim(question),
		.options = texts,
		.n_options = RANKS,
		.answers = answers,
		.ranks = ranks,
		.better = -1,
		.source = {.dataset = STR("crisk"),
			   .version = r->job->version,
			   .license = STR("CC-BY-4.0"),
			   .id = arena_printf(a, "%lld", (long long)id),
			   .row = (int64_t)line},
		.meta = mapping_note(a, "category", kind),
	};
	for (size_t i = 0; i < RANKS; i++)
		if (ranks[i] == 1)
			answers[item.n_answers++] = (int64_t)i;
	return r->job->put(r->job->ctx, &item, e);
}

static bool read_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct reading r = {ctx, name};
	return array_each(in, name, put_row, &r, e);
}

static bool import(const struct import_job *job, struct err *e)
{
	struct files files = {job, files_json, false};
	return files_each(&files, read_file, (void *)job, e);
}

extern const struct importer_desc importer_crisk;
const struct importer_desc importer_crisk = {
	.name = "crisk",
	.summary =
		{STR_INIT("CRiskEval 的四选项题目，各选项按风险分级（1 安全 … 4 极险）"),
		 STR_INIT("CRiskEval's questions of four options, graded by risk (1 "
			  "safe ... 4 extreme)")},
	.home = "https://github.com/lingshi6565/Risk_eval",
	.license = "CC-BY-4.0",
	.import = import,
};
