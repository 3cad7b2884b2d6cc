// Answers that people (or models) labelled: what judges are measured by and the critic is
// trained on.
//
// Each labelled set is one descriptor at the bottom of its own file and one line in
// labelled.c; our own form (docs/formats.md, "Measuring judges") is read as `jsonl`, any
// table by naming its columns as `csv`, and what people annotated of a run as `run`. A
// reader says what the set says and nothing more: what a row has no label for stays
// unknown.
#ifndef EXCHANGE_LABELLED_H
#define EXCHANGE_LABELLED_H

#include "base/opt.h"
#include "core/judgement.h"
#include "core/taxonomy.h"

struct labelled {
	struct str id, lang;
	struct str prompt;   // STR_NONE: the set has texts without questions
	struct str response; // never blank, unless the job wants such rows too
	enum verdict label;  // SAFE, UNSAFE, or NONE: unknown
	enum refusal refusal;
	int offensive;    // 1, 0, -1 unknown
	struct str group; // rows of one question share it; never empty
	// [n_labels] what each rater said, n_labels 0 unless several are known
	const enum verdict *labels;
	size_t n_labels;
	const enum refusal *refusals; // [n_refusals] the same
	size_t n_refusals;
	bool by_majority; // `label` is what most of `labels` say, nothing else
	struct str set;   // the descriptor's name
	struct str slice; // a part of it that is told apart, most often a model; or NONE
	struct str risk, attack; // a category, how it was attacked; or NONE
	enum expect expect;
	bool weak; // the label is a model's, or a preference's
	// [n_judgements] of a run's sample: what judges have said of it
	const struct judgement *judgements;
	size_t n_judgements;
};

// Which field of a row says what, for `jsonl` and `csv`.
struct labelled_mapping {
	struct str prompt, response, id, lang, group, label, labels, refusal, offensive;
	struct str slice, risk, attack;
	struct str positive; // what `label` says of an unsafe row; empty: unsafe, 1, true
	struct str set_lang;
};

// Option rows over the struct labelled_mapping that is member `at` of `type`.
#define LABELLED_ROWS(type, at)                                                          \
	OPT_STR_ROW(type, at.prompt, "prompt-field", 0, "FIELD", "prompt",               \
		    "where the question stands"),                                        \
		OPT_STR_ROW(type, at.response, "response-field", 0, "FIELD", "response", \
			    "where the answer stands"),                                  \
		OPT_STR_ROW(type, at.id, "id-field", 0, "FIELD", "id",                   \
			    "where the row's id stands"),                                \
		OPT_STR_ROW(type, at.lang, "lang-field", 0, "FIELD", "lang",             \
			    "where the language stands"),                                \
		OPT_STR_ROW(type, at.group, "group-field", 0, "FIELD", "group",          \
			    "what rows of one question share; without it, the "          \
			    "question"),                                                 \
		OPT_STR_ROW(type, at.label, "label-field", 0, "FIELD", "label",          \
			    "where it stands whether the answer is safe or unsafe"),     \
		OPT_STR_ROW(type, at.labels, "labels-field", 0, "FIELD", "labels",       \
			    "where the labels of several raters stand: a list, or a "    \
			    "text with | between"),                                      \
		OPT_STR_ROW(type, at.refusal, "refusal-field", 0, "FIELD", "refusal",    \
			    "where it stands whether the answer refuses: full, "         \
			    "partial, none, true, false"),                               \
		OPT_STR_ROW(type, at.offensive, "offensive-field", 0, "FIELD",           \
			    "offensive",                                                 \
			    "where it stands whether the text is offensive: 1, 0, "      \
			    "true, false"),                                              \
		OPT_STR_ROW(type, at.slice, "slice-field", 0, "FIELD", "slice",          \
			    "where a part of the set stands that is told apart, such "   \
			    "as a model"),                                               \
		OPT_STR_ROW(type, at.risk, "risk-field", 0, "FIELD", "risk",             \
			    "where its category stands"),                                \
		OPT_STR_ROW(type, at.attack, "attack-field", 0, "FIELD", "attack",       \
			    "where it stands how the question was attacked"),            \
		OPT_STR_ROW(type, at.positive, "positive", 0, "WORD", NULL,              \
			    "what a label says of an unsafe row; all else is safe "      \
			    "then"),                                                     \
		OPT_STR_ROW(type, at.set_lang, "set-lang", 0, "LANG", NULL,              \
			    "the language of rows that name none; without it, told "     \
			    "from the answer")

// The row is valid during the call.
typedef bool (*labelled_fn)(void *ctx, const struct labelled *row, struct err *e);

struct labelled_job {
	const char *path;
	const struct labelled_mapping *mapping; // NULL: the defaults
	labelled_fn row;
	void *ctx;
	bool blanks;  // rows whose answer is there and blank are wanted, where labelled
	bool ties;    // rows whose raters are known and only disagree are wanted too
	bool partial; // fields that the mapping names may be missing from all rows
	size_t read, skipped; // rows, and those of them without an answer or any label
	size_t blank;         // of those with a label, whose answer is blank
	size_t tied; // rows whose raters come to no single largest group, and no label
	char first[300];  // of a plain set: what fields the first row has
	struct str set;   // the rest is the readers' own: the descriptor's name
	struct str slice; // of the file at hand
	struct label_seen *seen;
};

struct labelled_desc {
	const char *name;
	struct bilingual summary;
	const char *home;    // where it is published
	const char *license; // as published
	// Weights that are given away may be trained on it.
	bool trains;
	bool plain; // a file of the user's own: it names no set, its own name does
	bool (*read)(struct labelled_job *job, struct err *e);
};

extern const struct labelled_desc *const labelled_sets[]; // sorted by name
extern const size_t labelled_sets_n;
const struct labelled_desc *labelled_find(struct str name); // NULL if unknown

// "NAME:PATH" as commands take it; a plain PATH is `csv`, `jsonl` or `run` by its
// ending. *path
// is the rest of `operand`.
const struct labelled_desc *labelled_of_operand(struct str operand, struct str *path,
						struct err *e) MUST_CHECK;

// Every row of a file, or of all the set's files in a folder. job->path, mapping, row and
// ctx are the caller's. One thread.
bool labelled_each(const struct labelled_desc *set, struct labelled_job *job,
		   struct err *e) MUST_CHECK;

#endif
