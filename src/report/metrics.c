#include "report/metrics.h"

#include <math.h>

#include "report/choice_rates.h"
#include "report/gap.h"
#include "report/powered_rates.h"
#include "report/quality.h"
#include "report/rates.h"
#include "report/tuning.h"

static bool is_end(struct str what)
{
	return str_is(what, "finished") || str_is(what, "interrupted") ||
	       str_is(what, "stopped");
}

double metrics_seconds(const struct run_event *events, size_t n)
{
	double seconds = NAN;
	bool under_way = false;
	int64_t began = 0;
	for (size_t i = 0; i < n; i++) {
		struct str what = events[i].what;
		if (str_is(what, "started") || str_is(what, "resumed")) {
			under_way = true;
			began = events[i].at;
		} else if (under_way && is_end(what)) {
			int64_t ms = events[i].at - began;
			under_way = false;
			seconds = (isnan(seconds) ? 0 : seconds) +
				  (ms > 0 ? (double)ms / 1000 : 0);
		}
	}
	return seconds;
}

static bool read_seconds(struct arena *a, struct store *store, struct metrics *m,
			 struct err *e)
{
	struct run_event *events;
	size_t n;
	if (!store_events(store, a, &events, &n, e))
		return false;
	m->seconds = metrics_seconds(events, n);
	return true;
}

static int64_t number_or(struct str s, int64_t otherwise)
{
	int64_t n;
	return str_to_i64(s, &n) ? n : otherwise;
}

static void read_meta(struct arena *a, struct store *store, struct metrics *m)
{
	m->file = arena_str(a, str_of(store_path(store)));
	m->created = store_get(store, a, "created");
	m->assay = store_get(store, a, "assay");
	m->state = store_get(store, a, "state");
	m->suite = store_get(store, a, "suite.name");
	m->suite_version = store_get(store, a, "suite.version");
	m->suite_sha256 = store_get(store, a, "suite.sha256");
	m->suite_items = number_or(store_get(store, a, "suite.items"), -1);
	m->planned = number_or(store_get(store, a, "plan.cells"), -1);
}

// "name" of the run's own judge means that version of it.
static struct str record_of(struct arena *a, struct store *store, struct str asked)
{
	struct str own = store_get(store, a, "judge");
	struct str name, version;
	judge_split(own, &name, &version);
	return !asked.n || str_eq(asked, name) ? own : asked;
}

static bool collect_all(struct collection *c, struct store *store, struct err *e)
{
	struct reader *reader = reader_open(store, 0, e);
	if (!reader)
		return false;
	struct row row;
	int got;
	while ((got = reader_next(reader, &row, e)) == 1)
		if (!collect_row(c, &row, e)) {
			got = -1;
			break;
		}
	reader_close(reader);
	return got == 0 && collect_end(c, e);
}

static bool by_place(const struct slice *a, const struct slice *b)
{
	return a->target != b->target ? a->target < b->target : a->params < b->params;
}

// Slices come in the order of the rows; a report shows them in that of the run's targets.
static void sort_slices(struct collection *c)
{
	size_t n = c->slices.n;
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0; k--) {
			struct slice *p = &c->slices.p[k - 1];
			if (!by_place(p + 1, p))
				break;
			struct slice swap = p[0];
			p[0] = p[1];
			p[1] = swap;
		}
	for (size_t i = 0; i < c->columns.n; i++)
		for (size_t k = 0; k < n; k++)
			if (c->slices.p[k].target == c->columns.p[i].target &&
			    c->slices.p[k].params == c->columns.p[i].params)
				c->columns.p[i].slice = k;
}

bool metrics_tuning_said(struct str said, struct said_tuning *out)
{
	size_t at = str_rfind_byte(said, '=');
	if (at == STR_NPOS || !at)
		return false;
	struct str rest = str_slice(said, at + 1, said.n);
	bool has_base = str_find_byte(rest, '@') != STR_NPOS;
	out->model = str_slice(said, 0, at);
	out->tuning = str_cut(&rest, '@');
	out->base = has_base ? rest : STR_NONE;
	return out->tuning.n && (!has_base || out->base.n);
}

