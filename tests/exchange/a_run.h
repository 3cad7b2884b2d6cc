// A small finished run in the test's own folder: what exporters have to cope with.
#ifndef TESTS_EXCHANGE_A_RUN_H
#define TESTS_EXCHANGE_A_RUN_H

#include "../base/folder.h"
#include "exchange/exchange.h"

// `turn` changes what two runs of a deterministic target may differ in, and nothing else.
const char *a_run_make(const char *name, int turn);
// What the exporter writes of it, in the arena.
struct str a_run_export(struct arena *a, const char *path, const char *exporter,
			bool canonical, uint64_t *written);

#endif
