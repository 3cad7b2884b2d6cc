#include "base/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/rng.h"
#include "pack.h"

// A source that hands out `text` by `step` bytes, and fails at `fail_at`.
struct feed {
	struct str text;
	size_t at, step, fail_at;
	int closed;
};

static ptrdiff_t feed_read(void *ctx, char *p, size_t n, struct err *e)
{
	struct feed *f = ctx;
	struct str some = str_slice(f->text, f->at, f->at + (n < f->step ? n : f->step));

	if (f->at >= f->fail_at) {
		err_set(e, ERR_IO, "the disk is gone");
		return -1;
	}
	if (some.n > 0)
		memcpy(p, some.p, some.n);
	f->at += some.n;
	return (ptrdiff_t)some.n;
}

static void feed_close(void *ctx)
{
	((struct feed *)ctx)->closed++;
}

// Unpacks into out; false with e.
static bool unpack(struct feed *f, struct buf *out, size_t step, struct err *e)
{
	struct source s = {feed_read, feed_close, f};
	ptrdiff_t got = -1;

	buf_clear(out);
	if (decompress_wrap(&s, e)) {
		char *p;
		while ((p = buf_space(out, step)) &&
		       (got = s.read(s.ctx, p, step, e)) > 0)
			buf_grew(out, (size_t)got);
		s.close(s.ctx);
	}
	assert_int_equal(f->closed, 1);
	return got == 0;
}

static struct str sample(struct arena *a, size_t n, bool random)
{
	char *p = arena_alloc(a, n);
	struct rng r;

	rng_init(&r, 7, STR("sample"));
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(random ? rng_below(&r, 256) : 'a' + i % 7);
	return (struct str){p, n};
}

static struct str joined(struct arena *a, struct str x, struct str y)
{
	struct str parts[] = {x, y};

	return arena_join(a, parts, 2, STR(""));
}

static void test_unpacks(void **state)
{
	static const size_t steps[] = {1, 13, 4096, 1000000};
	struct arena a = {0};
	struct err e = {0};
	struct buf out;
	struct str texts[] = {STR(""), STR("x"), STR("plain text\n"),
			      sample(&a, 300000, false), sample(&a, 200000, true)};

	(void)state;
	texts[4] = joined(&a, STR("."), texts[4]); // no magic by chance
	buf_init(&out, 10000000);
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct str gzip = pack_gzip(&a, texts[i]), zstd = pack_zstd(&a, texts[i]);
		struct str packed[] = {texts[i], gzip, zstd, joined(&a, gzip, gzip),
				       joined(&a, zstd, zstd)};
		for (size_t k = 0; k < COUNT(packed) * COUNT(steps); k++) {
			size_t which = k / COUNT(steps), step = steps[k % COUNT(steps)];
			struct feed f = {packed[which], 0, step, SIZE_MAX, 0};
			struct str meant =
				which < 3 ? texts[i] : joined(&a, texts[i], texts[i]);
			if (!unpack(&f, &out, step == 1 ? 1000 : step, &e))
				fail_msg("text %zu form %zu step %zu: %s", i, which, step,
					 e.msg);
			assert_true(str_eq(buf_str(&out), meant));
		}
	}
	buf_release(&out);
	arena_release(&a);
}

// Cut anywhere, packed data is told as cut, and what came before is right.
static void test_cut(void **state)
{
	struct arena a = {0};
	struct buf out;
	struct str text = sample(&a, 5000, false);
	struct str packed[] = {pack_gzip(&a, text), pack_zstd(&a, text)};

	(void)state;
	buf_init(&out, 1000000);
	for (size_t i = 0; i < COUNT(packed); i++) {
		for (size_t n = 4; n < packed[i].n; n++) {
			struct feed f = {{packed[i].p, n}, 0, 100, SIZE_MAX, 0};
			struct err e = {0};
			if (unpack(&f, &out, 700, &e))
				fail_msg("form %zu cut at %zu of %zu", i, n, packed[i].n);
			assert_int_equal(e.code, ERR_INPUT);
			assert_string_equal(
				e.msg,
				"the compressed data ends too early (a cut file?)");
			assert_true(str_starts(text, buf_str(&out)));
		}
	}
	buf_release(&out);
	arena_release(&a);
}

// Any one byte changed: an error or, where no checksum sees it, at least an end.
static void test_damaged(void **state)
{
	struct arena a = {0};
	struct buf out;
	struct str text = sample(&a, 3000, true);
	struct str packed[] = {pack_gzip(&a, text), pack_zstd(&a, text)};

	(void)state;
	buf_init(&out, 1000000);
	for (size_t i = 0; i < COUNT(packed); i++) {
		for (size_t n = 0; n < packed[i].n; n += 1 + packed[i].n / 300) {
			struct str copy = arena_str(&a, packed[i]);
			struct feed f = {copy, 0, 1000, SIZE_MAX, 0};
			struct err e = {0};
			((char *)copy.p)[n] ^= 0x55;
			if (!unpack(&f, &out, 700, &e))
				assert_int_equal(e.code, ERR_INPUT);
		}
	}
	buf_release(&out);
	arena_release(&a);
}

static void test_garbage_behind(void **state)
{
	struct arena a = {0};
	struct buf out;
	struct str packed[] = {pack_gzip(&a, STR("text")), pack_zstd(&a, STR("text"))};

	(void)state;
	buf_init(&out, 1000);
	for (size_t i = 0; i < COUNT(packed); i++) {
		struct feed f = {joined(&a, packed[i], STR("garbage")), 0, 1000, SIZE_MAX,
				 0};
		struct err e = {0};
		assert_false(unpack(&f, &out, 100, &e));
		assert_int_equal(e.code, ERR_INPUT);
		assert_true(strncmp(e.msg, "broken ", 7) == 0);
		assert_true(str_is(buf_str(&out), "text"));
	}
	buf_release(&out);
	arena_release(&a);
}

static void test_source_fails(void **state)
{
	struct arena a = {0};
	struct buf out;
	struct str text = sample(&a, 3000, true);
	struct str packed[] = {text, pack_gzip(&a, text), pack_zstd(&a, text)};

	(void)state;
	buf_init(&out, 1000000);
	for (size_t i = 0; i < COUNT(packed); i++)
		for (size_t at = 0; at < 2000; at += 300) {
			struct feed f = {packed[i], 0, 100, at, 0};
			struct err e = {0};
			assert_false(unpack(&f, &out, 700, &e));
			assert_int_equal(e.code, ERR_IO);
			assert_string_equal(e.msg, "the disk is gone");
		}
	buf_release(&out);
	arena_release(&a);
}

// Much from little: memory does not follow what the packed data says.
static void test_bomb(void **state)
{
	struct arena a = {0};
	struct str zeros = {arena_alloc(&a, 50000000), 50000000};
	struct str packed[] = {pack_gzip(&a, zeros), pack_zstd(&a, zeros)};
	static char some[100000];
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(packed); i++) {
		struct feed f = {packed[i], 0, 100000, SIZE_MAX, 0};
		struct source s = {feed_read, feed_close, &f};
		size_t n = 0;
		ptrdiff_t got;

		assert_true(decompress_wrap(&s, &e));
		while ((got = s.read(s.ctx, some, sizeof(some), &e)) > 0)
			n += (size_t)got;
		assert_int_equal(n, zeros.n);
		s.close(s.ctx);
	}
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unpacks),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_garbage_behind),
		cmocka_unit_test(test_source_fails),
		cmocka_unit_test(test_bomb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
