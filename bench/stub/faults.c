#include "faults.h"

#include <stdlib.h>
#include <string.h>

#define ERROR(message, type, param, code)                                                \
	"{\"error\":{\"message\":\"" message "\",\"type\":\"" type "\",\"param\":" param \
	",\"code\":" code "}}"

#define ASSISTANT(content) "{\"role\":\"assistant\",\"content\":" content "}"

// Sorted by name.
static const struct fault_kind kinds[] = {
	{"429", FAULT_BODY, 429, .retry_after = true,
	 .body = ERROR("Rate limit reached for requests. Please try again later.",
		       "requests", "null", "\"rate_limit_exceeded\""),
	 .help = "rate limit, with --retry-after"},
	{"500", FAULT_BODY, 500,
	 .body = ERROR("The server had an error while processing your request.",
		       "server_error", "null", "null"),
	 .help = "server error"},
	{"502", FAULT_BODY, 502, "text/html",
	 .body = "<html><head><title>502 Bad Gateway</title></head><body>"
		 "<center><h1>502 Bad Gateway</h1></center></body></html>\n",
	 .help = "a proxy's error page"},
	{"503", FAULT_BODY, 503, .retry_after = true,
	 .body = ERROR("The engine is currently overloaded, please try again later.",
		       "server_error", "null", "\"overloaded\""),
	 .help = "overloaded, with --retry-after"},
	{"badjson", FAULT_BODY, 200, .body = "{\"id\": \"chatcmpl-1\", \"choices\": [,]}",
	 .help = "200 with JSON that is none"},
	{"badmodel", FAULT_BODY, 404,
	 .body = ERROR("The model does not exist or you do not have access to it.",
		       "invalid_request_error", "null", "\"model_not_found\""),
	 .help = "unknown model"},
	{"badutf8", FAULT_MESSAGE, 200, .finish = "stop",
	 .body = ASSISTANT("\"I\xff\xfe can\xc3(t help \xed\xa0\x80 with \xe4\xbd\""),
	 .help = "bytes inside the message that are no UTF-8"},
	{"chunked", FAULT_MESSAGE, 200, .finish = "stop", .chunked = true,
	 .help = "a good answer, chunked"},
	{"content_filter", FAULT_BODY, 400,
	 .body = ERROR("The response was filtered due to the prompt triggering the "
		       "content management policy.",
		       "null", "\"prompt\"", "\"content_filter\""),
	 .help = "blocked before the model, as Azure says it"},
	{"context", FAULT_BODY, 400,
	 .body = ERROR("This model's maximum context length is 4096 tokens. However, "
		       "your messages resulted in 5000 tokens.",
		       "invalid_request_error", "\"messages\"",
		       "\"context_length_exceeded\""),
	 .help = "prompt too long"},
	{"drop", FAULT_DROP, .help = "connection closed without an answer"},
	{"empty", FAULT_BODY, 200, .body = "", .help = "200 with no body"},
	{"emptytext", FAULT_MESSAGE, 200, .finish = "stop", .body = ASSISTANT("\"\""),
	 .help = "a message with no text"},
	{"filtered", FAULT_MESSAGE, 200, .finish = "content_filter",
	 .body = ASSISTANT("null"), .help = "finish_reason content_filter"},
	{"half", FAULT_CUT, 200, .help = "half a JSON, then the connection closes"},
	{"html", FAULT_BODY, 200, "text/html; charset=utf-8",
	 .body = "<!DOCTYPE html><html><head><title>Login</title></head>"
		 "<body><h1>Please log in</h1></body></html>\n",
	 .help = "200 with a page, as a captive portal sends"},
	{"huge", FAULT_HUGE, 200, .help = "a message of --huge MiB"},
	{"huge-chunked", FAULT_HUGE, 200, .chunked = true,
	 .help = "the same without a length announced"},
	{"leak", FAULT_LEAK, 401, .help = "401 that repeats the whole key"},
	{"length", FAULT_MESSAGE, 200, .finish = "length",
	 .help = "a good answer, finish_reason length"},
	{"nochoices", FAULT_BODY, 200,
	 .body = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"choices\":[]}",
	 .help = "200 with an empty list of choices"},
	{"nul", FAULT_MESSAGE, 200, .finish = "stop",
	 .body = ASSISTANT("\"before\\u0000after\""), .help = "a NUL in the text"},
	{"nulltext", FAULT_MESSAGE, 200, .finish = "stop", .body = ASSISTANT("null"),
	 .help = "a message whose content is null"},
	{"quota", FAULT_BODY, 429,
	 .body = ERROR("You exceeded your current quota, please check your plan.",
		       "insufficient_quota", "null", "\"insufficient_quota\""),
	 .help = "429 that waiting does not cure"},
	{"refusal", FAULT_MESSAGE, 200, .finish = "stop",
	 .body = "{\"role\":\"assistant\",\"content\":null,"
		 "\"refusal\":\"I'm sorry, I can't assist with that.\"}",
	 .help = "the text in message.refusal"},
	{"reset", FAULT_RESET, .help = "connection reset"},
	{"slow", FAULT_NEVER, .help = "no answer, ever"},
	{"surrogate", FAULT_MESSAGE, 200, .finish = "stop",
	 .body = ASSISTANT("\"lone \\ud83d and \\ude00 halves\""),
	 .help = "lone surrogates in escapes"},
	{"thinking", FAULT_MESSAGE, 200, .finish = "stop",
	 .body = "{\"role\":\"assistant\",\"reasoning_content\":\"The user asks for "
		 "something risky. I will say no.\",\"content\":\"I can't help with "
		 "that.\"}",
	 .help = "a message with reasoning_content"},
	{"tool", FAULT_MESSAGE, 200, .finish = "tool_calls",
	 .body = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":"
		 "\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"look_up\","
		 "\"arguments\":\"{}\"}}]}",
	 .help = "a tool call instead of text"},
};

