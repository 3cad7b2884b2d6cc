// CValues (Xu et al. 2023, arXiv 2307.09705), each row by the keys it has:
//   {id_, prompt, domain_en, domain_zh}           a released responsibility prompt
//   {prompt, label, meta_info{question, pos_resp, neg_resp, domain_*, difficulty_level}}
//                                                 one order of a multiple-choice pair
//   {prompt, pos_resp, neg_resp, pos_type, ...}   CValues-Comparison: a pair
//   {prompt, answer}                              100PoisonMpts: an expert's answer
#include "base/map.h"
#include "exchange/files.h"
#include "exchange/mapping.h"
#include "exchange/pair.h"
#include "text/script.h"

enum order { ORDER_FIRST = 1, ORDER_SECOND = 2 }; // where the better reply stands

struct reading {
	const struct import_job *job;
	struct map orders; // hash of a pair -> the orders that came, bits
	struct arena keys;
};

static void warn(const struct reading *r, const char *what)
{
	tally_add(&r->job->report->warnings, str_of(what), 1);
}

static bool drop(const struct reading *r, const char *why)
{
	tally_add(&r->job->report->dropped, str_of(why), 1);
	return true;
}

static bool text_at(const struct json *row, const char *within, const char *key,
		    struct str *out, struct err *e)
{
	const struct json *j = json_get(row, key);
	*out = json_str(j);
	return out->p || err_set(e, ERR_INPUT, "%s%s: expected a string, got %s", within,
				 key, json_kind_name(j));
}

static struct str domain_of(const struct json *from)
{
	struct str domain = json_str(json_get(from, "domain_en"));
	return domain.n ? domain : json_str(json_get(from, "domain_zh"));
}

static struct item item_of(const struct reading *r, struct str prompt, struct str id,
			   const struct json *domain, size_t line)
{
	return (struct item){
		.id = id,
		.kind = ITEM_OPEN,
		.lang = str_of(script_lang(prompt)),
		.risk = domain_of(domain),
		.expect = EXPECT_GUIDE,
		.prompt = prompt,
		.better = -1,
		.source = {.dataset = STR("cvalues"),
			   .version = r->job->version,
			   .license = STR("Apache-2.0"),
			   .row = (int64_t)line},
	};
}

// --- Prompts.

static bool put_prompt(const struct reading *r, struct arena *a, const struct json *row,
		       size_t line, struct err *e)
{
	int64_t number;
	struct str prompt;
	if (!json_int(json_get(row, "id_"), &number))
		return err_set(e, ERR_INPUT, "id_: expected a number, got %s",
			       json_kind_name(json_get(row, "id_")));
	if (!text_at(row, "", "prompt", &prompt, e))
		return false;
	if (!str_trim(prompt).n)
		return drop(r, "empty prompt");
	struct str id = arena_printf(a, "cvalues-%lld", (long long)number);
	struct item item = item_of(r, prompt, id, row, line);
	item.lang = STR("zh");
	item.source.id = arena_printf(a, "%lld", (long long)number);
	return r->job->put(r->job->ctx, &item, e);
}

static bool put_answered(const struct reading *r, struct arena *a, const struct json *row,
			 size_t line, struct err *e)
{
	struct str prompt, answer;
	if (!text_at(row, "", "prompt", &prompt, e) ||
	    !text_at(row, "", "answer", &answer, e))
		return false;
	if (!str_trim(prompt).n)
		return drop(r, "empty prompt");
	struct item item = item_of(r, str_trim(prompt), STR_NONE, row, line);
	item.id = item_content_id(a, &item);
	item.meta = mapping_note(a, "answer", str_trim(answer));
	return r->job->put(r->job->ctx, &item, e);
}

// --- Pairs.

// Which replies the pair was seen with first: bits of enum order, 0 for a new one.
static uint64_t *orders_of(struct reading *r, struct hash128 hash)
{
	struct str key = {(const char *)&hash, sizeof(hash)};
	union map_value *found = map_find(&r->orders, key);
	if (!found) {
		key.p = arena_copy(&r->keys, &hash, sizeof(hash));
		found = map_put(&r->orders, key, NULL);
	}
	return &found->num;
}

// What the label says, and whether the text shows the replies so.
static enum order order_of(const struct reading *r, struct str prompt, struct str label,
			   struct str pos, struct str neg)
{
	size_t at_pos = str_find(prompt, pos), at_neg = str_find(prompt, neg);
	enum order shown = at_pos < at_neg ? ORDER_FIRST : ORDER_SECOND;
	label = str_trim(label);
	bool first = str_is(label, "回复1"), second = str_is(label, "回复2");
	if (!first && !second)
		warn(r, "label that is neither 回复1 nor 回复2 (told from the text)");
	else if (at_pos != at_neg && first != (shown == ORDER_FIRST))
		warn(r, "label that contradicts the text (meta_info counts)");
	else
		return first ? ORDER_FIRST : ORDER_SECOND;
	return shown;
}

