// SQLite as this room uses it: a handle's state, prepared statements, errors as one line.
// Not for other rooms.
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include <sqlite3.h>

#include "base/buf.h"
#include "base/vec.h"
#include "store/ids.h"
#include "store/lock.h"
#include "store/store.h"

// The statements that are prepared once and kept, each with its own text beside the code
// that runs it.
enum statement {
	SQL_BEGIN,
	SQL_COMMIT,
	SQL_SET,
	SQL_GET,
	SQL_SET_BLOB,
	SQL_GET_BLOB,
	SQL_ADD_EVENT,
	SQL_ADD_MACHINE,
	SQL_ADD_JUDGE,
	SQL_ADD_PARAMS,
	SQL_ADD_TARGET,
	SQL_PUT_TEXT,
	SQL_FIND_KEY,
	SQL_PUT_ITEM,
	SQL_FILL_ITEM,
	SQL_READ_ITEM,
	SQL_PUT_CELL,
	SQL_PUT_CALL,
	SQL_DROP_CALL_TEXTS,
	SQL_DROP_CALLS,
	SQL_READ_CALLS,
	SQL_PUT_JUDGEMENT,
	SQL_DROP_JUDGEMENT_TEXT,
	SQL_DROP_JUDGEMENT,
	SQL_ADD_RATER,
	SQL_PUT_RATER,
	SQL_FIND_RATER,
	SQL_READ_RATERS,
	SQL_ADD_TASK,
	SQL_PUT_TASK_GOLD,
	SQL_READ_TASKS,
	SQL_PUT_ASSIGNMENT,
	SQL_READ_ASSIGNMENTS,
	SQL_ADD_ANSWER,
	SQL_READ_ANSWERS,
	SQL_PUT_ANNOTATION,
	SQL_DROP_ANNOTATION,
	SQL_READ_ANNOTATIONS,
	SQL_ADD_AUDIT,
	SQL_READ_AUDIT,
	SQL_COUNT_AUDIT,
	SQL_STATEMENTS,
};

#define STORE_BATCH_NS 50000000u // what is written waits at most this long
#define STORE_BATCH_ROWS 256

struct judge_name {
	int64_t id;
	struct str name, version;
};

struct machine_name {
	int64_t id;
	struct str name;
};

// An item that was stored lately, so that storing it again, or a cell of it, costs no
// look-up.
struct item_slot {
	uint64_t hash[2]; // of the id; twice 64 bits do not meet by chance
	int64_t key;      // 0: the slot is free
	bool complete;    // its content is stored
};
#define STORE_SLOTS 4096 // a power of two

struct store {
	char *path;
	sqlite3 *db;
	bool writes;
	int64_t format; // of the file: below STORE_SCHEMA where an older one is read
	struct lock lock;
	sqlite3_stmt *statements[SQL_STATEMENTS];
	bool busy[SQL_STATEMENTS]; // a query on it is open: a bug to open another
	struct arena arena;        // the names below
	VEC(struct machine_name) machines;
	VEC(struct judge_name) judges;
	struct buf json;  // for what is written as JSON
	unsigned readers; // open readers
	uint64_t faults;  // calls that the file itself made fail
	struct ids ids;   // of the items, once they are needed
	bool ids_loaded;

	// of a writing handle
	struct item_slot *slots;      // [STORE_SLOTS]
	int64_t next_text, next_item; // the next rows of `texts` and `items`
	uint64_t pending;             // rows since the last commit
	uint64_t due_ns;              // when they have to be committed
	struct err failed;            // ERR_NONE, or why every call fails from now on
};

// What SQLite said, as one line that names the file. Always false.
bool sql_err(struct store *s, int rc, struct err *e);
// Statements that are run once and give no rows.
bool sql_exec(struct store *s, const char *sql, struct err *e) MUST_CHECK;
// The first row's first column.
bool sql_number(struct store *s, const char *sql, int64_t *out, struct err *e) MUST_CHECK;

// One execution of a prepared statement. Parameters count from 1, columns from 0. What is
// bound must live until the query is closed; text that is read lives until the next row.
struct query {
	struct store *store;
	enum statement which;
	sqlite3_stmt *stmt;
	int rc; // the first failure of binding
};
bool query_open(struct query *q, struct store *s, enum statement which, const char *sql,
		struct err *e) MUST_CHECK;
void query_close(struct query *q); // harmless on one that is closed or {0}
int query_row(struct query *q, struct err *e) MUST_CHECK;  // 1 got, 0 end, -1 error
bool query_run(struct query *q, struct err *e) MUST_CHECK; // to its end, and closes

void query_int(struct query *q, int at, int64_t v);
// NULL if v == null.
void query_int_or_null(struct query *q, int at, int64_t v, int64_t null);
void query_real(struct query *q, int at, double v);                // NaN is NULL
void query_str(struct query *q, int at, struct str s);             // p == NULL is NULL
void query_blob(struct query *q, int at, const void *p, size_t n); // p == NULL is NULL

// Of any statement, so that a reader's own can use them too.
int64_t column_int(sqlite3_stmt *stmt, int at, int64_t null);
double column_real(sqlite3_stmt *stmt, int at);    // NULL is NaN
struct str column_str(sqlite3_stmt *stmt, int at); // also of a blob; NULL is STR_NONE
bool column_is_null(sqlite3_stmt *stmt, int at);
// A number that names one of `n` things; anything else is a damaged file.
bool column_enum(struct store *s, sqlite3_stmt *stmt, int at, unsigned n, unsigned null,
		 unsigned *out, struct err *e) MUST_CHECK;
bool sql_damaged(struct store *s, const char *what, struct err *e); // always false

#endif