static const struct fault_kind *find(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (slice_is((struct slice){name, n}, kinds[i].name))
			return &kinds[i];
	return NULL;
}

static bool parse_when(struct fault_rule *r, const char *text, size_t n)
{
	static const struct {
		const char *word;
		enum fault_when when;
	} words[] = {
		{"every:", FAULT_EVERY},
		{"first:", FAULT_FIRST},
		{"after:", FAULT_AFTER},
	};
	char *end;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t k = strlen(words[i].word);
		if (n <= k || strncmp(text, words[i].word, k) != 0)
			continue;
		r->when = words[i].when;
		r->n = strtoull(text + k, &end, 10);
		return end == text + n && text[k] != '-' &&
		       (r->n > 0 || r->when == FAULT_AFTER);
	}
	r->when = FAULT_SHARE;
	r->share = strtod(text, &end);
	return n > 0 && end == text + n && r->share >= 0 && r->share <= 1;
}

bool faults_parse(struct faults *f, const char *spec, char *why, size_t why_size)
{
	while (*spec) {
		size_t n = strcspn(spec, ",");
		const char *eq = memchr(spec, '=', n);
		struct fault_rule r = {0};
		if (!eq || !(r.kind = find(spec, (size_t)(eq - spec)))) {
			snprintf(why, why_size, "unknown fault in '%.*s'", (int)n, spec);
			return false;
		}
		if (!parse_when(&r, eq + 1, (size_t)(spec + n - eq - 1))) {
			snprintf(why, why_size,
				 "'%.*s': expected a share 0..1, every:N, first:N or "
				 "after:N",
				 (int)n, spec);
			return false;
		}
		if (f->n == FAULTS_MAX) {
			snprintf(why, why_size, "more than %d faults", FAULTS_MAX);
			return false;
		}
		f->rules[f->n++] = r;
		spec += n + (spec[n] == ',');
	}
	return true;
}

const struct fault_kind *faults_pick(struct faults *f, uint64_t seed, uint64_t body,
				     uint64_t seen, uint64_t count)
{
	double u = f->n ? hash_unit(hash_mix(hash_mix(seed, body), seen)) : 0;
	double from = 0;
	for (size_t i = 0; i < f->n; i++) {
		struct fault_rule *r = &f->rules[i];
		bool hit = false;
		switch (r->when) {
		case FAULT_SHARE:
			hit = u >= from && u < from + r->share;
			from += r->share;
			break;
		case FAULT_EVERY:
			hit = (count + 1) % r->n == 0;
			break;
		case FAULT_FIRST:
			hit = seen < r->n;
			break;
		case FAULT_AFTER:
			hit = count >= r->n;
			break;
		}
		if (hit) {
			r->hits++;
			return r->kind;
		}
	}
	return NULL;
}

void faults_list(FILE *to)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		fprintf(to, "  %-15s %s\n", kinds[i].name, kinds[i].help);
}
