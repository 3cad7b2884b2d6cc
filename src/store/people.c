// Who answers, and what they were given and said: raters, tasks, assignments, answers.
#include "store/annotations.h"
#include "store/rows.h"

static bool name_is_free(struct store *s, const struct rater *r, struct err *e)
{
	struct query q;
	bool taken;
	int got;

	if (!query_open(&q, s, SQL_FIND_RATER,
			"SELECT 1 FROM raters WHERE name = ?1 AND id <> ?2", e))
		return false;
	query_str(&q, 1, r->name);
	query_int(&q, 2, r->id);
	got = query_row(&q, e);
	taken = got == 1;
	query_close(&q);
	if (taken)
		return err_set(e, ERR_EXISTS, "there is a rater \"" STR_FMT "\" already",
			       STR_ARG(r->name));
	return got == 0;
}

static void bind_rater(struct query *q, struct store *s, const struct rater *r)
{
	query_str(q, 2, r->name);
	query_int(q, 3, r->role);
	query_str(q, 4, r->token_sha256);
	query_str(q, 5, list_text(s, r->domains, r->n_domains));
	query_int(q, 6, r->created);
	query_int_or_null(q, 7, r->revoked, 0);
}

static bool change_rater(struct store *s, const struct rater *r, struct err *e)
{
	struct query q;
	bool changed = false;

	if (!write_open(&q, s, SQL_PUT_RATER,
			"UPDATE raters SET name = ?2, role = ?3, token_sha256 = ?4,"
			" domains = ?5, created = ?6, revoked = ?7 WHERE id = ?1",
			e))
		return false;
	query_int(&q, 1, r->id);
	bind_rater(&q, s, r);
	if (!write_run(&q, &changed, e) || !write_end(s, e))
		return false;
	if (!changed)
		return err_set(e, ERR_NOT_FOUND, "%s: no rater %lld", s->path,
			       (long long)r->id);
	return true;
}

bool store_put_rater(struct store *s, struct rater *r, struct err *e)
{
	struct query q;

	invariant(!str_empty(r->name));
	if (!name_is_free(s, r, e) || !write_begin(s, e))
		return false;
	if (r->id != 0)
		return change_rater(s, r, e);
	if (!write_open(&q, s, SQL_ADD_RATER,
			"INSERT INTO raters(id, name, role, token_sha256, domains, "
			"created, revoked) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
			e))
		return false;
	query_int_or_null(&q, 1, 0, 0); // SQLite gives the next one
	bind_rater(&q, s, r);
	if (!write_run(&q, NULL, e))
		return false;
	r->id = sqlite3_last_insert_rowid(s->db);
	return write_end(s, e);
}

static bool read_rater(struct store *s, struct arena *a, sqlite3_stmt *stmt, void *out,
		       struct err *e)
{
	struct rater *r = out;
	unsigned role;

	*r = (struct rater){.id = column_int(stmt, 0, 0)};
	if (!column_enum(s, stmt, 2, RATER_ADMIN + 1, RATER, &role, e))
		return false;
	r->name = column_keep(a, stmt, 1);
	r->role = (enum rater_role)role;
	r->token_sha256 = column_keep(a, stmt, 3);
	r->created = column_int(stmt, 5, 0);
	r->revoked = column_int(stmt, 6, 0);
	return list_read(s, a, column_str(stmt, 4), &r->domains, &r->n_domains, e) ||
	       err_wrap(e, "domains of a rater");
}

bool store_raters(struct store *s, struct arena *a, struct rater **out, size_t *n,
		  struct err *e)
{
	static const struct table table = {
		SQL_READ_RATERS,
		"SELECT id, name, role, token_sha256, domains, created, revoked "
		"FROM raters ORDER BY id",
		sizeof(struct rater),
		read_rater,
	};
	void *rows;
	bool ok = table_read(s, a, &table, STR_NONE, &rows, n, e);

	*out = rows;
	return ok;
}

static struct str ordinals_text(struct store *s, const struct task *t)
{
	if (t->n_ordinals == 0)
		return STR_NONE;
	buf_clear(&s->json);
	for (size_t i = 0; i < t->n_ordinals; i++)
		buf_addf(&s->json, "%c%llu", i ? ',' : '[',
			 (unsigned long long)t->ordinals[i]);
	buf_addc(&s->json, ']');
	return buf_str(&s->json);
}

bool store_add_task(struct store *s, struct task *t, struct err *e)
{
	struct query q;

	invariant(t->id == 0 && !str_empty(t->protocol));
	if (!write_begin(s, e) ||
	    !write_open(&q, s, SQL_ADD_TASK,
			"INSERT INTO tasks(protocol, samples, domain, need, gold)"
			" VALUES(?1, ?2, ?3, ?4, ?5)",
			e))
		return false;
	query_str(&q, 1, t->protocol);
	query_str(&q, 2, ordinals_text(s, t));
	query_str(&q, 3, t->domain);
	query_int(&q, 4, t->need);
	query_str(&q, 5, t->gold);
	if (!write_run(&q, NULL, e))
		return false;
	t->id = sqlite3_last_insert_rowid(s->db);
	return write_end(s, e);
}

bool store_put_task_gold(struct store *s, int64_t task, struct str gold, struct err *e)
{
	struct query q;

	if (!write_begin(s, e) ||
	    !write_open(&q, s, SQL_PUT_TASK_GOLD,
			"UPDATE tasks SET gold = ?2 WHERE id = ?1", e))
		return false;
	query_int(&q, 1, task);
	query_str(&q, 2, gold);
	return write_run(&q, NULL, e) && write_end(s, e);
}

