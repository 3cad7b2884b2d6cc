#include "net/server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "net/server_limit.h"
#include "net/server_lines.h"
#include "net/server_listen.h"
#include "net/server_request.h"

#define DEFAULT_BODY ((size_t)1 << 20)
#define DEFAULT_BODIES ((size_t)64 << 20)
#define DEFAULT_HEAD ((size_t)32 << 10)
#define DEFAULT_CONNECTIONS 1024
#define DEFAULT_PER_ADDRESS 512
#define DEFAULT_REQUEST 60
#define DEFAULT_ANSWER 300
#define DEFAULT_RATE 2000
#define DEFAULT_BURST 4000
#define LAST_SECONDS 1.0
// A refused body is still read that many times the limit, so that the client sees why.
#define DROP_TIMES 4
#define HEAD_TIMES ((size_t)4)

struct server {
	struct server_settings settings;
	server_handler handler;
	void *ctx;
	struct MHD_Daemon *daemon;
	int port;
	char authority[300];
	struct server_lines lines;
	struct server_request *kept;
	size_t n_kept;
	size_t bodies; // bytes of requests that are held now
	struct server_limit *limit;
	bool closing;
};

// --- Answers.

static void put_header(struct MHD_Response *response, const struct server_header *h)
{
	if (strpbrk(h->value, "\r\n") ||
	    MHD_add_response_header(response, h->name, h->value) != MHD_YES)
		bug("a header of an answer has a line break");
}

static struct MHD_Response *response_of_file(int file)
{
	struct stat st;

	if (fstat(file, &st) != 0)
		bug("an answer's file is none");
	return MHD_create_response_from_fd64((uint64_t)st.st_size, file);
}

static struct MHD_Response *response_of_bytes(struct str body)
{
	void *copy = mem_alloc(body.n ? body.n : 1);

	if (body.n)
		memcpy(copy, body.p, body.n);
	return MHD_create_response_from_buffer_with_free_callback(body.n, copy, mem_free);
}

static struct MHD_Response *make_response(const struct server *s,
					  const struct server_reply *reply)
{
	struct MHD_Response *response = reply->file ? response_of_file(*reply->file)
						    : response_of_bytes(reply->body);

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

static struct server_line *line_of(struct MHD_Connection *connection)
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
	struct server_line *line = line_of(r->connection);

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
	server_answer(r, &(struct server_reply){.status = status,
						.type = "application/json",
						.body = buf_str(&body),
						.headers = &retry,
						.n_headers = retry_after > 0 ? 1 : 0});
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
	struct server_line *line = line_of(connection);

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
	r->server->bodies -= r->body.n;
	buf_release(&r->body);
	arena_release(&r->arena);
	mem_free(r);
	*request = NULL;
}

static bool has_body(const struct server_request *r)
{
	struct str length = server_header(r, "Content-Length");

	return server_header(r, "Transfer-Encoding").p ||
	       (length.p && !str_is(length, "0"));
}

// Of another coding than chunked the library knows no end.
static bool is_endless(const struct server_request *r)
{
	struct str coding = server_header(r, "Transfer-Encoding");

	return coding.p && !str_eq_nocase(coding, STR("chunked"));
}

static enum MHD_Result add_length(void *sum, enum MHD_ValueKind kind, const char *key,
				  size_t key_n, const char *value, size_t value_n)
{
	(void)kind;
	(void)key;
	(void)value;
	*(size_t *)sum += key_n + value_n + strlen(": \r\n");
	return MHD_YES;
}

// The library takes HEAD_TIMES as much, so that we can say ourselves what is too large.
static bool is_head_too_large(struct server_request *r)
{
	size_t n = r->target.n;

	MHD_get_connection_values_n(r->connection, MHD_HEADER_KIND, add_length, &n);
	return n > r->server->settings.head;
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
	else if (is_head_too_large(r))
		refuse(r, MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE, "too_large",
		       "the request line and headers are too large", 0);
	else if (is_endless(r))
		refuse(r, MHD_HTTP_BAD_REQUEST, "bad_request",
		       "no transfer encoding that we take", 0);
	else if (!server_request_parse(r))
		refuse(r, MHD_HTTP_BAD_REQUEST, "bad_request", "no path that we take", 0);
	else if (length.p && (!str_to_u64(length, &bytes) ||
			      bytes / (DROP_TIMES + 1) > settings->body))
		refuse(r, MHD_HTTP_CONTENT_TOO_LARGE, "too_large",
		       "the body is too large", 0);
	else if (settings->admit && has_body(r))
		settings->admit(r->server->ctx, r);
}

