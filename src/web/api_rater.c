// What a rater's page asks and says.
#include <math.h>

#include "web/routes.h"
#include "web/sent.h"

#define SKIP_WHY_MAX 2000

// A write that fails is told to everybody who waits for the commit, by the loop; here is
// only what the campaign refuses.
static void refuse(struct visit *v, const struct err *e)
{
	visit_fail(v, e, STR_NONE);
}

// What the campaign does not know: whether a model can be asked.
static void put_session(struct visit *v, const struct json *session)
{
	for (size_t i = 0; i < json_len(session); i++) {
		const struct json *value = &session->u.list.items[i];
		json_key_str(&v->w, session->u.list.keys[i]);
		if (!str_is(session->u.list.keys[i], "protocol")) {
			json_put(&v->w, value);
			continue;
		}
		json_begin(&v->w, '{');
		for (size_t k = 0; k < json_len(value); k++) {
			json_key_str(&v->w, value->u.list.keys[k]);
			json_put(&v->w, &value->u.list.items[k]);
		}
		json_field_bool(&v->w, "ask", v->web->of.target != NULL);
		json_end(&v->w, '}');
	}
}

void api_session(struct visit *v)
{
	struct err e = {0};
	const struct json *session = NULL;
	bool ok = campaign_session_json(v->web->of.campaign, v->rater->id, &v->w, &e);

	if (ok)
		session = json_parse(v->arena, buf_dup(v->arena, &v->out), 0, NULL, &e);
	if (!session) {
		refuse(v, &e);
		return;
	}
	buf_clear(&v->out);
	json_writer_init(&v->w, &v->out, 0);
	json_begin(&v->w, '{');
	put_session(v, session);
	json_end(&v->w, '}');
	visit_send(v);
}

static void send_task(struct visit *v, int64_t task)
{
	struct err e = {0};

	json_begin(&v->w, '{');
	json_key(&v->w, "task");
	if (!campaign_task_json(v->web->of.campaign, v->rater->id, task, &v->w, &e)) {
		refuse(v, &e);
		return;
	}
	json_end(&v->w, '}');
	visit_send(v);
}

void api_next(struct visit *v)
{
	struct next_task next;
	struct err e = {0};
	bool peek = str_is(server_query(v->request, "peek"), "1");

	if (!campaign_next(v->web->of.campaign, v->rater->id, peek, &next, &e)) {
		refuse(v, &e);
	} else if (next.why) {
		json_begin(&v->w, '{');
		json_field_null(&v->w, "task");
		json_field_cstr(&v->w, "why", next.why);
		json_end(&v->w, '}');
		visit_send(v);
	} else {
		send_task(v, next.task);
	}
}

void api_task(struct visit *v)
{
	send_task(v, v->id);
}

static bool task_of(struct visit *v, int64_t *task)
{
	if (json_int(json_get(v->body, "task"), task) && *task >= 0)
		return true;
	visit_refuse(v, 400, "bad_body", STR("task"), "expected the number of a task");
	return false;
}

static void send_saved(struct visit *v, const struct answer_saved *saved)
{
	json_begin(&v->w, '{');
	json_field_bool(&v->w, "saved", true);
	if (saved) {
		json_field_int(&v->w, "task", saved->task);
		json_field_int(&v->w, "revision", saved->revision);
		campaign_at_json(v->web->of.campaign, v->rater->id, &v->w);
	}
	json_end(&v->w, '}');
	visit_send(v);
}

static void take_answer(struct visit *v, int64_t task, const struct json *answers)
{
	struct answer_saved saved = {0};
	struct answer_fault fault = {0};
	struct str key = json_str(json_get(v->body, "key"));
	struct err e = {0};
	double seconds;
	struct json_writer w;
	struct buf text;

	// A written one whose reply was lost comes again with the same key.
	if (!task && sent_find(v->web->sent, v->rater->id, key, &saved)) {
		send_saved(v, &saved);
		return;
	}
	if (!json_num(json_get(v->body, "seconds"), &seconds) || !(seconds >= 0))
		seconds = NAN;
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	json_put(&w, answers);
	if (!campaign_answer(v->web->of.campaign, v->rater->id, task, buf_str(&text),
			     seconds, &saved, &fault, &e)) {
		visit_fail(v, &e, str_of(fault.field));
	} else {
		if (!task)
			sent_add(v->web->sent, v->rater->id, key, &saved);
		send_saved(v, &saved);
	}
	buf_release(&text);
}

void api_answer(struct visit *v)
{
	const struct json *answers = json_get(v->body, "answers");
	int64_t task;

	if (!task_of(v, &task))
		return;
	if (answers && answers->kind == JSON_OBJECT)
		take_answer(v, task, answers);
	else
		visit_refuse(v, 400, "bad_body", STR("answers"), "expected an object");
}

void api_skip(struct visit *v)
{
	struct str why = json_str(json_get(v->body, "why"));
	struct err e = {0};
	int64_t task;

	if (!task_of(v, &task))
		return;
	if (why.n > SKIP_WHY_MAX)
		visit_refuse(v, 400, "bad_body", STR("why"), "expected at most %d bytes",
			     SKIP_WHY_MAX);
	else if (!campaign_skip(v->web->of.campaign, v->rater->id, task, why, &e))
		refuse(v, &e);
	else
		send_saved(v, NULL);
}

void api_undo(struct visit *v)
{
	struct err e = {0};
	int64_t task;

	if (campaign_undo(v->web->of.campaign, v->rater->id, &task, &e))
		send_task(v, task);
	else
		refuse(v, &e);
}

void api_mine(struct visit *v)
{
	struct err e = {0};

	if (campaign_mine_json(v->web->of.campaign, v->rater->id, visit_from(v), &v->w,
			       &e))
		visit_send(v);
	else
		refuse(v, &e);
}

void api_progress(struct visit *v)
{
	campaign_progress_json(v->web->of.campaign, v->rater->id, &v->w);
	visit_send(v);
}
