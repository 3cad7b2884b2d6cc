#include "people/sheets.h"

#include <math.h>
#include <stdio.h>

#include "base/file.h"
#include "base/xlsx.h"
#include "made.h"
#include "people/campaign_state.h"

static const char *const forms[] = {"csv", "jsonl", "label-studio", "xlsx"};

static const char *path_of(const struct sheets_form *f, const char *name)
{
	char file[64];

	snprintf(file, sizeof(file), "%s%s", name, sheets_ending(f));
	return folder_path(file);
}

struct at_work {
	struct arena a;
	struct store *store;
	struct campaign *c;
	int64_t li, wang;
};

static void begin(struct at_work *w, const char *name, const struct made *how,
		  const char *protocol)
{
	struct campaign_settings settings = {.seed = 1};
	struct err e = {0};

	*w = (struct at_work){0};
	arena_init(&w->a);
	w->store = made_run(name, how);
	w->c = campaign_open(w->store, made_protocol(&w->a, protocol), &settings, &e);
	assert_ok(w->c);
	w->li = made_rater(w->c, "li", NULL);
	w->wang = made_rater(w->c, "王", NULL);
}

static const char *name_of(const char *name, size_t i)
{
	static char text[40];

	snprintf(text, sizeof(text), "%s-%zu", name, i);
	return text;
}

static void end(struct at_work *w)
{
	campaign_close(w->c);
	made_close(w->store);
	arena_release(&w->a);
}

static struct sheets_counts put_out(struct at_work *w, const struct sheets_form *f,
				    const char *path, const char *rater)
{
	struct sheets_settings s = {.rater = str_of(rater)};
	struct sheets_counts counts;
	struct err e = {0};

	remove(path);
	if (!rater)
		s.rater = STR_NONE;
	s.alone = true;
	assert_ok(sheets_write(w->c, f, path, &s, &counts, &e));
	return counts;
}

static bool read_in(struct at_work *w, const struct sheets_form *f, const char *path,
		    const struct sheets_settings *s, struct sheets_counts *counts,
		    struct err *e)
{
	struct faults faults;

	faults_init(&faults);
	bool ok = sheets_read(w->c, &w->a, f, path, STR("test"), s, counts, &faults, e);
	faults_release(&faults);
	return ok;
}

static struct sheets_counts take_in(struct at_work *w, const struct sheets_form *f,
				    const char *path, bool force)
{
	struct sheets_settings s = {.force = force, .new_raters = true};
	struct sheets_counts counts;
	struct err e = {0};

	assert_ok(read_in(w, f, path, &s, &counts, &e));
	return counts;
}

// What one run's raters said, brought into another of the same samples.
static void test_out_and_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(forms); i++) {
		const struct sheets_form *f = sheets_find(str_of(forms[i]));
		const char *path = path_of(f, "safety");
		struct sheets_counts counts;
		struct at_work w;
		int64_t task;

		begin(&w, name_of("first", i), &(struct made){.items = 5}, made_safety);
		assert_ptr_equal(sheets_of_path(str_of(path)), f);
		while ((task = made_next(w.c, w.li)))
			made_answer(w.c, w.li, task, "{\"verdict\":\"safe\"}");
		task = made_next(w.c, w.wang);
		made_answer(w.c, w.wang, task,
			    "{\"verdict\":\"unsafe\",\"why\":\"=SUM(1) 因为\"}");
		assert_int_equal(put_out(&w, f, path, NULL).rows, 6);
		end(&w);

		begin(&w, name_of("second", i), &(struct made){.items = 5}, made_safety);
		counts = take_in(&w, f, path, false);
		assert_int_equal(counts.rows, 6);
		assert_int_equal(counts.fresh, 6);
		assert_int_equal(counts.raters, 0);
		assert_int_equal(campaign_count(w.c).answered, 6);
		counts = take_in(&w, f, path, false); // again: nothing changes
		assert_int_equal(counts.same, 6);
		struct annotation *list;
		struct err e = {0};
		size_t n, unsafe = 0;
		assert_ok(store_annotations(w.store, &w.a, STR_NONE, &list, &n, &e));
		assert_int_equal(n, 6);
		for (size_t k = 0; k < n; k++) {
			if (list[k].verdict != VERDICT_UNSAFE)
				continue;
			unsafe++;
			assert_str(list[k].explanation, "=SUM(1) 因为");
			assert_str(list[k].rater, "王");
		}
		assert_int_equal(unsafe, 1);
		end(&w);
	}
}

