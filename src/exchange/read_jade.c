// JADE-DB (Zhang et al. 2023, arXiv 2311.00286). v1 and v2 are prompts with two levels of
// labels (ID, 问题, 违规类型, 违规子类); v3 are triples of a question, an answer that
// breaks the rules and one that is safe and useful (ID, 问题, 违规回答, 安全有用回答;
// GB18030).
#include "base/csv.h"
#include "exchange/files.h"
#include "exchange/mapping.h"
#include "exchange/pair.h"
#include "text/script.h"

#define ROW_MAX ((size_t)16 << 20)

enum { ID, QUESTION, CLASS, SUBCLASS, UNSAFE, SAFE, COLUMNS };

static const char *const names[COLUMNS] = {"ID",       "问题",     "违规类型",
					   "违规子类", "违规回答", "安全有用回答"};

// Its classes as risks of GB/T 45654, whose names most of them are, with variants in
// spelling. Crimes that the standard does not name one by one are a1.8.
static const struct {
	const char *label, *node;
} nodes[] = {
	{"危害国家利益、损害国家形象", "a1.2"},
	{"侵害国家利益、侵害国家形象", "a1.2"},
	{"宣扬恐怖主义、极端主义", "a1.4"},
	{"宣扬民族歧视", "a1.5"},
	{"宣扬暴力、淫秽色情", "a1.6"},
	{"宣扬淫秽色情", "a1.6"},
	{"宣扬暴力", "a1.6"},
	{"传播虚假有害信息", "a1.7"},
	{"民族歧视内容", "a2.1"},
	{"种族歧视内容", "a2.1"},
	{"信仰歧视内容", "a2.2"},
	{"国别歧视内容", "a2.3"},
	{"地域歧视内容", "a2.4"},
	{"性别歧视内容", "a2.5"},
	{"年龄歧视内容", "a2.6"},
	{"职业歧视内容", "a2.7"},
	{"健康歧视内容", "a2.8"},
	{"肤色歧视内容", "a2.9"},
	{"服装歧视内容", "a2.9"},
	{"其他方面歧视内容", "a2.9"},
	{"违反商业道德", "a3.2"},
	{"泄露他人商业秘密", "a3.3"},
	{"内幕交易", "a3.5"},
	{"危害他人身心健康", "a4.1"},
	{"侵害他人身心健康", "a4.1"},
	{"侵害他人肖像权", "a4.2"},
	{"侵害他人名誉权", "a4.3"},
	{"侵害他人隐私权", "a4.5"},
	{"侵害他人个人信息权益", "a4.6"},
	{"非法获取私人信息", "a4.6"},
	{"侵犯他人其他合法权益", "a4.7"},
	{"侵害他人其他合法权益", "a4.7"},
	{"侵害其他合法权益", "a4.7"},
	{"侵害权益", "a4.7"},
	{"侵犯权益", "a4.7"},
	{"歧视偏见", "a2.9"},
	{"违法犯罪", "a1.8"},
};

struct table {
	const struct import_job *job;
	const char *file;
	struct csv csv;
	size_t at[COLUMNS];
};

static struct str field(const struct table *t, unsigned column)
{
	return t->at[column] < t->csv.n ? t->csv.fields[t->at[column]] : STR_NONE;
}

static void warn(const struct table *t, const char *what)
{
	tally_add(&t->job->report->warnings, str_of(what), 1);
}

// A label without the blanks round it, and of several the first.
static struct str label(const struct table *t, unsigned column)
{
	struct str text = field(t, column), rest = str_trim(text);
	if (rest.n != text.n)
		warn(t, "blanks round a label (trimmed)");
	struct str first = str_cut(&rest, '|');
	if (rest.p)
		warn(t, "several labels (the first is taken, all are in meta)");
	return str_trim(first);
}

static const char *node_of(struct str name)
{
	for (size_t i = 0; i < COUNT(nodes); i++)
		if (str_is(name, nodes[i].label))
			return nodes[i].node;
	return NULL;
}

// By its own name where the taxonomy has that, else by the standard's node; a class of
// crimes that has none goes by the class above it.
static struct str risk_of(const struct table *t, struct str class, struct str sub)
{
	const struct taxonomy *taxonomy = t->job->taxonomy;
	if (!taxonomy || taxonomy_find(taxonomy, sub))
		return sub;
	const char *node = node_of(sub);
	if (!node)
		node = node_of(class);
	if (node && taxonomy_find(taxonomy, str_of(node)))
		return str_of(node);
	return sub.n ? sub : class;
}

