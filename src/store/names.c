// Machines and judges: few, kept in memory, named by number in the large tables.
#include "store/write.h"

static void keep_machine(struct store *s, int64_t id, struct str name)
{
	VEC_PUSH(&s->machines, (struct machine_name){id, arena_str(&s->arena, name)});
}

static void keep_judge(struct store *s, int64_t id, struct str name, struct str version)
{
	VEC_PUSH(&s->judges, (struct judge_name){id, arena_str(&s->arena, name),
						 arena_str(&s->arena, version)});
}

static const struct machine_name *machine_by_id(const struct store *s, int64_t id)
{
	for (size_t i = 0; i < s->machines.n; i++)
		if (s->machines.p[i].id == id)
			return &s->machines.p[i];
	return NULL;
}

static const struct judge_name *judge_by_id(const struct store *s, int64_t id)
{
	for (size_t i = 0; i < s->judges.n; i++)
		if (s->judges.p[i].id == id)
			return &s->judges.p[i];
	return NULL;
}

static void keep_row(struct store *s, sqlite3_stmt *stmt, bool of_judge)
{
	int64_t id = column_int(stmt, 0, 0);

	if (of_judge && !judge_by_id(s, id))
		keep_judge(s, id, column_str(stmt, 1), column_str(stmt, 2));
	else if (!of_judge && !machine_by_id(s, id))
		keep_machine(s, id, column_str(stmt, 1));
}

static bool load(struct store *s, const char *sql, bool of_judge, struct err *e)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(stmt);
		if (rc == SQLITE_ROW)
			keep_row(s, stmt, of_judge);
	}
	if (rc != SQLITE_DONE)
		sql_err(s, rc, e);
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE;
}

bool store_load_names(struct store *s, struct err *e)
{
	return load(s, "SELECT id, name FROM machines ORDER BY id", false, e) &&
	       load(s, "SELECT id, name, version FROM judges ORDER BY id", true, e);
}

bool find_machine(const struct store *s, struct str name, int64_t *id)
{
	for (size_t i = 0; i < s->machines.n; i++) {
		if (str_eq(s->machines.p[i].name, name)) {
			*id = s->machines.p[i].id;
			return true;
		}
	}
	return false;
}

const struct judge_name *find_judge(const struct store *s, struct str name,
				    struct str version)
{
	for (size_t i = 0; i < s->judges.n; i++)
		if (str_eq(s->judges.p[i].name, name) &&
		    str_eq(s->judges.p[i].version, version))
			return &s->judges.p[i];
	return NULL;
}

static struct str text_or_empty(struct str s)
{
	return s.p ? s : STR("");
}

bool write_machine(struct store *s, struct str name, int64_t *id, struct err *e)
{
	struct query q;

	if (find_machine(s, name, id))
		return true;
	if (!write_open(&q, s, SQL_ADD_MACHINE, "INSERT INTO machines(name) VALUES(?1)",
			e))
		return false;
	query_str(&q, 1, text_or_empty(name));
	if (!write_run(&q, NULL, e))
		return false;
	*id = sqlite3_last_insert_rowid(s->db);
	keep_machine(s, *id, name);
	return true;
}

bool write_judge(struct store *s, struct str name, struct str version, int64_t *id,
		 struct err *e)
{
	const struct judge_name *known = find_judge(s, name, version);
	struct query q;

	if (known) {
		*id = known->id;
		return true;
	}
	if (!write_open(&q, s, SQL_ADD_JUDGE,
			"INSERT INTO judges(name, version) VALUES(?1, ?2)", e))
		return false;
	query_str(&q, 1, text_or_empty(name));
	query_str(&q, 2, text_or_empty(version));
	if (!write_run(&q, NULL, e))
		return false;
	*id = sqlite3_last_insert_rowid(s->db);
	keep_judge(s, *id, name, version);
	return true;
}

bool name_of_machine(struct store *s, int64_t id, struct str *out, struct err *e)
{
	const struct machine_name *m = machine_by_id(s, id);

	if (!m && !store_load_names(s, e))
		return false;
	m = m ? m : machine_by_id(s, id);
	if (!m)
		return sql_damaged(s, "a machine without a name", e);
	*out = m->name;
	return true;
}

bool name_of_judge(struct store *s, int64_t id, const struct judge_name **out,
		   struct err *e)
{
	const struct judge_name *j = judge_by_id(s, id);

	if (!j && !store_load_names(s, e))
		return false;
	*out = j ? j : judge_by_id(s, id);
	return *out || sql_damaged(s, "a judge without a name", e);
}
