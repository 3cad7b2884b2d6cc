#include "report/choice_rates.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "make_run.h"

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static const struct target_metrics *only(struct store *s,
					 const struct report_settings *settings)
{
	const struct metrics *m = read_run(&arena, s, settings);
	assert_int_equal(m->n_targets, 1);
	return &m->targets[0];
}

// What a model chose of a pair in both orders: 'r' right, 'w' wrong, 'o' other, 'f'
// refused, 'l' needs a look, '-' not asked, 'x' failed.
static void put_pair(struct store *s, const char *id, const char *ways, struct one one)
{
	static const struct {
		char way;
		const char *outcome;
	} outcomes[] = {{'r', "right"},
			{'w', "wrong"},
			{'o', "other"},
			{'f', "refuse"},
			{'l', "needs_a_look"}};
	one.id = id;
	one.kind = ITEM_PAIR;
	one.text = one.text ? one.text : id;
	one.right = one.right ? one.right : 1;
	for (int64_t variant = 0; variant < 2; variant++) {
		char way = ways[variant];
		one.variant = variant;
		one.outcome = NULL;
		one.chose = 0;
		one.failure = way == 'x' ? FAILURE_TIMEOUT : FAILURE_NONE;
		if (way == '-')
			continue;
		for (size_t i = 0; i < COUNT(outcomes); i++)
			if (outcomes[i].way == way)
				one.outcome = outcomes[i].outcome;
		if (way == 'r')
			one.chose = one.right;
		if (way == 'w')
			one.chose = 3 - one.right;
		put_one(s, &one);
	}
}

static const struct choice_figures *named(const struct choice_list *list,
					  const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_is(list->p[i].name, name))
			return &list->p[i].figures;
	fail_msg("no figures of %s", name);
	return NULL;
}

// acc and acc* as CValues' script counts them; pairs; nothing of safety.
static void test_pairs(void **state)
{
	struct store *s = make_run("pairs.assay");
	(void)state;
	put_pair(s, "a", "rr", (struct one){.risk = "ci", .difficulty = "easy"});
	put_pair(s, "b", "rr", (struct one){.risk = "ci", .difficulty = "hard"});
	put_pair(s, "c", "ww", (struct one){.risk = "hs", .difficulty = "hard"});
	put_pair(s, "d", "rw", (struct one){.risk = "hs", .difficulty = "easy"});
	put_pair(s, "e", "ro", (struct one){.risk = "hs", .lang = "zh"});
	put_pair(s, "f", "fl", (struct one){.risk = "hs", .lang = "zh", .right = 2});
	put_pair(s, "g", "rx", (struct one){.risk = "hs", .lang = "zh"});
	const struct target_metrics *t = only(s, NULL);
	assert_int_equal(t->n_choices, 1);
	const struct choice_scoring *c = &t->choices[0];
	assert_true(str_is(c->judge, "choice@1"));
	// Right 7, wrong 3, other 1, refuse 1, needs a look 1; one failed.
	assert_int_equal(c->all.n, 13);
	assert_int_equal(c->all.outcomes[OUTCOME_RIGHT], 7);
	assert_int_equal(c->all.outcomes[OUTCOME_WRONG], 3);
	assert_int_equal(c->all.outcomes[OUTCOME_OTHER], 1);
	assert_int_equal(c->all.outcomes[OUTCOME_REFUSE], 1);
	assert_int_equal(c->all.outcomes[OUTCOME_LOOK], 1);
	assert_int_equal(c->all.lost, 1);
	assert_true(c->all.acc == 7.0 / 13 && c->all.acc_star == 7.0 / 11);
	assert_true(c->all.chance == 0.5);
	assert_true(c->all.bounds.low == 7.0 / 14 && c->all.bounds.high == 9.0 / 14);
	assert_true(c->all.ci.low < 7.0 / 13 && c->all.ci.high > 7.0 / 13);
	assert_int_equal(c->pairs.n, 7);
	assert_int_equal(c->pairs.both_right, 2);
	assert_int_equal(c->pairs.both_wrong, 1);
	assert_int_equal(c->pairs.flipped, 1);
	assert_int_equal(c->pairs.incomplete, 3);
	assert_true(c->pairs.consistent == 0.75);
	assert_int_equal(named(&c->by_risk, "ci")->n, 4);
	assert_true(named(&c->by_risk, "ci")->acc == 1);
	assert_int_equal(named(&c->by_risk, "hs")->n, 9);
	assert_int_equal(named(&c->by_lang, "zh")->n, 5);
	assert_int_equal(named(&c->by_difficulty, "easy")->outcomes[OUTCOME_RIGHT], 3);
	assert_int_equal(named(&c->by_difficulty, "hard")->outcomes[OUTCOME_RIGHT], 2);
	assert_false(t->has_safety || t->has_asr || t->has_over_refusal || t->has_grades);
	assert_int_equal(t->counts.choices, 14);
	assert_int_equal(t->counts.choices_lost, 2);
	assert_int_equal(t->counts.scored, 12);
	assert_int_equal(t->counts.unscoreable, 1);
}

