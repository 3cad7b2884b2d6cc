// What the generators that ask a model have in common: one request a task, its reply read
// in whatever shape it came, each text checked. Private to this room.
#ifndef GENERATE_STRATEGY_H
#define GENERATE_STRATEGY_H

#include "base/rng.h"
#include "generate/prompt.h"

struct strategy_state { // of one machine; all in the arena of its output
	struct prompt prompt;
	struct asking asking;
	const struct item *const *from; // [asking.n_numbered] the items numbered
	const struct str *modes;        // [the same] what is done to each, or NULL
};

// What differs: fills asking (and from, modes) from the task. False: there is nothing to
// ask from, out->step.why says what is missing.
typedef bool (*strategy_fill)(struct strategy_state *s, const struct task *task,
			      struct rng *r, struct generate_out *out);

enum step strategy_step(const char *name, strategy_fill fill, void *state,
			const struct task *task, const struct event *event,
			struct generate_out *out);

// Draws `n` of the task's seeds, in order of a shuffle that the seed fixes and `round`
// moves on in, so that all come up before any comes again. Fills from and n_numbered.
void strategy_take_seeds(struct strategy_state *s, const struct task *task, size_t n,
			 struct arena *a);
// Draws `n` angles to vary by, in the task's language.
void strategy_draw_angles(struct strategy_state *s, const struct task *task,
			  struct rng *r, size_t n, struct arena *a);

#endif
