// Judges within a judge: what panels and cascades are made of. Private to this room.
#ifndef JUDGE_MEMBERS_H
#define JUDGE_MEMBERS_H

#include "judge/judge.h"

#define MEMBERS_MAX 16

struct members {
	struct judge judges[MEMBERS_MAX];
	size_t models_from[MEMBERS_MAX]; // of each: its first model among all of them
	size_t n;
};

// Opens them by name. Fills out->models, out->trained_on and out->kinds with those of
// all, and out->version by theirs.
bool members_open(struct arena *a, const struct judge_setup *setup,
		  const struct opt_list *names, struct members *m, struct judge *out,
		  struct err *e) MUST_CHECK;

struct member { // one at work
	void *state;
	struct judge_out out; // its judgement once it has ended
	bool begun, ended;
	size_t from, n; // of the requests of the panel's last STEP_ASK that are its; n 0:
			// none
};

// Gives it what came back for it, or starts it. An ended one that failed is unscoreable.
void member_advance(const struct judge *judge, struct member *m, const struct sample *s,
		    const struct event *event, struct judge_out *out);
// Puts what it asks behind the requests of `out`, unless they are too many by now: then
// it waits for the next time, m->n being 0.
void member_ask(size_t models_from, struct member *m, struct judge_out *out);

bool members_valid(const struct judgement *j);       // a verdict of safe or unsafe
double members_riskiness(const struct judgement *j); // or what its verdict says of it

#endif
