#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>
#include <pthread.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/http.h"
#include "stub.h"

#define BODY \
	"{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}"

struct got { // what one request came to
	enum http_outcome outcome;
	int status;
	struct buf body;
	char message[300];
	double retry_after;
	size_t *left;
};

static void keep(void *ctx, const struct http_reply *reply)
{
	struct got *g = ctx;
	g->outcome = reply->outcome;
	g->status = reply->status;
	g->retry_after = reply->retry_after;
	buf_init(&g->body, 1 << 26);
	buf_add(&g->body, reply->body);
	snprintf(g->message, sizeof(g->message), "%s",
		 reply->message ? reply->message : "");
	--*g->left;
}

static struct http_request post(const char *url)
{
	return (struct http_request){.url = url, .body = STR(BODY), .timeout = 20};
}

static void ask(struct http *h, const struct http_request *r, struct got *out, size_t n)
{
	size_t left = n;
	for (size_t i = 0; i < n; i++) {
		out[i] = (struct got){.left = &left};
		http_start(h, r, keep, &out[i]);
	}
	uint64_t until = clock_mono_ns() + (uint64_t)40 * 1000000000;
	while (left && clock_mono_ns() < until)
		http_poll(h, 1000);
	assert_int_equal(left, 0);
	assert_int_equal(http_in_flight(h), 0);
}

static struct got ask_one(struct http *h, const struct http_request *r)
{
	struct got got;
	ask(h, r, &got, 1);
	return got;
}

static const char *chat(const struct stub *s)
{
	static char url[128];
	snprintf(url, sizeof(url), "%s/v1/chat/completions", s->url);
	return url;
}

#define MANY 300
static void many_at_once(void **state)
{
	(void)state;
	static struct got got[MANY];
	struct stub s;
	stub_start(&s, (const char *[]){"--latency", "30", NULL});
	struct http *h = http_create(1 << 20);
	const char *line = "X-Trial: yes";
	struct http_headers *headers = http_headers_create(&line, 1);
	struct http_request r = post(chat(&s));
	r.headers = headers;
	for (int round = 0; round < 3; round++) {
		ask(h, &r, got, MANY);
		for (size_t i = 0; i < MANY; i++) {
			assert_int_equal(got[i].outcome, HTTP_REPLY);
			assert_int_equal(got[i].status, 200);
			assert_true(got[i].body.n > 100);
			assert_true(isnan(got[i].retry_after));
			buf_release(&got[i].body);
		}
	}
	http_destroy(h);
	http_headers_destroy(headers);
	long connections = stub_stop(&s, "connections");
	assert_true(connections <= MANY && connections > 1); // and kept for all rounds
}

// Starting from a callback, and a GET between POSTs.
struct chain {
	struct http *h;
	struct http_request r;
	struct got got;
	size_t n, left;
};

static void go_on(void *ctx, const struct http_reply *reply)
{
	struct chain *c = ctx;
	assert_int_equal(reply->outcome, HTTP_REPLY);
	assert_int_equal(reply->status, c->n % 2 ? 405 : 200);
	if (++c->n == 20) {
		c->left = 0;
		return;
	}
	struct http_request r = c->r;
	if (c->n % 2)
		r.body = STR_NONE;
	http_start(c->h, &r, go_on, c);
}

static void chained(void **state)
{
	(void)state;
	struct stub s;
	stub_start(&s, (const char *[]){NULL});
	struct chain c = {.h = http_create(1 << 20), .r = post(chat(&s)), .left = 1};
	http_start(c.h, &c.r, go_on, &c);
	for (int i = 0; i < 1000 && c.left; i++)
		http_poll(c.h, 1000);
	assert_int_equal(c.n, 20);
	http_destroy(c.h);
	stub_stop(&s, "requests");
}

static void outcomes(void **state)
{
	(void)state;
	static const struct {
		const char *fault;
		enum http_outcome outcome;
		int status;
		double retry_after; // -1: none
	} cases[] = {
		{"429=1", HTTP_REPLY, 429, 7},
		{"503=1", HTTP_REPLY, 503, 7},
		{"500=1", HTTP_REPLY, 500, -1},
		{"html=1", HTTP_REPLY, 200, -1},
		{"empty=1", HTTP_REPLY, 200, -1},
		{"drop=1", HTTP_NETWORK, 0, -1},
		{"reset=1", HTTP_NETWORK, 0, -1},
		{"half=1", HTTP_NETWORK, 200, -1},
		{"huge=1", HTTP_TOO_LARGE, 200, -1},
		{"huge-chunked=1", HTTP_TOO_LARGE, 200, -1},
		{"slow=1", HTTP_TIMEOUT, 0, -1},
		{"chunked=1", HTTP_REPLY, 200, -1},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct stub s;
		stub_start(&s, (const char *[]){"--fault", cases[i].fault,
						"--retry-after", "7", NULL});
		struct http *h = http_create(1 << 20);
		struct http_request r = post(chat(&s));
		if (cases[i].outcome == HTTP_TIMEOUT)
			r.timeout = 0.3;
		struct got got[3];
		ask(h, &r, got, COUNT(got));
		for (size_t k = 0; k < COUNT(got); k++) {
			assert_int_equal(got[k].outcome, cases[i].outcome);
			assert_int_equal(got[k].status, cases[i].status);
			if (cases[i].retry_after < 0)
				assert_true(isnan(got[k].retry_after));
			else
				assert_true(got[k].retry_after == cases[i].retry_after);
			if (cases[i].outcome != HTTP_REPLY)
				assert_true(strlen(got[k].message) > 5);
			buf_release(&got[k].body);
		}
		http_destroy(h);
		stub_stop(&s, "requests");
	}
}

