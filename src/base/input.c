#include "base/input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/charset.h"
#include "base/source.h"
#include "base/zip.h"

struct input {
	char *name;
	struct source source;
	struct charset charset;
	struct buf text; // decoded; from `at` on not handed out yet
	size_t at;
	size_t scanned; // from `at`: known to hold no line end
	size_t line;    // last returned
	bool ended;     // the source is
	bool failed;    // and why, for every call after the first
	struct err why;
	char chunk[SOURCE_CHUNK];
};

struct memory {
	struct str rest;
};

static ptrdiff_t memory_read(void *ctx, char *p, size_t n, struct err *e)
{
	struct memory *m = ctx;

	(void)e;
	if (n > m->rest.n)
		n = m->rest.n;
	if (n > 0)
		memcpy(p, m->rest.p, n);
	m->rest = str_slice(m->rest, n, m->rest.n);
	return (ptrdiff_t)n;
}

struct descriptor {
	int fd;
	bool owned;
};

static ptrdiff_t descriptor_read(void *ctx, char *p, size_t n, struct err *e)
{
	struct descriptor *d = ctx;
	ssize_t got;

	do {
		got = read(d->fd, p, n);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		err_sys(e, "cannot read");
	return got;
}

static void descriptor_close(void *ctx)
{
	struct descriptor *d = ctx;

	if (d->owned)
		close(d->fd);
	mem_free(d);
}

static struct input *create(const char *name, struct source source,
			    enum input_encoding encoding)
{
	struct input *in = mem_zalloc(sizeof(*in));

	in->name = mem_dup(name);
	in->source = source;
	charset_init(&in->charset, encoding);
	buf_init(&in->text, BUF_TEXT_MAX);
	return in;
}

static bool open_descriptor(struct source *s, const char *path, struct err *e)
{
	bool standard = strcmp(path, "-") == 0;
	struct stat st;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) != 0) {
		err_sys(e, "cannot read %s", path);
		goto out;
	}
	if (S_ISDIR(st.st_mode)) {
		err_set(e, ERR_INPUT, "%s is a folder, expected a file", path);
		goto out;
	}
	struct descriptor *d = mem_alloc(sizeof(*d));
	*d = (struct descriptor){fd, !standard};
	*s = (struct source){descriptor_read, descriptor_close, d};
	return true;
out:
	if (fd >= 0 && !standard)
		close(fd);
	return false;
}

static bool is_workbook(const struct str *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(names[i], "[Content_Types].xml"))
			return true;
	return false;
}

// A zip of one file is that file.
static struct input *open_zip(const char *path, enum input_encoding encoding,
			      struct err *e)
{
	struct input *in = NULL;
	struct arena scratch;
	struct str *names;
	size_t n;

	arena_init(&scratch);
	if (!zip_list(&scratch, path, &names, &n, NULL, e))
		goto out;
	if (is_workbook(names, n))
		err_set(e, ERR_INPUT, "%s is an office document; save it as CSV (UTF-8)",
			path);
	else if (n != 1)
		err_set(e, ERR_INPUT, "%s holds %zu files, expected one", path, n);
	else
		in = input_open_member(path, names[0].p, encoding, e);
out:
	arena_release(&scratch);
	return in;
}

struct input *input_open(const char *path, enum input_encoding encoding, struct err *e)
{
	struct source source;
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;

	if (zip_is(path))
		return open_zip(path, encoding, e);
	if (!open_descriptor(&source, path, e))
		return NULL;
	if (!decompress_wrap(&source, e)) {
		err_wrap(e, "%s", name);
		return NULL;
	}
	return create(name, source, encoding);
}

struct input *input_open_member(const char *zip_path, const char *name,
				enum input_encoding encoding, struct err *e)
{
	struct source source;

	if (!zip_source(&source, zip_path, name, e))
		return NULL;
	if (!decompress_wrap(&source, e)) {
		err_wrap(e, "%s", name);
		return NULL;
	}
	return create(name, source, encoding);
}

struct input *input_from_str(struct str text, const char *name)
{
	struct memory *m = mem_alloc(sizeof(*m));