// A model that always takes the first is right in half of all, and flips every pair.
static void test_position(void **state)
{
	struct store *s = make_run("position.assay");
	(void)state;
	for (int i = 0; i < 40; i++) {
		char id[20];
		snprintf(id, sizeof(id), "p-%d", i);
		put_pair(s, id, "rw", (struct one){.right = 1});
	}
	for (int i = 40; i < 80; i++) {
		char id[20];
		snprintf(id, sizeof(id), "p-%d", i);
		put_pair(s, id, "wr", (struct one){.right = 2});
	}
	const struct choice_scoring *c = &only(s, NULL)->choices[0];
	assert_true(c->all.acc == 0.5);
	assert_int_equal(c->pairs.flipped, 80);
	assert_true(c->pairs.consistent == 0);
	assert_int_equal(c->position.n, 160);
	assert_true(c->position.rate == 1 && c->position.expected == 0.5);
	assert_true(c->position.right_first == 0.5);
	// Each draw has both orders: accuracy cannot vary, and is held to Wilson's.
	struct interval wilson = interval_wilson_share(0.5, 80);
	assert_true(fabs(c->all.ci.low - wilson.low) < 1e-9);
	assert_true(c->position.ci.low > 0.9 && c->position.ci.high == 1);
}

// Intervals cluster by question: an easy and a hard pair of one prompt are one.
static void test_clusters(void **state)
{
	double width[2];
	(void)state;
	for (int same = 0; same < 2; same++) {
		struct store *s = make_run("clusters.assay");
		for (int i = 0; i < 200; i++) {
			char id[20], text[20];
			snprintf(id, sizeof(id), "p-%d", i);
			snprintf(text, sizeof(text), "question %d", same ? i / 4 : i);
			put_pair(s, id, i / 4 % 2 ? "rr" : "ww",
				 (struct one){.text = text});
		}
		struct interval ci = only(s, NULL)->choices[0].all.ci;
		width[same] = ci.high - ci.low;
	}
	assert_true(width[1] > 1.7 * width[0] && width[1] < 2.3 * width[0]);
}

static void put_rotated(struct store *s, const char *id, const char *ways, size_t asked)
{
	for (size_t variant = 0; variant < asked; variant++) {
		bool right = ways[variant] == 'r';
		put_one(s, &(struct one){.id = id,
					 .kind = ITEM_CHOICE,
					 .options = 4,
					 .right = 2,
					 .variant = (int64_t)variant,
					 .outcome = right ? "right" : "wrong",
					 .chose = right ? 2 : 3});
	}
}

static void test_rotations(void **state)
{
	struct store *s = make_run("rotations.assay");
	(void)state;
	put_rotated(s, "a", "rrrr", 4);
	put_rotated(s, "b", "rrwr", 4);
	put_rotated(s, "c", "rrrr", 2); // not all were asked
	const struct choice_scoring *c = &only(s, NULL)->choices[0];
	assert_int_equal(c->rotations.n, 2);
	assert_int_equal(c->rotations.right, 1);
	assert_int_equal(c->rotations.incomplete, 1);
	assert_true(c->rotations.rate == 0.5);
	assert_int_equal(c->pairs.n, 0);
	assert_true(c->all.chance == 0.25);
	assert_true(c->position.expected == 0.25);
	// Option 2 of four stands first in the second turn.
	assert_true(c->position.right_first == 3.0 / 10);
	assert_int_equal(c->position.first, 4);
}

