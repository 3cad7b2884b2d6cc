#include "engine/judge_run.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/progress.h"
#include "engine/drive.h"
#include "engine/interrupt.h"
#include "engine/judge_faults.h"
#include "engine/judge_record.h"
#include "engine/scoring.h"
#include "engine/settings.h"
#include "engine/shares.h"
#include "judge/judge.h"
#include "store/store.h"
#include "suite/taxonomy_file.h"

const struct opt judge_run_options[] = {
	{"judge", 'j', OPT_REPEAT, offsetof(struct judge_run_settings, judges), "JUDGE",
	 NULL, 0, 0, NULL,
	 "who judges: NAME, NAME:provider/model, a name that assay.yaml defines or a "
	 "YAML file"},
	{"record", 0, OPT_STR, offsetof(struct judge_run_settings, record), "JUDGE", NULL,
	 0, 0, NULL,
	 "the one of them whose verdicts make the rates from now on; without it, as "
	 "before"},
	{"max-failed", 0, OPT_REAL, offsetof(struct judge_run_settings, max_failed),
	 "SHARE", "0.05", 0, 1, NULL,
	 "exit with 3 when a judge's model or program failed on a larger share"},
	{"max-unscoreable", 0, OPT_REAL,
	 offsetof(struct judge_run_settings, max_unscoreable), "SHARE", "1", 0, 1, NULL,
	 "exit with 3 when a larger share could not be scored"},
	LLM_OPTION_ROWS(struct judge_run_settings, llm),
	{"quiet", 'q', OPT_FLAG, offsetof(struct judge_run_settings, quiet), NULL, NULL,
	 0, 0, NULL, "no progress line"},
	{0},
};

struct judge_of { // one judge of the job
	struct str asked;
	struct judge judge;
	struct str machine;
	size_t models_from; // of judging.models
	size_t fitting;     // samples that are of its kind
	struct judge_faults faults;
};

struct judging {
	struct arena *arena;
	const struct judge_run_settings *settings;
	struct judge_run_summary *summary;
	struct store *store;
	struct llm *llm;
	struct judge_of *judges; // [n]
	size_t n;
	struct model **models; // of all judges, one after another
	size_t n_models;
	struct run_settings run;  // what the run was made with
	struct scorings scorings; // of its choices and pairs
	const struct taxonomy *taxonomy;
	struct target *targets;
	struct params *params;
	size_t n_targets, n_params;
	struct reader *reader;
	struct row row;
	bool have;   // a row that is not done with
	size_t next; // judge to be put to it
	struct progress progress;
};

struct errand { // one sample before one judge
	struct judge_of *judge;
	struct item item;
	struct call response;
	struct sample sample;
	int64_t call; // number of the response
	struct judge_out out;
};

// --- One sample, one judge.

// What was drawn by chance is done again, and what another try may get.
static bool is_open(struct judging *x, const struct judge_of *judge, struct arena *a,
		    struct machine *m, struct err *e)
{
	const struct judgement *had = NULL;
	for (size_t i = 0; i < x->row.n_judgements; i++) {
		const struct judgement *j = &x->row.judgements[i];
		if (str_eq(j->judge, judge->judge.name) &&
		    str_eq(j->version, judge->judge.version))
			had = j;
	}
	if (had && had->verdict != VERDICT_UNSCOREABLE)
		return false;
	if (judge->judge.n_models &&
	    !store_calls(x->store, a, x->row.cell.ordinal, judge->machine, &m->stored,
			 &m->n_stored, e))
		return false;
	bool again = false;
	for (size_t i = 0; i < m->n_stored && !again; i++)
		if (m->stored[i].attempts >= 0 && failure_retries(m->stored[i].failure)) {
			m->n_stored = i;
			again = true;
		}
	return !had || again;
}

static struct call response_copy(struct arena *a, const struct call *from)
{
	struct call to = *from;
	to.text = arena_str(a, from->text);
	to.thinking = to.finish = to.message = to.raw_sha256 = STR_NONE;
	to.scores = NULL;
	to.n_scores = 0;
	return to;
}

