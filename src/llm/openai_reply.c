// The wire: https://platform.openai.com/docs/api-reference/chat, and what vLLM, SGLang,
// Ollama, llama.cpp, LiteLLM, Azure, DeepSeek and DashScope are seen to send in its
// place.
#include "llm/openai_reply.h"

#include <math.h>

#include "base/utf8.h"
#include "llm/thinking.h"

#define SHOWN 200 // bytes of a strange body that a message repeats

static struct attempt failed(enum failure failure, struct str message)
{
	return (struct attempt){
		.failure = failure,
		.message = message,
		.retry_after = NAN,
		.usage = {-1, -1, -1},
	};
}

// One line of what was sent instead: control characters become blanks.
static struct str glimpse(struct arena *a, struct str body)
{
	char *line = arena_cstr(a, str_slice(body, 0, SHOWN));
	for (size_t i = 0; i < body.n && i < SHOWN; i++)
		if ((unsigned char)line[i] < ' ')
			line[i] = ' ';
	struct str shown = {line, body.n < SHOWN ? body.n : SHOWN};
	return str_trim(utf8_repair(a, shown)); // a code point may have been cut, too
}

static struct attempt malformed(struct arena *a, struct str body, const char *what)
{
	struct str shown = glimpse(a, body);
	return failed(FAILURE_MALFORMED,
		      arena_printf(a, "%s%s" STR_FMT, what, shown.n ? ": " : "",
				   STR_ARG(shown)));
}

// --- Failures.

static bool mentions_any(struct str text, const char *const *what)
{
	for (; *what; what++)
		if (str_find(text, str_of(*what)) != STR_NPOS)
			return true;
	return false;
}

static enum failure kind_of_status(int status)
{
	switch (status) {
	case 401:
	case 403:
		return FAILURE_AUTH;
	case 301: // the base URL is not quite right
	case 302:
	case 307:
	case 308:
	case 404: // no such model, or no such path: the base URL again
	case 405:
		return FAILURE_NO_MODEL;
	case 408:
		return FAILURE_TIMEOUT;
	case 413:
		return FAILURE_CONTEXT;
	case 429:
		return FAILURE_RATE_LIMIT;
	default:
		return status >= 500 ? FAILURE_SERVER : FAILURE_REQUEST;
	}
}

// What codes or the message say more exactly than the status does. Codes of OpenAI,
// Azure, DashScope, Moonshot and llama.cpp; messages of OpenAI and vLLM, DeepSeek, SGLang
// and others that give no code.
static enum failure kind_of_error(int status, struct str codes, struct str message)
{
	static const char *const blocked[] = {"content_filter",
					      "content_policy",
					      "data_inspection_failed",
					      "DataInspectionFailed",
					      "ResponsibleAIPolicy",
					      "contentFilter",
					      NULL};
	static const char *const blocked_said[] = {"Content Exists Risk",
						   "considered high risk", NULL};
	static const char *const context[] = {"context_length_exceeded",
					      "string_above_max_length",
					      "exceed_context_size", NULL};
	static const char *const context_said[] = {
		"context length",           "context size",          "context window",
		"maximum model length",     "too many tokens",       "prompt is too long",
		"maximum number of tokens", "Range of input length", NULL};
	static const char *const auth[] = {"insufficient_quota", "invalid_api_key", NULL};
	static const char *const no_model[] = {"model_not_found", NULL};
	bool refused = status >= 400 && status < 500 && status != 429;
	if (mentions_any(codes, blocked) ||
	    (refused && mentions_any(message, blocked_said)))
		return FAILURE_BLOCKED;
	if (mentions_any(codes, context) ||
	    (refused && mentions_any(message, context_said)))
		return FAILURE_CONTEXT;
	if (mentions_any(codes, auth))
		return FAILURE_AUTH;
	if (mentions_any(codes, no_model))
		return FAILURE_NO_MODEL;
	return kind_of_status(status);
}

static struct str text_at(const struct json *j, const char *key)
{
	return json_str(json_get(j, key));
}

// {"error": {"message", "type", "code"}}, {"error": "..."} and {"message": "..."} all
// occur, and gateways send the first with status 200 and the status as its code.
static struct attempt read_error(struct arena *a, const struct http_reply *reply,
				 const struct json *j)
{
	const struct json *error = json_get(j, "error");
	if (!error)
		error = j;
	struct str codes[] = {
		text_at(error, "code"),
		text_at(error, "type"),
		text_at(json_get(error, "innererror"), "code"),
	};
	int64_t status = reply->status;
	if (status < 300 && !json_int(json_get(error, "code"), &status))
		status = 502; // the gateway's way to say that what is behind it failed
	struct str message = text_at(error, "message");
	if (!message.p)
		message = json_str(error);
	message = glimpse(a, message.p ? message : reply->body);
	enum failure kind =
		kind_of_error((int)status, arena_join(a, codes, COUNT(codes), STR(" ")),
			      message);
	struct attempt attempt =
		failed(kind, arena_printf(a, "HTTP %d%s" STR_FMT, reply->status,
					  message.n ? ": " : "", STR_ARG(message)));
	attempt.retry_after = reply->retry_after;
	return attempt;
}

// --- Success.

