#include "engine/judge_eval/judge_eval.h"

#include <math.h>

#include "base/file.h"
#include "base/output.h"
#include "engine/judge_eval/judge_eval_state.h"
#include "engine/shares.h"
#include "stats/multiple.h"

#define AT(member) offsetof(struct judge_eval_settings, member)

const struct opt judge_eval_options[] = {
	{"against", 0, OPT_LIST, AT(against), "JUDGE", NULL, 0, 0, NULL,
	 "further judges; each is compared with the first; repeatable"},
	{"perturb", 0, OPT_FLAG, AT(perturb), NULL, NULL, 0, 0, NULL,
	 "judge again with what should not matter changed, and count the flips"},
	{"calibrate", 0, OPT_FLAG, AT(calibrate), NULL, NULL, 0, 0, NULL,
	 "fit the riskiness to the labels, and say what that gains on the other half of "
	 "the questions"},
	{"pool", 0, OPT_FLAG, AT(pool), NULL, NULL, 0, 0, NULL,
	 "one set of all, in place of one result a set"},
	{"predictions", 0, OPT_STR, AT(predictions), "FILE", NULL, 0, 0, NULL,
	 "write what was said of each row, as JSON lines"},
	{"force", 0, OPT_FLAG, AT(force), NULL, NULL, 0, 0, NULL,
	 "replace a file that is there"},
	{"rounds", 0, OPT_INT, AT(rounds), "N", "1000", 0, 100000, NULL,
	 "rounds of the bootstrap; 0: no intervals"},
	{"seed", 0, OPT_INT, AT(seed), "N", "20240523", 0, 1e15, NULL,
	 "of the bootstrap, and of how questions are halved"},
	{"max-failed", 0, OPT_REAL, AT(max_failed), "SHARE", "0.05", 0, 1, NULL,
	 "exit code 3 if a judge that asks a model or a program gave no verdict on more "
	 "rows than that"},
	{"quiet", 'q', OPT_FLAG, AT(quiet), NULL, NULL, 0, 0, NULL, "no progress line"},
	LABELLED_ROWS(struct judge_eval_settings, mapping),
	LLM_OPTION_ROWS(struct judge_eval_settings, llm),
	{0},
};

static bool open_judge(struct eval *ev, struct str name, struct eval_judge *j,
		       struct err *e)
{
	struct judge_setup setup = {.config = ev->settings->config};

	*j = (struct eval_judge){.asked = name, .stands_in = eval_is_stand_in(name)};
	j->judge.recalibration = (struct recalibration){1, 0, -1};
	ev->raters = ev->raters || eval_is_rater(name);
	if (j->stands_in)
		return true;
	if (!judge_open(ev->arena, name, &setup, &j->judge, e))
		return false;
	j->cascades = str_is(str_of(j->judge.desc->name), "cascade");
	j->shown = arena_printf(ev->arena, STR_FMT "@" STR_FMT, STR_ARG(j->judge.name),
				STR_ARG(j->judge.version));
	j->models = arena_array(ev->arena, j->judge.n_models + 1, sizeof(*j->models));
	for (size_t i = 0; i < j->judge.n_models; i++) {
		j->models[i] = llm_model(ev->llm, j->judge.models[i], e);
		if (!j->models[i])
			return err_wrap(e, "judge " STR_FMT, STR_ARG(name));
	}
	return true;
}

// The figures of two judges that are one could not be told apart.
static bool is_alone(const struct eval *ev, size_t at, struct err *e)
{
	const struct eval_judge *j = &ev->judges[at];

	for (size_t i = 0; i < at; i++)
		if (str_eq(ev->judges[i].asked, j->asked) ||
		    (j->shown.n && str_eq(ev->judges[i].shown, j->shown)))
			return err_set(e, ERR_INPUT, "judge " STR_FMT ": is given twice",
				       STR_ARG(j->asked));
	return true;
}

// Before any row is read: a wrong name is told at once.
static bool open_judges(struct eval *ev, const struct opt_list *names, struct err *e)
{
	const struct opt_list *against = &ev->settings->against;

	ev->n_judges = names->n + against->n;
	ev->judges = arena_array(ev->arena, ev->n_judges + 1, sizeof(*ev->judges));
	if (!ev->n_judges)
		return err_set(e, ERR_INPUT, "no judge to measure");
	for (size_t i = 0; i < ev->n_judges; i++) {
		struct str name =
			i < names->n ? names->items[i] : against->items[i - names->n];
		if (!open_judge(ev, name, &ev->judges[i], e) || !is_alone(ev, i, e))
			return false;
	}
	return true;
}

static bool ask_judges(struct eval *ev, struct err *e)
{
	for (size_t i = 0; i < ev->n_judges; i++) {
		struct eval_judge *j = &ev->judges[i];
		j->opinions = mem_resize(NULL, ev->rows.n + 1, sizeof(*j->opinions));
		if (j->stands_in ? !eval_stand_in(ev, j, e)
				 : !eval_ask(ev, j, NULL, j->opinions, e))
			return false;
	}
	return true;
}