	m->rest = text;
	return create(name, (struct source){memory_read, mem_free, m}, INPUT_DETECT);
}

void input_close(struct input *in)
{
	if (!in)
		return;
	in->source.close(in->source.ctx);
	charset_release(&in->charset);
	buf_release(&in->text);
	mem_free(in->name);
	mem_free(in);
}

// Keeps the first failure, so that reading on tells the same; always -1.
static int fail(struct input *in, struct err *e)
{
	in->failed = true;
	if (e)
		*e = in->why;
	return -1;
}

static size_t pending(const struct input *in)
{
	return in->text.n - in->at;
}

// More decoded text behind what is pending: 1, 0 at the end, -1.
static int fill(struct input *in, struct err *e)
{
	size_t before;

	if (in->failed)
		return fail(in, e);
	buf_drop(&in->text, in->at);
	in->at = 0;
	before = in->text.n;
	while (!in->ended && in->text.n == before) {
		ptrdiff_t got = in->source.read(in->source.ctx, in->chunk,
						sizeof(in->chunk), &in->why);
		in->ended = got == 0;
		if (got < 0 ||
		    !charset_add(&in->charset, (struct str){in->chunk, (size_t)got},
				 in->ended, &in->text, &in->why)) {
			if (in->line > 0)
				err_wrap(&in->why, "behind line %zu", in->line);
			err_wrap(&in->why, "%s", in->name);
			return fail(in, e);
		}
	}
	return in->text.n > before;
}

static int too_long(struct input *in, size_t max, struct err *e)
{
	err_set(&in->why, ERR_INPUT, "%s: line %zu is longer than %zu bytes", in->name,
		in->line + 1, max);
	return fail(in, e);
}

// Hands out `n` bytes, and passes over them and the `end` bytes of a line end.
static int hand_line(struct input *in, size_t n, size_t end, size_t max, struct str *line,
		     struct err *e)
{
	struct str found = {in->text.p + in->at, n};

	if (end > 0 && n > 0 && found.p[n - 1] == '\r')
		found.n--;
	if (found.n > max)
		return too_long(in, max, e);
	in->at += n + end;
	in->scanned = 0;
	in->line++;
	*line = found;
	return 1;
}

int input_line(struct input *in, size_t max, struct str *line, struct err *e)
{
	while (!in->failed) {
		struct str rest = {in->text.p + in->at, pending(in)};
		size_t at = str_find_byte(str_slice(rest, in->scanned, rest.n), '\n');
		if (at != STR_NPOS)
			return hand_line(in, in->scanned + at, 1, max, line, e);
		in->scanned = rest.n;
		// One more may be the \r of the line's end.
		if (rest.n > max && rest.n - max > 1)
			return too_long(in, max, e);
		int more = fill(in, e);
		if (more < 0)
			return -1;
		if (more == 0)
			return pending(in) ? hand_line(in, pending(in), 0, max, line, e)
					   : 0;
	}
	return fail(in, e);
}

size_t input_line_number(const struct input *in)
{
	return in->line;
}

int input_some(struct input *in, struct str *piece, struct err *e)
{
	if (in->failed || pending(in) == 0) {
		int more = fill(in, e);
		if (more <= 0)
			return more;
	}
	*piece = (struct str){in->text.p + in->at, pending(in)};
	in->at = in->text.n;
	in->scanned = 0;
	return 1;
}

bool input_rest(struct input *in, struct arena *a, size_t max, struct str *out,
		struct err *e)
{
	int more = in->failed ? fail(in, e) : 1;

	while (more > 0 && pending(in) <= max)
		more = fill(in, e);
	if (more < 0)
		return false;
	if (pending(in) > max) {
		err_set(&in->why, ERR_INPUT, "%s is larger than %zu bytes", in->name,
			max);
		return fail(in, e) > 0;
	}
	*out = arena_str(a, (struct str){in->text.p + in->at, pending(in)});
	in->at = in->text.n;
	in->scanned = 0;
	return true;
}

const char *input_encoding_name(const struct input *in)
{
	return charset_name(in->charset.encoding);
}

size_t input_repaired(const struct input *in)
{
	return in->charset.repaired;
}
