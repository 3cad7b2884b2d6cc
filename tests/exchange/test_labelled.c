#include "exchange/labelled.h"

#include "base/map.h"
#include "base/vec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../base/folder.h"

static struct arena memory;
static VEC(struct labelled) rows;
static VEC(struct str) raters; // of all rows, as letters: s, u, -

static const char letters[VERDICTS] = {'-', 's', 'u', '?'};

static bool keep(void *ctx, const struct labelled *row, struct err *e)
{
	struct labelled copy = *row;
	char text[64];

	(void)ctx;
	(void)e;
	copy.id = arena_str(&memory, row->id);
	copy.lang = arena_str(&memory, row->lang);
	copy.prompt = arena_str(&memory, row->prompt);
	copy.response = arena_str(&memory, row->response);
	copy.group = arena_str(&memory, row->group);
	copy.slice = arena_str(&memory, row->slice);
	for (size_t i = 0; i < row->n_labels; i++)
		text[i] = letters[row->labels[i]];
	VEC_PUSH(&rows, copy);
	VEC_PUSH(&raters, arena_str(&memory, (struct str){text, row->n_labels}));
	return true;
}

static int teardown(void **state)
{
	(void)state;
	VEC_FREE(&rows);
	VEC_FREE(&raters);
	arena_release(&memory);
	return 0;
}

static bool read_set(const char *set, const char *path,
		     const struct labelled_mapping *mapping, struct labelled_job *job,
		     struct err *e)
{
	const struct labelled_desc *desc = labelled_find(str_of(set));

	assert_non_null(desc);
	*job = (struct labelled_job){.path = path, .mapping = mapping, .row = keep};
	rows.n = raters.n = 0;
	return labelled_each(desc, job, e);
}

static void assert_read(const char *set, const char *path)
{
	struct labelled_job job;
	struct err e = {0};

	if (!read_set(set, path, NULL, &job, &e))
		fail_msg("%s: %s", path, e.msg);
}

static void assert_fails(const char *set, const char *path, const char *message)
{
	struct labelled_job job;
	struct err e = {0};

	assert_false(read_set(set, path, NULL, &job, &e));
	if (str_find(str_of(e.msg), str_of(message)) == STR_NPOS)
		fail_msg("got: %s", e.msg);
}

// The message says it, and says it once.
static void assert_fails_once(const char *set, const char *path, const char *part)
{
	struct labelled_job job;
	struct err e = {0};
	const char *at;

	assert_false(read_set(set, path, NULL, &job, &e));
	at = strstr(e.msg, part);
	assert_non_null(at);
	if (strstr(at + 1, part))
		fail_msg("got: %s", e.msg);
}

static void assert_str(struct str s, const char *expected)
{
	assert_string_equal(arena_cstr(&memory, s), expected);
}

static void test_registry(void **state)
{
	(void)state;
	for (size_t i = 0; i < labelled_sets_n; i++) {
		const struct labelled_desc *set = labelled_sets[i];

		assert_ptr_equal(labelled_find(str_of(set->name)), set);
		assert_true(set->summary.zh.n && set->summary.en.n && set->read);
		assert_true(!set->home == !set->license);
		assert_true(i == 0 || strcmp(labelled_sets[i - 1]->name, set->name) < 0);
	}
	assert_false(labelled_find(STR("do-not-answer"))->trains);
	assert_false(labelled_find(STR("safe-rlhf-mini"))->trains);
}

