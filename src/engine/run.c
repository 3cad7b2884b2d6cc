#include "engine/run.h"

#include "base/clock.h"
#include "base/log.h"
#include "engine/flight.h"
#include "engine/interrupt.h"
#include "engine/run_state.h"
#include "engine/settings.h"

const struct opt run_options[] = {
	{"suite", 0, OPT_STR, offsetof(struct run_settings, suite), "SUITE", NULL, 0, 0,
	 NULL, "what to ask: a built-in suite, a manifest or a JSONL file"},
	{"model", 'm', OPT_REPEAT, offsetof(struct run_settings, models),
	 "PROVIDER/MODEL", NULL, 0, 0, NULL, "a target"},
	{"attack", 'a', OPT_LIST, offsetof(struct run_settings, attacks), "NAME,...",
	 NULL, 0, 0, NULL,
	 "attacks to make on every item besides asking it plainly; s-eval stands "
	 "for the ten of S-Eval"},
	{"judge", 'j', OPT_REPEAT, offsetof(struct run_settings, judges), "JUDGE", NULL,
	 0, 0, NULL,
	 "who judges: NAME, NAME:provider/model, a name that assay.yaml defines or a "
	 "YAML file; without it, refusal"},
	{"record", 0, OPT_STR, offsetof(struct run_settings, record), "JUDGE", NULL, 0, 0,
	 NULL, "the judge whose verdicts make the rates; without it, the first -j"},
	{"param", 'p', OPT_REPEAT, offsetof(struct run_settings, params), "NAME=V,...",
	 NULL, 0, 0, NULL, "decoding parameters; several values make a grid"},
	{"output", 'o', OPT_STR, offsetof(struct run_settings, output), "FILE", NULL, 0,
	 0, NULL, "the run file; without it, named after the suite and the time"},
	{"limit", 'n', OPT_INT, offsetof(struct run_settings, limit), "N", "0", 0, 1e9,
	 NULL,
	 "ask N items only, drawn by the seed in the suite's proportions; 0 is all"},
	{"per", 0, OPT_STR, offsetof(struct run_settings, per), "KEYS", NULL, 0, 0, NULL,
	 "with --limit: draw N of each attack, lang, dimension, risk, expect or kind"},
	{"epochs", 0, OPT_INT, offsetof(struct run_settings, epochs), "N", "1", 1, 10000,
	 NULL, "ask every item N times"},
	{"tries", 0, OPT_INT, offsetof(struct run_settings, tries), "N", "1", 1, 10000,
	 NULL, "make every attack N times, each with another seed"},
	{"seed", 0, OPT_INT, offsetof(struct run_settings, seed), "N", "0", 0, 9e15, NULL,
	 "what everything random is drawn from"},
	{"scoring", 0, OPT_LIST, offsetof(struct run_settings, scoring), "HOW,...",
	 "text", 0, 0, NULL,
	 "how choices and pairs are scored: by what the model says (text), by the "
	 "likelihood of each option's label (labels) or of its text (options); the first "
	 "counts"},
	{"rotate", 0, OPT_FLAG, offsetof(struct run_settings, rotate), NULL, NULL, 0, 0,
	 NULL,
	 "ask a choice once for each of its options, turned by one place each time; "
	 "pairs "
	 "are always asked in both orders"},
	{"shuffle", 0, OPT_FLAG, offsetof(struct run_settings, shuffle), NULL, NULL, 0, 0,
	 NULL, "show options in an order drawn by the seed"},
	{"system", 0, OPT_STR, offsetof(struct run_settings, system), "TEXT", NULL, 0, 0,
	 NULL, "a system message in front of every item"},
	{"taxonomy", 't', OPT_STR, offsetof(struct run_settings, taxonomy), "NAME", NULL,
	 0, 0, NULL,
	 "the taxonomy of the items' risks; without it, the suite's own, else s-eval"},
	{"rewriter", 0, OPT_STR, offsetof(struct run_settings, rewriter),
	 "PROVIDER/MODEL", NULL, 0, 0, NULL,
	 "the model that writes for attacks which need or can use one"},
	{"attacker", 0, OPT_STR, offsetof(struct run_settings, attacker),
	 "PROVIDER/MODEL", NULL, 0, 0, NULL,
	 "the model that talks to the target for attacks which converse; without it, the "
	 "rewriter"},
	{"blocked", 0, OPT_CHOICE, offsetof(struct run_settings, blocked), NULL, "out", 0,
	 0, "out|refusal",
	 "what the provider's filter stopped: left out of rates, or a full refusal"},
	{"max-failed", 0, OPT_REAL, offsetof(struct run_settings, max_failed), "SHARE",
	 "0.05", 0, 1, NULL,
	 "exit with 3 when a larger share of the samples failed, or of a judge's "
	 "judgements by its model or program"},
	{"max-unscoreable", 0, OPT_REAL, offsetof(struct run_settings, max_unscoreable),
	 "SHARE", "1", 0, 1, NULL, "exit with 3 when a larger share could not be scored"},
	LLM_OPTION_ROWS(struct run_settings, llm),
	{"quiet", 'q', OPT_FLAG, offsetof(struct run_settings, quiet), NULL, NULL, 0, 0,
	 NULL, "no progress line"},
	{0},
};

