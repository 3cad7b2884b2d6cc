// Lists and figures as the page and the admin see them.
#include "base/clock.h"
#include "base/utf8.h"
#include "people/campaign_state.h"
#include "stats/sorted.h"

#include <math.h>
#include <stdlib.h>

#define EXCERPT_MAX 200 // bytes
#define AUDIT_PAGE 100
#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

// --- Sessions.

static void put_rater(const struct rater *r, struct json_writer *w)
{
	json_field_str(w, "name", r->name);
	json_field_cstr(w, "role", r->role == RATER_ADMIN ? "admin" : "rater");
	json_key(w, "domains");
	json_begin(w, '[');
	for (size_t i = 0; i < r->n_domains; i++)
		json_put_str(w, r->domains[i]);
	json_end(w, ']');
}

static void put_run(struct campaign *c, struct json_writer *w)
{
	struct str path = str_of(store_path(c->store));
	size_t slash = str_rfind_byte(path, '/');
	struct arena scratch = {0};

	json_key(w, "run");
	json_begin(w, '{');
	json_field_str(w, "file",
		       slash == STR_NPOS ? path : str_slice(path, slash + 1, path.n));
	json_field_str(w, "suite", store_get(c->store, &scratch, "suite.name"));
	json_field_str(w, "taxonomy", c->domains.taxonomy);
	json_end(w, '}');
	arena_release(&scratch);
}

bool campaign_session_json(struct campaign *c, int64_t rater, bool ask,
			   struct json_writer *w, struct err *e)
{
	const struct rater *r = campaign_rater(c, rater);

	if (!r)
		return campaign_no_rater(rater, e);
	json_begin(w, '{');
	json_field_cstr(w, "schema", "assay/annotate/1");
	json_key(w, "rater");
	json_begin(w, '{');
	put_rater(r, w);
	json_end(w, '}');
	put_run(c, w);
	json_key(w, "protocol");
	json_begin(w, '{');
	protocol_put_fields(w, c->protocol);
	json_field_bool(w, "ask", ask);
	json_field_bool(w, "per_domain", c->protocol->per_domain);
	json_end(w, '}');
	json_field_int(w, "text_max", ANSWER_TEXT_MAX);
	json_key(w, "names");
	json_begin(w, '{');
	risks_names_json(&c->domains, w);
	if (c->tags != &c->domains)
		risks_names_json(c->tags, w);
	json_end(w, '}');
	// Which of the names may be tags: those of the protocol's own taxonomy, if it has
	// one.
	json_key(w, "tags");
	json_begin(w, '[');
	for (size_t i = 0; i < c->tags->known; i++)
		json_put_str(w, c->tags->nodes[i].id);
	json_end(w, ']');
	json_end(w, '}');
	return true;
}

// --- How far somebody is.

static size_t due(const struct campaign *c, const struct worker *w)
{
	size_t mine = w->answered + w->open.n, share = (size_t)ceil(w->share - 1e-9);

	if (c->counts.answered >= c->counts.needed)
		return mine;
	return share > mine ? share : mine;
}

void campaign_at_json(struct campaign *c, int64_t rater, struct json_writer *w)
{
	size_t worker = campaign_worker(c, rater);

	json_key(w, "at");
	json_begin(w, '{');
	json_field_int(w, "done",
		       worker == SIZE_MAX ? 0 : (int64_t)c->workers.p[worker].answered);
	json_field_int(w, "of",
		       worker == SIZE_MAX ? 0 : (int64_t)due(c, &c->workers.p[worker]));
	json_end(w, '}');
}

static double median_seconds(const struct campaign *c, const struct worker *w)
{
	double *list = mem_alloc((w->given.n + 1) * sizeof(*list)), median;
	size_t n = 0;

	for (size_t i = 0; i < w->given.n; i++) {
		const struct given *g = &c->given.p[w->given.p[i]];

		if (g->state == ASSIGNMENT_ANSWERED && !isnan(g->seconds))
			list[n++] = g->seconds;
	}
	median = sorted_median(list, n);
	mem_free(list);
	return median;
}

