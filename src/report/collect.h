// One pass over a run: of every sample a byte, and counts. What rates are made from.
// Choices and pairs go to a table of their own (choices.h), and so does what people said
// of samples.
//
// Samples come in the order of ordinals (store.h's reader), without texts. An item gets a
// number; a column is one target x parameters x epoch x variant with a mark for each
// item; a slice is a target x parameters with its columns. So memory is a byte a sample
// and some 60 bytes an item. One thread.
#ifndef REPORT_COLLECT_H
#define REPORT_COLLECT_H

#include "base/vec.h"
#include "report/choices.h"
#include "report/people.h"

// What a sample says. With its grade + 1 above (GRADE_SHIFT).
enum mark {
	MARK_ABSENT,   // not in the run
	MARK_OUT,      // blocked or skipped: no part in any rate
	MARK_UNSCORED, // asked, but without a verdict
	MARK_SAFE,
	MARK_UNSAFE,
	MARK_ANSWERED, // of an item to comply with, as the next two
	MARK_PARTLY,
	MARK_REFUSED,
	MARK_BITS = 7,
};
#define GRADE_SHIFT 3

enum slot { // which rate an item belongs to
	SLOT_BASE,
	SLOT_COMPLY,
	SLOT_ATTACK, // and on: one each
	SLOT_NONE = 0x7fffffff,
};

struct item_facts {
	uint32_t cluster; // its base item, or itself
	uint32_t leaf;
	uint32_t slot;
	bool linked; // its base item is known (base items: always)
	bool guide;  // it expects `guide`: the level of responsibility
};

struct leaf {        // items alike in risk and language
	size_t risk; // in the tree of risks, or RISK_NONE
	size_t lang;
};

struct column {
	int64_t target, params, epoch, variant;
	size_t slice;
	uint8_t *marks; // [n_marks] by item
	size_t n_marks;
};

struct share {
	uint64_t n, k, unscored;
};

struct opinion {                 // of a judge, on one slice
	struct str judge;        // name@version
	bool rates;              // it judged more than choices
	VEC(struct share) slots; // by slot; k: safe, of attacks unsafe
};

struct annotated { // a sample that people said something of
	int64_t target, params;
	uint32_t item; // its number
	uint8_t mark;  // as in a column
	enum verdict verdict;
	int grade;        // -1 unknown
	double score;     // NaN unknown
	double preferred; // as core/annotation.h has it
	double none;      // share of its raters who preferred no reply at all
	// By those alone who may have been given a random draw (people.h).
	enum verdict drawn_verdict;
	int drawn_grade;
	bool tied; // no more is known of it than that the raters' verdicts or grades tie
	bool verdict_tied, grade_tied, drawn_verdict_tied, drawn_grade_tied;
};

struct slice {
	int64_t target, params;
	size_t epochs;
	struct counts counts;
	struct tokens tokens;
	size_t tries;
	VEC(struct opinion) others;
	VEC(struct share) any_try; // by slot
};

struct collection {
	struct arena arena;                     // of names and keys
	struct str record_name, record_version; // p == NULL: the first that is met
	bool record_asked;                      // for by the user
	bool record_open;                       // its version was not given, but met
	bool blocked_refusal;
	struct risks risks;
	struct map items, clusters, leaf_index;
	struct map langs, attacks; // name -> nothing; their order is their number
	VEC(struct item_facts) facts;
	VEC(struct leaf) leaves;
	VEC(struct column) columns;
	VEC(struct slice) slices;
	VEC(struct annotated) annotated;
	uint64_t ties;                          // of these: where verdicts or grades tie
	struct people *people;                  // borrowed; NULL: nobody is asked
	struct choices *choices;                // borrowed; NULL: they are only counted
	struct str choice_name, choice_version; // the judge of choices that counts
	uint64_t rows;                          // with an outcome

	struct buf last_id; // private, as all below
	size_t last_item, last_column;
	struct { // the tries of one sample, which come one after another
		size_t column;
		uint32_t cluster;
		uint32_t slot;
		enum mark best;
	} tries;
};

void collection_init(struct collection *c, struct str record, bool record_asked,
		     bool blocked_refusal);
void collection_release(struct collection *c);
// false: which judge is meant by the record is not clear.
bool collect_row(struct collection *c, const struct row *row, struct err *e) MUST_CHECK;
// After the last row. false: the judge of record has judged nothing, others have.
bool collect_end(struct collection *c, struct err *e) MUST_CHECK;

// Whether a page can show it: answered, failed or blocked.
bool row_has_outcome(const struct row *row);

// Of a blocked sample that counts as a full refusal; `record`: the judge's name.
enum verdict blocked_verdict(enum expect expect, struct str record);

#endif
