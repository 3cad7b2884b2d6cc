// llama-bare: how fast the library itself generates, to measure `assay run -m llama/` by.
//
//	llama-bare MODEL PROMPTS MAX_TOKENS CONTEXTS SLOTS CTX_PER_SLOT
//
// PROMPTS holds texts that end in a NUL each. Each context has a thread of its own and
// SLOTS sequences; a slot takes the next prompt as soon as it is free. What is timed is
// what any user of the library has to do: the chat template, tokenising, decoding,
// sampling (greedily) and turning tokens into text. Prints one line of JSON.
#include <dlfcn.h>
#include <errno.h>
#include <ggml-backend.h>
#include <llama.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BATCH 512

struct job {
	struct llama_model *model;
	const struct llama_vocab *vocab;
	char **prompts;
	size_t n_prompts;
	int max_tokens, slots, per_slot;
	atomic_size_t next;
	atomic_size_t in, out, bytes;
};

struct slot {
	llama_token *prompt;
	int n_prompt, fed; // tokens of the prompt, and how many are decoded
	int made;
	int pos;
	int row; // of this step's logits; -1 none
	llama_token last;
	bool busy;
	struct llama_sampler *sampler;
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "llama-bare: %s\n", what);
	exit(1);
}

static void *must(void *p)
{
	if (!p)
		fail("out of memory, or the library refuses");
	return p;
}

static void silent(enum ggml_log_level level, const char *text, void *ctx)
{
	(void)ctx;
	if (level == GGML_LOG_LEVEL_ERROR)
		fputs(text, stderr);
}

static char *read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	if (!f || fseek(f, 0, SEEK_END) != 0)
		fail(strerror(errno));
	long size = ftell(f);
	if (size <= 0)
		fail("no prompts");
	rewind(f);
	char *p = must(malloc((size_t)size + 1));
	*n = fread(p, 1, (size_t)size, f);
	p[*n] = 0;
	fclose(f);
	return p;
}

// Fills a slot with the next prompt, as the model's chat template writes it.
static bool take(struct job *j, struct slot *s, char *text, int text_size)
{
	size_t i = atomic_fetch_add(&j->next, 1);
	if (i >= j->n_prompts)
		return false;
	struct llama_chat_message message = {"user", j->prompts[i]};
	const char *form = llama_model_chat_template(j->model, NULL);
	int n = llama_chat_apply_template(form, &message, 1, true, text, text_size);
	if (n < 0 || n > text_size)
		fail("the chat template does not apply");
	s->n_prompt =
		llama_tokenize(j->vocab, text, n, s->prompt, j->per_slot, true, true);
	if (s->n_prompt <= 0 || s->n_prompt + j->max_tokens > j->per_slot)
		fail("a prompt does not fit");
	s->fed = s->made = s->pos = 0;
	s->busy = true;
	llama_sampler_reset(s->sampler);
	atomic_fetch_add(&j->in, (size_t)s->n_prompt);
	return true;
}

static void add(struct llama_batch *b, struct slot *s, int seq, llama_token token,
		bool logits)
{
	int i = b->n_tokens++;
	b->token[i] = token;
	b->pos[i] = s->pos++;
	b->n_seq_id[i] = 1;
	b->seq_id[i][0] = seq;
	b->logits[i] = logits;
	s->row = logits ? i : -1;
}

// One step's batch: every slot's last token, then as much of the new prompts as fits.
static void fill(struct job *j, struct llama_batch *b, struct slot *slots)
{
	b->n_tokens = 0;
	for (int k = 0; k < j->slots; k++) {
		slots[k].row = -1;
		if (slots[k].busy && slots[k].fed == slots[k].n_prompt)
			add(b, &slots[k], k, slots[k].last, true);
	}
	for (int k = 0; k < j->slots; k++) {
		struct slot *s = &slots[k];
		while (s->busy && s->fed < s->n_prompt && b->n_tokens < BATCH) {
			s->fed++;
			add(b, s, k, s->prompt[s->fed - 1], s->fed == s->n_prompt);
		}
	}
}

// Takes the slot's next token out of the step's logits; false when its answer ends.
static bool advance(struct job *j, struct llama_context *ctx, struct slot *s)
{
	char piece[256];
	s->last = llama_sampler_sample(s->sampler, ctx, s->row);
	if (llama_vocab_is_eog(j->vocab, s->last))
		return false;
	s->made++;
	atomic_fetch_add(&j->out, 1);
	int n = llama_token_to_piece(j->vocab, s->last, piece, sizeof piece, 0, false);
	atomic_fetch_add(&j->bytes, n > 0 ? (size_t)n : 0);
	return s->made < j->max_tokens;
}