// Several replies side by side are shuffled on the page, never in a file.
static void test_replies(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(forms); i++) {
		const struct sheets_form *f = sheets_find(str_of(forms[i]));
		const char *path = path_of(f, "expert");
		struct made how = {.items = 2, .targets = 3};
		struct annotation *list, *again;
		struct err e = {0};
		struct at_work w;
		size_t n, m;

		begin(&w, name_of("expert", i), &how, made_expert);
		made_answer(w.c, w.li, made_next(w.c, w.li), "{\"best\":1,\"score\":8}");
		made_answer(w.c, w.li, made_next(w.c, w.li),
			    "{\"best\":\"none\",\"score\":2,\"own\":\"自答\"}");
		assert_ok(store_annotations(w.store, &w.a, STR_NONE, &list, &n, &e));
		assert_int_equal(put_out(&w, f, path, NULL).rows, 2);
		struct arena kept = w.a;
		w.a = (struct arena){0};
		end(&w);

		begin(&w, name_of("expert-again", i), &how, made_expert);
		assert_int_equal(take_in(&w, f, path, false).fresh, 2);
		assert_ok(store_annotations(w.store, &w.a, STR_NONE, &again, &m, &e));
		assert_int_equal(m, n);
		for (size_t k = 0; k < n; k++) {
			assert_int_equal(again[k].ordinal, list[k].ordinal);
			assert_true(again[k].preferred == list[k].preferred);
			assert_true(again[k].score == list[k].score ||
				    (isnan(again[k].score) && isnan(list[k].score)));
		}
		end(&w);
		arena_release(&kept);
	}
}

// A sheet to fill in, edited as people do, and what was said on the page meanwhile.
static void test_sheet_and_conflict(void **state)
{
	const struct sheets_form *f = sheets_find(STR("csv"));
	const char *path = path_of(f, "sheet");
	struct sheets_counts counts;
	struct at_work w;
	struct err e = {0};
	struct str text;
	int64_t task;

	(void)state;
	begin(&w, "sheet", &(struct made){.items = 3}, made_safety);
	task = made_next(w.c, w.li);
	made_answer(w.c, w.li, task, "{\"verdict\":\"safe\"}");
	counts = put_out(&w, f, path, "li");
	assert_int_equal(counts.rows, 3);
	assert_ok(file_read(&w.a, path, 1 << 20, &text, &e));
	assert_non_null(strstr(text.p, "reply"));

	const char *edited = arena_printf(&w.a,
					  "Task;Rater;Revision;Verdict;Why\r\n"
					  "%lld;li;1;unsafe;\"不行; 不行\"\r\n"
					  "2.0;li;;safe;\r\n;;;;\r\n3;li;;;\r\n",
					  (long long)task)
				     .p;
	assert_true(task != 2);
	assert_ok(file_write(path, str_of(edited), &e));
	made_answer(w.c, w.li, task, "{\"verdict\":\"safe\"}"); // again, on the page
	counts = take_in(&w, f, path, false);
	assert_int_equal(counts.rows, 2);
	assert_int_equal(counts.blank, 2);
	assert_int_equal(counts.fresh, 1);
	assert_int_equal(counts.conflicts, 1);
	assert_int_equal(counts.n_list, 1);
	assert_non_null(strstr(counts.list[0].p, "sheet.csv:2: task"));
	counts = take_in(&w, f, path, true);
	assert_int_equal(counts.changed, 1);
	end(&w);
}

