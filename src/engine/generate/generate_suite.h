// Writing a suite from a taxonomy: `assay generate`.
//
// Every leaf has a quota in every language, and rounds of tasks go on until it is filled,
// the budget of calls is spent, or rounds bring nothing more; what could not be filled is
// a gap in the report. The result does not depend on the order in which replies arrive:
// what comes back is taken in the order in which it was asked for, round by round.
//
// A generator that asks a model keeps its replies in a journal beside the output
// (OUTPUT.part), so that the same command goes on where it was interrupted or killed.
#ifndef ENGINE_GENERATE_SUITE_H
#define ENGINE_GENERATE_SUITE_H

#include "base/opt.h"
#include "llm/llm.h"
#include "suite/suite.h"

struct generate_settings {
	struct str taxonomy, output;
	struct str generator; // grammar, provider/model
	struct opt_list langs, strategies, nodes, params;
	struct str scale;    // small, medium, large, full; or
	int64_t count;       // per language, 0: as the scale says; or
	int64_t per_leaf;    // 0: by weight
	int64_t comply;      // per leaf, besides
	struct str expect;   // of all but those; empty: the leaf's own
	struct str seeds;    // a suite
	struct str answered; // a finished run
	struct str knowledge, purpose;
	struct str added; // a date
	int64_t seed, batch, max_calls;
	double near_dup;
	bool pairs; // two replies to each prompt (generate/pair.h)
	bool quiet;
	struct llm_settings llm;
};
extern const struct opt generate_options[];

// Presets for these options from data/recipes/NAME.yaml, or from a path (has a '/' or
// ends in .yaml). A key that is no option is a fault with its line. `summary` in the file
// is what the listing says.
bool generate_recipe(struct arena *a, struct str name, struct generate_settings *s,
		     struct err *e) MUST_CHECK;
void generate_recipe_check(struct arena *a, struct str path, struct faults *f);
size_t generate_recipes(struct arena *a, struct str **names); // built in, sorted
// STR_NONE if there is none of that name; and its text.
struct bilingual generate_recipe_summary(struct arena *a, struct str name,
					 struct str *text);

// False: nothing was written; ERR_STOPPED where the same command goes on. Where every
// share is a gap it is true, report->written is 0, and there is no suite.
bool generate_suite(struct arena *a, const struct generate_settings *s,
		    struct suite_report *report, struct err *e) MUST_CHECK;

#endif