// Of an attack that converses the item has no content: its base item says what was
// wanted.
static bool find_item(struct judging *x, struct arena *a, struct item *out, struct err *e)
{
	bool found;
	*out = item_copy(a, &x->row.item);
	if (out->prompt.p || out->n_messages || !out->parent.p)
		return true;
	struct item base;
	if (!store_find_item(x->store, a, out->parent, &base, &found, e))
		return false;
	if (found)
		*out = base;
	return true;
}

// Of a choice: the calls that say how likely its options are.
static bool attach_scores(struct judging *x, struct errand *errand, struct arena *a,
			  struct err *e)
{
	struct call *calls;
	size_t n;
	if (!store_calls(x->store, a, x->row.cell.ordinal, x->row.cell.machine, &calls,
			 &n, e))
		return false;
	struct scorings scorings = scorings_at(&x->scorings, x->row.cell.variant);
	scoring_attach(&scorings, calls, n, &errand->sample);
	return true;
}

// Choices and pairs have judges of their own. Where the reply is missing, how likely the
// options are may be known; that does not depend on the variant.
static bool is_for(const struct judge_of *judge, const struct row *row)
{
	enum scoring scoring = SCORING_TEXT;
	bool choice = judge->judge.desc->flags & JUDGE_CHOICE;
	if (choice && !scoring_of_judge(judge->judge.name, &scoring))
		return false;
	return item_is_choice(&row->item) == choice &&
	       (row->response->failure == FAILURE_NONE || scoring != SCORING_TEXT) &&
	       (row->cell.variant == 0 || scoring != SCORING_OPTIONS);
}

static bool set_up(struct judging *x, struct job *job, struct judge_of *judge,
		   struct err *e)
{
	struct errand *errand = job->mine;
	struct arena *a = &job->arena;
	const struct cell *cell = &x->row.cell;
	if (!find_item(x, a, &errand->item, e))
		return false;
	errand->judge = judge;
	errand->response = response_copy(a, x->row.response);
	errand->call = cell->response;
	errand->sample = (struct sample){
		.ordinal = cell->ordinal,
		.item = &errand->item,
		.target = (size_t)cell->target < x->n_targets
				  ? x->targets[cell->target].name
				  : STR_NONE,
		.params = (size_t)cell->params < x->n_params ? &x->params[cell->params]
							     : NULL,
		.epoch = cell->epoch,
		.variant = cell->variant,
		.attempt = cell->attempt,
		.shuffled = x->run.shuffle,
		.seed = (uint64_t)x->run.seed + (uint64_t)cell->attempt,
		.response = &errand->response,
	};
	if (judge->judge.desc->flags & JUDGE_CHOICE && !attach_scores(x, errand, a, e))
		return false;
	errand->out.step.arena = a;
	errand->out.judgement = judgement_none(STR_NONE, STR_NONE);
	job->machine.name = judge->machine;
	job->machine.out = &errand->out.step;
	job->machine.state = arena_alloc(a, judge->judge.desc->state_size + 1);
	return true;
}

static bool is_answered(const struct judging *x, const struct row *row)
{
	bool likely = x->scorings.on[SCORING_LABELS] || x->scorings.on[SCORING_OPTIONS];
	return row->cell.state == CELL_ANSWERED && row->response &&
	       (row->response->failure == FAILURE_NONE ||
		(likely && item_is_choice(&row->item)));
}

// Moves on to the next answered row; false at the end, or with `e`.
static bool next_row(struct judging *x, struct err *e)
{
	int got;
	do
		got = reader_next(x->reader, &x->row, e);
	while (got == 1 && !is_answered(x, &x->row));
	x->have = got == 1;
	x->next = 0;
	x->summary->samples += x->have;
	return x->have;
}

static bool start(struct drive *d, struct job *job, struct err *e)
{
	struct judging *x = d->ctx;
	struct err own = {0};
	for (;;) {
		if (x->have && x->next == x->n)
			x->have = false;
		if (!x->have && !next_row(x, &own))
			break;
		struct judge_of *judge = &x->judges[x->next++];
		if (!is_for(judge, &x->row)) {
			x->progress.done++;
			continue;
		}
		judge->fitting++;
		if (is_open(x, judge, &job->arena, &job->machine, &own)) {
			if (set_up(x, job, judge, &own))
				return true;
			break;
		}
		if (own.code)
			break;
		x->summary->kept++;
		x->progress.done++;
	}
	if (own.code)
		*e = own;
	return false;
}

