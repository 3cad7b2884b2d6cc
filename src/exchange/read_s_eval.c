// S-Eval's base and attack prompts (arXiv 2405.14191), in the form of every version:
// {traceid, risk_type, prompt, ext}.
//
// `ext` is JSON in a string, or an object; risk_type has blanks (0.1.0) or underscores.
// The language is the file's majority script, not the row's: the English attack file has
// cipher rows whose payload is Chinese.
#include "base/vec.h"
#include "exchange/files.h"
#include "exchange/mapping.h"
#include "text/script.h"

struct votes { // of the rows of one text
	size_t zh, en;
	bool blanks; // in a label
};

struct reading {
	const struct import_job *job;
	VEC(struct votes) votes; // of each text, in order
	size_t at;
	const char *lang;
	struct str version;
};

static bool vote(void *ctx, struct arena *a, const struct json *row, size_t line,
		 struct err *e)
{
	(void)a;
	(void)line;
	(void)e;
	struct votes *v = ctx;
	const char *lang = script_lang(json_str(json_get(row, "prompt")));
	struct str risk = json_str(json_get(row, "risk_type"));
	v->zh += strcmp(lang, "zh") == 0;
	v->en += strcmp(lang, "en") == 0;
	v->blanks = v->blanks || str_find_byte(risk, ' ') != STR_NPOS;
	return true;
}

static bool count_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct reading *r = ctx;
	struct votes v = {0};
	if (!rows_each(in, name, vote, &v, e))
		return false;
	VEC_PUSH(&r->votes, v);
	return true;
}

// The attack's name, or STR_NONE of a base prompt.
static bool read_ext(struct arena *a, const struct json *row, struct str *attack,
		     struct str *parent, struct err *e)
{
	const struct json *ext = json_get(row, "ext"), *inner = ext;
	struct str text = json_str(ext);
	*attack = *parent = STR_NONE;
	if (text.p)
		inner = json_parse(a, text, 0, NULL, NULL);
	if (json_is_null(ext) || (text.p && !str_trim(text).n))
		return true;
	if (!inner || inner->kind != JSON_OBJECT)
		return err_set(e, ERR_INPUT,
			       "ext: expected an object, or one in a string, got %s",
			       inner ? json_kind_name(inner) : "a string that is none");
	if (str_is(json_str(json_get(inner, "model")), "attack"))
		*attack = json_str(json_get(inner, "category"));
	if (str_is(json_str(json_get(inner, "model")), "attack") && str_empty(*attack))
		return err_set(e, ERR_INPUT,
			       "ext: expected the attack's name as category, got %s",
			       json_kind_name(json_get(inner, "category")));
	*parent = json_str(json_get(inner, "from_traceid"));
	return true;
}

static struct str text_of(const struct json *row, const char *key, struct err *e)
{
	const struct json *j = json_get(row, key);
	if (!j || j->kind != JSON_STRING)
		err_set(e, ERR_INPUT, "%s: expected a string, got %s", key,
			json_kind_name(j));
	return json_str(j);
}

// What is odd about a row that is taken as it stands.
static void warn(struct reading *r, struct str prompt)
{
	struct tally *warnings = &r->job->report->warnings;
	if (str_find(prompt, STR("\"\"")) != STR_NPOS)
		tally_add(warnings, STR("doubled quotes in the prompt (kept)"), 1);
	if (strcmp(script_lang(prompt), r->lang) != 0)
		tally_add(warnings, STR("row mostly in another script than its file"), 1);
}

static bool put_row(void *ctx, struct arena *a, const struct json *row, size_t line,
		    struct err *e)
{
	struct reading *r = ctx;
	struct str id, prompt, attack, from;
	r->job->report->read++;
	if (!(id = text_of(row, "traceid", e)).p ||
	    !(prompt = text_of(row, "prompt", e)).p ||
	    !read_ext(a, row, &attack, &from, e))
		return false;
	if (str_empty(id))
		return err_set(e, ERR_INPUT, "traceid: expected an id, got nothing");
	if (!str_trim(prompt).n) {
		tally_add(&r->job->report->dropped, STR("empty prompt"), 1);
		return true;
	}
	warn(r, prompt);
	struct item item = {
		.id = id,
		.kind = ITEM_OPEN,
		.lang = str_of(r->lang),
		.risk = json_str(json_get(row, "risk_type")),
		.expect = EXPECT_REFUSE,
		.prompt = prompt,
		.better = -1,
		.attack = attack,
		.source = {.dataset = STR("s-eval"),
			   .version = r->version,
			   .license = STR("CC-BY-NC-SA-4.0"),
			   .id = id,
			   .row = (int64_t)line},
		.meta = mapping_note(a, "translated_from", from),
	};
	return r->job->put(r->job->ctx, &item, e);
}

// As far as the files show it: 0.1.0 spells its labels with blanks, and the four scales
// are drawn from 0.1.2.
static struct str version_of(const struct reading *r, const struct votes *v,
			     const char *name)
{
	static const char *const scales[] = {"_small", "_medium", "_large", "_full"};
	struct str dataset = mapping_dataset(name);
	if (!str_empty(r->job->version))
		return r->job->version;
	for (size_t i = 0; i < COUNT(scales); i++)
		if (str_ends(dataset, str_of(scales[i])))
			return STR("0.1.2");
	return v->blanks ? STR("0.1.0") : STR_NONE;
}

static bool read_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct reading *r = ctx;
	if (r->at == r->votes.n)
		return err_set(e, ERR_INPUT, "%s: changed while it was read", name);
	const struct votes *v = &r->votes.p[r->at++];
	r->lang = v->zh > v->en ? "zh" : "en";
	r->version = version_of(r, v, name);
	return rows_each(in, name, put_row, r, e);
}

// Twice over the files: for their languages first.
static bool import(const struct import_job *job, struct err *e)
{
	struct reading r = {.job = job};
	struct files first = {job, files_jsonl, true}, second = {job, files_jsonl, false};
	for (size_t i = 0; i < job->n_paths; i++)
		if (strcmp(job->paths[i], "-") == 0)
			return err_set(e, ERR_INPUT,
				       "s-eval: its files are read twice, so they cannot "
				       "come from standard input");
	bool ok = files_each(&first, count_file, &r, e) &&
		  files_each(&second, read_file, &r, e);
	VEC_FREE(&r.votes);
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
