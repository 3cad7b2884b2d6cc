// Manifests: what a suite says of itself, in YAML beside its items. Private to this room.
#ifndef SUITE_MANIFEST_H
#define SUITE_MANIFEST_H

#include "base/yaml.h"
#include "suite/suite.h"

// `file` is for messages. False and the first fault in e.
bool manifest_read(struct arena *a, struct str text, const char *file,
		   struct manifest *out, struct err *e) MUST_CHECK;
struct manifest_counts {
	uint64_t total;
	const struct tally *by_risk, *by_lang, *by_attack, *by_difficulty;
};
void manifest_write(struct buf *out, const struct manifest *m,
		    const struct manifest_counts *counts);

#endif
