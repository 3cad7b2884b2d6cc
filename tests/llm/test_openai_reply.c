#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "base/utf8.h"
#include "llm/openai_reply.h"

static struct attempt read_it(struct arena *a, int status, const char *body)
{
	struct http_reply reply = {
		.outcome = HTTP_REPLY,
		.status = status,
		.body = str_of(body),
		.retry_after = NAN,
	};
	struct attempt attempt = openai_reply_read(a, &reply);
	assert_true(utf8_valid(attempt.message));
	assert_int_equal(str_find_byte(attempt.message, '\n'), STR_NPOS);
	assert_true(attempt.message.n < 400);
	return attempt;
}

#define MESSAGE(inside) "{\"choices\": [{\"message\": {" inside "}}]}"

static void texts(void **state)
{
	(void)state;
	static const struct {
		const char *body, *text, *thinking;
	} cases[] = {
		{MESSAGE("\"content\": \"hi\""), "hi", ""},
		{MESSAGE("\"content\": \" hi \\n\""), " hi \n", ""},
		{MESSAGE("\"content\": \"\""), "", ""},
		{MESSAGE("\"content\": null"), "", ""},
		{MESSAGE("\"role\": \"assistant\""), "", ""},
		{MESSAGE("\"content\": [{\"type\": \"text\", \"text\": \"a\"}, "
			 "{\"type\": "
			 "\"text\", \"text\": \"b\"}]"),
		 "ab", ""},
		{MESSAGE("\"content\": [{\"type\": \"image\"}, 3, null]"), "", ""},
		{MESSAGE("\"content\": null, \"refusal\": \"no\""), "no", ""},
		{MESSAGE("\"content\": \"yes\", \"refusal\": null"), "yes", ""},
		{MESSAGE("\"content\": \"x\", \"reasoning_content\": \"r\""), "x", "r"},
		{MESSAGE("\"content\": \"x\", \"reasoning\": \"r\""), "x", "r"},
		{MESSAGE("\"content\": \"<think>\\nr\\n</think>\\n\\nx\""), "x", "r"},
		{MESSAGE("\"content\": \"r</think>x\""), "x", "r"},
		{MESSAGE("\"content\": \"<think>r\""), "", "r"},
		{MESSAGE("\"content\": \"a <think> b </think>\""), "a <think> b </think>",
		 ""},
		{MESSAGE("\"content\": \"<think>b</think>a\", \"reasoning\": \"r\""),
		 "<think>b</think>a", "r"},
		{"\xef\xbb\xbf" MESSAGE("\"content\": \"hi\""), "hi", ""},
	};
	struct arena a = {0};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct attempt attempt = read_it(&a, 200, cases[i].body);
		assert_int_equal(attempt.failure, FAILURE_NONE);
		if (!str_eq(attempt.text, str_of(cases[i].text)) ||
		    !str_eq(attempt.thinking, str_of(cases[i].thinking)))
			fail_msg("%s: " STR_FMT " / " STR_FMT, cases[i].body,
				 STR_ARG(attempt.text), STR_ARG(attempt.thinking));
		assert_true(str_eq(attempt.raw, str_of(cases[i].body)));
	}
	arena_release(&a);
}

