// Preferences: rows of {prompt, chosen, rejected}, or of two whole dialogues that part at
// their last answer, as HH-RLHF (Bai et al. 2022) has them; JSON lines, a JSON array, or
// a table. Answers may be texts or lists of {role, content}.
#include "base/csv.h"
#include "exchange/array.h"
#include "exchange/mapping.h"
#include "exchange/pair.h"
#include "text/script.h"

#define ROW_MAX ((size_t)16 << 20)

static const struct str human = STR_INIT("\n\nHuman:");
static const struct str assistant = STR_INIT("\n\nAssistant:");

struct reading {
	const struct import_job *job;
	const char *file;
};

// A dialogue as its last answer and all before it.
struct parted {
	struct str before, answer;
};

static struct parted part(struct str dialogue)
{
	size_t last = STR_NPOS, at;
	for (size_t from = 0; (at = str_find(str_slice(dialogue, from, dialogue.n),
					     assistant)) != STR_NPOS;
	     from += at + assistant.n)
		last = from + at;
	if (last == STR_NPOS)
		return (struct parted){STR_NONE, dialogue};
	return (struct parted){
		str_trim(str_slice(dialogue, 0, last)),
		str_trim(str_slice(dialogue, last + assistant.n, dialogue.n)),
	};
}

// A single question stands without its speaker; a dialogue keeps them.
static struct str question_of(struct str before)
{
	struct str first = str_slice(human, 2, human.n);
	struct str rest = str_slice(before, first.n, before.n);
	bool single = str_starts(before, first) && str_find(rest, human) == STR_NPOS &&
		      str_find(rest, assistant) == STR_NPOS;
	return single ? str_trim(rest) : before;
}

static bool drop(const struct reading *r, const char *why)
{
	tally_add(&r->job->report->dropped, str_of(why), 1);
	return true;
}

static bool put(const struct reading *r, struct arena *a, const struct parts *row,
		struct str chosen, struct str rejected, size_t line, struct err *e)
{
	const struct mapping *m = r->job->settings;
	struct str prompt = str_trim(row->prompt);
	if (!prompt.n) {
		struct parted one = part(chosen), other = part(rejected);
		if (!str_eq(one.before, other.before))
			return drop(r, "dialogues that part before their last answer");
		if (!one.before.n)
			return drop(r, "empty prompt");
		prompt = question_of(one.before);
		chosen = one.answer;
		rejected = other.answer;
	}
	struct item item = {
		.id = str_trim(row->id),
		.lang = str_trim(row->lang),
		.risk = str_trim(row->risk).n ? str_trim(row->risk) : m->set_risk,
		.expect = EXPECT_ANY,
		.prompt = prompt,
		.source = {.dataset = mapping_dataset(r->file),
			   .version = r->job->version,
			   .id = str_trim(row->id),
			   .row = (int64_t)line},
	};
	if (!item.lang.n)
		item.lang = m->set_lang.n ? m->set_lang : str_of(script_lang(prompt));
	return pair_put(r->job, a, &item, chosen, rejected, e);
}

// The conversation as HH-RLHF writes one.
static struct str dialogue_of(struct arena *a, const struct json *list)
{
	struct buf text;
	buf_init(&text, BUF_TEXT_MAX);
	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *turn = json_at(list, i);
		struct str role = json_str(json_get(turn, "role"));
		buf_add(&text, str_is(role, "assistant") ? assistant : human);
		buf_addc(&text, ' ');
		buf_add(&text, json_str(json_get(turn, "content")));
	}
	struct str dialogue = buf_dup(a, &text);
	buf_release(&text);
	return dialogue;
}

static bool text_at(struct arena *a, const struct json *row, const char *key,
		    struct str *out, struct err *e)
{
	const struct json *j = json_get(row, key);
	if (j && j->kind == JSON_ARRAY) {
		*out = dialogue_of(a, j);
		return true;
	}
	*out = json_str(j);
	return out->p || err_set(e, ERR_INPUT, "%s: expected a string or a list, got %s",
				 key, json_kind_name(j));
}

// Of a prompt that stands apart, an answer is no dialogue.
static struct str answer_alone(const struct parts *row, struct str answer)
{
	return str_trim(row->prompt).n && str_starts(answer, assistant)
		       ? part(answer).answer
		       : answer;
}