static enum MHD_Result send_answer(struct server_request *r)
{
	enum MHD_Result result =
		MHD_queue_response(r->connection, (unsigned)r->status, r->response);

	MHD_destroy_response(r->response);
	r->response = NULL;
	return result;
}

static enum MHD_Result take_body(struct server_request *r, const char *data, size_t *n)
{
	struct server *s = r->server;
	const size_t most = s->settings.body;

	r->crowded = r->crowded || s->bodies + *n > s->settings.bodies;
	if (r->body.n + *n > most || r->crowded || r->dropped) {
		r->dropped += *n;
		s->bodies -= r->body.n;
		buf_release(&r->body);
		buf_init(&r->body, most);
		if (r->dropped / DROP_TIMES > most)
			return MHD_NO;
	} else {
		buf_add(&r->body, (struct str){data, *n});
		s->bodies += *n;
	}
	*n = 0;
	return MHD_YES;
}

static void refuse_dropped(struct server_request *r)
{
	if (r->crowded)
		refuse(r, MHD_HTTP_SERVICE_UNAVAILABLE, "busy",
		       "too much is being sent at once; wait a little", 1);
	else
		refuse(r, MHD_HTTP_CONTENT_TOO_LARGE, "too_large",
		       "the body is too large", 0);
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *data, size_t *data_n,
				  void **request)
{
	struct server *s = ctx;
	struct server_request *r = *request;
	struct server_line *line = line_of(connection);

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
		refuse_dropped(r);
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

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		int fd = MHD_get_connection_info(connection,
						 MHD_CONNECTION_INFO_CONNECTION_FD)
				 ->connect_fd;
		*context = server_lines_add(&s->lines, fd, clock_mono_ns());
		return;
	}
	server_lines_drop(&s->lines, *context);
	*context = NULL;
}

void server_poll(struct server *s, int timeout_ms)
{
	if (s->lines.n && timeout_ms > SERVER_SWEEP_MS)
		timeout_ms = SERVER_SWEEP_MS;
	if (MHD_run_wait(s->daemon, timeout_ms) != MHD_YES)
		bug("the HTTP library cannot go on");
	server_lines_sweep(&s->lines, clock_mono_ns(), s->settings.request,
			   s->settings.answer);
}

// --- Opening and closing.

static void on_log(void *ctx, const char *format, va_list args)
{
	char line[500];

	(void)ctx;
	vsnprintf(line, sizeof(line), format, args);
	log_debug("http: " STR_FMT, STR_ARG(str_trim(str_of(line))));
}

static struct server_settings with_defaults(const struct server_settings *given)
{
	struct server_settings s = *given;

	s.body = s.body ? s.body : DEFAULT_BODY;
	s.bodies = s.bodies ? s.bodies : DEFAULT_BODIES;
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
	int fd = server_listen(settings->address, settings->port, e);

	if (fd < 0)
		return NULL;
	s = mem_zalloc(sizeof(*s));
	s->settings = with_defaults(settings);
	s->handler = handler;
	s->ctx = ctx;
	s->port = server_listens_at(fd, s->authority, sizeof(s->authority));
	s->limit = server_limit_create(s->settings.rate, s->settings.burst);
	s->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL,
		NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_log, s,
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		HEAD_TIMES * s->settings.head, MHD_OPTION_CONNECTION_LIMIT,
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

void server_close(struct server *s)
{
	if (!s)
		return;
	s->closing = true;
	while (s->kept)
		refuse_stopping(s->kept);
	int fd = MHD_quiesce_daemon(s->daemon);
	uint64_t until = clock_mono_ns() + (uint64_t)(LAST_SECONDS * 1e9);
	while (server_lines_answering(&s->lines) && clock_mono_ns() < until)
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
	return s->lines.n;
}

const char *server_version(void)
{
	return MHD_get_version();
}
