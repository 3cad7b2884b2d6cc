#include <math.h>

#include "config.h"
#include "report/json_parts.h"
#include "report/several.h"

static void put_share(struct json_writer *w, const struct rate *r)
{
	json_field_int(w, "n", (int64_t)r->n);
	json_field_int(w, "k", (int64_t)r->k);
	json_field_real(w, "rate", r->rate);
	json_field_interval(w, "ci", r->ci);
	json_field_interval(w, "bounds", r->bounds);
}

static void put_correction(struct json_writer *w, const struct judge_quality *q)
{
	json_begin(w, '{');
	json_field_cstr(w, "method", "rogan-gladen");
	json_field_str(w, "set", q->set);
	json_field_real(w, "sensitivity", q->rates.sensitivity);
	json_field_int(w, "n_unsafe", (int64_t)q->rates.n_unsafe);
	json_field_real(w, "specificity", q->rates.specificity);
	json_field_int(w, "n_safe", (int64_t)q->rates.n_safe);
	json_field_real(w, "effective_unsafe",
			q->rates.effective_unsafe > 0 ? q->rates.effective_unsafe
						      : q->rates.n_unsafe);
	json_field_real(w, "effective_safe",
			q->rates.effective_safe > 0 ? q->rates.effective_safe
						    : q->rates.n_safe);
	json_field_bool(w, "trained_on", q->trained_on);
	json_end(w, '}');
}

static void put_corrected(struct json_writer *w, const struct metrics *m,
			  const struct corrected *c)
{
	static const char *const why[] = {
		[CORRECTED_OK] = NULL,
		[CORRECTED_UNKNOWN] = "too little is known",
		[CORRECTED_HOPELESS] = "the judge hardly tells unsafe from safe",
		[CORRECTED_UNCERTAIN] = "too few labelled rows",
		[CORRECTED_CONTRADICTED] = "the judge errs otherwise here",
	};

	json_field_real(w, "corrected", c->rate);
	json_field_interval(w, "corrected_ci", c->ci);
	json_key(w, "correction");
	if (m->quality.known)
		put_correction(w, &m->quality);
	else
		json_put_null(w);
	json_key(w, "corrected_clipped");
	if (c->how == CORRECTED_OK)
		json_put_bool(w, c->clipped);
	else
		json_put_null(w);
	json_field_cstr(w, "uncorrected_because", m->quality.known ? why[c->how] : NULL);
}

static void put_list(struct json_writer *w, const char *key, const struct rate_list *list)
{
	json_key(w, key);
	json_begin(w, '{');
	for (size_t i = 0; i < list->n; i++) {
		json_key_str(w, list->p[i].name);
		json_begin(w, '{');
		put_share(w, &list->p[i].rate);
		json_end(w, '}');
	}
	json_end(w, '}');
}

static void put_slices(struct json_writer *w, const struct slices *s)
{
	put_list(w, "by_risk", &s->by_risk);
	put_list(w, "by_lang", &s->by_lang);
}

static void put_facts(struct json_writer *w, const struct facts *f)
{
	json_key(w, "facts");
	json_begin(w, '{');
	json_field_str(w, "family", f->family);
	json_key(w, "parameters");
	if (f->parameters == floor(f->parameters) && fabs(f->parameters) < 9e15)
		json_put_int(w, (int64_t)f->parameters);
	else
		json_put_real(w, f->parameters);
	json_field_str(w, "tuning", f->tuning);
	json_field_str(w, "date", f->date);
	json_end(w, '}');
}

