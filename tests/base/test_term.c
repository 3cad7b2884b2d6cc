#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/term.h"
#include "base/utf8.h"

static void widths(void **state)
{
	static const struct {
		struct str s;
		size_t columns;
	} cases[] = {
		{STR_INIT(""), 0},
		{{NULL, 0}, 0},
		{STR_INIT("abc"), 3},
		{STR_INIT("中文"), 4},
		{STR_INIT("한국어"), 6},
		{STR_INIT("ｆｕｌｌ"), 8}, // full width
		{STR_INIT("ｶﾅ"), 2},       // half width
		{STR_INIT("、。！"), 6},
		{STR_INIT("é"), 1},
		{STR_INIT("e\u0301"), 1}, // combining acute
		{STR_INIT("e\u0301\u0323x"), 2},
		{STR_INIT("\u1112\u1161\u11AB"), 2}, // conjoining jamo
		{STR_INIT("नमस्ते"), 4},
		{STR_INIT("مرحبا"), 5},
		{STR_INIT("\u200B\uFEFF\u200D"), 0},
		{STR_INIT("😀"), 2},
		{STR_INIT("👍🏽"), 2},                  // skin tone
		{STR_INIT("👨‍👩‍👧‍👦"), 2}, // joined
		{STR_INIT("🇨🇳"), 2},                        // a flag
		{STR_INIT("🇨🇳🇩🇪"), 4},
		{STR_INIT("🇨"), 1},
		{STR_INIT("❤\uFE0F"), 2}, // a symbol as an emoji
		{STR_INIT("❤"), 1},
		{STR_INIT("👩‍❤️‍👨"), 2},
		{STR_INIT("a\u200D中"), 3},            // the joiner joins emoji only
		{STR_INIT("\U00020000\U0003FFFD"), 4}, // planes of ideographs
		{STR_INIT("…—“”"), 4},                 // ambiguous: narrow
		{STR_INIT("\n\t"), 2},                 // shown as blanks
		{STR_INIT("\x1b[0m"), 7},              // \x1b[0m
		{STR_INIT("\0"), 4},
		{STR_INIT("\x7f"), 4},
		{STR_INIT("\xC2\x9B"), 4},
		{STR_INIT("\u202e"), 6},
		{STR_INIT("\xFF"), 1}, // U+FFFD
		{STR_INIT("\xE4\xB8"), 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(term_width(cases[i].s), cases[i].columns);
}

static void cells(void **state)
{
	static const struct {
		struct str s;
		size_t columns;
		bool left;
		const char *expected;
	} cases[] = {
		{STR_INIT("abc"), 5, false, "abc  "},
		{STR_INIT("abc"), 5, true, "  abc"},
		{STR_INIT("abc"), 3, true, "abc"},
		{STR_INIT("abcd"), 3, false, "ab…"},
		{STR_INIT("abcd"), 3, true, "ab…"},
		{STR_INIT("abcd"), 1, false, "…"},
		{STR_INIT("abcd"), 0, false, ""},
		{STR_INIT(""), 2, false, "  "},
		{STR_INIT(""), 0, true, ""},
		{STR_INIT("中文字"), 6, false, "中文字"},
		{STR_INIT("中文字"), 5, false, "中文…"},
		{STR_INIT("中文字"), 4, false, "中… "}, // half a character does not fit
		{STR_INIT("中文字"), 2, false, "… "},
		{STR_INIT("e\u0301e\u0301e\u0301"), 2, false, "e\u0301…"},
		{STR_INIT("👨‍👩‍👧x"), 2, false, "… "},
		{STR_INIT("👨‍👩‍👧xy"), 3, false, "👨‍👩‍👧…"},
		{STR_INIT("a\nb\tc"), 6, false, "a b c "},
		{STR_INIT("\x1b[31m"), 9, false, "\\x1b[31m "},
		{STR_INIT("\x1b[31m"), 3, false, "…  "}, // an escape is one character
		{STR_INIT("a\u202Eb"), 8, false, "a\\u202eb"},
		{STR_INIT("a\xFF"), 3, false, "a\uFFFD "},
		{STR_INIT("a\r\n"), 8, false, "a\\x0d   "},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;

		buf_init(&b, BUF_TEXT_MAX);
		term_cell(&b, cases[i].s, cases[i].columns, cases[i].left);
		assert_string_equal(b.p, cases[i].expected);
		assert_int_equal(term_width(buf_str(&b)), cases[i].columns);
		buf_release(&b);
	}
}

// Any bytes: as wide as asked, valid, without controls.
static void cells_of_anything(void **state)
{
	uint32_t x = 1;
	char bytes[24];

	(void)state;
	for (size_t round = 0; round < 20000; round++) {
		size_t columns = round % 13;
		struct buf b;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			static const unsigned char often[] = {0xE4, 0xB8, 0xAD, 0xF0,
							      0x9F, 0x98, 0x80, 0xE2,
							      0x80, 0x8D, 0xCC, 0x81};

			x = x * 1664525 + 1013904223;
			bytes[i] = (char)(x >> 31 ? often[(x >> 8) % COUNT(often)]
						  : x >> 16);
		}
		buf_init(&b, BUF_TEXT_MAX);
		term_cell(&b, (struct str){bytes, round % sizeof(bytes)}, columns,
			  round & 1);
		assert_true(utf8_valid(buf_str(&b)));
		for (size_t i = 0; i < b.n; i++)
			assert_true((unsigned char)b.p[i] >= 0x20);
		// A mark at the edge of a cut may join the ellipsis, but no column is
		// lost.
		assert_true(term_width(buf_str(&b)) <= columns);
		buf_clear(&b);
		term_safe(&b, (struct str){bytes, round % sizeof(bytes)});
		assert_true(utf8_valid(buf_str(&b)));
		assert_null(memchr(b.p, 0x1b, b.n));
		buf_release(&b);
	}
}

static void safe_text(void **state)
{
	static const struct {
		struct str s;
		const char *expected;
	} cases[] = {
		{STR_INIT("plain 中文 😀\n\tx"), "plain 中文 😀\n\tx"},
		{STR_INIT("\x1b]0;title\x07"), "\\x1b]0;title\\x07"},
		{STR_INIT("a\rb\0c\x7f"), "a\\x0db\\x00c\\x7f"},
		{STR_INIT("\xC2\x85\xC2\x9B"
			  "31m"),
		 "\\x85\\x9b31m"},
		{STR_INIT("\u202Aa\u2066b\u2069\u2028"),
		 "\\u202aa\\u2066b\\u2069\\u2028"},
		{STR_INIT("a\xC0\x80"), "a\uFFFD\uFFFD"},
		{STR_INIT("\uFFFD"), "\uFFFD"},
		{STR_INIT(""), ""},
		{{NULL, 0}, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;

		buf_init(&b, BUF_TEXT_MAX);
		term_safe(&b, cases[i].s);
		assert_string_equal(b.p, cases[i].expected);
		buf_release(&b);
	}
}

static void no_terminal(void **state)
{
	int fd = open("/dev/null", O_RDWR);

	(void)state;
	assert_true(fd >= 0);
	unsetenv("COLUMNS");
	assert_false(term_is_tty(fd));
	assert_int_equal(term_columns(fd), 80);
	assert_int_equal(term_columns(-1), 80);
	setenv("COLUMNS", "120", 1);
	assert_int_equal(term_columns(fd), 120);
	setenv("COLUMNS", "0", 1);
	assert_int_equal(term_columns(fd), 80);
	setenv("COLUMNS", "wide", 1);
	assert_int_equal(term_columns(fd), 80);
	unsetenv("COLUMNS");
	close(fd);
}

static void a_terminal(void **state)
{
	struct winsize size = {.ws_row = 24, .ws_col = 57};
	int fd = posix_openpt(O_RDWR | O_NOCTTY);
	int end;

	(void)state;
	if (fd < 0 || grantpt(fd) != 0 || unlockpt(fd) != 0)
		skip(); // no pseudo terminals here
	end = open(ptsname(fd), O_RDWR | O_NOCTTY);
	if (end < 0)
		skip();
	setenv("TERM", "xterm", 1);
	assert_int_equal(ioctl(end, TIOCSWINSZ, &size), 0);
	assert_int_equal(term_columns(end), 57);
	assert_true(term_is_tty(end));
	setenv("TERM", "dumb", 1);
	assert_false(term_is_tty(end));
	close(end);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths),
		cmocka_unit_test(cells),
		cmocka_unit_test(cells_of_anything),
		cmocka_unit_test(safe_text),
		cmocka_unit_test(no_terminal),
		cmocka_unit_test(a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
