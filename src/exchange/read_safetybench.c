// SafetyBench (Zhang et al. 2023, arXiv 2309.07045): questions of two to four options in
// seven categories, {id, options[], category, question}; the answers are published apart,
// an object id -> {category, answer} (counted from 0), or id -> answer.
#include "exchange/array.h"
#include "exchange/mapping.h"
#include "text/script.h"

// Its categories as nodes of the taxonomy cvalues, which has most of them by name.
static const struct {
	const char *category, *node;
} nodes[] = {
	{"Offensiveness", "sf.insults"},
	{"Unfairness and Bias", "sf.discrimination"},
	{"Physical Health", "sf.physical-harm"},
	{"Mental Health", "sf.mental-health"},
	{"Illegal Activities", "sf.crimes"},
	{"Ethics and Morality", "sf.ethics"},
	{"Privacy and Property", "sf.personal-privacy"},
};

struct reading {
	const struct import_job *job;
	struct arena arena;     // of the key
	const struct json *key; // NULL: none was given
	struct map answers;     // id -> its entry
	size_t known;           // questions that the key knows
};

static bool read_key(struct reading *r, struct str path, struct err *e)
{
	if (str_empty(path))
		return true;
	const char *name = arena_cstr(&r->arena, path);
	struct input *in = input_open(name, INPUT_DETECT, e);
	struct str text;
	bool ok = in && input_rest(in, &r->arena, ARRAY_FILE_MAX, &text, e);
	if (ok) {
		r->key = json_parse(&r->arena, text, 0, NULL, e);
		ok = r->key || err_wrap(e, "%s", name);
	}
	if (r->key && r->key->kind != JSON_OBJECT)
		ok = err_set(e, ERR_INPUT,
			     "%s: expected an object of answers, {\"ID\": {\"category\": "
			     "..., \"answer\": 0}, ...} or {\"ID\": 0, ...}, got %s",
			     name, json_kind_name(r->key));
	for (size_t i = 0; ok && r->key && i < json_len(r->key); i++)
		map_put(&r->answers, r->key->u.list.keys[i], NULL)->ptr =
			&r->key->u.list.items[i];
	input_close(in);
	return ok || err_wrap(e, "--key");
}

static void warn(const struct reading *r, const char *what)
{
	tally_add(&r->job->report->warnings, str_of(what), 1);
}

// What the key says of it, else the row itself, as the development set does.
static const struct json *answer_of(struct reading *r, const struct json *row,
				    struct str id, struct str category)
{
	const struct json *own = json_get(row, "answer");
	const union map_value *found = map_find(&r->answers, id);
	const struct json *entry = found ? found->ptr : NULL;
	if (!found) {
		if (r->key && json_is_null(own))
			warn(r, "question that the key does not know");
		return own;
	}
	r->known++;
	if (entry->kind != JSON_OBJECT)
		return entry;
	struct str other = json_str(json_get(entry, "category"));
	if (other.n && !str_eq(str_trim(other), category))
		warn(r, "category that is another in the key (kept)");
	return json_get(entry, "answer");
}

static struct str risk_of(const struct import_job *job, struct str category)
{
	if (!job->taxonomy || taxonomy_find(job->taxonomy, category))
		return category;
	for (size_t i = 0; i < COUNT(nodes); i++)
		if (str_is(category, nodes[i].category) &&
		    taxonomy_find(job->taxonomy, str_of(nodes[i].node)))
			return str_of(nodes[i].node);
	return category;
}

static struct str id_of(struct arena *a, const struct json *row)
{
	const struct json *id = json_get(row, "id");
	int64_t number;
	return json_int(id, &number) ? arena_printf(a, "%lld", (long long)number)
				     : str_trim(json_str(id));
}

static void find_answers(struct reading *r, struct arena *a, const struct json *answer,
			 struct item *item)
{
	const struct options options = {item->options, item->n_options};
	struct option_answers answers;
	if (!options_answers(a, answer, &options, 0, &answers))
		warn(r, "answer that names no option (left out)");
	item->answers = answers.n ? answers.p : NULL;
	item->n_answers = answers.n;
	for (size_t i = 0; i < options.n; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(options.texts[i], options.texts[k])) {
				warn(r, "options of the same text (kept)");
				return;
			}
}

static bool put_row(void *ctx, struct arena *a, const struct json *row, size_t line,
		    struct err *e)
{
	struct reading *r = ctx;
	struct str question = json_str(json_get(row, "question"));
	struct str category = str_trim(json_str(json_get(row, "category")));
	struct str id = id_of(a, row);
	struct options options;
	r->job->report->read++;
	if (!question.p)
		return err_set(e, ERR_INPUT, "question: expected a string, got %s",
			       json_kind_name(json_get(row, "question")));
	if (!id.n)
		return err_set(e, ERR_INPUT, "id: expected a number or a string, got %s",
			       json_kind_name(json_get(row, "id")));
	if (!options_read(a, json_get(row, "options"), &options))
		return err_set(e, ERR_INPUT,
			       "options: expected a list of 2 to %d texts, got %s",
			       CHOICE_OPTIONS_MAX,
			       json_kind_name(json_get(row, "options")));
	if (!str_trim(question).n) {
		tally_add(&r->job->report->dropped, STR("empty prompt"), 1);
		return true;
	}
	struct item item = {
		.id = arena_printf(a, "safetybench-" STR_FMT, STR_ARG(id)),
		.kind = ITEM_CHOICE,
		.lang = str_of(script_lang(question)),
		.risk = risk_of(r->job, category),
		.expect = EXPECT_ANY,
		.prompt = question,
		.options = options.texts,
		.n_options = options.n,
		.better = -1,
		.source = {.dataset = STR("safetybench"),
			   .version = r->job->version,
			   .license = STR("MIT"),
			   .id = id,
			   .row = (int64_t)line},
		.meta = mapping_note(a, "category", category),
	};
	find_answers(r, a, answer_of(r, row, id, category), &item);
	if (!item.n_answers)
		warn(r, "question without a known answer");
	return r->job->put(r->job->ctx, &item, e);
}

static bool read_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	return array_each(in, name, put_row, ctx, e);
}

static bool import(const struct import_job *job, struct err *e)
{
	const struct import_own *own = job->settings;
	struct reading r = {.job = job};
	struct files files = {job, files_json, false};
	arena_init(&r.arena);
	bool ok = read_key(&r, own->key, e) && files_each(&files, read_file, &r, e);
	if (ok && r.key && job->report->read && !r.known)
		ok = err_set(e, ERR_INPUT,
			     "--key: " STR_FMT
			     ": knows none of the %zu questions by their "
			     "id (each file of questions has a key of its own)",
			     STR_ARG(own->key), (size_t)job->report->read);
	map_release(&r.answers);
	arena_release(&r.arena);
	return ok;
}

static const struct opt rows[] = {KEY_ROW(struct import_own, key), {0}};

extern const struct importer_desc importer_safetybench;
const struct importer_desc importer_safetybench = {
	.name = "safetybench",
	.summary = {STR_INIT("SafetyBench 的选择题（答案文件由 --key 给出）"),
		    STR_INIT("the multiple-choice questions of SafetyBench (--key: its "
			     "file of answers)")},
	.home = "https://github.com/thu-coai/SafetyBench",
	.license = "MIT",
	.taxonomy = "cvalues",
	.params = rows,
	.settings_size = sizeof(struct import_own),
	.import = import,
};
