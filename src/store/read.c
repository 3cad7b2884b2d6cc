// Reading all rows in the order of ordinals: one pass over cells with their items and
// responses, and beside it one over judgements, each a walk through its table from front
// to back.
#include "store/rows.h"

// While a statement runs, the WAL cannot be begun anew, and what the same handle writes
// meanwhile (judging again) would make it grow without end. So it is set off anew now and
// then.
#define ROWS_AT_ONCE 4096

struct reader {
	struct store *store;
	bool text;
	struct arena arena;      // of the present row
	struct arena item_arena; // of the present item: its cells follow each other
	int64_t item_key;
	struct item item;
	sqlite3_stmt *cells, *judgements;
	uint64_t rows;        // since the statements were last set off
	int64_t next;         // ordinals from here on have not been read
	bool ended;           // after the last row, or an error
	bool more_judgements; // `judgements` stands on a row that no cell has taken yet
	struct call response;
	struct judgement *list; // [n_list] of the present row
	size_t n_list, cap;
};

#define CELL_COLUMNS                                                                     \
	"c.ordinal, c.item, c.target, c.params, c.epoch, c.variant, c.attempt, c.state," \
	" c.machine, c.response, c.why"
#define AT_ITEM 11
#define AT_CALL (AT_ITEM + ITEM_COLUMNS_N)
#define AT_CALL_WITH_TEXT (AT_CALL + ITEM_TEXT_COLUMNS_N)
// CROSS says that cells are the outer loop, whatever a planner thinks of it.
#define CELL_JOINS                                                             \
	" FROM cells c CROSS JOIN items i ON i.key = c.item LEFT JOIN calls k" \
	" ON k.ordinal = c.ordinal AND k.machine = c.machine AND k.number = c.response"

#define CELL_ORDER " WHERE c.ordinal >= ?1 ORDER BY c.ordinal"
// With the plus the purpose is no constant to the planner, which would then no more see
// that the table stands in this order, and sort.
#define JUDGEMENT_ORDER                             \
	" WHERE j.ordinal >= ?1 AND +j.purpose = 0" \
	" ORDER BY j.ordinal, j.judge, j.purpose, j.call"

static const char cells_bare[] =
	"SELECT " CELL_COLUMNS ", " ITEM_COLUMNS ", " CALL_COLUMNS CELL_JOINS CELL_ORDER;
static const char cells_text[] =
	"SELECT " CELL_COLUMNS ", " ITEM_COLUMNS ", " ITEM_TEXT_COLUMNS ", " CALL_COLUMNS
	", " CALL_TEXT_COLUMNS CELL_JOINS CALL_TEXT_JOINS CELL_ORDER;
static const char judgements_bare[] =
	"SELECT j.ordinal, " JUDGEMENT_COLUMNS " FROM judgements j" JUDGEMENT_ORDER;
static const char judgements_text[] =
	"SELECT j.ordinal, " JUDGEMENT_COLUMNS ", x.body FROM judgements j"
	" LEFT JOIN texts x ON x.id = j.explanation" JUDGEMENT_ORDER;

static bool prepare(struct reader *r, const char *sql, sqlite3_stmt **stmt, struct err *e)
{
	int rc = sqlite3_prepare_v2(r->store->db, sql, -1, stmt, NULL);

	return rc == SQLITE_OK || sql_err(r->store, rc, e);
}

static bool step(struct reader *r, sqlite3_stmt *stmt, bool *more, struct err *e)
{
	int rc = sqlite3_step(stmt);

	*more = rc == SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE || sql_err(r->store, rc, e);
}

// Sets both statements off at the first ordinal that has not been read.
static bool seek(struct reader *r, struct err *e)
{
	int rc;

	sqlite3_reset(r->cells);
	sqlite3_reset(r->judgements);
	rc = sqlite3_bind_int64(r->cells, 1, r->next);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(r->judgements, 1, r->next);
	if (rc != SQLITE_OK)
		return sql_err(r->store, rc, e);
	r->rows = 0;
	return step(r, r->judgements, &r->more_judgements, e);
}

struct reader *reader_open(struct store *s, int flags, struct err *e)
{
	return reader_open_at(s, flags, 0, e);
}

struct reader *reader_open_at(struct store *s, int flags, uint64_t ordinal, struct err *e)
{
	struct reader *r = mem_zalloc(sizeof(*r));

