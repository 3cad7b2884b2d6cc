#include "net/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "net/server_limit.h"
#include "net/server_request.h"

#define DEFAULT_BODY ((size_t)1 << 20)
#define DEFAULT_HEAD ((size_t)32 << 10)
#define DEFAULT_CONNECTIONS 1024
#define DEFAULT_PER_ADDRESS 512
#define DEFAULT_REQUEST 60
#define DEFAULT_ANSWER 300
#define DEFAULT_RATE 2000
#define DEFAULT_BURST 4000
#define BACKLOG 512
#define LAST_SECONDS 1.0
// A refused body is still read that many times the limit, so that the client sees why.
#define DROP_TIMES 4
#define SWEEP_NS ((uint64_t)250000000)
#define STUCK_SWEEPS 4

// The library's own timeout counts from the last byte, so that a client which sends one
// now and then stays for ever: connections are looked through by ours.
struct line {
	struct line *next, *prev;
	int fd;
	uint64_t since; // when it was opened, or its last request ended
	bool kept;      // a request of it is the handler's
	bool answering;
	int unread; // bytes that waited at the last sweep
	int stuck;  // how many sweeps saw the same
};

struct server {
	struct server_settings settings;
	server_handler handler;
	void *ctx;
	struct MHD_Daemon *daemon;
	int port;
	char authority[300];
	struct line *lines;
	struct server_request *kept;
	size_t n_kept, n_lines;
	struct server_limit *limit;
	uint64_t swept;
	bool closing;
};

// --- Answers.

static void put_header(struct MHD_Response *response, const struct server_header *h)
{
	if (strpbrk(h->value, "\r\n") ||
	    MHD_add_response_header(response, h->name, h->value) != MHD_YES)
		bug("a header of an answer has a line break");
}

static struct MHD_Response *make_response(const struct server *s,
					  const struct server_reply *reply)
{
	struct MHD_Response *response;
	void *copy = mem_alloc(reply->body.n ? reply->body.n : 1);

	if (reply->body.n)
		memcpy(copy, reply->body.p, reply->body.n);
	response = MHD_create_response_from_buffer_with_free_callback(reply->body.n, copy,
								      mem_free);
	if (!response)
		bug("no memory for an answer");
	if (reply->type)
		put_header(response,
			   &(struct server_header){"Content-Type", reply->type});
	for (size_t i = 0; i < s->settings.n_headers; i++)
		put_header(response, &s->settings.headers[i]);
	for (size_t i = 0; i < reply->n_headers; i++)
		put_header(response, &reply->headers[i]);
	return response;
}

static struct line *line_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info ? info->socket_context : NULL;
}

static void keep(struct server_request *r)
{
	struct server *s = r->server;

	r->kept = true;
	r->next = s->kept;
	if (s->kept)
		s->kept->prev = r;
	s->kept = r;
	s->n_kept++;
	MHD_suspend_connection(r->connection);
}

static void unkeep(struct server_request *r)
{
	struct server *s = r->server;

	*(r->prev ? &r->prev->next : &s->kept) = r->next;
	if (r->next)
		r->next->prev = r->prev;
	r->kept = false;
	s->n_kept--;
	MHD_resume_connection(r->connection);
}

void server_answer(struct server_request *r, const struct server_reply *reply)
{
	struct line *line = line_of(r->connection);

	invariant(!r->response);
	r->response = make_response(r->server, reply);
	r->status = reply->status;
	if (line) {
		line->kept = false;
		line->answering = true;
		line->since = clock_mono_ns();
	}
	if (r->kept)
		unkeep(r);
}