// Graded options without a right one: their ranks, and no accuracy.
static void test_ranks(void **state)
{
	static const int64_t ranks[] = {3, 1, 4, 2};
	static const int chose[] = {2, 2, 1, 4, 3, 0};
	struct store *s = make_run("ranks.assay");
	(void)state;
	for (size_t i = 0; i < COUNT(chose); i++) {
		char id[20];
		snprintf(id, sizeof(id), "q-%zu", i);
		put_one(s,
			&(struct one){.id = id,
				      .kind = ITEM_CHOICE,
				      .options = 4,
				      .ranks = ranks,
				      .meta = i < 2 ? "{\"category\": \"goals\"}" : NULL,
				      .outcome = chose[i] ? "chosen" : "refuse",
				      .chose = chose[i]});
	}
	const struct choice_scoring *c = &only(s, NULL)->choices[0];
	assert_int_equal(c->all.n, 0);
	assert_true(isnan(c->all.acc) && isnan(c->all.acc_star) && isnan(c->all.ci.low));
	assert_true(isnan(c->all.chance));
	assert_int_equal(c->all.ranks.n, 5);
	assert_int_equal(c->all.ranks.highest, 4);
	assert_int_equal(c->all.ranks.counts[0], 2);
	assert_int_equal(c->all.ranks.counts[1], 1);
	assert_true(c->all.ranks.mean == (1 + 1 + 3 + 2 + 4) / 5.0);
	assert_true(c->all.ranks.first == 0.4);
	assert_int_equal(c->open_refuse, 1);
	const struct choice_figures *goals = named(&c->by_category, "goals");
	assert_int_equal(goals->ranks.n, 2);
	assert_true(goals->ranks.mean == 1);
}

// Two scorings of the same answers: the judge of record first, the other beside it.
static void test_scorings(void **state)
{
	static const struct report_settings by_labels = {
		.record = STR_INIT("choice-labels")};
	(void)state;
	for (int turned = 0; turned < 2; turned++) {
		struct store *s = make_run("scorings.assay");
		for (int i = 0; i < 10; i++) {
			char id[20];
			bool text = i < 6, labels = i < 4 || i == 9;
			snprintf(id, sizeof(id), "q-%d", i);
			put_one(s,
				&(struct one){.id = id,
					      .kind = ITEM_CHOICE,
					      .right = 1,
					      .outcome = text ? "right" : "wrong",
					      .chose = text ? 1 : 2,
					      .outcome_too = labels ? "right" : "wrong",
					      .chose_too = labels ? 1 : 2});
		}
		const struct target_metrics *t = only(s, turned ? &by_labels : NULL);
		assert_int_equal(t->n_choices, 2);
		const struct choice_scoring *main = &t->choices[0];
		const struct choice_compared *x = &t->choices[1].compared;
		assert_true(str_is(main->judge, turned ? "choice-labels@1" : "choice@1"));
		assert_true(main->all.acc == (turned ? 0.5 : 0.6));
		assert_int_equal(x->n, 10);
		assert_int_equal(x->same, 7);
		assert_true(x->agreement == 0.7);
		assert_true(fabs(x->difference - (turned ? 0.1 : -0.1)) < 1e-12);
		assert_true(x->difference_ci.low < 0 && x->difference_ci.high > 0);
		assert_int_equal(x->chosen, 10);
		assert_int_equal(x->sign.first, turned ? 2 : 1);
		assert_int_equal(x->sign.second, turned ? 1 : 2);
		assert_true(x->sign.p_exact == 1);
	}
}

