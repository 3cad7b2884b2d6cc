// Run files for the tests of reports, made sample by sample.
#ifndef TESTS_REPORT_MAKE_RUN_H
#define TESTS_REPORT_MAKE_RUN_H

#include "report/metrics.h"

// Zero is what most samples are: answered, of target 0, judged by refusal@1 if it has a
// verdict or a refusal, an English open item that expects `refuse`.
struct one {
	const char *id, *lang, *risk, *attack, *parent;
	enum expect expect;
	enum item_kind kind;
	enum cell_state state; // CELL_OPEN stands for CELL_ANSWERED, unless `open`
	bool open;
	enum failure failure;
	enum verdict verdict;
	enum refusal refusal;
	int grade;           // 1 to 3: 0 to 2
	const char *judge;   // "name@version"
	enum verdict second; // by second@2
	const char *text, *reply;
	int64_t target, params, epoch, attempt;
	int correct;    // 1, 2: 0, 1
	int64_t tokens; // of the reply
	// Of a choice or a pair: how many options (2), the right one and what was chosen
	// from 1, 0 unknown; how it ended, by choice@1, choice-labels@1 and
	// choice-options@1.
	size_t options;
	int right, chose, chose_too;
	bool several;
	const char *outcome, *outcome_too, *outcome_options;
	const int64_t *ranks;
	const char *difficulty, *meta;
	int64_t variant;
};

struct rated { // by a person, of one sample
	uint64_t ordinal;
	const char *protocol; // "test"
	bool settles;
	const char *rater, *outcome;
	enum verdict verdict;
	int grade;    // 1 to 3: 0 to 2
	double score; // 0: none
	int compared; // with other replies: 1 to 3 not preferred, a tie, preferred
};

// A store in the test's folder, with the built-in taxonomy and two targets.
struct store *make_run(const char *name);
uint64_t put_one(struct store *s, const struct one *one); // its ordinal
void put_said(struct store *s, const struct rated *said);
// Two models, 40 risky items in two languages with three attacks each, 8 harmless ones,
// failures of all sorts, a second judge. Always the same.
struct store *make_demo(const char *name);
// The run read from its file: closes `s`.
const struct metrics *read_run(struct arena *a, struct store *s,
			       const struct report_settings *settings);
struct store *reopen(struct store *s);
const struct rate *rate_named(const struct rate_list *list, const char *name);
// Rounded to `places` decimals of a per cent.
double percent(double share, int places);

#endif
