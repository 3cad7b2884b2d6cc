#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "llm/llama_sample.h"

#define N 130 // no multiple of what is worked on at once
#define DRAWS 40000

static struct sampling_room room;

static int make_room(void **state)
{
	(void)state;
	sampling_room_init(&room, 5000);
	return 0;
}

static int drop_room(void **state)
{
	(void)state;
	sampling_room_release(&room);
	return 0;
}

static struct sampling with(enum param p, double v)
{
	struct params asked = params_none(), own = params_none();
	asked.value[PARAM_TEMPERATURE] = 1;
	asked.value[p] = v;
	return sampling_of(&asked, &own, 1);
}

// How often each token is drawn.
static void draw(struct sampling *s, const float *logits, size_t n, size_t *counts)
{
	static const struct context_tokens nothing;
	float copy[N];
	memset(counts, 0, n * sizeof(*counts));
	for (size_t i = 0; i < DRAWS; i++) {
		memcpy(copy, logits, n * sizeof(*copy));
		int32_t token = sampling_pick(s, copy, n, nothing, &room);
		assert_in_range(token, 0, n - 1);
		counts[token]++;
	}
}

static void expect_shares(const size_t *counts, const double *shares, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double p = shares[i], sd = sqrt(p * (1 - p) / DRAWS);
		assert_true(fabs((double)counts[i] / DRAWS - p) <= 5 * sd + 2.0 / DRAWS);
	}
}

static void softmax(const float *logits, size_t n, double temperature, double *out)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += exp(logits[i] / temperature);
	for (size_t i = 0; i < n; i++)
		out[i] = exp(logits[i] / temperature) / sum;
}

static void fill(float *logits)
{
	for (size_t i = 0; i < N; i++)
		logits[i] = (float)sin((double)i * 1.7) * 3 + (i % 50 == 7 ? 3 : 0);
}

static void temperatures(void **state)
{
	(void)state;
	static const double temperatures[] = {0.3, 0.8, 1, 3};
	static const size_t sizes[] = {1, 3, 64, 65, N};
	float logits[N];
	double shares[N];
	size_t counts[N];
	fill(logits);
	for (size_t t = 0; t < COUNT(temperatures); t++)
		for (size_t k = 0; k < COUNT(sizes); k++) {
			struct sampling s = with(PARAM_TEMPERATURE, temperatures[t]);
			softmax(logits, sizes[k], temperatures[t], shares);
			draw(&s, logits, sizes[k], counts);
			expect_shares(counts, shares, sizes[k]);
		}
}

static void cuts(void **state)
{
	(void)state;
	// Shares 0.5, 0.25, 0.125, 0.0625, 0.0625, in no order.
	static const float logits[] = {-2.0794415f, -0.6931472f, -2.7725887f, -1.3862944f,
				       -2.7725887f};
	static const struct {
		enum param p;
		double v;
		double shares[5];
	} cases[] = {
		{PARAM_TOP_K, 1, {0, 1, 0, 0, 0}},
		{PARAM_TOP_K, 2, {0, 2 / 3., 0, 1 / 3., 0}},
		{PARAM_TOP_K, 4, {2 / 15., 8 / 15., 1 / 15., 4 / 15., 0}},
		{PARAM_TOP_K, 9, {0.125, 0.5, 0.0625, 0.25, 0.0625}},
		{PARAM_TOP_K, -1, {0.125, 0.5, 0.0625, 0.25, 0.0625}},
		{PARAM_TOP_P, 0, {0, 1, 0, 0, 0}},
		{PARAM_TOP_P, 0.49, {0, 1, 0, 0, 0}},
		{PARAM_TOP_P, 0.74, {0, 2 / 3., 0, 1 / 3., 0}},
		{PARAM_TOP_P, 0.8, {1 / 7., 4 / 7., 0, 2 / 7., 0}},
		{PARAM_TOP_P, 1, {0.125, 0.5, 0.0625, 0.25, 0.0625}},
		{PARAM_MIN_P, 0.4, {0, 2 / 3., 0, 1 / 3., 0}},
		{PARAM_MIN_P, 0.2, {1 / 7., 4 / 7., 0, 2 / 7., 0}},
		{PARAM_MIN_P, 1, {0, 1, 0, 0, 0}},
		{PARAM_TEMPERATURE, 0, {0, 1, 0, 0, 0}},
		{PARAM_TEMPERATURE, 1e-30, {0, 1, 0, 0, 0}},
	};
	size_t counts[5];
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sampling s = with(cases[i].p, cases[i].v);
		draw(&s, logits, 5, counts);
		expect_shares(counts, cases[i].shares, 5);
	}
	struct sampling both = with(PARAM_TOP_K, 3); // 4/7, 2/7, 1/7, then 0.8 of that
	both.top_p = 0.8;
	draw(&both, logits, 5, counts);
	expect_shares(counts, (double[]){0, 2 / 3., 0, 1 / 3., 0}, 5);
}