static void refuse(struct server_request *r, int status, const char *code,
		   const char *why, double retry_after)
{
	char seconds[32];
	struct server_header retry = {"Retry-After", seconds};
	struct json_writer w;
	struct buf body;

	snprintf(seconds, sizeof(seconds), "%.0f", retry_after < 1 ? 1 : retry_after);
	buf_init(&body, 1000);
	json_writer_init(&w, &body, 0);
	json_begin(&w, '{');
	json_field_cstr(&w, "error", why);
	json_field_cstr(&w, "code", code);
	json_end(&w, '}');
	r->refused = true;
	server_answer(r, &(struct server_reply){.status = status,
						.type = "application/json",
						.body = buf_str(&body),
						.headers = &retry,
						.n_headers = retry_after > 0});
	buf_release(&body);
}

static void refuse_stopping(struct server_request *r)
{
	refuse(r, MHD_HTTP_SERVICE_UNAVAILABLE, "stopping", "the server is being stopped",
	       0);
}

// --- Requests, as the library hands them over.

static struct str address_text(struct MHD_Connection *connection, char *out, size_t size,
			       unsigned char key[16])
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *address = info ? info->client_addr : NULL;

	out[0] = '\0';
	if (address && address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)address;
		inet_ntop(AF_INET6, &in6->sin6_addr, out, (socklen_t)size);
		memcpy(key, &in6->sin6_addr, 16);
		// One client has a whole /64; mapped IPv4 addresses differ behind it.
		return (struct str){(char *)key,
				    IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr) ? 16 : 8};
	}
	if (address && address->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)address;
		inet_ntop(AF_INET, &in->sin_addr, out, (socklen_t)size);
		memcpy(key, &in->sin_addr, 4);
		return (struct str){(char *)key, 4};
	}
	return STR_NONE;
}

static void *on_target(void *ctx, const char *target, struct MHD_Connection *connection)
{
	struct server_request *r = mem_zalloc(sizeof(*r));

	r->server = ctx;
	r->connection = connection;
	arena_init(&r->arena);
	buf_init(&r->body, r->server->settings.body);
	r->target = arena_str(&r->arena, str_of(target));
	return r;
}

static void on_end(void *ctx, struct MHD_Connection *connection, void **request,
		   enum MHD_RequestTerminationCode how)
{
	struct server_request *r = *request;
	struct line *line = line_of(connection);

	(void)ctx;
	(void)how;
	if (line) {
		line->since = clock_mono_ns();
		line->kept = line->answering = false;
	}
	if (!r)
		return;
	invariant(!r->kept);
	if (r->response)
		MHD_destroy_response(r->response);
	buf_release(&r->body);
	arena_release(&r->arena);
	mem_free(r);
	*request = NULL;
}

static void begin(struct server_request *r, const char *method)
{
	const struct server_settings *settings = &r->server->settings;
	unsigned char key[16];
	struct str address, length;
	uint64_t bytes;
	double wait;

	r->begun = true;
	r->method = arena_str(&r->arena, str_of(method));
	address = address_text(r->connection, r->peer, sizeof(r->peer), key);
	wait = server_limit_take(r->server->limit, address, clock_mono_ns());
	length = server_header(r, "Content-Length");
	if (wait > 0)
		refuse(r, MHD_HTTP_TOO_MANY_REQUESTS, "busy",
		       "too many requests; wait a little", wait);
	else if (!server_request_parse(r))
		refuse(r, MHD_HTTP_BAD_REQUEST, "bad_request", "no path that we take", 0);
	else if (length.p && (!str_to_u64(length, &bytes) ||
			      bytes / (DROP_TIMES + 1) > settings->body))
		refuse(r, MHD_HTTP_CONTENT_TOO_LARGE, "too_large",
		       "the body is too large", 0);
}

static enum MHD_Result send_answer(struct server_request *r)
{
	enum MHD_Result result =
		MHD_queue_response(r->connection, (unsigned)r->status, r->response);

	MHD_destroy_response(r->response);
	r->response = NULL;
	r->handed = true;
	return result;
}

static enum MHD_Result take_body(struct server_request *r, const char *data, size_t *n)
{
	const size_t most = r->server->settings.body;

