// A suite of pairs being built. Private to engine/pairs*.c.
#ifndef ENGINE_PAIRS_STATE_H
#define ENGINE_PAIRS_STATE_H

#include "base/vec.h"
#include "engine/journal.h"
#include "engine/pairs/pairs.h"
#include "engine/pairs/pairs_spool.h"

struct pairing {
	struct arena *arena;
	const struct pairs_settings *settings;
	struct suite_report *report;
	const struct taxonomy *taxonomy;
	bool easy, hard; // asked for
	bool of_run;     // what is being read is a run's
	struct params params;
	struct spool *spool;
	VEC(uint64_t) keys; // of the offers in the spool: what the draw goes by
	uint8_t *chosen;    // bits, or NULL: all
	uint64_t n_chosen;
	struct map seen;    // pairs, by hash
	struct map counted; // by question: hard ones below, easy ones in the upper half,
			    // whether they came so or are for the rewriter
	struct arena hashes;
	struct str license; // of all; STR_NONE where they differ
	bool licenses_differ;
	size_t labels; // unknown risks that are counted by name
	struct llm *llm;
	struct model *rewriter; // NULL: none
	struct journal *journal;
	struct suite_writer *to;
};

// pairs_offer.c
// How many pairs of one question a run gives, or a rewriter.
size_t pairs_per_item(const struct pairing *p);
// Of how many characters their replies are at least.
size_t pairs_min_chars(const struct pairing *p);
// A pair of a source: item->prompt, lang, risk, expect, source, difficulty and meta, and
// the two replies. It is taken unless something is wrong with it, which is counted.
// *taken may be NULL.
bool pairs_offer(struct pairing *p, struct arena *a, const struct item *item,
		 struct str better, struct str worse, bool *taken,
		 struct err *e) MUST_CHECK;
// A good reply, for the rewriter; without one nothing happens.
bool pairs_offer_easy(struct pairing *p, struct arena *a, const struct item *item,
		      struct str better, bool *taken, struct err *e) MUST_CHECK;
// Counts something that is left out.
bool pairs_drop(struct pairing *p, const char *why); // true
// The members of `meta` (a JSON object or STR_NONE) into the one being written.
void pairs_put_meta(struct json_writer *w, struct arena *a, struct str meta);

// pairs_sources.c
bool pairs_find_taxonomy(struct pairing *p, struct err *e) MUST_CHECK;
bool pairs_read_sources(struct pairing *p, struct err *e) MUST_CHECK;

// pairs_runs.c
// All of the runs together, so that one's reply can stand against another's.
bool pairs_read_runs(struct pairing *p, const struct str *paths, size_t n,
		     struct err *e) MUST_CHECK;

// pairs_write.c
// What was drawn, in order, the rewriter's own among it.
bool pairs_write(struct pairing *p, struct err *e) MUST_CHECK;

#endif
