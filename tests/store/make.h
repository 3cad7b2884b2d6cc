// What the store's tests need: a folder, run files, and things to put into them.
#ifndef TESTS_STORE_MAKE_H
#define TESTS_STORE_MAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/store.h"

// Fails the test with the error's line.
#define assert_ok(call)                                   \
	do {                                              \
		if (!(call))                              \
			fail_msg("%s: %s", #call, e.msg); \
	} while (0)
// `words` stand in the line, and the code is right.
#define assert_err(call, expected, words)                                 \
	do {                                                              \
		assert_false(call);                                       \
		assert_int_equal(e.code, expected);                       \
		if (!strstr(e.msg, words) || strchr(e.msg, '\n'))         \
			fail_msg("expected \"%s\" in: %s", words, e.msg); \
	} while (0)
#define assert_str(s, text)                                              \
	do {                                                             \
		struct str got_ = (s);                                   \
		assert_int_equal(got_.n, strlen(text));                  \
		assert_memory_equal(got_.n ? got_.p : "", text, got_.n); \
	} while (0)

// A path in a folder of the test's own, which goes when the program ends. Static, of 8.
const char *make_path(const char *name);
const char *make_file(const char *name, const void *bytes, size_t n);

struct item make_item(const char *id);
struct call make_call(const char *text);
struct judgement make_judgement(enum verdict verdict); // by refusal@1
struct cell make_cell(uint64_t ordinal,
		      const char *item); // answered by call 0 of "target"
// All four of cell `ordinal`, its item "item-ORDINAL".
bool make_sample(struct store *s, uint64_t ordinal, struct err *e) MUST_CHECK;
struct store *make_store(const char *name); // a new one with a target and params
struct store *make_open(const char *name, bool write);
void make_close(struct store *s);
int64_t make_number(struct store *s, const char *sql); // what SQL says of the file
// Runs f() in a child as a user who is not root; its exit code.
int make_unprivileged(int (*f)(const char *path), const char *path);

#endif