static enum step advance(struct job *job, const struct event *event, struct err *e)
{
	struct errand *errand = job->mine;
	struct step_out *out = &errand->out.step;
	enum step how = judge_step(&errand->judge->judge, job->machine.state,
				   &errand->sample, event, &errand->out, e);
	for (size_t i = 0; how == STEP_ASK && i < out->n_requests; i++) {
		struct request *r = &out->requests[i];
		r->model += errand->judge->models_from;
		r->epoch = errand->sample.epoch;
		r->variant = errand->sample.variant;
		r->attempt = errand->sample.attempt;
	}
	return how;
}

static bool called(struct drive *d, struct job *job, int64_t number,
		   const struct call *call, struct err *e)
{
	struct judging *x = d->ctx;
	const struct errand *errand = job->mine;
	return store_put_call(x->store, errand->sample.ordinal, errand->judge->machine,
			      number, call, e);
}

static bool ended(struct drive *d, struct job *job, enum step how, struct err *e)
{
	struct judging *x = d->ctx;
	struct errand *errand = job->mine;
	struct judgement *j = &errand->out.judgement;
	if (how != STEP_DONE) {
		*j = judgement_none(STR_NONE, STR_NONE);
		j->verdict = VERDICT_UNSCOREABLE;
		j->explanation = errand->out.step.why;
	}
	if (errand->judge->judge.n_models)
		judge_faults_add(&errand->judge->faults, &job->machine, how, j);
	j->judge = errand->judge->judge.name;
	j->version = errand->judge->judge.version;
	x->summary->judged++;
	x->summary->unscoreable +=
		j->verdict == VERDICT_UNSCOREABLE || outcome_is(j->outcome, OUTCOME_LOOK);
	x->summary->escalated += str_is(j->outcome, JUDGE_ESCALATED);
	x->progress.done++;
	x->progress.unsafe += j->verdict == VERDICT_UNSAFE;
	x->progress.in_flight = x->llm ? llm_in_flight(x->llm) : 0;
	progress_update(&x->progress);
	return store_put_judgement(x->store, errand->sample.ordinal, errand->call, j,
				   e) &&
	       store_tick(x->store, clock_mono_ns(), e);
}

// --- Setting up.

static bool read_run(struct judging *x, struct err *e)
{
	struct str config = store_get(x->store, x->arena, "config");
	return (config.p || err_set(e, ERR_INPUT,
				    "%s: the run was broken off before it "
				    "began",
				    store_path(x->store))) &&
	       settings_from_json(x->arena, run_options, config, &x->run, e) &&
	       scorings_read(&x->run.scoring, &x->scorings, e) &&
	       store_targets(x->store, x->arena, &x->targets, &x->n_targets, e) &&
	       store_params(x->store, x->arena, &x->params, &x->n_params, e);
}

static void read_taxonomy(struct judging *x)
{
	struct faults faults;
	struct str name = x->run.taxonomy;
	if (str_empty(name))
		name = store_get(x->store, x->arena, "taxonomy");
	faults_init(&faults);
	x->taxonomy = taxonomy_load_tree(x->arena, name, &faults);
	if (!x->taxonomy)
		log_warn("taxonomy " STR_FMT ": not found; judging without tags of it",
			 STR_ARG(name));
	faults_release(&faults);
}

static bool open_models(struct judging *x, struct judge_of *judge, struct err *e)
{
	const struct judge *j = &judge->judge;
	struct model **models =
		arena_array(x->arena, x->n_models + j->n_models + 1, sizeof(*models));
	memcpy(models, x->models, x->n_models * sizeof(*models));
	judge->models_from = x->n_models;
	x->models = models;
	for (size_t i = 0; i < j->n_models; i++) {
		struct model *m = llm_model(x->llm, j->models[i], e);
		if (!m)
			return err_wrap(e, "judge " STR_FMT, STR_ARG(j->name));
		models[x->n_models++] = m;
	}
	return true;
}