// Within the last 24 hours: whatever the time zone, a working day.
static size_t answered_today(const struct campaign *c, const struct worker *w)
{
	int64_t since = clock_wall_ms() - DAY_MS;
	size_t n = 0;

	for (size_t i = 0; i < w->given.n; i++) {
		const struct given *g = &c->given.p[w->given.p[i]];

		n += g->state == ASSIGNMENT_ANSWERED && g->at > since;
	}
	return n;
}

void campaign_progress_json(struct campaign *c, int64_t rater, struct json_writer *w)
{
	size_t worker = campaign_worker(c, rater);
	const struct worker none = {0};
	const struct worker *x = worker == SIZE_MAX ? &none : &c->workers.p[worker];

	json_begin(w, '{');
	json_field_int(w, "done", (int64_t)x->answered);
	json_field_int(w, "of", (int64_t)due(c, x));
	json_field_int(w, "today", (int64_t)answered_today(c, x));
	json_field_real(w, "seconds_median", median_seconds(c, x));
	json_key(w, "all");
	json_begin(w, '{');
	json_field_int(w, "tasks", (int64_t)c->counts.tasks);
	json_field_int(w, "answered", (int64_t)c->counts.answered);
	json_field_int(w, "needed", (int64_t)c->counts.needed);
	json_field_int(w, "complete", (int64_t)c->counts.complete);
	json_end(w, '}');
	json_end(w, '}');
}

// --- A rater's own answers.

struct str campaign_excerpt(struct campaign *c, struct arena *a, const struct place *p)
{
	const struct item *item;
	struct sample_row x;
	struct str text;

	if (p->task.n_ordinals == 0 || !campaign_row(c, a, p->task.ordinals[0], &x, NULL))
		return STR_NONE;
	item = &x.asked;
	text = item->n_messages > 0 ? item->messages[item->n_messages - 1].content
				    : item->prompt;
	return utf8_clip(text.p ? text : sample_reply(&x), EXCERPT_MAX);
}

struct listed {
	int64_t at;
	uint32_t given;
};

static int newest_first(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	if (x->at != y->at)
		return x->at > y->at ? -1 : 1;
	return (x->given < y->given) - (x->given > y->given);
}

static void put_answers(struct campaign *c, struct arena *a, const struct given *g,
			const uint8_t *order, struct json_writer *w)
{
	const struct task *t = &c->places.p[g->place].task;
	struct answer_task about = campaign_answer_task(c, t, order);
	struct answers x;

	answers_read_stored(a, &about, g->body, &x);
	json_key(w, "answers");
	answers_to_json(&about, &x, w);
}

// Of what was written the prompt is the excerpt.
static struct str excerpt_of(struct campaign *c, struct arena *a, const struct given *g)
{
	const struct place *p = &c->places.p[g->place];
	const struct json *body;

	if (p->task.n_ordinals > 0)
		return campaign_excerpt(c, a, p);
	body = json_parse(a, g->body, 0, NULL, NULL);
	return utf8_clip(json_str(json_get(body, "prompt")), EXCERPT_MAX);
}

bool campaign_mine_json(struct campaign *c, int64_t rater, size_t from,
			struct json_writer *w, struct err *e)
{
	size_t worker = campaign_worker(c, rater), n = 0;
	struct arena scratch = {0};
	struct listed *list;

