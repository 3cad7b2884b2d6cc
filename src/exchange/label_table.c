// Our own labelled form as JSON lines (docs/formats.md), and tables whose columns are
// named by options.
#include "exchange/files.h"
#include "exchange/label_seen.h"
#include "exchange/labelled_file.h"

#define RATERS_MAX 64

static const struct labelled_mapping presets = {
	.prompt = STR_INIT("prompt"),
	.response = STR_INIT("response"),
	.id = STR_INIT("id"),
	.lang = STR_INIT("lang"),
	.group = STR_INIT("group"),
	.label = STR_INIT("label"),
	.labels = STR_INIT("labels"),
	.refusal = STR_INIT("refusal"),
	.offensive = STR_INIT("offensive"),
	.slice = STR_INIT("slice"),
	.risk = STR_INIT("risk"),
	.attack = STR_INIT("attack"),
};

static const struct labelled_mapping *mapping_of(const struct labelled_job *job)
{
	return job->mapping ? job->mapping : &presets;
}

static bool is_one_of(struct str s, const char *const *words)
{
	for (; *words; words++)
		if (str_eq_nocase(s, str_of(*words)))
			return true;
	return false;
}

static bool truth(struct str s, bool *out)
{
	static const char *const yes[] = {"1", "true", "yes", NULL};
	static const char *const no[] = {"0", "false", "no", NULL};

	*out = is_one_of(s, yes);
	return *out || is_one_of(s, no);
}

// `field` is what the row calls it.
static bool verdict_of(struct labelled_job *job, struct str s, struct str field,
		       enum verdict *out, struct err *e)
{
	struct str positive = mapping_of(job)->positive;
	bool unsafe;

	s = str_trim(s);
	*out = VERDICT_NONE;
	if (!s.n)
		return true;
	if (positive.n)
		label_seen_word(job->seen, s, positive);
	if (positive.n)
		*out = str_eq(s, positive) ? VERDICT_UNSAFE : VERDICT_SAFE;
	else if (str_eq_nocase(s, STR("unsafe")))
		*out = VERDICT_UNSAFE;
	else if (str_eq_nocase(s, STR("safe")))
		*out = VERDICT_SAFE;
	else if (truth(s, &unsafe))
		*out = unsafe ? VERDICT_UNSAFE : VERDICT_SAFE;
	else
		return err_set(e, ERR_INPUT,
			       STR_FMT ": expected safe, unsafe, 0 or 1, got " STR_FMT
				       " (--positive names the word for unsafe)",
			       STR_ARG(field), STR_ARG(s));
	return true;
}

static bool read_refusal(struct str s, enum refusal *out, struct err *e)
{
	bool refused;

	s = str_trim(s);
	if (!s.n || refusal_find(s, out))
		return true;
	if (!truth(s, &refused))
		return err_set(e, ERR_INPUT,
			       "refusal: expected full, partial, none, true or false, "
			       "got " STR_FMT,
			       STR_ARG(s));
	*out = refused ? REFUSAL_FULL : REFUSAL_NONE;
	return true;
}

static bool read_offensive(struct str s, int *out, struct err *e)
{
	bool offensive;

	s = str_trim(s);
	if (!s.n)
		return true;
	if (!truth(s, &offensive))
		return err_set(e, ERR_INPUT, "offensive: expected 0 or 1, got " STR_FMT,
			       STR_ARG(s));
	*out = offensive;
	return true;
}

enum part {
	PROMPT,
	RESPONSE,
	ID,
	LANG,
	GROUP,
	LABEL,
	REFUSAL,
	OFFENSIVE,
	SLICE,
	RISK,
	ATTACK,
	LABELS,
	PARTS
};

static const char *const part_options[PARTS] = {
	[PROMPT] = "prompt-field",   [RESPONSE] = "response-field",
	[ID] = "id-field",           [LANG] = "lang-field",
	[GROUP] = "group-field",     [LABEL] = "label-field",
	[REFUSAL] = "refusal-field", [OFFENSIVE] = "offensive-field",
	[SLICE] = "slice-field",     [RISK] = "risk-field",
	[ATTACK] = "attack-field",   [LABELS] = "labels-field",
};