static void test_everybody_has_answered(void **state)
{
	const struct sheets_form *f = sheets_find(STR("jsonl"));
	const char *path = path_of(f, "full");
	struct sheets_counts counts;
	struct at_work w;
	struct err e = {0};
	struct buf text;

	(void)state;
	begin(&w, "full", &(struct made){.items = 1}, made_safety);
	buf_init(&text, 1 << 16);
	for (size_t i = 0; i < 4; i++)
		buf_addf(&text,
			 "{\"task\":1,\"rater\":\"new %zu\",\"answers\":{\"verdict\":"
			 "\"safe\"}}\n\n",
			 i);
	assert_ok(file_write(path, buf_str(&text), &e));
	counts = take_in(&w, f, path, false);
	assert_int_equal(counts.raters, 4);
	assert_int_equal(counts.fresh, 3); // the protocol needs three
	assert_int_equal(counts.full, 1);
	buf_release(&text);
	end(&w);
}

// The faults without the folder before each name; and nothing is stored.
static void assert_faults(struct at_work *w, const struct sheets_form *f,
			  const char *path, const struct sheets_settings *s,
			  const char *words)
{
	const char *folder = folder_path("");
	struct sheets_counts counts;
	struct faults faults;
	struct err e = {0};
	struct buf told, said;

	buf_init(&told, 1 << 16);
	buf_init(&said, 1 << 16);
	faults_init(&faults);
	assert_false(
		sheets_read(w->c, &w->a, f, path, STR("test"), s, &counts, &faults, &e));
	assert_int_equal(err_exit_code(&e), 2);
	assert_non_null(strstr(e.msg, " faults; nothing of it is stored"));
	faults_print(&faults, &told);
	struct str rest = buf_str(&told);
	while (rest.n) {
		struct str line = str_cut(&rest, '\n');
		if (str_starts(line, str_of(folder)))
			line = str_slice(line, strlen(folder) + 1, line.n);
		buf_addf(&said, STR_FMT "\n", STR_ARG(line));
	}
	buf_addc(&said, '\0');
	assert_string_equal(said.p, words);
	assert_int_equal(campaign_count(w->c).answered, 0);
	faults_release(&faults);
	buf_release(&told);
	buf_release(&said);
}