static void test_operand(void **state)
{
	static const struct {
		const char *operand, *set, *path;
	} cases[] = {
		{"xstest:a/b", "xstest", "a/b"},
		{"a/b.csv", "csv", "a/b.csv"},
		{"a/b.jsonl.gz", "jsonl", "a/b.jsonl.gz"},
		{"C:b.jsonl", "jsonl", "C:b.jsonl"},
		{"csv:odd.txt", "csv", "odd.txt"},
		{"xstest:", NULL, NULL},
		{"somewhere", NULL, NULL},
		{"other:a", NULL, NULL},
		{"", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str path;
		struct err e = {0};
		const struct labelled_desc *set =
			labelled_of_operand(str_of(cases[i].operand), &path, &e);

		if (!cases[i].set) {
			assert_null(set);
			assert_int_equal(e.code, ERR_INPUT);
			continue;
		}
		assert_string_equal(set->name, cases[i].set);
		assert_str(path, cases[i].path);
	}
}

static void test_own_form(void **state)
{
	(void)state;
	folder_put(
		"own.jsonl",
		STR("{\"prompt\": \"q\", \"response\": \"yes\", \"label\": \"unsafe\", "
		    "\"refusal\": false, \"id\": \"a\", \"group\": \"g\"}\n"
		    "{\"prompt\": \"q\", \"response\": \"no\", \"label\": 0, "
		    "\"refusal\": true, \"offensive\": 1}\n"
		    "{\"prompt\": \"q\", \"response\": \"  \", \"label\": 1}\n"
		    "{\"prompt\": \"q\", \"response\": \"unlabelled\"}\n"
		    "{\"response\": \"不\", \"labels\": [\"unsafe\", \"unsafe\", "
		    "\"safe\"], \"refusal\": \"partial\"}\n"
		    "{\"response\": \"tie\", \"labels\": [1, 0], \"label\": true}\n"
		    "{\"response\": \"text\", \"labels\": \"safe|unsafe | safe\"}\n"
		    "{\"response\": \"single\", \"labels\": \"unsafe\"}\n"
		    "{\"response\": \"number\", \"labels\": 1}"));
	assert_read("jsonl", folder_path("own.jsonl"));
	assert_int_equal(rows.n, 7);
	assert_str(rows.p[0].id, "a");
	assert_str(rows.p[0].group, "g");
	assert_int_equal(rows.p[0].label, VERDICT_UNSAFE);
	assert_int_equal(rows.p[0].refusal, REFUSAL_NONE);
	assert_int_equal(rows.p[0].offensive, -1);
	assert_str(rows.p[0].slice, "own");
	assert_int_equal(rows.p[1].label, VERDICT_SAFE);
	assert_int_equal(rows.p[1].refusal, REFUSAL_FULL);
	assert_int_equal(rows.p[1].offensive, 1);
	assert_true(rows.p[1].group.n == 32 && rows.p[1].id.n > 0);
	assert_str(rows.p[2].lang, "zh");
	assert_int_equal(rows.p[2].label, VERDICT_UNSAFE);
	assert_str(raters.p[2], "uus");
	assert_int_equal(rows.p[2].refusal, REFUSAL_PARTIAL);
	assert_str(raters.p[3], "us");
	assert_int_equal(rows.p[3].label, VERDICT_UNSAFE);
	assert_str(raters.p[4], "sus");
	assert_int_equal(rows.p[4].label, VERDICT_SAFE);
	for (size_t i = 5; i < 7; i++) {
		assert_str(raters.p[i], "");
		assert_int_equal(rows.p[i].label, VERDICT_UNSAFE);
	}
}

static void test_table(void **state)
{
	struct labelled_mapping m = {
		.prompt = STR("Frage"),
		.response = STR("Antwort"),
		.label = STR("Urteil"),
		.labels = STR("Stimmen"),
		.refusal = STR("refusal"),
		.offensive = STR("offensive"),
		.id = STR("id"),
		.lang = STR("lang"),
		.group = STR("group"),
		.slice = STR("Modell"),
		.positive = STR("schlecht"),
		.set_lang = STR("de"),
	};
	struct labelled_job job;
	struct err e = {0};

	(void)state;
	folder_put("table.csv", STR("Frage;Antwort;Urteil;Stimmen;Modell\n"
				    "warum;darum;schlecht;schlecht|gut;a\n"
				    "warum;nein;gut;;b\n"));
	assert_true(read_set("csv", folder_path("table.csv"), &m, &job, &e));
	assert_int_equal(rows.n, 2);
	assert_int_equal(rows.p[0].label, VERDICT_UNSAFE);
	assert_int_equal(rows.p[1].label, VERDICT_SAFE);
	assert_str(rows.p[0].lang, "de");
	assert_str(rows.p[1].slice, "b");
	assert_str(raters.p[0], "us");
	assert_true(str_eq(rows.p[0].group, rows.p[1].group));
}

static void test_bad_input(void **state)
{
	(void)state;
	folder_put("bad.jsonl", STR("{\"response\": \"a\", \"label\": \"maybe\"}"));
	assert_fails("jsonl", folder_path("bad.jsonl"), "bad.jsonl:1: label: expected");
	folder_put("none.jsonl", STR("{\"response\": \"a\"}"));
	assert_fails("jsonl", folder_path("none.jsonl"), "no row has an answer");
	folder_put("bad.csv", STR("a,b\n1,2\n"));
	assert_fails("csv", folder_path("bad.csv"), "expected a column response");
	assert_fails("csv", folder_path("bad.csv"), "the first row has a, b");
	folder_put("nul.csv", (struct str){"response,label\n\0\0\0\n", 19});
	assert_fails_once("csv", folder_path("nul.csv"), "nul.csv");
	folder_put("refused.csv", STR("response,refusal\nx,perhaps\n"));
	assert_fails("csv", folder_path("refused.csv"), "refused.csv:2: refusal:");
	folder_put("jbb.json", STR("{\"other\": 1}"));
	assert_fails("jbb", folder_path("jbb.json"), "jailbreaks");
	assert_fails("xstest", folder_path("nothing"), "nothing");
	folder_put("hh.jsonl", STR("{\"chosen\": \"x\", \"rejected\": \"y\"}"));
	assert_fails("hh-rlhf", folder_path("hh.jsonl"),
		     "hh.jsonl:1: expected an answer");
}

static void test_twice(void **state)
{
	(void)state;
	folder_put("key.jsonl", STR("{\"response\": \"a\", \"label\": 1}\n"
				    "{\"response\": \"a\", \"label\": 1, \"label\": 0}"));
	assert_fails("jsonl", folder_path("key.jsonl"), "key.jsonl:2: ");
	assert_fails("jsonl", folder_path("key.jsonl"), "twice in one object: \"label\"");
	folder_put("column.csv", STR("response,label, label\nx,safe,unsafe\n"));
	assert_fails("csv", folder_path("column.csv"),
		     "column.csv:1: two columns are called label");
	folder_put("other.csv", STR("response,label,x,x\nx,safe,1,2\n"));
	assert_read("csv", folder_path("other.csv"));
	assert_int_equal(rows.n, 1);
}

// A field that is named and in no row is told, wherever there are rows to read.
static void test_fields_nowhere(void **state)
{
	static const struct {
		size_t offset;
		const char *option;
	} fields[] = {
		{offsetof(struct labelled_mapping, prompt),
		 "--prompt-field nope: no row"},
		{offsetof(struct labelled_mapping, id), "--id-field nope: no row"},
		{offsetof(struct labelled_mapping, lang), "--lang-field nope: no row"},
		{offsetof(struct labelled_mapping, group), "--group-field nope: no row"},
		{offsetof(struct labelled_mapping, labels), "--labels-field nope: no"},
		{offsetof(struct labelled_mapping, refusal), "--refusal-field nope: no"},
		{offsetof(struct labelled_mapping, offensive), "--offensive-field nope:"},
		{offsetof(struct labelled_mapping, slice), "--slice-field nope: no row"},
		{offsetof(struct labelled_mapping, risk), "--risk-field nope: no row"},
		{offsetof(struct labelled_mapping, attack),
		 "--attack-field nope: no row"},
	};
	static const char *const files[][2] = {{"jsonl", "few.jsonl"},
					       {"csv", "few.csv"}};

	(void)state;
	folder_put("few.jsonl", STR("{\"response\": \"a\", \"label\": 1}\n"
				    "{\"response\": \"b\", \"label\": 0, \"topic\": 1}"));
	folder_put("few.csv", STR("response,label,topic\na,1,\nb,0,1\n"));
	for (size_t k = 0; k < 2 * COUNT(fields); k++) {
		const char *set = files[k % 2][0], *path = folder_path(files[k % 2][1]);
		struct labelled_mapping m = {.response = STR("response"),
					     .label = STR("label")};
		struct str *field = (struct str *)((char *)&m + fields[k / 2].offset);
		struct labelled_job job;
		struct err e = {0};

		*field = STR("topic");
		assert_true(read_set(set, path, &m, &job, &e));
		*field = STR("nope");
		assert_false(read_set(set, path, &m, &job, &e));
		assert_non_null(strstr(e.msg, fields[k / 2].option));
		assert_non_null(strstr(e.msg, "the first row has response, label"));
		job = (struct labelled_job){.path = path,
					    .mapping = &m,
					    .row = keep,
					    .partial = true};
		assert_true(labelled_each(labelled_find(str_of(set)), &job, &e));
	}
}

// The published sets: how many rows, and what of them is labelled. (Five goals of jbb are
// spelled in two ways, two questions of Do-Not-Answer alike.)
static void test_sets(void **state)
{
	static const struct {
		const char *set, *folder;
		size_t rows, unsafe, refused, offensive, groups;
	} sets[] = {
		{"cold", "cold", 32157, 0, 0, 15934, 0},
		{"do-not-answer", "do-not-answer/Human", 5634, 193, 0, 0, 938},
		{"do-not-answer-longformer", "do-not-answer/Longformer", 5634, 0, 0, 0,
		 938},
		{"gptfuzz", "gptfuzz", 7700, 2239, 0, 0, 100},
		{"hh-rlhf", "hh-rlhf", 4620, 2312, 0, 0, 0},
		{"jade", "jade", 1300, 650, 0, 0, 0},
		{"jailjudge", "jailjudge", 1000, 315, 0, 0, 0},
		{"jbb", "jbb", 1637, 937, 0, 0, 105},
		{"latent-jailbreak", "latent-jailbreak", 2880, 1424, 0, 0, 0},
		{"safe-rlhf-mini", "jailjudge", 4000, 0, 0, 0, 0},
		{"xstest", "xstest", 2250, 136, 1159, 0, 450},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(sets); i++) {
		size_t unsafe = 0, refused = 0, offensive = 0;
		struct map groups = {0};

		assert_read(sets[i].set, folder_data("labelled sets", sets[i].folder));
		for (size_t k = 0; k < rows.n; k++) {
			unsafe += rows.p[k].label == VERDICT_UNSAFE;
			refused += rows.p[k].refusal == REFUSAL_FULL ||
				   rows.p[k].refusal == REFUSAL_PARTIAL;
			offensive += rows.p[k].offensive == 1;
			map_put(&groups, rows.p[k].group, NULL);
			assert_true(rows.p[k].group.n && rows.p[k].id.n);
		}
		print_message("# %s: %zu rows, %zu unsafe, %zu refused, %zu groups\n",
			      sets[i].set, rows.n, unsafe, refused, groups.n);
		assert_int_equal(rows.n, sets[i].rows);
		assert_true(!sets[i].unsafe || unsafe == sets[i].unsafe);
		assert_true(!sets[i].refused || refused == sets[i].refused);
		assert_true(!sets[i].offensive || offensive == sets[i].offensive);
		assert_true(!sets[i].groups || groups.n == sets[i].groups);
		map_release(&groups);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registry),       cmocka_unit_test(test_operand),
		cmocka_unit_test(test_own_form),       cmocka_unit_test(test_table),
		cmocka_unit_test(test_bad_input),      cmocka_unit_test(test_twice),
		cmocka_unit_test(test_fields_nowhere), cmocka_unit_test(test_sets),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
