#include "store/sql.h"

#include <errno.h>
#include <math.h>

static bool no_space(struct store *s, struct err *e)
{
	return err_set(e, ERR_FULL, "%s: no space left; what was saved until now stays",
		       s->path);
}

static bool io_failed(struct store *s, struct err *e)
{
	int number = sqlite3_system_errno(s->db);

	if (number == ENOSPC || number == EDQUOT || number == EFBIG)
		return no_space(s, e);
	if (number == 0)
		return err_set(e, ERR_IO, "%s: %s", s->path, sqlite3_errmsg(s->db));
	errno = number;
	return err_sys(e, "%s", s->path);
}

bool sql_err(struct store *s, int rc, struct err *e)
{
	s->faults++;
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return no_space(s, e);
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return io_failed(s, e);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(e, ERR_BUSY, "%s: another process uses it, try again",
			       s->path);
	case SQLITE_NOTADB:
		return err_set(e, ERR_INPUT, "%s: not a run file", s->path);
	case SQLITE_CORRUPT:
		return err_set(e, ERR_INPUT,
			       "%s: a run file that is damaged or cut short", s->path);
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return err_set(e, ERR_IO, "%s: cannot be written, only read", s->path);
	case SQLITE_TOOBIG:
		return err_set(e, ERR_FULL, "%s: a text is too long to be stored",
			       s->path);
	default:
		return err_set(e, ERR_IO, "%s: %s", s->path, sqlite3_errmsg(s->db));
	}
}

bool sql_damaged(struct store *s, const char *what, struct err *e)
{
	s->faults++;
	return err_set(e, ERR_INPUT, "%s: a run file that is damaged: %s", s->path, what);
}

bool sql_exec(struct store *s, const char *sql, struct err *e)
{
	int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK || sql_err(s, rc, e);
}

bool sql_number(struct store *s, const char *sql, int64_t *out, struct err *e)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL);
	bool ok = false;

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW) {
		*out = sqlite3_column_int64(stmt, 0);
		ok = true;
	} else {
		sql_err(s, rc == SQLITE_DONE ? SQLITE_CORRUPT : rc, e);
	}
	sqlite3_finalize(stmt);
	return ok;
}

bool query_open(struct query *q, struct store *s, enum statement which, const char *sql,
		struct err *e)
{
	*q = (struct query){.store = s, .which = which};
	invariant(!s->busy[which]);
	if (!s->statements[which]) {
		int rc = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
					    &s->statements[which], NULL);

		if (rc != SQLITE_OK)
			return sql_err(s, rc, e);
	}
	q->stmt = s->statements[which];
	s->busy[which] = true;
	return true;
}

void query_close(struct query *q)
{
	if (!q->stmt)
		return;
	sqlite3_reset(q->stmt); // what was bound stays until it is bound anew: each query
				// binds all it has
	q->store->busy[q->which] = false;
	q->stmt = NULL;
}

int query_row(struct query *q, struct err *e)
{
	int rc = q->rc != SQLITE_OK ? q->rc : sqlite3_step(q->stmt);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	sql_err(q->store, rc, e);
	return -1;
}

bool query_run(struct query *q, struct err *e)
{
	int got;

	do {
		got = query_row(q, e);
	} while (got == 1);
	query_close(q);
	return got == 0;
}

static void bound(struct query *q, int rc)
{
	if (q->rc == SQLITE_OK)
		q->rc = rc;
}

void query_int(struct query *q, int at, int64_t v)
{
	bound(q, sqlite3_bind_int64(q->stmt, at, v));
}

void query_int_or_null(struct query *q, int at, int64_t v, int64_t null)
{
	bound(q, v == null ? sqlite3_bind_null(q->stmt, at)
			   : sqlite3_bind_int64(q->stmt, at, v));
}

void query_real(struct query *q, int at, double v)
{
	bound(q, isnan(v) ? sqlite3_bind_null(q->stmt, at)
			  : sqlite3_bind_double(q->stmt, at, v));
}

void query_str(struct query *q, int at, struct str s)
{
	bound(q, sqlite3_bind_text64(q->stmt, at, s.p, s.n, SQLITE_STATIC, SQLITE_UTF8));
}

void query_blob(struct query *q, int at, const void *p, size_t n)
{
	bound(q, sqlite3_bind_blob64(q->stmt, at, p, n, SQLITE_STATIC));
}

// By way of the value: asked of the statement, each of type, content and length would
// look it up anew.
int64_t column_int(sqlite3_stmt *stmt, int at, int64_t null)
{
	sqlite3_value *v = sqlite3_column_value(stmt, at);

	if (null != 0 && sqlite3_value_type(v) == SQLITE_NULL)
		return null;
	return sqlite3_value_int64(v);
}

double column_real(sqlite3_stmt *stmt, int at)
{
	sqlite3_value *v = sqlite3_column_value(stmt, at);

	return sqlite3_value_type(v) == SQLITE_NULL ? (double)NAN
						    : sqlite3_value_double(v);
}

struct str column_str(sqlite3_stmt *stmt, int at)
{
	sqlite3_value *v = sqlite3_column_value(stmt, at);
	const char *p;

	if (sqlite3_value_type(v) == SQLITE_NULL)
		return STR_NONE;
	p = sqlite3_value_blob(v); // of text too: the bytes as they are
	return (struct str){p ? p : "", (size_t)sqlite3_value_bytes(v)};
}

bool column_is_null(sqlite3_stmt *stmt, int at)
{
	return sqlite3_column_type(stmt, at) == SQLITE_NULL;
}

bool column_enum(struct store *s, sqlite3_stmt *stmt, int at, unsigned n, unsigned null,
		 unsigned *out, struct err *e)
{
	int64_t v = column_int(stmt, at, null);

	if (v < 0 || v >= (int64_t)n)
		return err_set(e, ERR_INPUT, "%s: a run file that is damaged: %s is %lld",
			       s->path, sqlite3_column_name(stmt, at), (long long)v);
	*out = (unsigned)v;
	return true;
}
