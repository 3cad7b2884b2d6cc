// Recorded responses (docs/formats.md, "Recorded response"), found by item.
//
// Only an index is held in memory, about 100 bytes a row; the texts are spooled to an
// unlinked temporary file in TMPDIR, or else /var/tmp, which is on disk where /tmp may be
// memory. One thread.
#ifndef LLM_REPLAY_FILE_H
#define LLM_REPLAY_FILE_H

#include "llm/llm.h"

struct replay_file;

// The rows of `model` only ("": those that name none). STR_NONE: all rows, and it is an
// error if they name several. A row matches by its id or traceid, else its prompt. A row
// whose response is null and that names no failure was never asked, and is passed over.
struct replay_file *replay_file_open(const char *path, struct str model,
				     struct err *e) MUST_CHECK;
void replay_file_close(struct replay_file *f); // NULL is legal

// The names in the rows' "model", in order of first appearance; rows without one count as
// "".
bool replay_file_models(struct arena *a, const char *path, struct opt_list *out,
			struct err *e) MUST_CHECK;

// What was recorded for a request: FAILURE_MISSING if nothing was. Text and message lie
// in the arena.
struct recorded {
	enum failure failure;
	struct str text, message;
};
struct recorded replay_file_find(struct replay_file *f, struct arena *a,
				 const struct request *r);
struct replay_left replay_file_left(const struct replay_file *f);

#endif
