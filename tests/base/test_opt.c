#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/opt.h"

struct settings {
	bool cache, dry, verbose;
	int64_t limit, offset;
	double cost, any;
	struct str model, format;
	struct opt_list attacks, params;
};

static const struct opt rows[] = {
	{"model", 'm', OPT_STR, offsetof(struct settings, model), "MODEL", NULL, 0, 0,
	 NULL, "the model to ask"},
	{"attack", 'a', OPT_LIST, offsetof(struct settings, attacks), "NAMES", "x, y", 0,
	 0, NULL, "the attacks to run"},
	{"param", 'p', OPT_REPEAT, offsetof(struct settings, params), "K=V", NULL, 0, 0,
	 NULL, "a sampling parameter"},
	{"limit", 'n', OPT_INT, offsetof(struct settings, limit), "N", "5", 1, INFINITY,
	 NULL, "draw so many items"},
	{"offset", 0, OPT_INT, offsetof(struct settings, offset), "N", NULL, -10, 10,
	 NULL, "leave out so many"},
	{"max-cost", 0, OPT_REAL, offsetof(struct settings, cost), "X", "1.5", -INFINITY,
	 100, NULL, "stop at that cost"},
	{"any", 0, OPT_REAL, offsetof(struct settings, any), NULL, NULL, 0, 0, NULL,
	 "a number without bounds"},
	{"format", 'f', OPT_CHOICE, offsetof(struct settings, format), NULL, "text", 0, 0,
	 "text|json|html", "how to print"},
	{"cache", 0, OPT_FLAG, offsetof(struct settings, cache), NULL, "true", 0, 0, NULL,
	 "ask again what was asked before"},
	{"dry-run", 'd', OPT_FLAG, offsetof(struct settings, dry), NULL, NULL, 0, 0, NULL,
	 "only say what would be done"},
	{"verbose", 'v', OPT_FLAG, offsetof(struct settings, verbose), NULL, NULL, 0, 0,
	 NULL, "say more"},
	{0},
};

static void describe_list(struct buf *out, const char *name, const struct opt_list *list)
{
	if (!list->n)
		return;
	buf_addf(out, " %s", name);
	for (size_t i = 0; i < list->n; i++)
		buf_addf(out, "%c" STR_FMT, i ? '|' : '=', STR_ARG(list->items[i]));
}

// All that is set, in one line.
static struct str describe(struct arena *a, const struct settings *s,
			   const struct opt_list *operands)
{
	struct buf out;
	struct str line;

	buf_init(&out, BUF_TEXT_MAX);
	buf_addf(&out, "n=%lld cost=%g format=" STR_FMT, (long long)s->limit, s->cost,
		 STR_ARG(s->format));
	if (s->offset)
		buf_addf(&out, " offset=%lld", (long long)s->offset);
	if (s->any != 0)
		buf_addf(&out, " any=%g", s->any);
	if (s->model.p)
		buf_addf(&out, " model=" STR_FMT, STR_ARG(s->model));
	buf_adds(&out, s->cache ? "" : " nocache");
	buf_adds(&out, s->dry ? " dry" : "");
	buf_adds(&out, s->verbose ? " verbose" : "");
	describe_list(&out, "a", &s->attacks);
	describe_list(&out, "p", &s->params);
	describe_list(&out, "operands", operands);
	line = buf_dup(a, &out);
	buf_release(&out);
	return line;
}

#define USUAL "n=5 cost=1.5 format=text"
#define XY " a=x|y"