static struct llama_context *context(const struct job *j)
{
	struct llama_context_params p = llama_context_default_params();
	p.n_ctx = (uint32_t)(j->slots * j->per_slot);
	p.n_batch = p.n_ubatch = BATCH;
	p.n_seq_max = (uint32_t)j->slots;
	p.n_threads = p.n_threads_batch = 1;
	p.no_perf = true;
	return must(llama_init_from_model(j->model, p));
}

static void *work(void *arg)
{
	struct job *j = arg;
	int text_size = 64 * 1024;
	char *text = must(malloc((size_t)text_size));
	struct llama_context *ctx = context(j);
	struct llama_batch batch = llama_batch_init(BATCH, 0, 1);
	struct slot *slots = must(calloc((size_t)j->slots, sizeof *slots));
	int busy = 0;

	for (int k = 0; k < j->slots; k++) {
		slots[k].prompt = must(calloc((size_t)j->per_slot, sizeof(llama_token)));
		slots[k].sampler = must(llama_sampler_init_greedy());
		busy += take(j, &slots[k], text, text_size);
	}
	while (busy > 0) {
		fill(j, &batch, slots);
		if (llama_decode(ctx, batch) != 0)
			fail("decoding fails");
		for (int k = 0; k < j->slots; k++) {
			struct slot *s = &slots[k];
			if (s->row < 0 || advance(j, ctx, s))
				continue;
			llama_memory_seq_rm(llama_get_memory(ctx), k, -1, -1);
			s->busy = false;
			busy -= !take(j, s, text, text_size);
		}
	}
	for (int k = 0; k < j->slots; k++) {
		llama_sampler_free(slots[k].sampler);
		free(slots[k].prompt);
	}
	free(slots);
	llama_batch_free(batch);
	llama_free(ctx);
	free(text);
	return NULL;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void load(struct job *j, const char *path)
{
	// Where the library lies, its processors' variants lie too.
	Dl_info info;
	char folder[4096];
	if (!dladdr((void *)(uintptr_t)llama_backend_init, &info))
		fail("cannot find libllama");
	const char *slash = strrchr(info.dli_fname, '/');
	int n = slash ? (int)(slash - info.dli_fname) : 1;
	snprintf(folder, sizeof folder, "%.*s", n, slash ? info.dli_fname : ".");
	llama_log_set(silent, NULL);
	ggml_backend_load_all_from_path(folder);
	llama_backend_init();
	j->model = must(llama_model_load_from_file(path, llama_model_default_params()));
	j->vocab = llama_model_get_vocab(j->model);
}

static void read_prompts(struct job *j, char *text, size_t n)
{
	for (char *p = text; p < text + n; p += strlen(p) + 1)
		j->n_prompts++;
	if (!j->n_prompts)
		fail("no prompts");
	j->prompts = must(calloc(j->n_prompts, sizeof *j->prompts));
	char *p = text;
	for (size_t i = 0; i < j->n_prompts; i++, p += strlen(p) + 1)
		j->prompts[i] = p;
}

int main(int argc, char **argv)
{
	struct job j = {0};
	pthread_t threads[64];
	size_t n;
	if (argc != 7)
		fail("MODEL PROMPTS MAX_TOKENS CONTEXTS SLOTS CTX_PER_SLOT");
	long contexts = strtol(argv[4], NULL, 10);
	j.max_tokens = (int)strtol(argv[3], NULL, 10);
	j.slots = (int)strtol(argv[5], NULL, 10);
	j.per_slot = (int)strtol(argv[6], NULL, 10);
	if (contexts < 1 || contexts > 64 || j.slots < 1 || j.slots > BATCH ||
	    j.max_tokens < 1 || j.per_slot < 1)
		fail("a number is out of range");
	char *text = read_file(argv[2], &n);
	read_prompts(&j, text, n);
	load(&j, argv[1]);
	double start = now();
	for (long i = 0; i < contexts; i++)
		if (pthread_create(&threads[i], NULL, work, &j) != 0)
			fail("no thread");
	for (long i = 0; i < contexts; i++)
		pthread_join(threads[i], NULL);
	printf("{\"in\": %zu, \"out\": %zu, \"bytes\": %zu, \"seconds\": %.4f}\n", j.in,
	       j.out, j.bytes, now() - start);
	llama_model_free(j.model);
	free(j.prompts);
	free(text);
	return 0;
}
