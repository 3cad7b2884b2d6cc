// The data of the page (web/src/data.ts, "assay/page/1"). Not for other rooms.
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "base/rng.h"
#include "report/several.h"

#define PAGE_TEXT_MAX 20000 // characters of a prompt, response or explanation

// Which of `of` rows are shown, at most `most`: evenly spread, drawn by a fixed seed.
struct picker {
	struct rng rng;
	uint64_t of, most;
	uint64_t seen, taken, next;
};
void picker_init(struct picker *p, uint64_t of, uint64_t most);
bool picker_take(struct picker *p); // of the next row

// Adds the page's data to `out`: one JSON object that may stand in a script element.
// `runs` are those that `all` was read from. Targets are counted through, from the first
// run's first; samples are shared out between the runs by how many they have.
bool page_data(struct arena *a, struct store *const *runs, const struct several *all,
	       const struct report_settings *s, struct buf *out,
	       struct err *e) MUST_CHECK;

#endif
