// What people say of samples, and who changed what.
#include "store/annotations.h"

#include <math.h>

#include "base/clock.h"
#include "store/rows.h"

bool store_put_annotation(struct store *s, const struct annotation *x, struct err *e)
{
	struct query q;

	invariant(x->ordinal <= INT64_MAX);
	if (!write_begin(s, e) ||
	    !write_open(&q, s, SQL_PUT_ANNOTATION,
			"INSERT OR REPLACE INTO annotations(ordinal, protocol, rater, at,"
			" verdict, refusal, riskiness, grade, score, preferred, outcome,"
			" tags, explanation, settles)"
			" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
			" ?14)",
			e))
		return false;
	query_int(&q, 1, (int64_t)x->ordinal);
	query_str(&q, 2, x->protocol);
	query_str(&q, 3, x->rater);
	query_int(&q, 4, x->at);
	query_int_or_null(&q, 5, x->verdict, VERDICT_NONE);
	query_int_or_null(&q, 6, x->refusal, REFUSAL_UNKNOWN);
	query_real(&q, 7, x->riskiness);
	query_int_or_null(&q, 8, x->grade, -1);
	query_real(&q, 9, x->score);
	query_real(&q, 10, x->preferred);
	query_str(&q, 11, x->outcome);
	query_str(&q, 12, list_text(s, x->tags, x->n_tags));
	query_str(&q, 13, x->explanation);
	query_int(&q, 14, x->settles);
	return write_run(&q, NULL, e) && write_end(s, e);
}

bool store_drop_annotation(struct store *s, uint64_t ordinal, struct str protocol,
			   struct str rater, struct err *e)
{
	struct query q;

	if (!write_begin(s, e) ||
	    !write_open(&q, s, SQL_DROP_ANNOTATION,
			"DELETE FROM annotations"
			" WHERE ordinal = ?1 AND protocol = ?2 AND rater = ?3",
			e))
		return false;
	query_int(&q, 1, (int64_t)ordinal);
	query_str(&q, 2, protocol);
	query_str(&q, 3, rater);
	return write_run(&q, NULL, e) && write_end(s, e);
}

static bool is_within(double value, double least, double most)
{
	return isnan(value) || (value >= least && value <= most);
}

static bool read_annotation(struct store *s, struct arena *a, sqlite3_stmt *stmt,
			    void *out, struct err *e)
{
	struct annotation *x = out;
	unsigned verdict, refusal;
	int64_t grade = column_int(stmt, 7, -1);

	*x = annotation_none((uint64_t)column_int(stmt, 0, 0), column_keep(a, stmt, 1),
			     column_keep(a, stmt, 2));
	if (!column_enum(s, stmt, 4, VERDICTS, VERDICT_NONE, &verdict, e) ||
	    !column_enum(s, stmt, 5, REFUSALS, REFUSAL_UNKNOWN, &refusal, e))
		return false;
	if (grade < -1 || grade > 2)
		return sql_damaged(s, "grade of an annotation", e);
	x->at = column_int(stmt, 3, 0);
	x->verdict = (enum verdict)verdict;
	x->refusal = (enum refusal)refusal;
	x->riskiness = column_real(stmt, 6);
	x->grade = (int)grade;
	x->score = column_real(stmt, 8);
	x->preferred = column_real(stmt, 9);
	x->outcome = column_keep(a, stmt, 10);
	x->explanation = column_keep(a, stmt, 12);
	x->settles = column_int(stmt, 13, 0) != 0;
	if (!is_within(x->riskiness, 0, 1))
		return sql_damaged(s, "riskiness of an annotation", e);
	if (!is_within(x->score, 1, 10))
		return sql_damaged(s, "score of an annotation", e);
	if (!is_within(x->preferred, 0, 1))
		return sql_damaged(s, "preference of an annotation", e);
	return list_read(s, a, column_str(stmt, 11), &x->tags, &x->n_tags, e) ||
	       err_wrap(e, "tags of an annotation");
}

