#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "../net/stub.h"
#include "asker.h"
#include "base/clock.h"
#include "base/utf8.h"

#define KEY "sk-test-1234567890abcdef"

static double now(void)
{
	return (double)clock_mono_ns() / 1e9;
}

static void at(const struct stub *s)
{
	char url[100];
	snprintf(url, sizeof(url), "%s/v1", s->url);
	setenv("OPENAI_BASE_URL", url, 1);
	setenv("OPENAI_API_KEY", KEY, 1);
}

// A stub and a model on it.
static void begin(struct stub *s, struct asker *a, const struct llm_settings *settings,
		  const char *const *args)
{
	stub_start(s, args);
	at(s);
	asker_open(a, settings, "openai/m");
}

// --- What comes back.

static void faults(void **state)
{
	(void)state;
	static const struct {
		const char *fault;
		enum failure failure;
		int status, attempts;
		const char *text, *message; // parts of them
	} cases[] = {
		{"chunked=1", FAILURE_NONE, 200, 1, NULL, NULL},
		{"emptytext=1", FAILURE_NONE, 200, 1, NULL, NULL},
		{"nulltext=1", FAILURE_NONE, 200, 1, NULL, NULL},
		{"length=1", FAILURE_NONE, 200, 1, NULL, NULL},
		{"thinking=1", FAILURE_NONE, 200, 1, NULL, NULL},
		{"refusal=1", FAILURE_NONE, 200, 1, "", NULL},
		{"tool=1", FAILURE_NONE, 200, 1, NULL, NULL},
		{"nul=1", FAILURE_NONE, 200, 1, NULL, NULL},
		{"surrogate=1", FAILURE_NONE, 200, 1, "\xef\xbf\xbd", NULL},
		{"badutf8=1", FAILURE_NONE, 200, 1, "\xef\xbf\xbd", NULL},
		{"filtered=1", FAILURE_BLOCKED, 200, 1, NULL, "filter"},
		{"content_filter=1", FAILURE_BLOCKED, 400, 1, NULL, "HTTP 400"},
		{"context=1", FAILURE_CONTEXT, 400, 1, NULL, "HTTP 400"},
		{"badmodel=1", FAILURE_NO_MODEL, 404, 1, NULL, "HTTP 404"},
		{"leak=1", FAILURE_AUTH, 401, 1, NULL, "***"},
		{"quota=1", FAILURE_AUTH, 429, 1, NULL, "HTTP 429"},
		{"badjson=1", FAILURE_MALFORMED, 200, 1, NULL, "JSON"},
		{"html=1", FAILURE_MALFORMED, 200, 1, NULL, "<"},
		{"empty=1", FAILURE_MALFORMED, 200, 1, NULL, "empty"},
		{"nochoices=1", FAILURE_MALFORMED, 200, 1, NULL, "choices"},
		{"huge=1", FAILURE_TOO_LARGE, 200, 1, NULL, "larger"},
		{"huge-chunked=1", FAILURE_TOO_LARGE, 200, 1, NULL, "larger"},
		{"429=1", FAILURE_RATE_LIMIT, 429, 3, NULL, "HTTP 429"},
		{"500=1", FAILURE_SERVER, 500, 3, NULL, "HTTP 500"},
		{"502=1", FAILURE_SERVER, 502, 3, NULL, "HTTP 502"},
		{"503=1", FAILURE_SERVER, 503, 3, NULL, "HTTP 503"},
		{"drop=1", FAILURE_NETWORK, 0, 3, NULL, ""},
		{"reset=1", FAILURE_NETWORK, 0, 3, NULL, ""},
		{"half=1", FAILURE_NETWORK, 200, 3, NULL, ""},
		{"slow=1", FAILURE_TIMEOUT, 0, 3, NULL, "timed out"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct stub s;
		struct asker a;
		struct llm_settings settings = asker_settings();
		settings.retries = 2;
		settings.backoff = 0.002;
		settings.timeout = cases[i].failure == FAILURE_TIMEOUT ? 0.2 : 20;
		settings.max_reply = 100000;
		begin(&s, &a, &settings,
		      (const char *[]){"--fault", cases[i].fault, "--huge", "2", NULL});
		struct call call = asker_ask_one(&a, STR("hello"));
		if (call.failure != cases[i].failure ||
		    call.http_status != cases[i].status)
			fail_msg("%s: %s, %d: " STR_FMT, cases[i].fault,
				 failure_name(call.failure), call.http_status,
				 STR_ARG(call.message));
		assert_int_equal(call.attempts, cases[i].attempts);
		assert_true(utf8_valid(call.text) && utf8_valid(call.message));
		assert_int_equal(str_find_byte(call.message, '\n'), STR_NPOS);
		assert_int_equal(str_find(call.message, STR(KEY)), STR_NPOS);
		assert_true(call.message.n < 500);
		assert_true(call.seconds >= 0 && call.seconds < 30);
		assert_true((call.text.p != NULL) == (call.failure == FAILURE_NONE));
		assert_true((call.raw_sha256.n == 64) ==
			    (call.http_status && cases[i].failure != FAILURE_NETWORK &&
			     cases[i].failure != FAILURE_TOO_LARGE));
		if (cases[i].message &&
		    str_find(call.message, str_of(cases[i].message)) == STR_NPOS)
			fail_msg("%s: " STR_FMT, cases[i].fault, STR_ARG(call.message));
		if (cases[i].text)
			assert_true(str_find(call.text, str_of(cases[i].text)) !=
				    STR_NPOS);
		struct err e = {0};
		assert_int_equal(llm_hopeless(a.llm, &e),
				 call.failure == FAILURE_AUTH ||
					 call.failure == FAILURE_NO_MODEL);
		assert_null(strstr(e.msg, KEY));
		asker_close(&a);
		assert_int_equal(stub_stop(&s, "requests"), cases[i].attempts);
	}
}

static void a_reply(void **state)
{
	(void)state;
	struct stub s;
	struct asker a;
	struct llm_settings settings = asker_settings();
	begin(&s, &a, &settings, (const char *[]){"--reply", "你好 \"x\"\n", NULL});
	struct call call = asker_ask_one(&a, STR("hello"));
	assert_true(str_is(call.text, "你好 \"x\"\n"));
	assert_true(str_is(call.finish, "stop"));
	assert_true(call.usage.in > 0 && call.usage.out > 0);
	assert_int_equal(call.http_status, 200);
	assert_int_equal(call.attempts, 1);
	struct request r = asker_request(&a, STR("hello"));
	struct hash128 want = request_hash(&r, STR("openai/m"), model_endpoint(a.model));
	assert_true(want.lo == call.request_hash.lo && want.hi == call.request_hash.hi);
	r.kind = CALL_SCORE;
	assert_int_equal(asker_ask(&a, &r, 1)->failure, FAILURE_REQUEST);
	asker_close(&a);
	stub_stop(&s, "requests");
}

// --- Repeating.

#define MANY 400
static void all_come_through(void **state)
{
	(void)state;
	struct stub s;
	struct asker a;
	struct llm_settings settings = asker_settings();
	settings.retries = 8;
	settings.backoff = 0.005;
	settings.concurrency = 64;
	begin(&s, &a, &settings,
	      (const char *[]){"--fault", "429=0.1,500=0.1,drop=0.05,reset=0.05",
			       "--seed", "3", "--reply-mode", "echo", NULL});
	struct request requests[MANY];
	for (size_t i = 0; i < MANY; i++)
		requests[i] = asker_request(&a, arena_printf(&a.arena, "prompt %zu", i));
	const struct call *calls = asker_ask(&a, requests, MANY);
	size_t repeated = 0;
	for (size_t i = 0; i < MANY; i++) {
		assert_int_equal(calls[i].failure, FAILURE_NONE);
		assert_true(str_eq(calls[i].text, requests[i].messages[0].content));
		repeated += calls[i].attempts > 1;
	}
	assert_true(repeated > MANY / 6);
	assert_false(llm_hopeless(a.llm, NULL));
	asker_close(&a);
	assert_true(stub_stop(&s, "max_in_flight") <= 64);
}

static void no_more_than_allowed(void **state)
{
	(void)state;
	struct stub s;
	struct asker a;
	struct llm_settings settings = asker_settings();
	settings.concurrency = 7;
	begin(&s, &a, &settings, (const char *[]){"--latency", "5", NULL});
	assert_int_equal(model_room(a.model), 7);
	struct request requests[60];
	for (size_t i = 0; i < COUNT(requests); i++)
		requests[i] = asker_request(&a, STR("x"));
	asker_ask(&a, requests, COUNT(requests));
	assert_int_equal(model_room(a.model), 7);
	asker_close(&a);
	assert_int_equal(stub_stop(&s, "max_in_flight"), 7);
}

// The server's word is kept, and it holds for the whole model.
static void retry_after(void **state)
{
	(void)state;
	struct stub s;
	struct asker a;
	struct llm_settings settings = asker_settings();
	settings.concurrency = 1;
	begin(&s, &a, &settings,
	      (const char *[]){"--fault", "429=first:1", "--retry-after", "0.6", NULL});
	double before = now();
	struct request requests[2] = {asker_request(&a, STR("a")),
				      asker_request(&a, STR("b"))};
	const struct call *calls = asker_ask(&a, requests, 2);
	// a is told to wait; b is not sent before that is over, and then has to wait too.
	double took = now() - before;
	assert_true(took >= 1.2 && took < 6);
	assert_int_equal(calls[0].attempts, 2);
	assert_int_equal(calls[1].attempts, 2);
	assert_true(calls[0].seconds >= 0.6);
	asker_close(&a);
	assert_int_equal(stub_stop(&s, "requests"), 4);
}

// A server's failure holds up only the request it befell.
static void others_go_on(void **state)
{
	(void)state;
	struct stub s;
	struct asker a;
	struct llm_settings settings = asker_settings();
	settings.concurrency = 1;
	begin(&s, &a, &settings,
	      (const char *[]){"--fault", "503=every:2", "--retry-after", "1", NULL});
	double before = now();
	struct request requests[3] = {asker_request(&a, STR("a")),
				      asker_request(&a, STR("b")),
				      asker_request(&a, STR("c"))};
	const struct call *calls = asker_ask(&a, requests, 3);
	double took = now() - before;
	assert_int_equal(calls[0].attempts, 1);
	assert_int_equal(calls[1].attempts, 3); // every second request fails
	assert_int_equal(calls[2].attempts, 1);
	assert_true(calls[2].seconds < 0.9);
	assert_true(took >= 2 && took < 9);
	asker_close(&a);
	stub_stop(&s, "requests");
}

static void counted(void *ctx, const struct call *call)
{
	(void)call;
	++*(size_t *)ctx;
}

// While everything fails and waits to be repeated, no more is planned without end.
static void bounded_backlog(void **state)
{
	(void)state;
	struct stub s;
	struct asker a;
	struct llm_settings settings = asker_settings();
	size_t answered = 0, asked = 0;
	settings.concurrency = 5;
	settings.backoff = 60;
	begin(&s, &a, &settings, (const char *[]){"--fault", "500=1", NULL});
	struct request r = asker_request(&a, STR("x"));
	for (int i = 0; i < 300; i++) {
		for (size_t n = model_room(a.model); n > 0; n--, asked++)
			llm_ask(a.llm, a.model, &r, counted, &answered);
		llm_poll(a.llm, 2);
	}
	assert_int_equal(answered, 0);
	assert_in_range(asked, 6, 60);
	assert_int_equal(llm_waiting(a.llm), asked);
	asker_close(&a);
	stub_stop(&s, "requests");
}

// --- Nothing will come of it.

static void lost_host(void **state)
{
	(void)state;
	char url[64];
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1", stub_free_port());
	setenv("OPENAI_BASE_URL", url, 1);
	struct asker a;
	struct llm_settings settings = asker_settings();
	settings.backoff = 1; // the defaults
	asker_open(&a, &settings, "openai/m");
	double before = now();
	struct call call = asker_ask_one(&a, STR("x"));
	struct err e = {0};
	assert_true(now() - before < 9);
	assert_int_equal(call.failure, FAILURE_NETWORK);
	assert_int_equal(call.attempts, 5);
	assert_true(llm_hopeless(a.llm, &e));
	assert_int_equal(e.code, ERR_MODEL);
	assert_non_null(strstr(e.msg, "openai/m: "));
	asker_close(&a);
}

static void answered(void *ctx, const struct call *call)
{
	assert_int_equal(call->failure, FAILURE_NONE);
	*(int *)ctx = call->attempts;
}

// It comes up while it is asked.
static void late_host(void **state)
{
	(void)state;
	struct asker a;
	struct stub s;
	char url[64], port[16];
	int number = stub_free_port();
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1", number);
	snprintf(port, sizeof(port), "%d", number);
	setenv("OPENAI_BASE_URL", url, 1);
	struct llm_settings settings = asker_settings();
	settings.backoff = 0.2;
	asker_open(&a, &settings, "openai/m");
	struct request r = asker_request(&a, STR("x"));
	int attempts = 0;
	llm_ask(a.llm, a.model, &r, answered, &attempts);
	for (int i = 0; i < 3; i++)
		llm_poll(a.llm, 10);
	assert_int_equal(llm_waiting(a.llm), 1);
	stub_start(&s, (const char *[]){"--port", port, NULL});
	while (!attempts)
		llm_poll(a.llm, 1000);
	assert_true(attempts > 1);
	assert_false(llm_hopeless(a.llm, NULL));
	asker_close(&a);
	stub_stop(&s, "requests");
}

static void names(void **state)
{
	(void)state;
	static const struct {
		const char *model, *base, *key, *says;
	} cases[] = {
		{"openai/m", "", "", "OPENAI_API_KEY"},
		{"openai/m", NULL, NULL, "OPENAI_API_KEY"},
		{"openai/m", "localhost:8000", KEY, "http://"},
		{"openai/m", "file:///etc", KEY, "http://"},
		{"openai/m", "http://127.0.0.1:1", "two words", "OPENAI_API_KEY"},
		{"openai/m", "http://127.0.0.1:1", "a\r\nX-Evil: 1", "OPENAI_API_KEY"},
		{"openai/", "http://127.0.0.1:1", KEY, "provider/model"},
		{"openai", "http://127.0.0.1:1", KEY, "provider/model"},
		{"/m", "http://127.0.0.1:1", KEY, "provider/model"},
		{"", "http://127.0.0.1:1", KEY, "provider/model"},
		{"opnai/m", "http://127.0.0.1:1", KEY, "opnai"},
		{"openai/m", "http://127.0.0.1:1/", "", NULL},
		{"openai/m", " http://127.0.0.1:1/v1// ", KEY "\n", NULL},
		{"openai/m", "", KEY, NULL},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct llm_settings settings = asker_settings();
		struct llm *l = llm_create(&settings);
		struct err e = {0};
		if (cases[i].base)
			setenv("OPENAI_BASE_URL", cases[i].base, 1);
		else
			unsetenv("OPENAI_BASE_URL");
		if (cases[i].key)
			setenv("OPENAI_API_KEY", cases[i].key, 1);
		else
			unsetenv("OPENAI_API_KEY");
		struct model *m = llm_model(l, str_of(cases[i].model), &e);
		if ((m == NULL) != (cases[i].says != NULL))
			fail_msg("case %zu: %s", i, e.msg);
		if (cases[i].says && !strstr(e.msg, cases[i].says))
			fail_msg("case %zu: %s", i, e.msg);
		assert_null(strstr(e.msg, KEY));
		llm_destroy(l);
	}
}

// --- What is sent.

static void sends(void **state)
{
	(void)state;
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
	struct stub s;
	struct asker a;
	struct llm_settings settings = asker_settings();
	stub_raw(&s, answer, sizeof(answer) - 1);
	at(&s);
	asker_open(&a, &settings, "openai/gateway/o3-mini");
	struct request r = asker_request(&a, STR("x"));
	r.params.value[PARAM_MAX_TOKENS] = 5;
	assert_int_equal(asker_ask(&a, &r, 1)->failure, FAILURE_MALFORMED);
	asker_close(&a);
	stub_stop(&s, "requests");
}

// --- The end.

static void never(void *ctx, const struct call *call)
{
	(void)ctx;
	(void)call;
	fail_msg("a callback after the end");
}

static void ended_under_way(void **state)
{
	(void)state;
	for (int polls = 0; polls < 4; polls++) {
		struct stub s;
		struct asker a;
		struct llm_settings settings = asker_settings();
		settings.backoff = 30;
		begin(&s, &a, &settings,
		      (const char *[]){"--fault", "slow=0.5,500=0.5", NULL});
		struct request r = asker_request(&a, STR("x"));
		for (int i = 0; i < 50; i++)
			llm_ask(a.llm, a.model, &r, never, NULL);
		for (int i = 0; i < polls; i++)
			llm_poll(a.llm, 30);
		assert_int_equal(llm_waiting(a.llm) + llm_in_flight(a.llm), 50);
		asker_close(&a);
		stub_stop(&s, "requests");
	}
	llm_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults),
		cmocka_unit_test(a_reply),
		cmocka_unit_test(all_come_through),
		cmocka_unit_test(no_more_than_allowed),
		cmocka_unit_test(retry_after),
		cmocka_unit_test(others_go_on),
		cmocka_unit_test(bounded_backlog),
		cmocka_unit_test(lost_host),
		cmocka_unit_test(late_host),
		cmocka_unit_test(names),
		cmocka_unit_test(sends),
		cmocka_unit_test(ended_under_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