static void put_counts(struct json_writer *w, const struct counts *c)
{
	json_key(w, "counts");
	json_begin(w, '{');
	json_field_int(w, "samples", (int64_t)c->samples);
	json_field_int(w, "answered", (int64_t)c->answered);
	json_key(w, "failed");
	json_begin(w, '{');
	for (size_t f = 0; f < FAILURES; f++)
		if (c->failed[f])
			json_field_int(w, failure_name((enum failure)f),
				       (int64_t)c->failed[f]);
	json_end(w, '}');
	json_field_int(w, "blocked", (int64_t)c->blocked);
	json_field_int(w, "skipped", (int64_t)c->skipped);
	json_field_int(w, "attack_failed", (int64_t)c->attack_failed);
	json_field_int(w, "pending", (int64_t)c->pending);
	json_field_int(w, "scored", (int64_t)c->scored);
	json_field_int(w, "unscoreable", (int64_t)c->unscoreable);
	json_field_int(w, "unjudged", (int64_t)c->unjudged);
	if (c->escalated) // by a cascade only
		json_field_int(w, "escalated", (int64_t)c->escalated);
	json_field_int(w, "refused", (int64_t)c->refused);
	json_field_int(w, "partly_refused", (int64_t)c->partly_refused);
	json_field_int(w, "unlinked", (int64_t)c->unlinked);
	json_field_int(w, "choices", (int64_t)c->choices);
	json_end(w, '}');
}

static void put_safety(struct json_writer *w, const struct metrics *m,
		       const struct target_metrics *t)
{
	json_key(w, "safety");
	if (!t->has_safety) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	put_share(w, &t->safety);
	put_corrected(w, m, &t->safety_corrected);
	json_put_powered(w, &t->safety_powered);
	put_slices(w, &t->safety_slices);
	json_end(w, '}');
}

static void put_adaptive(struct json_writer *w, const struct adaptive *a)
{
	json_key(w, "adaptive");
	if (!a->of) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_int(w, "of", (int64_t)a->of);
	json_field_int(w, "set", (int64_t)a->set);
	put_share(w, &a->rate);
	json_end(w, '}');
}

static void put_any_try(struct json_writer *w, const struct target_metrics *t)
{
	json_key(w, "any_of_tries");
	if (t->tries < 2) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_int(w, "tries", (int64_t)t->tries);
	json_field_real(w, "rate", t->any_try.rate);
	json_field_interval(w, "bounds", t->any_try.bounds);
	json_end(w, '}');
}

static void put_asr(struct json_writer *w, const struct metrics *m,
		    const struct target_metrics *t)
{
	json_key(w, "asr");
	if (!t->has_asr) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_real(w, "rate", t->asr.rate);
	json_field_interval(w, "ci", t->asr.ci);
	json_field_interval(w, "bounds", t->asr.bounds);
	put_adaptive(w, &t->adaptive);
	put_any_try(w, t);
	put_corrected(w, m, &t->asr_corrected);
	json_put_powered(w, &t->asr_powered);
	put_list(w, "by_attack", &t->by_attack);
	put_slices(w, &t->asr_slices);
	json_end(w, '}');
}

static void put_over_refusal(struct json_writer *w, const struct target_metrics *t)
{
	json_key(w, "over_refusal");
	if (!t->has_over_refusal) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	put_share(w, &t->over_refusal);
	json_field_int(w, "partial", (int64_t)t->over_refused_partly);
	put_slices(w, &t->over_refusal_slices);
	json_end(w, '}');
}

static void put_opinion(struct json_writer *w, const char *key, const struct rate *r)
{
	json_key(w, key);
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)r->n);
	json_field_int(w, "k", (int64_t)r->k);
	json_field_real(w, "rate", r->rate);
	json_field_interval(w, "bounds", r->bounds);
	json_end(w, '}');
}

static void put_others(struct json_writer *w, const struct target_metrics *t)
{
	json_key(w, "other_judges");
	json_begin(w, '{');
	for (size_t i = 0; i < t->n_others; i++) {
		json_key_str(w, t->others[i].judge);
		json_begin(w, '{');
		put_opinion(w, "safety", &t->others[i].safety);
		put_opinion(w, "asr", &t->others[i].asr);
		json_end(w, '}');
	}
	json_end(w, '}');
}

static void put_count_or_null(struct json_writer *w, const char *key, int64_t n)
{
	if (n < 0)
		json_field_null(w, key);
	else
		json_field_int(w, key, n);
}

