#include "base/output.h"

#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/file.h"

#define CHUNK ((size_t)64 << 10)

enum packing { PACK_NONE, PACK_ZSTD, PACK_GZIP };

struct output {
	struct file_draft draft; // its fd only, of standard output
	bool standard, may_replace;
	enum packing packing;
	ZSTD_CStream *zstd;
	z_stream gzip;
	struct sha256 sha256;
	size_t n; // of in
	bool failed;
	struct err why;
	char in[CHUNK];  // not yet packed
	char out[CHUNK]; // packed, on the way to the file
};

// Keeps the first failure, so that a full disk is not told as something else later;
// always false.
static bool fail(struct output *out, struct err *e)
{
	out->failed = true;
	if (e)
		*e = out->why;
	return false;
}

static bool put(struct output *out, const char *p, size_t n)
{
	if (!out->standard)
		return file_draft_add(&out->draft, (struct str){p, n}, &out->why);
	return file_write_all(out->draft.fd, (struct str){p, n}) ||
	       err_sys(&out->why, "cannot write standard output");
}

static bool pack_zstd(struct output *out, bool last)
{
	ZSTD_inBuffer in = {out->in, out->n, 0};
	size_t left;

	do {
		ZSTD_outBuffer to = {out->out, sizeof(out->out), 0};
		left = ZSTD_compressStream2(out->zstd, &to, &in,
					    last ? ZSTD_e_end : ZSTD_e_continue);
		if (ZSTD_isError(left))
			return err_set(&out->why, ERR_IO, "cannot compress: %s",
				       ZSTD_getErrorName(left));
		if (!put(out, out->out, to.pos))
			return false;
	} while (last ? left > 0 : in.pos < in.size);
	return true;
}

static bool pack_gzip(struct output *out, bool last)
{
	z_stream *z = &out->gzip;

	z->next_in = (Bytef *)out->in;
	z->avail_in = (uInt)out->n;
	do {
		z->next_out = (Bytef *)out->out;
		z->avail_out = sizeof(out->out);
		if (deflate(z, last ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR)
			bug("deflate");
		if (!put(out, out->out, sizeof(out->out) - z->avail_out))
			return false;
	} while (z->avail_out == 0);
	return true;
}

// What was collected goes to the file; `last`: nothing follows.
static bool flush(struct output *out, bool last)
{
	bool ok = false;

	switch (out->packing) {
	case PACK_NONE:
		ok = put(out, out->in, out->n);
		break;
	case PACK_ZSTD:
		ok = pack_zstd(out, last);
		break;
	case PACK_GZIP:
		ok = pack_gzip(out, last);
		break;
	}
	out->n = 0;
	return ok;
}

static void start_packing(struct output *out, struct str path)
{
	if (str_ends(path, STR(".zst"))) {
		out->zstd = ZSTD_createCStream();
		if (!out->zstd)
			bug("zstd has no memory");
		// A checksum, so that damage is found when it is read.
		size_t set = ZSTD_CCtx_setParameter(out->zstd, ZSTD_c_checksumFlag, 1);
		invariant(!ZSTD_isError(set));
		out->packing = PACK_ZSTD;
	} else if (str_ends(path, STR(".gz"))) {
		// 15 + 16: the largest window, gzip's header (without name and time: the
		// same text gives the same file).
		if (deflateInit2(&out->gzip, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16,
				 8, Z_DEFAULT_STRATEGY) != Z_OK)
			bug("zlib has no memory");
		out->packing = PACK_GZIP;
	}
}

struct output *output_open(const char *path, bool may_replace, struct err *e)
{
	struct output *out = mem_zalloc(sizeof(*out));

	out->standard = strcmp(path, "-") == 0;
	out->may_replace = may_replace;
	if (out->standard) {
		out->draft.fd = STDOUT_FILENO;
	} else if (!file_draft_open(&out->draft, path, may_replace, e)) {
		mem_free(out);
		return NULL;
	}
	start_packing(out, str_of(path));
	sha256_init(&out->sha256);
	return out;
}

bool output_check(const char *path, bool may_replace, struct err *e)
{
	if (strcmp(path, "-") == 0 || file_is_stream(path))
		return true;
	struct output *out = output_open(path, may_replace, e);

	output_abandon(out);
	return out;
}

bool output_add(struct output *out, struct str s, struct err *e)
{
	if (out->failed)
		return fail(out, e);
	sha256_add(&out->sha256, s.p, s.n);
	while (s.n > 0) {
		size_t room = sizeof(out->in) - out->n;
		size_t some = s.n < room ? s.n : room;
		memcpy(out->in + out->n, s.p, some);
		out->n += some;
		s = str_slice(s, some, s.n);
		if (out->n == sizeof(out->in) && !flush(out, false))
			return fail(out, e);
	}
	return true;
}

// Everything but the draft.
static void release(struct output *out, char sha256[SHA256_HEX + 1])
{
	char unused[SHA256_HEX + 1];

	if (out->packing == PACK_ZSTD)
		ZSTD_freeCStream(out->zstd);
	if (out->packing == PACK_GZIP)
		deflateEnd(&out->gzip);
	sha256_end(&out->sha256, sha256 ? sha256 : unused);
	mem_free(out);
}

bool output_close(struct output *out, char sha256[SHA256_HEX + 1], struct err *e)
{
	bool ok;

	if (out->failed || !flush(out, true)) {
		fail(out, e);
		output_abandon(out);
		return false;
	}
	ok = out->standard || file_draft_commit(&out->draft, out->may_replace, e);
	release(out, sha256);
	return ok;
}

void output_abandon(struct output *out)
{
	if (!out)
		return;
	if (!out->standard)
		file_draft_abandon(&out->draft);
	release(out, NULL);
}

bool output_write(const char *path, bool may_replace, struct str s, struct err *e)
{
	struct output *out = output_open(path, may_replace, e);

	if (!out)
		return false;
	if (output_add(out, s, e))
		return output_close(out, NULL, e);
	output_abandon(out);
	return false;
}
