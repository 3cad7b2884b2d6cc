// Which field of a row is which part of an item: for tables that are not in our own form.
#ifndef EXCHANGE_MAPPING_H
#define EXCHANGE_MAPPING_H

#include "exchange/exchange.h"
#include "exchange/options.h"

struct mapping {
	// Names of fields; in a table without a header, columns by number from 1.
	struct str prompt, id, lang, risk, expect;
	struct str options, answer, ranks; // of multiple choice
	struct str answer_from;            // the number of the first option: 0 or 1
	bool several;                      // all right options are asked for, not one
	// open or choice; empty: a row with options is a choice, and so is one with an
	// answer and options in its prompt's text
	struct str set_kind;
	// What all items get where the row says nothing.
	struct str set_lang, set_risk, set_expect;
};

// What importers take: one block for all of them, so that a command has one table.
struct import_own {
	struct mapping mapping; // csv, jsonl
	struct str key;         // safetybench: the file of answers
	struct str as;          // jade: prompts, pairs
};

// Option rows over the struct mapping that is member `at` of `type`.
#define MAPPING_ROWS(type, at)                                                            \
	OPT_STR_ROW(type, at.prompt, "prompt-field", 0, "FIELD", "prompt",                \
		    "where the prompt stands"),                                           \
		OPT_STR_ROW(type, at.id, "id-field", 0, "FIELD", "id",                    \
			    "where the item's id stands"),                                \
		OPT_STR_ROW(type, at.lang, "lang-field", 0, "FIELD", "lang",              \
			    "where the language stands"),                                 \
		OPT_STR_ROW(type, at.risk, "risk-field", 0, "FIELD", "risk",              \
			    "where the risk stands: a node's id or one of its "           \
			    "aliases"),                                                   \
		OPT_STR_ROW(type, at.expect, "expect-field", 0, "FIELD", "expect",        \
			    "where it stands what is expected: refuse, comply, "          \
			    "guide or any"),                                              \
		OPT_STR_ROW(type, at.options, "options-field", 0, "FIELD", "options",     \
			    "where the options of a choice stand; without it, in "        \
			    "columns A, B, ... or in the prompt's text"),                 \
		OPT_STR_ROW(type, at.answer, "answer-field", 0, "FIELD", "answer",        \
			    "where the right option stands: its letter, number "          \
			    "or text, or several"),                                       \
		OPT_STR_ROW(type, at.ranks, "ranks-field", 0, "FIELD", "ranks",           \
			    "where a grade for each option stands"),                      \
		{"answer-from",                                                           \
		 0,                                                                       \
		 OPT_CHOICE,                                                              \
		 offsetof(type, at.answer_from),                                          \
		 NULL,                                                                    \
		 "0",                                                                     \
		 0,                                                                       \
		 0,                                                                       \
		 "0|1",                                                                   \
		 "the number of the first option, where answers are numbers"},            \
		{"several", 0,                                                            \
		 OPT_FLAG,  offsetof(type, at.several),                                   \
		 NULL,      NULL,                                                         \
		 0,         0,                                                            \
		 NULL,      "a choice asks for all options that are right, not for one"}, \
		{"set-kind",                                                              \
		 0,                                                                       \
		 OPT_CHOICE,                                                              \
		 offsetof(type, at.set_kind),                                             \
		 NULL,                                                                    \
		 NULL,                                                                    \
		 0,                                                                       \
		 0,                                                                       \
		 "open|choice",                                                           \
		 "what every row is; without it, a row with options is a choice"},        \
		OPT_STR_ROW(type, at.set_lang, "set-lang", 0, "LANG", NULL,               \
			    "the language of items that name none; without it, "          \
			    "told from the text"),                                        \
		OPT_STR_ROW(type, at.set_risk, "set-risk", 0, "NODE", NULL,               \
			    "the risk of items that name none"),                          \
		OPT_STR_ROW(type, at.set_expect, "set-expect", 0, "WHAT", NULL,           \
			    "what is expected of items that do not say")

extern const struct opt mapping_options[]; // the same over a struct mapping alone

// Rows of the single formats that have some.
#define KEY_ROW(type, place)                                 \
	OPT_STR_ROW(type, place, "key", 0, "FILE", NULL,     \
		    "safetybench: the file of the answers, " \
		    "which is published apart")
#define AS_ROW(type, place)                                                      \
	{                                                                        \
		"as", 0, OPT_CHOICE, offsetof(type, place), NULL, "pairs", 0, 0, \
			"pairs|prompts",                                         \
			"jade: what triples of a question and two answers "      \
			"become"                                                 \
	}

// The parts of one row; STR_NONE where it has none.
struct parts {
	struct str prompt, id, lang, risk, expect;
};
// An item of them, with defaults filled; a prompt that is missing or blank is dropped and
// counted: *kept is false then.
bool mapping_item(const struct import_job *job, struct arena *a,
		  const struct parts *parts, const char *file, size_t line,
		  struct item *out, bool *kept, struct err *e) MUST_CHECK;
// A warning of what mapping_choice() leaves out.
#define MAPPING_BAD_RANKS "ranks that do not fit the options (left out)"
// What makes a row multiple choice.
struct choice_parts {
	const struct json *options, *answer, *ranks; // NULL: none
	struct str letters[CHOICE_OPTIONS_MAX];      // columns A, B, ...: one each
	size_t line;                                 // of the file
};
// Makes an open item a choice, where the mapping and the row say so, with a fresh id if
// `id` (the row's) is empty. Expects `any` unless `expect` (the row's) is stated. An
// answer or ranks that cannot be read are counted and left out; a row of a choice
// without options is counted and dropped: *kept is false.
void mapping_choice(const struct import_job *job, struct arena *a,
		    const struct choice_parts *parts, const struct parts *row,
		    struct item *item, bool *kept);

// The name that a data set goes by in its items: that of its file, or of a zip's member.
struct str mapping_dataset(const char *file);
// Metadata of one text, {"key": "value"}; STR_NONE of an empty one.
struct str mapping_note(struct arena *a, const char *key, struct str value);

#endif
