#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/vec.h"
#include "net/server.h"

#define HOST "Host: x\r\n"
#define REPLY_MAX ((size_t)32 << 20)

// A server whose clients are raw sockets of the same thread.
struct fixture {
	struct server *server;
	VEC(struct server_request *) kept; // of /later
	size_t handled;
};

static const struct server_header common[] = {{"X-Common", "yes"}};

static void answer_text(struct server_request *r, int status, struct str text)
{
	struct server_reply reply = {.status = status,
				     .type = "text/plain",
				     .body = text};
	server_answer(r, &reply);
}

static void echo(struct server_request *r)
{
	struct str query = server_query(r, "q"), cookie = server_cookie(r, "c");
	struct str header = server_header(r, "x-one");
	struct server_header extra = {"X-Extra", "more"};
	struct server_reply reply = {.status = 200, .headers = &extra, .n_headers = 1};

	reply.body =
		arena_printf(server_arena(r),
			     STR_FMT " " STR_FMT " q=%s" STR_FMT " c=%s" STR_FMT
				     " h=%s" STR_FMT " b=%zu:" STR_FMT " from " STR_FMT,
			     STR_ARG(server_method(r)), STR_ARG(server_path(r)),
			     query.p ? "" : "none", STR_ARG(query),
			     cookie.p ? "" : "none", STR_ARG(cookie),
			     header.p ? "" : "none", STR_ARG(header), server_body(r).n,
			     STR_ARG(str_slice(server_body(r), 0, 20)),
			     STR_ARG(server_peer(r)));
	server_answer(r, &reply);
}

static void handle(void *ctx, struct server_request *r)
{
	struct fixture *f = ctx;
	static char big[3 << 20];

	f->handled++;
	if (str_is(server_path(r), "/later")) {
		VEC_PUSH(&f->kept, r);
	} else if (str_is(server_path(r), "/big")) {
		memset(big, 'b', sizeof(big));
		answer_text(r, 200, (struct str){big, sizeof(big)});
	} else if (str_is(server_path(r), "/none")) {
		answer_text(r, 404, STR("nothing"));
	} else {
		echo(r);
	}
}

static void open_with(struct fixture *f, struct server_settings settings)
{
	struct err e = {0};

	*f = (struct fixture){0};
	settings.address = "127.0.0.1";
	settings.headers = common;
	settings.n_headers = COUNT(common);
	f->server = server_open(&settings, handle, f, &e);
	if (!f->server)
		fail_msg("%s", e.msg);
	assert_true(server_port(f->server) > 0);
}

static void shut(struct fixture *f)
{
	server_close(f->server);
	VEC_FREE(&f->kept);
}

static int dial(const struct fixture *f)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)server_port(f->server)),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

// Sends as much as the other side takes while it is polled.
static void say(const struct fixture *f, int fd, struct str bytes)
{
	for (int idle = 0; bytes.n && idle < 200;) {
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n > 0) {
			bytes = str_slice(bytes, (size_t)n, bytes.n);
			idle = 0;
		} else if (errno == EAGAIN) {
			idle++;
		} else {
			return; // closed: what it said will tell
		}
		server_poll(f->server, 1);
	}
}

// What comes back until the other side closes or is silent; true: it closed.
static bool hear(const struct fixture *f, int fd, struct buf *out)
{
	for (int idle = 0; idle < 40;) {
		char *room = buf_space(out, 65536);
		ssize_t n;
		assert_non_null(room);
		server_poll(f->server, 2);
		n = recv(fd, room, 65536, MSG_DONTWAIT);
		if (n == 0 || (n < 0 && errno != EAGAIN))
			return true;
		if (n > 0)
			buf_grew(out, (size_t)n);
		idle = n > 0 ? 0 : idle + 1;
	}
	return false;
}

static struct buf ask(const struct fixture *f, struct str bytes)
{
	struct buf out;
	int fd = dial(f);

	buf_init(&out, REPLY_MAX);
	say(f, fd, bytes);
	hear(f, fd, &out);
	close(fd);
	server_poll(f->server, 0);
	return out;
}

static bool holds(const struct buf *b, const char *what)
{
	return str_find(buf_str(b), str_of(what)) != STR_NPOS;
}

#define assert_holds(b, what)                                             \
	do {                                                              \
		if (!holds((b), (what)))                                  \
			fail_msg("no \"%s\" in: %.600s", (what), (b)->p); \
	} while (0)