static const struct {
	const char *argv[9];
	const char *expected; // what is set, or
	const char *error;    // the message
} lines[] = {
	{{NULL}, USUAL XY, NULL},
	{{"-m", "a/b"}, USUAL " model=a/b" XY, NULL},
	{{"-ma/b"}, USUAL " model=a/b" XY, NULL},
	{{"--model", "a/b"}, USUAL " model=a/b" XY, NULL},
	{{"--model=a=b"}, USUAL " model=a=b" XY, NULL},
	{{"--model="}, USUAL " model=" XY, NULL},
	{{"-m", ""}, USUAL " model=" XY, NULL},
	{{"-m", "one", "-m", "two"}, USUAL " model=two" XY, NULL},
	{{"-m", "-x"}, USUAL " model=-x" XY, NULL},
	{{"-m", "--", "-d"},
	 USUAL " model=--"
	       " dry" XY,
	 NULL},
	{{"--max_cost", "2"}, "n=5 cost=2 format=text" XY, NULL},
	{{"--max-cost=-7"}, "n=5 cost=-7 format=text" XY, NULL},
	{{"--max-cost", "1e2"}, "n=5 cost=100 format=text" XY, NULL},
	{{"--any", "-1e300"}, USUAL " any=-1e+300" XY, NULL},
	{{"-n7"}, "n=7 cost=1.5 format=text" XY, NULL},
	{{"-n", "9223372036854775807"},
	 "n=9223372036854775807 cost=1.5 format=text" XY,
	 NULL},
	{{"--offset", "-10"}, USUAL " offset=-10" XY, NULL},
	{{"-fjson"}, "n=5 cost=1.5 format=json" XY, NULL},
	{{"-dv"}, USUAL " dry verbose" XY, NULL},
	{{"-dvn3", "x"}, "n=3 cost=1.5 format=text dry verbose" XY " operands=x", NULL},
	{{"-dm", "x"}, USUAL " model=x dry" XY, NULL},
	{{"--no-cache"}, USUAL " nocache" XY, NULL},
	{{"--no_cache"}, USUAL " nocache" XY, NULL},
	{{"--cache=no"}, USUAL " nocache" XY, NULL},
	{{"--no-cache", "--cache"}, USUAL XY, NULL},
	{{"--dry_run"}, USUAL " dry" XY, NULL},
	{{"--dry-run=TRUE"}, USUAL " dry" XY, NULL},
	{{"-d", "--no-dry-run"}, USUAL XY, NULL},
	{{"-a", "p"}, USUAL " a=p", NULL},
	{{"-a", "p,q", "--attack", " r , s ,, "}, USUAL " a=p|q|r|s", NULL},
	{{"-p", "t=0,0.7", "-p", "top=1"}, USUAL XY " p=t=0,0.7|top=1", NULL},
	{{"x", "-d", "y", "-", "z"}, USUAL " dry" XY " operands=x|y|-|z", NULL},
	{{"--", "-d", "--", "--nope"}, USUAL XY " operands=-d|--|--nope", NULL},
	{{"", "a"}, USUAL XY " operands=|a", NULL},

	{{"--nope"}, NULL, "unknown option --nope"},
	{{"--nope=5"}, NULL, "unknown option --nope"},
	{{"--limt", "5"}, NULL, "unknown option --limt; did you mean --limit?"},
	{{"--max-csot=5"}, NULL, "unknown option --max-csot; did you mean --max-cost?"},
	{{"--no-nope"}, NULL, "unknown option --no-nope"},
	{{"--no-model"}, NULL, "unknown option --no-model"},
	{{"--=5"}, NULL, "unknown option --"},
	{{"-x"}, NULL, "unknown option -x"},
	{{"-dx"}, NULL, "unknown option -x"},
	{{"-limit"}, NULL, "unknown option -limit; did you mean --limit?"},
	{{"-\xFF"}, NULL, "unknown option -\xFF"},
	{{"-n", "0"}, NULL, "-n: expected a whole number of at least 1, got \"0\""},
	{{"-n", "1.0"}, NULL, "-n: expected a whole number of at least 1, got \"1.0\""},
	{{"-n", " 1"}, NULL, "-n: expected a whole number of at least 1, got \" 1\""},
	{{"-n9223372036854775808"},
	 NULL,
	 "-n: expected a whole number of at least 1, got \"9223372036854775808\""},
	{{"--offset=11"},
	 NULL,
	 "--offset: expected a whole number from -10 to 10, got \"11\""},
	{{"--max-cost", "100.5"},
	 NULL,
	 "--max-cost: expected a number of at most 100, got \"100.5\""},
	{{"--any", "nan"}, NULL, "--any: expected a number, got \"nan\""},
	{{"--any="}, NULL, "--any: expected a number, got \"\""},
	{{"-f", "xml"}, NULL, "-f: expected one of text, json, html, got \"xml\""},
	{{"-f", "TEXT"}, NULL, "-f: expected one of text, json, html, got \"TEXT\""},
	{{"-f", "text|json"},
	 NULL,
	 "-f: expected one of text, json, html, got \"text|json\""},
	{{"-f", ""}, NULL, "-f: expected one of text, json, html, got \"\""},
	{{"-a", ""}, NULL, "-a: expected NAMES, got \"\""},
	{{"-a", "p", "--attack="}, NULL, "--attack: expected NAMES, got \"\""},
	{{"-a", " ,, "}, NULL, "-a: expected NAMES, got \" ,, \""},
	{{"-p", "x=1", "-p", " "}, NULL, "-p: expected K=V, got \" \""},
	{{"--dry-run=maybe"}, NULL, "--dry-run: expected true or false, got \"maybe\""},
	{{"--dry-run="}, NULL, "--dry-run: expected true or false, got \"\""},
	{{"--no-cache=yes"}, NULL, "--no-cache takes no value"},
	{{"-m"}, NULL, "-m: expected MODEL behind it, got nothing"},
	{{"-dm"}, NULL, "-m: expected MODEL behind it, got nothing"},
	{{"--format"}, NULL, "--format: expected a value behind it, got nothing"},
	{{"--limit"}, NULL, "--limit: expected N behind it, got nothing"},
};

