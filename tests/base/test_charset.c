#include "base/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define S(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}
#define FFFD "\xef\xbf\xbd"
#define NI "\xe4\xbd\xa0"  // U+4F60 in UTF-8
#define HAO "\xe5\xa5\xbd" // U+597D
#define NI_GB "\xc4\xe3"   // the same in GB18030
#define HAO_GB "\xba\xc3"

static const struct converted {
	struct str raw;
	enum input_encoding asked;
	const char *name; // what it was taken for; NULL: no text
	struct str text;
	size_t repaired;
} cases[] = {
	{S(""), INPUT_DETECT, "UTF-8", S(""), 0},
	{S("plain\n"), INPUT_DETECT, "UTF-8", S("plain\n"), 0},
	{S("\x1b[1m\x7f"), INPUT_DETECT, "UTF-8", S("\x1b[1m\x7f"), 0},
	{S("a" NI HAO "z"), INPUT_DETECT, "UTF-8", S("a" NI HAO "z"), 0},
	{S("\xf0\x9f\x98\x80"), INPUT_DETECT, "UTF-8", S("\xf0\x9f\x98\x80"), 0},
	// byte order marks
	{S("\xef\xbb\xbf"), INPUT_DETECT, "UTF-8", S(""), 0},
	{S("\xef\xbb\xbf" NI), INPUT_DETECT, "UTF-8", S(NI), 0},
	{S("\xef\xbb\xbf" NI), INPUT_UTF8, "UTF-8", S(NI), 0},
	{S("\xef\xbb\xbf\xef\xbb\xbf"), INPUT_DETECT, "UTF-8", S("\xef\xbb\xbf"), 0},
	{S("\xff\xfe"), INPUT_DETECT, "UTF-16LE", S(""), 0},
	{S("\xff\xfe\x60\x4f\n\0"), INPUT_DETECT, "UTF-16LE", S(NI "\n"), 0},
	{S("\xfe\xff\x4f\x60\0\n"), INPUT_DETECT, "UTF-16BE", S(NI "\n"), 0},
	{S("\x84\x31\x95\x33" NI_GB), INPUT_DETECT, "GB18030", S(NI), 0},
	{S("\xff\xfe\x60\x4f"), INPUT_UTF16LE, "UTF-16LE", S(NI), 0},
	// UTF-16 without a mark
	{S("a\0,\0b\0\r\0\n\0"), INPUT_DETECT, "UTF-16LE", S("a,b\r\n"), 0},
	{S("\0a\0,\0b\0\n"), INPUT_DETECT, "UTF-16BE", S("a,b\n"), 0},
	{S("\x60\x4f,\0\x86\x4e"), INPUT_DETECT, "UTF-16LE", S(NI ",\xe4\xba\x86"), 0},
	{S("\x4f\x60\0,\x4e\x86"), INPUT_DETECT, "UTF-16BE", S(NI ",\xe4\xba\x86"), 0},
	{S("a\0\x3d\xd8\x00\xde"), INPUT_DETECT, "UTF-16LE", S("a\xf0\x9f\x98\x80"), 0},
	{S("\x60\x4f\x7d\x59"), INPUT_UTF16LE, "UTF-16LE", S(NI HAO), 0},
	{S("\x4f\x60\x59\x7d"), INPUT_UTF16BE, "UTF-16BE", S(NI HAO), 0},
	// broken UTF-16
	{S("\xff\xfe\x00\xd8"
	   "a\0"),
	 INPUT_DETECT, "UTF-16LE", S(FFFD "a"), 1},
	{S("\xff\xfe\x00\xdc"
	   "a\0"),
	 INPUT_DETECT, "UTF-16LE", S(FFFD "a"), 1},
	{S("\xff\xfe"
	   "a\0\x00\xd8"),
	 INPUT_DETECT, "UTF-16LE", S("a" FFFD), 1},
	{S("\xff\xfe"
	   "a\0b"),
	 INPUT_DETECT, "UTF-16LE", S("a" FFFD), 1},
	{S("\xfe\xff\0a\xd8"), INPUT_DETECT, "UTF-16BE", S("a" FFFD), 1},
	// GB18030
	{S(NI_GB HAO_GB), INPUT_DETECT, "GB18030", S(NI HAO), 0},
	{S("id,text\n1," NI_GB "\n"), INPUT_DETECT, "GB18030", S("id,text\n1," NI "\n"),
	 0},
	{S(NI_GB HAO_GB "\x94\x39\xda\x33"), INPUT_DETECT, "GB18030",
	 S(NI HAO "\xf0\x9f\x92\xa9"), 0},
	{S("abc"), INPUT_GB18030, "GB18030", S("abc"), 0},
	{S(NI_GB), INPUT_GB18030, "GB18030", S(NI), 0},
	{S(NI_GB "\xff" HAO_GB), INPUT_GB18030, "GB18030", S(NI FFFD HAO), 1},
	{S(NI_GB "\xba"), INPUT_GB18030, "GB18030", S(NI FFFD), 1},
	{S(NI_GB "\xba\n"), INPUT_GB18030, "GB18030", S(NI FFFD "\n"), 1},
	{S(NI_GB), INPUT_UTF8, "UTF-8", S(FFFD FFFD), 2},
	// damaged UTF-8 stays that, although it is valid GB18030 too
	{S("caf\xe9\n"), INPUT_DETECT, "UTF-8", S("caf" FFFD "\n"), 1},
	{S("na\xefve caf\xe9s\n"), INPUT_DETECT, "UTF-8",
	 S("na" FFFD "ve caf" FFFD "s\n"), 2},
	{S("\xff\xff"), INPUT_DETECT, "UTF-8", S(FFFD FFFD), 2},
	{S(NI HAO NI HAO NI HAO NI HAO "\xe4\xbd" NI), INPUT_DETECT, "UTF-8",
	 S(NI HAO NI HAO NI HAO NI HAO FFFD NI), 1},
	{S(NI "\xe4\xbd"), INPUT_UTF8, "UTF-8", S(NI FFFD), 1},
	{S("\xed\xa0\x80"), INPUT_UTF8, "UTF-8", S(FFFD FFFD FFFD), 3},
	// no text
	{S("a\0b"), INPUT_DETECT, NULL, S(""), 0},
	{S("\0"), INPUT_DETECT, NULL, S(""), 0},
	{S("\0\0\0\0"), INPUT_DETECT, NULL, S(""), 0},
	{S("GGUF\x03\0\0\0"), INPUT_DETECT, NULL, S(""), 0},
	{S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), INPUT_DETECT, NULL, S(""), 0},
	{S("\x7f"
	   "ELF\x02\x01\x01\0\0"),
	 INPUT_DETECT, NULL, S(""), 0},
	{S("\xff\xfe\0\0a\0\0\0"), INPUT_DETECT, NULL, S(""), 0}, // UTF-32
	{S("\xff\xfe"
	   "a\0\0\0"),
	 INPUT_DETECT, NULL, S(""), 0},
	{S("a\0b"), INPUT_UTF8, NULL, S(""), 0},
	{S(NI "\0"), INPUT_DETECT, NULL, S(""), 0},
	{S("a,b\n1,\0\n"), INPUT_DETECT, NULL, S(""),
	 0}, // 4 characters of UTF-16BE by accident
};

