// A protocol: what people are asked about samples, and what their answers mean. YAML,
// ours compiled in (data/protocols) or the user's own; docs/protocols.md is the manual.
//
// Immutable once loaded, all of it in the arena. Any thread.
#ifndef PEOPLE_PROTOCOL_H
#define PEOPLE_PROTOCOL_H

#include "core/taxonomy.h"
#include "suite/fault.h"

enum question_type {
	QUESTION_CHOICE, // one of the options
	QUESTION_MULTI,  // several of them
	QUESTION_SCORE,  // a whole number from min to max
	QUESTION_TEXT,
	QUESTION_TAGS,  // nodes of the taxonomy
	QUESTION_REPLY, // one of the task's replies, or an option ("none", "tie")
	QUESTION_TYPES
};

// What an answer becomes (core/annotation.h); TO_NOTHING stays in the answer alone.
enum question_to {
	TO_NOTHING,
	TO_VERDICT,
	TO_REFUSAL,
	TO_GRADE,
	TO_SCORE,
	TO_RISKINESS,
	TO_TAGS,
	TO_EXPLANATION,
	TO_PREFERRED,
	TO_OUTCOME,
	QUESTION_TOS
};

struct option {
	struct str value;
	struct bilingual label;
	struct str key; // of the keyboard, or STR_NONE
	// What it is stored as, checked against `to`: "unsafe", "2", "tie".
	struct str means;
};

struct question {
	struct str id;
	enum question_type type;
	enum question_to to;
	struct bilingual label, help; // help may be empty
	const struct option *options; // [n_options]
	size_t n_options;
	// A small letter that leads here, or STR_NONE. Keys of its options then work only
	// where it is marked, so that groups can share the digits.
	struct str key;
	// `options: shown`: 1 and on for what the item shows, as many as it has, and
	// after PROTOCOL_SHOWN_MAX of these `other` and `refuse`.
	bool shown;
	int64_t min, max; // of a score; of several: how many (max 0: any number)
	bool required;    // where it is asked
	bool any;         // of all such questions that are asked, one has to be answered
	unsigned kinds;   // of items it is asked: 1 << enum item_kind; 0: of all
	size_t when;      // it is asked only after this question (by index, lower) ...
	const struct str *is; // [n_is] ... was answered by one of these; 0: always
	size_t n_is;
};

enum protocol_unit {
	UNIT_SAMPLE, // one sample a task
	UNIT_PROMPT, // several replies to one prompt, side by side
	UNIT_WRITE,  // people write prompts
	UNITS
};
enum protocol_only {
	ONLY_ALL,
	ONLY_NEEDS_A_LOOK, // what the parser or the judge of record could not read
	ONLY_DISAGREEMENT, // where people, or people and the judge of record, differ
	ONLYS
};

struct protocol {
	struct str name;
	struct str version; // as the file states it, '-', 8 digits of the hash
	struct str text;    // of the file
	char sha256[65];    // of the text
	struct bilingual title, summary, guideline;
	struct str taxonomy; // whose nodes are tags; STR_NONE: the run's
	enum protocol_unit unit;
	size_t replies; // of UNIT_PROMPT: most side by side; 2 makes whole pairs only
	unsigned kinds; // 1 << enum item_kind
	enum protocol_only only;
	int64_t raters;  // a task
	bool blind;      // models' names are hidden
	bool shuffle;    // the order of replies is drawn for each rater and task
	bool warn;       // before the content
	bool per_domain; // only what has a risk; see struct rater's `domains`
	const struct question *questions; // [n]
	size_t n;
};

#define PROTOCOL_REPLIES_MAX 8
#define PROTOCOL_OPTIONS_MAX 64
#define PROTOCOL_SHOWN_MAX 26
#define PROTOCOL_RATERS_MAX 100
#define ANY_REPLY "reply" // in `is` of `when`: one of the replies, whichever

// By built-in name or path. NULL on a fault; every fault is recorded.
const struct protocol *protocol_load(struct arena *a, struct str name,
				     struct faults *f) MUST_CHECK;
// The same for who goes no further on a fault: all of them in one error.
const struct protocol *protocol_open(struct arena *a, struct str name,
				     struct err *e) MUST_CHECK;
size_t protocol_builtin(struct arena *a, struct str **names); // sorted

const struct question *protocol_find(const struct protocol *p, struct str id);
const struct option *question_option(const struct question *q, struct str value);
// Whether the questions or their options depend on the item.
bool protocol_varies(const struct protocol *p);
// Adjudication settles what others disagree on (core/annotation.h).
bool protocol_settles(const struct protocol *p);

const char *question_type_name(enum question_type type);
const char *question_to_name(enum question_to to);
const char *protocol_unit_name(enum protocol_unit unit);

struct asked_item { // about which is asked
	bool known;
	enum item_kind kind;
	size_t shown; // options or replies that it shows
};
// Whether a question, an option of it, belongs to an item. Of one that is not known, all.
bool question_fits(const struct question *q, const struct asked_item *item);
bool option_fits(const struct question *q, size_t option, const struct asked_item *item);
// "questions": those that fit; of a pair and a choice the options are named as shown.
void protocol_questions_json(struct json_writer *w, const struct protocol *p,
			     const struct asked_item *item);

// One object: "protocol" of GET /api/session.
void protocol_to_json(struct json_writer *w, const struct protocol *p);
// The same into an object that has more.
void protocol_put_fields(struct json_writer *w, const struct protocol *p);

#endif
