// Other people's data sets in, other tools' formats out.
//
// Each importer and exporter is one descriptor at the bottom of its own file and one line
// in registry.c. What is dirty in the input is counted and named in the report, never
// dropped in silence; what cannot be read at all is an error with file, line and field.
#ifndef EXCHANGE_EXCHANGE_H
#define EXCHANGE_EXCHANGE_H

#include "base/opt.h"
#include "store/store.h"
#include "suite/suite.h"

struct import_job {
	const char *const *paths; // [n_paths] files, or folders where the format has them
	size_t n_paths;
	const void *settings; // from the importer's params
	struct str version;   // of the data set, as the user says; empty: unknown
	const struct taxonomy
		*taxonomy; // maps labels to nodes; NULL: labels are kept as they stand
	struct suite_report *report; // read, dropped, warnings are the importer's to
				     // count; written the caller's
	bool (*put)(void *ctx, const struct item *item,
		    struct err *e); // the item is valid during the call
	void *ctx;
};

struct importer_desc {
	const char *name;
	struct bilingual summary;
	const char *home; // where the data set is published, or NULL
	// what items get as source.license unless the file says otherwise, or NULL
	const char *license;
	const char *taxonomy; // the built-in taxonomy its labels belong to, or NULL
	const struct opt *params;
	size_t settings_size;
	bool (*import)(const struct import_job *job, struct err *e);
};

extern const struct importer_desc *const importers[]; // sorted by name
extern const size_t importers_n;
const struct importer_desc *importer_find(struct str name);

struct export_job {
	struct store *run;   // NULL of an exporter from_suite that was given a suite:
	struct suite *suite; // checked, at its first item
	const struct taxonomy *taxonomy; // of its risks; of a run NULL: not found
	struct str from;                 // sft of a run: "judge" (of record), "people"
	const char *path;                // where to, "-" standard output
	bool canonical;   // without clocks, attempts, usage, events: docs/formats.md
	uint64_t written; // rows, for the caller
};

struct exporter_desc {
	const char *name;
	struct bilingual summary;
	// reads a suite in place of a run; with job->run what trains a judge
	bool from_suite;
	bool trains; // --task has to say what its rows train
	bool (*export)(struct export_job *job, struct err *e);
};

extern const struct exporter_desc *const exporters[]; // sorted by name
extern const size_t exporters_n;
const struct exporter_desc *exporter_find(struct str name);

#endif