static void requests(void **state)
{
	(void)state;
	static const struct {
		const char *request, *want;
	} cases[] = {
		{"GET /echo HTTP/1.1\r\n" HOST "\r\n",
		 "GET /echo q=none c=none h=none b=0: from 127.0.0.1"},
		{"GET /a%20%E4%BD%A0?q=1%202+3&q=4 HTTP/1.1\r\n" HOST "\r\n",
		 "GET /a \xE4\xBD\xA0 q=1 2 3 "},
		{"GET /echo?p=1&q HTTP/1.1\r\n" HOST "\r\n", "/echo q= c="},
		{"GET /echo?qq=1&%71=ok HTTP/1.1\r\n" HOST "\r\n", "q=ok"},
		{"GET /echo?q=%FF HTTP/1.1\r\n" HOST "\r\n", "q=none"},
		{"GET /echo?q=%zz HTTP/1.1\r\n" HOST "\r\n", "q=none"},
		{"GET /echo HTTP/1.1\r\n" HOST "Cookie: b=1; c=two ; d\r\n\r\n",
		 "c=two h"},
		{"GET /echo HTTP/1.1\r\n" HOST "X-ONE: yes \r\n\r\n", "h=yes"},
		{"POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello",
		 "b=5:hello"},
		{"POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
		 "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
		 "b=5:hello"},
		{"PATCH /echo HTTP/1.1\r\n" HOST "\r\n", "PATCH /echo"},
		{"GET /../../etc/passwd HTTP/1.1\r\n" HOST "\r\n", "/../../etc/passwd q"},
		{"GET /none HTTP/1.1\r\n" HOST "\r\n", "404 Not Found"},
		{"GET /echo HTTP/1.0\r\n\r\n", "GET /echo"},
	};
	struct fixture f;

	open_with(&f, (struct server_settings){0});
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf got = ask(&f, str_of(cases[i].request));
		assert_holds(&got, cases[i].want);
		assert_holds(&got, "X-Common: yes");
		buf_release(&got);
	}
	assert_int_equal(f.handled, COUNT(cases));
	shut(&f);
}

static void head_has_no_body(void **state)
{
	(void)state;
	struct fixture f;
	struct buf got;

	open_with(&f, (struct server_settings){0});
	got = ask(&f, STR("HEAD /none HTTP/1.1\r\n" HOST "\r\n"));
	assert_holds(&got, "404");
	assert_holds(&got, "Content-Length: 7");
	assert_false(holds(&got, "nothing"));
	buf_release(&got);
	shut(&f);
}

static void keep_alive_and_pipelining(void **state)
{
	(void)state;
	struct fixture f;
	struct buf got;
	int fd;

	open_with(&f, (struct server_settings){0});
	fd = dial(&f);
	buf_init(&got, REPLY_MAX);
	say(&f, fd, STR("GET /one HTTP/1.1\r\n" HOST "\r\n"));
	assert_false(hear(&f, fd, &got));
	assert_holds(&got, "GET /one");
	say(&f, fd,
	    STR("GET /two HTTP/1.1\r\n" HOST "\r\n"
		"POST /three HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nab"
		"GET /four HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"));
	assert_true(hear(&f, fd, &got));
	assert_holds(&got, "GET /two");
	assert_holds(&got, "b=2:ab");
	assert_holds(&got, "GET /four");
	assert_true(str_find(buf_str(&got), STR("/two")) <
		    str_find(buf_str(&got), STR("/three")));
	close(fd);
	buf_release(&got);
	shut(&f);
}

static void answers_come_later(void **state)
{
	(void)state;
	struct fixture f;
	struct buf got[3];
	int fds[3];

	open_with(&f, (struct server_settings){0});
	for (size_t i = 0; i < 3; i++) {
		buf_init(&got[i], REPLY_MAX);
		fds[i] = dial(&f);
		say(&f, fds[i],
		    STR("POST /later HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc"));
		assert_false(hear(&f, fds[i], &got[i]));
		assert_int_equal(got[i].n, 0);
	}
	assert_int_equal(server_kept(f.server), 3);
	// Others are served meanwhile.
	struct buf other = ask(&f, STR("GET /echo HTTP/1.1\r\n" HOST "\r\n"));
	assert_holds(&other, "GET /echo");
	buf_release(&other);
	close(fds[1]); // does not wait for its answer
	server_poll(f.server, 1);
	assert_true(str_is(server_body(f.kept.p[2]), "abc"));
	for (size_t i = 3; i-- > 0;)
		answer_text(f.kept.p[i], 200, STR("at last"));
	assert_int_equal(server_kept(f.server), 0);
	for (size_t i = 0; i < 3; i += 2) {
		hear(&f, fds[i], &got[i]);
		assert_holds(&got[i], "at last");
		close(fds[i]);
	}
	for (size_t i = 0; i < 3; i++)
		buf_release(&got[i]);
	shut(&f);
}