bool store_annotations(struct store *s, struct arena *a, struct str protocol,
		       struct annotation **out, size_t *n, struct err *e)
{
	static const struct table table = {
		SQL_READ_ANNOTATIONS,
		"SELECT ordinal, protocol, rater, at, verdict, refusal, riskiness, grade,"
		" score, preferred, outcome, tags, explanation, settles FROM annotations"
		" WHERE ?1 IS NULL OR protocol = ?1 ORDER BY ordinal, rater, protocol",
		sizeof(struct annotation),
		read_annotation,
	};
	void *rows;
	bool ok = table_read(s, a, &table, protocol, &rows, n, e);

	*out = rows;
	return ok;
}

const struct annotation *annotations_of(struct annotation_cursor *c, uint64_t ordinal,
					size_t *n)
{
	while (c->at < c->n && c->list[c->at].ordinal < ordinal)
		c->at++;
	*n = 0;
	while (c->at + *n < c->n && c->list[c->at + *n].ordinal == ordinal)
		++*n;
	return c->n ? &c->list[c->at] : NULL;
}

bool annotations_agreed(struct annotation_cursor *c, uint64_t ordinal,
			struct consensus *out)
{
	size_t n;
	const struct annotation *list = annotations_of(c, ordinal, &n);

	if (n)
		*out = annotation_consensus(list, n);
	return n > 0;
}

bool store_add_audit(struct store *s, struct str who, const char *what, struct str detail,
		     struct err *e)
{
	struct query q;

	if (!write_begin(s, e) ||
	    !write_open(&q, s, SQL_ADD_AUDIT,
			"INSERT INTO audit(at, who, what, detail) VALUES(?1, ?2, ?3, ?4)",
			e))
		return false;
	query_int(&q, 1, clock_wall_ms());
	query_str(&q, 2, who.p ? who : STR(""));
	query_str(&q, 3, str_of(what));
	query_str(&q, 4, detail);
	return write_run(&q, NULL, e) && write_end(s, e);
}

#define IS_WANTED "(?1 OR what NOT IN ('answered', 'answer changed'))"

static int64_t at_most(size_t n)
{
	return n > INT64_MAX ? INT64_MAX : (int64_t)n;
}

static bool read_audit(struct store *s, struct arena *a, const struct audit_page *page,
		       struct audit **out, size_t *n, struct err *e)
{
	VEC(struct audit) list = {0};
	struct query q;
	int got;

	*out = NULL;
	*n = 0;
	if (s->format < 2)
		return true;
	if (!query_open(&q, s, SQL_READ_AUDIT,
			"SELECT id, at, who, what, detail FROM audit WHERE " IS_WANTED
			" ORDER BY id DESC LIMIT ?2 OFFSET ?3",
			e))
		return false;
	query_int(&q, 1, page->answers);
	query_int(&q, 2, at_most(page->most));
	query_int(&q, 3, at_most(page->from));
	while ((got = query_row(&q, e)) == 1)
		VEC_PUSH(&list, (struct audit){
					.id = column_int(q.stmt, 0, 0),
					.at = column_int(q.stmt, 1, 0),
					.who = column_keep(a, q.stmt, 2),
					.what = column_keep(a, q.stmt, 3),
					.detail = column_keep(a, q.stmt, 4),
				});
	query_close(&q);
	*n = list.n;
	*out = list.n ? arena_copy(a, list.p, list.n * sizeof(*list.p)) : NULL;
	VEC_FREE(&list);
	return got == 0;
}

bool store_audit(struct store *s, struct arena *a, const struct audit_page *page,
		 struct audit **out, size_t *n, size_t *total, struct err *e)
{
	struct query q;
	int got;

	*total = 0;
	if (!read_audit(s, a, page, out, n, e))
		return false;
	if (s->format < 2)
		return true;
	if (!query_open(&q, s, SQL_COUNT_AUDIT,
			"SELECT count(*) FROM audit WHERE " IS_WANTED, e))
		return false;
	query_int(&q, 1, page->answers);
	got = query_row(&q, e);
	if (got == 1)
		*total = (size_t)column_int(q.stmt, 0, 0);
	query_close(&q);
	return got == 1;
}