// "[1,2]"
static bool read_ordinals(struct store *s, struct arena *a, struct str text,
			  struct task *t, struct err *e)
{
	uint64_t *out;

	if (!text.p)
		return true;
	out = arena_array(a, text.n / 2 + 1, sizeof(*out));
	if (text.n < 2 || text.p[0] != '[' || text.p[text.n - 1] != ']')
		return sql_damaged(s, "samples of a task", e);
	for (text = str_slice(text, 1, text.n - 1); text.p;) {
		struct str one = str_trim(str_cut(&text, ','));

		if (!str_to_u64(one, &out[t->n_ordinals++]))
			return sql_damaged(s, "samples of a task", e);
	}
	t->ordinals = out;
	return true;
}

static bool read_task(struct store *s, struct arena *a, sqlite3_stmt *stmt, void *out,
		      struct err *e)
{
	struct task *t = out;

	*t = (struct task){
		.id = column_int(stmt, 0, 0),
		.protocol = column_keep(a, stmt, 1),
		.domain = column_keep(a, stmt, 3),
		.need = column_int(stmt, 4, 0),
		.gold = column_keep(a, stmt, 5),
	};
	return read_ordinals(s, a, column_str(stmt, 2), t, e);
}

bool store_tasks(struct store *s, struct arena *a, struct str protocol, struct task **out,
		 size_t *n, struct err *e)
{
	static const struct table table = {
		SQL_READ_TASKS,
		"SELECT id, protocol, samples, domain, need, gold FROM tasks"
		" WHERE ?1 IS NULL OR protocol = ?1 ORDER BY id",
		sizeof(struct task),
		read_task,
	};
	void *rows;
	bool ok = table_read(s, a, &table, protocol, &rows, n, e);

	*out = rows;
	return ok;
}

bool store_put_assignment(struct store *s, const struct assignment *x, struct err *e)
{
	struct query q;

	if (!write_begin(s, e) ||
	    !write_open(&q, s, SQL_PUT_ASSIGNMENT,
			"INSERT OR REPLACE INTO assignments(task, rater, at, state)"
			" VALUES(?1, ?2, ?3, ?4)",
			e))
		return false;
	query_int(&q, 1, x->task);
	query_int(&q, 2, x->rater);
	query_int(&q, 3, x->at);
	query_int(&q, 4, x->state);
	return write_run(&q, NULL, e) && write_end(s, e);
}

static bool read_assignment(struct store *s, struct arena *a, sqlite3_stmt *stmt,
			    void *out, struct err *e)
{
	unsigned state;

	(void)a;
	if (!column_enum(s, stmt, 3, ASSIGNMENT_RELEASED + 1, ASSIGNMENT_OPEN, &state, e))
		return false;
	*(struct assignment *)out = (struct assignment){
		.task = column_int(stmt, 0, 0),
		.rater = column_int(stmt, 1, 0),
		.at = column_int(stmt, 2, 0),
		.state = (enum assignment_state)state,
	};
	return true;
}

bool store_assignments(struct store *s, struct arena *a, struct str protocol,
		       struct assignment **out, size_t *n, struct err *e)
{
	static const struct table table = {
		SQL_READ_ASSIGNMENTS,
		"SELECT x.task, x.rater, x.at, x.state FROM assignments x"
		" JOIN tasks t ON t.id = x.task"
		" WHERE ?1 IS NULL OR t.protocol = ?1 ORDER BY x.task, x.rater",
		sizeof(struct assignment),
		read_assignment,
	};
	void *rows;
	bool ok = table_read(s, a, &table, protocol, &rows, n, e);

	*out = rows;
	return ok;
}

bool store_add_answer(struct store *s, const struct answer *x, struct err *e)
{
	struct query q;

	if (!write_begin(s, e) ||
	    !write_open(&q, s, SQL_ADD_ANSWER,
			"INSERT INTO answers(task, rater, revision, at, seconds, body)"
			" VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
			e))
		return false;
	query_int(&q, 1, x->task);
	query_int(&q, 2, x->rater);
	query_int(&q, 3, x->revision);
	query_int(&q, 4, x->at);
	query_real(&q, 5, x->seconds);
	query_str(&q, 6, x->body);
	return write_run(&q, NULL, e) && write_end(s, e);
}

static bool read_answer(struct store *s, struct arena *a, sqlite3_stmt *stmt, void *out,
			struct err *e)
{
	(void)s;
	(void)e;
	*(struct answer *)out = (struct answer){
		.task = column_int(stmt, 0, 0),
		.rater = column_int(stmt, 1, 0),
		.revision = column_int(stmt, 2, 0),
		.at = column_int(stmt, 3, 0),
		.seconds = column_real(stmt, 4),
		.body = column_keep(a, stmt, 5),
	};
	return true;
}

bool store_answers(struct store *s, struct arena *a, struct str protocol,
		   struct answer **out, size_t *n, struct err *e)
{
	// Beside max(), SQLite takes the other columns from the row that has it.
	static const struct table table = {
		SQL_READ_ANSWERS,
		"SELECT x.task, x.rater, max(x.revision), x.at, x.seconds, x.body"
		" FROM answers x JOIN tasks t ON t.id = x.task"
		" WHERE ?1 IS NULL OR t.protocol = ?1"
		" GROUP BY x.task, x.rater ORDER BY x.task, x.rater",
		sizeof(struct answer),
		read_answer,
	};
	void *rows;
	bool ok = table_read(s, a, &table, protocol, &rows, n, e);

	*out = rows;
	return ok;
}
