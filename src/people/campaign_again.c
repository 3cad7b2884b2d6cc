// Requests that come a second time because their reply was lost: what of them is done.
#include "people/campaign_state.h"

static const struct given *find(const struct campaign *c, int64_t rater, int64_t task)
{
	size_t worker = campaign_worker(c, rater), place = campaign_place(c, task);
	uint32_t at = CAMPAIGN_NONE;

	if (worker != SIZE_MAX && place != SIZE_MAX)
		at = campaign_find_given(c, place, worker);
	return at == CAMPAIGN_NONE ? NULL : &c->given.p[at];
}

int64_t campaign_revision(const struct campaign *c, int64_t rater, int64_t task,
			  bool *open)
{
	const struct given *g = find(c, rater, task);

	*open = g && g->state == ASSIGNMENT_OPEN;
	return g ? g->revision : 0;
}

static bool is_answered(const struct given *g, struct str body)
{
	return g->state == ASSIGNMENT_ANSWERED && str_eq(g->body, body);
}

static bool saved(const struct campaign *c, const struct given *g,
		  struct answer_saved *out)
{
	*out = (struct answer_saved){c->places.p[g->place].task.id, g->revision};
	return true;
}

// As it would be stored; STR_NONE: no answer that could be.
static struct str stored_form(struct campaign *c, struct arena *a, size_t worker,
			      const struct task *t, struct str text)
{
	const struct rater *r = &c->raters.p[worker];
	struct answer_task about =
		campaign_answer_task(c, t, campaign_order(c, a, t, r->id));
	struct answer_fault fault;
	struct answers answers;
	struct json_writer w;
	struct buf out;

	if (!campaign_asked(c, a, t, &about.item, NULL) ||
	    !answers_read(a, &about, text, &answers, fault.field, NULL))
		return STR_NONE;
	if (t->id == 0 && !answers.domain.p)
		answers.domain = campaign_own_domain(r); // as campaign_answer() does
	about.order = NULL;
	buf_init(&out, BUF_TEXT_MAX);
	json_writer_init(&w, &out, 0);
	answers_to_json(&about, &answers, &w);
	text = buf_dup(a, &out);
	buf_release(&out);
	return text;
}

static bool wrote(const struct campaign *c, size_t worker, struct str body,
		  struct answer_saved *out)
{
	const struct worker *w = &c->workers.p[worker];

	for (size_t i = w->given.n; i-- > 0;) {
		const struct given *g = &c->given.p[w->given.p[i]];

		if (is_answered(g, body))
			return saved(c, g, out);
	}
	return false;
}

bool campaign_said(struct campaign *c, int64_t rater, int64_t task, struct str answers,
		   struct answer_saved *out)
{
	static const struct task none;
	size_t worker = campaign_worker(c, rater);
	const struct given *g = find(c, rater, task);
	struct arena scratch = {0};
	struct str body;
	bool said = false;

	if (worker == SIZE_MAX || (task != 0 && !g) ||
	    (task == 0 && c->protocol->unit != UNIT_WRITE))
		return false;
	body = stored_form(c, &scratch, worker, g ? &c->places.p[g->place].task : &none,
			   answers);
	if (body.p && task == 0)
		said = wrote(c, worker, body, out);
	else if (body.p)
		said = is_answered(g, body) && saved(c, g, out);
	arena_release(&scratch);
	return said;
}
