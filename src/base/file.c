#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

#define CHUNK ((size_t)64 << 10)

static ssize_t read_retry(int fd, char *p, size_t n)
{
	ssize_t got;

	do {
		got = read(fd, p, n);
	} while (got < 0 && errno == EINTR);
	return got;
}

// All of fd into b, whose maximum bounds it. The size that the system tells is only a
// hint: files of /proc have none and a file may grow while it is read.
static bool read_all(int fd, size_t hint, struct buf *b)
{
	for (;;) {
		size_t room = b->max - b->n;
		size_t want = hint > b->n ? hint - b->n : CHUNK;
		if (want > room)
			want = room;
		if (want == 0)
			return true;
		char *p = buf_space(b, want);
		ssize_t got = p ? read_retry(fd, p, want) : 0;
		if (got < 0)
			return false;
		if (got == 0)
			return true;
		buf_grew(b, (size_t)got);
	}
}

bool file_read(struct arena *a, const char *path, size_t max, struct str *out,
	       struct err *e)
{
	bool ok = false;
	struct stat st;
	struct buf b;

	// One byte over the limit tells that it is over.
	buf_init(&b, max < SIZE_MAX / 4 ? max + 1 : SIZE_MAX / 4);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0) {
		err_sys(e, "cannot read %s", path);
		goto out;
	}
	if (S_ISDIR(st.st_mode)) {
		err_set(e, ERR_INPUT, "%s is a folder, expected a file", path);
		goto out;
	}
	if (!read_all(fd, st.st_size > 0 ? (size_t)st.st_size + 1 : 0, &b)) {
		err_sys(e, "cannot read %s", path);
		goto out;
	}
	if (b.n > max) {
		err_set(e, ERR_INPUT, "%s is larger than %zu bytes", path, max);
		goto out;
	}
	*out = buf_dup(a, &b);
	ok = true;
out:
	if (fd >= 0)
		close(fd);
	buf_release(&b);
	return ok;
}

