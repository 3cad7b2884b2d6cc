#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static struct lock *taken;

static struct lock *find_same(const struct lock *l)
{
	for (struct lock *other = taken; other; other = other->next)
		if (other != l && other->device == l->device && other->inode == l->inode)
			return other;
	return NULL;
}

static bool busy(const char *path, struct err *e)
{
	return err_set(e, ERR_BUSY, "%s: another process is writing to it", path);
}

// Closes the descriptor, unless that would cost another handle its locks: then that one
// keeps it.
static void close_or_leave(struct lock *l)
{
	struct lock *other = find_same(l);

	if (l->fd >= 0 && other && other->fd < 0) {
		flock(l->fd, LOCK_UN);
		other->fd = l->fd;
	} else if (l->fd >= 0) {
		close(l->fd);
	}
	l->fd = -1;
}

static bool identify(struct lock *l, const char *path, bool by_fd, struct err *e)
{
	struct stat st;

	if ((by_fd ? fstat(l->fd, &st) : stat(path, &st)) != 0)
		return err_sys(e, "%s", path);
	if (S_ISDIR(st.st_mode))
		return err_set(e, ERR_INPUT, "%s: expected a run file, got a folder",
			       path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_INPUT, "%s: not a run file", path);
	l->device = st.st_dev;
	l->inode = st.st_ino;
	return true;
}

static bool hold(struct lock *l, const char *path, struct err *e)
{
	if (flock(l->fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	if (errno == EWOULDBLOCK)
		return busy(path, e);
	return err_sys(e, "%s: cannot be locked", path);
}

static bool create(struct lock *l, const char *path, struct err *e)
{
	l->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (l->fd < 0)
		return err_sys(e, "%s", path);
	return identify(l, path, true, e) && hold(l, path, e);
}

static bool take_existing(struct lock *l, const char *path, struct err *e)
{
	for (struct lock *other = taken; other; other = other->next) {
		if (other->device != l->device || other->inode != l->inode)
			continue;
		if (other->writes)
			return busy(path, e);
		if (other->fd >= 0) { // left to it by an earlier writer
			l->fd = other->fd;
			other->fd = -1;
		}
	}
	if (l->fd < 0)
		l->fd = open(path, O_RDWR | O_CLOEXEC);
	if (l->fd < 0)
		return err_sys(e, "%s", path);
	return identify(l, path, true, e) && hold(l, path, e);
}

bool lock_take(struct lock *l, const char *path, enum lock_how how, struct err *e)
{
	bool ok;

	*l = (struct lock){.fd = -1};
	pthread_mutex_lock(&guard);
	if (how == LOCK_TO_CREATE)
		ok = create(l, path, e);
	else
		ok = identify(l, path, false, e) &&
		     (how == LOCK_TO_READ || take_existing(l, path, e));
	if (ok) {
		l->writes = how != LOCK_TO_READ;
		l->next = taken;
		taken = l;
	} else {
		close_or_leave(l);
	}
	pthread_mutex_unlock(&guard);
	return ok;
}

void lock_drop(struct lock *l)
{
	pthread_mutex_lock(&guard);
	for (struct lock **at = &taken; *at; at = &(*at)->next) {
		if (*at == l) {
			*at = l->next;
			break;
		}
	}
	close_or_leave(l);
	pthread_mutex_unlock(&guard);
}
