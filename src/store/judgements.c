#include <math.h>

#include "store/rows.h"

struct place {
	int64_t ordinal, judge, purpose, call;
};

static void bind_place(struct query *q, const struct place *at)
{
	query_int(q, 1, at->ordinal);
	query_int(q, 2, at->judge);
	query_int(q, 3, at->purpose);
	query_int(q, 4, at->call);
}

static bool insert(struct store *s, const struct place *at, const struct judgement *j,
		   int64_t explanation, bool *is_new, struct err *e)
{
	struct query q;

	if (!write_open(
		    &q, s, SQL_PUT_JUDGEMENT,
		    "INSERT INTO judgements(ordinal, judge, purpose, call, verdict,"
		    " refusal, riskiness, threshold, grade, correct, answer, outcome,"
		    " tags, explanation)"
		    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
		    " ON CONFLICT DO NOTHING",
		    e))
		return false;
	bind_place(&q, at);
	query_int_or_null(&q, 5, j->verdict, VERDICT_NONE);
	query_int_or_null(&q, 6, j->refusal, REFUSAL_UNKNOWN);
	query_real(&q, 7, j->riskiness);
	query_real(&q, 8, j->threshold);
	query_int_or_null(&q, 9, j->grade, -1);
	query_int_or_null(&q, 10, j->correct, -1);
	query_str(&q, 11, j->answer);
	query_str(&q, 12, j->outcome);
	query_str(&q, 13, list_text(s, j->tags, j->n_tags));
	query_int_or_null(&q, 14, explanation, 0);
	return write_run(&q, is_new, e);
}

#define JUDGEMENT_AT                                                          \
	" FROM judgements WHERE ordinal = ?1 AND judge = ?2 AND purpose = ?3" \
	" AND call = ?4"

static bool forget(struct store *s, const struct place *at, struct err *e)
{
	struct query q;

	if (!write_open(&q, s, SQL_DROP_JUDGEMENT_TEXT,
			"DELETE FROM texts WHERE id = (SELECT explanation" JUDGEMENT_AT
			")",
			e))
		return false;
	bind_place(&q, at);
	if (!write_run(&q, NULL, e) ||
	    !write_open(&q, s, SQL_DROP_JUDGEMENT, "DELETE" JUDGEMENT_AT, e))
		return false;
	bind_place(&q, at);
	return write_run(&q, NULL, e);
}

bool store_put_judgement(struct store *s, uint64_t ordinal, int64_t call,
			 const struct judgement *j, struct err *e)
{
	struct place at = {(int64_t)ordinal, 0, j->purpose, call};
	int64_t explanation;
	bool is_new;

	invariant(ordinal <= INT64_MAX);
	if (!write_begin(s, e) || !write_judge(s, j->judge, j->version, &at.judge, e) ||
	    !write_text(s, j->explanation, &explanation, e) ||
	    !insert(s, &at, j, explanation, &is_new, e))
		return false;
	if (!is_new &&
	    (!forget(s, &at, e) || !insert(s, &at, j, explanation, &is_new, e)))
		return false;
	return write_end(s, e);
}

static struct str keep(struct arena *a, struct str s)
{
	return s.p ? arena_str(a, s) : STR_NONE;
}

static bool read_numbers(struct store *s, sqlite3_stmt *stmt, int first,
			 struct judgement *out, struct err *e)
{
	int64_t grade = column_int(stmt, first + 5, -1);
	int64_t correct = column_int(stmt, first + 6, -1);

	out->riskiness = column_real(stmt, first + 3);
	out->threshold = column_real(stmt, first + 4);
	out->grade = (int)grade;
	out->correct = (int)correct;
	if (!isnan(out->riskiness) && !(out->riskiness >= 0 && out->riskiness <= 1))
		return sql_damaged(s, "riskiness of a judgement", e);
	if (grade < -1 || grade > 2)
		return sql_damaged(s, "grade of a judgement", e);
	return (correct >= -1 && correct <= 1) ||
	       sql_damaged(s, "correctness of a judgement", e);
}

bool judgement_read(struct store *s, struct arena *a, sqlite3_stmt *stmt, int first,
		    struct judgement *out, struct err *e)
{
	const struct judge_name *name;
	unsigned verdict, refusal;

	if (!name_of_judge(s, column_int(stmt, first, 0), &name, e) ||
	    !column_enum(s, stmt, first + 1, VERDICTS, VERDICT_NONE, &verdict, e) ||
	    !column_enum(s, stmt, first + 2, REFUSALS, REFUSAL_UNKNOWN, &refusal, e))
		return false;
	*out = judgement_none(name->name, name->version);
	out->verdict = (enum verdict)verdict;
	out->refusal = (enum refusal)refusal;
	if (!read_numbers(s, stmt, first, out, e))
		return false;
	out->answer = keep(a, column_str(stmt, first + 7));
	out->outcome = keep(a, column_str(stmt, first + 8));
	return list_read(s, a, column_str(stmt, first + 9), &out->tags, &out->n_tags,
			 e) ||
	       err_wrap(e, "tags of a judgement");
}