static void part_names(const struct labelled_mapping *m, struct str *names)
{
	names[PROMPT] = m->prompt;
	names[RESPONSE] = m->response;
	names[ID] = m->id;
	names[LANG] = m->lang;
	names[GROUP] = m->group;
	names[LABEL] = m->label;
	names[REFUSAL] = m->refusal;
	names[OFFENSIVE] = m->offensive;
	names[SLICE] = m->slice;
	names[RISK] = m->risk;
	names[ATTACK] = m->attack;
	names[LABELS] = m->labels;
}

// The majority, where raters are known and no label is; a tie stays unknown.
static enum verdict settled(const enum verdict *labels, size_t n)
{
	size_t unsafe = 0, safe = 0;

	for (size_t i = 0; i < n; i++) {
		unsafe += labels[i] == VERDICT_UNSAFE;
		safe += labels[i] == VERDICT_SAFE;
	}
	if (unsafe == safe)
		return VERDICT_NONE;
	return unsafe > safe ? VERDICT_UNSAFE : VERDICT_SAFE;
}

static bool put(struct labelled_job *job, struct arena *a, const struct str *part,
		const struct str *raters, size_t n_raters, size_t line, struct err *e)
{
	const struct labelled_mapping *m = mapping_of(job);
	struct labelled row = labelled_none(job);
	enum verdict labels[RATERS_MAX];

	row.prompt = part[PROMPT];
	row.response = part[RESPONSE];
	row.id = part[ID];
	row.lang = part[LANG].n ? part[LANG] : m->set_lang;
	row.group = part[GROUP];
	row.risk = part[RISK];
	row.attack = part[ATTACK];
	if (part[SLICE].n)
		row.slice = part[SLICE];
	for (size_t i = 0; i < n_raters; i++)
		if (!verdict_of(job, raters[i], m->labels, &labels[i], e))
			return false;
	if (!verdict_of(job, part[LABEL], m->label, &row.label, e) ||
	    !read_refusal(part[REFUSAL], &row.refusal, e) ||
	    !read_offensive(part[OFFENSIVE], &row.offensive, e))
		return false;
	if (row.label == VERDICT_NONE) {
		row.label = settled(labels, n_raters);
		row.by_majority = n_raters > 1;
	}
	if (n_raters > 1) {
		row.labels = labels;
		row.n_labels = n_raters;
	}
	label_seen_row(job->seen, &row, line);
	return labelled_put(job, a, &row, e);
}

// A text, or a number or truth as text.
static struct str text_of(struct arena *a, const struct json *j)
{
	bool truth_value;
	int64_t number;

	if (json_bool(j, &truth_value))
		return truth_value ? STR("true") : STR("false");
	if (json_int(j, &number))
		return arena_printf(a, "%lld", (long long)number);
	return json_str(j);
}

static const struct json *get(struct arena *a, const struct json *j, struct str name)
{
	return json_get(j, arena_cstr(a, name));
}

// What stands between the bars: *n of them.
static bool cut_raters(struct str text, struct str *raters, size_t *n, struct err *e)
{
	for (*n = 0; text.p && text.n; raters[(*n)++] = str_cut(&text, '|'))
		if (*n == RATERS_MAX)
			return err_set(e, ERR_INPUT, "labels: more than %d", RATERS_MAX);
	return true;
}

static bool read_object(void *ctx, struct arena *a, const struct json *j, size_t line,
			struct err *e)
{
	struct labelled_job *job = ctx;
	const struct labelled_mapping *m = mapping_of(job);
	const struct json *list = get(a, j, m->labels);
	struct str names[PARTS], part[PARTS], raters[RATERS_MAX];
	bool is_list = list && list->kind == JSON_ARRAY;
	size_t n = is_list ? json_len(list) : 0;