bool file_write_all(int fd, struct str s)
{
	while (s.n > 0) {
		ssize_t put = write(fd, s.p, s.n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		s = str_slice(s, (size_t)put, s.n);
	}
	return true;
}

// The name that the draft has to take: links resolved, so that a link stays one.
static char *final_name(const char *path)
{
	char *real = realpath(path, NULL);
	char *name = mem_dup(real ? real : path);

	free(real); // realpath's own malloc
	return name;
}

static bool draft_fail(struct file_draft *d, struct err *e, const char *path)
{
	err_sys(e, "cannot write %s", path);
	file_draft_abandon(d);
	return false;
}

// Opens a new file beside the final one. Plain open() rather than mkstemp(), so that the
// permissions are those of the user's umask, which cannot be read without setting it.
static bool open_temp(struct file_draft *d)
{
	static atomic_uint counter;
	size_t size = strlen(d->path) + 40;

	d->temp = mem_alloc(size);
	do {
		snprintf(d->temp, size, "%s.%ld-%u.tmp", d->path, (long)getpid(),
			 atomic_fetch_add(&counter, 1));
		d->fd = open(d->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	} while (d->fd < 0 && errno == EEXIST);
	if (d->fd >= 0)
		return true;
	mem_free(d->temp); // nothing to remove
	d->temp = NULL;
	return false;
}

bool file_draft_open(struct file_draft *d, const char *path, bool may_replace,
		     struct err *e)
{
	struct stat st;

	*d = (struct file_draft){.fd = -1};
	bool there = stat(path, &st) == 0;
	if (there && S_ISDIR(st.st_mode))
		return err_set(e, ERR_INPUT, "cannot write %s: it is a folder", path);
	if (there && S_ISREG(st.st_mode) && !may_replace)
		return err_set(e, ERR_EXISTS, "%s exists already", path);
	d->path = final_name(path);
	if (there && !S_ISREG(st.st_mode)) {
		d->fd = open(path, O_WRONLY | O_CLOEXEC);
		return d->fd >= 0 || draft_fail(d, e, path);
	}
	if (!open_temp(d))
		return draft_fail(d, e, path);
	if (there && fchmod(d->fd, st.st_mode & 0777) != 0)
		return draft_fail(d, e, path);
	return true;
}

bool file_draft_add(struct file_draft *d, struct str s, struct err *e)
{
	return file_write_all(d->fd, s) || err_sys(e, "cannot write %s", d->path);
}

static bool move_into_place(const struct file_draft *d, bool may_replace)
{
	if (may_replace)
		return rename(d->temp, d->path) == 0;
	if (renameat2(AT_FDCWD, d->temp, AT_FDCWD, d->path, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	// A file system without RENAME_NOREPLACE: a hard link does not replace either.
	return link(d->temp, d->path) == 0 && unlink(d->temp) == 0;
}

// A rename is on the disk once its folder is. Not every file system can sync a folder,
// and the file itself is safe by then: nothing to report.
static void sync_folder(const char *path)
{
	struct str dir = path_dir(str_of(path));
	char *name = mem_alloc(dir.n + 1);

	memcpy(name, dir.p, dir.n);
	name[dir.n] = '\0';
	int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	mem_free(name);
}

bool file_draft_commit(struct file_draft *d, bool may_replace, struct err *e)
{
	// fsync of a pipe or a device is EINVAL; those were written in place.
	if (d->temp && fsync(d->fd) != 0)
		return draft_fail(d, e, d->path);
	int closed = close(d->fd);
	d->fd = -1;
	if (closed != 0)
		return draft_fail(d, e, d->path);
	if (d->temp && !move_into_place(d, may_replace))
		return draft_fail(d, e, d->path);
	if (d->temp)
		sync_folder(d->path);
	mem_free(d->temp);
	d->temp = NULL;
	file_draft_abandon(d);
	return true;
}

void file_draft_abandon(struct file_draft *d)
{
	if (d->fd >= 0)
		close(d->fd);
	if (d->temp)
		unlink(d->temp);
	mem_free(d->temp);
	mem_free(d->path);
	*d = (struct file_draft){.fd = -1};
}

bool file_write(const char *path, struct str contents, struct err *e)
{
	struct file_draft d;

	if (!file_draft_open(&d, path, true, e))
		return false;
	if (!file_draft_add(&d, contents, e)) {
		file_draft_abandon(&d);
		return false;
	}
	return file_draft_commit(&d, true, e);
}

bool file_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

bool file_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool file_is_stream(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

bool file_make_dir(const char *path, struct err *e)
{
	bool ok = *path || err_set(e, ERR_INPUT, "cannot make a folder without a name");
	char *part = mem_dup(path);
	size_t n = strlen(part);

	for (size_t i = 1; ok && i <= n; i++) {
		if (part[i] != '/' && part[i] != '\0')
			continue;
		char end = part[i];
		part[i] = '\0';
		if (mkdir(part, 0777) != 0 && !file_is_dir(part))
			ok = err_sys(e, "cannot make the folder %s", part);
		part[i] = end;
	}
	mem_free(part);
	return ok;
}

struct str path_base(struct str path)
{
	size_t slash = str_rfind_byte(path, '/');

	return slash == STR_NPOS ? path : str_slice(path, slash + 1, path.n);
}

struct str path_dir(struct str path)
{
	size_t slash = str_rfind_byte(path, '/');

	if (slash == STR_NPOS)
		return STR(".");
	return slash == 0 ? STR("/") : str_slice(path, 0, slash);
}

struct str path_stem(struct str path)
{
	static const char *const wrappers[] = {".zst", ".gz", ".zip"};
	struct str base = path_base(path);

	for (size_t i = 0; i < COUNT(wrappers); i++) {
		struct str wrapper = str_of(wrappers[i]);
		if (base.n > wrapper.n && str_ends(base, wrapper)) {
			base.n -= wrapper.n;
			break;
		}
	}
	size_t dot = str_rfind_byte(base, '.');
	return dot == STR_NPOS || dot == 0 ? base : str_slice(base, 0, dot);
}

struct str path_join(struct arena *a, struct str dir, struct str name)
{
	if (dir.n == 0 || str_starts(name, STR("/")))
		return arena_str(a, name);
	bool slash = dir.p[dir.n - 1] == '/';
	return arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(dir), slash ? "" : "/",
			    STR_ARG(name));
}