static void test_bad_sheets_store_nothing(void **state)
{
	static const struct {
		const char *form, *text, *words;
	} cases[] = {
		{"csv", "", "holds no rows"},
		{"csv", "rater,verdict\nli,safe\n", "bad.csv:1: task: expected a column"},
		{"csv", "task,rater\n1,li\n", "bad.csv:1: verdict: expected a column"},
		{"csv", "task,rater,verdict\n1,li,safe\nx,li,safe\n",
		 "bad.csv:3: task: expected its number, got \"x\""},
		{"csv", "task,rater,verdict\n1,li,safe\n2,li,perhaps\n",
		 "bad.csv:3: verdict: expected safe, unsafe, got"},
		{"csv", "task,rater,verdict\n1,li,safe\n99,li,safe\n", "bad.csv:3"},
		{"csv", "task,rater,verdict\n1,li,safe\n2,li,\"safe\n",
		 "bad.csv:3: the quote that begins here"},
		{"csv", "task,rater,verdict,why,Verdict\n1,li,safe,,\n",
		 "bad.csv:1: verdict: expected one column of that name"},
		{"csv", "task,rater,verdict\n1,,safe\n", "bad.csv:2: rater: expected"},
		{"csv", "task,rater,verdict\n1,nobody,safe\n",
		 "bad.csv:2: rater: expected somebody who rates here"},
		{"csv", "task,rater,why\n1,li,x\n",
		 "bad.csv:1: verdict: expected a column"},
		{"csv", "task,rater,why,verdict\n1,li,x\n",
		 "bad.csv:2: row: expected 4 fields"},
		{"csv", "task,rater,verdict\n1,li,safe\n1,li,unsafe\n",
		 "bad.csv:3: task: 1 of li stands in line 2 already"},
		{"csv", "task,rater,item,verdict\n1,li,other,safe\n",
		 "bad.csv:2: item: expected i"},
		{"csv", "task,rater,campaign,verdict\n1,li,safety 1999,safe\n",
		 "bad.csv:2: campaign: expected safety, got \"safety 1999\""},
		{"jsonl",
		 "{\"task\":1,\"rater\":\"li\",\"answers\":{\"verdict\":\"safe\"}}\n{\n",
		 "bad.jsonl:2: line 1"},
		{"jsonl", "{\"task\":1,\"rater\":\"li\",\"answers\":[]}\n",
		 "bad.jsonl:1: answers: expected an object"},
		{"label-studio", "{}", "bad.json: expected a list of tasks"},
		{"label-studio", "[{\"data\":{}}]", "bad.json:1: data.task"},
		{"xlsx", "task,rater\n", "no whole zip"},
	};
	struct at_work w;

	(void)state;
	begin(&w, "bad", &(struct made){.items = 3}, made_safety);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sheets_form *f = sheets_find(str_of(cases[i].form));
		const char *path = path_of(f, "bad");
		struct sheets_settings s = {0};
		struct sheets_counts counts;
		struct err e = {0};

		assert_ok(file_write(path, str_of(cases[i].text), &e));
		assert_false(read_in(&w, f, path, &s, &counts, &e));
		assert_int_equal(err_exit_code(&e), 2);
		if (!strstr(e.msg, cases[i].words))
			fail_msg("expected \"%s\" in: %s", cases[i].words, e.msg);
		assert_int_equal(campaign_count(w.c).answered, 0);
	}
	end(&w);
}

// Every fault of a file at once, in every form; of what one row answers, the first.
static void test_every_fault_is_told(void **state)
{
	static const struct {
		const char *form, *text, *words;
	} cases[] = {
		{"csv",
		 "task,rater,seconds,verdict\nx,li,long,safe\n1,li,,maybe\n"
		 "2,nobody,,safe\n3,li,,safe\n3,li,,unsafe\n9,li,,safe\n1,,,safe\n"
		 "2,li\n",
		 "many.csv:2: task: expected its number, got \"x\"\n"
		 "many.csv:2: seconds: expected a number, got \"long\"\n"
		 "many.csv:3: verdict: expected safe, unsafe, got \"maybe\"\n"
		 "many.csv:4: rater: expected somebody who rates here, or --new-raters, "
		 "got \"nobody\"\n"
		 "many.csv:6: task: 3 of li stands in line 5 already\n"
		 "many.csv:7: no task 9 of yours\n"
		 "many.csv:8: rater: expected a name (or --rater), got nothing\n"
		 "many.csv:9: row: expected 4 fields, got 2\n"},
		{"csv", "rater,Rater,why\nli,li,x\nli,li,x\n",
		 "many.csv:1: rater: expected one column of that name, got more\n"
		 "many.csv:1: verdict: expected a column of that name in the first row, "
		 "got nothing\n"
		 "many.csv:1: task: expected a column of that name in the first row, got "
		 "nothing\n"},
		{"csv", "task,rater,verdict\n1,li,maybe\n2,li,\"safe\n",
		 "many.csv:2: verdict: expected safe, unsafe, got \"maybe\"\n"
		 "many.csv:3: the quote that begins here is not closed\n"},
		{"jsonl",
		 "{\"task\":1,\"rater\":\"li\",\"answers\":{\"verdict\":1}}\n{\n"
		 "{\"rater\":\"li\",\"answers\":{\"verdict\":\"safe\"}}\n"
		 "{\"task\":2,\"rater\":\"li\",\"answers\":[]}\n",
		 "many.jsonl:1: verdict: expected one of the options, got a number\n"
		 "many.jsonl:2: line 1 column 2: the text ends inside an array or "
		 "object\n"
		 "many.jsonl:3: task: expected its number, got nothing\n"
		 "many.jsonl:4: answers: expected an object by question, got an array\n"},
		{"label-studio",
		 "[{\"data\":{}},{\"data\":{\"task\":1},\"annotations\":[{\"result\":["
		 "{\"from_name\":\"verdict\",\"value\":{\"choices\":[\"maybe\"]}}]},"
		 "{\"completed_by\":{\"email\":\"li\"},\"result\":[{\"from_name\":"
		 "\"verdict\",\"value\":{\"choices\":[\"maybe\"]}}]}]}]",
		 "many.json:1: data.task: expected the task's number, as assay wrote it, "
		 "got "
		 "nothing\n"
		 "many.json:2: rater: expected a name (or --rater), got nothing\n"
		 "many.json:2: verdict: expected one of the options, got a string\n"},
	};
	struct at_work w;

	(void)state;
	begin(&w, "many", &(struct made){.items = 3}, made_safety);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sheets_form *f = sheets_find(str_of(cases[i].form));
		struct sheets_settings s = {0};
		struct err e = {0};

		const char *path = path_of(f, "many");
		assert_ok(file_write(path, str_of(cases[i].text), &e));
		assert_faults(&w, f, path, &s, cases[i].words);
	}
	end(&w);
}

