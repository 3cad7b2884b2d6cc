// Asking models: every call of the program goes through this one queue.
//
// A model is opened by name ("openai/gpt-4o-mini", "llama/model.gguf",
// "replay/responses.jsonl"). llm_ask() puts a request into the model's queue; it is sent
// when the model's concurrency limit allows, sent again by kind of failure (jittered
// exponential back-off, Retry-After honoured), and its call comes back through the
// callback, on the same thread, from llm_poll(), never from llm_ask() itself. Everything
// here belongs to the I/O thread; providers that compute (llama) have threads of their
// own behind this header. Keys come from the environment and appear nowhere.
#ifndef LLM_LLM_H
#define LLM_LLM_H

#include "base/opt.h"
#include "core/sample.h"

struct llm;
struct model;

struct llm_settings {
	int64_t concurrency; // requests in flight per model, default 20
	int64_t retries;     // further attempts after the first, default 4
	double timeout;      // seconds a request over the network may take, default 120
	double backoff; // seconds before the first repetition, doubled each time, default
			// 1
	double backoff_max; // default 60
	int64_t max_reply;  // bytes, default 8 MiB
	bool deterministic; // llama: one sequence a batch, so that the same bits come
			    // back
	int64_t threads;    // llama: contexts decoding side by side; 0: one per processor
	uint64_t seed;      // of the back-off's jitter
};

// Option rows over the struct llm_settings that is member `at` of `type`, for a command's
// own table.
#define LLM_OPTION_ROWS(type, at)                                                       \
	{"concurrency",                                                                 \
	 'c',                                                                           \
	 OPT_INT,                                                                       \
	 offsetof(type, at.concurrency),                                                \
	 "N",                                                                           \
	 "20",                                                                          \
	 1,                                                                             \
	 65535,                                                                         \
	 NULL,                                                                          \
	 "requests in flight at once, per model"},                                      \
		{"retries",                                                             \
		 0,                                                                     \
		 OPT_INT,                                                               \
		 offsetof(type, at.retries),                                            \
		 "N",                                                                   \
		 "4",                                                                   \
		 0,                                                                     \
		 1000,                                                                  \
		 NULL,                                                                  \
		 "further attempts after a timeout, a rate limit or a server's "        \
		 "failure"},                                                            \
		{"timeout", 0,                                                          \
		 OPT_REAL,  offsetof(type, at.timeout),                                 \
		 "SECONDS", "120",                                                      \
		 0.001,     86400,                                                      \
		 NULL,      "how long one request may take"},                           \
		{"backoff",                                                             \
		 0,                                                                     \
		 OPT_REAL,                                                              \
		 offsetof(type, at.backoff),                                            \
		 "SECONDS",                                                             \
		 "1",                                                                   \
		 0,                                                                     \
		 3600,                                                                  \
		 NULL,                                                                  \
		 "wait before the first repetition; doubled each time, with jitter"},   \
		{"backoff-max",                                                         \
		 0,                                                                     \
		 OPT_REAL,                                                              \
		 offsetof(type, at.backoff_max),                                        \
		 "SECONDS",                                                             \
		 "60",                                                                  \
		 0,                                                                     \
		 3600,                                                                  \
		 NULL,                                                                  \
		 "the longest wait before a repetition"},                               \
		{"max-reply", 0,                                                        \
		 OPT_INT,     offsetof(type, at.max_reply),                             \
		 "BYTES",     "8388608",                                                \
		 1024,        1e9,                                                      \
		 NULL,        "a longer reply is broken off and fails as too large"},   \
		{"deterministic",                                                       \
		 0,                                                                     \
		 OPT_FLAG,                                                              \
		 offsetof(type, at.deterministic),                                      \
		 NULL,                                                                  \
		 NULL,                                                                  \
		 0,                                                                     \
		 0,                                                                     \
		 NULL,                                                                  \
		 "llama: one sequence a batch, so that the same bits come back"},       \
	{                                                                               \
		"threads", 0, OPT_INT, offsetof(type, at.threads), "N", "0", 0, 1024,   \
			NULL,                                                           \
			"llama: contexts decoding side by side; 0 is one per processor" \
	}

struct llm *llm_create(const struct llm_settings *settings);
void llm_destroy(struct llm *l); // what is under way is dropped without callback

// The targets that a name stands for: itself, but for a replay file with several models'
// answers, which gives one for each ("replay/FILE#MODEL").
bool llm_expand(struct arena *a, struct str name, struct opt_list *out,
		struct err *e) MUST_CHECK;

// A hash of the weights that a name stands for, so that what was trained on a model knows
// it again; STR_NONE where the provider cannot know (a server).
bool llm_weights_hash(struct arena *a, struct str name, struct str *hash,
		      struct err *e) MUST_CHECK;

// Opens a model and checks what can be checked without asking: the file of a GGUF, the
// key's presence. The same name gives the same model. Messages name what to do ("set
// OPENAI_API_KEY").
struct model *llm_model(struct llm *l, struct str name, struct err *e) MUST_CHECK;
const char *model_name(const struct model *m);
// What the provider knows: from the GGUF, ...
const struct facts *model_facts(const struct model *m);
// What it can be asked besides chats.
enum model_abilities {
	MODEL_SCORES = 1, // CALL_SCORE
	MODEL_LABELS = 2, // labels of a CALL_CHAT (their probabilities may not come back)
};
unsigned model_abilities(const struct model *m);
// Part of a request's hash; STR_NONE where there is none.
struct str model_endpoint(const struct model *m);

// `r` and all behind it must live until the callback. `call` and its text are valid
// during the callback only.
typedef void (*llm_done)(void *ctx, const struct call *call);
void llm_ask(struct llm *l, struct model *m, const struct request *r, llm_done done,
	     void *ctx);
// Moves everything on; waits at most timeout_ms. Returns the number of callbacks made.
size_t llm_poll(struct llm *l, int timeout_ms);
// Makes a waiting poll return. Any thread, and signal handlers.
void llm_wake(struct llm *l);
size_t llm_waiting(const struct llm *l);   // asked, not yet sent, or to be sent again
size_t llm_in_flight(const struct llm *l); // sent
// How many more could be sent at once: how much to plan ahead.
size_t model_room(const struct model *m);

// A request that can never succeed (wrong key, unknown model, host unreachable) before
// any success: set once, with one line.
bool llm_hopeless(const struct llm *l, struct err *e);

// replay: recorded responses that nothing asked for, by the end of a run. Zero for other
// providers.
struct replay_left {
	size_t unmatched;
	size_t first_line; // of the file, where the first of them stands
};
struct replay_left model_replay_left(const struct model *m);

#endif
