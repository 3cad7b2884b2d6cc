#include "attack/attack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "attack/cipher.h"
#include "attack/template.h"
#include "attacked.h"

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

// What stands for {cipher_text} in a text made by `wrapper`; {shift} is a digit. False if
// it was made by another.
static bool unwrap(struct str text, struct str wrapper, struct str *inner, int *shift)
{
	struct str slot = STR("{cipher_text}"), number = STR("{shift}");
	size_t at = str_find(wrapper, slot);
	struct str before = str_slice(wrapper, 0, at);
	struct str after = str_slice(wrapper, at + slot.n, wrapper.n);
	struct str *const sides[] = {&before, &after};

	for (int digit = 1; digit <= 9; digit++) {
		char shown[2] = {(char)('0' + digit), '\0'};
		struct slot value = {number.p, str_of(shown)};
		struct str filled[2];

		for (size_t i = 0; i < 2; i++)
			filled[i] = template_fill(&arena, *sides[i], &value, 1);
		if (text.n < filled[0].n + filled[1].n || !str_starts(text, filled[0]) ||
		    !str_ends(text, filled[1]))
			continue;
		*inner = str_slice(text, filled[0].n, text.n - filled[1].n);
		*shift = digit;
		return true;
	}
	return false;
}

enum cipher { URL, BASE64, CAESAR, CIPHERS };
static const char *const names[CIPHERS] = {"url", "base64", "caesar"};

static bool decode(enum cipher cipher, struct str inner, int shift, struct str *out)
{
	switch (cipher) {
	case URL:
		return cipher_url_decode(&arena, inner, out);
	case BASE64:
		return cipher_base64_decode(&arena, inner, out);
	default:
		*out = cipher_caesar(&arena, inner, -shift);
		return true;
	}
}

struct found {
	size_t ciphers[CIPHERS], shifts[10];
};

// Which cipher a text was made with: the one that gives the prompt back.
static void find(struct str text, const char *lang, struct str prompt,
		 struct found *found)
{
	const struct yaml *texts =
		yaml_get(template_of("instruction_encryption"), "wrappers");

	for (int c = 0; c < CIPHERS; c++) {
		const struct yaml *list = yaml_get(yaml_get(texts, names[c]), lang);

		for (size_t i = 0; i < list->n; i++) {
			struct str inner, plain;
			int shift;

			if (!unwrap(text, list->items[i]->scalar, &inner, &shift) ||
			    !decode((enum cipher)c, inner, shift, &plain) ||
			    !str_eq(plain, prompt))
				continue;
			found->ciphers[c]++;
			found->shifts[c == CAESAR ? shift : 0]++;
			return;
		}
	}
	fail_msg("not decoded: " STR_FMT, STR_ARG(text));
}

static void test_odd_prompts(void **state)
{
	static const struct str prompts[] = {
		STR_INIT("{shift} {cipher_text}"),
		STR_INIT("NUL \0 and %41 and =="),
		STR_INIT("rtl \xe2\x80\xae 一龥 \xf0\x9f\x92\xa9"),
		STR_INIT("x"),
	};
	struct found found = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(prompts); i++)
		for (uint64_t seed = 0; seed < 300; seed++) {
			const char *lang = seed % 2 ? "zh" : "en";

			find(attacked_text(&arena, "instruction_encryption", lang,
					   prompts[i], seed),
			     lang, prompts[i], &found);
		}
	for (size_t i = 1; i <= 9; i++)
		assert_true(found.shifts[i] > 0);
}

// Every one is decoded to its prompt, in the prompt's own language; three ciphers in
// about equal shares, nine shifts in equal ones.
static void test_all_of_s_eval(void **state)
{
	struct prompts p;
	struct found found = {0};

	(void)state;
	prompts_load(&p, "ciphers on S-Eval's base prompts");
	for (size_t i = 0; i < p.n; i++) {
		struct attack_out out;

		assert_int_equal(attacked(&arena, "instruction_encryption", &p.items[i],
					  1, &out),
				 STEP_DONE);
		find(out.item.prompt, p.items[i].lang.p, p.items[i].prompt, &found);
		arena_reset(&arena);
	}
	assert_in_range(found.ciphers[URL], 6680, 7080);    // 34.4 %
	assert_in_range(found.ciphers[CAESAR], 6400, 6800); // 33.0 %
	assert_in_range(found.ciphers[BASE64], 6320, 6720); // 32.6 %
	for (size_t i = 1; i <= 9; i++)
		assert_in_range(found.shifts[i], 640, 830); // 733
	prompts_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_odd_prompts, teardown),
		cmocka_unit_test_teardown(test_all_of_s_eval, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
