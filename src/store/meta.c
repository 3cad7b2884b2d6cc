// What a run is: keys and values, files, targets, settings of parameters, events.
#include "store/write.h"

#include "base/clock.h"

bool store_set(struct store *s, const char *key, struct str value, struct err *e)
{
	struct query q;

	if (!write_begin(s, e) ||
	    !write_open(&q, s, SQL_SET,
			"INSERT OR REPLACE INTO run(key, value) VALUES(?1, ?2)", e))
		return false;
	query_str(&q, 1, str_of(key));
	query_str(&q, 2, value);
	return write_run(&q, NULL, e) && write_end(s, e);
}

bool store_set_blob(struct store *s, const char *name, struct str bytes, struct err *e)
{
	struct query q;

	if (!write_begin(s, e) ||
	    !write_open(&q, s, SQL_SET_BLOB,
			"INSERT INTO files(name, bytes) VALUES(?1, ?2)"
			" ON CONFLICT(name) DO UPDATE SET bytes = excluded.bytes",
			e))
		return false;
	query_str(&q, 1, str_of(name));
	query_blob(&q, 2, bytes.p ? bytes.p : "", bytes.n);
	return write_run(&q, NULL, e) && write_end(s, e);
}

static struct str get_one(struct store *s, struct arena *a, enum statement which,
			  const char *sql, const char *key)
{
	struct str out = STR_NONE;
	struct query q;

	if (!query_open(&q, s, which, sql, NULL))
		return STR_NONE;
	query_str(&q, 1, str_of(key));
	if (query_row(&q, NULL) == 1 && !column_is_null(q.stmt, 0))
		out = arena_str(a, column_str(q.stmt, 0));
	query_close(&q);
	return out;
}

struct str store_get(struct store *s, struct arena *a, const char *key)
{
	return get_one(s, a, SQL_GET, "SELECT value FROM run WHERE key = ?1", key);
}

struct str store_get_blob(struct store *s, struct arena *a, const char *name)
{
	return get_one(s, a, SQL_GET_BLOB, "SELECT bytes FROM files WHERE name = ?1",
		       name);
}

// The number that RETURNING gives.
static bool take_number(struct query *q, int64_t *id, struct err *e)
{
	struct store *s = q->store;
	struct err why;
	int got = query_row(q, &why);

	if (got == 1)
		*id = column_int(q->stmt, 0, 0);
	if (got == 0) // the statement always gives one
		sql_damaged(s, "a row that cannot be added", &why);
	query_close(q);
	return got == 1 ? write_end(s, e) : write_failed(s, &why, e);
}

bool store_add_target(struct store *s, const struct target *t, int64_t *id, struct err *e)
{
	struct query q;

	// What is known of it now counts; what is not known leaves what was.
	if (!write_begin(s, e) ||
	    !write_open(&q, s, SQL_ADD_TARGET,
			"INSERT INTO targets(id, name, family, tuning, date, parameters)"
			" VALUES((SELECT coalesce(max(id), -1) + 1 FROM targets), ?1, "
			"?2, ?3, ?4, ?5)"
			" ON CONFLICT(name) DO UPDATE SET"
			" family = coalesce(excluded.family, family),"
			" tuning = coalesce(excluded.tuning, tuning),"
			" date = coalesce(excluded.date, date),"
			" parameters = coalesce(excluded.parameters, parameters) "
			"RETURNING id",
			e))
		return false;
	query_str(&q, 1, t->name.p ? t->name : STR(""));
	query_str(&q, 2, t->facts.family);
	query_str(&q, 3, t->facts.tuning);
	query_str(&q, 4, t->facts.date);
	query_real(&q, 5, t->facts.parameters);
	return take_number(&q, id, e);
}

bool store_add_params(struct store *s, const struct params *p, int64_t *id, struct err *e)
{
	struct json_writer w;
	struct query q;

	if (!write_begin(s, e) ||
	    !write_open(&q, s, SQL_ADD_PARAMS,
			"INSERT INTO params(id, settings)"
			" VALUES((SELECT coalesce(max(id), -1) + 1 FROM params), ?1)"
			" ON CONFLICT(settings) DO UPDATE SET settings = settings "
			"RETURNING id",
			e))
		return false;
	buf_clear(&s->json);
	json_writer_init(&w, &s->json, 0);
	params_to_json(&w, p);
	query_str(&q, 1, buf_str(&s->json));
	return take_number(&q, id, e);
}