static void what_is_kept_gets_503_at_the_end(void **state)
{
	(void)state;
	struct fixture f;
	char bytes[2000];
	int fd;
	ssize_t n;

	open_with(&f, (struct server_settings){0});
	fd = dial(&f);
	say(&f, fd, STR("GET /later HTTP/1.1\r\n" HOST "\r\n"));
	for (int i = 0; i < 10; i++)
		server_poll(f.server, 1);
	assert_int_equal(server_kept(f.server), 1);
	shut(&f);
	n = recv(fd, bytes, sizeof(bytes) - 1, 0);
	assert_true(n > 0);
	bytes[n] = '\0';
	assert_non_null(strstr(bytes, "503"));
	assert_non_null(strstr(bytes, "X-Common: yes"));
	close(fd);
}

static void large_answers_and_bodies(void **state)
{
	(void)state;
	struct fixture f;
	struct buf got, body;

	open_with(&f, (struct server_settings){.body = 200000});
	got = ask(&f, STR("GET /big HTTP/1.1\r\n" HOST "\r\n"));
	assert_true(got.n > ((size_t)3 << 20));
	buf_release(&got);
	buf_init(&body, REPLY_MAX);
	buf_adds(&body, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 200000\r\n\r\n");
	for (size_t i = 0; i < 200000; i++)
		buf_addc(&body, 'x');
	got = ask(&f, buf_str(&body));
	assert_holds(&got, "b=200000:xxx");
	buf_release(&got);
	buf_release(&body);
	shut(&f);
}

static void too_large(void **state)
{
	(void)state;
	struct fixture f;
	struct buf got, chunks;

	open_with(&f, (struct server_settings){.body = 10000});
	// A little too large: taken and thrown away, so that the client reads the answer.
	buf_init(&chunks, REPLY_MAX);
	buf_addf(&chunks,
		 "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 10001\r\n\r\n%010001d",
		 0);
	got = ask(&f, buf_str(&chunks));
	buf_release(&chunks);
	assert_holds(&got, "413");
	buf_release(&got);
	// Far too large: at once.
	got = ask(&f,
		  STR("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 60000\r\n\r\nabc"));
	assert_holds(&got, "413");
	assert_holds(&got, "\"code\":\"too_large\"");
	assert_holds(&got, "X-Common: yes");
	buf_release(&got);
	got = ask(&f, STR("POST /echo HTTP/1.1\r\n" HOST
			  "Content-Length: 99999999999999999999999\r\n\r\nabc"));
	assert_holds(&got, "HTTP/1.1 4");
	buf_release(&got);

	// Without a length said: refused when it is over, or cut where it has no end.
	buf_init(&chunks, REPLY_MAX);
	buf_adds(&chunks,
		 "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 11; i++)
		buf_addf(&chunks, "3e8\r\n%01000d\r\n", i);
	buf_adds(&chunks, "0\r\n\r\n");
	got = ask(&f, buf_str(&chunks));
	assert_holds(&got, "413");
	buf_release(&got);
	chunks.n -= 5;
	for (int i = 0; i < 100; i++)
		buf_addf(&chunks, "3e8\r\n%01000d\r\n", i);
	int fd = dial(&f);
	buf_init(&got, REPLY_MAX);
	say(&f, fd, buf_str(&chunks));
	assert_true(hear(&f, fd, &got));
	close(fd);
	buf_release(&got);
	buf_release(&chunks);
	assert_int_equal(f.handled, 0);
	shut(&f);
}

#define A100                                                              \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

// Whatever is sent: no handler, no crash, and the next one is served.
static void hostile(void **state)
{
	(void)state;
	static const struct str cases[] = {
		STR_INIT("\r\n\r\n\r\n"),
		STR_INIT("GET\r\n\r\n"),
		STR_INIT("\0\0\0\0\0\0\0\0"),
		STR_INIT("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), // TLS
		STR_INIT("GET /%00 HTTP/1.1\r\n" HOST "\r\n"),
		STR_INIT("GET /app.js%00.html HTTP/1.1\r\n" HOST "\r\n"),
		STR_INIT("GET /%0d%0aX: y HTTP/1.1\r\n" HOST "\r\n"),
		STR_INIT("GET /%zz HTTP/1.1\r\n" HOST "\r\n"),
		STR_INIT("GET /% HTTP/1.1\r\n" HOST "\r\n"),
		STR_INIT("GET /%f HTTP/1.1\r\n" HOST "\r\n"),
		STR_INIT("GET /\xff HTTP/1.1\r\n" HOST "\r\n"),
		STR_INIT("GET /%ff%fe HTTP/1.1\r\n" HOST "\r\n"),
		STR_INIT("GET http://x/echo HTTP/1.1\r\n" HOST "\r\n"),
		STR_INIT("GET echo HTTP/1.1\r\n" HOST "\r\n"),
		STR_INIT("OPTIONS * HTTP/1.1\r\n" HOST "\r\n"),
		STR_INIT("GET /echo HTTP/1.1\r\n\r\n"), // no Host
		STR_INIT("GET /echo HTTP/9.9\r\n" HOST "\r\n"),
		STR_INIT("POST /echo HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n"),
		STR_INIT("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 1x\r\n\r\n"),
		STR_INIT("POST /echo HTTP/1.1\r\n" HOST
			 "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
		STR_INIT("POST /echo HTTP/1.1\r\n" HOST
			 "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc"),
		STR_INIT("POST /echo HTTP/1.1\r\n" HOST
			 "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n"),
		STR_INIT("POST /echo HTTP/1.1\r\n" HOST
			 "Transfer-Encoding: gzip\r\n\r\nabc"),
	};
	struct fixture f;

	open_with(&f, (struct server_settings){0});
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf got = ask(&f, cases[i]);
		if (f.handled)
			fail_msg("case %zu was taken: %.300s", i, got.p);
		buf_release(&got);
	}
	struct buf got = ask(&f, STR("GET /echo HTTP/1.1\r\n" HOST "\r\n"));
	assert_holds(&got, "GET /echo");
	buf_release(&got);
	shut(&f);
}

static void endless_heads(void **state)
{
	(void)state;
	struct fixture f;
	struct buf head, got;

	open_with(&f, (struct server_settings){0});
	for (int line = 0; line < 2; line++) {
		buf_init(&head, REPLY_MAX);
		buf_init(&got, REPLY_MAX);
		buf_adds(&head, line ? "GET /" : "GET / HTTP/1.1\r\n" HOST);
		for (int i = 0; i < 5000; i++)
			buf_addf(&head, line ? A100 : "X-%d: " A100 "\r\n", i);
		int fd = dial(&f);
		say(&f, fd, buf_str(&head));
		// Whether the refusal still gets through depends on what is under way.
		bool closed = false;
		for (int i = 0; i < 40 && !closed; i++)
			closed = hear(&f, fd, &got);
		assert_true(closed);
		close(fd);
		buf_release(&got);
		buf_release(&head);
	}
	assert_int_equal(f.handled, 0);
	got = ask(&f, STR("GET /echo HTTP/1.1\r\n" HOST "\r\n"));
	assert_holds(&got, "GET /echo");
	buf_release(&got);
	shut(&f);
}

static void slow_clients_are_cut(void **state)
{
	(void)state;
	static const char *const heads[] = {
		"", "GET /echo HT",
		"POST /echo HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n\r\n",
		"GET /echo HTTP/1.1\r\n" HOST "\r\n", // and then nothing
	};
	struct fixture f;
	struct buf got;

	open_with(&f, (struct server_settings){.request = 1});
	buf_init(&got, REPLY_MAX);
	for (size_t i = 0; i < COUNT(heads); i++) {
		int fd = dial(&f);
		bool closed = false;
		uint64_t until = clock_mono_ns() + (uint64_t)8000000000;
		say(&f, fd, str_of(heads[i]));
		while (!closed && clock_mono_ns() < until) {
			if (i && i < 3) // a byte now and then keeps nobody in
				say(&f, fd, STR("a"));
			closed = hear(&f, fd, &got);
		}
		assert_true(closed);
		close(fd);
	}
	// But a request that is kept may take its time.
	int fd = dial(&f);
	say(&f, fd, STR("GET /later HTTP/1.1\r\n" HOST "\r\n"));
	uint64_t until = clock_mono_ns() + (uint64_t)2500000000;
	while (clock_mono_ns() < until)
		server_poll(f.server, 50);
	buf_clear(&got);
	assert_int_equal(f.kept.n, 1);
	answer_text(f.kept.p[0], 200, STR("late"));
	hear(&f, fd, &got);
	assert_holds(&got, "late");
	close(fd);
	buf_release(&got);
	shut(&f);
}

static void clients_that_go(void **state)
{
	(void)state;
	struct fixture f;
	struct linger hard = {1, 0};

	open_with(&f, (struct server_settings){0});
	for (int i = 0; i < 50; i++) {
		int fd = dial(&f);
		const char *what = i % 3 == 0   ? "GET /big HTTP/1.1\r\n" HOST "\r\n"
				   : i % 3 == 1 ? "POST /echo HTTP/1.1\r\n" HOST
						  "Content-Length: 100\r\n\r\nabc"
						: "GET /later HTTP/1.1\r\n" HOST "\r\n";
		say(&f, fd, str_of(what));
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
		close(fd); // a reset
		server_poll(f.server, 1);
	}
	for (size_t i = 0; i < f.kept.n; i++)
		answer_text(f.kept.p[i], 200, STR("nobody"));
	for (int i = 0; i < 50; i++)
		server_poll(f.server, 1);
	assert_int_equal(server_connections(f.server), 0);
	assert_int_equal(server_kept(f.server), 0);
	shut(&f);
}

static void rates_are_limited(void **state)
{
	(void)state;
	struct fixture f;
	struct buf got;

	open_with(&f, (struct server_settings){.rate = 0.1, .burst = 3});
	for (int i = 0; i < 3; i++) {
		got = ask(&f, STR("GET /echo HTTP/1.1\r\n" HOST "\r\n"));
		assert_holds(&got, "200 OK");
		buf_release(&got);
	}
	got = ask(&f, STR("GET /echo HTTP/1.1\r\n" HOST "\r\n"));
	assert_holds(&got, "429");
	assert_holds(&got, "Retry-After: ");
	buf_release(&got);
	assert_int_equal(f.handled, 3);
	shut(&f);
}

static void connections_of_one_address(void **state)
{
	(void)state;
	struct fixture f;
	struct buf got;
	int fds[8], closed = 0;

	open_with(&f, (struct server_settings){.per_address = 5});
	for (size_t i = 0; i < COUNT(fds); i++)
		fds[i] = dial(&f);
	buf_init(&got, REPLY_MAX);
	for (size_t i = 0; i < COUNT(fds); i++) {
		say(&f, fds[i], STR("GET /echo HTTP/1.1\r\n" HOST "\r\n"));
		closed += hear(&f, fds[i], &got);
	}
	assert_int_equal(closed, 3);
	for (size_t i = 0; i < COUNT(fds); i++)
		close(fds[i]);
	buf_release(&got);
	shut(&f);
}

static void addresses(void **state)
{
	(void)state;
	struct err e = {0};
	struct server *s, *t;
	struct server_settings settings = {.address = "127.0.0.1"};

	s = server_open(&settings, handle, NULL, &e);
	assert_non_null(s);
	settings.port = server_port(s);
	t = server_open(&settings, handle, NULL, &e);
	assert_null(t);
	assert_int_equal(e.code, ERR_IO);
	assert_non_null(strstr(e.msg, "cannot listen at 127.0.0.1, port "));
	assert_non_null(strstr(server_authority(s), "127.0.0.1:"));
	server_close(s);
	settings.address = "no such address";
	assert_null(server_open(&settings, handle, NULL, &e));
	assert_int_equal(e.code, ERR_INPUT);
	settings.address = "::1";
	settings.port = 0;
	s = server_open(&settings, handle, NULL, &e);
	if (s)
		assert_non_null(strstr(server_authority(s), "[::1]:"));
	server_close(s);
	server_close(NULL);
	assert_true(strlen(server_version()) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests),
		cmocka_unit_test(head_has_no_body),
		cmocka_unit_test(keep_alive_and_pipelining),
		cmocka_unit_test(answers_come_later),
		cmocka_unit_test(what_is_kept_gets_503_at_the_end),
		cmocka_unit_test(large_answers_and_bodies),
		cmocka_unit_test(too_large),
		cmocka_unit_test(hostile),
		cmocka_unit_test(endless_heads),
		cmocka_unit_test(slow_clients_are_cut),
		cmocka_unit_test(clients_that_go),
		cmocka_unit_test(rates_are_limited),
		cmocka_unit_test(connections_of_one_address),
		cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
