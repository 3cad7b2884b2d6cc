#include "attack/attack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/folder.h"
#include "attacked.h"
#include "base/utf8.h"

#define FENCE "\x60\x60\x60"
#define ODD 40

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

// The program between the fences. What follows has to be one line of text.
static struct str program_of(struct str text)
{
	struct str open = STR(FENCE "python\n"), close = STR("\n" FENCE "\n");

	assert_true(str_starts(text, open));
	text = str_slice(text, open.n, text.n);
	for (size_t at = text.n - close.n; at > 0; at--) {
		struct str tail = str_slice(text, at, text.n);

		if (!str_starts(tail, close))
			continue;
		tail = str_slice(tail, close.n, tail.n);
		assert_true(tail.n > 10);
		assert_int_equal(str_find_byte(tail, '\n'), STR_NPOS);
		return str_slice(text, 0, at);
	}
	fail_msg("no fence");
	return STR_NONE;
}

static void write_block(FILE *f, struct str prompt, struct str text)
{
	struct json_writer w;
	struct buf line;

	buf_init(&line, BUF_TEXT_MAX);
	json_writer_init(&w, &line, 0);
	json_begin(&w, '{');
	json_field_str(&w, "prompt", prompt);
	json_field_str(&w, "program", program_of(text));
	json_end(&w, '}');
	buf_addc(&line, '\n');
	assert_int_equal(fwrite(line.p, 1, line.n, f), line.n);
	buf_release(&line);
}

// All in one interpreter, which says how many programs printed their prompt.
static size_t run_blocks(const char *path)
{
	char script[600];
	int ends[2], status;
	char said[20] = "";

	snprintf(script, sizeof(script), "%s/tests/attack/run_blocks.py",
		 getenv("ASSAY_SOURCE") ? getenv("ASSAY_SOURCE") : ".");
	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		execlp("python3", "python3", script, path, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	ssize_t got = read(ends[0], said, sizeof(said) - 1);
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	return got > 0 ? strtoul(said, NULL, 10) : 0;
}

static void test_odd_prompts(void **state)
{
	static const struct str prompts[] = {
		STR_INIT("x"),
		STR_INIT("甲"),
		STR_INIT("it's \"quoted\" \\ and \\' too"),
		STR_INIT("line\nbreak\r\nand\rtab\t."),
		STR_INIT("{braces} {{}} {0} {a!r} %s %(a)s"),
		STR_INIT("NUL \0 bell \a escape \x1b form \f feed \x7f end"),
		STR_INIT("rtl \xe2\x80\xae mark \xe2\x80\x8f zero \xe2\x80\x8b bom "
			 "\xef\xbb\xbf"),
		STR_INIT("separators \xe2\x80\xa8 \xe2\x80\xa9 \xc2\x85 next"),
		STR_INIT("\xf0\x9f\x92\xa9\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3 e\xcc\x81 "
			 "\xef\xbf\xbd"),
		STR_INIT(FENCE "python\nprint(1)\n" FENCE "\n"),
		STR_INIT("'''"),
		STR_INIT("\\"),
		STR_INIT("print('a' + 'b'); # no\\\n"),
	};
	const char *path = folder_path("odd.jsonl");
	FILE *f = fopen(path, "wb");

	(void)state;
	assert_non_null(f);
	for (size_t i = 0; i < COUNT(prompts); i++)
		for (uint64_t seed = 0; seed < ODD; seed++)
			write_block(f, prompts[i],
				    attacked_text(&arena, "code_injection",
						  seed % 2 ? "zh" : "en", prompts[i],
						  seed));
	assert_int_equal(fclose(f), 0);
	assert_int_equal(run_blocks(path), COUNT(prompts) * ODD);
}

static size_t count(struct str text, struct str what)
{
	size_t n = 0, at;

	while ((at = str_find(text, what)) != STR_NPOS) {
		n++;
		text = str_slice(text, at + what.n, text.n);
	}
	return n;
}

// Every block prints its prompt, and the shapes are drawn as S-Eval's rows have them.
static void test_all_of_s_eval(void **state)
{
	struct prompts p;
	size_t fragments[8] = {0}, concat = 0, format = 0, fstring = 0;
	const char *path = folder_path("blocks.jsonl");

	(void)state;
	prompts_load(&p, "code injection on S-Eval's base prompts");
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	for (size_t i = 0; i < p.n; i++) {
		struct attack_out out;

		assert_int_equal(attacked(&arena, "code_injection", &p.items[i], 1, &out),
				 STEP_DONE);
		struct str program = program_of(out.item.prompt);
		size_t lines = count(program, STR("\n")) + 1;
		size_t n = lines == 2 ? 1 : lines - 2;
		assert_in_range(n, 1, 6);
		fragments[n]++;
		format += str_find(program, STR("'.format(")) != STR_NPOS;
		fstring += str_find(program, STR(" = f'{a}")) != STR_NPOS;
		concat += str_find(program, STR(" = a + b")) != STR_NPOS;
		// as readable as the prompt is: nothing of it is escaped but quotes
		assert_int_equal(count(program, STR("\\x")), 0);
		write_block(f, p.items[i].prompt, out.item.prompt);
		arena_reset(&arena);
	}
	assert_int_equal(fclose(f), 0);
	assert_in_range(fragments[1], 850, 1250);    // 5.2 %
	assert_in_range(fragments[2], 2400, 2800);   // 13.0 %
	assert_in_range(fragments[3], 12100, 12800); // 62.2 %
	assert_in_range(fragments[4], 2300, 2700);   // 12.5 %
	assert_in_range(fragments[5], 850, 1150);    // 5.0 %
	assert_in_range(fragments[6], 320, 520);     // 2.1 %
	assert_int_equal(concat + format + fstring + fragments[1], p.n);
	assert_in_range(concat, 14900, 15900); // 81 % of what has more than one
	assert_in_range(format, 3100, 3600);   // 18 %
	assert_in_range(fstring, 120, 280);    // 1 %
	assert_int_equal(run_blocks(path), p.n);
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
