// What a run file says of itself: everything that a report or another judge needs besides
// the samples.
#include "base/clock.h"
#include "config.h"
#include "engine/judge_record.h"
#include "engine/run_state.h"
#include "engine/settings.h"

static struct str judge_text(struct run *run, const struct judge_use *use)
{
	return arena_printf(run->arena, STR_FMT "@" STR_FMT, STR_ARG(use->judge.name),
			    STR_ARG(use->judge.version));
}

bool run_axes(struct run *run, struct err *e)
{
	struct str judge = judge_text(run, judges_record(&run->judges));
	if (!store_set(run->store, "judge", judge, e) ||
	    (run->choice_judges.n &&
	     !store_set(run->store, "judge.choice",
			judge_text(run, judges_record(&run->choice_judges)), e)))
		return false;
	for (size_t i = 0; i < run->judges.n; i++)
		if (!judge_record_kinds(run->store, run->arena, &run->judges.p[i].judge,
					e))
			return false;
	for (size_t i = 0; i < run->plan.targets; i++) {
		struct lane *lane = &run->lanes[i];
		struct target target = {str_of(model_name(lane->model)),
					*model_facts(lane->model)};
		if (!store_add_target(run->store, &target, &lane->id, e))
			return false;
	}
	run->param_ids =
		arena_array(run->arena, run->plan.params, sizeof(*run->param_ids));
	for (size_t i = 0; i < run->plan.params; i++)
		if (!store_add_params(run->store, &run->params[i], &run->param_ids[i], e))
			return false;
	return true;
}

static struct str taxonomy_text(struct run *run)
{
	struct buf text;
	buf_init(&text, BUF_TEXT_MAX);
	struct json_writer w;
	json_writer_init(&w, &text, 0);
	taxonomy_to_json(&w, run->taxonomy);
	struct str s = buf_dup(run->arena, &text);
	buf_release(&text);
	return s;
}

static void put_attack(struct json_writer *w, const struct attack_desc *desc)
{
	json_begin(w, '{');
	json_field_cstr(w, "name", desc->name);
	json_field_int(w, "version", desc->version);
	json_key(w, "summary");
	json_begin(w, '{');
	json_field_str(w, "zh", desc->summary.zh);
	json_field_str(w, "en", desc->summary.en);
	json_end(w, '}');
	json_end(w, '}');
}

// Our own, and what this run uses besides: compositions and the user's.
static struct str attacks_text(struct run *run)
{
	struct buf text;
	buf_init(&text, BUF_TEXT_MAX);
	struct json_writer w;
	json_writer_init(&w, &text, 0);
	json_begin(&w, '[');
	for (size_t i = 0; i < attacks_n; i++)
		put_attack(&w, attacks[i]);
	for (size_t i = 0; i + 1 < run->plan.forms; i++)
		if (!attack_find(str_of(run->attacks[i].desc->name)))
			put_attack(&w, run->attacks[i].desc);
	json_end(&w, ']');
	struct str s = buf_dup(run->arena, &text);
	buf_release(&text);
	return s;
}

struct str run_attack_versions(const struct run *run)
{
	size_t n = run->plan.forms - 1;
	struct str *parts = arena_array(run->arena, n + 1, sizeof(*parts));
	for (size_t i = 0; i < n; i++)
		parts[i] = arena_printf(run->arena, "%s@%lld", run->attacks[i].desc->name,
					(long long)run->attacks[i].desc->version);
	return arena_join(run->arena, parts, n, STR(" "));
}

static struct str number(struct run *run, uint64_t n)
{
	return arena_printf(run->arena, "%llu", (unsigned long long)n);
}

// What undoes the order in which options were shown (core/choice.h).
static bool describe_choices(struct run *run, struct err *e)
{
	const struct run_settings *s = &run->settings;
	return store_set(run->store, "choice.rotate", s->rotate ? STR("1") : STR("0"),
			 e) &&
	       store_set(run->store, "choice.shuffle", s->shuffle ? STR("1") : STR("0"),
			 e) &&
	       store_set(run->store, "choice.seed", number(run, (uint64_t)s->seed), e);
}

bool run_describe(struct run *run, struct err *e)
{
	const struct {
		const char *key;
		struct str value;
	} facts[] = {
		{"created", clock_iso8601(run->arena, clock_wall_ms())},
		{"assay", STR(ASSAY_VERSION)},
		{"config", settings_to_json(run->arena, run_options, &run->settings)},
		{"suite.name", run->manifest.name},
		{"suite.version", run->manifest.version},
		{"suite.license", run->manifest.license},
		{"suite.sha256", str_of(run->suite.sha256)},
		{"suite.items", number(run, run->suite.counts.items)},
		{"suite.drawn", number(run, run->plan.items)},
		{"plan.cells", number(run, plan_cells(&run->plan))},
		{"taxonomy", run->taxonomy->id},
		{"blocked", run->settings.blocked},
		{"attacks.used", run_attack_versions(run)},
	};
	for (size_t i = 0; i < COUNT(facts); i++)
		if (facts[i].value.p &&
		    !store_set(run->store, facts[i].key, facts[i].value, e))
			return false;
	if (run->choice_judges.n && !describe_choices(run, e))
		return false;
	return store_set_blob(run->store, "taxonomy", taxonomy_text(run), e) &&
	       store_set_blob(run->store, "attacks", attacks_text(run), e) &&
	       run_axes(run, e) && store_flush(run->store, e);
}