	if (!job->read && !job->first[0])
		labelled_first(job, j->u.list.keys, j->u.list.n);
	if (n > RATERS_MAX)
		return err_set(e, ERR_INPUT, "labels: more than %d", RATERS_MAX);
	part_names(m, names);
	for (size_t i = 0; i < PARTS; i++) {
		const struct json *value = get(a, j, names[i]);
		job->seen->fields |= (value != NULL) << i;
		part[i] = text_of(a, value);
	}
	for (size_t i = 0; i < n; i++)
		raters[i] = text_of(a, json_at(list, i));
	return (is_list || cut_raters(part[LABELS], raters, &n, e)) &&
	       put(job, a, part, raters, n, line, e);
}

static bool read_lines(struct labelled_job *job, const char *path, struct err *e)
{
	struct input *in = input_open(path, INPUT_DETECT, e);
	bool ok;

	job->seen->file = arena_str(&job->seen->arena, str_of(path));
	ok = in && rows_each(in, path, JSON_REFUSE_DUPLICATES, read_object, job, e);
	input_close(in);
	return ok;
}

static bool read_table_row(struct labelled_job *job, struct arena *a,
			   const struct str *fields, size_t line, struct err *e)
{
	struct str raters[RATERS_MAX];
	size_t n;

	for (size_t i = 0; i < PARTS; i++)
		job->seen->fields |= (fields[i].p != NULL) << i;
	return cut_raters(fields[LABELS], raters, &n, e) &&
	       put(job, a, fields, raters, n, line, e);
}

// Only the answer has to be there.
static bool read_table(struct labelled_job *job, const char *path, struct err *e)
{
	const char *columns[PARTS + 1] = {0};
	struct str names[PARTS];
	struct arena a = {0};
	bool ok;

	part_names(mapping_of(job), names);
	for (size_t i = 0; i < PARTS; i++)
		columns[i] = arena_printf(&a, "%s" STR_FMT, i == RESPONSE ? "" : "?",
					  STR_ARG(names[i]))
				     .p;
	job->seen->file = arena_str(&job->seen->arena, str_of(path));
	ok = labelled_csv(job, path, columns, read_table_row, e);
	arena_release(&a);
	return ok;
}

// A field that is named, and not as it is called unless said, is meant to be there.
static bool check_fields(const struct labelled_job *job, struct err *e)
{
	struct str names[PARTS], usual[PARTS];

	part_names(mapping_of(job), names);
	part_names(&presets, usual);
	for (size_t i = 0; i < PARTS; i++)
		if (!(job->seen->fields >> i & 1) && names[i].n &&
		    !str_eq(names[i], usual[i]))
			return err_set(e, ERR_INPUT,
				       "%s: --%s " STR_FMT
				       ": no row has this field; the first row has %s",
				       job->path, part_options[i], STR_ARG(names[i]),
				       job->first);
	return true;
}

static bool read_all(struct labelled_job *job, const char *ending, labelled_file_fn each,
		     struct err *e)
{
	struct label_seen seen = {0};
	bool ok, rows;

	job->seen = &seen;
	ok = labelled_files(job, ending, each, e);
	rows = job->read > job->skipped; // else there is worse to tell
	ok = ok && (job->partial || !rows || check_fields(job, e));
	if (ok && rows)
		label_seen_warn(&seen, job->path, mapping_of(job)->positive);
	job->seen = NULL;
	label_seen_release(&seen);
	return ok;
}

static bool read_jsonl(struct labelled_job *job, struct err *e)
{
	return read_all(job, ".jsonl", read_lines, e);
}

static bool read_csv(struct labelled_job *job, struct err *e)
{
	return read_all(job, ".csv", read_table, e);
}

extern const struct labelled_desc labelled_jsonl;
const struct labelled_desc labelled_jsonl = {
	.name = "jsonl",
	.summary = {STR_INIT("本工具的标注格式，每行一个 JSON 对象；字段可映射"),
		    STR_INIT("our own labelled form, JSON lines; fields can be mapped")},
	.trains = true,
	.plain = true,
	.read = read_jsonl,
};

extern const struct labelled_desc labelled_csv_table;
const struct labelled_desc labelled_csv_table = {
	.name = "csv",
	.summary = {STR_INIT("表格，按列名映射"),
		    STR_INIT("a table; columns can be mapped")},
	.trains = true,
	.plain = true,
	.read = read_csv,
};
