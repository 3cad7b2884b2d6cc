#include "store/rows.h"

#include <math.h>

#define HASH_BYTES 16
#define SHA_BYTES 32
#define GAP_MAX 1000 // calls that are asked together are far fewer

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// 64 hex digits take half the room as bytes; anything else is stored as it is.
static bool unhex(struct str hex, uint8_t out[SHA_BYTES])
{
	if (hex.n != 2 * SHA_BYTES)
		return false;
	for (size_t i = 0; i < SHA_BYTES; i++) {
		int high = hex_value(hex.p[2 * i]), low = hex_value(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high * 16 + low);
	}
	return true;
}

static struct str to_hex(struct arena *a, struct str bytes)
{
	char *out = arena_alloc(a, 2 * bytes.n + 1);

	for (size_t i = 0; i < bytes.n; i++) {
		out[2 * i] = "0123456789abcdef"[(uint8_t)bytes.p[i] >> 4];
		out[2 * i + 1] = "0123456789abcdef"[(uint8_t)bytes.p[i] & 15];
	}
	return (struct str){out, 2 * bytes.n};
}

static void hash_to_bytes(struct hash128 h,
			  uint8_t out[HASH_BYTES]) // as its hex digits stand
{
	for (int i = 0; i < 8; i++) {
		out[i] = (uint8_t)(h.hi >> (56 - 8 * i));
		out[8 + i] = (uint8_t)(h.lo >> (56 - 8 * i));
	}
}

static struct hash128 hash_of_bytes(struct str bytes)
{
	struct hash128 h = {0};

	for (size_t i = 0; bytes.n == HASH_BYTES && i < 8; i++) {
		h.hi = h.hi << 8 | (uint8_t)bytes.p[i];
		h.lo = h.lo << 8 | (uint8_t)bytes.p[8 + i];
	}
	return h;
}

// Where a call stands.
struct place {
	int64_t ordinal, machine, number;
};

struct texts {
	int64_t text, thinking;
};

static void bind_place(struct query *q, const struct place *at)
{
	query_int(q, 1, at->ordinal);
	query_int(q, 2, at->machine);
	query_int(q, 3, at->number);
}

#define INSERT_CALL                                                                     \
	"INSERT INTO calls(ordinal, machine, number, failure, role, kind, http_status," \
	" attempts, tokens_in, tokens_out, tokens_thinking, seconds, finish, message,"  \
	" text, thinking, scores, request_hash, raw_sha256)"                            \
	" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"     \
	" ?16, ?17, ?18, ?19) ON CONFLICT DO NOTHING"

static bool insert(struct store *s, const struct place *at, const struct call *call,
		   const struct texts *texts, bool *is_new, struct err *e)
{
	uint8_t hash[HASH_BYTES], sha[SHA_BYTES];
	struct query q;

	if (!write_open(&q, s, SQL_PUT_CALL, INSERT_CALL, e))
		return false;
	bind_place(&q, at);
	query_int(&q, 4, call->failure);
	query_int(&q, 5, call->role);
	query_int(&q, 6, call->kind);
	query_int(&q, 7, call->http_status);
	query_int(&q, 8, call->attempts);
	query_int_or_null(&q, 9, call->usage.in, -1);
	query_int_or_null(&q, 10, call->usage.out, -1);
	query_int_or_null(&q, 11, call->usage.thinking, -1);
	query_real(&q, 12, call->seconds);
	query_str(&q, 13, call->finish);
	query_str(&q, 14, call->message);
	query_int_or_null(&q, 15, texts->text, 0);
	query_int_or_null(&q, 16, texts->thinking, 0);
	query_blob(&q, 17, call->n_scores ? call->scores : NULL,
		   call->n_scores * sizeof(*call->scores));
	hash_to_bytes(call->request_hash, hash);
	query_blob(&q, 18, hash, sizeof(hash));
	if (unhex(call->raw_sha256, sha))
		query_blob(&q, 19, sha, sizeof(sha));
	else
		query_str(&q, 19, call->raw_sha256);
	return write_run(&q, is_new, e);
}

#define CALLS_BETWEEN \
	" FROM calls WHERE ordinal = ?1 AND machine = ?2 AND number BETWEEN ?3 AND ?4"

static bool forget(struct store *s, const struct place *from, int64_t last, struct err *e)
{
	struct query q;

	if (!write_open(&q, s, SQL_DROP_CALL_TEXTS,
			"DELETE FROM texts WHERE id IN (SELECT text" CALLS_BETWEEN
			" UNION ALL SELECT thinking" CALLS_BETWEEN ")",
			e))
		return false;
	bind_place(&q, from);
	query_int(&q, 4, last);
	if (!write_run(&q, NULL, e) ||
	    !write_open(&q, s, SQL_DROP_CALLS, "DELETE" CALLS_BETWEEN, e))
		return false;
	bind_place(&q, from);
	query_int(&q, 4, last);
	return write_run(&q, NULL, e);
}