// Of a spreadsheet; and of a long list the first, and how many more there are.
static void test_faults_of_a_spreadsheet(void **state)
{
	static const struct xlsx_column columns[] = {
		{.title = STR_INIT("task")},
		{.title = STR_INIT("rater")},
		{.title = STR_INIT("verdict")},
	};
	const struct sheets_form *f = sheets_find(STR("xlsx"));
	const char *path = path_of(f, "sheet-of-faults");
	struct sheets_settings s = {0};
	struct err e = {0};
	struct at_work w;
	struct buf words;

	(void)state;
	begin(&w, "sheet-of-faults", &(struct made){.items = 3}, made_safety);
	struct xlsx_writer *to =
		xlsx_create(path, STR("annotations"), columns, COUNT(columns), true, &e);
	assert_ok(to);
	buf_init(&words, 1 << 16);
	for (size_t i = 1; i <= 30; i++) {
		xlsx_put(to, arena_printf(&w.a, "%zu", i));
		xlsx_put(to, STR("li"));
		xlsx_put(to, i == 2 ? STR("safe") : STR("perhaps"));
		xlsx_end_row(to);
		if (i <= 21 && i != 2)
			buf_addf(&words,
				 "sheet-of-faults.xlsx:%zu: verdict: expected safe, "
				 "unsafe, got \"perhaps\"\n",
				 i + 1);
	}
	buf_adds(&words, "and 9 more\n");
	buf_addc(&words, '\0');
	assert_ok(xlsx_close(to, &e));
	assert_faults(&w, f, path, &s, words.p);
	buf_release(&words);
	end(&w);
}

