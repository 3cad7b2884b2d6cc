// The wire: https://platform.openai.com/docs/api-reference/chat, and what vLLM, SGLang,
// Ollama, llama.cpp, LiteLLM, Azure, DeepSeek and DashScope are seen to send in its
// place.
#include "llm/openai_reply.h"

#include <math.h>

#include "base/utf8.h"

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

static bool mentions(struct str text, const char *what)
{
	return str_find(text, str_of(what)) != STR_NPOS;
}

static enum failure kind_of_status(int status)
{
	switch (status) {
	case 401:
	case 403:
		return FAILURE_AUTH;
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

// What a code or a message says more exactly than the status does.
static enum failure kind_of_error(int status, struct str code, struct str message)
{
	if (mentions(code, "content_filter") || mentions(code, "content_policy") ||
	    mentions(code, "data_inspection_failed") ||
	    mentions(code, "ResponsibleAIPolicyViolation"))
		return FAILURE_BLOCKED;
	if (mentions(code, "context_length_exceeded") ||
	    mentions(code, "string_above_max_length") ||
	    (status == 400 &&
	     (mentions(message, "maximum context length") ||
	      mentions(message, "context size") || mentions(message, "context window") ||
	      mentions(message, "too many tokens"))))
		return FAILURE_CONTEXT;
	if (mentions(code, "insufficient_quota") || mentions(code, "invalid_api_key"))
		return FAILURE_AUTH;
	if (mentions(code, "model_not_found") ||
	    (status == 404 && mentions(message, "model")))
		return FAILURE_NO_MODEL;
	return kind_of_status(status);
}

// {"error": {"message", "type", "code"}}, {"error": "..."} and {"message": "..."} all
// occur.
static struct attempt read_error(struct arena *a, const struct http_reply *reply,
				 const struct json *j)
{
	const struct json *error = json_get(j, "error");
	if (!error)
		error = j;
	struct str code = json_str(json_get(error, "code"));
	if (!code.p)
		code = json_str(json_get(error, "type"));
	struct str inner = json_str(json_get(json_get(error, "innererror"), "code"));
	struct str message = json_str(json_get(error, "message"));
	if (!message.p)
		message = json_str(error);
	if (!message.p)
		message = glimpse(a, reply->body);
	enum failure kind = kind_of_error(reply->status, inner.p ? inner : code, message);
	struct attempt attempt =
		failed(kind, arena_printf(a, "HTTP %d: " STR_FMT, reply->status,
					  STR_ARG(glimpse(a, message))));
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

// Servers that do not part reasoning from reply leave it at the front, between <think>
// and </think>.
static void split_thinking(struct attempt *attempt)
{
	static const struct str open = {"<think>", 7}, close = {"</think>", 8};
	struct str text = str_trim(attempt->text);
	size_t end = str_find(text, close);
	if (attempt->thinking.n || !str_starts(text, open) || end == STR_NPOS)
		return;
	attempt->thinking = str_trim(str_slice(text, open.n, end));
	attempt->text = str_trim(str_slice(text, end + close.n, text.n));
}

static struct attempt read_choice(struct arena *a, const struct http_reply *reply,
				  const struct json *j)
{
	const struct json *choice = json_at(json_get(j, "choices"), 0);
	const struct json *message = json_get(choice, "message");
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
	if (str_is(attempt.finish, "content_filter")) {
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
	attempt.unreachable = reply->outcome == HTTP_UNREACHABLE;
	attempt.http_status = reply->status;
	return attempt;
}
