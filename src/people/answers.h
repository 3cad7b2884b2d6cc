// What a rater says to the questions of one task: read, checked against the protocol,
// shown again, and turned into annotations of samples.
//
// On the page replies are counted as they are shown (slots); in the run file, as the
// task's samples stand. Text lies in the arena given.
#ifndef PEOPLE_ANSWERS_H
#define PEOPLE_ANSWERS_H

#include "core/annotation.h"
#include "people/protocol.h"

// Bytes of one text, wherever somebody writes or asks; the page is told it as text_max.
#define ANSWER_TEXT_MAX (64 * 1024)
#define ANSWER_BODY_MAX (1024 * 1024) // of all that is said of one task
#define ANSWER_LIST_MAX 1000          // values of one question
#define ANSWER_FIELD_MAX 64

struct said { // to one question
	bool given;
	// of a choice: its option; of a reply: the task's sample (as it is stored), or
	// -1 - its option, whatever number of replies there were; of a score: itself
	int64_t number;
	struct str text;
	const struct str *list; // [n] values of several options, or nodes
	size_t n;
};

struct risks;
struct answer_task { // to which it is an answer
	const struct protocol *protocol;
	size_t n_replies;
	const uint8_t *order;     // [n_replies] the sample in each slot; NULL: as stored
	const struct risks *tags; // nodes that may be named; NULL: any
	struct asked_item item;   // unknown: every question and option is taken
};

struct answers {
	const struct said *said; // [protocol->n]
	// of UNIT_WRITE; STR_NONE: not given
	struct str prompt, reply, model, domain;
};

// A model's reply as it is kept: at most ANSWER_TEXT_MAX bytes, with a mark where it is
// cut.
struct str answers_clip(struct arena *a, struct str reply);

// From the page: everything has to be right, and nothing said that is not asked. `field`
// names the question that is not.
bool answers_read(struct arena *a, const struct answer_task *t, struct str body,
		  struct answers *out, char field[ANSWER_FIELD_MAX],
		  struct err *e) MUST_CHECK;
// From the run file, where a protocol may have been another: what is not understood is
// left out. `t->order` counts for nothing.
void answers_read_stored(struct arena *a, const struct answer_task *t, struct str body,
			 struct answers *out);
// {"QUESTION": answer, ...}, with slots if t->order is there.
void answers_to_json(const struct answer_task *t, const struct answers *x,
		     struct json_writer *w);

// One number for what was said, by which answers are compared; NaN: nothing, or texts.
double answers_code(const struct question *q, const struct said *s);
// How many codes there are where at most so many replies stand side by side; 0: any
// number.
size_t answers_codes(const struct question *q, size_t replies);
// How codes of a question are apart.
enum question_scale { SCALE_NONE, SCALE_NOMINAL, SCALE_ORDINAL, SCALE_INTERVAL };
enum question_scale answers_scale(const struct question *q);
// Whether an answer is as the known one wants it, as far as that says something: scores
// within 1, texts in any case.
bool answers_match(const struct protocol *p, const struct answers *known,
		   const struct answers *x);

// What the options of a choice, as they were shown, are: 1 right, 0 wrong, -1 unknown.
struct shown_options {
	int8_t right[26];
	size_t n;
};
// out[n_replies], one for each sample: settled before are ordinal, protocol, rater, at.
// `shown` [n_replies] may be NULL.
void answers_flatten(struct arena *a, const struct answer_task *t,
		     const struct answers *x, const struct shown_options *shown,
		     struct annotation *out);
// The reply that the answer to `q` is about: the one named last before it, else the first
// named after it; SIZE_MAX: all of them.
size_t answers_about(const struct protocol *p, const struct answers *x,
		     const struct question *q);
// Whether it says anything at all.
bool annotation_says(const struct annotation *x);

#endif
