// JSON at the edges: a read-only tree in an arena, and a writer that streams into a
// buffer.
//
// RFC 8259, straight into the arena: a library's tree of small allocations took six times
// as long, and every sample takes three texts through here. What real files and servers
// send is repaired: lone surrogates (\ud800) and ill-formed UTF-8 become U+FFFD, a BOM is
// dropped. \u0000 is allowed. Integers beyond 64 bits are read as reals. Depth is bounded
// (512). Any thread, one arena each.
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"

enum json_kind {
	JSON_NULL,
	JSON_BOOL,
	JSON_INT,
	JSON_REAL,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

struct json {
	enum json_kind kind;
	union {
		bool boolean;
		int64_t integer;
		double real;
		struct str string;
		struct {
			struct json *items; // [n]; of an object: the values
			struct str *keys;   // [n] of an object, in the file's order
			size_t n;
		} list;
	} u;
};

enum json_flags {
	JSON_REFUSE_DUPLICATES = 1, // for our own files; elsewhere the last one wins
	JSON_ALLOW_TAIL = 2,        // text may follow the value: see *used
};

// NULL and e->msg "line L column C: ..." if it is no JSON; columns are code points.
// `used` (may be NULL): how many bytes of `text` are read, to the end of the value.
const struct json *json_parse(struct arena *a, struct str text, int flags, size_t *used,
			      struct err *e) MUST_CHECK;

// Looking in. All take NULL for "absent" and pass it on, so that paths chain.
// json_get: NULL if absent or no object; json_at: NULL if not so long or no array.
const struct json *json_get(const struct json *object, const char *key);
const struct json *json_at(const struct json *array, size_t i);
size_t json_len(const struct json *list);          // 0 of anything else
bool json_is_null(const struct json *j);           // absent or null
struct str json_str(const struct json *j);         // STR_NONE unless a string
bool json_num(const struct json *j, double *out);  // integer or real
bool json_int(const struct json *j, int64_t *out); // integer, or a real without fraction
bool json_bool(const struct json *j, bool *out);
const char *json_kind_name(const struct json *j); // "a string", "null", "nothing"

// Writing: commas, colons, escapes and (if asked) indentation are put in by the writer.
// Strings must be UTF-8 (ill-formed parts are written as U+FFFD); reals are the shortest
// text that reads back the same, and as a real (1.0), NaN and infinities null. Failure is
// the buffer's. Unbalanced calls are bugs. Several values one after another are fine.
struct json_writer {
	struct buf *out;
	int indent; // spaces a level, 0 for one line
	int depth;
	bool comma, after_key; // private
};

void json_writer_init(struct json_writer *w, struct buf *out, int indent);
void json_begin(struct json_writer *w, char open); // '{' or '['
void json_end(struct json_writer *w, char close);  // '}' or ']'
void json_key(struct json_writer *w, const char *key);
void json_key_str(struct json_writer *w, struct str key);
void json_put_str(struct json_writer *w, struct str s); // p == NULL writes null
void json_put_cstr(struct json_writer *w, const char *s);
void json_put_int(struct json_writer *w, int64_t v);
void json_put_real(struct json_writer *w, double v);
void json_put_bool(struct json_writer *w, bool v);
void json_put_null(struct json_writer *w);
void json_put(struct json_writer *w, const struct json *j); // a tree; NULL writes null
void json_put_raw(struct json_writer *w, struct str text);  // already JSON
// key and value in one, the commonest use
void json_field_str(struct json_writer *w, const char *key, struct str s);
void json_field_cstr(struct json_writer *w, const char *key, const char *s);
void json_field_int(struct json_writer *w, const char *key, int64_t v);
void json_field_real(struct json_writer *w, const char *key, double v);
void json_field_bool(struct json_writer *w, const char *key, bool v);
void json_field_null(struct json_writer *w, const char *key);

#endif
