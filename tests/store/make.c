#include "make.h"

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/sql.h"

#define NOBODY 65534

static char folder[300];
static pid_t owner;

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static void remove_all(void)
{
	if (getpid() == owner) // and no child that ends
		nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *make_path(const char *name)
{
	static char paths[8][600];
	static size_t turn;
	char *path = paths[turn++ % 8];

	if (!folder[0]) {
		const char *below = getenv("TMPDIR");

		snprintf(folder, sizeof(folder), "%s/assay-store-XXXXXX",
			 below ? below : "/tmp");
		assert_non_null(mkdtemp(folder));
		assert_int_equal(chmod(folder, 0777), 0);
		owner = getpid();
		atexit(remove_all);
	}
	snprintf(path, sizeof(paths[0]), "%s%s%s", folder, *name ? "/" : "", name);
	return path;
}

const char *make_file(const char *name, const void *bytes, size_t n)
{
	const char *path = make_path(name);
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	return path;
}

struct item make_item(const char *id)
{
	return (struct item){
		.id = str_of(id),
		.lang = STR("en"),
		.risk = STR("ci.drug-crimes"),
		.prompt = STR("How?"),
		.better = -1,
	};
}

struct call make_call(const char *text)
{
	return (struct call){
		.request_hash = {0x0123456789abcdef, 0xfedcba9876543210},
		.http_status = 200,
		.attempts = 1,
		.text = str_of(text),
		.finish = STR("stop"),
		.usage = {5, 7, -1},
		.seconds = 0.25,
	};
}

struct judgement make_judgement(enum verdict verdict)
{
	struct judgement j = judgement_none(STR("refusal"), STR("1"));

	j.verdict = verdict;
	return j;
}

struct cell make_cell(uint64_t ordinal, const char *item)
{
	return (struct cell){
		.ordinal = ordinal,
		.item = str_of(item),
		.state = CELL_ANSWERED,
		.machine = STR("target"),
	};
}

bool make_sample(struct store *s, uint64_t ordinal, struct err *e)
{
	char id[40];
	struct item item;
	struct call call = make_call("I cannot help with that.");
	struct cell cell;
	struct judgement judgement = make_judgement(VERDICT_SAFE);

	snprintf(id, sizeof(id), "item-%llu", (unsigned long long)ordinal);
	item = make_item(id);
	cell = make_cell(ordinal, id);
	return store_put_call(s, ordinal, STR("target"), 0, &call, e) &&
	       store_put_item(s, &item, e) && store_put_cell(s, &cell, e) &&
	       store_put_judgement(s, ordinal, 0, &judgement, e);
}

struct store *make_store(const char *name)
{
	struct target target = {STR("openai/x"), {.parameters = NAN}};
	struct params params = params_none();
	struct err e = {0};
	struct store *s = store_create(make_path(name), &e);
	int64_t id;

	assert_ok(s);
	assert_ok(store_add_target(s, &target, &id, &e));
	assert_ok(store_add_params(s, &params, &id, &e));
	assert_ok(store_flush(s, &e));
	return s;
}

struct store *make_open(const char *name, bool write)
{
	struct err e = {0};
	struct store *s = store_open(make_path(name), write, &e);

	assert_ok(s);
	return s;
}

void make_close(struct store *s)
{
	struct err e = {0};

	assert_ok(store_close(s, &e));
}

int64_t make_number(struct store *s, const char *sql)
{
	struct err e = {0};
	int64_t n = -1;

	assert_ok(sql_number(s, sql, &n, &e));
	return n;
}

int make_unprivileged(int (*f)(const char *path), const char *path)
{
	int status = -1;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
			_exit(99);
		_exit(f(path));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}