static bool is_done(const struct run *run, uint64_t ordinal)
{
	if (ordinal >= run->done.cells)
		return false;
	uint8_t bit = (uint8_t)(1u << ordinal % 8);
	return run->done.answered[ordinal / 8] & run->done.judged[ordinal / 8] & bit;
}

// The next cell that is not done; like cursor_next.
static int next_open(struct lane *lane, struct place *out, struct err *e)
{
	int got;
	do
		got = cursor_next(&lane->cursor, out, e);
	while (got == 1 && is_done(lane->run, out->ordinal));
	return got;
}

// Starts samples of one target until its queue is full. Judging goes on beside asking, so
// a few more may be in the air than can be asked at once, but not without bound.
static void launch(struct lane *lane)
{
	struct run *run = lane->run;
	size_t most = 4 * (size_t)run->settings.llm.concurrency + 64;
	while (!lane->done && !run_stopping(run) && lane->flying < most &&
	       model_room(lane->model)) {
		struct place place;
		struct err e = {0};
		int got = next_open(lane, &place, &e);
		if (got < 0)
			run_stop(run, &e);
		lane->done = got != 1;
		if (lane->done)
			return;
		flight_start(lane, &place);
	}
}

static bool all_launched(const struct run *run)
{
	for (size_t i = 0; i < run->plan.targets; i++)
		if (!run->lanes[i].done)
			return false;
	return true;
}

static int patience_ms(const struct run *run)
{
	uint64_t now = clock_mono_ns(), due = store_due_ns(run->store);
	if (due <= now)
		return 0;
	uint64_t ms = (due - now) / 1000000 + 1;
	return ms < 100 ? (int)ms : 100;
}

static void loop(struct run *run)
{
	struct err e = {0};
	bool told = false;
	while (!run_stopping(run)) {
		bool draining = interrupt_asked();
		if (draining && !told) {
			told = true;
			log_warn("stopping: %zu samples in flight are awaited; Ctrl-C "
				 "again ends at once",
				 run->flying);
		}
		for (size_t i = 0; !draining && i < run->plan.targets; i++)
			launch(&run->lanes[i]);
		if (!run->flying && (draining || all_launched(run)))
			break;
		bool still = llm_poll(run->llm, patience_ms(run)) == 0;
		if (draining && still && !llm_in_flight(run->llm))
			break; // the others wait to be repeated, maybe for long
		if (llm_hopeless(run->llm, &e) ||
		    !store_tick(run->store, clock_mono_ns(), &e))
			run_stop(run, &e);
		run->progress.in_flight = llm_in_flight(run->llm);
		progress_update(&run->progress);
	}
}

static void tell_left(const struct run *run)
{
	for (size_t i = 0; i < run->plan.targets; i++) {
		struct replay_left left = model_replay_left(run->lanes[i].model);
		if (left.unmatched)
			log_warn("%s: %zu recorded responses match no item that was "
				 "asked, the first is "
				 "that of line %zu",
				 model_name(run->lanes[i].model), left.unmatched,
				 left.first_line);
	}
}

// How many bits are set in all of them.
static uint64_t count_bits(const struct progress_bits *bits, const uint8_t *also)
{
	uint64_t n = 0;
	for (uint64_t i = 0; i < (bits->cells + 7) / 8; i++)
		n += (uint64_t)__builtin_popcount(bits->answered[i] & bits->judged[i] &
						  also[i]);
	return n;
}

