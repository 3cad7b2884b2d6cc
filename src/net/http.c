// The client over libcurl's multi interface.
//
// curl_multi_socket_action with an epoll set of our own rather than curl_multi_poll: poll
// walks every transfer at every turn. And because much of what libcurl 7.88 does at an
// event grows with the transfers and connections of its multi handle, transfers are
// spread over shards of a bounded size: one multi handle each, one epoll set for all.
#include "net/http.h"

#include <curl/curl.h>
#include <math.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "config.h"

#include "base/clock.h"
#include "base/vec.h"
#include "net/retry_after.h"

#define EVENTS_AT_ONCE 256
#define SHARD_SIZE 64 // transfers of one multi handle
#define BODY_KEPT \
	((size_t)64 << 10) // a larger body's memory is given back after the exchange
#define NEVER UINT64_MAX
#define WAKE UINT64_MAX // what epoll says of the wake-up, and of no socket

struct shard {
	struct http *http;
	CURLM *multi;
	uint64_t due_ns; // when libcurl wants to be called again
	uint32_t index;
	struct http_exchange *all;  // every one ever made, at most SHARD_SIZE
	struct http_exchange *free; // not under way
	size_t made;
	bool touched; // something may have ended
};

struct http {
	int epoll, wake;
	size_t max_reply;
	size_t in_flight;
	size_t finished; // exchanges, since the present poll began
	VEC(struct shard *) shards;
	char *no_proxy;
	char *certificates; // NULL: the system's
};

struct http_exchange {
	struct shard *shard;
	CURL *easy;
	struct buf body;
	http_done done;
	void *ctx;
	bool under_way;
	char error[CURL_ERROR_SIZE];
	struct http_exchange *next_of_all, *next_free;
};

// --- What libcurl calls.

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *known)
{
	(void)easy;
	struct shard *shard = ctx;
	int epoll = shard->http->epoll;
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	struct epoll_event event = {.data.u64 =
					    (uint64_t)shard->index << 32 | (uint32_t)fd};
	event.events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) |
		       (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);
	if (known && epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event) == 0)
		return 0;
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
		epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event);
	curl_multi_assign(shard->multi, fd, shard);
	return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *ctx)
{
	(void)multi;
	struct shard *shard = ctx;
	shard->due_ns =
		timeout_ms < 0 ? NEVER : clock_mono_ns() + (uint64_t)timeout_ms * 1000000;
	return 0;
}

static size_t on_body(char *data, size_t size, size_t n, void *ctx)
{
	struct http_exchange *x = ctx;
	buf_add(&x->body, (struct str){data, size * n});
	return buf_failed(&x->body) ? 0 : size * n;
}

// --- Making and unmaking.

// Thousands of connections need as many descriptors.
static void raise_descriptors(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static char *no_proxy_list(void)
{
	const char *own = getenv("no_proxy");
	if (!own)
		own = getenv("NO_PROXY");
	struct buf list;
	buf_init(&list, 1 << 16);
	buf_addf(&list, "%s%slocalhost,127.0.0.1,::1", own ? own : "",
		 own && *own ? "," : "");
	char *copy = mem_dup(list.p);
	buf_release(&list);
	return copy;
}

struct http *http_create(size_t max_reply)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
	raise_descriptors();
	struct http *h = mem_zalloc(sizeof(*h));
	h->max_reply = max_reply;
	h->epoll = epoll_create1(EPOLL_CLOEXEC);
	h->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	h->no_proxy = no_proxy_list();
	const char *certificates = getenv("SSL_CERT_FILE");
	if (certificates && *certificates)
		h->certificates = mem_dup(certificates);
	if (h->epoll < 0 || h->wake < 0)
		bug("no HTTP client: out of descriptors");
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = WAKE};
	epoll_ctl(h->epoll, EPOLL_CTL_ADD, h->wake, &event);
	return h;
}

