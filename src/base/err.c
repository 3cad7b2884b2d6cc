#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

// Text of an error while it is put together: more than fits into one, so that what is cut
// is cut once, at a code point, and marked.
struct text {
	char p[2 * sizeof(((struct err *)0)->msg)];
	size_t n;
};

static void grew(struct text *t, int n)
{
	size_t room = sizeof(t->p) - t->n;

	if (n > 0)
		t->n += (size_t)n < room ? (size_t)n : room - 1;
}

static void PRINTF(2, 0) addv(struct text *t, const char *fmt, va_list args)
{
	grew(t, vsnprintf(t->p + t->n, sizeof(t->p) - t->n, fmt, args));
}

static void add(struct text *t, const char *s)
{
	grew(t, snprintf(t->p + t->n, sizeof(t->p) - t->n, "%s", s));
}

static void keep(struct err *e, const struct text *t)
{
	struct str s = {t->p, t->n};
	bool cut = s.n >= sizeof(e->msg);

	if (cut)
		s = utf8_clip(s, sizeof(e->msg) - sizeof("..."));
	memcpy(e->msg, s.p, s.n);
	memcpy(e->msg + s.n, cut ? "..." : "", cut ? sizeof("...") : 1);
}

bool err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	struct text t = {.n = 0};
	va_list args;

	if (!e)
		return false;
	va_start(args, fmt);
	addv(&t, fmt, args);
	va_end(args);
	keep(e, &t);
	e->code = code;
	return false;
}

static enum err_code code_of(int number)
{
	switch (number) {
	case ENOENT:
		return ERR_NOT_FOUND;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return ERR_FULL;
	case EEXIST:
		return ERR_EXISTS;
	default:
		return ERR_IO;
	}
}

bool err_sys(struct err *e, const char *fmt, ...)
{
	int number = errno;
	struct text t = {.n = 0};
	char why[256];
	va_list args;

	if (!e)
		return false;
	va_start(args, fmt);
	addv(&t, fmt, args);
	va_end(args);
	add(&t, ": ");
	add(&t, strerror_r(number, why, sizeof(why)));
	keep(e, &t);
	e->code = code_of(number);
	errno = number;
	return false;
}

bool err_wrap(struct err *e, const char *fmt, ...)
{
	struct text t = {.n = 0};
	va_list args;

	if (!e)
		return false;
	va_start(args, fmt);
	addv(&t, fmt, args);
	va_end(args);
	add(&t, ": ");
	add(&t, e->msg);
	keep(e, &t);
	return false;
}

int err_exit_code(const struct err *e)
{
	if (!e)
		return 1;
	switch (e->code) {
	case ERR_NONE:
		return 0;
	case ERR_INPUT:
	case ERR_EXISTS:
	case ERR_NOT_FOUND:
	case ERR_NEWER:
		return 2;
	case ERR_IO:
	case ERR_BUSY:
	case ERR_FULL:
	case ERR_MODEL:
		return 1;
	case ERR_STOPPED:
		return 130;
	}
	return 1;
}
