// Cells, what is done of them, and how many there are.
#include "store/rows.h"

bool store_put_cell(struct store *s, const struct cell *cell, struct err *e)
{
	struct err why;
	int64_t item, machine = 0;
	struct query q;

	invariant(cell->ordinal <= INT64_MAX);
	if (!write_begin(s, e))
		return false;
	if (!item_find_key(s, cell->item, &item, &why))
		return write_failed(s, &why, e);
	if (cell->machine.p && !write_machine(s, cell->machine, &machine, e))
		return false;
	if (!write_open(&q, s, SQL_PUT_CELL,
			"INSERT OR REPLACE INTO cells(ordinal, item, target, params, "
			"epoch, variant,"
			" attempt, state, machine, response, why)"
			" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
			e))
		return false;
	query_int(&q, 1, (int64_t)cell->ordinal);
	query_int(&q, 2, item);
	query_int(&q, 3, cell->target);
	query_int(&q, 4, cell->params);
	query_int(&q, 5, cell->epoch);
	query_int(&q, 6, cell->variant);
	query_int(&q, 7, cell->attempt);
	query_int(&q, 8, cell->state);
	query_int_or_null(&q, 9, machine, 0);
	query_int_or_null(&q, 10, cell->response, -1);
	query_str(&q, 11, cell->why);
	return write_run(&q, NULL, e) && write_end(s, e);
}

// Steps through rows of ordinals; a NULL stmt was refused by prepare.
static int next_ordinal(struct store *s, sqlite3_stmt *stmt, int rc, uint64_t cells,
			uint64_t *out, struct err *e)
{
	while (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		int64_t ordinal = sqlite3_column_int64(stmt, 0);

		if (ordinal >= 0 && (uint64_t)ordinal < cells) {
			*out = (uint64_t)ordinal;
			return 1;
		}
		rc = SQLITE_OK; // beyond the plan: not asked for
	}
	if (rc == SQLITE_DONE)
		return 0;
	sql_err(s, rc, e);
	return -1;
}

// `numbers` are bound to the statement's parameters.
static bool mark(struct store *s, const char *sql, const int64_t *numbers, bool set,
		 uint8_t *bits, uint64_t cells, struct err *e)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL);
	uint64_t at;
	int got;

	for (int i = 0; rc == SQLITE_OK && i < sqlite3_bind_parameter_count(stmt); i++)
		rc = sqlite3_bind_int64(stmt, i + 1, numbers[i]);
	while ((got = next_ordinal(s, stmt, rc, cells, &at, e)) == 1) {
		uint8_t bit = (uint8_t)(1u << at % 8);

		bits[at / 8] = (uint8_t)(set ? bits[at / 8] | bit : bits[at / 8] & ~bit);
	}
	sqlite3_finalize(stmt);
	return got == 0;
}

// Failures are few and have an index of their own, so that no pass over all calls is
// needed. A choice has several calls of the target side by side (how likely its options
// are); an attack deals with its own.
static bool unmark_failures(struct store *s, uint8_t *bits, uint64_t cells, struct err *e)
{
	for (int64_t f = FAILURE_NONE + 1; f < FAILURES; f++) {
		if (!failure_retries((enum failure)f))
			continue;
		if (!mark(s,
			  "SELECT k.ordinal FROM calls k"
			  " CROSS JOIN cells c ON c.ordinal = k.ordinal"
			  " WHERE k.failure = ?1 AND k.failure <> 0"
			  " AND c.machine = k.machine"
			  " AND (c.response = k.number OR k.machine ="
			  " (SELECT id FROM machines WHERE name = 'target'))",
			  &f, false, bits, cells, e))
			return false;
	}
	return true;
}

bool store_reopen_judged(struct store *s, struct str judge, struct str version,
			 struct str machine, struct progress_bits *bits, struct err *e)
{
	if (!store_load_names(s, e))
		return false;
	const struct judge_name *name = find_judge(s, judge, version);
	int64_t numbers[] = {FAILURE_NONE, 0, name ? name->id : 0};
	if (!name || !find_machine(s, machine, &numbers[1]))
		return true;
	for (int f = FAILURE_NONE + 1; f < FAILURES; f++) {
		numbers[0] = f;
		if (failure_retries((enum failure)f) &&
		    !mark(s,
			  "SELECT k.ordinal FROM calls k"
			  " CROSS JOIN judgements j ON j.ordinal = k.ordinal"
			  " WHERE k.failure = ?1 AND k.failure <> 0 AND k.machine = ?2"
			  " AND j.judge = ?3 AND j.purpose = 0 AND j.verdict = 3",
			  numbers, false, bits->judged, bits->cells, e))
			return false;
	}
	return true;
}

bool store_progress(struct store *s, struct arena *a, uint64_t cells, struct str judge,
		    struct str version, struct progress_bits *out, struct err *e)
{
	const struct judge_name *name;
	const int64_t none = 0;
	size_t bytes = (size_t)(cells / 8 + 1);

	*out = (struct progress_bits){arena_alloc(a, bytes), arena_alloc(a, bytes),
				      arena_alloc(a, bytes), cells};
	if (!store_load_names(s, e))
		return false;
	name = find_judge(s, judge, version);
	if (name &&
	    (!mark(s, "SELECT ordinal FROM judgements WHERE judge = ?1 AND purpose = 0",
		   &name->id, true, out->judged, cells, e) ||
	     !mark(s,
		   "SELECT ordinal FROM judgements WHERE judge = ?1 AND purpose = 0"
		   " AND verdict = 2",
		   &name->id, true, out->unsafe, cells, e)))
		return false;
	return mark(s, "SELECT ordinal FROM cells WHERE state <> 0", &none, true,
		    out->answered, cells, e) &&
	       unmark_failures(s, out->answered, cells, e);
}

bool store_count(struct store *s, struct store_counts *out, struct err *e)
{
	int64_t cells, responses, broken, failed, judged;

	if (!sql_number(s, "SELECT count(*) FROM cells", &cells, e) ||
	    !sql_number(s, "SELECT count(*) FROM cells WHERE state = 1", &responses, e) ||
	    !sql_number(s, "SELECT count(*) FROM cells WHERE state = 3", &broken, e) ||
	    !sql_number(s,
			"SELECT count(*) FROM calls k"
			" CROSS JOIN cells c ON c.ordinal = k.ordinal"
			" WHERE k.failure <> 0 AND c.machine = k.machine"
			" AND c.response = k.number AND c.state = 1",
			&failed, e) ||
	    !sql_number(
		    s, "SELECT count(DISTINCT ordinal) FROM judgements WHERE purpose = 0",
		    &judged, e))
		return false;
	*out = (struct store_counts){
		.cells = (uint64_t)cells,
		.answered = (uint64_t)(responses - failed),
		.judged = (uint64_t)judged,
		.failed = (uint64_t)(failed + broken),
	};
	return true;
}
