// What a rater's page asks and says.
#include <math.h>

#include "web/routes.h"
#include "web/sent.h"

#define SKIP_WHY_MAX 2000
#define SECONDS_MAX (7 * 24 * 3600.0)

// A write that fails is told to everybody who waits for the commit, by the loop; here is
// only what the campaign refuses.
static void refuse(struct visit *v, const struct err *e)
{
	visit_fail(v, e, STR_NONE);
}

void api_session(struct visit *v)
{
	struct err e = {0};

	if (campaign_session_json(v->web->of.campaign, v->rater->id,
				  v->web->of.target != NULL, &v->w, &e))
		visit_send(v);
	else
		refuse(v, &e);
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

// The answer was made from an earlier revision than what stands there: a repetition that
// comes late, or another window.
static bool is_older(const struct visit *v, int64_t task)
{
	int64_t from;
	bool open;

	return task && json_int(json_get(v->body, "revision"), &from) &&
	       campaign_revision(v->web->of.campaign, v->rater->id, task, &open) > from;
}

// Whether the very same was saved before, and only the reply to it was lost: by its key,
// or, after a new start of the server, by what it says.
static bool is_repeated(const struct visit *v, int64_t task, struct str key,
			struct str answers, struct answer_saved *saved)
{
	if (sent_find(v->web->sent, v->rater->id, task, key, saved))
		return true;
	return (task ? is_older(v, task) : key.n > 0) &&
	       campaign_said(v->web->of.campaign, v->rater->id, task, answers, saved);
}

// How long the rater sat over it; absent or null: not known, NaN.
static bool seconds_of(struct visit *v, double *seconds)
{
	const struct json *said = json_get(v->body, "seconds");

	*seconds = NAN;
	if (json_is_null(said))
		return true;
	if (json_num(said, seconds) && *seconds >= 0 && *seconds <= SECONDS_MAX)
		return true;
	visit_refuse(v, 400, "bad_body", STR("seconds"),
		     "seconds: expected a number from 0 to %.0f", SECONDS_MAX);
	return false;
}

static void take_answer(struct visit *v, int64_t task, struct str answers)
{
	struct answer_saved saved = {0};
	struct answer_fault fault = {0};
	struct str key = json_str(json_get(v->body, "key"));
	struct err e = {0};
	double seconds;

	if (!seconds_of(v, &seconds))
		return;
	if (is_repeated(v, task, key, answers, &saved)) {
		send_saved(v, &saved);
	} else if (is_older(v, task)) {
		visit_refuse(v, 409, "older", STR_NONE,
			     "you have answered this task again meanwhile");
	} else if (!campaign_answer(v->web->of.campaign, v->rater->id, task, answers,
				    seconds, &saved, &fault, &e)) {
		visit_fail(v, &e, str_of(fault.field));
	} else {
		sent_add(v->web->sent, v->rater->id, task, key, &saved);
		send_saved(v, &saved);
	}
}

static void put_answer(struct visit *v, int64_t task, const struct json *answers)
{
	struct json_writer w;
	struct buf text;

	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	json_put(&w, answers);
	take_answer(v, task, buf_str(&text));
	buf_release(&text);
}

void api_answer(struct visit *v)
{
	const struct json *answers = json_get(v->body, "answers");
	int64_t task;

	if (!task_of(v, &task))
		return;
	if (answers && answers->kind == JSON_OBJECT)
		put_answer(v, task, answers);
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

// {"task": N}: that one, so that a repetition does not open one more. {}: the last one.
void api_undo(struct visit *v)
{
	struct campaign *c = v->web->of.campaign;
	const struct json *named = json_get(v->body, "task");
	struct err e = {0};
	int64_t task = 0;
	bool open = false;

	if (!json_is_null(named) && !task_of(v, &task))
		return;
	if (task && campaign_revision(c, v->rater->id, task, &open) > 0 && open)
		send_task(v, task);
	else if (task && task != campaign_last(c, v->rater->id))
		visit_refuse(v, 409, "older", STR_NONE,
			     "this is not the task that you answered last");
	else if (campaign_undo(c, v->rater->id, &task, &e))
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
