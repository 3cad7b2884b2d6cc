// The judge of record: which one --record means, and making it that of a run that was
// made.
#ifndef ENGINE_JUDGE_RECORD_H
#define ENGINE_JUDGE_RECORD_H

#include "engine/run.h"
#include "judge/judge.h"
#include "store/store.h"

struct judge_called {
	struct str asked; // -j of the user
	struct str name;  // what it calls itself; as asked where it is not open yet
};
// Which of them `wanted` means: the one that is asked or called so, or else the only one
// that is it with a model or settings behind it (llm of llm:openai/x). *out == n: none
// of them. False, with the names of those, where it may be several.
bool judge_record_find(struct arena *a, const struct judge_called *of, size_t n,
		       struct str wanted, size_t *out, struct err *e) MUST_CHECK;
// Puts in the place of *name the one of `names` that it means, and leaves it if none.
bool judge_record_among(struct arena *a, const struct opt_list *names, struct str *name,
			struct err *e) MUST_CHECK;
// As a user may name them, with commas between them.
struct str judge_record_names(struct arena *a, const struct judge_called *of, size_t n);

// `asked` is how the user named it. Of choices and pairs if the judge reads these, else
// of all others. The run's own settings, `run`, name it from now on, so that `assay
// resume` goes by it too; what they then hold lies in the arena.
bool judge_record_put(struct store *store, struct arena *a, const struct judge *judge,
		      struct str asked, struct run_settings *run,
		      struct err *e) MUST_CHECK;

// Notes in the run's file what a judge is made of (docs/run-file.md, "judge.kinds/"),
// which its name does not say.
bool judge_record_kinds(struct store *store, struct arena *a, const struct judge *judge,
			struct err *e) MUST_CHECK;

#endif
