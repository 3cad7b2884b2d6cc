#include "base/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"

#define S(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

// The tree as one line: [line:column, quotes round what was quoted.
static void show(struct buf *out, const struct yaml *y)
{
	buf_addf(out, "%zu:%zu", y->line, y->column);
	switch (y->kind) {
	case YAML_SCALAR:
		buf_addf(out, y->plain ? "(" STR_FMT ")" : "\"" STR_FMT "\"",
			 STR_ARG(y->scalar));
		break;
	case YAML_LIST:
		buf_addc(out, '[');
		for (size_t i = 0; i < y->n; i++)
			show(out, y->items[i]);
		buf_addc(out, ']');
		break;
	case YAML_MAP:
		buf_addc(out, '{');
		for (size_t i = 0; i < y->n; i++) {
			buf_addf(out, "<%zu:%zu " STR_FMT ">", y->pairs[i].line,
				 y->pairs[i].column, STR_ARG(y->pairs[i].key));
			show(out, y->pairs[i].value);
		}
		buf_addc(out, '}');
		break;
	}
}

static void test_accepts(void **state)
{
	static const struct {
		struct str text;
		const char *shown;
	} cases[] = {
		{S(""), "1:1{}"},
		{S("# only a comment\n"), "2:1{}"},
		{S("---\n"), "2:1{}"},
		{S("---\n...\n"), "2:1{}"},
		{S("a: 1\n"), "1:1{<1:1 a>1:4(1)}"},
		{S("\xef\xbb\xbf"
		   "a: 1\n"),
		 "1:1{<1:1 a>1:4(1)}"},
		{S("a: 1\r\nb: 2\r\n"), "1:1{<1:1 a>1:4(1)<2:1 b>2:4(2)}"},
		{S("b: x\na:\n  - 1\n  - \"2\"\n  - 'it''s'\n"),
		 "1:1{<1:1 b>1:4(x)<2:1 a>3:3[3:5(1)4:5\"2\"5:5\"it's\"]}"},
		{S("a: {b: [1, 2], c: ~}\n"),
		 "1:1{<1:1 a>1:4{<1:5 b>1:8[1:9(1)1:12(2)]<1:16 c>1:19(~)}}"},
		{S("a:\nb: ''\n"), "1:1{<1:1 a>1:3()<2:1 b>2:4\"\"}"},
		{S("a: |\n  x\n  y\n"), "1:1{<1:1 a>1:4\"x\ny\n\"}"},
		{S("a: >-\n  x\n  y\n"), "1:1{<1:1 a>1:4\"x y\"}"},
		{S("\xe4\xbd\xa0: \xe5\xa5\xbd\n"),
		 "1:1{<1:1 \xe4\xbd\xa0>1:4(\xe5\xa5\xbd)}"},
		{S("'a b': x\n? c\n: d\n"), "1:1{<1:1 a b>1:8(x)<2:3 c>3:3(d)}"},
		{S("- a\n- b: 1\n  c: 2\n"),
		 "1:1[1:3(a)2:3{<2:3 b>2:6(1)<3:3 c>3:6(2)}]"},
		{S("word\n"), "1:1(word)"},
		{S("a: \"x\\ty\\u4f60\"\n"), "1:1{<1:1 a>1:4\"x\ty\xe4\xbd\xa0\"}"},
		{S("a: 1\t# tab behind\n"), "1:1{<1:1 a>1:4(1)}"},
		{S("\"<<\": x\n"), "1:1{<1:1 <<>1:7(x)}"},
		{S("{a: 1, A: 2}"), "1:1{<1:2 a>1:5(1)<1:8 A>1:11(2)}"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a = {0};
		struct err e = {0};
		struct buf out;
		const struct yaml *y = yaml_parse(&a, cases[i].text, "t", &e);

		if (!y)
			fail_msg("case %zu: %s", i, e.msg);
		buf_init(&out, 1000);
		show(&out, y);
		if (strcmp(out.p, cases[i].shown) != 0)
			fail_msg("case %zu: %s, expected %s", i, out.p, cases[i].shown);
		buf_release(&out);
		arena_release(&a);
	}
}

static void test_refuses(void **state)
{
	static const struct {
		struct str text;
		const char *message;
	} cases[] = {
		{S("a:\n\tb: 1\n"), "t.yaml:2: a tab cannot indent; use spaces"},
		{S("a:\n  - 1\n\t- 2\n"), "t.yaml:3: a tab cannot indent; use spaces"},
		{S("a: |\n x\n\ty\n"), "t.yaml:3: a tab cannot indent; use spaces"},
		{S("a: b: c\n"),
		 "t.yaml:1: a ':' where no key can stand; check the indentation, "
		 "or put the text in quotes"},
		{S("a: 1\n b: 2\n"), "t.yaml:2: a ':' where no key can stand; check the "
				     "indentation, or put the text in quotes"},
		{S("a: @x\n"), "t.yaml:1: a text that begins with @ needs quotes"},
		{S("a: 1\nb: `x`\n"), "t.yaml:2: a text that begins with ` needs quotes"},
		{S("a: %x\n"), "t.yaml:1: a text that begins with % needs quotes"},
		{S("x: 1\na: \"b\nc: d\n"),
		 "t.yaml:2: the quote that begins here is not closed"},
		{S("a: 'b\n"), "t.yaml:1: the quote that begins here is not closed"},
		{S("a: [1,\n 2\nb: 3\n"),
		 "t.yaml:3: expected ',' or the end of the list begun on line 1"},
		{S("a: {b: 1\n"),
		 "t.yaml:2: expected ',' or the end of the list begun on line 1"},
		{S("a: 1\nb\nc: 2\n"), "t.yaml:3: expected ':' behind the key of line 2"},
		{S("- a\nb: 1\n"),
		 "t.yaml:2: indented unlike the lines above (from line 1)"},
		{S("a:\n    b: 1\n  c: 2\n"),
		 "t.yaml:3: indented unlike the lines above (from line 1)"},
		{S("a: 1\na: 2\n"),
		 "t.yaml:2: the key 'a' stands twice (first on line 1)"},
		{S("x:\n  a: 1\n  \"a\": 2\n"),
		 "t.yaml:3: the key 'a' stands twice (first on line 2)"},
		{S("a: &x 1\nb: *x\n"),
		 "t.yaml:1: anchors (&x) are not supported; write the value out"},
		{S("a: &x [1]\n"),
		 "t.yaml:1: anchors (&x) are not supported; write the value out"},
		{S("a: &x {b: 1}\n"),
		 "t.yaml:1: anchors (&x) are not supported; write the value out"},
		{S("&x a: 1\n"),
		 "t.yaml:1: anchors (&x) are not supported; write the value out"},
		{S("a: 1\nb: *x\n"),
		 "t.yaml:2: aliases (*x) are not supported; write the value out"},
		{S("a:\n  <<: {b: 1}\n"),
		 "t.yaml:2: merge keys (<<) are not supported; write the value out"},
		{S("a: !!str 1\n"),
		 "t.yaml:1: tags (tag:yaml.org,2002:str) are not supported"},
		{S("a: !x [1]\n"), "t.yaml:1: tags (!x) are not supported"},
		{S("a: !x {}\n"), "t.yaml:1: tags (!x) are not supported"},
		{S("[a]: 1\n"), "t.yaml:1: a key has to be a text, not a list"},
		{S("? {a: 1}\n: 2\n"), "t.yaml:1: a key has to be a text, not a map"},
		{S("a: 1\n---\nb: 2\n"),
		 "t.yaml:2: a second document begins here; expected one"},
		{S("a: 1\nb: \xff\n"), "t.yaml:2: not valid UTF-8"},
		{S("a: 1\nb: \x01\n"),
		 "t.yaml:2: not readable as text: control characters are not allowed"},
		{S("a: 1\nb: x\0y\n"),
		 "t.yaml:2: not readable as text: control characters are not allowed"},
		{S("a: \"\\q\"\n"),
		 "t.yaml:1: no valid YAML: found unknown escape character"},
		{S("}\n"), "t.yaml:1: no valid YAML: did not find expected node content"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a = {0};
		struct err e = {0};

		if (yaml_parse(&a, cases[i].text, "t.yaml", &e))
			fail_msg("case %zu is accepted: %s", i, cases[i].text.p);
		if (strcmp(e.msg, cases[i].message) != 0)
			fail_msg("case %zu: %s, expected %s", i, e.msg, cases[i].message);
		assert_int_equal(e.code, ERR_INPUT);
		arena_release(&a);
	}
}

static const struct yaml *parse_nested(struct arena *a, size_t depth, struct err *e)
{
	struct buf b;

	buf_init(&b, 100000);
	for (size_t i = 1; i < depth; i++)
		buf_addc(&b, '[');
	buf_addc(&b, 'x');
	for (size_t i = 1; i < depth; i++)
		buf_addc(&b, ']');
	const struct yaml *y = yaml_parse(a, buf_str(&b), "t", e);
	buf_release(&b);
	return y;
}

static void test_limits(void **state)
{
	struct arena a = {0};
	struct err e = {0};
	size_t size = ((size_t)16 << 20) + 1;
	char *large = mem_alloc(size);

	(void)state;
	assert_non_null(parse_nested(&a, 64, &e));
	assert_null(parse_nested(&a, 65, &e));
	assert_string_equal(e.msg, "t:1: nested deeper than 64 levels");
	assert_null(parse_nested(&a, 50000, &e));
	memset(large, '#', size);
	assert_null(yaml_parse(&a, (struct str){large, size}, "t", &e));
	assert_string_equal(e.msg, "t: larger than 16777216 bytes");
	assert_non_null(yaml_parse(&a, (struct str){large, size - 1}, "t", &e));
	mem_free(large);
	arena_release(&a);
}

static void test_values(void **state)
{
	struct arena a = {0};
	struct err e = {0};
	const struct yaml *y = yaml_parse(&a,
					  STR("i: -12\nr: 2.5\nt: true\nf: false\nT: "
					      "'true'\nn: null\nw: ~\nv:\ne: ''\n"
					      "q: '12'\ns: text\nl: [1]\nm: {k: v}\nyes: "
					      "yes\nbig: 99999999999999999999\n"),
					  "t", &e);
	int64_t i = 5;
	double r = 5;
	bool b = false;

	(void)state;
	assert_non_null(y);
	assert_true(yaml_int(yaml_get(y, "i"), &i));
	assert_int_equal(i, -12);
	assert_false(yaml_int(yaml_get(y, "r"), &i));
	assert_false(yaml_int(yaml_get(y, "q"), &i));
	assert_false(yaml_int(yaml_get(y, "big"), &i));
	assert_false(yaml_int(yaml_get(y, "l"), &i));
	assert_false(yaml_int(NULL, &i));
	assert_int_equal(i, -12);
	assert_true(yaml_real(yaml_get(y, "r"), &r) && r == 2.5);
	assert_true(yaml_real(yaml_get(y, "i"), &r) && r == -12);
	assert_false(yaml_real(yaml_get(y, "q"), &r));
	assert_true(yaml_bool(yaml_get(y, "t"), &b) && b);
	assert_true(yaml_bool(yaml_get(y, "f"), &b) && !b);
	assert_false(yaml_bool(yaml_get(y, "T"), &b));
	assert_false(yaml_bool(yaml_get(y, "yes"), &b));
	assert_true(yaml_is_null(yaml_get(y, "n")));
	assert_true(yaml_is_null(yaml_get(y, "w")));
	assert_true(yaml_is_null(yaml_get(y, "v")));
	assert_true(yaml_is_null(yaml_get(y, "none")));
	assert_false(yaml_is_null(yaml_get(y, "e")));
	assert_false(yaml_is_null(yaml_get(y, "m")));
	assert_true(str_is(yaml_str(yaml_get(y, "s")), "text"));
	assert_true(str_is(yaml_str(yaml_get(y, "q")), "12"));
	assert_true(str_is(yaml_str(yaml_get(y, "i")), "-12"));
	assert_non_null(yaml_str(yaml_get(y, "e")).p);
	assert_null(yaml_str(yaml_get(y, "n")).p);
	assert_null(yaml_str(yaml_get(y, "l")).p);
	assert_null(yaml_str(NULL).p);
	assert_null(yaml_get(yaml_get(y, "l"), "k"));
	assert_null(yaml_get(NULL, "k"));
	assert_non_null(yaml_get(yaml_get(y, "m"), "k"));
	assert_string_equal(yaml_kind_name(yaml_get(y, "l")), "a list");
	assert_string_equal(yaml_kind_name(y), "a map");
	assert_string_equal(yaml_kind_name(yaml_get(y, "s")), "a text");
	assert_string_equal(yaml_kind_name(yaml_get(y, "n")), "nothing");
	assert_string_equal(yaml_kind_name(NULL), "nothing");
	arena_release(&a);
}

// Many keys: what looks for the second one must not take quadratic time.
static void test_many_keys(void **state)
{
	struct arena a = {0};
	struct err e = {0};
	struct buf b;

	(void)state;
	buf_init(&b, 10000000);
	for (int i = 0; i < 50000; i++)
		buf_addf(&b, "key%d: %d\n", i, i);
	const struct yaml *y = yaml_parse(&a, buf_str(&b), "t", &e);
	assert_non_null(y);
	assert_int_equal(y->n, 50000);
	assert_int_equal(y->pairs[49999].line, 50000);
	buf_adds(&b, "key7: 1\n");
	assert_null(yaml_parse(&a, buf_str(&b), "t", &e));
	assert_string_equal(e.msg,
			    "t:50001: the key 'key7' stands twice (first on line 8)");
	buf_release(&b);
	arena_release(&a);
}

// Every prefix of a text: no crash, no leak, no read behind the end.
static void test_prefixes(void **state)
{
	static const char text[] =
		"a: {b: [1, \"x\\u4f60\", 'y'], c: ~}\nd:\n  - |\n    lines\n"
		"  - >-\n    more\n? e\n: &f *g\n";

	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		char *copy = mem_alloc(n ? n : 1);
		struct arena a = {0};
		struct err e = {0};

		memcpy(copy, text, n);
		assert_true(yaml_parse(&a, (struct str){copy, n}, "t", &e) ||
			    e.code == ERR_INPUT);
		mem_free(copy);
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepts),   cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_limits),    cmocka_unit_test(test_values),
		cmocka_unit_test(test_many_keys), cmocka_unit_test(test_prefixes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
