#include "server.h"

#include "timer.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EVENTS 256
#define RX_SIZE (256 * 1024)
#define MS 1000000u

enum state {
	CLOSED,
	READING, // no request is unanswered
	HELD,    // an answer waits for its time, or for ever
	WRITING, // an answer did not fit into the socket
};

struct conn {
	int fd;
	enum state state;
	bool polls_out;
	uint64_t tag; // differs between the users of this struct
	struct buf in, out, after;
	size_t sent;      // of out
	size_t fill_sent; // bytes of filler, frames included
	struct answer answer;
	struct conn *next_free, *next;
};

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

// ---- connections

static struct conn *conn_open(struct server *s, int fd)
{
	struct conn *c = s->free_conns;
	if (c) {
		s->free_conns = c->next_free;
	} else {
		c = calloc(1, sizeof *c);
		if (!c)
			abort();
		c->next = s->all_conns;
		s->all_conns = c;
	}
	c->fd = fd;
	c->state = READING;
	c->polls_out = false;
	s->connections++;
	if (++s->open > s->max_connections)
		s->max_connections = s->open;
	return c;
}

static void conn_close(struct server *s, struct conn *c, bool reset)
{
	if (reset) {
		struct linger off = {.l_onoff = 1, .l_linger = 0};
		setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &off, sizeof off);
	}
	if (c->state != READING) {
		s->in_flight--;
		s->left++;
	}
	close(c->fd);
	c->fd = -1;
	c->state = CLOSED;
	c->tag++;
	buf_release(&c->in);
	buf_release(&c->out);
	buf_release(&c->after);
	c->next_free = s->free_conns;
	s->free_conns = c;
	s->open--;
}

static void poll_out(struct server *s, struct conn *c, bool on)
{
	if (c->polls_out == on)
		return;
	struct epoll_event ev = {.events = EPOLLIN | (on ? EPOLLOUT : 0u), .data.ptr = c};
	epoll_ctl(s->epoll, EPOLL_CTL_MOD, c->fd, &ev);
	c->polls_out = on;
}

// ---- writing

// Sends up to N bytes. False when the connection is gone.
static bool put(struct conn *c, const char *p, size_t n, size_t *sent)
{
	ssize_t k = n ? send(c->fd, p, n, MSG_NOSIGNAL) : 0;
	*sent = k > 0 ? (size_t)k : 0;
	return k >= 0 || errno == EAGAIN || errno == EINTR;
}

static void answered(struct server *s, struct conn *c)
{
	s->answered++;
	s->in_flight--;
	c->state = READING;
	c->sent = c->fill_sent = 0;
	if (c->out.cap > 16 * 1024)
		buf_release(&c->out);
	c->out.n = 0;
	poll_out(s, c, false);
	if (c->answer.close)
		conn_close(s, c, c->answer.reset);
}

// Sends the filler of a huge answer. True when all of it is sent.
static bool fill(struct server *s, struct conn *c)
{
	size_t size;
	const char *block = answer_filler(c->answer.chunked, &size);
	size_t total = (size_t)(c->answer.fill / ANSWER_BLOCK) * size;
	while (c->fill_sent < total) {
		size_t at = c->fill_sent % size, n;
		if (!put(c, block + at, size - at, &n)) {
			conn_close(s, c, false);
			return false;
		}
		if (!n)
			return false;
		c->fill_sent += n;
	}
	return true;
}

// Sends what waits in c->out; c->state is READING or CLOSED when that was all.
static void flush(struct server *s, struct conn *c)
{
	for (;;) {
		size_t n;
		if (!put(c, c->out.p + c->sent, c->out.n - c->sent, &n)) {
			conn_close(s, c, false);
			return;
		}
		c->sent += n;
		if (c->sent < c->out.n)
			break;
		if (!c->answer.fill) {
			answered(s, c);
			return;
		}
		if (!fill(s, c))
			break;
		c->answer.fill = 0;
		c->sent = 0;
		c->out.n = 0;
		buf_add(&c->out, c->after.p, c->after.n);
		buf_release(&c->after);
	}
	if (c->state == CLOSED)
		return;
	c->state = WRITING;
	poll_out(s, c, true);
}

// ---- requests

// Begins to answer with what stands in s->tx.
static void begin(struct server *s, struct conn *c, struct answer ans, uint64_t now)
{
	c->answer = ans;
	c->state = HELD;
	if (++s->in_flight > s->max_in_flight)
		s->max_in_flight = s->in_flight;
	if (ans.never)
		return;
	if (ans.fill)
		buf_text(&c->after, ans.after);
	if (!ans.delay && !ans.fill) {
		size_t n;
		if (!put(c, s->tx.p, s->tx.n, &n)) {
			conn_close(s, c, false);
			return;
		}
		if (n == s->tx.n) {
			answered(s, c);
			return;
		}
		buf_add(&c->out, s->tx.p + n, s->tx.n - n);
		flush(s, c);
		return;
	}
	buf_add(&c->out, s->tx.p, s->tx.n);
	if (ans.delay)
		timers_add(s->timers, (struct timer){now + ans.delay, c->tag, c});
	else
		flush(s, c);
}

