#include "store/write.h"

#include "base/clock.h"

bool write_failed(struct store *s, const struct err *why, struct err *e)
{
	if (s->failed.code == ERR_NONE)
		s->failed = *why;
	if (!sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	s->pending = 0;
	s->due_ns = UINT64_MAX;
	return err_set(e, s->failed.code, "%s", s->failed.msg);
}

bool write_begin(struct store *s, struct err *e)
{
	struct err why;
	struct query q;

	invariant(s->writes);
	if (s->failed.code != ERR_NONE)
		return err_set(e, s->failed.code, "%s", s->failed.msg);
	if (s->due_ns != UINT64_MAX)
		return true;
	if (!query_open(&q, s, SQL_BEGIN, "BEGIN IMMEDIATE", &why) ||
	    !query_run(&q, &why))
		return write_failed(s, &why, e);
	s->due_ns = clock_mono_ns() + STORE_BATCH_NS;
	return true;
}

bool write_end(struct store *s, struct err *e)
{
	return ++s->pending < STORE_BATCH_ROWS || store_flush(s, e);
}

bool write_open(struct query *q, struct store *s, enum statement which, const char *sql,
		struct err *e)
{
	struct err why;

	return query_open(q, s, which, sql, &why) || write_failed(s, &why, e);
}

bool write_run(struct query *q, bool *changed, struct err *e)
{
	struct err why;
	struct store *s = q->store;

	if (!query_run(q, &why))
		return write_failed(s, &why, e);
	if (changed)
		*changed = sqlite3_changes(s->db) > 0;
	return true;
}

bool store_flush(struct store *s, struct err *e)
{
	struct err why;
	struct query q;

	invariant(s->writes);
	if (s->failed.code != ERR_NONE)
		return err_set(e, s->failed.code, "%s", s->failed.msg);
	if (s->due_ns == UINT64_MAX)
		return true;
	if (!query_open(&q, s, SQL_COMMIT, "COMMIT", &why) || !query_run(&q, &why))
		return write_failed(s, &why, e);
	s->pending = 0;
	s->due_ns = UINT64_MAX;
	return true;
}

bool store_failed(const struct store *s, struct err *why)
{
	return s->failed.code != ERR_NONE &&
	       !err_set(why, s->failed.code, "%s", s->failed.msg);
}

uint64_t store_faults(const struct store *s)
{
	return s->faults;
}

bool store_together(struct store *s, size_t rows, struct err *e)
{
	invariant(rows <= STORE_TOGETHER);
	return s->pending + rows < STORE_BATCH_ROWS || store_flush(s, e);
}

bool store_tick(struct store *s, uint64_t now_ns, struct err *e)
{
	if (s->failed.code == ERR_NONE && now_ns < s->due_ns)
		return true;
	return store_flush(s, e);
}

uint64_t store_due_ns(const struct store *s)
{
	return s->due_ns;
}

bool write_text(struct store *s, struct str text, int64_t *id, struct err *e)
{
	struct query q;

	*id = 0;
	if (!text.p)
		return true;
	if (!write_open(&q, s, SQL_PUT_TEXT, "INSERT INTO texts(id, body) VALUES(?1, ?2)",
			e))
		return false;
	query_int(&q, 1, s->next_text);
	query_str(&q, 2, text);
	if (!write_run(&q, NULL, e))
		return false;
	*id = s->next_text++;
	return true;
}