// Both orders of a question are one vote of the sign test, and what did not choose is no
// choice of the same option.
static void test_compared(void **state)
{
	struct store *s = make_run("compared.assay");
	(void)state;
	for (int i = 0; i < 8; i++)
		for (int64_t variant = 0; variant < 2; variant++) {
			char id[20];
			bool look = i == 7;
			snprintf(id, sizeof(id), "q-%d", i);
			put_one(s,
				&(struct one){.id = id,
					      .kind = ITEM_PAIR,
					      .text = id,
					      .right = 1,
					      .variant = variant,
					      .outcome = look ? "needs_a_look" : "wrong",
					      .chose = look ? 0 : 2,
					      .outcome_too = look    ? "needs_a_look"
							     : i < 6 ? "right"
								     : "wrong",
					      .chose_too = look    ? 0
							   : i < 6 ? 1
								   : 2});
		}
	const struct choice_compared *x = &only(s, NULL)->choices[1].compared;
	assert_int_equal(x->n, 16);
	assert_int_equal(x->chosen, 14);
	assert_int_equal(x->same, 2);
	assert_true(x->agreement == 2.0 / 14);
	assert_int_equal(x->sign.first, 6);
	assert_int_equal(x->sign.second, 0);
	assert_true(fabs(x->sign.p_exact - 2 / 64.0) < 1e-12);
	assert_true(x->difference == 12.0 / 16);
}

// Two scorings that never differ: the difference is 0, but not for certain.
static void test_never_differ(void **state)
{
	struct store *s = make_run("same.assay");
	(void)state;
	for (int i = 0; i < 20; i++) {
		char id[20];
		snprintf(id, sizeof(id), "q-%d", i);
		put_one(s, &(struct one){.id = id,
					 .kind = ITEM_CHOICE,
					 .right = 1,
					 .outcome = "right",
					 .chose = 1,
					 .outcome_too = "right",
					 .chose_too = 1});
	}
	const struct choice_compared *x = &only(s, NULL)->choices[1].compared;
	assert_true(x->difference == 0 && x->agreement == 1);
	assert_true(x->difference_ci.low < -0.1 && x->difference_ci.high > 0.1);
	assert_true(x->agreement_ci.low < 0.9 && x->agreement_ci.high == 1);
}

// A scoring that asks once has accuracies, and nothing of orders; of the other order
// nothing is lost.
static void test_once(void **state)
{
	static const struct report_settings options = {
		.record = STR_INIT("choice-options")};
	struct store *s = make_run("once.assay");
	(void)state;
	for (int i = 0; i < 10; i++)
		for (int64_t variant = 0; variant < 2; variant++) {
			char id[20];
			snprintf(id, sizeof(id), "q-%d", i);
			put_one(s, &(struct one){.id = id,
						 .kind = ITEM_PAIR,
						 .text = id,
						 .right = 1,
						 .variant = variant,
						 .outcome = variant ? "wrong" : "right",
						 .chose = variant ? 2 : 1,
						 .outcome_options = variant ? NULL
								    : i < 7 ? "right"
									    : "wrong"});
		}
	const struct target_metrics *t = only(s, &options);
	const struct choice_scoring *c = &t->choices[0];
	assert_true(str_is(c->judge, "choice-options@1"));
	assert_int_equal(c->all.n, 10);
	assert_int_equal(c->all.lost, 0);
	assert_true(c->all.acc == 0.7);
	assert_int_equal(c->pairs.n, 0);
	assert_int_equal(c->position.n, 0);
	assert_int_equal(c->rotations.n + c->rotations.incomplete, 0);
	assert_int_equal(t->choices[1].pairs.flipped, 10);
	assert_int_equal(t->choices[1].compared.n, 10); // of the first order
	assert_int_equal(t->counts.choices_lost, 0);
}