	if (r->body.n + *n > most || r->dropped) {
		r->dropped += *n;
		if (r->dropped / DROP_TIMES > most)
			return MHD_NO;
	} else {
		buf_add(&r->body, (struct str){data, *n});
	}
	*n = 0;
	return MHD_YES;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *data, size_t *data_n,
				  void **request)
{
	struct server *s = ctx;
	struct server_request *r = *request;
	struct line *line = line_of(connection);

	(void)url;
	(void)version;
	if (!r->begun) {
		begin(r, method);
		return r->response ? send_answer(r) : MHD_YES;
	}
	if (*data_n)
		return take_body(r, data, data_n);
	if (r->response) // it was kept, and goes on
		return send_answer(r);
	if (r->dropped) {
		refuse(r, MHD_HTTP_CONTENT_TOO_LARGE, "too_large",
		       "the body is too large", 0);
		return send_answer(r);
	}
	if (line)
		line->kept = true;
	if (s->closing)
		refuse_stopping(r);
	else
		s->handler(s->ctx, r);
	if (r->response)
		return send_answer(r);
	keep(r);
	return MHD_YES;
}

// --- Connections.

static void on_connection(void *ctx, struct MHD_Connection *connection, void **context,
			  enum MHD_ConnectionNotificationCode what)
{
	struct server *s = ctx;
	struct line *line = *context;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		line = mem_zalloc(sizeof(*line));
		line->fd = MHD_get_connection_info(connection,
						   MHD_CONNECTION_INFO_CONNECTION_FD)
				   ->connect_fd;
		line->since = clock_mono_ns();
		line->next = s->lines;
		if (s->lines)
			s->lines->prev = line;
		s->lines = line;
		s->n_lines++;
		*context = line;
		return;
	}
	*(line->prev ? &line->prev->next : &s->lines) = line->next;
	if (line->next)
		line->next->prev = line->prev;
	s->n_lines--;
	mem_free(line);
	*context = NULL;
}

// libmicrohttpd 0.9.75 neither reads on nor gives up where a request line fills its
// memory (it turns in circles): what waits for ever is cut.
static bool is_stuck(struct line *line)
{
	int unread = 0;

	if (line->answering || ioctl(line->fd, FIONREAD, &unread) != 0 || !unread ||
	    unread != line->unread)
		line->stuck = 0;
	else
		line->stuck++;
	line->unread = unread;
	return line->stuck >= STUCK_SWEEPS;
}

static void sweep(struct server *s, uint64_t now)
{
	if (now - s->swept < SWEEP_NS)
		return;
	s->swept = now;
	for (struct line *line = s->lines; line; line = line->next) {
		double most = line->answering ? s->settings.answer : s->settings.request;
		if (line->kept)
			continue;
		// The library notices, and closes it as one that the client has left.
		if ((double)(now - line->since) / 1e9 > most || is_stuck(line))
			shutdown(line->fd, SHUT_RDWR);
	}
}

void server_poll(struct server *s, int timeout_ms)
{
	if (s->n_lines && timeout_ms > (int)(SWEEP_NS / 1000000))
		timeout_ms = (int)(SWEEP_NS / 1000000);
	if (MHD_run_wait(s->daemon, timeout_ms) != MHD_YES)
		bug("the HTTP library cannot go on");
	sweep(s, clock_mono_ns());
}

// --- Opening and closing.

static void on_log(void *ctx, const char *format, va_list args)
{
	char line[500];

	(void)ctx;
	vsnprintf(line, sizeof(line), format, args);
	log_debug("http: " STR_FMT, STR_ARG(str_trim(str_of(line))));
}

static int listen_at(const struct addrinfo *at)
{
	int one = 1;
	int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == 0 &&
	    bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	int kept = errno;
	close(fd);
	errno = kept;
	return -1;
}

