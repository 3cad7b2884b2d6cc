#include "attack/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/asset.h"
#include "suite/builtin.h"

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static const struct yaml *parse(const char *text)
{
	struct err e;
	const struct yaml *y = yaml_parse(&arena, str_of(text), "t", &e);

	assert_non_null(y);
	return y;
}

static void test_fill(void **state)
{
	static const struct slot slots[] = {
		{"{prompt}", STR_INIT("{shift} \0{prompt}")},
		{"{shift}", STR_INIT("3")},
	};
	static const struct {
		struct str text, filled;
	} cases[] = {
		{STR_INIT(""), STR_INIT("")},
		{STR_INIT("no slot"), STR_INIT("no slot")},
		{STR_INIT("{prompt}"), STR_INIT("{shift} \0{prompt}")},
		{STR_INIT("by {shift}: {prompt}."),
		 STR_INIT("by 3: {shift} \0{prompt}.")},
		{STR_INIT("{{shift}} {} {unknown} {prompt"),
		 STR_INIT("{3} {} {unknown} {prompt")},
		{STR_INIT("{shift}{shift}{"), STR_INIT("33{")},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_true(str_eq(template_fill(&arena, cases[i].text, slots, 2),
				   cases[i].filled));
}

static void test_languages(void **state)
{
	static const struct {
		const char *lang, *text;
	} cases[] = {
		{"zh", "z"}, {"zh-Hant", "z"}, {"ZH-CN", "z"}, {"en", "e"},
		{"de", "e"}, {"", "e"},        {"und", "e"},   {"z", "e"},
	};
	const struct yaml *y = parse("{zh: z, en: e}");

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_true(str_is(template_lang(y, str_of(cases[i].lang))->scalar,
				   cases[i].text));
}

static void test_draws(void **state)
{
	const struct yaml *list = parse("[{n: 0, weight: 1}, {n: 1, weight: 0}, {n: 2, "
					"weight: 3}]");
	const struct yaml *texts = parse("[a, b, c]");
	size_t counts[3] = {0}, letters[3] = {0};
	struct rng r;

	(void)state;
	rng_init(&r, 1, STR("test"));
	for (int i = 0; i < 4000; i++) {
		counts[template_int(template_draw_weighted(&r, list), "n")]++;
		letters[template_draw(&r, texts).p[0] - 'a']++;
	}
	assert_in_range(counts[0], 900, 1100);
	assert_int_equal(counts[1], 0);
	for (size_t i = 0; i < 3; i++)
		assert_in_range(letters[i], 1200, 1470);
}

static void check_slots(const struct yaml *y, const char *slot, size_t *found)
{
	static const char *const known[] = {"{prompt}", "{code}", "{cipher_text}",
					    "{shift}"};

	if (y->kind == YAML_SCALAR)
		*found += str_find(y->scalar, str_of(slot)) != STR_NPOS;
	for (size_t at = 0; y->kind == YAML_SCALAR && at < y->scalar.n; at++) {
		struct str rest = str_slice(y->scalar, at, y->scalar.n);
		bool is_known = rest.p[0] != '{';

		for (size_t i = 0; i < COUNT(known); i++)
			is_known = is_known || str_starts(rest, str_of(known[i]));
		if (!is_known)
			fail_msg("unknown slot: %.30s", rest.p);
	}
	for (size_t i = 0; i < y->n; i++)
		check_slots(y->kind == YAML_LIST ? y->items[i] : y->pairs[i].value, slot,
			    found);
}

// Our own files, in both languages: every text that takes a slot has it, and none else.
static void test_our_files(void **state)
{
	static const struct {
		const char *attack, *where, *slot;
	} cases[] = {
		{"code_injection", "template", "{code}"},
		{"deepinception", "template", "{prompt}"},
		{"goal_hijacking", "joins", "{prompt}"},
		{"instruction_encryption", "wrappers", "{cipher_text}"},
	};
	struct str *names;

	(void)state;
	assert_int_equal(builtin_names(&arena, STR("attacks/"), STR(".yaml"), &names),
			 COUNT(cases));
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct yaml *texts = template_of(cases[i].attack);
		size_t there = 0, all = 0;

		assert_ptr_equal(texts, template_of(cases[i].attack)); // read once
		check_slots(yaml_get(texts, cases[i].where), cases[i].slot, &there);
		check_slots(texts, cases[i].slot, &all);
		assert_true(there >= 2);
		assert_int_equal(there, all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_fill, teardown),
		cmocka_unit_test_teardown(test_languages, teardown),
		cmocka_unit_test_teardown(test_draws, teardown),
		cmocka_unit_test_teardown(test_our_files, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