// Answers the requests at P, as long as each is answered at once. Gives how many bytes
// were used; after that c->state may be anything.
static size_t consume(struct server *s, struct conn *c, const char *p, size_t n)
{
	size_t used = 0;
	while (c->state == READING && used < n) {
		static const int bad_status[] = {
			[HTTP_BAD] = 400, [HTTP_NO_LENGTH] = 411, [HTTP_TOO_LARGE] = 413};
		struct http_request r;
		enum http_result result = http_parse(p + used, n - used, &r);
		uint64_t now = now_ns();
		s->tx.n = 0;
		if (result == HTTP_MORE) {
			size_t sent;
			if (r.expects && c->in.n == 0)
				put(c, "HTTP/1.1 100 Continue\r\n\r\n", 25, &sent);
			break;
		}
		if (result != HTTP_OK) {
			answer_bad(&s->answerer, bad_status[result], &s->tx);
			begin(s, c, (struct answer){.close = true}, now);
			return n;
		}
		struct answer ans = answer_make(&s->answerer, &r, now, &s->tx);
		s->journal_dirty = true;
		used += r.size;
		begin(s, c, ans, now);
	}
	return used;
}

// Goes on with what was read while an answer was pending.
static void resume(struct server *s, struct conn *c)
{
	if (c->state != READING || !c->in.n)
		return;
	size_t used = consume(s, c, c->in.p, c->in.n);
	if (c->state == CLOSED)
		return;
	buf_shift(&c->in, used);
	if (!c->in.n && c->in.cap > 16 * 1024)
		buf_release(&c->in);
}

static void readable(struct server *s, struct conn *c)
{
	bool direct = c->state == READING && c->in.n == 0;
	struct buf *to = direct ? &s->rx : &c->in;
	if (direct)
		to->n = 0;
	buf_reserve(to, direct ? RX_SIZE : 64 * 1024);
	ssize_t k = recv(c->fd, to->p + to->n, to->cap - to->n, 0);
	if (k < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (k <= 0 || to->n > HTTP_BODY_MAX + HTTP_HEAD_MAX) {
		// A client that closes its side while an answer is held has left.
		conn_close(s, c, false);
		return;
	}
	to->n += (size_t)k;
	if (!direct) {
		resume(s, c);
		return;
	}
	size_t used = consume(s, c, to->p, to->n);
	if (c->state != CLOSED && used < to->n)
		buf_add(&c->in, to->p + used, to->n - used);
}

// ---- the loop

int server_listen(struct server *s, int port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof at;
	int on = 1;
	s->timers = calloc(1, sizeof *s->timers);
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (!s->timers || s->epoll < 0 || s->listener < 0)
		return -1;
	setsockopt(s->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	struct epoll_event ev = {.events = EPOLLIN, .data.ptr = NULL};
	if (bind(s->listener, (struct sockaddr *)&at, size) < 0 ||
	    listen(s->listener, 16384) < 0 ||
	    getsockname(s->listener, (struct sockaddr *)&at, &size) < 0 ||
	    epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->listener, &ev) < 0)
		return -1;
	return ntohs(at.sin_port);
}

static void take(struct server *s)
{
	for (int i = 0; i < 1024; i++) {
		int on = 1;
		int fd = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0)
			return;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		struct conn *c = conn_open(s, fd);
		struct epoll_event ev = {.events = EPOLLIN, .data.ptr = c};
		if (epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &ev) < 0)
			conn_close(s, c, false);
	}
}

static void run_timers(struct server *s)
{
	const struct timer *first;
	uint64_t now = s->timers->n ? now_ns() : 0;
	while ((first = timers_first(s->timers)) && first->due <= now) {
		struct conn *c = first->who;
		bool same = first->tag == c->tag && c->state == HELD;
		timers_drop_first(s->timers);
		if (!same)
			continue;
		flush(s, c);
		resume(s, c);
	}
}

// Readers of the journal may rely on lines being there 5 ms after their request.
static int until_next(struct server *s)
{
	const struct timer *first = timers_first(s->timers);
	FILE *journal = s->answerer.journal;
	int wait = -1;
	uint64_t now = first || s->journal_dirty ? now_ns() : 0;
	if (journal && s->journal_dirty) {
		if (now - s->journal_flushed >= 5 * MS) {
			fflush(journal);
			s->journal_flushed = now;
			s->journal_dirty = false;
		} else {
			wait = 5;
		}
	}
	if (first) {
		uint64_t ms = first->due > now ? (first->due - now + MS - 1) / MS : 0;
		int due = ms > 60000 ? 60000 : (int)ms;
		wait = wait < 0 || due < wait ? due : wait;
	}
	return wait;
}

void server_run(struct server *s, const volatile sig_atomic_t *stop, const sigset_t *mask)
{
	struct epoll_event events[EVENTS];
	while (!*stop && (!s->quit_after || s->answered < s->quit_after)) {
		int n = epoll_pwait(s->epoll, events, EVENTS, until_next(s), mask);
		for (int i = 0; i < n; i++) {
			struct conn *c = events[i].data.ptr;
			if (!c) {
				take(s);
				continue;
			}
			if (events[i].events & EPOLLOUT) {
				flush(s, c);
				resume(s, c);
			}
			if (c->state != CLOSED && events[i].events & ~(uint32_t)EPOLLOUT)
				readable(s, c);
		}
		run_timers(s);
	}
}

void server_close(struct server *s)
{
	struct conn *c = s->all_conns;
	while (c) {
		struct conn *next = c->next;
		if (c->state != CLOSED)
			conn_close(s, c, false);
		free(c);
		c = next;
	}
	if (s->timers)
		timers_release(s->timers);
	free(s->timers);
	buf_release(&s->rx);
	buf_release(&s->tx);
	answer_release(&s->answerer);
	close(s->listener);
	close(s->epoll);
}