// What the report's reader says of them; the last word counts.
static void tell_tunings(const struct opt_list *said, struct metrics *m)
{
	for (size_t i = 0; i < said->n; i++) {
		struct said_tuning x;
		bool ok = metrics_tuning_said(said->items[i], &x);
		for (size_t t = 0; ok && t < m->n_targets; t++) {
			if (!str_eq(m->targets[t].target, x.model))
				continue;
			m->targets[t].facts.tuning = x.tuning;
			m->targets[t].base = x.base;
		}
	}
}

// Of whom nobody says it: what its file says of itself.
static void name_bases(struct arena *a, struct metrics *m)
{
	for (size_t i = 0; i < m->n_targets; i++) {
		struct target_metrics *t = &m->targets[i];
		if (!t->base.n && t->facts.family.n && t->facts.parameters > 0)
			t->base = arena_printf(a, STR_FMT " (%.4g)",
					       STR_ARG(t->facts.family),
					       t->facts.parameters);
	}
}

static bool name_targets(struct arena *a, struct store *store, const struct collection *c,
			 struct metrics *m, struct err *e)
{
	struct target *targets;
	struct params *params;
	size_t n_targets, n_params;
	if (!store_targets(store, a, &targets, &n_targets, e) ||
	    !store_params(store, a, &params, &n_params, e))
		return false;
	for (size_t i = 0; i < m->n_targets; i++) {
		const struct slice *slice = &c->slices.p[i];
		if ((size_t)slice->target >= n_targets ||
		    (size_t)slice->params >= n_params)
			return err_set(
				e, ERR_INPUT,
				"%s: a sample of target %lld with parameters %lld, "
				"which the file does not name",
				store_path(store), (long long)slice->target,
				(long long)slice->params);
		m->targets[i].target = targets[slice->target].name;
		m->targets[i].facts = targets[slice->target].facts;
		m->targets[i].params = params[slice->params];
		m->targets[i].target_id = slice->target;
		m->targets[i].params_id = slice->params;
	}
	return true;
}

// What the judge is made of says the file; an older one only its name, also with
// settings ("critic:weights=my.critic").
static struct str kinds_of(struct arena *a, struct store *store, struct str judge)
{
	struct str key = arena_printf(a, "judge.kinds/" STR_FMT, STR_ARG(judge));
	struct str kinds = store_get(store, a, arena_cstr(a, key));
	struct str name, version;
	judge_split(judge, &name, &version);
	return kinds.n ? kinds : str_cut(&name, ':');
}

static void look_at_kinds(struct str kinds, struct metrics *m)
{
	bool critic = false, refusal = false, other = false;
	while (kinds.n) {
		struct str kind = str_cut(&kinds, ' ');
		bool is_refusal = str_is(kind, "refusal");
		bool is_critic =
			str_is(kind, "critic") || str_is(kind, "critic-offensive");
		critic = critic || is_critic;
		refusal = refusal || is_refusal;
		other = other || (!is_critic && !is_refusal);
	}
	m->refusal_alone = refusal && !critic && !other;
	m->first_look = critic && !other;
}

static void name_judge(struct arena *a, struct store *store, const struct collection *c,
		       struct metrics *m)
{
	m->judge = c->record_version.p
			   ? arena_printf(a, STR_FMT "@" STR_FMT, STR_ARG(c->record_name),
					  STR_ARG(c->record_version))
			   : arena_str(a, c->record_name);
	look_at_kinds(kinds_of(a, store, m->judge), m);
}

