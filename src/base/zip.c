#include "base/zip.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/file.h"
#include "base/source.h"
#include "base/utf8.h"
#include "base/vec.h"

struct member {
	zip_t *zip;
	zip_file_t *file;
};

// libzip's own words for what people meet are too short to act on.
static bool fail_zip(struct err *e, const char *path, zip_error_t *why)
{
	switch (zip_error_code_zip(why)) {
	case ZIP_ER_NOZIP:
	case ZIP_ER_INCONS:
#ifdef ZIP_ER_TRUNCATED_ZIP // since libzip 1.11
	case ZIP_ER_TRUNCATED_ZIP:
#endif
		return err_set(
			e, ERR_INPUT,
			"%s is no whole zip: the list of its files is missing or broken "
			"(a cut download?)",
			path);
	case ZIP_ER_NOPASSWD:
	case ZIP_ER_WRONGPASSWD:
		return err_set(e, ERR_INPUT, "%s is encrypted; unpack it first", path);
	case ZIP_ER_CRC:
	case ZIP_ER_ZLIB:
	case ZIP_ER_EOF:
	case ZIP_ER_COMPRESSED_DATA:
		return err_set(e, ERR_INPUT, "%s is damaged: %s", path,
			       zip_error_strerror(why));
	default:
		return err_set(e, ERR_INPUT, "cannot read %s as a zip: %s", path,
			       zip_error_strerror(why));
	}
}

static zip_t *open_zip(const char *path, struct err *e)
{
	int code = 0;
	zip_t *zip = zip_open(path, ZIP_RDONLY, &code);

	if (zip)
		return zip;
	int saved = errno;
	if (code == ZIP_ER_NOENT || code == ZIP_ER_OPEN || code == ZIP_ER_READ) {
		errno = code == ZIP_ER_NOENT ? ENOENT : saved;
		err_sys(e, "cannot read %s", path);
		return NULL;
	}
	zip_error_t why;
	zip_error_init_with_code(&why, code);
	fail_zip(e, path, &why);
	zip_error_fini(&why);
	return NULL;
}

// What macOS and Windows put into archives beside the files.
static bool is_junk(struct str name)
{
	struct str base = path_base(name);

	return str_starts(name, STR("__MACOSX/")) || str_starts(base, STR("._")) ||
	       str_is(base, ".DS_Store") || str_is(base, "Thumbs.db") ||
	       str_is(base, "desktop.ini");
}

// STR_NONE of a directory. Names that are no UTF-8 are guessed as libzip does (code page
// 437).
static struct str member_name(struct arena *a, zip_t *zip, zip_uint64_t i)
{
	struct str name = str_of(zip_get_name(zip, i, ZIP_FL_ENC_GUESS));

	if (name.n == 0 || name.p[name.n - 1] == '/')
		return STR_NONE;
	return arena_str(a, utf8_repair(a, name));
}

bool zip_is(const char *path)
{
	char front[4];
	struct stat st;
	bool zip = false;

	// A pipe must not be opened only to look at it.
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (read(fd, front, sizeof(front)) == (ssize_t)sizeof(front))
		zip = memcmp(front, "PK\x03\x04", 4) == 0 ||
		      memcmp(front, "PK\x05\x06", 4) == 0;
	close(fd);
	return zip;
}

bool zip_list(struct arena *a, const char *path, struct str **names, size_t *n,
	      size_t *junk, struct err *e)
{
	VEC(struct str) found = {0};
	size_t junk_found = 0;
	zip_t *zip = open_zip(path, e);

	if (!zip)
		return false;
	zip_int64_t count = zip_get_num_entries(zip, 0);
	for (zip_int64_t i = 0; i < count; i++) {
		struct str name = member_name(a, zip, (zip_uint64_t)i);
		if (name.n == 0)
			continue;
		if (is_junk(name))
			junk_found++;
		else
			VEC_PUSH(&found, name);
	}
	zip_discard(zip);
	*names = found.n ? arena_copy(a, found.p, found.n * sizeof(*found.p)) : NULL;
	*n = found.n;
	if (junk)
		*junk = junk_found;
	VEC_FREE(&found);
	return true;
}

static ptrdiff_t member_read(void *ctx, char *p, size_t n, struct err *e)
{
	struct member *m = ctx;
	zip_int64_t got = zip_fread(m->file, p, n);

	if (got < 0) {
		fail_zip(e, "the zip", zip_file_get_error(m->file));
		return -1;
	}
	return (ptrdiff_t)got;
}

static void member_close(void *ctx)
{
	struct member *m = ctx;

	if (m->file)
		zip_fclose(m->file);
	zip_discard(m->zip);
	mem_free(m);
}

static zip_int64_t find_member(zip_t *zip, const char *name)
{
	struct arena scratch;
	zip_int64_t count = zip_get_num_entries(zip, 0), found = -1;

	arena_init(&scratch);
	for (zip_int64_t i = 0; i < count && found < 0; i++)
		if (str_is(member_name(&scratch, zip, (zip_uint64_t)i), name))
			found = i;
	arena_release(&scratch);
	return found;
}

bool zip_source(struct source *s, const char *path, const char *name, struct err *e)
{
	struct member *m = mem_zalloc(sizeof(*m));

	m->zip = open_zip(path, e);
	if (!m->zip) {
		mem_free(m);
		return false;
	}
	zip_int64_t i = find_member(m->zip, name);
	if (i < 0) {
		err_set(e, ERR_NOT_FOUND, "%s holds no file %s", path, name);
		goto out;
	}
	m->file = zip_fopen_index(m->zip, (zip_uint64_t)i, 0);
	if (!m->file) {
		fail_zip(e, path, zip_get_error(m->zip));
		goto out;
	}
	*s = (struct source){member_read, member_close, m};
	return true;
out:
	member_close(m);
	return false;
}
