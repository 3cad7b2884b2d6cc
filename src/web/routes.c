#include "web/routes.h"

#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "web/path.h"
#include "web/session.h"
#include "web/static.h"

#define BODY_OF_ALL 1000

enum who { ALL, RATERS, ADMINS };

struct route {
	const char *method, *path; // "#" at a part's place: a number
	void (*serve)(struct visit *v);
	enum who who;
};

static const struct route routes[] = {
	{"GET", "/api/session", api_session, RATERS},
	{"GET", "/api/next", api_next, RATERS},
	{"GET", "/api/task/#", api_task, RATERS},
	{"POST", "/api/answer", api_answer, RATERS},
	{"POST", "/api/skip", api_skip, RATERS},
	{"POST", "/api/undo", api_undo, RATERS},
	{"GET", "/api/mine", api_mine, RATERS},
	{"GET", "/api/progress", api_progress, RATERS},
	{"POST", "/api/ask", api_ask, RATERS},
	{"POST", "/api/join", session_join_anyway, ALL},
	{"POST", "/api/sign-out", session_end, ALL},
	{"GET", "/api/admin/overview", api_overview, ADMINS},
	{"GET", "/api/admin/agreement", api_agreement, ADMINS},
	{"GET", "/api/admin/disagreements", api_disagreements, ADMINS},
	{"GET", "/api/admin/audit", api_audit, ADMINS},
	{"GET", "/api/admin/export", api_export, ADMINS},
	{"POST", "/api/admin/raters", api_add_rater, ADMINS},
	{"POST", "/api/admin/raters/#", api_change_rater, ADMINS},
	{"POST", "/api/admin/raters/#/link", api_new_link, ADMINS},
	{"POST", "/api/admin/release", api_release, ADMINS},
};

// HEAD is a GET whose body stays here.
static struct str method_of(const struct visit *v)
{
	struct str method = server_method(v->request);

	return str_is(method, "HEAD") ? STR("GET") : method;
}

static void refuse_method(struct visit *v, const char *allowed)
{
	visit_reply(v,
		    &(struct web_reply){
			    .status = 405,
			    .type = JSON_TYPE,
			    .body = STR("{\"error\":\"this path takes another method\","
					"\"code\":\"method\"}"),
			    .headers = {{"Allow", allowed}},
			    .n_headers = 1,
		    });
}

static bool within_rate(struct visit *v)
{
	struct str key = {(const char *)&v->rater->id, sizeof(v->rater->id)};
	double wait = server_limit_take(v->web->calls, key, clock_mono_ns());
	struct web_reply reply = {
		.status = 429,
		.type = JSON_TYPE,
		.body = STR("{\"error\":\"too many requests; wait a little\","
			    "\"code\":\"busy\"}"),
		.n_headers = 1,
	};

	if (!(wait > 0))
		return true;
	reply.headers[0] =
		(struct server_header){"Retry-After",
				       arena_printf(v->arena, "%.0f", ceil(wait)).p};
	visit_reply(v, &reply);
	return false;
}

static bool read_body(struct visit *v)
{
	struct err e = {0};
	struct str text = server_body(v->request);

	if (!session_is_own(v))
		return false;
	if (!utf8_valid(text)) { // it would be repaired, and not be what was sent
		visit_refuse(v, 400, "bad_body", STR_NONE, "the body: not UTF-8");
		return false;
	}
	v->body = json_parse(v->arena, text, JSON_REFUSE_DUPLICATES, NULL, &e);
	if (v->body && v->body->kind == JSON_OBJECT)
		return true;
	visit_refuse(v, 400, "bad_body", STR_NONE, "the body: %s",
		     v->body ? "expected a JSON object" : e.msg);
	return false;
}

static void serve_route(struct visit *v, const struct route *route)
{
	if (!session_is_near(v))
		return;
	if (route->who != ALL && (!session_find(v) || !within_rate(v)))
		return;
	if (route->who == ADMINS && v->rater->role != RATER_ADMIN) {
		visit_refuse(v, 403, "not_admin", STR_NONE,
			     "only for who leads the work");
		return;
	}
	if (str_is(method_of(v), "POST") && !read_body(v))
		return;
	buf_init(&v->out, BUF_TEXT_MAX);
	json_writer_init(&v->w, &v->out, 0);
	route->serve(v);
	buf_release(&v->out);
}

// Sets v->id. `near`, where there is none: one of that path with another method.
static const struct route *find_route(struct visit *v, const struct route **near)
{
	*near = NULL;
	for (size_t i = 0; i < COUNT(routes); i++) {
		if (!path_matches(routes[i].path, server_path(v->request), &v->id))
			continue;
		*near = &routes[i];
		if (str_is(method_of(v), routes[i].method))
			return &routes[i];
	}
	return NULL;
}

static bool serve_api(struct visit *v)
{
	const struct route *near, *route = find_route(v, &near);

	if (route)
		serve_route(v, route);
	else if (near)
		refuse_method(v,
			      str_is(str_of(near->method), "GET") ? "GET, HEAD" : "POST");
	return route || near;
}

// Of whom nobody knows, only what a link takes.
static bool is_short(const struct visit *v)
{
	uint64_t n;

	return str_to_u64(server_header(v->request, "Content-Length"), &n) &&
	       n <= BODY_OF_ALL;
}

bool routes_admit(struct visit *v)
{
	const struct route *near, *route = find_route(v, &near);

	if (!session_is_here(v))
		return false;
	if (route && route->who == ALL && is_short(v))
		return true;
	return session_find(v);
}

static bool serve_page(struct visit *v)
{
	struct str text;
	const char *type;

	if (!static_find(server_path(v->request), &text, &type))
		return false;
	if (!str_is(method_of(v), "GET"))
		refuse_method(v, "GET, HEAD");
	else if (text.p)
		visit_reply(v, &(struct web_reply){.status = 200,
						   .type = type,
						   .body = text});
	else
		visit_refuse(v, 404, "no_page", STR_NONE,
			     "assay was built without the page (data/web)");
	return true;
}

static bool serve_join(struct visit *v)
{
	struct str path = server_path(v->request);

	if (!str_starts(path, STR("/join/")))
		return false;
	if (str_is(method_of(v), "GET"))
		session_join(v, str_slice(path, 6, path.n));
	else
		refuse_method(v, "GET, HEAD");
	return true;
}

// Browsers ask for it by themselves; there is none.
static bool serve_icon(struct visit *v)
{
	if (!str_is(server_path(v->request), "/favicon.ico"))
		return false;
	visit_reply(v, &(struct web_reply){.status = 204});
	return true;
}

void routes_serve(struct visit *v)
{
	if (!session_is_here(v) || serve_icon(v))
		return;
	if (!serve_api(v) && !serve_page(v) && !serve_join(v))
		visit_refuse(v, 404, "not_found", STR_NONE, "there is nothing here");
}
