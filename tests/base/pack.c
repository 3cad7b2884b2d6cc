#include "pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <zip.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

struct str pack_gzip(struct arena *a, struct str text)
{
	z_stream z = {0};

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
			 Z_OK);
	size_t bound = deflateBound(&z, text.n);
	char *p = arena_alloc(a, bound);
	z.next_in = (Bytef *)text.p;
	z.avail_in = (uInt)text.n;
	z.next_out = (Bytef *)p;
	z.avail_out = (uInt)bound;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	size_t n = z.total_out;
	deflateEnd(&z);
	return (struct str){p, n};
}

struct str pack_zstd(struct arena *a, struct str text)
{
	size_t bound = ZSTD_compressBound(text.n);
	char *p = arena_alloc(a, bound);
	size_t n = ZSTD_compress(p, bound, text.p, text.n, 3);

	assert_false(ZSTD_isError(n));
	return (struct str){p, n};
}

void pack_zip(const char *path, const struct pack_member *members, size_t n)
{
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	assert_non_null(zip);
	for (size_t i = 0; i < n; i++) {
		if (str_ends(str_of(members[i].name), STR("/"))) {
			assert_true(zip_dir_add(zip, members[i].name, ZIP_FL_ENC_UTF_8) >=
				    0);
			continue;
		}
		zip_source_t *source =
			zip_source_buffer(zip, members[i].text.p, members[i].text.n, 0);
		assert_non_null(source);
		assert_true(zip_file_add(zip, members[i].name, source,
					 ZIP_FL_ENC_UTF_8) >= 0);
	}
	assert_int_equal(zip_close(zip), 0);
}