static void command_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct arena a = {0};
		struct settings s;
		struct opt_list operands;
		struct err e = {0};
		char *argv[10] = {(char *)"assay"};
		int argc = 1;
		bool ok;

		for (; lines[i].argv[argc - 1]; argc++)
			argv[argc] = arena_cstr(&a, str_of(lines[i].argv[argc - 1]));
		memset(&s, 0xFF, sizeof(s));
		opt_defaults(rows, &s, &a);
		ok = opt_parse(rows, &s, &a, argc, argv, &operands, &e);
		if (ok)
			assert_string_equal(describe(&a, &s, &operands).p,
					    lines[i].expected ? lines[i].expected
							      : lines[i].error);
		else
			assert_string_equal(e.msg,
					    lines[i].error ? lines[i].error : "no error");
		assert_int_equal(e.code, ok ? ERR_NONE : ERR_INPUT);
		arena_release(&a);
	}
}

static const struct {
	struct str name, value;
	enum err_code code;
	const char *expected;
} assignments[] = {
	{STR_INIT("model"), STR_INIT("a"), ERR_NONE, USUAL " model=a" XY},
	{STR_INIT("max_cost"), STR_INIT("3"), ERR_NONE, "n=5 cost=3 format=text" XY},
	{STR_INIT("max-cost"), STR_INIT("3"), ERR_NONE, "n=5 cost=3 format=text" XY},
	{STR_INIT("cache"), STR_INIT("false"), ERR_NONE, USUAL " nocache" XY},
	{STR_INIT("dry_run"), STR_INIT("On"), ERR_NONE, USUAL " dry" XY},
	{STR_INIT("attack"), STR_INIT("b,c"), ERR_NONE, USUAL " a=b|c"},
	{STR_INIT("attack"), STR_INIT(""), ERR_NONE, USUAL},
	{STR_INIT("param"), STR_INIT("t=0,1\nu=2\n"), ERR_NONE, USUAL XY " p=t=0,1|u=2"},
	{STR_INIT("format"), STR_INIT("html"), ERR_NONE, "n=5 cost=1.5 format=html" XY},
	{STR_INIT("format"), STR_INIT("pdf"), ERR_INPUT,
	 "format: expected one of text, json, html, got \"pdf\""},
	{STR_INIT("max_cost"), STR_INIT("much"), ERR_INPUT,
	 "max_cost: expected a number of at most 100, got \"much\""},
	{STR_INIT("dry_run"), STR_INIT("2"), ERR_INPUT,
	 "dry_run: expected true or false, got \"2\""},
	{STR_INIT("no-cache"), STR_INIT("true"), ERR_NOT_FOUND,
	 "unknown setting \"no-cache\""},
	{STR_INIT("modle"), STR_INIT("a"), ERR_NOT_FOUND,
	 "unknown setting \"modle\"; did you mean \"model\"?"},
	{STR_INIT(""), STR_INIT("a"), ERR_NOT_FOUND, "unknown setting \"\""},
	{{NULL, 0}, {NULL, 0}, ERR_NOT_FOUND, "unknown setting \"\""},
	{STR_INIT("model\0x"), STR_INIT("a"), ERR_NOT_FOUND,
	 "unknown setting \"model\"; did you mean \"model\"?"},
	{STR_INIT("limit"),
	 {NULL, 0},
	 ERR_INPUT,
	 "limit: expected a whole number of at least 1, got \"\""},
};

