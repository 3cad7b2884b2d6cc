#include "suite/choice_prompt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct str options[] = {STR_INIT("see {question}"), STR_INIT("乙")};
static const int64_t answers[] = {0, 1};

static struct str prompt(struct arena *a, const struct item *item, int64_t variant)
{
	struct choice_order order = choice_order(item, variant, false, 0);
	size_t n;
	const struct message *m = choice_messages(a, item, &order, &n);
	assert_int_equal(n, 1);
	assert_int_equal(m->speaker, SPEAKER_USER);
	return m->content;
}

static bool has(struct str text, const char *part)
{
	return str_find(text, str_of(part)) != STR_NPOS;
}

static void test_pair(void **state)
{
	struct arena a = {0};
	struct item item = {.kind = ITEM_PAIR,
			    .lang = STR("zh-Hans"),
			    .prompt = STR("q {first}"),
			    .replies = {STR("x {second}"), STR("y")}};
	(void)state;
	struct str text = prompt(&a, &item, 0);
	assert_true(has(text, "问题：q {first}\n"));
	assert_true(has(text, "[回复1]：x {second}\n\n[回复2]：y\n"));
	assert_true(has(prompt(&a, &item, 1), "[回复1]：y\n\n[回复2]：x {second}\n"));
	assert_true(str_is(choice_label(&a, &item, 1), "回复2"));
	assert_true(str_is(choice_sign(&a, &item, 1), "2"));
	item.lang = STR("en");
	text = prompt(&a, &item, 1);
	assert_true(has(text, "[Reply 1]: y\n\n[Reply 2]: x {second}\n"));
	assert_true(str_is(choice_label(&a, &item, 0), "Reply 1"));
	arena_release(&a);
}

static void test_choice(void **state)
{
	struct arena a = {0};
	struct item item = {.kind = ITEM_CHOICE,
			    .lang = STR("en"),
			    .prompt = STR("q"),
			    .options = options,
			    .n_options = 2,
			    .answers = answers,
			    .n_answers = 1};
	(void)state;
	struct str text = prompt(&a, &item, 1);
	assert_true(has(text, "q\n\nA. 乙\nB. see {question}\n"));
	assert_true(has(text, "the letter of that option"));
	assert_true(str_is(choice_label(&a, &item, 1), "B"));
	item.n_answers = 2; // the key is nobody's business
	assert_true(has(prompt(&a, &item, 0), "the letter of that option"));
	item.n_answers = 1;
	item.several = true;
	assert_true(has(prompt(&a, &item, 0), "there may be more than one"));
	item.lang = STR("zh");
	assert_true(has(prompt(&a, &item, 0), "可能不止一个"));
	item.several = false;
	assert_true(has(prompt(&a, &item, 0), "最合适的一个选项"));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pair),
		cmocka_unit_test(test_choice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
