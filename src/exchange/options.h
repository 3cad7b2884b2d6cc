// The options and answers of multiple-choice questions, in whatever form a table has
// them.
//
// Everything returned lies in the arena or is a slice of what was given. Pure; any
// thread.
#ifndef EXCHANGE_OPTIONS_H
#define EXCHANGE_OPTIONS_H

#include "base/json.h"
#include "core/choice.h"

struct options {
	const struct str *texts; // [n], in the order of their letters
	size_t n;
};

// A field that holds all of them: a list, an object {"A": ...}, a text that is either as
// JSON or Python writes it, or a text with letters in front of each (as below) or one
// option a line. False: fewer than two, more than CHOICE_OPTIONS_MAX, or a blank one
// among them.
bool options_read(struct arena *a, const struct json *field, struct options *out);
// Options at the end of a question's text, each with a letter in front, from A on, on
// lines of their own or run together: "A.", "A、", "A:", "A)", "(A)", "[A]", also in full
// width and mixed; else with "a)", ①, or "1." in front. *stem is what stands before them,
// which may be nothing.
bool options_in_text(struct arena *a, struct str text, struct str *stem,
		     struct options *out);
// The place from 0 of the option that a column or key of this name holds: A, option_a,
// optionA, 选项A, choice_1 ...; or SIZE_MAX.
size_t options_column(struct str name);

// Which options a field names: by letter ("B", "b)", "选项B"), by number (`first` is the
// first option's, 0 or 1), by its text, or several of these ("AC", "A,C", "A、C", a
// list). A text that is an option's counts as that before all else. False: it names
// something else, or more than there are letters; an absent or blank field names none,
// and is true.
struct option_answers {
	int64_t *p; // [n] in rising order, each once
	size_t n;
	bool doubtful; // a text that is one option's is also another's number or letter
};
bool options_answers(struct arena *a, const struct json *field,
		     const struct options *options, int64_t first,
		     struct option_answers *out);
// A grade for each option: a list of whole numbers, or a text that is one. False: not
// that, or not as many.
bool options_ranks(struct arena *a, const struct json *field, size_t n, int64_t **ranks);

#endif
