// Batched writing, and the small tables whose rows others name by number. Not for other
// rooms.
#ifndef STORE_WRITE_H
#define STORE_WRITE_H

#include "store/sql.h"

// Around every write: write_begin opens the batch if there is none; write_end counts the
// row and commits a full batch. In between, a query that failed goes to write_failed,
// which spoils the handle for good. Both false ones fill e.
bool write_begin(struct store *s, struct err *e) MUST_CHECK;
bool write_end(struct store *s, struct err *e) MUST_CHECK;
bool write_failed(struct store *s, const struct err *why, struct err *e); // always false

// query_open(), but a failure spoils the handle.
bool write_open(struct query *q, struct store *s, enum statement which, const char *sql,
		struct err *e) MUST_CHECK;
// Runs what is bound and closes it; `changed` (may be NULL) tells whether a row was.
bool write_run(struct query *q, bool *changed, struct err *e) MUST_CHECK;
// A long text, in a row of its own; its number. Without a text 0, which is stored as
// NULL.
bool write_text(struct store *s, struct str text, int64_t *id, struct err *e) MUST_CHECK;

// The numbers of machines and judges: found in memory, added when new.
bool store_load_names(struct store *s, struct err *e) MUST_CHECK;
bool write_machine(struct store *s, struct str name, int64_t *id,
		   struct err *e) MUST_CHECK;
bool write_judge(struct store *s, struct str name, struct str version, int64_t *id,
		 struct err *e) MUST_CHECK;
bool find_machine(const struct store *s, struct str name, int64_t *id);
// NULL if there is none.
const struct judge_name *find_judge(const struct store *s, struct str name,
				    struct str version);
// By number, among names that another process may have added since; a number that is none
// is a damaged file.
bool name_of_machine(struct store *s, int64_t id, struct str *out,
		     struct err *e) MUST_CHECK;
bool name_of_judge(struct store *s, int64_t id, const struct judge_name **out,
		   struct err *e) MUST_CHECK;

#endif