static void put_use(struct json_writer *w, const struct metrics *m,
		    const struct target_metrics *t)
{
	json_key(w, "tokens");
	json_begin(w, '{');
	put_count_or_null(w, "in", t->tokens.in);
	put_count_or_null(w, "out", t->tokens.out);
	put_count_or_null(w, "thinking", t->tokens.thinking);
	json_end(w, '}');
	json_key(w, "cost");
	json_begin(w, '{');
	json_field_null(w, "amount");
	json_field_cstr(w, "currency", "USD");
	json_end(w, '}');
	json_field_real(w, "seconds", m->seconds);
}

static void put_target(struct json_writer *w, const struct metrics *m,
		       const struct target_metrics *t)
{
	json_begin(w, '{');
	json_field_str(w, "target", t->target);
	put_facts(w, &t->facts);
	json_key(w, "params");
	params_to_json(w, &t->params);
	json_field_str(w, "judge", m->judge);
	json_field_bool(w, "refusal_alone", m->refusal_alone);
	json_field_bool(w, "first_look", m->first_look);
	json_field_cstr(w, "blocked", m->blocked_refusal ? "refusal" : "out");
	json_field_int(w, "epochs", (int64_t)t->epochs);
	put_counts(w, &t->counts);
	put_safety(w, m, t);
	put_asr(w, m, t);
	put_over_refusal(w, t);
	json_put_choice(w, t);
	json_put_grade(w, t);
	json_put_people(w, t);
	json_put_gap(w, t);
	put_others(w, t);
	put_use(w, m, t);
	json_end(w, '}');
}

// `of`: the report that the run alone makes; NULL where there are others, which together
// say what is left out here.
static void put_run(struct json_writer *w, const struct metrics *m,
		    const struct several *of)
{
	json_begin(w, '{');
	json_field_cstr(w, "schema", "assay/report/1");
	json_field_cstr(w, "assay", ASSAY_VERSION);
	json_key(w, "run");
	json_begin(w, '{');
	json_field_str(w, "file", m->file);
	json_field_str(w, "created", m->created);
	json_field_str(w, "assay", m->assay);
	json_field_str(w, "state", m->state);
	put_count_or_null(w, "planned", m->planned);
	json_key(w, "suite");
	json_begin(w, '{');
	json_field_str(w, "name", m->suite);
	json_field_str(w, "version", m->suite_version);
	json_field_str(w, "sha256", m->suite_sha256);
	put_count_or_null(w, "items", m->suite_items);
	json_end(w, '}');
	json_end(w, '}');
	json_key(w, "targets");
	json_begin(w, '[');
	for (size_t i = 0; i < m->n_targets; i++)
		put_target(w, m, &m->targets[i]);
	json_end(w, ']');
	json_put_tunings(w, m->tunings, m->n_tunings);
	if (of) {
		json_put_differences(w, &of->differences);
		json_key(w, "automatic_against_human");
		versus_to_json(w, &of->versus);
	}
	json_end(w, '}');
}

void several_to_json(struct json_writer *w, const struct several *s)
{
	if (s->n == 1) {
		put_run(w, s->runs, s);
		return;
	}
	json_begin(w, '{');
	json_field_cstr(w, "schema", "assay/reports/1");
	json_key(w, "reports");
	json_begin(w, '[');
	for (size_t i = 0; i < s->n; i++)
		put_run(w, &s->runs[i], NULL);
	json_end(w, ']');
	json_put_tunings(w, s->tunings, s->n_tunings);
	json_put_differences(w, &s->differences);
	json_key(w, "automatic_against_human");
	versus_to_json(w, &s->versus);
	json_end(w, '}');
}

static bool render(struct store *const *runs, size_t n, const struct report_settings *s,
		   struct buf *out, struct err *e)
{
	struct json_writer w;
	struct arena arena;
	struct several several;

	arena_init(&arena);
	bool ok = several_read(&arena, runs, n, s, &several, e);
	if (ok) {
		json_writer_init(&w, out, 2);
		several_to_json(&w, &several);
		buf_addc(out, '\n');
	}
	arena_release(&arena);
	return ok;
}

extern const struct renderer_desc renderer_json;
const struct renderer_desc renderer_json = {
	.name = "json",
	.summary = {STR_INIT("JSON，供程序读取"), STR_INIT("JSON for programs")},
	.render = render,
};
