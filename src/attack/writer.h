// Asking ROLE_WRITER for a text that an attack is made with: one request, one repair turn
// if the reply is of no use, then failure with the reason.
//
// What a reply has to be is the attack's: lines, length, language. Found out here: a
// refusal, an echo of the instruction, nothing at all, an answer in another language.
// Instructions are the attack's own texts (data/attacks/NAME.yaml, `writer`); refusals
// and repairs are data/attacks/writer.yaml.
#ifndef ATTACK_WRITER_H
#define ATTACK_WRITER_H

#include "attack/attack.h"

struct writing { // a machine's state, or part of it; zeroed at the start
	struct str instruction;
	int turns;
};

struct wanted { // of a reply, in characters
	size_t least, most;
	bool one_line;
};

// EVENT_START: asks with `instruction`. EVENT_REPLIES: STEP_DONE with the reply in
// *text, STEP_ASK once again, or STEP_FAIL with the reason in out->step.why.
enum step writer_step(struct writing *w, const struct sample *s,
		      const struct event *event, struct str instruction,
		      const struct wanted *wanted, struct attack_out *out,
		      struct str *text);

// A reply without fences, one pair of quotes round the whole, and blanks. A slice of it.
struct str writer_bare(struct str reply);
// Whether a reply begins as refusals do, in whatever language the cues are.
bool writer_refuses(struct str text);

#endif