// Fed in pieces of `step` bytes.
static void check(size_t i, size_t step)
{
	const struct converted *c = &cases[i];
	struct charset cs;
	struct err e = {0};
	struct buf out;
	bool fine = true;

	buf_init(&out, 10000);
	charset_init(&cs, c->asked);
	for (size_t at = 0; fine && at < c->raw.n; at += step)
		fine = charset_add(&cs, str_slice(c->raw, at, at + step), false, &out,
				   &e);
	fine = fine && charset_add(&cs, STR_NONE, true, &out, &e);
	if (fine != (c->name != NULL))
		fail_msg("case %zu by %zu: %s", i, step, fine ? "taken for text" : e.msg);
	if (!fine) {
		assert_int_equal(e.code, ERR_INPUT);
		assert_string_equal(e.msg, "not a text file (it holds NUL bytes)");
	} else if (!str_eq(buf_str(&out), c->text) || cs.repaired != c->repaired ||
		   strcmp(charset_name(cs.encoding), c->name) != 0) {
		fail_msg("case %zu by %zu: %s %zu %s", i, step, out.p, cs.repaired,
			 charset_name(cs.encoding));
	}
	charset_release(&cs);
	buf_release(&out);
}

static void test_cases(void **state)
{
	static const size_t steps[] = {1, 2, 3, 5, 1000};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t k = 0; k < COUNT(steps); k++)
			check(i, steps[k]);
}

// Long texts: the choice falls late, characters are cut by pieces, nothing is lost.
static void test_long(void **state)
{
	static const struct {
		const char *front, *unit, *meant;
		size_t fronts, units;
	} texts[] = {
		{"0123456789", NI, NI, 20000, 100000},
		{"0123456789", NI_GB, NI, 20000, 100000},
		{"", NI_GB, NI, 0, 100000},
		{"x", NI, NI, 1, 100000},
	};
	static const size_t steps[] = {7, 1021, 65536};

	(void)state;
	for (size_t i = 0; i < COUNT(texts) * COUNT(steps); i++) {
		size_t k = i / COUNT(steps), step = steps[i % COUNT(steps)];
		struct buf raw, meant, out;
		struct charset cs;
		struct err e = {0};

		buf_init(&raw, 10000000);
		buf_init(&meant, 10000000);
		buf_init(&out, 10000000);
		for (size_t n = 0; n < texts[k].fronts; n++) {
			buf_adds(&raw, texts[k].front);
			buf_adds(&meant, texts[k].front);
		}
		for (size_t n = 0; n < texts[k].units; n++) {
			buf_adds(&raw, texts[k].unit);
			buf_adds(&meant, texts[k].meant);
		}
		charset_init(&cs, INPUT_DETECT);
		for (size_t at = 0; at < raw.n; at += step)
			assert_true(charset_add(&cs,
						str_slice(buf_str(&raw), at, at + step),
						false, &out, &e));
		assert_true(charset_add(&cs, STR_NONE, true, &out, &e));
		assert_true(str_eq(buf_str(&out), buf_str(&meant)));
		assert_int_equal(cs.repaired, 0);
		charset_release(&cs);
		buf_release(&raw);
		buf_release(&meant);
		buf_release(&out);
	}
}

// A NUL far behind the front.
static void test_late_nul(void **state)
{
	struct charset cs;
	struct err e = {0};
	struct buf out;
	char text[10000];

	(void)state;
	memset(text, 'x', sizeof(text));
	buf_init(&out, 100000);
	charset_init(&cs, INPUT_DETECT);
	assert_true(charset_add(&cs, (struct str){text, sizeof(text)}, false, &out, &e));
	text[5000] = '\0';
	assert_false(charset_add(&cs, (struct str){text, sizeof(text)}, false, &out, &e));
	charset_release(&cs);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_late_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