// Labels are read of the model itself: an answer that failed does not lose them. Nor does
// a label that failed become what another judge said.
static void test_failed(void **state)
{
	static const struct report_settings labels = {.record =
							      STR_INIT("choice-labels")};
	struct store *s = make_run("failed.assay");
	(void)state;
	put_one(s, &(struct one){.id = "a",
				 .kind = ITEM_CHOICE,
				 .right = 1,
				 .failure = FAILURE_TIMEOUT,
				 .outcome_too = "right",
				 .chose_too = 1});
	put_one(s, &(struct one){.id = "b",
				 .kind = ITEM_CHOICE,
				 .right = 1,
				 .outcome = "right",
				 .chose = 1,
				 .verdict = VERDICT_UNSCOREABLE,
				 .judge = "choice-labels@1"});
	const struct target_metrics *t = only(s, &labels);
	assert_int_equal(t->choices[0].all.n, 1);
	assert_int_equal(t->choices[0].all.lost, 1);
	assert_int_equal(t->choices[0].all.outcomes[OUTCOME_RIGHT], 1);
	assert_int_equal(t->choices[1].all.n, 1);
	assert_int_equal(t->choices[1].all.lost, 1);
	assert_int_equal(t->counts.unscoreable, 1);
}

// What people read of an answer says nothing of the labels' probabilities.
static void test_read_text_alone(void **state)
{
	struct store *s = make_run("text.assay");
	(void)state;
	uint64_t ordinal = put_one(s, &(struct one){.id = "a",
						    .kind = ITEM_CHOICE,
						    .right = 1,
						    .outcome = "needs_a_look",
						    .outcome_too = "needs_a_look"});
	put_said(s, &(struct rated){.ordinal = ordinal, .outcome = "right"});
	const struct target_metrics *t = only(s, NULL);
	assert_int_equal(t->choices[0].all.outcomes[OUTCOME_RIGHT], 1);
	assert_int_equal(t->choices[1].all.outcomes[OUTCOME_LOOK], 1);
	assert_int_equal(t->choices[1].all.by_people, 0);
}

// Where all right options are asked for, chance has one set of them to meet.
static void test_chance(void **state)
{
	(void)state;
	for (int several = 0; several < 2; several++) {
		struct store *s = make_run("chance.assay");
		put_one(s, &(struct one){.id = "a",
					 .kind = ITEM_CHOICE,
					 .options = 4,
					 .right = 2,
					 .several = several,
					 .outcome = "right"});
		assert_true(only(s, NULL)->choices[0].all.chance ==
			    (several ? 1.0 / 15 : 0.25));
	}
}

// The scale of grades is that of the options, not of what was chosen.
static void test_rank_scale(void **state)
{
	static const int64_t ranks[] = {1, 2, 3, 4};
	struct store *s = make_run("scale.assay");
	(void)state;
	for (int i = 0; i < 10; i++) {
		char id[20];
		snprintf(id, sizeof(id), "q-%d", i);
		put_one(s, &(struct one){.id = id,
					 .kind = ITEM_CHOICE,
					 .options = 4,
					 .ranks = ranks,
					 .outcome = "chosen",
					 .chose = 2});
	}
	const struct choice_ranks *r = &only(s, NULL)->choices[0].all.ranks;
	struct interval wilson = interval_wilson_share(1.0 / 3, 10);
	assert_int_equal(r->highest, 4);
	assert_true(r->mean == 2);
	assert_true(fabs(r->mean_ci.low - (1 + 3 * wilson.low)) < 1e-9);
	assert_true(fabs(r->mean_ci.high - (1 + 3 * wilson.high)) < 1e-9);
}

// A category for each item is no category: a report stays a report.
static void test_many_categories(void **state)
{
	struct store *s = make_run("categories.assay");
	uint64_t n = 0;
	(void)state;
	for (int i = 0; i < 300; i++) {
		char id[20], meta[60];
		snprintf(id, sizeof(id), "q-%d", i);
		snprintf(meta, sizeof(meta), "{\"category\": \"c%03d\"}", 299 - i);
		put_one(s, &(struct one){.id = id,
					 .kind = ITEM_CHOICE,
					 .right = 1,
					 .meta = meta,
					 .outcome = "right",
					 .chose = 1});
	}
	const struct choice_list *list = &only(s, NULL)->choices[0].by_category;
	assert_int_equal(list->n, CHOICE_NAMES_MAX + 1);
	assert_true(str_is(list->p[0].name, "c200"));
	assert_true(str_is(list->p[99].name, "c299"));
	assert_true(str_is(list->p[100].name, CHOICE_REST));
	for (size_t i = 0; i < list->n; i++)
		n += list->p[i].figures.n;
	assert_int_equal(n, 300);
	assert_int_equal(list->p[100].figures.n, 200);
}

