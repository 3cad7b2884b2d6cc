// What a provider of models gives: one `const struct provider_desc` at the bottom of its
// file, one line in registry.c.
//
// The queue (queue.c) owns waiting, limits and repetition; a provider owns one attempt at
// a time per job.
#ifndef LLM_PROVIDER_H
#define LLM_PROVIDER_H

#include "core/taxonomy.h" // struct bilingual
#include "llm/llm.h"

struct http;

struct job { // one request on its way
	const struct request *request;
	struct model *model;
};

// What an attempt came to; text is valid during provider_finish() only.
struct attempt {
	enum failure failure;
	bool final;       // not to be repeated, whatever the failure
	bool unreachable; // the host cannot be reached at all
	bool silent;      // and that took long to find out: it did not even refuse
	int http_status;
	double retry_after; // seconds, NaN unknown
	struct str text, thinking, finish, message,
		raw; // raw: the body, hashed by the queue
	struct usage usage;
	const double *scores;
	size_t n_scores;
};

struct provider_desc {
	const char *name;
	struct bilingual summary;
	const char *example;    // openai/gpt-4o-mini
	const char *const *env; // variables read, NULL at the end
	bool local;             // no network
	unsigned abilities;     // enum model_abilities
	// NULL: it cannot know. See llm_weights_hash().
	bool (*weights_hash)(struct arena *a, struct str rest, struct str *hash,
			     struct err *e);
	// `model->name` after the slash is `rest`. Fills model->data, endpoint, facts;
	// limits may be lowered.
	bool (*open)(struct model *m, struct str rest, struct err *e);
	// NULL: a name stands for itself. See llm_expand().
	bool (*expand)(struct arena *a, struct str rest, struct opt_list *out,
		       struct err *e);
	void (*close)(struct model *m);
	// Starts an attempt. It ends by provider_finish(), on the I/O thread, later or at
	// once. Called from llm_poll() only.
	void (*start)(struct job *job);
	// Runs what became ready on other threads (NULL if there are none); how many jobs
	// it finished.
	size_t (*collect)(struct model *m);
	struct replay_left (*left)(const struct model *m); // NULL but for replay
};

struct model {
	struct llm *llm;
	const struct provider_desc *provider;
	char *name;
	struct facts facts;
	struct str endpoint;
	int64_t limit;      // in flight at once
	void *data;         // the provider's
	struct arena arena; // lives with the model
	struct model *next;
	struct model_queue *queue; // the queue's
};

void provider_finish(struct job *job, const struct attempt *attempt);
struct http *provider_http(struct model *m);
const struct llm_settings *provider_settings(const struct model *m);

extern const struct provider_desc *const providers[]; // sorted by name
extern const size_t providers_n;
const struct provider_desc *provider_find(struct str name);

#endif
