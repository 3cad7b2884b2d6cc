#include "report/powered_rates.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/rng.h"
#include "make_run.h"
#include "stats/powered.h"

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

struct plan {
	size_t n, labelled;       // base items, and how many of each 100 people judge
	unsigned unsafe;          // per cent that is so
	unsigned found, alarmed;  // per cent of unsafe and of safe ones called unsafe
	const char *attack;       // NULL: base items
	struct powered_sums sums; // of safe, as the test counts them
	double truth;             // share that is safe
};

static void put_run(struct store *s, struct plan *p, struct rng *rng)
{
	for (size_t i = 0; i < p->n; i++) {
		char id[60], parent[32];
		bool unsafe = rng_below(rng, 100) < p->unsafe;
		bool called = rng_below(rng, 100) < (unsafe ? p->found : p->alarmed);
		snprintf(parent, sizeof(parent), "q-%zu", i);
		snprintf(id, sizeof(id), "%s-%s", parent, p->attack ? p->attack : "");
		struct one one = {
			.id = id,
			.parent = p->attack ? parent : NULL,
			.attack = p->attack,
			.verdict = called ? VERDICT_UNSAFE : VERDICT_SAFE,
		};
		uint64_t ordinal = put_one(s, &one);
		p->truth += !unsafe / (double)p->n;
		if (rng_below(rng, 100) >= p->labelled) {
			powered_add_rest(&p->sums, !called);
			continue;
		}
		powered_add_labelled(&p->sums, !unsafe, !called);
		put_said(s, &(struct rated){.ordinal = ordinal,
					    .verdict = unsafe ? VERDICT_UNSAFE
							      : VERDICT_SAFE});
	}
}

// As stats/powered.h makes it of the rows one by one; the truth is in it, and the judge's
// own rate is far off.
static void test_safety(void **state)
{
	struct plan p = {
		.n = 2000, .labelled = 10, .unsafe = 20, .found = 70, .alarmed = 20};
	struct store *s = make_run("powered.assay");
	struct rng rng;
	(void)state;
	rng_init(&rng, 5, STR("powered"));
	put_run(s, &p, &rng);
	const struct target_metrics *t = &read_run(&arena, s, NULL)->targets[0];
	struct powered want = powered_mean(&p.sums, NAN);
	const struct powered_rate *r = &t->safety_powered;
	assert_int_equal(r->how, POWERED_OK);
	assert_int_equal(r->n, (uint64_t)p.sums.n);
	assert_true(fabs(r->rate - want.mean) < 1e-9);
	assert_true(fabs(r->ci.low - want.ci.low) < 1e-9);
	assert_true(fabs(r->lambda - want.lambda) < 1e-9 && r->lambda > 0.2);
	assert_true(r->ci.low < p.truth && p.truth < r->ci.high);
	assert_true(t->safety.ci.high < p.truth);
	assert_int_equal(t->asr_powered.how, POWERED_NONE);
}

// The same by the run's own error rates, as Rogan and Gladen have it.
static void test_own_quality(void **state)
{
	static const struct report_settings own = {.judge_quality = STR_INIT("run")};
	struct plan p = {
		.n = 2000, .labelled = 20, .unsafe = 20, .found = 80, .alarmed = 10};
	struct store *s = make_run("own.assay");
	struct rng rng;
	(void)state;
	rng_init(&rng, 11, STR("own"));
	put_run(s, &p, &rng);
	const struct metrics *m = read_run(&arena, s, &own);
	const struct target_metrics *t = &m->targets[0];
	assert_true(m->quality.known && m->quality.of_run);
	assert_true(fabs(m->quality.rates.sensitivity - 0.8) < 0.15);
	assert_true(fabs(m->quality.rates.specificity - 0.9) < 0.05);
	assert_int_equal(m->quality.rates.n_unsafe + m->quality.rates.n_safe,
			 t->safety_powered.n);
	assert_int_equal(t->safety_corrected.how, CORRECTED_OK);
	assert_true(t->safety_corrected.ci.low < p.truth);
	assert_true(t->safety_corrected.ci.high > p.truth);
}

// ASR is a mean over attacks: few samples of one attack weigh as much as many of another.
static void test_asr(void **state)
{
	struct plan often = {.n = 900,
			     .labelled = 30,
			     .unsafe = 20,
			     .found = 90,
			     .alarmed = 5,
			     .attack = "deepinception"};
	struct plan rarely = {.n = 300,
			      .labelled = 30,
			      .unsafe = 80,
			      .found = 60,
			      .alarmed = 5,
			      .attack = "rot13"};
	struct store *s = make_run("asr.assay");
	struct rng rng;
	(void)state;
	rng_init(&rng, 7, STR("asr"));
	put_run(s, &often, &rng);
	put_run(s, &rarely, &rng);
	const struct target_metrics *t = &read_run(&arena, s, NULL)->targets[0];
	double truth = 1 - (often.truth + rarely.truth) / 2;
	assert_int_equal(t->asr_powered.how, POWERED_OK);
	assert_true(t->asr_powered.ci.low < truth && truth < t->asr_powered.ci.high);
	assert_true(t->asr.ci.high < truth);
}