// Whether a judge's weights were trained on any row's set.
static bool has_seen(const struct eval *ev, const struct judge *j,
		     const struct eval_slice *slice)
{
	for (size_t i = 0; i < j->n_trained_on; i++)
		for (size_t k = 0; k < slice->rows.n; k++)
			if (str_eq(ev->rows.p[slice->rows.p[k]].source, j->trained_on[i]))
				return true;
	return false;
}

static void measure(struct eval *ev)
{
	struct eval_report *r = ev->report;
	struct arena *a = ev->arena;

	r->results = arena_array(a, ev->n_judges * ev->slices.n + 1, sizeof(*r->results));
	for (size_t i = 0; i < ev->n_judges; i++)
		for (size_t k = 0; k < ev->slices.n; k++) {
			const struct eval_slice *slice = &ev->slices.p[k];
			struct eval_result *out = &r->results[r->n_results++];
			eval_measure(ev, &ev->judges[i], slice, out);
			out->cascade = ev->judges[i].cascades;
			out->trained_on = has_seen(ev, &ev->judges[i].judge, slice);
			eval_calibrate(ev, &ev->judges[i], slice, out->tuned.threshold,
				       &out->recalibrated);
			eval_refusals(ev, &ev->judges[i], slice, &out->refusal);
			eval_raters(ev, slice, &out->raters, &out->refusal.raters);
		}
}

static void compare(struct eval *ev)
{
	struct eval_report *r = ev->report;
	size_t most = ev->n_judges * ev->slices.n, n = 0;
	double *p = mem_resize(NULL, 2 * (most + 1), sizeof(*p));
	double *adjusted = p + most + 1;

	r->comparisons = arena_array(ev->arena, most + 1, sizeof(*r->comparisons));
	for (size_t i = 1; i < ev->n_judges; i++)
		for (size_t k = 0; k < ev->slices.n; k++) {
			struct eval_comparison *c = &r->comparisons[n];
			eval_compare(ev, &ev->judges[0], &ev->judges[i], &ev->slices.p[k],
				     c);
			p[n++] = ev->slices.p[k].whole ? c->test.p_exact : NAN;
		}
	multiple_holm(p, n, adjusted);
	for (size_t i = 0; i < n; i++)
		r->comparisons[i].p_holm = adjusted[i];
	multiple_bh(p, n, adjusted);
	for (size_t i = 0; i < n; i++)
		r->comparisons[i].p_bh = adjusted[i];
	r->n_comparisons = n;
	mem_free(p);
}

static bool perturb(struct eval *ev, struct err *e)
{
	struct eval_report *r = ev->report;
	size_t most = ev->n_judges * ev->slices.n * perturbations_n;
	struct eval_opinion *changed = mem_resize(NULL, ev->rows.n + 1, sizeof(*changed));
	bool ok = true;

	r->flips = arena_array(ev->arena, most + 1, sizeof(*r->flips));
	for (size_t i = 0; ok && i < ev->n_judges * perturbations_n; i++) {
		struct eval_judge *j = &ev->judges[i / perturbations_n];
		const struct perturbation *change = &perturbations[i % perturbations_n];
		if (j->stands_in)
			continue;
		ok = eval_ask(ev, j, change, changed, e);
		for (size_t k = 0; ok && k < ev->slices.n; k++) {
			const struct eval_slice *slice = &ev->slices.p[k];
			if (!slice->whole)
				continue;
			struct eval_flips *f = &r->flips[r->n_flips++];
			*f = (struct eval_flips){.judge = j->shown,
						 .set = slice->set,
						 .perturbation = change->name};
			eval_flips(ev, j, changed, slice, f);
			r->n_flips -= !f->n; // nothing to change: all rows English, say
		}
	}
	mem_free(changed);
	return ok;
}

static bool put_prediction(struct eval *ev, const struct eval_judge *j, size_t i,
			   struct buf *line, struct output *out, struct err *e)
{
	const struct eval_row *row = &ev->rows.p[i];
	const struct eval_opinion *o = &j->opinions[i];
	const char *verdict = verdict_name(o->verdict);
	const char *refusal = refusal_name(o->refusal);
	struct json_writer w;

	buf_clear(line);
	json_writer_init(&w, line, 0);
	json_begin(&w, '{');
	json_field_str(&w, "id", row->id);
	json_field_str(&w, "verdict", verdict ? str_of(verdict) : STR_NONE);
	json_field_real(&w, "riskiness", o->riskiness);
	json_field_str(&w, "refusal", refusal ? str_of(refusal) : STR_NONE);
	json_field_str(&w, "set", row->set);
	if (ev->n_judges > 1)
		json_field_str(&w, "judge", j->shown);
	json_end(&w, '}');
	buf_addc(line, '\n');
	return output_add(out, buf_str(line), e);
}