static void unreachable(void **state)
{
	(void)state;
	char refused[64];
	snprintf(refused, sizeof(refused), "http://127.0.0.1:%d/", stub_free_port());
	const char *urls[] = {refused, "http://no-such-host.invalid/", "http://[::1",
			      "ftp://127.0.0.1/", "file:///etc/passwd"};
	struct http *h = http_create(1 << 20);
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct http_request r = post(urls[i]);
		struct got got = ask_one(h, &r);
		assert_int_equal(got.outcome, HTTP_UNREACHABLE);
		assert_true(strlen(got.message) > 5);
		buf_release(&got.body);
	}
	http_destroy(h);
}

// A listener whose queue is full neither accepts nor refuses.
static void no_connection(void **state)
{
	(void)state;
	struct stub s;
	static const char nothing[] = "";
	stub_raw(&s, nothing, 0);
	struct http *h = http_create(1 << 20);
	struct http_request r = post("https://127.0.0.1:1/");
	char url[100];
	// TLS towards a server that says nothing: a connection, and no way to send.
	snprintf(url, sizeof(url), "https%s", s.url + 4);
	r.url = url;
	r.connect_timeout = 0.3;
	struct got got = ask_one(h, &r);
	assert_true(got.outcome == HTTP_NO_ANSWER || got.outcome == HTTP_UNREACHABLE);
	buf_release(&got.body);
	http_destroy(h);
	stub_stop(&s, "requests");
}

static void strange_bytes(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		enum http_outcome outcome;
		int status;
	} cases[] = {
		{"no HTTP at all\r\n\r\n", HTTP_UNREACHABLE, 0},
		{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", HTTP_NETWORK,
		 200},
		{"HTTP/1.1 200 OK\r\n\r\nuntil the end", HTTP_REPLY, 200},
		{"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\n"
		 "Content-Length: 0\r\n\r\n",
		 HTTP_REPLY, 301},
		{"HTTP/1.1 204 No Content\r\n\r\n", HTTP_REPLY, 204},
		{"HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n", HTTP_REPLY, 999},
		{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		 HTTP_NETWORK, 200},
		{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx",
		 HTTP_REPLY, 200},
		{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
		 "2\r\n\r\nok",
		 HTTP_REPLY, 200},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct stub s;
		stub_raw(&s, cases[i].bytes, strlen(cases[i].bytes));
		struct http *h = http_create(1 << 20);
		struct http_request r = post(s.url);
		struct got got = ask_one(h, &r);
		if (got.outcome != cases[i].outcome)
			fail_msg("case %zu: %d %s", i, got.outcome, got.message);
		assert_int_equal(got.status, cases[i].status);
		buf_release(&got.body);
		http_destroy(h);
		stub_stop(&s, "requests");
	}
}

static void *wake_later(void *ctx)
{
	usleep(100000);
	http_wake(ctx);
	return NULL;
}

static void waking(void **state)
{
	(void)state;
	struct http *h = http_create(1 << 20);
	pthread_t thread;
	uint64_t before = clock_mono_ns();
	http_poll(h, 0);
	http_wake(h);
	http_wake(h);
	http_poll(h, 10000); // was woken before
	assert_int_equal(pthread_create(&thread, NULL, wake_later, h), 0);
	http_poll(h, 20000);
	pthread_join(thread, NULL);
	assert_true(clock_mono_ns() - before < (uint64_t)8 * 1000000000);
	before = clock_mono_ns();
	http_poll(h, 50);
	assert_true(clock_mono_ns() - before >= (uint64_t)45 * 1000000);
	http_destroy(h);
}

static void never(void *ctx, const struct http_reply *reply)
{
	(void)ctx;
	(void)reply;
	fail_msg("a callback after the end");
}

static void destroyed_under_way(void **state)
{
	(void)state;
	struct stub s;
	stub_start(&s, (const char *[]){"--latency", "5000", NULL});
	for (int polls = 0; polls < 4; polls++) {
		struct http *h = http_create(1 << 20);
		struct http_request r = post(chat(&s));
		for (int i = 0; i < 100; i++)
			http_start(h, &r, never, NULL);
		for (int i = 0; i < polls; i++)
			http_poll(h, 20);
		assert_int_equal(http_in_flight(h), 100);
		http_destroy(h);
	}
	stub_stop(&s, "requests");
	http_destroy(NULL);
}

// A key never goes through a proxy to a server on this machine.
static void no_proxy_on_loopback(void **state)
{
	(void)state;
	struct stub s;
	stub_start(&s, (const char *[]){NULL});
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("all_proxy", "http://127.0.0.1:1", 1);
	struct http *h = http_create(1 << 20);
	struct http_request r = post(chat(&s));
	struct got got = ask_one(h, &r);
	assert_int_equal(got.outcome, HTTP_REPLY);
	buf_release(&got.body);
	char url[128];
	snprintf(url, sizeof(url), "http://localhost%s", strrchr(chat(&s), ':'));
	r.url = url;
	got = ask_one(h, &r);
	assert_int_equal(got.outcome, HTTP_REPLY);
	buf_release(&got.body);
	r.url = "http://192.0.2.1/"; // elsewhere: it does
	got = ask_one(h, &r);
	assert_int_equal(got.outcome, HTTP_UNREACHABLE);
	buf_release(&got.body);
	http_destroy(h);
	unsetenv("http_proxy");
	unsetenv("all_proxy");
	stub_stop(&s, "requests");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_at_once),
		cmocka_unit_test(chained),
		cmocka_unit_test(outcomes),
		cmocka_unit_test(unreachable),
		cmocka_unit_test(no_connection),
		cmocka_unit_test(strange_bytes),
		cmocka_unit_test(waking),
		cmocka_unit_test(destroyed_under_way),
		cmocka_unit_test(no_proxy_on_loopback),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
