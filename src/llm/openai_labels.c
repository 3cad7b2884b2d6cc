// The probabilities of labels, from the `logprobs` of a chat completion.
#include <math.h>

#include "base/json.h"
#include "llm/labels.h"
#include "llm/openai_reply.h"

static double *scores_at(struct arena *a, const struct request *r,
			 const struct json *token)
{
	const struct json *top = json_get(token, "top_logprobs");
	size_t n = json_len(top), got = 0;
	struct token_odds *odds = arena_array(a, n + 1, sizeof(*odds));
	for (size_t i = 0; i < n; i++) {
		const struct json *one = json_at(top, i);
		odds[got].text = json_str(json_get(one, "token"));
		got += json_num(json_get(one, "logprob"), &odds[got].logprob);
	}
	if (!got)
		return NULL;
	double *scores = arena_array(a, r->n_continuations, sizeof(*scores));
	label_scores(r, odds, got, scores);
	return scores;
}

// A reply without a label, of which the probabilities are known all the same.
static double *no_label(struct arena *a, const struct request *r)
{
	double *scores = arena_array(a, r->n_continuations, sizeof(*scores));
	for (size_t i = 0; i < r->n_continuations; i++)
		scores[i] = -INFINITY;
	return scores;
}

void openai_reply_labels(struct arena *a, const struct http_reply *reply,
			 const struct request *r, struct attempt *attempt)
{
	if (!r->n_continuations || attempt->failure != FAILURE_NONE)
		return;
	const struct json *j = json_parse(a, reply->body, 0, NULL, NULL);
	const struct json *choice = json_at(json_get(j, "choices"), 0);
	const struct json *tokens = json_get(json_get(choice, "logprobs"), "content");
	size_t n = json_len(tokens);
	struct str *texts = arena_array(a, n + 1, sizeof(*texts));
	for (size_t i = 0; i < n; i++)
		texts[i] = json_str(json_get(json_at(tokens, i), "token"));
	size_t place = label_place(r, arena_join(a, texts, n, STR("")));
	if (place == STR_NPOS && n && json_get(json_at(tokens, 0), "top_logprobs")) {
		attempt->scores = no_label(a, r);
		attempt->n_scores = r->n_continuations;
		return;
	}
	for (size_t i = 0, end = 0; i < n; i++) {
		end += texts[i].n;
		if (place >= end)
			continue;
		attempt->scores = scores_at(a, r, json_at(tokens, i));
		attempt->n_scores = attempt->scores ? r->n_continuations : 0;
		return;
	}
}
