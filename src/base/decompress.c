#include <zlib.h>
#include <zstd.h>

#include "base/source.h"

enum packing { PACK_NONE, PACK_ZSTD, PACK_GZIP };

struct decompress {
	struct source inner;
	enum packing packing;
	ZSTD_DStream *zstd;
	z_stream gzip;
	bool ended;   // the inner source is
	bool between; // no frame is open: the data may end here
	size_t at, n; // of in
	char in[SOURCE_CHUNK];
};

static const struct {
	const char *magic;
	const char *what; // NULL: supported
	enum packing packing;
} magics[] = {
	{"\x28\xb5\x2f\xfd", NULL, PACK_ZSTD},
	{"\x1f\x8b", NULL, PACK_GZIP},
	{"\xfd"
	 "7zXZ",
	 "compressed with xz", PACK_NONE},
	{"BZh", "compressed with bzip2", PACK_NONE},
	{"7z\xbc\xaf", "a 7z archive", PACK_NONE},
	{"PK\x03\x04", "a zip, which cannot be read from a stream", PACK_NONE},
	{"Rar!", "a RAR archive", PACK_NONE},
};

// More of the inner source; false on an error. At its end d->ended is set.
static bool refill(struct decompress *d, struct err *e)
{
	if (d->at < d->n || d->ended)
		return true;
	ptrdiff_t got = d->inner.read(d->inner.ctx, d->in, sizeof(d->in), e);
	if (got < 0)
		return false;
	d->at = 0;
	d->n = (size_t)got;
	d->ended = got == 0;
	return true;
}

// One step; how much came out, -1 with e. It may be 0 before the end.
static ptrdiff_t step_zstd(struct decompress *d, char *p, size_t n, struct err *e)
{
	ZSTD_inBuffer in = {d->in, d->n, d->at};
	ZSTD_outBuffer out = {p, n, 0};
	size_t left = ZSTD_decompressStream(d->zstd, &out, &in);

	if (ZSTD_isError(left)) {
		err_set(e, ERR_INPUT, "broken zstd data: %s", ZSTD_getErrorName(left));
		return -1;
	}
	d->at = in.pos;
	d->between = left == 0;
	return (ptrdiff_t)out.pos;
}

// Members may follow one another; each has its own header.
static ptrdiff_t step_gzip(struct decompress *d, char *p, size_t n, struct err *e)
{
	z_stream *z = &d->gzip;

	if (d->between && inflateReset(z) != Z_OK)
		bug("inflateReset");
	d->between = false;
	z->next_in = (Bytef *)d->in + d->at;
	z->avail_in = (uInt)(d->n - d->at);
	z->next_out = (Bytef *)p;
	z->avail_out = (uInt)n;
	int code = inflate(z, Z_NO_FLUSH);
	d->at = d->n - z->avail_in;
	if (code == Z_STREAM_END) {
		d->between = true;
	} else if (code != Z_OK && code != Z_BUF_ERROR) {
		err_set(e, ERR_INPUT, "broken gzip data: %s",
			z->msg ? z->msg : zError(code));
		return -1;
	}
	return (ptrdiff_t)(n - z->avail_out);
}

static ptrdiff_t read_packed(struct decompress *d, char *p, size_t n, struct err *e)
{
	for (;;) {
		if (!refill(d, e))
			return -1;
		if (d->ended && d->between)
			return 0;
		// At the end of the input what the library still holds comes out first.
		ptrdiff_t got = d->packing == PACK_ZSTD ? step_zstd(d, p, n, e)
							: step_gzip(d, p, n, e);
		if (got != 0)
			return got;
		if (d->ended && !d->between) {
			err_set(e, ERR_INPUT,
				"the compressed data ends too early (a cut file?)");
			return -1;
		}
	}
}

static ptrdiff_t read_plain(struct decompress *d, char *p, size_t n, struct err *e)
{
	if (!refill(d, e))
		return -1;
	size_t some = d->n - d->at < n ? d->n - d->at : n;
	memcpy(p, d->in + d->at, some);
	d->at += some;
	return (ptrdiff_t)some;
}

static ptrdiff_t decompress_read(void *ctx, char *p, size_t n, struct err *e)
{
	struct decompress *d = ctx;

	if (n > SOURCE_CHUNK)
		n = SOURCE_CHUNK;
	return d->packing == PACK_NONE ? read_plain(d, p, n, e) : read_packed(d, p, n, e);
}

static void decompress_close(void *ctx)
{
	struct decompress *d = ctx;

	if (d->packing == PACK_ZSTD)
		ZSTD_freeDStream(d->zstd);
	if (d->packing == PACK_GZIP)
		inflateEnd(&d->gzip);
	d->inner.close(d->inner.ctx);
	mem_free(d);
}

// Enough bytes in front to tell the magic; pipes may hand them out one by one.
static bool read_front(struct decompress *d, struct err *e)
{
	while (d->n < 8 && !d->ended) {
		ptrdiff_t got = d->inner.read(d->inner.ctx, d->in + d->n,
					      sizeof(d->in) - d->n, e);
		if (got < 0)
			return false;
		d->n += (size_t)got;
		d->ended = got == 0;
	}
	return true;
}

static bool choose(struct decompress *d, struct err *e)
{
	struct str front = {d->in, d->n};
	enum packing packing = PACK_NONE;

	for (size_t i = 0; i < COUNT(magics); i++) {
		if (!str_starts(front, str_of(magics[i].magic)))
			continue;
		if (magics[i].what)
			return err_set(
				e, ERR_INPUT,
				"it is %s; unpack it first (zstd and gzip are read as "
				"they are)",
				magics[i].what);
		packing = magics[i].packing;
		break;
	}
	if (packing == PACK_ZSTD) {
		d->zstd = ZSTD_createDStream();
		if (!d->zstd || ZSTD_isError(ZSTD_initDStream(d->zstd)))
			bug("zstd has no memory");
	} else if (packing == PACK_GZIP && inflateInit2(&d->gzip, 15 + 16) != Z_OK) {
		bug("zlib has no memory");
	}
	d->packing = packing;
	return true;
}

bool decompress_wrap(struct source *s, struct err *e)
{
	struct decompress *d = mem_zalloc(sizeof(*d));

	d->inner = *s;
	*s = (struct source){decompress_read, decompress_close, d};
	if (read_front(d, e) && choose(d, e))
		return true;
	decompress_close(d);
	return false;
}