static void failures(void **state)
{
	(void)state;
	static const struct {
		int status;
		const char *body;
		enum failure failure;
		const char *says;
	} cases[] = {
		{200, "", FAILURE_MALFORMED, "empty"},
		{200, " \n", FAILURE_MALFORMED, "empty"},
		{200, "[]", FAILURE_MALFORMED, "no JSON"},
		{200, "3", FAILURE_MALFORMED, "no JSON"},
		{200, "{}", FAILURE_MALFORMED, "choices"},
		{200, "{\"choices\": 3}", FAILURE_MALFORMED, "choices"},
		{200, "{\"choices\": [3]}", FAILURE_MALFORMED, "choices"},
		{200, "{\"choices\": [{}]}", FAILURE_MALFORMED, "choices"},
		{200, MESSAGE("\"content\": 3"), FAILURE_MALFORMED, "content"},
		{200, MESSAGE("\"content\": {\"a\": 1}"), FAILURE_MALFORMED, "content"},
		{200, "<html>\n\t<title>\x01Log in</title>", FAILURE_MALFORMED, "Log in"},
		{200, "{\"choices\": [{\"message\": {\"content\": \"x\"",
		 FAILURE_MALFORMED, "no JSON"},
		{200,
		 "{\"choices\": [{\"finish_reason\": \"content_filter\", \"message\": "
		 "{\"content\": \"x\"}}]}",
		 FAILURE_BLOCKED, "filter"},
		{200,
		 "{\"choices\": [{\"finish_reason\": \"sensitive\", \"message\": "
		 "{\"content\": \"\"}}]}",
		 FAILURE_BLOCKED, "filter"},
		{200, "{\"error\": {\"message\": \"upstream\", \"code\": 429}}",
		 FAILURE_RATE_LIMIT, "upstream"},
		{200, "{\"error\": {\"message\": \"upstream\"}}", FAILURE_SERVER,
		 "upstream"},
		{200, "{\"error\": null}", FAILURE_MALFORMED, "choices"},
		{204, "", FAILURE_MALFORMED, "empty"},
		{301, "", FAILURE_NO_MODEL, "HTTP 301"},
		{400, "", FAILURE_REQUEST, "HTTP 400"},
		{400, "{\"error\": {\"message\": \"bad\\nthing\"}}", FAILURE_REQUEST,
		 "HTTP 400: bad thing"},
		{400, "{\"error\": \"bad\"}", FAILURE_REQUEST, "HTTP 400: bad"},
		{400, "{\"message\": \"bad\"}", FAILURE_REQUEST, "HTTP 400: bad"},
		{400, "\"bad\"", FAILURE_REQUEST, "HTTP 400: bad"},
		{400, "{\"error\": {\"code\": \"context_length_exceeded\"}}",
		 FAILURE_CONTEXT, "HTTP 400"},
		{400, "{\"message\": \"This model's maximum context length is 4096\"}",
		 FAILURE_CONTEXT, "4096"},
		{400, "{\"error\": {\"code\": \"content_filter\"}}", FAILURE_BLOCKED,
		 "HTTP 400"},
		{400,
		 "{\"error\": {\"code\": \"x\", \"innererror\": {\"code\": "
		 "\"ResponsibleAIPolicyViolation\"}}}",
		 FAILURE_BLOCKED, "HTTP 400"},
		{400,
		 "{\"error\": {\"code\": \"context_length_exceeded\", "
		 "\"innererror\": {\"code\": \"x\"}}}",
		 FAILURE_CONTEXT, "HTTP 400"},
		{400, "{\"error\": {\"code\": null, \"type\": \"content_filter\"}}",
		 FAILURE_BLOCKED, "HTTP 400"},
		{400, "{\"error\": {\"message\": \"Content Exists Risk\"}}",
		 FAILURE_BLOCKED, "Risk"},
		{401, "{}", FAILURE_AUTH, "HTTP 401"},
		{403, "<h1>no</h1>", FAILURE_AUTH, "<h1>no</h1>"},
		{404, "Not Found", FAILURE_NO_MODEL, "Not Found"},
		{405, "", FAILURE_NO_MODEL, "HTTP 405"},
		{408, "", FAILURE_TIMEOUT, "HTTP 408"},
		{413, "", FAILURE_CONTEXT, "HTTP 413"},
		{422, "{\"error\": {\"message\": \"too many tokens\"}}", FAILURE_CONTEXT,
		 "HTTP 422"},
		{429, "{\"error\": {\"message\": \"too many tokens per minute\"}}",
		 FAILURE_RATE_LIMIT, "HTTP 429"},
		{429, "{\"error\": {\"code\": \"insufficient_quota\"}}", FAILURE_AUTH,
		 "HTTP 429"},
		{500, "", FAILURE_SERVER, "HTTP 500"},
		{503, "{\"detail\": \"loading\"}", FAILURE_SERVER, "loading"},
		{529, "overloaded", FAILURE_SERVER, "overloaded"},
	};
	struct arena a = {0};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct attempt attempt = read_it(&a, cases[i].status, cases[i].body);
		if (attempt.failure != cases[i].failure ||
		    str_find(attempt.message, str_of(cases[i].says)) == STR_NPOS)
			fail_msg("%d %s: %s, " STR_FMT, cases[i].status, cases[i].body,
				 failure_name(attempt.failure), STR_ARG(attempt.message));
		assert_int_equal(attempt.http_status, cases[i].status);
	}
	arena_release(&a);
}

static void usage(void **state)
{
	(void)state;
	static const struct {
		const char *usage;
		struct usage want;
	} cases[] = {
		{"null", {-1, -1, -1}},
		{"{\"prompt_tokens\": 7, \"completion_tokens\": 3}", {7, 3, -1}},
		{"{\"prompt_tokens\": \"7\", \"completion_tokens\": 3.0}", {-1, 3, -1}},
		{"{\"completion_tokens_details\": {\"reasoning_tokens\": 9}}",
		 {-1, -1, 9}},
	};
	struct arena a = {0};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str body = arena_printf(&a,
					       "{\"choices\": [{\"message\": "
					       "{\"content\": \"x\"}}], \"usage\": %s}",
					       cases[i].usage);
		struct usage got = read_it(&a, 200, body.p).usage;
		assert_int_equal(got.in, cases[i].want.in);
		assert_int_equal(got.out, cases[i].want.out);
		assert_int_equal(got.thinking, cases[i].want.thinking);
	}
	arena_release(&a);
}