// Whether a run that was interrupted has anything left to ask: the signal may have come
// while the last answers were awaited. Moves the cursors on.
static bool is_left(struct run *run)
{
	bool left = false;
	for (size_t i = 0; i < run->plan.targets; i++) {
		struct place place;
		struct lane *lane = &run->lanes[i];
		left = left || (!lane->done && next_open(lane, &place, NULL) != 0);
	}
	return left;
}

static bool finish(struct run *run, struct run_summary *summary, struct err *e)
{
	bool stopped = run_stopping(run);
	bool interrupted = !stopped && interrupt_asked() && (run->flying || is_left(run));
	const char *state = stopped       ? "stopped"
			    : interrupted ? "interrupted"
					  : "finished";
	struct err ignored = {0};
	bool noted = store_set(run->store, "state", str_of(state), &ignored) &&
		     store_add_event(run->store, state, str_of(run->err.msg), &ignored) &&
		     store_flush(run->store, &ignored);
	if (!stopped && !interrupted && !run->resumed)
		tell_left(run);
	if (stopped) {
		*e = run->err;
		return err_wrap(
			e,
			"stopped; what was answered is kept, \"assay resume %s\" goes on",
			store_path(run->store));
	}
	if (!noted)
		return err_set(e, ignored.code, "%s", ignored.msg);
	if (!run_count(run, summary, e))
		return false;
	if (interrupted)
		summary->exit = 130;
	else
		run_weigh(run, summary);
	return true;
}

// Asks and judges what is not done; then state, events and summary.
static bool fly(struct run *run, struct run_summary *summary, struct err *e)
{
	uint64_t started = clock_mono_ns();
	for (size_t i = 0; i < run->plan.targets; i++)
		if (!cursor_open(&run->lanes[i].cursor, &run->plan, i, e))
			return false;
	summary->run = arena_str(run->arena, str_of(store_path(run->store)));
	summary->resumed = count_bits(&run->done, run->done.judged);
	if (!store_set(run->store, "state", STR("running"), e) ||
	    !store_add_event(run->store, run->resumed ? "resumed" : "started", STR_NONE,
			     e))
		return false;
	progress_start(&run->progress, "asking", plan_cells(&run->plan),
		       run->settings.quiet);
	run->progress.done = summary->resumed;
	run->progress.unsafe = count_bits(&run->done, run->done.unsafe);
	progress_update(&run->progress); // what is done by now is no part of the rate
	loop(run);
	progress_finish(&run->progress);
	bool ok = finish(run, summary, e);
	summary->seconds = (double)(clock_mono_ns() - started) / 1e9;
	return ok;
}

static void release(struct run *run)
{
	for (size_t i = 0; i < run->plan.targets; i++)
		cursor_close(&run->lanes[i].cursor);
	interrupt_remove();
	if (run->llm)
		llm_destroy(run->llm); // before the flights that its requests lie in
	flights_release(run);
}

// The store is closed whatever happened; a failure to close is told unless something else
// failed before.
static bool close_store(struct run *run, bool ok, struct err *e)
{
	struct err closing = {0};
	bool closed = store_close(run->store, &closing);
	if (ok && !closed)
		*e = closing;
	return ok && closed;
}

static char *output_name(struct run *run)
{
	struct str output = run->settings.output;
	if (str_empty(output)) {
		struct str stamp = clock_iso8601(run->arena, clock_wall_ms());
		struct str name = run->manifest.name.p ? run->manifest.name : STR("run");
		char *path =
			arena_cstr(run->arena,
				   arena_printf(run->arena, STR_FMT "-" STR_FMT ".assay",
						STR_ARG(name), STR_ARG(stamp)));
		for (char *p = path; *p; p++) // no good in a file's name
			*p = *p == ':' || *p == '/' ? '-' : *p;
		output = str_of(path);
	}
	run->settings.output = output;
	return arena_cstr(run->arena, output);
}

bool run_start(struct arena *a, const struct run_settings *s, struct run_summary *summary,
	       struct err *e)
{
	struct run run = {.arena = a, .settings = *s};
	*summary = (struct run_summary){0};
	bool ok = run_prepare(&run, e);
	if (ok) {
		interrupt_install(
			run.llm); // from now on there is a file to be kept whole
		run.store = store_create(output_name(&run), e);
		ok = run.store && run_describe(&run, e) && fly(&run, summary, e);
	}
	ok = close_store(&run, ok, e);
	release(&run);
	return ok;
}

