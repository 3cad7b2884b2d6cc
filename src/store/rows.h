// Rows of the large tables, between columns and plain data. Not for other rooms.
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "store/write.h"

// Columns of an item as every statement that reads one names them. Each column costs as
// much as reading the next row does, so that there are few of them where no text is asked
// for.
#define ITEM_COLUMNS \
	"i.id, i.kind, i.expect, i.lang, i.risk, i.attack, i.parent, i.difficulty"
#define ITEM_COLUMNS_N 8
#define ITEM_TEXT_COLUMNS "i.complete, i.body"
#define ITEM_TEXT_COLUMNS_N 2
// Text is borrowed from the statement. With `text` the whole item is read from its JSON,
// into the arena.
bool item_read(struct store *s, struct arena *a, sqlite3_stmt *stmt, int first, bool text,
	       struct item *out, struct err *e) MUST_CHECK;
// The key of an item that was stored; ERR_INPUT if it was not (the caller's mistake, told
// by name).
bool item_find_key(struct store *s, struct str id, int64_t *key,
		   struct err *e) MUST_CHECK;

// Likewise of a call, from the table as k and its texts as t (reply) and h (thinking).
// Failure is NULL only where an outer join found no call.
#define CALL_COLUMNS "k.failure, k.tokens_in, k.tokens_out, k.tokens_thinking, k.seconds"
#define CALL_COLUMNS_N 5
#define CALL_TEXT_COLUMNS                                                \
	"k.role, k.kind, k.http_status, k.attempts, k.finish, k.message" \
	", t.body, h.body, k.scores, k.request_hash, k.raw_sha256"
#define CALL_TEXT_JOINS \
	" LEFT JOIN texts t ON t.id = k.text LEFT JOIN texts h ON h.id = k.thinking"
// Text is borrowed from the statement, except what has to be made.
bool call_read(struct store *s, struct arena *a, sqlite3_stmt *stmt, int first, bool text,
	       struct call *out, struct err *e) MUST_CHECK;

#define JUDGEMENT_COLUMNS                                                  \
	"j.judge, j.verdict, j.refusal, j.riskiness, j.threshold, j.grade" \
	", j.correct, j.answer, j.outcome, j.tags"
#define JUDGEMENT_COLUMNS_N 10
// One of PURPOSE_RECORD. All text is copied into the arena.
bool judgement_read(struct store *s, struct arena *a, sqlite3_stmt *stmt, int first,
		    struct judgement *out, struct err *e) MUST_CHECK;

// A list of texts in one column, as a JSON array; an empty one is NULL. The text is the
// store's, until the next.
struct str list_text(struct store *s, const struct str *list, size_t n);
bool list_read(struct store *s, struct arena *a, struct str text, const struct str **list,
	       size_t *n, struct err *e) MUST_CHECK;

// A small table read whole. `sql` may ask for ?1, the protocol.
struct table {
	enum statement which;
	const char *sql;
	size_t size; // of what a row becomes
	bool (*row)(struct store *s, struct arena *a, sqlite3_stmt *stmt, void *out,
		    struct err *e);
};
// The rows in the arena, NULL where there are none. A file from before format 2 has none.
bool table_read(struct store *s, struct arena *a, const struct table *t, struct str arg,
		void **rows, size_t *n, struct err *e) MUST_CHECK;
struct str column_keep(struct arena *a, sqlite3_stmt *stmt, int at); // a copy

#endif