static void penalties(void **state)
{
	(void)state;
	static const int32_t tokens[] = {4, 4, 0, 1, 1, 2};
	struct context_tokens before = {tokens, 6, 3};
	static const struct {
		enum param p;
		double v;
		float want[5];
	} cases[] = {
		{PARAM_PRESENCE_PENALTY, 0.5, {2, 1.5f, -2.5f, 2, 2}},
		{PARAM_FREQUENCY_PENALTY, 0.5, {2, 1, -2.5f, 2, 2}},
		{PARAM_REPETITION_PENALTY, 2, {1, 1, -4, 2, 1}},
		{PARAM_REPETITION_PENALTY, 1, {2, 2, -2, 2, 2}},
		{PARAM_REPETITION_PENALTY, 0, {2, 2, -2, 2, 2}},
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		for (int again = 0; again < 2; again++) { // the counts are left clean
			float logits[5] = {2, 2, -2, 2, 2};
			struct sampling s = with(cases[i].p, cases[i].v);
			sampling_pick(&s, logits, 5, before, &room);
			for (size_t k = 0; k < 5; k++)
				assert_true(fabsf(logits[k] - cases[i].want[k]) < 1e-6f);
		}
}

static void strange_logits(void **state)
{
	(void)state;
	float logits[N];
	size_t counts[N];
	struct sampling s = with(PARAM_TEMPERATURE, 1);
	for (size_t i = 0; i < N; i++)
		logits[i] = NAN;
	draw(&s, logits, N, counts);
	for (size_t i = 0; i < N; i++)
		logits[i] = -INFINITY;
	draw(&s, logits, N, counts);
	logits[99] = 3;
	draw(&s, logits, N, counts);
	assert_int_equal(counts[99], DRAWS);
	logits[3] = INFINITY;
	draw(&s, logits, N, counts);
	assert_int_equal(counts[3], DRAWS);
	logits[3] = NAN;
	draw(&s, logits, N, counts);
	assert_int_equal(counts[99], DRAWS);
	s.top_k = 5;
	draw(&s, logits, N, counts);
	assert_int_equal(counts[99], DRAWS);
}

static void whose_value(void **state)
{
	(void)state;
	struct params asked = params_none(), own = params_none();
	assert_true(sampling_of(&asked, &own, 1).temperature == SAMPLE_TEMPERATURE);
	own.value[PARAM_TEMPERATURE] = 0.6;
	own.value[PARAM_TOP_K] = 20;
	assert_true(sampling_of(&asked, &own, 1).temperature == 0.6);
	assert_int_equal(sampling_of(&asked, &own, 1).top_k, 20);
	asked.value[PARAM_TEMPERATURE] = 0;
	asked.value[PARAM_TOP_K] = -1;
	assert_true(sampling_of(&asked, &own, 1).temperature == 0);
	assert_int_equal(sampling_of(&asked, &own, 1).top_k, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(temperatures), cmocka_unit_test(cuts),
		cmocka_unit_test(penalties),    cmocka_unit_test(strange_logits),
		cmocka_unit_test(whose_value),
	};
	return cmocka_run_group_tests(tests, make_room, drop_room);
}
