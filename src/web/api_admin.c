// What the page of who leads the work asks and says.
#include "web/routes.h"

#define DOMAINS_MAX 1000

void api_overview(struct visit *v)
{
	campaign_overview_json(v->web->of.campaign, &v->w);
	visit_send(v);
}

void api_agreement(struct visit *v)
{
	campaign_agreement_json(v->web->of.campaign, &v->w);
	visit_send(v);
}

void api_disagreements(struct visit *v)
{
	campaign_disagreements_json(v->web->of.campaign, visit_from(v), &v->w);
	visit_send(v);
}

void api_audit(struct visit *v)
{
	bool answers = str_is(server_query(v->request, "answers"), "1");
	struct err e = {0};

	if (campaign_audit_json(v->web->of.campaign, visit_from(v), answers, &v->w, &e))
		visit_send(v);
	else
		visit_fail(v, &e, STR_NONE);
}

// Absent is none; false: refused.
static bool read_domains(struct visit *v, const struct str **out, size_t *n, bool *given)
{
	const struct json *list = json_get(v->body, "domains");
	struct str *domains;

	*n = json_len(list);
	*given = !json_is_null(list);
	*out = NULL;
	if (!*given)
		return true;
	domains = arena_array(v->arena, *n + 1, sizeof(*domains));
	for (size_t i = 0; i < *n && *n <= DOMAINS_MAX; i++)
		domains[i] = json_str(json_at(list, i));
	*out = domains;
	for (size_t i = 0; i < *n && *n <= DOMAINS_MAX; i++)
		if (str_empty(domains[i]))
			*n = DOMAINS_MAX + 1;
	if (list->kind == JSON_ARRAY && *n <= DOMAINS_MAX)
		return true;
	visit_refuse(v, 400, "bad_body", STR("domains"), "expected a list of risks");
	return false;
}

static void send_rater(struct visit *v, int64_t id, const char *token)
{
	json_begin(&v->w, '{');
	json_field_int(&v->w, "id", id);
	if (token)
		json_field_str(&v->w, "link", annotate_link(v->web, v->arena, token));
	json_end(&v->w, '}');
	visit_send(v);
}

void api_add_rater(struct visit *v)
{
	struct str role = json_str(json_get(v->body, "role"));
	struct rater r = {.name = str_trim(json_str(json_get(v->body, "name")))};
	char token[TOKEN_TEXT + 1];
	struct err e = {0};
	bool given;

	if (str_empty(r.name)) {
		visit_refuse(v, 400, "bad_body", STR("name"), "expected a name");
		return;
	}
	if (role.p && !str_is(role, "rater") && !str_is(role, "admin")) {
		visit_refuse(v, 400, "bad_body", STR("role"), "expected rater or admin");
		return;
	}
	if (!read_domains(v, &r.domains, &r.n_domains, &given))
		return;
	r.role = str_is(role, "admin") ? RATER_ADMIN : RATER;
	if (campaign_add_rater(v->web->of.campaign, v->rater->name, &r, token, &e))
		send_rater(v, r.id, token);
	else
		visit_fail(v, &e, STR_NONE);
}

void api_change_rater(struct visit *v)
{
	struct rater_change change = {0};
	const struct json *revoked_json = json_get(v->body, "revoked");
	struct err e = {0};
	bool revoked;

	if (!json_is_null(revoked_json)) {
		if (!json_bool(revoked_json, &revoked)) {
			visit_refuse(v, 400, "bad_body", STR("revoked"),
				     "expected true or false");
			return;
		}
		change.revoked = &revoked;
	}
	if (change.revoked && revoked && v->id == v->rater->id) {
		visit_refuse(v, 409, "yourself", STR_NONE,
			     "you cannot shut yourself out");
		return;
	}
	if (change.revoked && revoked &&
	    campaign_leads_alone(v->web->of.campaign, v->id)) {
		visit_refuse(v, 409, "last_admin", STR_NONE,
			     "nobody else leads the work; make somebody admin first");
		return;
	}
	if (!read_domains(v, &change.domains, &change.n_domains, &change.set_domains))
		return;
	if (campaign_change_rater(v->web->of.campaign, v->rater->name, v->id, &change,
				  &e))
		send_rater(v, v->id, NULL);
	else
		visit_fail(v, &e, STR_NONE);
}

void api_new_link(struct visit *v)
{
	char token[TOKEN_TEXT + 1];
	struct err e = {0};

	if (campaign_new_link(v->web->of.campaign, v->rater->name, v->id, token, &e))
		send_rater(v, v->id, token);
	else
		visit_fail(v, &e, STR_NONE);
}

void api_release(struct visit *v)
{
	int64_t task, rater;
	struct err e = {0};

	if (!json_int(json_get(v->body, "task"), &task) ||
	    !json_int(json_get(v->body, "rater"), &rater)) {
		visit_refuse(v, 400, "bad_body", STR_NONE,
			     "expected the numbers of a task and of a rater");
		return;
	}
	if (!campaign_release(v->web->of.campaign, v->rater->name, task, rater, &e)) {
		visit_fail(v, &e, STR_NONE);
		return;
	}
	json_begin(&v->w, '{');
	json_field_bool(&v->w, "saved", true);
	json_end(&v->w, '}');
	visit_send(v);
}
