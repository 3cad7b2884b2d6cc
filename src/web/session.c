#include "web/session.h"

#include "base/clock.h"
#include "base/log.h"
#include "web/origin.h"

#define COOKIE_SECONDS (180 * 24 * 3600)

// Guessing tokens of 256 bits is hopeless; this keeps it from being tried in our time.
static bool may_try(struct visit *v)
{
	double wait = server_limit_take(v->web->sign_ins, server_peer(v->request),
					clock_mono_ns());
	struct web_reply reply = {
		.status = 429,
		.type = JSON_TYPE,
		.body = STR("{\"error\":\"too many unknown links; wait a little\","
			    "\"code\":\"busy\"}"),
		.headers = {{"Retry-After", "1"}},
		.n_headers = 1,
	};

	if (wait > 0)
		visit_reply(v, &reply);
	return !(wait > 0);
}

// Who opens a link that does not work is a person: a page, in both languages.
static void refuse_link(struct visit *v)
{
	visit_reply(v,
		    &(struct web_reply){
			    .status = 403,
			    .type = "text/html; charset=utf-8",
			    .body = STR(
				    "<!doctype html>\n<html lang=\"zh\">\n<meta "
				    "charset=\"utf-8\">\n<meta name=\"viewport\" "
				    "content=\"width=device-width\">\n"
				    "<title>链接无效 · This link does not work</title>\n"
				    "<link rel=\"stylesheet\" href=\"/app.css\">\n"
				    "<main class=\"cover\">\n<h1>这个链接无效</h1>\n"
				    "<p>它不完整，或已被撤销、换成了新的。请向发给你的"
				    "人再要一个。</p>\n"
				    "<div lang=\"en\">\n<h1>This link does not "
				    "work</h1>\n"
				    "<p>It is not whole, or it was revoked or replaced "
				    "by a new one. Please ask whoever sent it to you "
				    "for another.</p>\n</div>\n</main>\n</html>\n"),
		    });
}

static const struct rater *find(struct visit *v, struct str token)
{
	const struct rater *rater = campaign_sign_in(v->web->of.campaign, token);

	if (rater && !rater->revoked)
		return rater;
	if (!may_try(v))
		return NULL;
	visit_refuse(v, 403, rater ? "revoked" : "unknown", STR_NONE,
		     rater ? "this link has been revoked; ask whoever sent it to you"
			   : "no such link; ask whoever sent it to you");
	return NULL;
}

static struct str who_cookie(const struct visit *v)
{
	return arena_printf(v->arena, "%s_who", v->web->cookie);
}

static const char *set_cookie(const struct visit *v, struct str name, struct str value,
			      const char *same_site)
{
	return arena_printf(v->arena,
			    STR_FMT "=" STR_FMT
				    "; Path=/; HttpOnly; SameSite=%s; Max-Age=%d%s",
			    STR_ARG(name), STR_ARG(value), same_site,
			    value.n ? COOKIE_SECONDS : 0, v->web->https ? "; Secure" : "")
		.p;
}

// `id` 0: of nobody.
static void set_cookies(const struct visit *v, struct str token, int64_t id,
			struct web_reply *reply)
{
	struct str who = id ? arena_printf(v->arena, "%lld", (long long)id) : STR("");

	reply->headers[0] =
		(struct server_header){"Set-Cookie", set_cookie(v, str_of(v->web->cookie),
								token, "Strict")};
	reply->headers[1] =
		(struct server_header){"Set-Cookie",
				       set_cookie(v, who_cookie(v), who, "Lax")};
	reply->n_headers = 2;
}

// Whether somebody else is signed in, who should not be replaced without being asked.
static bool is_taken(const struct visit *v, const struct rater *rater)
{
	const struct campaign *c = v->web->of.campaign;
	struct str token = server_cookie(v->request, v->web->cookie);
	struct str who = server_cookie(v->request, who_cookie(v).p);
	const struct rater *had = NULL;
	int64_t id;

	if (token.n)
		had = campaign_sign_in(c, token);
	else if (str_to_i64(who, &id))
		had = campaign_rater(c, id);
	return had && !had->revoked && had->id != rater->id;
}

void session_join(struct visit *v, struct str token)
{
	const struct rater *rater = campaign_sign_in(v->web->of.campaign, token);
	struct web_reply reply = {.status = 303};
	const char *to = "/";

	if (!rater || rater->revoked) {
		if (may_try(v))
			refuse_link(v);
		return;
	}
	if (is_taken(v, rater)) {
		to = arena_printf(v->arena, "/#/join/" STR_FMT, STR_ARG(token)).p;
	} else {
		set_cookies(v, token, rater->id, &reply);
		log_info("annotate: " STR_FMT " has come in", STR_ARG(rater->name));
	}
	reply.headers[reply.n_headers++] = (struct server_header){"Location", to};
	visit_reply(v, &reply);
}

static void send_done(struct visit *v, struct web_reply *reply)
{
	reply->status = 200;
	reply->type = JSON_TYPE;
	reply->body = STR("{\"done\":true}");
	visit_reply(v, reply);
}

void session_join_anyway(struct visit *v)
{
	struct str token = json_str(json_get(v->body, "token"));
	const struct rater *rater = find(v, token.p ? token : STR(""));
	struct web_reply reply = {0};

	if (!rater)
		return;
	set_cookies(v, token, rater->id, &reply);
	log_info("annotate: " STR_FMT " has come in", STR_ARG(rater->name));
	send_done(v, &reply);
}

void session_end(struct visit *v)
{
	struct web_reply reply = {0};

	set_cookies(v, STR(""), 0, &reply);
	send_done(v, &reply);
}

bool session_find(struct visit *v)
{
	struct str token = server_cookie(v->request, v->web->cookie);

	if (str_empty(token)) {
		visit_refuse(v, 401, "no_session", STR_NONE,
			     "not signed in; open your personal link");
		return false;
	}
	v->rater = find(v, token);
	return v->rater != NULL;
}

bool session_is_here(struct visit *v)
{
	struct str host = server_header(v->request, "Host");

	if (!host.p || hosts_know(&v->web->hosts, host)) // HTTP/1.0 has none
		return true;
	visit_refuse(v, 421, "host", STR_NONE,
		     "this server was not started for that name; start it with --host "
		     "if it should be known by it");
	return false;
}

bool session_is_near(struct visit *v)
{
	if (origin_is_near(server_header(v->request, "Sec-Fetch-Site")))
		return true;
	visit_refuse(v, 403, "foreign", STR_NONE, "asked by a page of another site");
	return false;
}

bool session_is_own(struct visit *v)
{
	struct origin_said said = {
		.type = server_header(v->request, "Content-Type"),
		.marked = server_header(v->request, "X-Assay"),
		.origin = server_header(v->request, "Origin"),
		.host = server_header(v->request, "Host"),
	};
	const char *why = origin_fault(&said, v->web->url);

	if (why)
		visit_refuse(v, 403, "foreign", STR_NONE, "%s", why);
	return !why;
}
