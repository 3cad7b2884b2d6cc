// Importing a data set into a suite: `assay import`.
#ifndef EXCHANGE_IMPORT_SUITE_H
#define EXCHANGE_IMPORT_SUITE_H

#include "exchange/exchange.h"

struct import_settings {
	struct str output;   // the suite
	struct str taxonomy; // empty: the importer's, else s-eval
	struct str name, version;
};

// Option rows over the struct import_settings that is member `at` of `type`.
#define IMPORT_ROWS(type, at)                                                          \
	{"output",                                                                     \
	 'o',                                                                          \
	 OPT_STR,                                                                      \
	 offsetof(type, at.output),                                                    \
	 "SUITE",                                                                      \
	 NULL,                                                                         \
	 0,                                                                            \
	 0,                                                                            \
	 NULL,                                                                         \
	 "the suite to write: NAME.jsonl or NAME.jsonl.zst, with its manifest beside " \
	 "it"},                                                                        \
		{"taxonomy",                                                           \
		 't',                                                                  \
		 OPT_STR,                                                              \
		 offsetof(type, at.taxonomy),                                          \
		 "NAME",                                                               \
		 NULL,                                                                 \
		 0,                                                                    \
		 0,                                                                    \
		 NULL,                                                                 \
		 "the taxonomy that risks are looked up in; without it, the format's " \
		 "own, else s-eval"},                                                  \
		{"name",  0,                                                           \
		 OPT_STR, offsetof(type, at.name),                                     \
		 "NAME",  NULL,                                                        \
		 0,       0,                                                           \
		 NULL,    "the suite's name; without it, the file's"},                 \
	{                                                                              \
		"version", 0, OPT_STR, offsetof(type, at.version), "VERSION", NULL, 0, \
			0, NULL, "the suite's version"                                 \
	}

// Items with an id that came before are dropped and counted, risks that the taxonomy does
// not know are kept and counted; aliases of risks become the ids of their nodes.
// `settings` of the importer itself are in `own`.
bool import_suite(struct arena *a, const struct importer_desc *desc,
		  const struct import_settings *s, const void *own,
		  const struct opt_list *paths, struct suite_report *report,
		  struct err *e) MUST_CHECK;

#endif