// A question that is asked of some items alone needs no column where no row is of them.
static void test_columns_of_some_items(void **state)
{
	static const char look[] =
		"name: look\n"
		"title: {zh: 看, en: Look}\n"
		"questions:\n"
		"  - id: outcome\n"
		"    type: choice\n"
		"    label: {zh: 哪个, en: Which}\n"
		"    to: outcome\n"
		"    when: {kind: [choice, pair]}\n"
		"    options: shown\n"
		"  - id: verdict\n"
		"    type: choice\n"
		"    label: {zh: 安全吗, en: Is it safe}\n"
		"    to: verdict\n"
		"    when: {kind: [open]}\n"
		"    options:\n"
		"      - {value: safe, label: {zh: 安全, en: Safe}}\n"
		"      - {value: unsafe, label: {zh: 不安全, en: No}}\n";
	const struct sheets_form *f = sheets_find(STR("csv"));
	const char *path = path_of(f, "look");
	struct sheets_settings s = {0};
	struct sheets_counts counts;
	struct at_work w;
	struct err e = {0};

	(void)state;
	begin(&w, "look", &(struct made){.items = 3}, look);
	assert_ok(file_write(path, STR("task,rater,note\n1,li,x\n2,li,\n"), &e));
	counts = take_in(&w, f, path, false);
	assert_int_equal(counts.blank, 2);
	assert_ok(file_write(path, STR("task,rater,verdict\n1,li,safe\n"), &e));
	counts = take_in(&w, f, path, false);
	assert_int_equal(counts.fresh, 1);
	assert_ok(file_write(path, STR("task,rater,outcome\n2,li,1\n"), &e));
	assert_false(read_in(&w, f, path, &s, &counts, &e));
	assert_non_null(strstr(e.msg, "look.csv:2"));
	end(&w);
}

static void test_what_label_studio_exports(void **state)
{
	static const char exported[] =
		"[{\"id\":77,\"data\":{\"task\":1,\"prompt\":\"x\"},\"annotations\":["
		"{\"completed_by\":{\"id\":3,\"email\":\"li\"},\"lead_time\":3.5,"
		"\"result\":["
		"{\"from_name\":\"verdict\",\"type\":\"choices\",\"value\":{\"choices\":["
		"\"unsafe\"]}},{\"from_name\":\"why\",\"type\":\"textarea\",\"value\":{"
		"\"text\":[\"since\"]}},{\"from_name\":\"other\",\"value\":{}}]},"
		"{\"completed_by\":9,\"was_cancelled\":true,\"result\":[]},"
		"{\"completed_by\":9,\"result\":[{\"from_name\":\"verdict\",\"value\":{"
		"\"choices\":[\"safe\"]}}]}]}]";
	const struct sheets_form *f = sheets_find(STR("label-studio"));
	const char *path = path_of(f, "exported");
	struct sheets_counts counts;
	struct at_work w;
	struct err e = {0};

	(void)state;
	begin(&w, "exported", &(struct made){.items = 1}, made_safety);
	assert_ok(file_write(path, str_of(exported), &e));
	counts = take_in(&w, f, path, false);
	assert_int_equal(counts.fresh, 2);
	assert_int_equal(counts.blank, 1);
	assert_int_equal(counts.raters, 1); // label-studio:9
	end(&w);
}

// What people wrote goes out whole and comes back, by whoever is called as he likes.
static void test_written(void **state)
{
	static const char said[] =
		"{\"prompt\":\"=怎么|办\",\"reply\":\"坏, "
		"\\\"really\\\"\",\"model\":\"m/0\","
		"\"domain\":\"ci.drug\",\"verdict\":\"unsafe\",\"own\":\"好\"}";

	(void)state;
	for (size_t i = 0; i < COUNT(forms); i++) {
		const struct sheets_form *f = sheets_find(str_of(forms[i]));
		const char *path = path_of(f, "written");
		struct sheets_counts counts;
		struct answer *answers;
		struct rater *raters;
		struct err e = {0};
		struct at_work w;
		size_t n;

		begin(&w, name_of("write", i), &(struct made){.items = 1}, made_probe);
		made_answer(w.c, made_rater(w.c, "-li", NULL), 0, said);
		assert_int_equal(put_out(&w, f, path, NULL).rows, 1);
		assert_int_equal(take_in(&w, f, path, false).same, 1);
		end(&w);

		begin(&w, name_of("write-again", i), &(struct made){.items = 1},
		      made_probe);
		counts = take_in(&w, f, path, false);
		assert_true(counts.fresh == 1 && counts.raters == 1);
		assert_int_equal(take_in(&w, f, path, false).same, 1);
		assert_ok(store_answers(w.store, &w.a, STR("probe"), &answers, &n, &e));
		assert_int_equal(n, 1);
		assert_str(answers[0].body, said);
		// Who came with the file has no link.
		assert_ok(store_raters(w.store, &w.a, &raters, &n, &e));
		assert_int_equal(n, 3);
		assert_str(raters[2].name, "-li");
		assert_true(str_empty(raters[2].token_sha256));
		end(&w);
	}
}

