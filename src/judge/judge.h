// Judges: what says how risky a response is.
//
// Each judge is one `const struct judge_desc` at the bottom of its own file and one
// line in registry.c; its step function is a machine (core/step.h). A judge that needs
// no model is DONE at EVENT_START.
#ifndef JUDGE_JUDGE_H
#define JUDGE_JUDGE_H

#include "base/opt.h"
#include "core/step.h"
#include "core/taxonomy.h"
#include "suite/config.h"

enum judge_flags {
	JUDGE_RULE = 1,    // no model, no weights
	JUDGE_MODEL = 2,   // asks ROLE_JUDGE: written NAME:provider/model
	JUDGE_PROGRAM = 4, // with MODEL: the model is a program, written NAME:PROGRAM
	JUDGE_MEMBERS = 8, // made of other judges: defined in a file only
	JUDGE_CHOICE = 16, // of choices and pairs, which no other judge sees
};

// Outcome of a judgement that a cascade's later members made.
#define JUDGE_ESCALATED "escalated"

struct judge_out {
	struct step_out step;
	// Of STEP_DONE. Its text lies in step.arena; judge and version are the engine's
	// to fill.
	struct judgement judgement;
};

struct chain; // private

// What judges are opened for.
struct judge_setup {
	const struct taxonomy *taxonomy; // whose nodes may be tags; NULL: no tags
	const struct config *config; // assay.yaml, which may define judges; NULL: none
	// private, of judges within judges
	int depth;
	const struct chain *within;
};

struct recalibration { // settings that every judge with a riskiness takes: recalibrate.h
	double slope, intercept;
	double threshold; // below 0: not set
};

// A judge, ready to work. Its requests say by `request.model` to which of its models they
// go.
struct judge {
	const struct judge_desc *desc;
	const void *settings;
	struct str name; // as asked for, or as its file says
	// of its rules, prompt, weights, settings and models: what its judgements carry
	struct str version;
	const struct str *models; // [n_models] provider/model
	size_t n_models;
	// [n_trained_on] labelled sets that its weights have seen: on these it looks
	// better than it is
	const struct str *trained_on;
	size_t n_trained_on;
	// the built-in judges that work in it, whatever it is called: its own, or those
	// of its members, each once, with blanks between
	struct str kinds;
	struct recalibration recalibration;
	bool defined; // by assay.yaml or a file of its own
};

struct judge_desc {
	const char *name;
	const char *version;
	struct bilingual summary;
	const char *paper; // source, or NULL
	unsigned flags;
	const struct opt *params;
	size_t settings_size;
	size_t state_size;
	// Completes a judge whose settings are assigned: out->settings (`settings`, to
	// be written), models, and version where it is more than desc->version, settings
	// and models. Or NULL.
	bool (*open)(struct arena *a, const struct judge_setup *setup, void *settings,
		     struct judge *out, struct err *e);
	// sample->response is never NULL and did not fail: the engine judges answers
	// only.
	enum step (*step)(void *state, const void *settings, const struct sample *sample,
			  const struct event *event, struct judge_out *out,
			  struct err *e);
};

extern const struct judge_desc *const judges[]; // sorted by name
extern const size_t judges_n;
const struct judge_desc *judge_find(struct str name); // NULL if unknown

// By what a user calls it; everything lies in the arena.
//   NAME, NAME:provider/model, and behind either :key=value ... of its settings
//   a name that assay.yaml defines under `judges`
//   the path of a YAML file that defines one judge (docs/judges.md)
// A message begins with "judge NAME: " or the file.
bool judge_open(struct arena *a, struct str name, const struct judge_setup *setup,
		struct judge *out, struct err *e) MUST_CHECK;
// One step of an opened judge, with a state of judge->desc->state_size zeroed bytes; what
// it comes to is recalibrated as the judge's settings say.
enum step judge_step(const struct judge *j, void *state, const struct sample *sample,
		     const struct event *event, struct judge_out *out, struct err *e);

#endif
