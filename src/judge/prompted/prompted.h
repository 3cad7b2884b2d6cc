// Judges that are a model with a prompt: `llm`, and those that ask otherwise but read
// alike (`cvalues-grade`).
//
// What is sent: the criteria, and the material between marker lines whose code is drawn
// for each sample. What comes back: one structured reply, repaired once if it cannot be
// read (opinion.h), several of them where the settings say so. Texts:
// data/judges/llm.yaml.
#ifndef JUDGE_PROMPTED_H
#define JUDGE_PROMPTED_H

#include "judge/judge.h"
#include "judge/prompted/opinion.h"

#define PROMPTED_REPEATS_MAX 8

struct prompted_settings {
	bool cot, logprobs, tags, send_temperature;
	struct str scale, lang, combine;
	int64_t repeats, max_tokens;
	double threshold, temperature; // temperature < 0: 0, or 0.7 of repeats
	struct str purpose, policy, rubric;
	const struct taxonomy *taxonomy; // of the tags, or NULL
};
extern const struct opt prompted_rows[]; // over it

// What the reply is to hold of this sample, and what else differs between such judges.
struct prompted_kind {
	enum opinion_of (*of)(const struct sample *s);
	// The criteria: a text, in the arena.
	struct str (*criteria)(struct arena *a, const struct prompted_settings *p,
			       const struct sample *s, struct str lang);
};

struct prompted_ask {                   // what one sample is asked with
	const struct message *messages; // [n]
	size_t n;
	struct str schema;
	struct opinion_wanted wanted;
	struct str lang;
};
struct prompted_ask prompted_make(struct arena *a, const struct prompted_kind *kind,
				  const struct prompted_settings *p,
				  const struct sample *s);
extern const struct prompted_kind prompted_llm; // of the judge `llm`
// The reply that says this judgement, in the form that was asked for; what the judgement
// does not know is left out. For those who train such a judge.
struct str prompted_reply(struct arena *a, const struct prompted_ask *ask,
			  const struct prompted_settings *p, const struct judgement *j);
// What is said when the reply could not be read.
struct str prompted_repair(struct arena *a, const char *fault, struct str lang);
// A text of llm.yaml by its path, in this language: prompted_text(lang, "criteria",
// "refuse").
struct str prompted_text(struct str lang, const char *section, const char *key);
// A hash of what all such judges say: part of their versions.
struct str prompted_version(struct arena *a, struct str more);

struct prompted_state { // a machine's
	struct prompted_ask ask;
	struct opinion opinions[PROMPTED_REPEATS_MAX];
	bool failed[PROMPTED_REPEATS_MAX]; // no reply came
	struct str failure;
	size_t open[PROMPTED_REPEATS_MAX]; // [n_open] that are asked for now
	size_t n_open;
	bool repairing;
};
enum step prompted_step(const struct prompted_kind *kind, struct prompted_state *state,
			const struct prompted_settings *p, const struct sample *s,
			const struct event *event, struct judge_out *out);

#endif