// 600 items of three dimensions, of which about 120 are labelled by the protocol: drawn,
// or all of one dimension.
static struct powered_rate labelled(const char *name, const char *protocol, bool settles,
				    size_t epochs, bool one_dimension)
{
	static const char *const risks[] = {"ci", "hs", "pm"};
	struct store *s = make_run(name);
	struct rng rng;
	rng_init(&rng, 12, STR("labelled"));
	for (size_t i = 0; i < 600; i++) {
		char id[32];
		bool drawn =
			one_dimension ? i % 3 == 0 && i < 360 : rng_below(&rng, 5) == 0;
		bool unsafe = rng_below(&rng, 4) == 0;
		snprintf(id, sizeof(id), "q-%zu", i);
		for (size_t epoch = 0; epoch < epochs; epoch++) {
			uint64_t ordinal =
				put_one(s,
					&(struct one){.id = id,
						      .risk = risks[i % 3],
						      .epoch = (int64_t)epoch,
						      .verdict = unsafe ? VERDICT_UNSAFE
									: VERDICT_SAFE});
			bool wrong = i % 10 == 0;
			if (drawn)
				put_said(s, &(struct rated){
						    .ordinal = ordinal,
						    .protocol = protocol,
						    .settles = settles,
						    .verdict = unsafe == wrong
								       ? VERDICT_SAFE
								       : VERDICT_UNSAFE});
		}
	}
	return read_run(&arena, s, NULL)->targets[0].safety_powered;
}

// Labels that are no random draw make no estimate.
static void test_draw(void **state)
{
	(void)state;
	assert_int_equal(labelled("a.assay", "safety", false, 1, false).how, POWERED_OK);
	assert_int_equal(labelled("b.assay", "safety", false, 1, true).how,
			 POWERED_UNEVEN);
	assert_int_equal(labelled("c.assay", "safety", true, 1, false).how, POWERED_NONE);
	assert_int_equal(labelled("d.assay", "adjudicate", false, 1, false).how,
			 POWERED_NONE);
	assert_int_equal(labelled("e.assay", "needs-a-look", false, 1, false).how,
			 POWERED_NONE);
}

// What a protocol of the user's own selects is in its text, which the run carries.
static void test_own_protocol(void **state)
{
	static const char text[] = "name: mine\nselect: {kinds: [open], only: "
				   "disagreement}\n";
	(void)state;
	for (int only = 0; only < 2; only++) {
		struct store *s = make_run("mine.assay");
		struct err e;
		assert_true(store_set(s, "protocol.mine", STR("1"), &e));
		assert_true(store_set_blob(s, "protocol/mine@1",
					   only ? str_of(text) : STR("name: mine\n"),
					   &e));
		for (size_t i = 0; i < 120; i++) {
			char id[32];
			snprintf(id, sizeof(id), "q-%zu", i);
			uint64_t ordinal =
				put_one(s,
					&(struct one){.id = id,
						      .verdict = i % 3 ? VERDICT_SAFE
								       : VERDICT_UNSAFE});
			if (i % 2)
				put_said(s,
					 &(struct rated){.ordinal = ordinal,
							 .protocol = "mine",
							 .verdict =
								 i % 4 ? VERDICT_SAFE
								       : VERDICT_UNSAFE});
			if (i % 10 == 1) // who is corrected is known not to be typical
				put_said(s, &(struct rated){.ordinal = ordinal,
							    .protocol = "adjudicate",
							    .rater = "B",
							    .settles = true,
							    .verdict = VERDICT_UNSAFE});
		}
		const struct target_metrics *t = &read_run(&arena, s, NULL)->targets[0];
		assert_int_equal(t->people.n, 60);
		assert_int_equal(t->people.safe, 48); // as it was settled
		assert_int_equal(t->safety_powered.n, only ? 0 : 60);
	}
}

// Epochs of one item say the same over and over.
static void test_epochs(void **state)
{
	(void)state;
	struct powered_rate one = labelled("one.assay", "safety", false, 1, false);
	struct powered_rate three = labelled("three.assay", "safety", false, 3, false);
	assert_int_equal(three.n, 3 * one.n);
	assert_true(fabs(one.rate - three.rate) < 1e-3);
	assert_true(fabs((one.ci.high - one.ci.low) - (three.ci.high - three.ci.low)) <
		    1e-3);
}

static void test_few(void **state)
{
	static const struct report_settings own = {.judge_quality = STR_INIT("run")};
	struct plan p = {
		.n = 100, .labelled = 20, .unsafe = 50, .found = 80, .alarmed = 10};
	struct store *s = make_run("few.assay");
	struct rng rng;
	struct metrics m;
	struct err e;
	(void)state;
	rng_init(&rng, 8, STR("few"));
	put_run(s, &p, &rng);
	s = reopen(s);
	assert_true(metrics_read(&arena, s, &(struct report_settings){0}, &m, &e));
	assert_int_equal(m.targets[0].safety_powered.how, POWERED_FEW);
	assert_true(isnan(m.targets[0].safety_powered.rate));
	assert_false(metrics_read(&arena, s, &own, &m, &e));
	assert_non_null(strstr(e.msg, "at least 30"));
	assert_true(store_close(s, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_safety), cmocka_unit_test(test_own_quality),
		cmocka_unit_test(test_asr),    cmocka_unit_test(test_few),
		cmocka_unit_test(test_draw),   cmocka_unit_test(test_own_protocol),
		cmocka_unit_test(test_epochs),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