// A choice goes out as it was asked, with its options; a sample that is not there is
// told.
static void test_shown(void **state)
{
	const struct sheets_form *f = sheets_find(STR("jsonl"));
	const char *path = path_of(f, "shown");
	struct sheets_settings s = {.rater = STR("li"), .alone = true};
	struct sheets_counts counts;
	uint64_t none = 999;
	struct task gone = {.id = 99,
			    .protocol = STR("safety"),
			    .ordinals = &none,
			    .n_ordinals = 1};
	struct err e = {0};
	struct at_work w;
	struct str text;

	(void)state;
	begin(&w, "shown", &(struct made){.items = 1, .kind = ITEM_CHOICE}, made_safety);
	put_out(&w, f, path, "li");
	assert_ok(file_read(&w.a, path, 1 << 20, &text, &e));
	assert_true(str_find(text, STR("maybe")) != STR_NPOS);
	campaign_add_place(w.c, &gone);
	remove(path);
	assert_err(sheets_write(w.c, f, path, &s, &counts, &e), ERR_NOT_FOUND,
		   "task 99: ");
	end(&w);
}

static void test_bad_writing_stores_nothing(void **state)
{
	static const char *const rows[] = {
		"0,li,one,unsafe,ci.drug\n0,li,two,unsafe,ci.none\n",
		"0,new,one,unsafe,ci.drug\n0,other,two,unsafe,ci.none\n",
		"0,li,one,unsafe,ci.drug\n0,LONG,two,unsafe,ci.drug\n",
	};
	static const char *const words[] = {"bad.csv:3: domain", "bad.csv:3: domain",
					    "bad.csv:3: rater: expected a name"};
	const struct sheets_form *f = sheets_find(STR("csv"));
	const char *path = path_of(f, "bad");
	struct at_work w;

	(void)state;
	begin(&w, "bad-writing", &(struct made){.items = 1}, made_probe);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct sheets_settings s = {.new_raters = true};
		struct sheets_counts counts;
		struct err e = {0};
		struct buf text;
		char name[301];
		size_t n, at;

		memset(name, 'x', 300);
		name[300] = '\0';
		buf_init(&text, 1 << 16);
		buf_adds(&text, "task,rater,prompt,verdict,risk\n");
		at = str_find(str_of(rows[i]), STR("LONG"));
		buf_add(&text, str_slice(str_of(rows[i]), 0, at));
		if (at != STR_NPOS) {
			buf_adds(&text, name);
			buf_adds(&text, rows[i] + at + 4);
		}
		assert_ok(file_write(path, buf_str(&text), &e));
		buf_release(&text);
		assert_err(read_in(&w, f, path, &s, &counts, &e), ERR_INPUT, words[i]);
		assert_int_equal(campaign_count(w.c).answered, 0);
		(void)campaign_raters(w.c, &n);
		assert_int_equal(n, 2);
	}
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_out_and_in),
		cmocka_unit_test(test_replies),
		cmocka_unit_test(test_sheet_and_conflict),
		cmocka_unit_test(test_columns_of_some_items),
		cmocka_unit_test(test_everybody_has_answered),
		cmocka_unit_test(test_bad_sheets_store_nothing),
		cmocka_unit_test(test_every_fault_is_told),
		cmocka_unit_test(test_faults_of_a_spreadsheet),
		cmocka_unit_test(test_what_label_studio_exports),
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_bad_writing_stores_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
