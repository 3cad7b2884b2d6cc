// Multiple choice in one pass over a run: of every sample and scoring two bytes. What
// choice_rates.h makes figures from.
//
// A scoring is a judge that reads choices (its judgements on choices and pairs have an
// outcome): by text, by likelihood. An item gets a number; a column is one target x
// parameters x epoch x variant of one scoring with a mark for each item. Options and
// right answers are looked up once an item, since the pass reads no texts. Rates cluster
// by question: pairs of one prompt, or the item. One thread.
#ifndef REPORT_CHOICES_H
#define REPORT_CHOICES_H

#include "base/vec.h"
#include "core/annotation.h"
#include "core/risks.h"
#include "report/figures.h"

enum said {
	SAID_ABSENT, // not asked, or blocked and left out
	SAID_RIGHT,
	SAID_WRONG,
	SAID_OTHER, // both, neither, cannot compare
	SAID_REFUSE,
	SAID_LOOK,   // what no parser could read
	SAID_CHOSEN, // an option of an item whose right one is unknown
	SAID_LOST,   // failed, or not judged
};
#define SAID_BITS 7u
#define ANSWER_SHIFT 3
#define ANSWER_NONE 31u
#define PLACE_NONE 31u
#define PLACE_RIGHT_FIRST 32u // a right option stood first
#define PLACE_BY_PEOPLE 64u   // people read what the judge could not

struct choice_mark {
	uint8_t said;  // enum said, the option above (ANSWER_SHIFT)
	uint8_t place; // where it stood, and flags
};

#define CHOICE_RANKS 9 // grades of options above it are not looked at

struct choice_item {
	uint32_t cluster, lane;
	uint32_t right; // bit i: option i is right; 0: unknown
	uint8_t options;
	bool is_pair;
	bool several;         // all right options have to be chosen
	const uint8_t *ranks; // [options], 0 unknown; or NULL
};

// Names of a kind (categories, say) that are told apart; the rest are CHOICE_REST.
#define CHOICE_NAMES_MAX 100
#define CHOICE_REST "other"

struct choice_lane { // items alike in what reports slice by; SIZE_MAX: none
	size_t risk;
	size_t category, lang, difficulty; // numbers of names
};

#define SCORING_NONE SIZE_MAX // of a column: whether it was asked
struct choice_column {
	int64_t target, params, epoch, variant;
	size_t scoring;
	struct choice_mark *marks; // [n] by item
	size_t n;
};

struct choices {
	struct arena arena;
	struct store *store;
	struct risks *risks;
	bool blocked_refusal;
	bool shuffled;
	uint64_t seed;
	struct map items, clusters, lane_index;     // keys are hashes
	struct map categories, langs, difficulties; // name -> its number
	struct map scorings;                        // name@version, likewise
	VEC(struct choice_item) list;
	VEC(struct choice_lane) lanes;
	VEC(struct choice_column) columns;
	size_t last_column; // private, as all below
	size_t last_item;
	struct buf id, name;
};

// Right, wrong, other, refuse, needs_a_look, chosen; SAID_ABSENT of any other word.
enum said said_find(struct str outcome);
// Of a judgement that is not of a choice: SAID_ABSENT.
enum said said_by(const struct judgement *j);
// The judgement of a choice that counts: by the judge of record if that reads choices,
// else by `choice`, else by the first that does; NULL if none. Where it is by the judge
// of record but without an outcome (its call failed), said_by() is SAID_ABSENT.
const struct judgement *choice_record(const struct row *row, struct str name,
				      struct str version);
// Whether the judge reads answers: what people read of one counts for it alone.
bool choice_reads_answers(struct str judge);
// Whether it scores each option without the others: it asks once, whatever the order, so
// that places, pairs and rotations say nothing of it.
bool choice_asks_once(struct str judge);
// The judge of choices that counts, as the run says where `record` (name or
// name@version) is none; in the arena.
struct str choice_judge(struct arena *a, struct store *store, struct str record);

// How a run shuffled options: what choice_order() wants.
void choices_order_of(struct store *store, bool *shuffled, uint64_t *seed);

void choices_init(struct choices *x, struct store *store, struct risks *risks,
		  bool blocked_refusal);
void choices_release(struct choices *x);
// A sample of a choice or a pair. `people`: what people say of it, or NULL.
bool choices_add(struct choices *x, const struct row *row, const struct consensus *people,
		 struct err *e) MUST_CHECK;

#endif