static int find_and_listen(const char *address, int port, struct err *e)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
	struct addrinfo *found;
	char service[16];
	int fd = -1, failure;

	snprintf(service, sizeof(service), "%d", port);
	failure = getaddrinfo(address, service, &hints, &found);
	if (failure) {
		err_set(e, ERR_INPUT, "no address \"%s\" to listen at: %s", address,
			gai_strerror(failure));
		return -1;
	}
	for (const struct addrinfo *at = found; at && fd < 0; at = at->ai_next)
		fd = listen_at(at);
	if (fd < 0)
		err_sys(e, "cannot listen at %s, port %d", address, port);
	freeaddrinfo(found);
	return fd;
}

static void note_address(struct server *s, int fd)
{
	struct sockaddr_storage at = {0};
	socklen_t n = sizeof(at);
	char host[256] = "", service[16] = "0";
	int64_t port = 0;

	if (getsockname(fd, (struct sockaddr *)&at, &n) == 0 &&
	    getnameinfo((struct sockaddr *)&at, n, host, sizeof(host), service,
			sizeof(service), NI_NUMERICHOST | NI_NUMERICSERV) == 0 &&
	    str_to_i64(str_of(service), &port))
		s->port = (int)port;
	snprintf(s->authority, sizeof(s->authority),
		 at.ss_family == AF_INET6 ? "[%s]:%d" : "%s:%d", host, s->port);
}

static struct server_settings with_defaults(const struct server_settings *given)
{
	struct server_settings s = *given;

	s.body = s.body ? s.body : DEFAULT_BODY;
	s.head = s.head ? s.head : DEFAULT_HEAD;
	s.connections = s.connections ? s.connections : DEFAULT_CONNECTIONS;
	s.per_address = s.per_address ? s.per_address : DEFAULT_PER_ADDRESS;
	s.request = s.request > 0 ? s.request : DEFAULT_REQUEST;
	s.answer = s.answer > 0 ? s.answer : DEFAULT_ANSWER;
	s.rate = s.rate > 0 ? s.rate : DEFAULT_RATE;
	s.burst = s.burst > 0 ? s.burst : DEFAULT_BURST;
	return s;
}

struct server *server_open(const struct server_settings *settings, server_handler handler,
			   void *ctx, struct err *e)
{
	struct server *s;
	int fd = find_and_listen(settings->address, settings->port, e);

	if (fd < 0)
		return NULL;
	s = mem_zalloc(sizeof(*s));
	s->settings = with_defaults(settings);
	s->handler = handler;
	s->ctx = ctx;
	note_address(s, fd);
	s->limit = server_limit_create(s->settings.rate, s->settings.burst);
	s->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL,
		NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_log, s,
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		s->settings.head, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)s->settings.connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
		(unsigned)s->settings.per_address, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, s, MHD_OPTION_NOTIFY_COMPLETED,
		on_end, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
		MHD_OPTION_END);
	if (s->daemon)
		return s;
	close(fd);
	err_set(e, ERR_IO, "%s: the HTTP server cannot start", s->authority);
	server_limit_destroy(s->limit);
	mem_free(s);
	return NULL;
}

static bool anything_to_send(const struct server *s)
{
	for (const struct line *line = s->lines; line; line = line->next)
		if (line->answering)
			return true;
	return false;
}

void server_close(struct server *s)
{
	if (!s)
		return;
	s->closing = true;
	while (s->kept)
		refuse_stopping(s->kept);
	int fd = MHD_quiesce_daemon(s->daemon);
	uint64_t until = clock_mono_ns() + (uint64_t)(LAST_SECONDS * 1e9);
	while (anything_to_send(s) && clock_mono_ns() < until)
		server_poll(s, 10);
	MHD_stop_daemon(s->daemon);
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
	server_limit_destroy(s->limit);
	mem_free(s);
}

int server_port(const struct server *s)
{
	return s->port;
}

const char *server_authority(const struct server *s)
{
	return s->authority;
}

size_t server_kept(const struct server *s)
{
	return s->n_kept;
}

size_t server_connections(const struct server *s)
{
	return s->n_lines;
}

const char *server_version(void)
{
	return MHD_get_version();
}
