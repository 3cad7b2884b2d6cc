// What the readers of labelled sets share. Not for other rooms.
#ifndef EXCHANGE_LABELLED_FILE_H
#define EXCHANGE_LABELLED_FILE_H

#include "base/csv.h"
#include "base/json.h"
#include "exchange/labelled.h"

#define LABELLED_FILE_MAX ((size_t)256 << 20) // bytes of a file that is read whole

// A row with nothing known but the job's set and slice.
struct labelled labelled_none(const struct labelled_job *job);
// Fills what follows from the rest (id, language, group) and hands the row over; one
// without an answer or any label is counted and left out. Raters who only disagree are a
// label where job->ties says so.
bool labelled_put(struct labelled_job *job, struct arena *a, struct labelled *row,
		  struct err *e) MUST_CHECK;

// Notes what fields the first row has, for messages.
void labelled_first(struct labelled_job *job, const struct str *names, size_t n);

// Calls `each` for job->path, or for every file in that folder whose name ends in
// `ending`, by name; job->slice is the file's stem during the call.
typedef bool (*labelled_file_fn)(struct labelled_job *job, const char *path,
				 struct err *e);
bool labelled_files(struct labelled_job *job, const char *ending, labelled_file_fn each,
		    struct err *e) MUST_CHECK;

// A CSV with a header. `names` end with NULL; a column that begins with '?' may be
// missing, and none of them may be there twice. `fields` are in their order, STR_NONE
// where missing.
typedef bool (*labelled_row_fn)(struct labelled_job *job, struct arena *a,
				const struct str *fields, size_t line, struct err *e);
bool labelled_csv(struct labelled_job *job, const char *path, const char *const *names,
		  labelled_row_fn row, struct err *e) MUST_CHECK;
// A JSON file, whole.
const struct json *labelled_json(struct arena *a, const char *path,
				 struct err *e) MUST_CHECK;

#endif
