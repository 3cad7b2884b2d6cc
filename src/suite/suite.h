// Suites: a JSONL of items and its manifest, read item by item and written the same way.
//
// NAME.jsonl (.zst, .gz) beside NAME.yaml; a bare JSONL works too, and so does the name
// of a built-in suite ("assay-demo"). Memory does not grow with the number of items, but
// for at most 24 bytes an item while checking and 5 while drawing. One thread.
#ifndef SUITE_SUITE_H
#define SUITE_SUITE_H

#include "base/hash.h"
#include "core/item.h"
#include "core/taxonomy.h"
#include "suite/fault.h"
#include "suite/tally.h"

struct manifest { // what is not there is STR_NONE
	struct str name, version, license, taxonomy;
	struct bilingual description;
	struct str sha256; // of the items, as the manifest states it
	struct str made;   // how
};

struct suite;

// `name`: built-in name, path of the items, or path of the manifest. "-" is not allowed:
// a suite is read more than once.
struct suite *suite_open(const char *name, struct err *e) MUST_CHECK;
void suite_close(struct suite *s); // NULL is legal
const struct manifest *suite_manifest(const struct suite *s);
// For messages: the path, or "assay-demo (built in)".
const char *suite_path(const struct suite *s);

// The taxonomy of the items' risks: the one asked for, else the manifest's, else s-eval.
// NULL on a fault. It lies in the arena; what is known of built-in nodes is left out.
const struct taxonomy *suite_taxonomy(struct arena *a, const struct suite *s,
				      struct str asked, struct faults *f) MUST_CHECK;

// Reads every item once and records every fault: bad JSON, bad field, duplicate id (both
// lines named), risk unknown to `t` (NULL: not checked), SHA-256 that is not the
// manifest's. Fills the summary.
struct suite_counts {
	size_t items;
	size_t comply;   // of them: expect comply
	size_t attacked; // of them: have an attack
	size_t choices;  // of them: choices and pairs; not counted of a draw
};
struct suite_summary {
	struct suite_counts counts;
	char sha256[SHA256_HEX + 1];
};
bool suite_check(struct suite *s, const struct taxonomy *t, struct suite_summary *out,
		 struct faults *f) MUST_CHECK; // false if there is any fault
// The same for whoever only needs to know: the first fault goes into `e`.
bool suite_sound(struct suite *s, const struct taxonomy *t, struct suite_summary *out,
		 struct err *e) MUST_CHECK;

// 1 got one, 0 end, -1 error ("FILE:LINE: FIELD: ..."). The item's text lies in the
// arena.
int suite_next(struct suite *s, struct arena *a, struct item *out,
	       struct err *e) MUST_CHECK;
size_t suite_line(const struct suite *s); // of the item last read
void suite_rewind(struct suite *s);       // the next item read is the first

// A seeded draw: bit i tells whether item i is drawn. Strata: "dimension" (default), and
// by --per any of attack, lang, risk, expect, kind, joined by commas. limit 0: all.
//   without per: `limit` items in all, proportional to the dimensions (largest
//   remainder); with per: `limit` items of each stratum.
bool suite_draw(struct suite *s, const struct taxonomy *t, size_t limit, struct str per,
		uint64_t seed, struct arena *a, uint8_t **bits,
		struct suite_counts *drawn, struct err *e) MUST_CHECK;

struct suite_writer;
// Counts per dimension (what stands before the first dot of a risk), lang and attack and
// the SHA-256 go into the manifest when it is closed. `path` ends in .jsonl, .jsonl.zst
// or .jsonl.gz; ERR_EXISTS if that file or its manifest is there.
struct suite_writer *suite_create(const char *path, const struct manifest *m,
				  struct err *e) MUST_CHECK;
// ERR_FULL for an item that does not fit.
bool suite_put(struct suite_writer *w, const struct item *item, struct err *e) MUST_CHECK;
// Whether its line is one that a reader takes: 64 MiB at most.
bool suite_fits(struct suite_writer *w, const struct item *item);
// Writes the manifest. `w` is gone either way.
bool suite_finish(struct suite_writer *w, struct err *e) MUST_CHECK;
void suite_abandon(struct suite_writer *w);

// The summary of formats.md, "suite-summary/1".
struct suite_report {
	struct str suite;
	uint64_t read, written, linked;
	struct tally dropped, warnings, by_risk, by_lang, by_attack;
	struct tally by_difficulty; // of the items that have one
	struct tally untreated;     // by item: attacks that could make nothing of it
	struct tally gaps; // by leaf: prompts that were wanted and could not be written
};
// One more item written: by the dimension of its risk (without a taxonomy its risk), its
// language, its attack.
void suite_report_add(struct suite_report *r, const struct taxonomy *t,
		      const struct item *item);
void suite_report_to_json(struct json_writer *w, const struct suite_report *r);
void suite_report_release(struct suite_report *r);

size_t suite_builtin(struct arena *a, struct str **names);

#endif