	invariant(ordinal <= INT64_MAX);
	r->next = (int64_t)ordinal;
	r->store = s;
	r->text = flags & READ_TEXT;
	s->readers++;
	// All statements have to see the same moment. A writing handle sees its own
	// writes, and begins nothing that would have to end before its next commit.
	if ((!s->writes && s->readers == 1 && !sql_exec(s, "BEGIN", e)) ||
	    !prepare(r, r->text ? cells_text : cells_bare, &r->cells, e) ||
	    !prepare(r, r->text ? judgements_text : judgements_bare, &r->judgements, e) ||
	    !seek(r, e)) {
		reader_close(r);
		return NULL;
	}
	return r;
}

void reader_close(struct reader *r)
{
	struct store *s;

	if (!r)
		return;
	s = r->store;
	sqlite3_finalize(r->cells);
	sqlite3_finalize(r->judgements);
	if (--s->readers == 0 && !s->writes && !sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
	arena_release(&r->arena);
	arena_release(&r->item_arena);
	mem_free(r->list);
	mem_free(r);
}

static bool read_cell(struct reader *r, struct cell *out, struct err *e)
{
	sqlite3_stmt *stmt = r->cells;
	unsigned state;

	if (!column_enum(r->store, stmt, 7, CELL_FAILED + 1, 0, &state, e))
		return false;
	*out = (struct cell){
		.ordinal = (uint64_t)column_int(stmt, 0, 0),
		.target = column_int(stmt, 2, 0),
		.params = column_int(stmt, 3, 0),
		.epoch = column_int(stmt, 4, 0),
		.variant = column_int(stmt, 5, 0),
		.attempt = column_int(stmt, 6, 0),
		.state = (enum cell_state)state,
		.response = column_int(stmt, 9, -1),
		.why = column_str(stmt, 10),
	};
	return column_is_null(stmt, 8) ||
	       name_of_machine(r->store, column_int(stmt, 8, 0), &out->machine, e);
}

static bool read_item(struct reader *r, struct err *e)
{
	int64_t key = column_int(r->cells, 1, 0);
	struct item item;

	if (key == r->item_key)
		return true;
	arena_reset(&r->item_arena);
	r->item_key = 0;
	if (!item_read(r->store, &r->item_arena, r->cells, AT_ITEM, r->text, &item, e))
		return false;
	r->item = item_copy(&r->item_arena, &item);
	r->item_key = key;
	return true;
}

static bool read_response(struct reader *r, struct row *out, struct err *e)
{
	int at = r->text ? AT_CALL_WITH_TEXT : AT_CALL;

	out->response = NULL;
	if (column_is_null(r->cells, at))
		return true;
	if (!call_read(r->store, &r->arena, r->cells, at, r->text, &r->response, e))
		return false;
	out->response = &r->response;
	return true;
}

static void keep_judgement(struct reader *r, const struct judgement *j)
{
	if (r->n_list == r->cap) {
		r->cap = vec_grown(r->cap, r->cap + 1);
		r->list = mem_resize(r->list, r->cap, sizeof(*r->list));
	}
	r->list[r->n_list++] = *j;
}

// Takes those of this cell; what belongs to a cell that is not there is passed over.
static bool read_judgements(struct reader *r, uint64_t ordinal, struct row *out,
			    struct err *e)
{
	r->n_list = 0;
	while (r->more_judgements) {
		uint64_t at = (uint64_t)column_int(r->judgements, 0, 0);
		struct judgement j;

		if (at > ordinal)
			break;
		if (at == ordinal) {
			if (!judgement_read(r->store, &r->arena, r->judgements, 1, &j, e))
				return false;
			if (r->text) {
				struct str why = column_str(r->judgements,
							    1 + JUDGEMENT_COLUMNS_N);

				j.explanation =
					why.p ? arena_str(&r->arena, why) : STR_NONE;
			}
			keep_judgement(r, &j);
		}
		if (!step(r, r->judgements, &r->more_judgements, e))
			return false;
	}
	out->judgements = r->list;
	out->n_judgements = r->n_list;
	return true;
}

int reader_next(struct reader *r, struct row *out, struct err *e)
{
	bool more;

	if (r->ended)
		return 0;
	r->ended = true; // unless this one comes to its end
	arena_reset(&r->arena);
	if (r->store->writes && r->rows == ROWS_AT_ONCE && !seek(r, e))
		return -1;
	if (!step(r, r->cells, &more, e))
		return -1;
	if (!more)
		return 0;
	if (!read_cell(r, &out->cell, e) || !read_item(r, e) ||
	    !read_response(r, out, e) || !read_judgements(r, out->cell.ordinal, out, e))
		return -1;
	out->item = r->item;
	out->cell.item = r->item.id;
	r->next = (int64_t)out->cell.ordinal + 1;
	r->rows++;
	r->ended = false;
	return 1;
}