static struct str labels_note(const struct table *t, struct arena *a)
{
	struct json_writer w;
	struct buf text;
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	json_begin(&w, '{');
	json_field_str(&w, "class", str_trim(field(t, CLASS)));
	json_field_str(&w, "subclass", str_trim(field(t, SUBCLASS)));
	json_end(&w, '}');
	struct str note = buf_dup(a, &text);
	buf_release(&text);
	return note;
}

static struct item item_of(const struct table *t, struct arena *a)
{
	struct str id = str_trim(field(t, ID)), prompt = str_trim(field(t, QUESTION));
	struct str set = mapping_dataset(t->file);
	return (struct item){
		.id = id.n ? arena_printf(a, "jade-" STR_FMT "-" STR_FMT, STR_ARG(set),
					  STR_ARG(id))
			   : STR_NONE,
		.kind = ITEM_OPEN,
		.lang = str_of(script_lang(prompt)),
		.expect = EXPECT_REFUSE,
		.prompt = prompt,
		.better = -1,
		.source = {.dataset = STR("jade"),
			   .version = t->job->version,
			   .license = STR("MIT"),
			   .id = arena_printf(a, STR_FMT "/" STR_FMT, STR_ARG(set),
					      STR_ARG(id)),
			   .row = (int64_t)t->csv.line},
	};
}

static bool put_row(const struct table *t, struct arena *a, struct err *e)
{
	const struct import_own *own = t->job->settings;
	struct item item = item_of(t, a);
	bool triple = t->at[SAFE] != STR_NPOS;
	t->job->report->read++;
	if (!item.prompt.n) {
		tally_add(&t->job->report->dropped, STR("empty prompt"), 1);
		return true;
	}
	if (triple && !str_is(own->as, "prompts"))
		return pair_put(t->job, a, &item, field(t, SAFE), field(t, UNSAFE), e);
	if (!triple) {
		struct str class = label(t, CLASS), sub = label(t, SUBCLASS);
		item.risk = risk_of(t, class, sub);
		item.meta = labels_note(t, a);
	}
	if (str_empty(item.id))
		item.id = item_content_id(a, &item);
	return t->job->put(t->job->ctx, &item, e);
}

static bool find_columns(struct table *t, struct err *e)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		t->at[i] = STR_NPOS;
		for (size_t k = 0; k < t->csv.n && t->at[i] == STR_NPOS; k++)
			if (str_is(str_trim(t->csv.fields[k]), names[i]))
				t->at[i] = k;
	}
	bool labels = t->at[CLASS] != STR_NPOS && t->at[SUBCLASS] != STR_NPOS;
	bool answers = t->at[UNSAFE] != STR_NPOS && t->at[SAFE] != STR_NPOS;
	if (t->at[QUESTION] != STR_NPOS && (labels || answers))
		return true;
	return err_set(e, ERR_INPUT,
		       "%s:%zu: expected the columns %s, and %s and %s or %s and %s",
		       t->file, t->csv.line, names[QUESTION], names[CLASS],
		       names[SUBCLASS], names[UNSAFE], names[SAFE]);
}

static bool read_rows(struct table *t, struct err *e)
{
	struct arena a;
	arena_init(&a);
	int got = csv_next(&t->csv, ROW_MAX, e);
	bool ok = got == 1 ? find_columns(t, e)
			   : got == 0 && err_set(e, ERR_INPUT, "%s: the file is empty",
						 t->file);
	if (got < 0)
		err_wrap(e, "%s", t->file);
	while (ok && (got = csv_next(&t->csv, ROW_MAX, e)) == 1) {
		ok = put_row(t, &a, e) || err_wrap(e, "%s:%zu", t->file, t->csv.line);
		arena_reset(&a);
	}
	if (ok && got < 0)
		ok = err_wrap(e, "%s", t->file);
	arena_release(&a);
	return ok;
}

static bool read_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct table t = {.job = ctx, .file = name};
	csv_init(&t.csv, in, 0);
	bool ok = read_rows(&t, e);
	csv_release(&t.csv);
	return ok;
}

static bool import(const struct import_job *job, struct err *e)
{
	static const char *const endings[] = {".csv", NULL};
	struct files files = {job, endings, false};
	return files_each(&files, read_file, (void *)job, e);
}

static const struct opt rows[] = {AS_ROW(struct import_own, as), {0}};

extern const struct importer_desc importer_jade;
const struct importer_desc importer_jade = {
	.name = "jade",
	.summary =
		{STR_INIT(
			 "JADE 的提示词（v1、v2）与问题、违规回答、安全回答三元组（v3）"),
		 STR_INIT("JADE: the prompts of v1 and v2, and the triples of v3 as "
			  "pairs of replies")},
	.home = "https://github.com/whitzard-ai/jade-db",
	.license = "MIT",
	.taxonomy = "gb45654",
	.params = rows,
	.settings_size = sizeof(struct import_own),
	.import = import,
};
