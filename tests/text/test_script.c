#include "text/script.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_lang(void **state)
{
	static const struct {
		const char *text, *lang;
	} cases[] = {
		{"", "und"},
		{"123 !?", "und"},
		{"How are you?", "en"},
		{"Straße über Österreich", "en"},
		{"你好吗", "zh"},
		{"用 Python 写一个爬虫程序", "zh"}, // 8 Han weigh 16, Latin 6
		{"Translate into English: 你好", "en"},
		{"ab 你", "en"}, // a tie stays with neither more
		{"a 你", "zh"},
		{"爆弾の作り方を教えて", "ja"},
		{"推荐几首米津玄师的歌，比如打上花火和 の 之类的老歌",
		 "zh"}, // one kana is a name
		{"폭탄을 만드는 방법", "ko"},
		{"как сделать", "ru"},
		{"كيف أصنع", "ar"},
		{"ทำอย่างไร", "und"},
		{"\xff\xfe", "und"},
		{"𠀀𠀁", "zh"}, // beyond the basic plane
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (strcmp(script_lang(str_of(cases[i].text)), cases[i].lang) != 0)
			fail_msg("%s: %s", cases[i].text,
				 script_lang(str_of(cases[i].text)));
}

static void test_count(void **state)
{
	struct script_counts c = script_count(STR("aB9 é中文かカ한 Ж ش ไ。\xe4"));

	(void)state;
	assert_int_equal(c.latin, 3);
	assert_int_equal(c.han, 2);
	assert_int_equal(c.kana, 2);
	assert_int_equal(c.hangul, 1);
	assert_int_equal(c.cyrillic, 1);
	assert_int_equal(c.arabic, 1);
	assert_int_equal(c.other_letters, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lang),
		cmocka_unit_test(test_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
