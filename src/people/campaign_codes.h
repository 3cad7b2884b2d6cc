// All answers of a campaign as numbers, by which they are compared. Not for other rooms.
#ifndef PEOPLE_CAMPAIGN_CODES_H
#define PEOPLE_CAMPAIGN_CODES_H

#include "people/agreement.h"
#include "people/campaign_state.h"

#define ABOUT_ALL PROTOCOL_REPLIES_MAX
#define ABOUTS (PROTOCOL_REPLIES_MAX + 1)

struct line { // one answer
	uint32_t place, worker;
};

struct codes { // all answers, as codes; those to gold tasks apart
	struct campaign *c;
	struct line *lines; // [n], by place
	double *list;       // [n][questions]
	uint8_t *about;     // [n][questions] the reply that is meant; ABOUT_ALL
	size_t n, questions;
	size_t replies; // most of any task that was answered
};

void codes_init(struct codes *t, struct campaign *c);
void codes_release(struct codes *t);
// NaN: nothing that can be compared.
double codes_at(const struct codes *t, size_t line, size_t question);
// What was rated: the place, and the reply where the question is about one of them. Who
// scores different replies neither agrees nor disagrees.
uint32_t codes_unit(const struct codes *t, size_t line, size_t question);
// The lines from..to-1 are of one place.
size_t codes_end(const struct codes *t, size_t from);

// The question by which raters are compared; the number of questions: none.
size_t codes_question(const struct protocol *p);
enum alpha_level codes_level(const struct question *q);
// "pairs": [...], who agrees with whom.
void codes_put_pairs(const struct codes *t, struct json_writer *w);
// Whether figures that were reckoned then still serve: in a large campaign for some
// seconds.
bool reckoned_is_new(const struct campaign *c, const struct reckoned *x);
void reckoned_now(const struct campaign *c, struct reckoned *x);

#endif
