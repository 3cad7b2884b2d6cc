// What stands between real files and a strict JSON parser. Private to json.c.
//
// One pass over the first value of a text: finds where it ends, bounds its depth, checks
// its strings, and copies it only where something has to change: lone surrogates (\ud800)
// and ill-formed UTF-8 become U+FFFD, integers beyond 64 bits become reals. Any thread.
#ifndef BASE_JSON_REPAIR_H
#define BASE_JSON_REPAIR_H

#include "base/buf.h"
#include "base/err.h"

#define JSON_DEPTH_MAX 512

struct json_shift {
	size_t out; // an offset of the repaired text
	size_t in;  // the same place in the original
};

struct json_repair {
	struct str in;   // the original, without BOM
	struct str text; // the value, repaired; a slice of `in` where it was sound
	size_t start;    // where the value starts in `in`
	size_t end;      // where it ends in `in`
	bool utf8;       // private, as all below: `in` is valid UTF-8
	size_t copied;   // of `in`, up to here
	struct buf out;
	struct json_shift *shifts;
	size_t n_shifts, cap_shifts;
};

// `text` without BOM. Whether something follows the value is not its business. On failure
// e has line and column. Release in both cases.
bool json_repair(struct json_repair *r, struct str text, struct err *e) MUST_CHECK;
void json_repair_release(struct json_repair *r);

// The offset in the original of an offset in the repaired text.
size_t json_repair_origin(const struct json_repair *r, size_t out);
// The token of the repaired text that ends at or behind `at`; "" at the end.
struct str json_repair_token(const struct json_repair *r, size_t at);
size_t json_skip_space(struct str text, size_t at);
// ERR_INPUT "line L column C: ..." for an offset of `text`.
bool json_error_at(struct err *e, struct str text, size_t at, const char *fmt, ...)
	PRINTF(4, 5);

#endif