// Every cut of a good reply is read without harm.
static void cut_off(void **state)
{
	(void)state;
	static const char whole[] =
		"{\"id\": \"x\", \"choices\": [{\"index\": 0, \"message\": {\"role\": "
		"\"assistant\", \"content\": \"\\u4f60\xe5\xa5\xbd \\ud83d\\ude00\"}, "
		"\"finish_reason\": \"stop\"}], \"usage\": {\"prompt_tokens\": 1}}";
	struct arena a = {0};
	for (size_t n = 0; n < sizeof(whole) - 1; n++) {
		struct http_reply reply = {.outcome = HTTP_REPLY,
					   .status = n % 2 ? 200 : 500,
					   .body = {whole, n}};
		struct attempt attempt = openai_reply_read(&a, &reply);
		assert_int_not_equal(attempt.failure, FAILURE_NONE);
		assert_true(utf8_valid(attempt.message));
		arena_reset(&a);
	}
	assert_true(str_is(read_it(&a, 200, whole).text, "你好 😀"));
	arena_release(&a);
}

// The endpoint's answer is handed on as it is, if it is one.
static void moderation(void **state)
{
	(void)state;
	static const char good[] = "{\"results\": [{\"flagged\": false}]}";
	static const struct {
		int status;
		const char *body;
		enum failure failure;
	} cases[] = {
		{200, good, FAILURE_NONE},
		{200, "{\"results\": []}", FAILURE_MALFORMED},
		{200, MESSAGE("\"content\": \"hi\""), FAILURE_MALFORMED},
		{200, "{\"results\": [", FAILURE_MALFORMED},
		{200, "", FAILURE_MALFORMED},
		{401, "{\"error\": {\"message\": \"no\"}}", FAILURE_AUTH},
		{404, "{}", FAILURE_NO_MODEL},
		{429, "{}", FAILURE_RATE_LIMIT},
		{500, "<html>", FAILURE_SERVER},
	};
	struct arena a = {0};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http_reply reply = {.outcome = HTTP_REPLY,
					   .status = cases[i].status,
					   .body = str_of(cases[i].body),
					   .retry_after = NAN};
		struct attempt attempt = openai_reply_moderation(&a, &reply);
		assert_int_equal(attempt.failure, cases[i].failure);
		assert_int_equal(attempt.http_status, cases[i].status);
		assert_true(str_is(attempt.text,
				   attempt.failure == FAILURE_NONE ? good : ""));
	}
	struct http_reply late = {.outcome = HTTP_TIMEOUT, .message = "late"};
	assert_int_equal(openai_reply_moderation(&a, &late).failure, FAILURE_TIMEOUT);
	arena_release(&a);
}

static void embedding(void **state)
{
	(void)state;
	static const struct {
		int status;
		const char *body;
		enum failure failure;
	} cases[] = {
		{200, "{\"data\": [{\"embedding\": [0.5, -1]}]}", FAILURE_NONE},
		{200, "{\"data\": [{\"embedding\": []}]}", FAILURE_MALFORMED},
		{200, "{\"data\": [{\"embedding\": [\"a\"]}]}", FAILURE_MALFORMED},
		{200, "{\"data\": [{\"embedding\": \"AAAA\"}]}", FAILURE_MALFORMED},
		{200, "{\"data\": []}", FAILURE_MALFORMED},
		{200, "", FAILURE_MALFORMED},
		{404, "{}", FAILURE_NO_MODEL},
		{500, "<html>", FAILURE_SERVER},
	};
	struct arena a = {0};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http_reply reply = {.outcome = HTTP_REPLY,
					   .status = cases[i].status,
					   .body = str_of(cases[i].body),
					   .retry_after = NAN};
		struct attempt attempt = openai_reply_embedding(&a, &reply);
		assert_int_equal(attempt.failure, cases[i].failure);
		assert_int_equal(attempt.n_scores,
				 attempt.failure == FAILURE_NONE ? 2 : 0);
	}
	struct http_reply good = {.outcome = HTTP_REPLY,
				  .status = 200,
				  .body = str_of(cases[0].body)};
	assert_true(openai_reply_embedding(&a, &good).scores[1] == -1);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),      cmocka_unit_test(failures),
		cmocka_unit_test(usage),      cmocka_unit_test(cut_off),
		cmocka_unit_test(moderation), cmocka_unit_test(embedding),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