static void assigning(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(assignments); i++) {
		struct arena a = {0};
		struct settings s;
		struct opt_list none = {0};
		struct err e = {0};

		opt_defaults(rows, &s, &a);
		assert_int_equal(opt_assign(rows, &s, &a, assignments[i].name,
					    assignments[i].value, &e),
				 assignments[i].code == ERR_NONE);
		assert_int_equal(e.code, assignments[i].code);
		assert_string_equal(e.code ? e.msg : describe(&a, &s, &none).p,
				    assignments[i].expected);
		arena_release(&a);
	}
}

// The command line counts for more than what was assigned before it, lists too.
static void command_line_over_assignment(void **state)
{
	char *argv[] = {(char *)"assay", (char *)"-a", (char *)"q", (char *)"-n2"};
	struct arena a = {0};
	struct settings s;
	struct opt_list operands;
	struct err e;

	(void)state;
	opt_defaults(rows, &s, &a);
	assert_true(opt_assign(rows, &s, &a, STR("attack"), STR("b,c"), &e));
	assert_true(opt_assign(rows, &s, &a, STR("limit"), STR("9"), &e));
	assert_true(opt_assign(rows, &s, &a, STR("model"), STR("z"), &e));
	assert_true(opt_parse(rows, &s, &a, 4, argv, &operands, &e));
	assert_string_equal(describe(&a, &s, &operands).p,
			    "n=2 cost=1.5 format=text model=z a=q");
	arena_release(&a);
}

static void values_are_copied(void **state)
{
	char value[] = "abc,def";
	struct arena a = {0};
	struct settings s;

	(void)state;
	opt_defaults(rows, &s, &a);
	assert_true(opt_assign(rows, &s, &a, STR("model"), str_of(value), NULL));
	assert_true(opt_assign(rows, &s, &a, STR("attack"), str_of(value), NULL));
	memset(value, 'x', sizeof(value) - 1);
	assert_true(str_is(s.model, "abc,def"));
	assert_true(str_is(s.attacks.items[1], "def"));
	arena_release(&a);
}

static void long_values_are_cut_in_messages(void **state)
{
	char value[3 * 400 + 1];
	struct arena a = {0};
	struct settings s;
	struct err e;

	(void)state;
	for (size_t i = 0; i < 400; i++)
		memcpy(value + 3 * i, "中", 3);
	value[sizeof(value) - 1] = '\0';
	opt_defaults(rows, &s, &a);
	assert_false(opt_assign(rows, &s, &a, STR("limit"), str_of(value), &e));
	assert_true(str_ends(str_of(e.msg), STR("中...\"")));
	assert_true(strlen(e.msg) < 200);
	arena_release(&a);
}

static void long_lists(void **state)
{
	struct arena a = {0};
	struct settings s;
	struct buf b;

	(void)state;
	buf_init(&b, BUF_TEXT_MAX);
	for (int i = 0; i < 1000; i++)
		buf_addf(&b, "%d,", i);
	opt_defaults(rows, &s, &a);
	assert_true(opt_assign(rows, &s, &a, STR("attack"), buf_str(&b), NULL));
	assert_int_equal(s.attacks.n, 1000);
	for (int i = 0; i < 1000; i++)
		assert_true(str_eq(s.attacks.items[i], arena_printf(&a, "%d", i)));
	buf_release(&b);
	arena_release(&a);
}

static void finding_rows(void **state)
{
	static const struct opt none[] = {{0}};

	(void)state;
	assert_ptr_equal(opt_find(rows, STR("model")), &rows[0]);
	assert_ptr_equal(opt_find(rows, STR("max_cost")),
			 opt_find(rows, STR("max-cost")));
	assert_null(opt_find(rows, STR("mode")));
	assert_null(opt_find(rows, STR("models")));
	assert_null(opt_find(rows, STR("")));
	assert_null(opt_find(none, STR("model")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_lines),
		cmocka_unit_test(assigning),
		cmocka_unit_test(command_line_over_assignment),
		cmocka_unit_test(values_are_copied),
		cmocka_unit_test(long_values_are_cut_in_messages),
		cmocka_unit_test(long_lists),
		cmocka_unit_test(finding_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