bool store_put_call(struct store *s, uint64_t ordinal, struct str machine, int64_t number,
		    const struct call *call, struct err *e)
{
	struct place at = {(int64_t)ordinal, 0, number};
	struct texts texts;
	bool is_new;

	invariant(ordinal <= INT64_MAX);
	if (!write_begin(s, e) || !write_machine(s, machine, &at.machine, e) ||
	    !write_text(s, call->text, &texts.text, e) ||
	    !write_text(s, call->thinking, &texts.thinking, e) ||
	    !insert(s, &at, call, &texts, &is_new, e))
		return false;
	if (!is_new &&
	    (!forget(s, &at, number, e) || !insert(s, &at, call, &texts, &is_new, e)))
		return false;
	return write_end(s, e);
}

bool store_forget_calls(struct store *s, uint64_t ordinal, struct str machine,
			int64_t from, struct err *e)
{
	struct place at = {(int64_t)ordinal, 0, from};

	invariant(ordinal <= INT64_MAX);
	if (!write_begin(s, e))
		return false;
	if (!find_machine(s, machine, &at.machine))
		return true;
	return forget(s, &at, INT64_MAX, e) && write_end(s, e);
}

static bool read_all(struct store *s, struct arena *a, sqlite3_stmt *stmt, int first,
		     struct call *out, struct err *e)
{
	struct str scores = column_str(stmt, first + 8);
	struct str sha = column_str(stmt, first + 10);
	unsigned role, kind;

	if (!column_enum(s, stmt, first, CALL_ROLES, 0, &role, e) ||
	    !column_enum(s, stmt, first + 1, CALL_KINDS, 0, &kind, e))
		return false;
	out->role = (enum call_role)role;
	out->kind = (enum call_kind)kind;
	out->http_status = (int)column_int(stmt, first + 2, 0);
	out->attempts = (int)column_int(stmt, first + 3, 0);
	out->finish = column_str(stmt, first + 4);
	out->message = column_str(stmt, first + 5);
	out->text = column_str(stmt, first + 6);
	out->thinking = column_str(stmt, first + 7);
	out->n_scores = scores.n / sizeof(double);
	if (out->n_scores)
		out->scores = arena_copy(a, scores.p, out->n_scores * sizeof(double));
	out->request_hash = hash_of_bytes(column_str(stmt, first + 9));
	out->raw_sha256 = sqlite3_column_type(stmt, first + 10) == SQLITE_BLOB
				  ? to_hex(a, sha)
				  : sha;
	return true;
}

bool call_read(struct store *s, struct arena *a, sqlite3_stmt *stmt, int first, bool text,
	       struct call *out, struct err *e)
{
	unsigned failure;

	if (!column_enum(s, stmt, first, FAILURES, 0, &failure, e))
		return false;
	*out = (struct call){
		.failure = (enum failure)failure,
		.usage.in = column_int(stmt, first + 1, -1),
		.usage.out = column_int(stmt, first + 2, -1),
		.usage.thinking = column_int(stmt, first + 3, -1),
		.seconds = column_real(stmt, first + 4),
	};
	return !text || read_all(s, a, stmt, first + CALL_COLUMNS_N, out, e);
}

static struct str keep(struct arena *a, struct str s)
{
	return s.p ? arena_str(a, s) : STR_NONE;
}

static bool add_call(struct query *q, struct arena *a, struct call *out, struct err *e)
{
	if (!call_read(q->store, a, q->stmt, 1, true, out, e))
		return false;
	out->text = keep(a, out->text);
	out->thinking = keep(a, out->thinking);
	out->finish = keep(a, out->finish);
	out->message = keep(a, out->message);
	out->raw_sha256 = keep(a, out->raw_sha256);
	return true;
}

bool store_calls(struct store *s, struct arena *a, uint64_t ordinal, struct str machine,
		 struct call **out, size_t *n, struct err *e)
{
	VEC(struct call) list = {0};
	struct query q;
	int64_t id;
	int got;

	*out = NULL;
	*n = 0;
	if (!find_machine(s, machine, &id))
		return true;
	if (!query_open(&q, s, SQL_READ_CALLS,
			"SELECT k.number, " CALL_COLUMNS ", " CALL_TEXT_COLUMNS
			" FROM calls k" CALL_TEXT_JOINS
			" WHERE k.ordinal = ?1 AND k.machine = ?2 ORDER BY k.number",
			e))
		return false;
	query_int(&q, 1, (int64_t)ordinal);
	query_int(&q, 2, id);
	while ((got = query_row(&q, e)) == 1) {
		struct call call;
		int64_t number = column_int(q.stmt, 0, -1);

		// Those asked together may be answered in any order.
		if (number < (int64_t)list.n || number > (int64_t)list.n + GAP_MAX) {
			sql_damaged(s, "calls are numbered strangely", e);
			got = -1;
			break;
		}
		while ((int64_t)list.n < number)
			VEC_PUSH(&list, (struct call){.attempts = -1});
		if (!add_call(&q, a, &call, e)) {
			got = -1;
			break;
		}
		VEC_PUSH(&list, call);
	}
	query_close(&q);
	if (got == 0 && list.n) {
		*out = arena_copy(a, list.p, list.n * sizeof(*list.p));
		*n = list.n;
	}
	VEC_FREE(&list);
	return got == 0;
}