	if (worker == SIZE_MAX)
		return campaign_no_rater(rater, e);
	list = mem_alloc((c->workers.p[worker].given.n + 1) * sizeof(*list));
	for (size_t i = 0; i < c->workers.p[worker].given.n; i++) {
		uint32_t at = c->workers.p[worker].given.p[i];

		if (c->given.p[at].state == ASSIGNMENT_ANSWERED)
			list[n++] = (struct listed){c->given.p[at].at, at};
	}
	if (n > 0)
		qsort(list, n, sizeof(*list), newest_first);
	json_begin(w, '{');
	json_key(w, "tasks");
	json_begin(w, '[');
	for (size_t i = from; i < n && i - from < CAMPAIGN_PAGE; i++) {
		const struct given *g = &c->given.p[list[i].given];
		const struct task *t = &c->places.p[g->place].task;

		json_begin(w, '{');
		json_field_int(w, "task", t->id);
		json_field_int(w, "at", g->at);
		put_answers(c, &scratch, g, campaign_order(c, &scratch, t, rater), w);
		json_field_str(w, "excerpt", excerpt_of(c, &scratch, g));
		json_end(w, '}');
		arena_reset(&scratch);
	}
	json_end(w, ']');
	json_field_int(w, "total", (int64_t)n);
	json_end(w, '}');
	mem_free(list);
	arena_release(&scratch);
	return true;
}

// --- For the admin.

static void put_worker(struct campaign *c, size_t i, double agreement,
		       struct json_writer *w)
{
	const struct rater *r = &c->raters.p[i];
	const struct worker *x = &c->workers.p[i];

	json_begin(w, '{');
	json_field_int(w, "id", r->id);
	put_rater(r, w);
	json_field_bool(w, "revoked", r->revoked != 0);
	json_field_int(w, "done", (int64_t)x->answered);
	json_field_int(w, "open", (int64_t)x->open.n);
	json_field_real(w, "seconds_median", median_seconds(c, x));
	json_key(w, "gold");
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)x->gold);
	json_field_int(w, "right", (int64_t)x->gold_right);
	json_end(w, '}');
	json_field_real(w, "agreement", agreement);
	json_end(w, '}');
}

void campaign_overview_json(struct campaign *c, struct json_writer *w)
{
	const double *agreement = campaign_with_majority(c);
	size_t answers = 0;

	for (size_t i = 0; i < c->workers.n; i++)
		answers += c->workers.p[i].answered;
	json_begin(w, '{');
	json_field_int(w, "tasks", (int64_t)c->counts.tasks);
	json_field_int(w, "complete", (int64_t)c->counts.complete);
	json_field_int(w, "answers", (int64_t)answers);
	json_field_int(w, "needed", (int64_t)c->counts.needed);
	json_field_int(w, "gold", (int64_t)c->counts.gold);
	json_key(w, "raters");
	json_begin(w, '[');
	for (size_t i = 0; i < c->raters.n; i++)
		put_worker(c, i, agreement[i], w);
	json_end(w, ']');
	json_end(w, '}');
}

void campaign_put_said(struct campaign *c, struct arena *a, const struct place *p,
		       struct json_writer *w)
{
	json_key(w, "answers");
	json_begin(w, '[');
	for (uint32_t at = p->first; at != CAMPAIGN_NONE; at = c->given.p[at].next) {
		const struct given *g = &c->given.p[at];

		if (g->state != ASSIGNMENT_ANSWERED)
			continue;
		json_begin(w, '{');
		json_field_str(w, "rater", c->raters.p[g->worker].name);
		put_answers(c, a, g, NULL, w);
		json_end(w, '}');
	}
	json_end(w, ']');
}

bool campaign_audit_json(struct campaign *c, size_t from, bool answers,
			 struct json_writer *w, struct err *e)
{
	const struct audit_page page = {from, AUDIT_PAGE, answers};
	struct arena scratch = {0};
	struct audit *list;
	size_t n, total;
	bool ok = store_audit(c->store, &scratch, &page, &list, &n, &total, e);

	if (ok) {
		json_begin(w, '{');
		json_key(w, "events");
		json_begin(w, '[');
		for (size_t i = 0; i < n; i++) {
			json_begin(w, '{');
			json_field_int(w, "at", list[i].at);
			json_field_str(w, "who", list[i].who);
			json_field_str(w, "what", list[i].what);
			json_field_str(w, "detail", list[i].detail);
			json_end(w, '}');
		}
		json_end(w, ']');
		json_field_int(w, "total", (int64_t)total);
		json_end(w, '}');
	}
	arena_release(&scratch);
	return ok;
}