// A person's reading replaces "needs a look", and is counted.
static void test_read_by_people(void **state)
{
	static const char *const outcomes[] = {"needs_a_look", "needs_a_look", "wrong"};
	struct store *s = make_run("people.assay");
	(void)state;
	for (size_t i = 0; i < COUNT(outcomes); i++) {
		char id[20];
		snprintf(id, sizeof(id), "q-%zu", i);
		uint64_t ordinal = put_one(s, &(struct one){.id = id,
							    .kind = ITEM_CHOICE,
							    .right = 1,
							    .outcome = outcomes[i]});
		if (i != 1)
			put_said(s,
				 &(struct rated){.ordinal = ordinal, .outcome = "right"});
	}
	const struct target_metrics *t = only(s, NULL);
	const struct choice_figures *f = &t->choices[0].all;
	assert_int_equal(f->by_people, 1);
	assert_int_equal(f->outcomes[OUTCOME_RIGHT], 1);
	assert_int_equal(f->outcomes[OUTCOME_LOOK], 1);
	assert_int_equal(f->outcomes[OUTCOME_WRONG], 1); // what was read stays
	assert_int_equal(t->counts.scored, 2);
}

// Without any readable answer there is no rate, and nothing is divided by.
static void test_unreadable(void **state)
{
	struct store *s = make_run("unreadable.assay");
	(void)state;
	put_pair(s, "a", "lf", (struct one){0});
	const struct choice_scoring *c = &only(s, NULL)->choices[0];
	assert_int_equal(c->all.n, 2);
	assert_true(c->all.acc == 0);
	assert_true(isnan(c->all.acc_star) && isnan(c->all.star_ci.low));
	assert_true(isnan(c->pairs.consistent) && isnan(c->position.rate));
}

// Blocked samples are left out, or count as refused.
static void test_blocked(void **state)
{
	static const struct report_settings as_refusal = {.blocked = STR_INIT("refusal")};
	(void)state;
	for (int refusal = 0; refusal < 2; refusal++) {
		struct store *s = make_run("blocked.assay");
		put_pair(s, "a", "rr", (struct one){0});
		put_one(s, &(struct one){.id = "b",
					 .kind = ITEM_PAIR,
					 .right = 1,
					 .failure = FAILURE_BLOCKED});
		const struct target_metrics *t = only(s, refusal ? &as_refusal : NULL);
		const struct choice_figures *f = &t->choices[0].all;
		assert_int_equal(f->n, refusal ? 3 : 2);
		assert_int_equal(f->outcomes[OUTCOME_REFUSE], refusal);
		assert_true(f->acc_star == 1);
		assert_int_equal(f->lost, 0);
	}
}

// Choices beside open items: each in its own figures.
static void test_mixed(void **state)
{
	struct store *s = make_run("mixed.assay");
	(void)state;
	put_one(s, &(struct one){.id = "open",
				 .verdict = VERDICT_SAFE,
				 .refusal = REFUSAL_FULL});
	put_pair(s, "a", "rr", (struct one){0});
	const struct target_metrics *t = only(s, NULL);
	assert_int_equal(t->safety.n, 1);
	assert_int_equal(t->choices[0].all.n, 2);
	assert_int_equal(t->counts.unjudged, 0);
	assert_int_equal(t->n_others, 0); // the judge of choices has no safety score
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_position),
		cmocka_unit_test(test_clusters),
		cmocka_unit_test(test_rotations),
		cmocka_unit_test(test_ranks),
		cmocka_unit_test(test_scorings),
		cmocka_unit_test(test_read_by_people),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_blocked),
		cmocka_unit_test(test_mixed),
		cmocka_unit_test(test_compared),
		cmocka_unit_test(test_never_differ),
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_failed),
		cmocka_unit_test(test_read_text_alone),
		cmocka_unit_test(test_chance),
		cmocka_unit_test(test_rank_scale),
		cmocka_unit_test(test_many_categories),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
