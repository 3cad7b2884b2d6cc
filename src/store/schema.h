// The tables of a run file, and how a file of an older version becomes one of this
// version. Not for other rooms.
//
// docs/run-file.md describes what stands here; a version that was released never changes,
// the next one is a step more.
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/sql.h"

#define SCHEMA_APPLICATION 0x61737379 // "assy", PRAGMA application_id

struct schema_step {
	int version;        // that the file has afterwards
	const char *sql[3]; // statements, up to the first NULL
};
// [STORE_SCHEMA], versions 1, 2, ... without a gap.
extern const struct schema_step schema_steps[];

// Says whether it is a run file and of which version; an empty database is none.
// ERR_INPUT.
bool schema_version(struct store *s, int64_t *version, struct err *e) MUST_CHECK;
// Runs the steps that lie above `version` (0: everything), all or none of them; notes
// each in `migrations`.
bool schema_migrate(struct store *s, const struct schema_step *steps, size_t n,
		    int64_t version, struct err *e) MUST_CHECK;

#endif
