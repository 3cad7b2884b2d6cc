#include "core/annotation.h"

#include <math.h>

struct annotation annotation_none(uint64_t ordinal, struct str protocol, struct str rater)
{
	return (struct annotation){
		.ordinal = ordinal,
		.protocol = protocol,
		.rater = rater,
		.riskiness = NAN,
		.grade = -1,
		.score = NAN,
		.preferred = NAN,
	};
}

// One question: whether something was said, and what, as a number.
typedef bool said_fn(const struct annotation *x, double *value);

static bool said_verdict(const struct annotation *x, double *value)
{
	if (x->verdict != VERDICT_NONE)
		*value = x->verdict;
	else if (x->grade >= 0)
		*value = x->grade == 0 ? VERDICT_UNSAFE : VERDICT_SAFE;
	else
		return false;
	return true;
}

static bool stated_verdict(const struct annotation *x, double *value)
{
	*value = x->verdict;
	return x->verdict != VERDICT_NONE;
}

static bool said_refusal(const struct annotation *x, double *value)
{
	*value = x->refusal;
	return x->refusal != REFUSAL_UNKNOWN;
}

static bool said_grade(const struct annotation *x, double *value)
{
	*value = x->grade;
	return x->grade >= 0;
}

static bool said_outcome(const struct annotation *x, double *value)
{
	*value = 0;
	return !str_empty(x->outcome);
}

static bool said_riskiness(const struct annotation *x, double *value)
{
	*value = x->riskiness;
	return !isnan(x->riskiness);
}

static bool said_score(const struct annotation *x, double *value)
{
	*value = x->score;
	return !isnan(x->score);
}

static bool said_preferred(const struct annotation *x, double *value)
{
	*value = x->preferred;
	return !isnan(x->preferred);
}

struct votes { // on one question
	const struct annotation *list;
	size_t n;
	said_fn *said;
	bool settled; // only those who settle it count
};

static struct votes votes_of(const struct annotation *list, size_t n, said_fn *said)
{
	struct votes v = {list, n, said, false};
	double value;

	for (size_t i = 0; i < n && !v.settled; i++)
		v.settled = list[i].settles && said(&list[i], &value);
	return v;
}

static bool is_vote(const struct votes *v, size_t i, double *value)
{
	return (!v->settled || v->list[i].settles) && v->said(&v->list[i], value);
}

// A vote that its rater has not replaced by a later one, of another protocol.
static bool counts(const struct votes *v, size_t i, double *value)
{
	const struct annotation *x = &v->list[i];
	double other;

	if (!is_vote(v, i, value))
		return false;
	for (size_t j = 0; j < v->n; j++) {
		const struct annotation *y = &v->list[j];

		if (j != i && (y->at > x->at || (y->at == x->at && j > i)) &&
		    str_eq(x->rater, y->rater) && is_vote(v, j, &other))
			return false;
	}
	return true;
}

struct outcome_of_votes {
	bool unanimous, tied;
};

// The value that most say, or `none` where two are said as often.
static int most(const struct votes *v, int none, struct outcome_of_votes *how)
{
	size_t count[8] = {0}, all = 0, best = 0, with_best = 0;
	double value;
	int winner = none;

	for (size_t i = 0; i < v->n; i++) {
		if (!counts(v, i, &value))
			continue;
		invariant(value >= 0 && value < (double)COUNT(count));
		count[(size_t)value]++;
		all++;
	}
	for (size_t k = 0; k < COUNT(count); k++) {
		if (count[k] > best) {
			best = count[k];
			with_best = 0;
			winner = (int)k;
		}
		with_best += count[k] == best;
	}
	*how = (struct outcome_of_votes){all > 0 && best == all,
					 all > 0 && with_best > 1};
	return all > 0 && with_best == 1 ? winner : none;
}

static double mean(const struct annotation *list, size_t n, said_fn *said)
{
	struct votes v = votes_of(list, n, said);
	double value, sum = 0;
	size_t all = 0;

	for (size_t i = 0; i < n; i++) {
		if (counts(&v, i, &value)) {
			sum += value;
			all++;
		}
	}
	return all ? sum / (double)all : (double)NAN;
}

static size_t say_outcome(const struct votes *v, struct str outcome)
{
	size_t n = 0;
	double value;

	for (size_t i = 0; i < v->n; i++)
		n += str_eq(v->list[i].outcome, outcome) && counts(v, i, &value);
	return n;
}

static struct str most_outcome(const struct annotation *list, size_t n)
{
	struct votes v = votes_of(list, n, said_outcome);
	struct str winner = STR_NONE;
	size_t best = 0;
	bool tie = false;
	double value;

	for (size_t i = 0; i < n; i++) {
		size_t count;

		if (!counts(&v, i, &value) || str_eq(list[i].outcome, winner))
			continue;
		count = say_outcome(&v, list[i].outcome);
		tie = count == best || (tie && count < best);
		if (count > best) {
			best = count;
			winner = list[i].outcome;
		}
	}
	return tie ? STR_NONE : winner;
}

struct consensus annotation_consensus(const struct annotation *list, size_t n)
{
	struct votes verdict = votes_of(list, n, said_verdict);
	struct votes refusal = votes_of(list, n, said_refusal);
	struct votes grade = votes_of(list, n, said_grade);
	struct outcome_of_votes of_refusal, of_verdict, of_grade;
	struct consensus c = {
		.riskiness = mean(list, n, said_riskiness),
		.score = mean(list, n, said_score),
		.preferred = mean(list, n, said_preferred),
		.refusal = (enum refusal)most(&refusal, REFUSAL_UNKNOWN, &of_refusal),
		.outcome = most_outcome(list, n),
		.settled = verdict.settled || grade.settled,
	};
	bool stated = false;
	double value;

	c.verdict = (enum verdict)most(&verdict, VERDICT_NONE, &of_verdict);
	c.grade = most(&grade, -1, &of_grade);
	for (size_t i = 0; i < n && !stated; i++)
		stated = stated_verdict(&list[i], &value) && counts(&verdict, i, &value);
	c.unanimous = stated ? of_verdict.unanimous : of_grade.unanimous;
	c.verdict_tied = of_verdict.tied;
	c.grade_tied = of_grade.tied;
	return c;
}
