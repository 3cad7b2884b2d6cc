// Rows of the large tables, between columns and plain data. Not for other rooms.
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "store/write.h"

// Columns of an item as every statement that reads one names them: ITEM_COLUMNS, then the body.
#define ITEM_COLUMNS "i.id, i.kind, i.expect, i.lang, i.risk, i.attack, i.parent, i.difficulty, i.complete"
#define ITEM_COLUMNS_N 9
// Text is borrowed from the statement. With `body` the whole item is read from its JSON, into the arena.
bool item_read(struct store *s, struct arena *a, sqlite3_stmt *stmt, int first, bool body,
	       struct item *out, struct err *e) MUST_CHECK;
// The number of an item that was stored; ERR_INPUT if it was not (a bug of the caller's, told by name).
bool item_find_key(struct store *s, struct str id, int64_t *key, struct err *e) MUST_CHECK;

// Likewise of a call, from the table as k and its texts as t (reply) and h (thinking).
#define CALL_COLUMNS \
	"k.failure, k.role, k.kind, k.http_status, k.attempts, k.tokens_in, k.tokens_out," \
	" k.tokens_thinking, k.seconds, k.finish, k.message"
#define CALL_COLUMNS_N 11
#define CALL_TEXT_COLUMNS "t.body, h.body, k.scores, k.request_hash, k.raw_sha256"
#define CALL_TEXT_COLUMNS_N 5
#define CALL_TEXT_JOINS \
	" LEFT JOIN texts t ON t.id = k.text LEFT JOIN texts h ON h.id = k.thinking"
// Text is borrowed from the statement, except what has to be made.
bool call_read(struct store *s, struct arena *a, sqlite3_stmt *stmt, int first, bool text,
	       struct call *out, struct err *e) MUST_CHECK;

#define JUDGEMENT_COLUMNS \
	"j.judge, j.purpose, j.call, j.verdict, j.refusal, j.riskiness, j.threshold, j.grade," \
	" j.correct, j.answer, j.outcome, j.tags"
#define JUDGEMENT_COLUMNS_N 12
// All text is copied into the arena.
bool judgement_read(struct store *s, struct arena *a, sqlite3_stmt *stmt, int first,
		    struct judgement *out, struct err *e) MUST_CHECK;

#endif