static bool open_list(struct store *s, const char *sql, sqlite3_stmt **stmt,
		      struct err *e)
{
	int rc = sqlite3_prepare_v2(s->db, sql, -1, stmt, NULL);

	return rc == SQLITE_OK || sql_err(s, rc, e);
}

// One row more; they are numbered from 0 without a gap, so that a number is an index.
static int next_in_list(struct store *s, sqlite3_stmt *stmt, size_t n, struct err *e)
{
	int rc = sqlite3_step(stmt);

	if (rc == SQLITE_DONE)
		return 0;
	if (rc != SQLITE_ROW)
		sql_err(s, rc, e);
	else if (column_int(stmt, 0, -1) == (int64_t)n)
		return 1;
	else
		sql_damaged(s, "targets or params have gaps", e);
	return -1;
}

static struct str keep(struct arena *a, struct str s)
{
	return s.p ? arena_str(a, s) : STR_NONE;
}

bool store_targets(struct store *s, struct arena *a, struct target **out, size_t *n,
		   struct err *e)
{
	VEC(struct target) list = {0};
	sqlite3_stmt *stmt = NULL;
	int got = -1;

	if (!open_list(s,
		       "SELECT id, name, family, tuning, date, parameters FROM targets "
		       "ORDER BY id",
		       &stmt, e))
		goto out;
	while ((got = next_in_list(s, stmt, list.n, e)) == 1)
		VEC_PUSH(&list, (struct target){
					.name = keep(a, column_str(stmt, 1)),
					.facts.family = keep(a, column_str(stmt, 2)),
					.facts.tuning = keep(a, column_str(stmt, 3)),
					.facts.date = keep(a, column_str(stmt, 4)),
					.facts.parameters = column_real(stmt, 5),
				});
	*n = list.n;
	*out = list.n ? arena_copy(a, list.p, list.n * sizeof(*list.p)) : NULL;
out:
	sqlite3_finalize(stmt);
	VEC_FREE(&list);
	return got == 0;
}

bool store_params(struct store *s, struct arena *a, struct params **out, size_t *n,
		  struct err *e)
{
	VEC(struct params) list = {0};
	sqlite3_stmt *stmt = NULL;
	int got = -1;

	if (!open_list(s, "SELECT id, settings FROM params ORDER BY id", &stmt, e))
		goto out;
	while ((got = next_in_list(s, stmt, list.n, e)) == 1) {
		const struct json *j = json_parse(a, column_str(stmt, 1), 0, NULL, e);
		struct params p;

		if (!j || !params_from_json(j, &p, e)) {
			err_wrap(e, "%s: params %zu", s->path, list.n);
			got = -1;
			break;
		}
		VEC_PUSH(&list, p);
	}
	*n = list.n;
	*out = list.n ? arena_copy(a, list.p, list.n * sizeof(*list.p)) : NULL;
out:
	sqlite3_finalize(stmt);
	VEC_FREE(&list);
	return got == 0;
}

bool store_add_event(struct store *s, const char *what, struct str detail, struct err *e)
{
	struct query q;

	if (!write_begin(s, e) ||
	    !write_open(&q, s, SQL_ADD_EVENT,
			"INSERT INTO events(at, what, detail) VALUES(?1, ?2, ?3)", e))
		return false;
	query_int(&q, 1, clock_wall_ms());
	query_str(&q, 2, str_of(what));
	query_str(&q, 3, detail);
	return write_run(&q, NULL, e) && write_end(s, e);
}

bool store_events(struct store *s, struct arena *a, struct run_event **out, size_t *n,
		  struct err *e)
{
	VEC(struct run_event) list = {0};
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(s->db,
				    "SELECT at, what, detail FROM events ORDER BY id", -1,
				    &stmt, NULL);

	while (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		VEC_PUSH(&list, (struct run_event){
					.at = column_int(stmt, 0, 0),
					.what = keep(a, column_str(stmt, 1)),
					.detail = keep(a, column_str(stmt, 2)),
				});
		rc = SQLITE_OK;
	}
	if (rc != SQLITE_DONE)
		sql_err(s, rc, e);
	sqlite3_finalize(stmt);
	*n = list.n;
	*out = list.n ? arena_copy(a, list.p, list.n * sizeof(*list.p)) : NULL;
	VEC_FREE(&list);
	return rc == SQLITE_DONE;
}
