// Option tables: one row describes an option for the command line, YAML, --help and the
// docs.
//
// A command has a struct of settings and rows that say where in it each option lands.
// Lists grow in the arena. Rows are static data and end with {0}.
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include "base/buf.h"
#include "base/err.h"

enum opt_type {
	OPT_FLAG,   // bool; --no-NAME turns it off
	OPT_INT,    // int64_t
	OPT_REAL,   // double
	OPT_STR,    // struct str
	OPT_LIST,   // struct opt_list: repeated, and split at commas
	OPT_REPEAT, // struct opt_list: repeated, never split at commas
	OPT_CHOICE, // struct str, one of `choices`
};

struct opt_list {
	struct str *items;
	size_t n;
};

struct opt {
	const char *name; // "max-cost"; in YAML max_cost or max-cost
	char letter;      // 0: none
	enum opt_type type;
	size_t offset;        // in the settings
	const char *argument; // "N", "FILE": what help calls the value
	const char *preset;   // the default as text, NULL: zero / empty
	double min, max;     // of numbers; both 0: no bounds, INFINITY: open on that side
	const char *choices; // "text|json|html"
	const char *help;    // one sentence without full stop
};

// A row of type OPT_STR for a table that is put together from parts; `letter` may be 0.
#define OPT_STR_ROW(type, place, name, letter, argument, preset, help)                \
	{                                                                             \
		name, letter, OPT_STR, offsetof(type, place), argument, preset, 0, 0, \
			NULL, help                                                    \
	}

// What surrounds the rows in --help and in docs/reference. `details` may hold several
// paragraphs; they are filled to 80 columns, but for lines that start with a blank. All
// but name and summary may be NULL.
struct opt_help {
	const char *name;      // "assay run"
	const char *arguments; // "SUITE"
	const char *summary, *details, *example;
};

// Every row's place is filled; a preset that is no value of its row is a bug.
void opt_defaults(const struct opt *rows, void *settings, struct arena *a);
// Parses argv[1..]; what is no option goes to *operands (in order; after "--" everything
// does, and so does "-"). "-x value", "-xvalue", "--name value", "--name=value"; flags
// also "-xyz", "--name=false". A value may begin with "-". The last one counts; a list's
// first takes the place of what it held, the next ones are added to it, and each has to
// hold something. A message
// (ERR_INPUT) names the option and what was expected. Operands are argv's own.
bool opt_parse(const struct opt *rows, void *settings, struct arena *a, int argc,
	       char *const *argv, struct opt_list *operands, struct err *e) MUST_CHECK;
// One value by name, from YAML or the environment; a list is replaced, its items stand
// between commas (of OPT_REPEAT: between line breaks), and may be none: `attack: []`.
// Names unknown: ERR_NOT_FOUND.
bool opt_assign(const struct opt *rows, void *settings, struct arena *a, struct str name,
		struct str value, struct err *e) MUST_CHECK;
const struct opt *opt_find(const struct opt *rows, struct str name); // '_' and '-' alike
void opt_print_help(struct buf *out, const struct opt_help *help, const struct opt *rows);
void opt_print_markdown(struct buf *out, const struct opt_help *help,
			const struct opt *rows);

#endif