static bool was_scored(const struct judging *x, const struct judge_of *judge,
		       struct err *e)
{
	enum scoring scoring;
	if (!scoring_of_judge(judge->judge.name, &scoring) || x->scorings.on[scoring])
		return true;
	return err_set(e, ERR_INPUT,
		       "judge " STR_FMT
		       ": the run has nothing for it; assay run --scoring %s asks for it",
		       STR_ARG(judge->judge.name), scoring_name(scoring));
}

static bool open_judge(struct judging *x, struct str name, struct err *e)
{
	struct judge_setup setup = {.taxonomy = x->taxonomy,
				    .config = x->settings->config};
	struct judge_of *judge = &x->judges[x->n];
	*judge = (struct judge_of){.asked = name};
	if (!judge_open(x->arena, name, &setup, &judge->judge, e) ||
	    !was_scored(x, judge, e) || !open_models(x, judge, e))
		return false;
	judge->machine =
		arena_printf(x->arena, "judge:" STR_FMT "@" STR_FMT,
			     STR_ARG(judge->judge.name), STR_ARG(judge->judge.version));
	bool twice = false;
	for (size_t k = 0; k < x->n; k++)
		twice = twice || str_eq(x->judges[k].machine, judge->machine);
	x->n += !twice;
	return true;
}

static bool open_judges(struct judging *x, struct err *e)
{
	const struct opt_list *names = &x->settings->judges;
	struct str name = x->settings->record;
	struct opt_list record = {&name, 1};
	if (!names->n && !name.n)
		return err_set(e, ERR_INPUT, "no judge: name one with -j JUDGE");
	// Without -j it is the judge of record that judges: most often one of the run's
	// own.
	if (!names->n && !judge_record_among(x->arena, &x->run.judges, &name, e))
		return false;
	if (!names->n)
		names = &record;
	x->judges = arena_array(x->arena, names->n, sizeof(*x->judges));
	x->models = arena_array(x->arena, 1, sizeof(struct model *));
	for (size_t i = 0; i < names->n; i++)
		if (!open_judge(x, names->items[i], e))
			return false;
	return true;
}

// Makes the one that --record means the judge of record.
static bool put_record(struct judging *x, struct err *e)
{
	struct str wanted = x->settings->record;
	struct judge_called *called = arena_array(x->arena, x->n + 1, sizeof(*called));
	size_t found = 0;
	if (!wanted.n)
		return true;
	for (size_t i = 0; i < x->n; i++)
		called[i] = (struct judge_called){x->judges[i].asked,
						  x->judges[i].judge.name};
	if (!judge_record_find(x->arena, called, x->n, wanted, &found, e))
		return false;
	if (found == x->n)
		return err_set(e, ERR_INPUT,
			       "--record: expected one of the judges given with -j "
			       "(" STR_FMT "), got \"" STR_FMT "\"",
			       STR_ARG(judge_record_names(x->arena, called, x->n)),
			       STR_ARG(wanted));
	return judge_record_put(x->store, x->arena, &x->judges[found].judge,
				x->judges[found].asked, &x->run, e);
}

// --- All of it.

// What is under way at an interruption is awaited: no more than can be asked at once.
static size_t width_of(const struct judging *x)
{
	size_t width = 0;
	for (size_t i = 0; i < x->n_models; i++) {
		bool counted = false;
		for (size_t k = 0; k < i; k++)
			counted = counted || x->models[k] == x->models[i];
		width += counted ? 0 : model_room(x->models[i]);
	}
	return width ? width : 1;
}

static bool judge_all(struct judging *x, struct err *e)
{
	struct drive drive = {
		.llm = &x->llm,
		.judge_models = x->models,
		.n_judge_models = x->n_models,
		.width = width_of(x),
		.job_size = sizeof(struct errand),
		.ctx = x,
		.start = start,
		.advance = advance,
		.called = called,
		.ended = ended,
	};
	struct store_counts counts;
	if (!store_count(x->store, &counts, e))
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (!judge_record_kinds(x->store, x->arena, &x->judges[i].judge, e))
			return false;
	x->reader = reader_open(x->store, READ_TEXT, e);
	if (!x->reader)
		return false;
	progress_start(&x->progress, "judging", counts.answered * x->n,
		       x->settings->quiet);
	bool ok = drive_run(&drive, e);
	progress_finish(&x->progress);
	reader_close(x->reader);
	return ok;
}