static bool put_object(void *ctx, struct arena *a, const struct json *row, size_t line,
		       struct err *e)
{
	const struct reading *r = ctx;
	const struct mapping *m = r->job->settings;
	struct str chosen, rejected;
	struct parts parts = {
		.prompt = json_str(json_get(row, arena_cstr(a, m->prompt))),
		.id = json_str(json_get(row, arena_cstr(a, m->id))),
		.lang = json_str(json_get(row, arena_cstr(a, m->lang))),
		.risk = json_str(json_get(row, arena_cstr(a, m->risk))),
	};
	int64_t number;
	r->job->report->read++;
	if (json_int(json_get(row, arena_cstr(a, m->id)), &number))
		parts.id = arena_printf(a, "%lld", (long long)number);
	const struct json *prompt = json_get(row, arena_cstr(a, m->prompt));
	if (prompt && prompt->kind == JSON_ARRAY)
		parts.prompt = question_of(str_trim(dialogue_of(a, prompt)));
	if (!text_at(a, row, "chosen", &chosen, e) ||
	    !text_at(a, row, "rejected", &rejected, e))
		return false;
	return put(r, a, &parts, answer_alone(&parts, chosen),
		   answer_alone(&parts, rejected), line, e);
}

// --- Tables.

enum { PROMPT, ID, LANG, RISK, CHOSEN, REJECTED, COLUMNS };

static size_t find_column(const struct csv *csv, struct str name)
{
	for (size_t i = 0; i < csv->n; i++)
		if (str_eq_nocase(str_trim(csv->fields[i]), name))
			return i;
	return STR_NPOS;
}

static bool put_fields(const struct reading *r, struct arena *a, const struct csv *csv,
		       const size_t *at, struct err *e)
{
	struct str f[COLUMNS];
	for (size_t i = 0; i < COLUMNS; i++)
		f[i] = at[i] < csv->n ? csv->fields[at[i]] : STR_NONE;
	struct parts parts = {f[PROMPT], f[ID], f[LANG], f[RISK], STR_NONE};
	r->job->report->read++;
	return put(r, a, &parts, f[CHOSEN], f[REJECTED], csv->line, e) ||
	       err_wrap(e, "%s:%zu", r->file, csv->line);
}

static bool read_columns(const struct reading *r, struct csv *csv, struct err *e)
{
	const struct mapping *m = r->job->settings;
	const struct str names[COLUMNS] = {m->prompt, m->id,         m->lang,
					   m->risk,   STR("chosen"), STR("rejected")};
	size_t at[COLUMNS];
	struct arena a;
	arena_init(&a);
	int got = csv_next(csv, ROW_MAX, e);
	bool ok = got == 1;
	if (got == 0)
		err_set(e, ERR_INPUT, "%s: the file is empty", r->file);
	else if (got < 0)
		err_wrap(e, "%s", r->file);
	for (size_t i = 0; ok && i < COLUMNS; i++) {
		at[i] = find_column(csv, names[i]);
		if (at[i] == STR_NPOS && i >= CHOSEN)
			ok = err_set(e, ERR_INPUT, "%s:%zu: expected a column " STR_FMT,
				     r->file, csv->line, STR_ARG(names[i]));
	}
	while (ok && (got = csv_next(csv, ROW_MAX, e)) == 1) {
		ok = put_fields(r, &a, csv, at, e);
		arena_reset(&a);
	}
	if (ok && got < 0)
		ok = err_wrap(e, "%s", r->file);
	arena_release(&a);
	return ok;
}

static bool is_table(struct str name)
{
	size_t member = str_find_byte(name, '(');
	if (member != STR_NPOS && str_ends(name, STR(")")))
		name = str_slice(name, member + 1, name.n - 1);
	static const char *const packed[] = {".zst", ".gz"};
	for (size_t i = 0; i < COUNT(packed); i++)
		if (str_ends(name, str_of(packed[i])))
			name.n -= strlen(packed[i]);
	return str_ends(name, STR(".csv")) || str_ends(name, STR(".tsv"));
}

static bool is_array(struct str name)
{
	return str_ends(name, STR(".json")) || str_ends(name, STR(".json)")) ||
	       str_ends(name, STR(".json.gz")) || str_ends(name, STR(".json.zst"));
}

static bool read_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct reading r = {ctx, name};
	if (is_array(str_of(name)))
		return array_each(in, name, put_object, &r, e);
	if (!is_table(str_of(name)))
		return rows_each(in, name, 0, put_object, &r, e);
	struct csv csv;
	csv_init(&csv, in, 0);
	bool ok = read_columns(&r, &csv, e);
	csv_release(&csv);
	return ok;
}

static bool import(const struct import_job *job, struct err *e)
{
	static const char *const endings[] = {".json", ".jsonl", ".ndjson",
					      ".csv",  ".tsv",   NULL};
	struct files files = {job, endings, false};
	return files_each(&files, read_file, (void *)job, e);
}

extern const struct importer_desc importer_preferences;
const struct importer_desc importer_preferences = {
	.name = "preferences",
	.summary = {STR_INIT("偏好数据：chosen 与 rejected 成为回复对（可为整段对话）"),
		    STR_INIT("preferences: chosen and rejected become pairs (of whole "
			     "dialogues too)")},
	.params = mapping_options,
	.settings_size = sizeof(struct import_own),
	.import = import,
};