static bool put_predictions(struct eval *ev, struct err *e)
{
	const struct judge_eval_settings *s = ev->settings;
	struct buf line;
	bool ok = true;

	if (str_empty(s->predictions))
		return true;
	struct output *out =
		output_open(arena_cstr(ev->arena, s->predictions), s->force, e);
	if (!out)
		return false;
	buf_init(&line, BUF_TEXT_MAX);
	for (size_t k = 0; ok && k < ev->n_judges; k++)
		for (size_t i = 0; ok && i < ev->rows.n; i++)
			ok = put_prediction(ev, &ev->judges[k], i, &line, out, e);
	buf_release(&line);
	if (ok)
		return output_close(out, NULL, e);
	output_abandon(out);
	return false;
}

// The share is of each judge: several that work do not hide one that does not.
static void finish(struct eval *ev)
{
	struct eval_report *r = ev->report;

	r->n_judges = ev->n_judges;
	r->judges = arena_array(ev->arena, ev->n_judges + 1, sizeof(*r->judges));
	for (size_t k = 0; k < ev->n_judges; k++) {
		size_t failed = 0;
		r->judges[k] = ev->judges[k].shown;
		for (size_t i = 0; i < ev->rows.n; i++)
			failed += ev->judges[k].opinions[i].lost;
		if (share_exceeded(failed, ev->rows.n, ev->settings->max_failed,
				   "--max-failed", "rows came to nothing"))
			r->exit = 3;
	}
}

// Before the first request, as all that would be told too late once it is paid for.
static bool open_outputs(struct eval *ev, struct err *e)
{
	const struct judge_eval_settings *s = ev->settings;
	const char *path = arena_cstr(ev->arena, s->predictions);
	struct str beside = s->beside.n ? s->beside : s->predictions;
	bool asks = false;

	if (s->predictions.n && str_eq(s->predictions, s->beside))
		return err_set(e, ERR_INPUT,
			       "--predictions: expected another file than that of -o");
	if (s->predictions.n && !output_check(path, s->force, e))
		return false;
	for (size_t i = 0; i < ev->n_judges; i++)
		asks = asks || ev->judges[i].judge.n_models;
	path = arena_cstr(ev->arena, beside);
	if (!asks || !beside.n || str_is(beside, "-") || file_is_stream(path))
		return true;
	ev->journal = journal_open(ev->arena, path, STR("judge-eval"), e);
	return ev->journal;
}

// What an interruption leaves.
static void tell_interrupted(const struct eval *ev, struct err *e)
{
	if (!e || e->code != ERR_STOPPED)
		return;
	if (ev->journal && journal_count(ev->journal))
		err_set(e, ERR_STOPPED,
			"interrupted: %zu replies are kept, the same command goes on",
			journal_count(ev->journal));
	else if (!ev->journal)
		err_set(e, ERR_STOPPED,
			"interrupted: nothing is kept; with -o FILE or --predictions "
			"FILE the same command would go on");
}

static bool evaluate(struct eval *ev, const struct opt_list *names,
		     const struct opt_list *data, struct err *e)
{
	if (!open_judges(ev, names, e) || !open_outputs(ev, e) || !eval_read(ev, data, e))
		return false;
	eval_slices(ev);
	ev->dense = mem_resize(NULL, ev->groups.n + 1, sizeof(*ev->dense));
	for (size_t i = 0; i < ev->groups.n; i++)
		ev->dense[i] = UINT32_MAX;
	if (!ask_judges(ev, e) || !put_predictions(ev, e))
		return false;
	measure(ev);
	compare(ev);
	if (ev->settings->perturb && !perturb(ev, e))
		return false;
	finish(ev);
	return true;
}

bool judge_eval(struct arena *a, const struct judge_eval_settings *s,
		const struct opt_list *names, const struct opt_list *data,
		struct eval_report *out, struct err *e)
{
	*out = (struct eval_report){0};
	struct eval ev = {
		.arena = a,
		.settings = s,
		.llm = llm_create(&s->llm),
		.pool = pool_create(pool_cpus()),
		.report = out,
	};
	bool ok = evaluate(&ev, names, data, e);

	if (!ok)
		tell_interrupted(&ev, e);
	journal_close(ev.journal, ok);
	for (size_t i = 0; i < ev.n_judges; i++) {
		mem_free(ev.judges[i].opinions);
		VEC_FREE(&ev.judges[i].stored);
	}
	for (size_t i = 0; i < ev.slices.n; i++)
		VEC_FREE(&ev.slices.p[i].rows);
	VEC_FREE(&ev.slices);
	VEC_FREE(&ev.rows);
	map_release(&ev.groups);
	mem_free(ev.dense);
	pool_destroy(ev.pool);
	llm_destroy(ev.llm);
	return ok;
}