static bool same_suite(const struct run *run, struct err *e)
{
	struct str was = store_get(run->store, run->arena, "suite.sha256");
	if (str_is(was, run->suite.sha256))
		return true;
	return err_set(e, ERR_INPUT,
		       "%s: the suite has changed since the run began (SHA-256 %.12s, it "
		       "was %.12s)",
		       run->plan.suite, run->suite.sha256, was.p ? was.p : "unknown");
}

// An attack whose text is another one makes other items.
static bool same_attacks(const struct run *run, struct err *e)
{
	struct str was = store_get(run->store, run->arena, "attacks.used");
	struct str is = run_attack_versions(run);
	return str_eq(was, is) ||
	       err_set(e, ERR_INPUT,
		       "an attack has changed since the run began: " STR_FMT
		       ", it was " STR_FMT,
		       STR_ARG(is), STR_ARG(was));
}

static bool load_bits(struct run *run, const struct judges *from,
		      struct progress_bits *out, struct err *e)
{
	const struct judge *record = &judges_record(from)->judge;
	return store_progress(run->store, run->arena, plan_ordinals(&run->plan),
			      record->name, record->version, out, e);
}

// What any judge lost by a failure that may be gone is judged again, by all of them.
static bool reopen_judged(struct run *run, struct err *e)
{
	for (size_t i = 0; i < run->judges.n; i++) {
		const struct judge_use *use = &run->judges.p[i];
		if (use->judge.n_models &&
		    !store_reopen_judged(run->store, use->judge.name, use->judge.version,
					 use->machine, &run->done, e))
			return false;
	}
	return true;
}

// What is judged of choices: variants above 0 by themselves.
static bool add_choices(struct run *run, const struct judges *from, bool turned,
			struct err *e)
{
	struct progress_bits bits;
	if (!from->n)
		return true;
	if (!load_bits(run, from, &bits, e))
		return false;
	for (uint64_t i = 0; i < bits.cells; i++)
		if (bits.judged[i / 8] & 1u << i % 8 &&
		    (plan_variant(&run->plan, i) > 0) == turned)
			run->done.judged[i / 8] |= (uint8_t)(1u << i % 8);
	return true;
}

// A sample is judged by the judges of record of its kind.
static bool load_done(struct run *run, struct err *e)
{
	return load_bits(run, &run->judges, &run->done, e) && reopen_judged(run, e) &&
	       add_choices(run, &run->choice_judges, false, e) &&
	       add_choices(run, &run->turned_judges, true, e);
}

static bool reopen(struct run *run, const struct resume_settings *s, struct err *e)
{
	struct str config = store_get(run->store, run->arena, "config");
	if (!config.p)
		return err_set(e, ERR_INPUT,
			       "%s: the run was broken off before it began; remove the "
			       "file and start it again",
			       store_path(run->store));
	if (!settings_from_json(run->arena, run_options, config, &run->settings, e))
		return false;
	run->settings.quiet = s->quiet;
	run->settings.config = s->config;
	if (s->concurrency)
		run->settings.llm.concurrency = s->concurrency;
	if (s->threads)
		run->settings.llm.threads = s->threads;
	if (s->timeout > 0)
		run->settings.llm.timeout = s->timeout;
	if (!run_prepare(run, e))
		return e && e->code == ERR_NOT_FOUND
			       ? err_wrap(e, "resume in the folder where the run began")
			       : false;
	if (!same_suite(run, e) || !same_attacks(run, e) || !run_axes(run, e))
		return false;
	return load_done(run, e);
}

bool run_resume(struct arena *a, const char *path, const struct resume_settings *s,
		struct run_summary *summary, struct err *e)
{
	struct run run = {.arena = a, .resumed = true};
	*summary = (struct run_summary){0};
	run.store = store_open(path, true, e);
	bool ok = run.store && reopen(&run, s, e);
	if (ok) {
		interrupt_install(run.llm);
		ok = fly(&run, summary, e);
	}
	ok = close_store(&run, ok, e);
	release(&run);
	return ok;
}
