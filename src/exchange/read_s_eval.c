// S-Eval's base and attack prompts (arXiv 2405.14191), in the form of every version:
// {traceid, risk_type, prompt, ext}.
//
// `ext` is JSON in a string, or an object; risk_type has spaces (0.1.0) or underscores.
// The language is the file's majority script, not the row's: the English attack file has
// cipher rows whose payload is Chinese.
#include "exchange/files.h"
#include "text/script.h"

struct votes { // rows of each language in one file
	size_t zh, en;
};

struct reading {
	const struct import_job *job;
	struct votes *votes; // of each text, in order
	size_t n, cap, at;
	const char *lang;
};

static bool vote(void *ctx, struct arena *a, const struct json *row, size_t line,
		 struct err *e)
{
	(void)a;
	(void)line;
	(void)e;
	struct votes *v = ctx;
	const char *lang = script_lang(json_str(json_get(row, "prompt")));
	v->zh += strcmp(lang, "zh") == 0;
	v->en += strcmp(lang, "en") == 0;
	return true;
}

static bool count_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct reading *r = ctx;
	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 8;
		r->votes = mem_resize(r->votes, r->cap, sizeof(*r->votes));
	}
	struct votes *v = &r->votes[r->n++];
	*v = (struct votes){0};
	return rows_each(in, name, vote, v, e);
}

// The attack's name, or STR_NONE of a base prompt.
static bool read_ext(struct arena *a, const struct json *row, struct str *attack,
		     struct str *parent, struct err *e)
{
	const struct json *ext = json_get(row, "ext");
	if (ext && ext->kind == JSON_STRING)
		ext = json_parse(a, json_str(ext), 0, NULL, NULL);
	*attack = *parent = STR_NONE;
	if (json_is_null(ext))
		return true;
	if (ext->kind != JSON_OBJECT)
		return err_set(e, ERR_INPUT,
			       "ext: expected an object, or one in a string, got %s",
			       json_kind_name(ext));
	if (str_is(json_str(json_get(ext, "model")), "attack"))
		*attack = json_str(json_get(ext, "category"));
	*parent = json_str(json_get(ext, "from_traceid"));
	return true;
}

static struct str note_of(struct arena *a, struct str from)
{
	return from.p ? arena_printf(a, "{\"translated_from\":\"" STR_FMT "\"}",
				     STR_ARG(from))
		      : STR_NONE;
}

static bool is_hex(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789abcdefABCDEF", s.p[i]))
			return false;
	return s.n > 0;
}

static bool put_row(void *ctx, struct arena *a, const struct json *row, size_t line,
		    struct err *e)
{
	struct reading *r = ctx;
	struct suite_report *report = r->job->report;
	struct str id = json_str(json_get(row, "traceid")),
		   prompt = json_str(json_get(row, "prompt"));
	struct str risk = json_str(json_get(row, "risk_type")), attack, from;
	report->read++;
	if (!id.p || !prompt.p)
		return err_set(e, ERR_INPUT, "%s: expected a string, got %s",
			       id.p ? "prompt" : "traceid",
			       json_kind_name(
				       json_get(row, id.p ? "prompt" : "traceid")));
	if (!read_ext(a, row, &attack, &from, e))
		return false;
	if (!str_trim(prompt).n) {
		tally_add(&report->dropped, STR("empty prompt"), 1);
		return true;
	}
	if (!taxonomy_find(r->job->taxonomy, risk))
		tally_add(&report->warnings,
			  arena_printf(a, "unknown label " STR_FMT, STR_ARG(risk)), 1);
	if (str_find(prompt, STR("\"\"")) != STR_NPOS)
		tally_add(&report->warnings, STR("doubled quotes in the prompt, kept"),
			  1);
	if (strcmp(script_lang(prompt), r->lang) != 0)
		tally_add(&report->warnings, STR("row in another script than its file"),
			  1);
	struct item item = {
		.id = id,
		.kind = ITEM_OPEN,
		.lang = str_of(r->lang),
		.risk = risk,
		.expect = EXPECT_REFUSE,
		.prompt = prompt,
		.better = -1,
		.attack = attack,
		.source = {.dataset = STR("s-eval"),
			   .license = STR("CC-BY-NC-SA-4.0"),
			   .id = id,
			   .row = (int64_t)line},
		.meta = is_hex(from) ? note_of(a, from) : STR_NONE,
	};
	return r->job->put(r->job->ctx, &item, e);
}

static bool read_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct reading *r = ctx;
	const struct votes *v = &r->votes[r->at++];
	r->lang = v->zh > v->en ? "zh" : "en";
	return rows_each(in, name, put_row, r, e);
}

// Twice over the files: for their languages first.
static bool import(const struct import_job *job, struct err *e)
{
	struct reading r = {.job = job};
	uint64_t junk = tally_get(&job->report->warnings, STR("junk in the archive"));
	bool ok = files_each(job, count_file, &r, e);
	union map_value *again =
		map_find(&job->report->warnings.counts, STR("junk in the archive"));
	if (again)
		again->num = junk; // counted again by the second pass
	ok = ok && files_each(job, read_file, &r, e);
	mem_free(r.votes);
	return ok;
}

extern const struct importer_desc importer_s_eval;
const struct importer_desc importer_s_eval = {
	.name = "s-eval",
	.summary = {STR_INIT("S-Eval 的基础风险提示与攻击提示（zip 或 JSONL，各版本）"),
		    STR_INIT("the base and attack prompts of S-Eval (zip or JSONL, every "
			     "version)")},
	.home = "https://github.com/IS2Lab/S-Eval",
	.license = "CC-BY-NC-SA-4.0",
	.taxonomy = "s-eval",
	.import = import,
};