static struct shard *shard_create(struct http *h)
{
	struct shard *shard = mem_zalloc(sizeof(*shard));
	shard->http = h;
	shard->due_ns = NEVER;
	shard->index = (uint32_t)h->shards.n;
	shard->multi = curl_multi_init();
	if (!shard->multi)
		bug("no HTTP client: out of memory");
	curl_multi_setopt(shard->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(shard->multi, CURLMOPT_SOCKETDATA, shard);
	curl_multi_setopt(shard->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(shard->multi, CURLMOPT_TIMERDATA, shard);
	curl_multi_setopt(shard->multi, CURLMOPT_MAXCONNECTS, (long)SHARD_SIZE);
	VEC_PUSH(&h->shards, shard);
	return shard;
}

static void exchange_destroy(struct http_exchange *x)
{
	if (x->under_way)
		curl_multi_remove_handle(x->shard->multi, x->easy);
	curl_easy_cleanup(x->easy);
	buf_release(&x->body);
	mem_free(x);
}

static void shard_destroy(struct shard *shard)
{
	while (shard->all) {
		struct http_exchange *x = shard->all;
		shard->all = x->next_of_all;
		exchange_destroy(x);
	}
	curl_multi_cleanup(shard->multi);
	mem_free(shard);
}

void http_destroy(struct http *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < h->shards.n; i++)
		shard_destroy(h->shards.p[i]);
	VEC_FREE(&h->shards);
	close(h->epoll);
	close(h->wake);
	mem_free(h->no_proxy);
	mem_free(h->certificates);
	mem_free(h);
}

struct http_headers {
	struct curl_slist *list;
};

struct http_headers *http_headers_create(const char *const *lines, size_t n)
{
	struct http_headers *headers = mem_zalloc(sizeof(*headers));
	for (size_t i = 0; i < n; i++)
		headers->list = curl_slist_append(headers->list, lines[i]);
	headers->list = curl_slist_append(headers->list,
					  "Expect:"); // no round trip before a body
	return headers;
}

void http_headers_destroy(struct http_headers *headers)
{
	if (headers)
		curl_slist_free_all(headers->list);
	mem_free(headers);
}

static struct http_exchange *exchange_create(struct shard *shard)
{
	struct http *h = shard->http;
	struct http_exchange *x = mem_zalloc(sizeof(*x));
	x->shard = shard;
	x->easy = curl_easy_init();
	if (!x->easy)
		bug("no HTTP handle: out of memory");
	buf_init(&x->body, h->max_reply);
	curl_easy_setopt(x->easy, CURLOPT_PRIVATE, x);
	curl_easy_setopt(x->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(x->easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(x->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(x->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(x->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(x->easy, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(x->easy, CURLOPT_ERRORBUFFER, x->error);
	curl_easy_setopt(x->easy, CURLOPT_NOPROXY, h->no_proxy);
	curl_easy_setopt(x->easy, CURLOPT_USERAGENT, "assay/" ASSAY_VERSION);
	if (h->certificates)
		curl_easy_setopt(x->easy, CURLOPT_CAINFO, h->certificates);
	x->next_of_all = shard->all;
	shard->all = x;
	shard->made++;
	return x;
}

// --- An exchange.

static long ms(double seconds)
{
	return seconds > 0 ? (long)ceil(seconds * 1000) : 0;
}

// From the first shard that has room, so that few connections do the work of few
// requests.
static struct http_exchange *exchange_get(struct http *h)
{
	for (size_t i = 0; i < h->shards.n; i++) {
		struct shard *shard = h->shards.p[i];
		struct http_exchange *x = shard->free;
		if (x) {
			shard->free = x->next_free;
			return x;
		}
		if (shard->made < SHARD_SIZE)
			return exchange_create(shard);
	}
	return exchange_create(shard_create(h));
}

void http_start(struct http *h, const struct http_request *r, http_done done, void *ctx)
{
	struct http_exchange *x = exchange_get(h);
	x->done = done;
	x->ctx = ctx;
	x->error[0] = '\0';
	x->under_way = true;
	buf_clear(&x->body);
	curl_easy_setopt(x->easy, CURLOPT_URL, r->url);
	curl_easy_setopt(x->easy, CURLOPT_HTTPHEADER,
			 r->headers ? r->headers->list : NULL);
	// Over TLS requests share a connection (HTTP/2): they wait for the first.
	curl_easy_setopt(x->easy, CURLOPT_PIPEWAIT,
			 strncmp(r->url, "https:", 6) == 0 ? 1L : 0L);
	curl_easy_setopt(x->easy, CURLOPT_TIMEOUT_MS, ms(r->timeout));
	curl_easy_setopt(x->easy, CURLOPT_CONNECTTIMEOUT_MS, ms(r->connect_timeout));
	if (r->body.p) {
		curl_easy_setopt(x->easy, CURLOPT_POSTFIELDS, r->body.p);
		curl_easy_setopt(x->easy, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)r->body.n);
	} else {
		curl_easy_setopt(x->easy, CURLOPT_HTTPGET, 1L);
	}
	curl_multi_add_handle(x->shard->multi, x->easy);
	h->in_flight++;
}

static void recycle(struct http_exchange *x)
{
	if (x->body.cap > BODY_KEPT) {
		buf_release(&x->body);
		buf_init(&x->body, x->shard->http->max_reply);
	}
	x->next_free = x->shard->free;
	x->shard->free = x;
}

static void detach(struct http_exchange *x)
{
	curl_multi_remove_handle(x->shard->multi, x->easy);
	x->under_way = false;
	x->shard->http->in_flight--;
}

static enum http_outcome outcome_of_timeout(const struct http_exchange *x)
{
	curl_off_t connected = 0; // microseconds until the request could be sent
	curl_easy_getinfo(x->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
	return connected > 0 ? HTTP_TIMEOUT : HTTP_NO_ANSWER;
}

static enum http_outcome outcome_of(const struct http_exchange *x, CURLcode code)
{
	switch (code) {
	case CURLE_OK:
		return HTTP_REPLY;
	case CURLE_OPERATION_TIMEDOUT:
		return outcome_of_timeout(x);
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return HTTP_UNREACHABLE;
	default:
		return buf_failed(&x->body) ? HTTP_TOO_LARGE : HTTP_NETWORK;
	}
}

static const char *header_of(CURL *easy, const char *name)
{
	struct curl_header *header;
	if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return NULL;
	return header->value;
}

static void finish(struct http_exchange *x, CURLcode code)
{
	struct http_reply reply = {.outcome = outcome_of(x, code), .retry_after = NAN};
	long status = 0;
	curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
	reply.status = (int)status;
	if (reply.outcome == HTTP_REPLY) {
		reply.body = buf_str(&x->body);
		if (status >= 400)
			reply.retry_after =
				retry_after_seconds(header_of(x->easy, "retry-after"),
						    header_of(x->easy, "retry-after-ms"),
						    clock_wall_ms() / 1000);
	} else if (reply.outcome == HTTP_TOO_LARGE) {
		reply.message = "the reply is larger than allowed";
	} else {
		reply.message = x->error[0] ? x->error : curl_easy_strerror(code);
	}
	detach(x);
	x->shard->http->finished++;
	x->done(x->ctx, &reply);
	recycle(x);
}

static void finish_all(struct shard *shard)
{
	CURLMsg *msg;
	int left;
	while ((msg = curl_multi_info_read(shard->multi, &left)))
		if (msg->msg == CURLMSG_DONE) {
			struct http_exchange *x;
			CURLcode code = msg->data.result;
			curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE,
					  (char **)&x);
			finish(x, code);
		}
	shard->touched = false;
}

// --- Working.

static void run_timer(struct shard *shard, uint64_t now)
{
	if (shard->due_ns > now)
		return;
	int running;
	shard->due_ns = NEVER; // libcurl sets it again if it wants
	shard->touched = true;
	curl_multi_socket_action(shard->multi, CURL_SOCKET_TIMEOUT, 0, &running);
}

// Timers that are due, then what ended; returns when the next timer is due.
static uint64_t settle(struct http *h)
{
	uint64_t now = clock_mono_ns(), due = NEVER;
	for (size_t i = 0; i < h->shards.n; i++) {
		struct shard *shard = h->shards.p[i];
		run_timer(shard, now);
		if (shard->touched)
			finish_all(shard);
		if (shard->due_ns < due)
			due = shard->due_ns;
	}
	return due;
}

static int wait_ms(uint64_t due, int timeout_ms)
{
	if (due == NEVER || timeout_ms == 0)
		return timeout_ms;
	uint64_t now = clock_mono_ns();
	if (due <= now)
		return 0;
	uint64_t due_ms = (due - now + 999999) / 1000000;
	return due_ms < (uint64_t)timeout_ms ? (int)due_ms : timeout_ms;
}

static void on_event(struct http *h, const struct epoll_event *event)
{
	if (event->data.u64 == WAKE) {
		uint64_t count;
		ssize_t got = read(h->wake, &count, sizeof(count));
		(void)got; // only drained
		return;
	}
	struct shard *shard = h->shards.p[event->data.u64 >> 32];
	int mask = (event->events & EPOLLIN ? CURL_CSELECT_IN : 0) |
		   (event->events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
		   (event->events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
	int running;
	shard->touched = true;
	curl_multi_socket_action(shard->multi, (int)(uint32_t)event->data.u64, mask,
				 &running);
}

void http_poll(struct http *h, int timeout_ms)
{
	struct epoll_event events[EVENTS_AT_ONCE];
	h->finished = 0;
	uint64_t due = settle(h); // begins what was started since
	if (h->finished) // a near server has answered already: the caller has places to
			 // fill
		timeout_ms = 0;
	int n = epoll_wait(h->epoll, events, EVENTS_AT_ONCE, wait_ms(due, timeout_ms));
	for (int i = 0; i < n; i++)
		on_event(h, &events[i]);
	settle(h);
}

void http_wake(struct http *h)
{
	uint64_t one = 1;
	ssize_t put = write(h->wake, &one, sizeof(one));
	(void)put; // a full counter wakes as well
}

size_t http_in_flight(const struct http *h)
{
	return h->in_flight;
}

const char *http_version(void)
{
	return curl_version();
}
