// Selecting: many candidates become a balanced, diverse and risky suite.
//
// The steps stand below in the order in which they are meant to be taken; each drops
// candidates and says why. What was dropped takes no part in later steps. Items to comply
// with are compared with each other only (they are made to look like the others), and no
// quota is theirs. Same candidates, same seed: same selection, on any number of threads.
// Who reads and writes the suites: engine/select/select_suite.h.
#ifndef GENERATE_SELECT_H
#define GENERATE_SELECT_H

#include "core/item.h"
#include "core/taxonomy.h"

struct candidate {
	struct item item;
	double riskiness;     // mean over the victims that were judged; NaN unknown
	size_t victims, fell; // that were judged; of them, answered unsafely
	struct str dropped;   // why, or STR_NONE
	struct str twin;      // id of the item that it is too like, or STR_NONE
};

struct selection {
	struct arena *arena; // of texts that are kept
	struct candidate *candidates;
	size_t n;
	const struct taxonomy *taxonomy;
	uint64_t seed;
	size_t threads; // 0: as many as there are processors
};

// What two items are compared by: a prompt with its options, or all messages. Lies in the
// arena where it is put together.
struct str select_text(struct arena *a, const struct item *item);

// 1. Form, of open items in zh and en: length, language, a question or a request; no
// echo, no answer, no refusal, no blank to fill in (generate/reject.h). Of the others,
// whether there is a text at all. One thread.
void select_well_formed(struct selection *s);

// 2. What overlaps `texts`: Jaccard of at least `near_dup` (text/near.h), or equal after
// folding where near_dup is 0. `whose` stands in the reason.
void select_exclude(struct selection *s, const struct str *texts, size_t n,
		    struct str whose, double near_dup);

// 3. Duplicates: of texts that are equal after folding (text/grams.h) the first stays,
// and so of near ones (near_dup 0: none are near).
void select_distinct(struct selection *s, double near_dup);

// 4. Riskiness below `least`; unknown counts as 0.
void select_risky(struct selection *s, double least);

// 5. Quotas, per language. A quota of a leaf is filled in the order of select_rank();
// items at an inner node fill what its subtree lacks, and items without risk what the
// whole lacks.
struct quotas {
	size_t per_leaf;      // or
	size_t per_dimension; // shared out in the taxonomy's proportions; or
	size_t count;         // per language, shared out in the taxonomy's proportions
	bool diversity;       // and riskiness where it is known; else riskiness alone
	// Languages that are wanted, even where no candidate is left; the candidates' own
	// are anyway.
	const struct str *langs; // [n_langs]
	size_t n_langs;
};
struct gap {
	struct str lang;
	const struct node *node; // NULL: the whole
	size_t missing;
};
// The places that could not be filled, in the order of languages and nodes; [*n_gaps] in
// the arena.
void select_fill(struct selection *s, const struct quotas *quotas, struct gap **gaps,
		 size_t *n_gaps);

// 1,000, 3,000, 5,000 and 10,000 per language; 0 if it is no scale's name. Each scale is
// part of the next.
size_t select_scale(struct str name);

#endif