// Of choices alone the judge is who reads them.
static void name_choice_judge(struct metrics *m)
{
	struct str judge = STR_NONE;
	for (size_t i = 0; i < m->n_targets; i++) {
		const struct target_metrics *t = &m->targets[i];
		if (t->counts.choices < t->counts.samples)
			return;
		if (!judge.n && t->n_choices)
			judge = t->choices[0].judge;
	}
	if (judge.n) {
		m->judge = judge;
		m->refusal_alone = m->first_look = false;
	}
}

static bool own_quality(const struct collection *c, struct metrics *m, struct err *e)
{
	uint64_t n;
	m->quality = quality_of_run(c, &n);
	return m->quality.known ||
	       err_set(e, ERR_INPUT,
		       "--judge-quality run: people judged %llu of the samples "
		       "that " STR_FMT " did; at least %d are needed",
		       (unsigned long long)n, STR_ARG(m->judge), QUALITY_LEAST);
}

// Without a judge there is nothing to correct.
static bool correct(struct arena *a, const struct collection *c,
		    const struct report_settings *s, struct metrics *m, struct err *e)
{
	bool own = str_is(s->judge_quality, "run");
	if (s->judge_quality.n && m->judge.n &&
	    !(own ? own_quality(c, m, e)
		  : quality_read(a, s->judge_quality, s->judge_set, m->judge, &m->quality,
				 e)))
		return false;
	for (size_t i = 0; i < m->n_targets; i++)
		quality_correct(&m->quality, &m->targets[i]);
	return true;
}

// Everything that is made of the collection, and cannot fail.
static void make(struct arena *a, struct store *store, struct collection *c,
		 const struct report_settings *s, struct metrics *m)
{
	m->n_targets = c->slices.n;
	m->targets = arena_array(a, c->slices.n, sizeof(*m->targets));
	m->rows = c->rows;
	m->annotated = 0;
	for (size_t i = 0; i < c->annotated.n; i++)
		m->annotated += !c->annotated.p[i].tied;
	m->ties = c->ties;
	name_judge(a, store, c, m);
	rates_make(a, c, &s->adaptive, m->targets);
	powered_rates_make(a, c, m->targets);
}

static bool read_all(struct arena *a, struct store *store,
		     const struct report_settings *s, struct collection *c,
		     struct metrics *m, struct err *e)
{
	if (!collect_all(c, store, e))
		return false;
	sort_slices(c);
	make(a, store, c, s, m);
	if (!name_targets(a, store, c, m, e) || !correct(a, c, s, m, e))
		return false;
	tell_tunings(&s->tuning, m);
	name_bases(a, m);
	gap_make(a, c, m);
	tuning_keep(a, c, m);
	choice_rates_make(a, c->choices, choice_judge(a, store, m->judge), m->targets,
			  m->n_targets);
	name_choice_judge(m);
	return true;
}

bool metrics_read(struct arena *a, struct store *store, const struct report_settings *s,
		  struct metrics *m, struct err *e)
{
	struct people people;
	struct choices choices;
	struct collection c;
	*m = (struct metrics){0};
	read_meta(a, store, m);
	if (!read_seconds(a, store, m, e) || !people_open(&people, store, e))
		return false;
	struct str blocked = s->blocked.n ? s->blocked : store_get(store, a, "blocked");
	m->blocked_refusal = str_is(blocked, "refusal");
	collection_init(&c, record_of(a, store, s->record), s->record.n > 0,
			m->blocked_refusal);
	bool ok = risks_init(&c.risks, a, store_get_blob(store, a, "taxonomy"), e);
	if (ok) {
		choices_init(&choices, store, &c.risks, m->blocked_refusal);
		c.people = &people;
		c.choices = &choices;
		judge_split(choice_judge(a, store, record_of(a, store, s->record)),
			    &c.choice_name, &c.choice_version);
		ok = read_all(a, store, s, &c, m, e);
		choices_release(&choices);
		risks_release(&c.risks);
		m->risks = arena_copy(a, &c.risks, sizeof(c.risks));
	}
	collection_release(&c);
	people_close(&people);
	return ok;
}