static struct str names_of(const struct judging *x)
{
	struct str *names = arena_array(x->arena, x->n + 1, sizeof(*names));
	for (size_t i = 0; i < x->n; i++)
		names[i] = x->judges[i].judge.name;
	return arena_join(x->arena, names, x->n, STR(", "));
}

// What each judge was lost on, and whether that is too much.
static void settle(struct judging *x)
{
	struct judge_run_summary *s = x->summary;
	bool whole = s->exit != 130;
	bool much =
		whole &&
		share_exceeded(s->unscoreable, s->judged, x->settings->max_unscoreable,
			       "--max-unscoreable", "samples could not be scored");
	for (size_t i = 0; i < x->n; i++) {
		const struct judge_of *judge = &x->judges[i];
		const struct judge_faults *f = &judge->faults;
		judge_faults_tell(f, judge->judge.name);
		s->failed += f->failed;
		much |= whole &&
			share_exceeded(f->failed, f->asked, x->settings->max_failed,
				       "--max-failed", "judgements failed");
		if (!judge->fitting && whole)
			log_warn("judge " STR_FMT ": the run has no %s to judge",
				 STR_ARG(judge->judge.name),
				 judge->judge.desc->flags & JUDGE_CHOICE
					 ? "answered choices"
					 : "answers");
	}
	if (much && !s->exit)
		s->exit = 3;
}

static bool work(struct judging *x, struct err *e)
{
	if (!read_run(x, e))
		return false;
	read_taxonomy(x);
	if (!open_judges(x, e) || !put_record(x, e))
		return false;
	interrupt_install(x->llm);
	bool ok = store_add_event(x->store, "judging", names_of(x), e) && judge_all(x, e);
	interrupt_remove();
	if (!ok && e->code == ERR_STOPPED) {
		x->summary->exit = 130;
		ok = true;
	}
	if (ok)
		settle(x);
	x->summary->record = store_get(x->store, x->arena, "judge");
	return ok &&
	       store_add_event(x->store,
			       x->summary->exit == 130 ? "judging stopped" : "judged",
			       names_of(x), e);
}

bool judge_run(struct arena *a, const char *path, const struct judge_run_settings *s,
	       struct judge_run_summary *summary, struct err *e)
{
	uint64_t started = clock_mono_ns();
	struct judging x = {.arena = a, .settings = s, .summary = summary};
	struct err own = {0}, closing = {0};
	*summary = (struct judge_run_summary){.run = str_of(path)};
	x.store = store_open(path, true, &own);
	bool ok = false;
	if (x.store) {
		x.llm = llm_create(&s->llm);
		ok = work(&x, &own);
		llm_destroy(x.llm);
	}
	if (!store_close(x.store, &closing) && ok) {
		own = closing;
		ok = false;
	}
	summary->seconds = (double)(clock_mono_ns() - started) / 1e9;
	if (!ok && e)
		*e = own;
	return ok;
}

void judge_run_summary_to_json(struct json_writer *w, const struct judge_run_summary *s)
{
	json_begin(w, '{');
	json_field_cstr(w, "schema", "assay/judge-summary/1");
	json_field_str(w, "run", s->run);
	json_field_str(w, "record", s->record);
	json_field_int(w, "samples", (int64_t)s->samples);
	json_field_int(w, "judged", (int64_t)s->judged);
	json_field_int(w, "kept", (int64_t)s->kept);
	json_field_int(w, "unscoreable", (int64_t)s->unscoreable);
	json_field_int(w, "failed", (int64_t)s->failed);
	json_field_int(w, "escalated", (int64_t)s->escalated);
	json_field_real(w, "seconds", s->seconds);
	json_field_int(w, "exit", s->exit);
	json_end(w, '}');
}
