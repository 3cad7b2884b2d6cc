// `assay annotate --export`, `--import` and `--items`: files, without a server. Not for
// other rooms.
#ifndef CLI_ANNOTATE_FILES_H
#define CLI_ANNOTATE_FILES_H

#include "cli/command.h"
#include "people/sheets.h"

struct annotate_files {
	struct str to, from; // files; empty: not asked for
	struct str items;    // a suite of what people wrote; likewise
	struct str form;     // empty: by the file's ending
	struct str rater;
	bool force, new_raters;
};

bool annotate_files_asked(const struct annotate_files *f);
// Reads first, then writes; says what it did. 0, or 3: conflicts were left. -1: a fault.
int annotate_files_run(struct cli *cli, struct campaign *c, struct store *store,
		       const struct protocol *protocol, const struct annotate_files *f,
		       struct err *e) MUST_CHECK;

#endif
