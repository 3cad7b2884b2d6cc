// Importing a data set into a suite: `assay import`.
#ifndef EXCHANGE_IMPORT_SUITE_H
#define EXCHANGE_IMPORT_SUITE_H

#include "exchange/exchange.h"

struct import_settings {
	struct str output;   // the suite
	struct str taxonomy; // empty: the importer's, else s-eval
	struct str name, version;
};
extern const struct opt import_options[];

// Items with an id that came before are dropped and counted, risks that the taxonomy does not know are kept and counted;
// aliases of risks become the ids of their nodes. `settings` of the importer itself are in `own`.
bool import_suite(struct arena *a, const struct importer_desc *desc,
		  const struct import_settings *s, const void *own,
		  const struct opt_list *paths, struct suite_report *report,
		  struct err *e) MUST_CHECK;

#endif