// A string, or a list of parts {"type": "text", "text": "..."}.
static struct str content_text(struct arena *a, const struct json *content)
{
	if (!content || content->kind != JSON_ARRAY)
		return json_str(content);
	struct str *parts = arena_array(a, json_len(content) + 1, sizeof(*parts));
	size_t n = 0;
	for (size_t i = 0; i < json_len(content); i++) {
		struct str text = json_str(json_get(json_at(content, i), "text"));
		if (text.p)
			parts[n++] = text;
	}
	return arena_join(a, parts, n, STR(""));
}

static struct usage read_usage(const struct json *j)
{
	struct usage usage = {-1, -1, -1};
	const struct json *u = json_get(j, "usage");
	json_int(json_get(u, "prompt_tokens"), &usage.in);
	json_int(json_get(u, "completion_tokens"), &usage.out);
	json_int(json_get(json_get(u, "completion_tokens_details"), "reasoning_tokens"),
		 &usage.thinking);
	return usage;
}

static struct attempt read_choice(struct arena *a, const struct http_reply *reply,
				  const struct json *j)
{
	const struct json *choice = json_at(json_get(j, "choices"), 0);
	const struct json *message = json_get(choice, "message");
	if (!message && !json_is_null(json_get(j, "error")))
		return read_error(a, reply, j);
	if (!message)
		return malformed(a, reply->body, "expected choices[0].message");
	struct attempt attempt = {
		.text = content_text(a, json_get(message, "content")),
		.thinking = json_str(json_get(message, "reasoning_content")),
		.finish = json_str(json_get(choice, "finish_reason")),
		.usage = read_usage(j),
		.retry_after = NAN,
	};
	struct str refusal = json_str(json_get(message, "refusal"));
	if (!attempt.text.n && refusal.n)
		attempt.text = refusal;
	if (!attempt.thinking.p)
		attempt.thinking = json_str(json_get(message, "reasoning"));
	if (str_is(attempt.finish, "content_filter") || // OpenAI, and Zhipu:
	    str_is(attempt.finish, "sensitive")) {
		attempt.failure = FAILURE_BLOCKED;
		attempt.message = STR("the provider's filter stopped the answer");
		return attempt;
	}
	if (!attempt.text.p && !json_is_null(json_get(message, "content")))
		return malformed(a, reply->body,
				 "choices[0].message.content: expected text");
	split_thinking(&attempt);
	return attempt;
}

static struct attempt read_reply(struct arena *a, const struct http_reply *reply)
{
	bool good = reply->status >= 200 && reply->status < 300;
	if (good && !str_trim(reply->body).n)
		return failed(FAILURE_MALFORMED, STR("the reply is empty"));
	const struct json *j = json_parse(a, reply->body, 0, NULL, NULL);
	if (good)
		return j && j->kind == JSON_OBJECT
			       ? read_choice(a, reply, j)
			       : malformed(a, reply->body, "the reply is no JSON");
	return read_error(a, reply, j);
}

struct attempt openai_reply_read(struct arena *a, const struct http_reply *reply)
{
	struct attempt attempt;
	switch (reply->outcome) {
	case HTTP_TIMEOUT:
		attempt = failed(FAILURE_TIMEOUT, str_of(reply->message));
		break;
	case HTTP_UNREACHABLE:
	case HTTP_NO_ANSWER:
	case HTTP_NETWORK:
		attempt = failed(FAILURE_NETWORK, str_of(reply->message));
		break;
	case HTTP_TOO_LARGE:
		attempt = failed(FAILURE_TOO_LARGE, str_of(reply->message));
		break;
	case HTTP_REPLY:
		attempt = read_reply(a, reply);
		attempt.raw = reply->body;
		break;
	}
	attempt.silent = reply->outcome == HTTP_NO_ANSWER;
	attempt.unreachable = attempt.silent || reply->outcome == HTTP_UNREACHABLE;
	attempt.http_status = reply->status;
	return attempt;
}

struct attempt openai_reply_moderation(struct arena *a, const struct http_reply *reply)
{
	bool good = reply->outcome == HTTP_REPLY && reply->status >= 200 &&
		    reply->status < 300;
	if (!good)
		return openai_reply_read(a, reply);
	const struct json *j = json_parse(a, reply->body, 0, NULL, NULL);
	struct attempt attempt = {.text = reply->body, .usage = {-1, -1, -1}};
	if (!json_at(json_get(j, "results"), 0))
		attempt = malformed(a, reply->body, "expected results[0]");
	attempt.retry_after = NAN;
	attempt.raw = reply->body;
	attempt.http_status = reply->status;
	return attempt;
}

static bool read_vector(struct arena *a, const struct json *list, struct attempt *out)
{
	size_t n = json_len(list);
	double *vector = arena_array(a, n + 1, sizeof(*vector));
	for (size_t i = 0; i < n; i++)
		if (!json_num(json_at(list, i), &vector[i]))
			return false;
	out->scores = vector;
	out->n_scores = n;
	return n > 0;
}

struct attempt openai_reply_embedding(struct arena *a, const struct http_reply *reply)
{
	bool good = reply->outcome == HTTP_REPLY && reply->status >= 200 &&
		    reply->status < 300;
	if (!good)
		return openai_reply_read(a, reply);
	const struct json *j = json_parse(a, reply->body, 0, NULL, NULL);
	struct attempt attempt = {.usage = read_usage(j)};
	const struct json *first = json_at(json_get(j, "data"), 0);
	if (!read_vector(a, json_get(first, "embedding"), &attempt))
		attempt = malformed(a, reply->body, "expected data[0].embedding");
	attempt.retry_after = NAN;
	attempt.raw = reply->body;
	attempt.http_status = reply->status;
	return attempt;
}
