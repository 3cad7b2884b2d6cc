#include "web/annotate.h"

#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "web/ask.h"
#include "web/export.h"
#include "web/routes.h"
#include "web/sent.h"
#include "web/session.h"

// A rater at work asks once in some seconds; pages preload, and scripts may help.
#define CALLS_PER_SECOND 50
#define CALLS_AT_ONCE 200
#define SIGN_INS_PER_SECOND 1
#define SIGN_INS_AT_ONCE 30
// How long the loop may sleep while a model computes an answer, or a thread a file.
#define ASKING_MS 20

// On everything that is sent. There is no inline script or style in the page, so that
// what a model wrote could not run even if it came into the page as markup.
static const struct server_header headers[] = {
	{"Content-Security-Policy",
	 "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
	 "connect-src 'self'; base-uri 'none'; form-action 'self'; "
	 "frame-ancestors 'none'"},
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{"Cache-Control", "no-store"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
};

static void on_request(void *ctx, struct server_request *r)
{
	struct visit v = visit_of(ctx, r);

	routes_serve(&v);
}

static void send_reply(const struct web_reply *reply)
{
	struct server_reply out = {
		.status = reply->status,
		.type = reply->type,
		.body = reply->body,
		.file = reply->file,
		.headers = reply->headers,
		.n_headers = reply->n_headers,
	};

	server_answer(reply->request, &out);
}

// Nobody fills the memory whom we do not know. A refusal waits for no commit, as nothing
// was changed.
static void on_head(void *ctx, struct server_request *r)
{
	struct annotate *a = ctx;
	struct visit v = visit_of(a, r);

	if (!routes_admit(&v))
		send_reply(&a->replies.p[--a->replies.n]);
}

// What stands before the path in links. An address that means all of this machine's is no
// one that a browser could go to.
static struct str base_of_links(struct annotate *a, struct str host)
{
	struct str at = str_of(server_authority(a->server));
	char name[256] = "";

	if (str_find(host, STR("://")) != STR_NPOS)
		return arena_str(&a->arena, str_ends(host, STR("/"))
						    ? str_slice(host, 0, host.n - 1)
						    : host);
	if (str_find_byte(host, ':') != STR_NPOS)
		return arena_printf(&a->arena, "http://" STR_FMT, STR_ARG(host));
	if (host.n)
		return arena_printf(&a->arena, "http://" STR_FMT ":%d", STR_ARG(host),
				    server_port(a->server));
	if ((str_starts(at, STR("0.0.0.0:")) || str_starts(at, STR("[::]:"))) &&
	    gethostname(name, sizeof(name) - 1) == 0 && name[0])
		return arena_printf(&a->arena, "http://%s:%d", name,
				    server_port(a->server));
	return arena_printf(&a->arena, "http://" STR_FMT, STR_ARG(at));
}

static void set_hosts(struct annotate *a, const struct annotate_settings *settings)
{
	struct str at = str_of(server_authority(a->server));
	char name[256] = "";

	a->hosts.all = str_starts(at, STR("0.0.0.0:")) || str_starts(at, STR("[::]:"));
	a->hosts.listed = arena_str(&a->arena, str_of(settings->address));
	if (settings->host.n)
		a->hosts.given = hosts_name(arena_str(&a->arena, settings->host));
	if (a->hosts.all && gethostname(name, sizeof(name) - 1) == 0 && name[0])
		a->hosts.machine = arena_str(&a->arena, str_of(name));
}

struct annotate *annotate_open(const struct annotate_settings *settings,
			       const struct annotate_of *of, struct err *e)
{
	struct server_settings server = {
		.address = settings->address,
		.port = settings->port,
		.headers = headers,
		.n_headers = COUNT(headers),
		.admit = on_head,
	};
	struct annotate *a;

	if (settings->host.n && !hosts_name(settings->host).p) {
		err_set(e, ERR_INPUT,
			"--host: expected NAME, NAME:PORT or http(s)://NAME[:PORT], got "
			"\"" STR_FMT "\"",
			STR_ARG(settings->host));
		return NULL;
	}
	a = mem_zalloc(sizeof(*a));
	a->of = *of;
	arena_init(&a->arena);
	a->server = server_open(&server, on_request, a, e);
	if (!a->server) {
		arena_release(&a->arena);
		mem_free(a);
		return NULL;
	}
	a->calls = server_limit_create(CALLS_PER_SECOND, CALLS_AT_ONCE);
	a->sign_ins = server_limit_create(SIGN_INS_PER_SECOND, SIGN_INS_AT_ONCE);
	a->sent = sent_create();
	set_hosts(a, settings);
	a->url = base_of_links(a, settings->host).p;
	a->https = str_starts(str_of(a->url), STR("https://"));
	snprintf(a->cookie, sizeof(a->cookie), "assay_%d", server_port(a->server));
	return a;
}

// What was written in this turn was rolled back, and what of an earlier one is in the
// file is not known to who asks again.
static void send_failure(const struct web_reply *reply)
{
	struct web_reply failed = {
		.request = reply->request,
		.status = 500,
		.type = JSON_TYPE,
		.body = STR(
			"{\"error\":\"the answers cannot be written any more; it is not "
			"known whether this one was saved\",\"code\":\"not_saved\"}"),
	};

	if (reply->file)
		close(*reply->file);
	send_reply(&failed);
}

// Flushes also where nothing is pending: a write that failed took back what other
// requests of the turn wrote before it, and leaves nothing pending.
static bool settle(struct annotate *a, struct err *e)
{
	bool ok = store_flush(a->of.store, e);

	for (size_t i = 0; i < a->replies.n; i++) {
		if (ok)
			send_reply(&a->replies.p[i]);
		else
			send_failure(&a->replies.p[i]);
	}
	a->replies.n = 0;
	return ok;
}

bool annotate_step(struct annotate *a, int timeout_ms, struct err *e)
{
	if ((asks_under_way(a) || a->export) && timeout_ms > ASKING_MS)
		timeout_ms = ASKING_MS;
	server_poll(a->server, timeout_ms);
	asks_poll(a);
	export_poll(a);
	return settle(a, e);
}

bool annotate_close(struct annotate *a, struct err *e)
{
	bool ok;

	if (!a)
		return true;
	server_poll(a->server, 0);
	ok = settle(a, e);
	// Models read what they are asked out of the requests, which end with the server.
	llm_destroy(a->of.llm);
	asks_drop(a);
	export_drop(a);
	server_close(a->server);
	sent_destroy(a->sent);
	server_limit_destroy(a->calls);
	server_limit_destroy(a->sign_ins);
	VEC_FREE(&a->replies);
	arena_release(&a->arena);
	mem_free(a);
	return ok;
}

const char *annotate_url(const struct annotate *a)
{
	return a->url;
}

struct str annotate_link(const struct annotate *a, struct arena *arena, const char *token)
{
	return arena_printf(arena, "%s/join/%s", a->url, token);
}
