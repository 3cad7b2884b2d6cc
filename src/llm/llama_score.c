// How likely given continuations are (CALL_SCORE).
#include <math.h>

#include "llm/llama_deck.h"

static double log_probability(const float *logits, int32_t n, llama_token token)
{
	double most = logits[0], sum = 0;
	for (int32_t i = 1; i < n; i++)
		most = logits[i] > most ? logits[i] : most;
	for (int32_t i = 0; i < n; i++)
		sum += exp(logits[i] - most);
	return logits[token] - most - log(sum);
}

// Decodes the first `n` tokens of a prompt.
static bool feed(struct deck *d, size_t slot, const struct tokens *t, size_t n)
{
	size_t at = 0;
	while (at < n) {
		d->batch.n_tokens = 0;
		while (at < n && d->batch.n_tokens < DECK_BATCH) {
			deck_put(d, t->p[at], at, slot, false);
			at++;
		}
		if (llama_decode(d->ctx, d->batch) != 0)
			return false;
	}
	return true;
}

// The prompt's last token and all of `more` but its last are decoded; each one's
// successor is scored.
static bool score(struct deck *d, size_t slot, const struct tokens *prompt,
		  const struct tokens *more, double *out)
{
	size_t at = 0, last = prompt->n - 1;
	while (at < more->n) {
		size_t from = at;
		d->batch.n_tokens = 0;
		for (; at < more->n && at - from < SCORED_BATCH; at++)
			deck_put(d, at ? more->p[at - 1] : prompt->p[last], last + at,
				 slot, true);
		if (llama_decode(d->ctx, d->batch) != 0)
			return false;
		for (size_t i = from; i < at; i++)
			*out += log_probability(llama_get_logits_ith(d->ctx,
								     (int32_t)(i - from)),
						llama_vocab_n_tokens(d->file->vocab),
						more->p[i]);
	}
	return true;
}

// Back to the prompt without its last token. Some architectures cannot forget a part: the
// prompt is decoded again.
static bool rewind_to_prompt(struct deck *d, size_t slot, const struct tokens *prompt)
{
	llama_memory_t memory = llama_get_memory(d->ctx);
	size_t last = prompt->n - 1;
	if (llama_memory_seq_rm(memory, (llama_seq_id)slot, (llama_pos)last, -1))
		return true;
	deck_forget(d, slot);
	return feed(d, slot, prompt, last);
}

static void score_one(struct deck *d, size_t slot, struct llama_job *j, size_t i)
{
	struct tokens more = {0};
	llama_text_tokens(d->file, j->request->continuations[i], false, &more);
	if (j->tokens.n + more.n > d->room)
		llama_job_fail(j, FAILURE_CONTEXT,
			       "continuation %zu (%zu tokens) does not fit the context "
			       "behind a prompt of %zu: it holds %u",
			       i, more.n, j->tokens.n, d->room);
	else if (!rewind_to_prompt(d, slot, &j->tokens) ||
		 !score(d, slot, &j->tokens, &more, &j->scores[i]))
		llama_job_fail(j, FAILURE_SERVER,
			       "the library could not decode the batch");
	VEC_FREE(&more);
}

void deck_score(struct deck *d, struct llama_job *j)
{
	const struct request *r = j->request;
	size_t slot = deck_free_slot(d);
	j->scores = mem_zalloc((r->n_continuations + 1) * sizeof(*j->scores));
	j->n_scores = r->n_continuations;
	if (!feed(d, slot, &j->tokens, j->tokens.n - 1))
		llama_job_fail(j, FAILURE_SERVER,
			       "the library could not decode the batch");
	for (size_t i = 0; i < r->n_continuations && j->failure == FAILURE_NONE; i++)
		score_one(d, slot, j, i);
	deck_forget(d, slot);
}
