#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/opt.h"

struct settings {
	bool cache, dry;
	int64_t limit;
	double cost;
	struct str model, format;
	struct opt_list attacks;
};

static const struct opt rows[] = {
	{"model", 'm', OPT_STR, offsetof(struct settings, model), "MODEL", NULL, 0, 0,
	 NULL,
	 "the model to ask, as provider/model, with a sentence that is long enough to be "
	 "filled"},
	{"attack", 'a', OPT_LIST, offsetof(struct settings, attacks), NULL, "x,y", 0, 0,
	 NULL, "the attacks to run"},
	{"limit", 'n', OPT_INT, offsetof(struct settings, limit), NULL, "5", 1, INFINITY,
	 NULL, "draw so many items"},
	{"max-cost", 0, OPT_REAL, offsetof(struct settings, cost), NULL, NULL, 0, 0.5,
	 NULL, "stop at a|b"},
	{"a-name-that-is-rather-long", 0, OPT_STR, offsetof(struct settings, model), NULL,
	 NULL, 0, 0, NULL, "goes below"},
	{"format", 'f', OPT_CHOICE, offsetof(struct settings, format), NULL, "text", 0, 0,
	 "text|json", "how to print"},
	{"cache", 0, OPT_FLAG, offsetof(struct settings, cache), NULL, "true", 0, 0, NULL,
	 "ask again what was asked before"},
	{"dry-run", 'd', OPT_FLAG, offsetof(struct settings, dry), NULL, NULL, 0, 0, NULL,
	 "只说要做什么"},
	{0},
};

static const struct opt_help help = {"assay run", "SUITE",
				     "Ask a model every item of a suite.",
				     "A paragraph that is longer than the eighty columns "
				     "of a terminal of old,\nand so is filled "
				     "into lines.\n\nexit codes:\n  0  done\n  1  failed",
				     "assay run demo -m x\nassay run demo -m y"};

static const struct opt_help bare = {"assay doctor", NULL, "Say what is missing.", NULL,
				     NULL};
static const struct opt no_rows[] = {{0}};

static void help_text(void **state)
{
	static const char expected[] =
		"usage: assay run [OPTION...] SUITE\n"
		"\n"
		"Ask a model every item of a suite.\n"
		"\n"
		"A paragraph that is longer than the eighty columns of a terminal of "
		"old, and so\n"
		"is filled into lines.\n"
		"\n"
		"exit codes:\n"
		"  0  done\n"
		"  1  failed\n"
		"\n"
		"options:\n"
		"  -m, --model MODEL   the model to ask, as provider/model, with a "
		"sentence that\n"
		"                      is long enough to be filled\n"
		"  -a, --attack A,B    the attacks to run (may be repeated; default "
		"x,y)\n"
		"  -n, --limit N       draw so many items (at least 1; default 5)\n"
		"      --max-cost X    stop at a|b (0 to 0.5)\n"
		"      --a-name-that-is-rather-long TEXT\n"
		"                      goes below\n"
		"  -f, --format WHICH  how to print (text, json; default text)\n"
		"      --no-cache      ask again what was asked before\n"
		"  -d, --dry-run       只说要做什么\n"
		"\n"
		"example:\n"
		"  assay run demo -m x\n"
		"  assay run demo -m y\n";
	struct buf b;

	(void)state;
	buf_init(&b, BUF_TEXT_MAX);
	opt_print_help(&b, &help, rows);
	assert_string_equal(b.p, expected);
	buf_clear(&b);
	opt_print_help(&b, &bare, no_rows);
	assert_string_equal(b.p, "usage: assay doctor\n\nSay what is missing.\n");
	buf_release(&b);
}

static void markdown(void **state)
{
	static const char expected[] =
		"# assay run\n"
		"\n"
		"Ask a model every item of a suite.\n"
		"\n"
		"```\n"
		"assay run [OPTION...] SUITE\n"
		"```\n"
		"\n"
		"A paragraph that is longer than the eighty columns of a terminal of "
		"old,\nand so is filled into lines.\n"
		"\n"
		"exit codes:\n"
		"\n"
		"```\n"
		"  0  done\n"
		"  1  failed\n"
		"```\n"
		"\n"
		"## Options\n"
		"\n"
		"| option | meaning | values | default |\n"
		"|---|---|---|---|\n"
		"| `-m`, `--model MODEL` | the model to ask, as provider/model, with a "
		"sentence "
		"that is long enough to be filled |  |  |\n"
		"| `-a`, `--attack A,B` | the attacks to run | may be repeated | `x,y` "
		"|\n"
		"| `-n`, `--limit N` | draw so many items | at least 1 | `5` |\n"
		"| `--max-cost X` | stop at a\\|b | 0 to 0.5 |  |\n"
		"| `--a-name-that-is-rather-long TEXT` | goes below |  |  |\n"
		"| `-f`, `--format WHICH` | how to print | text, json | `text` |\n"
		"| `--no-cache` | ask again what was asked before |  |  |\n"
		"| `-d`, `--dry-run` | 只说要做什么 |  |  |\n"
		"\n"
		"## Example\n"
		"\n"
		"```sh\n"
		"assay run demo -m x\n"
		"assay run demo -m y\n"
		"```\n";
	struct buf b;

	(void)state;
	buf_init(&b, BUF_TEXT_MAX);
	opt_print_markdown(&b, &help, rows);
	assert_string_equal(b.p, expected);
	buf_clear(&b);
	opt_print_markdown(&b, &bare, no_rows);
	assert_string_equal(
		b.p,
		"# assay doctor\n\nSay what is missing.\n\n```\nassay doctor\n```\n");
	buf_release(&b);
}

// Help that does not fit into the buffer is cut by the buffer, and nothing else happens.
static void a_small_buffer(void **state)
{
	(void)state;
	for (size_t max = 0; max < 1500; max += 7) {
		struct buf b;

		buf_init(&b, max);
		opt_print_help(&b, &help, rows);
		assert_true(b.n <= max);
		buf_clear(&b);
		opt_print_markdown(&b, &help, rows);
		assert_true(b.n <= max);
		buf_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_text),
		cmocka_unit_test(markdown),
		cmocka_unit_test(a_small_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
