#include "llm/llama_labels.h"

#include <math.h>

#include "llm/labels.h"

struct llama_odds {     // of the token at hand
	size_t place;   // of the label that j->scores are for
	float logits[]; // one a token of the vocabulary
};

static bool is_wanted(const struct llama_job *j)
{
	const struct request *r = j->request;
	return r->kind == CALL_CHAT && r->n_continuations;
}

static size_t vocabulary(const struct llama_file *f)
{
	return (size_t)llama_vocab_n_tokens(f->vocab);
}

void llama_labels_before(const struct llama_file *f, struct llama_job *j,
			 const float *logits)
{
	if (!is_wanted(j) || label_from(j->request, buf_str(&j->text)) == STR_NPOS ||
	    label_place(j->request, buf_str(&j->text)) != STR_NPOS)
		return;
	size_t n = vocabulary(f);
	if (!j->odds)
		j->odds = mem_zalloc(sizeof(*j->odds) + n * sizeof(float));
	memcpy(j->odds->logits, logits, n * sizeof(float));
}

// All tokens are looked at: what a grammar made the model say need not be among its
// likeliest.
static void score(const struct llama_file *f, struct llama_job *j)
{
	const struct request *r = j->request;
	const float *logits = j->odds->logits;
	double most = -INFINITY, sum = 0;
	struct buf text;
	size_t n = vocabulary(f);
	if (!j->scores)
		j->scores = mem_zalloc(r->n_continuations * sizeof(double));
	j->n_scores = r->n_continuations;
	for (size_t i = 0; i < r->n_continuations; i++)
		j->scores[i] = 0;
	for (size_t i = 0; i < n; i++)
		most = logits[i] > most ? logits[i] : most;
	buf_init(&text, (size_t)1 << 20);
	for (size_t i = 0; i < n; i++) {
		double weight = exp(logits[i] - most);
		sum += weight;
		buf_clear(&text);
		llama_token_text(f, (llama_token)i, &text);
		size_t label = label_of(r, buf_str(&text));
		if (label != STR_NPOS)
			j->scores[label] += weight;
	}
	buf_release(&text);
	for (size_t i = 0; i < r->n_continuations; i++)
		j->scores[i] = log(j->scores[i] / sum);
}

void llama_labels_after(const struct llama_file *f, struct llama_job *j, size_t before)
{
	if (!is_wanted(j) || !j->odds)
		return;
	size_t place = label_begun(j->request, buf_str(&j->text));
	if (place == STR_NPOS || place < before)
		return;
	j->odds->place = place;
	score(f, j);
}

void llama_labels_end(struct llama_job *j)
{
	if (!is_wanted(j) || !j->scores ||
	    label_place(j->request, buf_str(&j->text)) == j->odds->place)
		return;
	mem_free(j->scores); // what had begun was no label
	j->scores = NULL;
}
