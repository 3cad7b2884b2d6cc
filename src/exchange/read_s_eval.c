// S-Eval's base and attack prompts (arXiv 2405.14191), in the form of every version:
// {traceid, risk_type, prompt, ext}.
//
// `ext` is JSON in a string, or an object; risk_type has blanks (0.1.0) or underscores.
// The language is the file's majority script, not the row's: the English attack file has
// cipher rows whose payload is Chinese. Base prompts that are read along with attack
// prompts become their parents, and get the level-2 labels that these give away
// (s_eval_link.h).
#include "attack/cipher.h"
#include "base/vec.h"
#include "exchange/files.h"
#include "exchange/mapping.h"
#include "exchange/s_eval_link.h"
#include "text/script.h"

struct votes { // of the rows of one text
	size_t zh, en;
	bool blanks; // in a label
	bool attacks;
};

struct reading {
	const struct import_job *job;
	VEC(struct votes) votes; // of each text, in order
	size_t at;
	struct s_eval_links *links;
	const char *lang;
	struct str version;
};

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

// What cannot be read is told when the row is put, not here.
static bool vote(void *ctx, struct arena *a, const struct json *row, size_t line,
		 struct err *e)
{
	(void)line;
	(void)e;
	struct reading *r = ctx;
	struct votes *v = &r->votes.p[r->at];
	struct str prompt = json_str(json_get(row, "prompt"));
	struct str risk = json_str(json_get(row, "risk_type"));
	struct str id = json_str(json_get(row, "traceid")), attack, from;
	const char *lang = script_lang(prompt);
	bool known = read_ext(a, row, &attack, &from, NULL);
	if (known && str_empty(attack) && id.p)
		s_eval_add_base(r->links, id, prompt, from);
	v->attacks = v->attacks || !str_empty(attack);
	v->zh += strcmp(lang, "zh") == 0;
	v->en += strcmp(lang, "en") == 0;
	v->blanks = v->blanks || str_find_byte(risk, ' ') != STR_NPOS;
	return true;
}

static bool count_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct reading *r = ctx;
	VEC_PUSH(&r->votes, (struct votes){0});
	r->at = r->votes.n - 1;
	return rows_each(in, name, 0, vote, r, e);
}

static bool link_row(void *ctx, struct arena *a, const struct json *row, size_t line,
		     struct err *e)
{
	(void)line;
	(void)e;
	struct reading *r = ctx;
	struct str attack, from;
	if (read_ext(a, row, &attack, &from, NULL) && !str_empty(attack))
		s_eval_add_attack(r->links, r->at - 1, attack,
				  json_str(json_get(row, "prompt")));
	return true;
}

static bool link_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct reading *r = ctx;
	if (r->at == r->votes.n)
		return err_set(e, ERR_INPUT, "%s: changed while it was read", name);
	return !r->votes.p[r->at++].attacks || rows_each(in, name, 0, link_row, r, e);
}

static struct str text_of(const struct json *row, const char *key, struct err *e)
{
	const struct json *j = json_get(row, key);
	if (!j || j->kind != JSON_STRING)
		err_set(e, ERR_INPUT, "%s: expected a string, got %s", key,
			json_kind_name(j));
	return json_str(j);
}

// The first run of cipher text of at least 24 bytes, decoded; STR_NONE where there is
// none. Caesar's needs no decoding: it keeps its script.
static struct str payload(struct arena *a, struct str prompt)
{
	size_t start = 0;
	struct str out;
	for (size_t i = 0; i <= prompt.n; i++) {
		unsigned char c = i < prompt.n ? (unsigned char)prompt.p[i] : ' ';
		if (c > ' ' && c < 0x80 && c != '"' && c != '\'')
			continue;
		struct str word = str_slice(prompt, start, i);
		start = i + 1;
		if (word.n >= 24 && ((str_find_byte(word, '%') != STR_NPOS &&
				      cipher_url_decode(a, word, &out)) ||
				     cipher_base64_decode(a, word, &out)))
			return out;
	}
	return STR_NONE;
}

// What is odd about a row that is taken as it stands.
static void warn(struct reading *r, struct arena *a, struct str prompt, struct str attack)
{
	struct tally *warnings = &r->job->report->warnings;
	if (str_is(attack, "instruction_encryption") && strcmp(r->lang, "en") == 0 &&
	    strcmp(script_lang(payload(a, prompt)), "zh") == 0)
		tally_add(warnings, STR("Chinese payload in an English cipher"), 1);
	if (str_find(prompt, STR("\"\"")) != STR_NPOS)
		tally_add(warnings, STR("doubled quotes in the prompt (kept)"), 1);
	if (strcmp(script_lang(prompt), r->lang) != 0)
		tally_add(warnings, STR("row mostly in another script than its file"), 1);
}

// The base prompt that an attack was made of; the row is asked for once, in order.
static struct str parent_of(struct reading *r, struct str attack)
{
	enum s_eval_how how;
	struct str parent = s_eval_next_parent(r->links, r->at - 1, attack, &how);
	r->job->report->linked += how != S_EVAL_UNLINKED;
	if (how == S_EVAL_BY_PLACE)
		tally_add(&r->job->report->warnings,
			  STR("linked by place: the base prompt is not in the text"), 1);
	return parent;
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
	struct str parent = str_empty(attack) ? STR_NONE : parent_of(r, attack);
	struct str label = s_eval_label(r->links, parent.p ? parent : id);
	if (!str_trim(prompt).n) {
		tally_add(&r->job->report->dropped, STR("empty prompt"), 1);
		return true;
	}
	warn(r, a, prompt, attack);
	struct item item = {
		.id = id,
		.kind = ITEM_OPEN,
		.lang = str_of(r->lang),
		.risk = label.p ? label : json_str(json_get(row, "risk_type")),
		.expect = EXPECT_REFUSE,
		.prompt = prompt,
		.better = -1,
		.parent = parent,
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
	return rows_each(in, name, 0, put_row, r, e);
}

// Three times over the files: for their languages and base prompts, for the links, and
// for the items.
static bool import(const struct import_job *job, struct err *e)
{
	struct reading r = {.job = job};
	struct files quiet = {job, files_jsonl, true}, last = {job, files_jsonl, false};
	for (size_t i = 0; i < job->n_paths; i++)
		if (strcmp(job->paths[i], "-") == 0)
			return err_set(
				e, ERR_INPUT,
				"s-eval: its files are read thrice, so they cannot "
				"come from standard input");
	r.links = s_eval_links_create();
	bool ok = files_each(&quiet, count_file, &r, e);
	r.at = 0;
	ok = ok && files_each(&quiet, link_file, &r, e);
	r.at = 0;
	if (ok) {
		s_eval_settle(r.links);
		ok = files_each(&last, read_file, &r, e);
	}
	s_eval_links_destroy(r.links);
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