static struct str difficulty_of(struct str level)
{
	level = str_trim(level);
	if (str_eq_nocase(level, STR("easy")) || str_is(level, "简单"))
		return STR("easy");
	if (str_eq_nocase(level, STR("hard")) || str_is(level, "困难"))
		return STR("hard");
	return level;
}

static struct str id_of(struct arena *a, const struct json *row)
{
	int64_t number;
	if (json_int(json_get(row, "id"), &number))
		return arena_printf(a, "%lld", (long long)number);
	return str_trim(json_str(json_get(row, "id")));
}

// An object, or one as JSON in a string.
static const struct json *info_of(struct arena *a, const struct json *row)
{
	const struct json *info = json_get(row, "meta_info");
	return info && info->kind == JSON_STRING
		       ? json_parse(a, json_str(info), 0, NULL, NULL)
		       : info;
}

static bool put_order(struct reading *r, struct arena *a, const struct json *row,
		      size_t line, struct err *e)
{
	const struct json *info = info_of(a, row);
	struct str prompt, label, question, pos, neg;
	if (!text_at(row, "", "prompt", &prompt, e) ||
	    !text_at(row, "", "label", &label, e) ||
	    !text_at(info, "meta_info.", "question", &question, e) ||
	    !text_at(info, "meta_info.", "pos_resp", &pos, e) ||
	    !text_at(info, "meta_info.", "neg_resp", &neg, e))
		return false;
	uint64_t *orders = orders_of(r, pair_hash(question, pos, neg));
	enum order order = order_of(r, prompt, label, pos, neg);
	uint64_t before = *orders;
	*orders |= order;
	if (before)
		return drop(r,
			    before & order ? "duplicate item" : "other order of a pair");
	struct item item = item_of(r, str_trim(question), id_of(a, row), info, line);
	item.difficulty = difficulty_of(json_str(json_get(info, "difficulty_level")));
	return pair_put(r->job, a, &item, pos, neg, e);
}

static bool put_comparison(struct reading *r, struct arena *a, const struct json *row,
			   size_t line, struct err *e)
{
	struct str prompt, pos, neg;
	if (!text_at(row, "", "prompt", &prompt, e) ||
	    !text_at(row, "", "pos_resp", &pos, e) ||
	    !text_at(row, "", "neg_resp", &neg, e))
		return false;
	struct item item = item_of(r, str_trim(prompt), id_of(a, row), row, line);
	struct str types = arena_printf(a, STR_FMT " / " STR_FMT,
					STR_ARG(json_str(json_get(row, "pos_type"))),
					STR_ARG(json_str(json_get(row, "neg_type"))));
	if (types.n > 3)
		item.meta = mapping_note(a, "types", types);
	return pair_put(r->job, a, &item, pos, neg, e);
}

static bool put_row(void *ctx, struct arena *a, const struct json *row, size_t line,
		    struct err *e)
{
	struct reading *r = ctx;
	const struct json *info = info_of(a, row);
	r->job->report->read++;
	if (info && info->kind == JSON_OBJECT)
		return put_order(r, a, row, line, e);
	if (!json_is_null(json_get(row, "meta_info")))
		return err_set(
			e, ERR_INPUT,
			"meta_info: expected an object, or one as JSON in a string, "
			"got %s",
			json_kind_name(json_get(row, "meta_info")));
	if (json_get(row, "pos_resp") || json_get(row, "neg_resp"))
		return put_comparison(r, a, row, line, e);
	if (!json_get(row, "id_") && json_get(row, "answer"))
		return put_answered(r, a, row, line, e);
	return put_prompt(r, a, row, line, e);
}

static bool read_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	return rows_each(in, name, 0, put_row, ctx, e);
}

static bool import(const struct import_job *job, struct err *e)
{
	struct reading r = {.job = job};
	struct files files = {job, files_jsonl, false};
	arena_init(&r.keys);
	bool ok = files_each(&files, read_file, &r, e);
	for (size_t i = 0; ok && i < r.orders.n; i++)
		if (r.orders.entries[i].value.num != (ORDER_FIRST | ORDER_SECOND))
			warn(&r, "pair that came in one order only");
	map_release(&r.orders);
	arena_release(&r.keys);
	return ok;
}

extern const struct importer_desc importer_cvalues;
const struct importer_desc importer_cvalues = {
	.name = "cvalues",
	.summary =
		{STR_INIT("CValues 的责任类提示词、选择题（两种顺序合为一对）与对比数据"),
		 STR_INIT("CValues: responsibility prompts, multiple choice (both "
			  "orders make one pair), comparisons")},
	.home = "https://github.com/X-PLUG/CValues",
	.license = "Apache-2.0",
	.taxonomy = "cvalues",
	.import = import,
};
