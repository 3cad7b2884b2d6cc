#include "web/session.h"

#include "base/clock.h"
#include "base/log.h"

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

void session_join(struct visit *v, struct str token)
{
	const struct rater *rater = find(v, token);
	struct web_reply reply = {.status = 303, .n_headers = 2};

	if (!rater)
		return;
	struct str cookie =
		arena_printf(v->arena,
			     "%s=" STR_FMT "; Path=/; HttpOnly; SameSite=Strict; "
			     "Max-Age=%d",
			     v->web->cookie, STR_ARG(token), COOKIE_SECONDS);
	reply.headers[0] = (struct server_header){"Set-Cookie", cookie.p};
	reply.headers[1] = (struct server_header){"Location", "/"};
	log_info("annotate: " STR_FMT " has come in", STR_ARG(rater->name));
	visit_reply(v, &reply);
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

// scheme://HOST[:PORT]; Host says the same without the scheme.
static bool is_same_host(struct visit *v, struct str origin)
{
	size_t at = str_find(origin, STR("://"));
	struct str host = server_header(v->request, "Host");

	return at != STR_NPOS && host.n &&
	       str_eq_nocase(str_slice(origin, at + 3, origin.n), host);
}

bool session_is_own(struct visit *v)
{
	struct str type = server_header(v->request, "Content-Type");
	struct str origin = server_header(v->request, "Origin");
	const char *why = NULL;

	if (!str_eq_nocase(str_trim(str_cut(&type, ';')), STR("application/json")))
		why = "expected Content-Type: application/json";
	else if (!str_is(server_header(v->request, "X-Assay"), "1"))
		why = "expected the header X-Assay: 1";
	else if (origin.p && !is_same_host(v, origin))
		why = "sent by a page of another site";
	if (why)
		visit_refuse(v, 403, "foreign", STR_NONE, "%s", why);
	return !why;
}
