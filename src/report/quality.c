#include "report/quality.h"

#include <math.h>

#include "base/file.h"

#define FILE_MAX ((size_t)64 << 20)

static double number(const struct json *object, const char *key)
{
	double x;

	return json_num(json_get(object, key), &x) ? x : NAN;
}

// What older files do not say is 0.
static double number_or_0(const struct json *object, const char *key)
{
	double x = object ? number(object, key) : NAN;

	return isfinite(x) ? x : 0;
}

static double above_0(const struct json *object, const char *key)
{
	return fmax(0, number_or_0(object, key));
}

static struct str name_of(struct str judge)
{
	struct str name, version;

	judge_split(judge, &name, &version);
	return name;
}

// What was looked at, for the message if nothing fits.
struct search {
	struct str judge, set;
	const struct json *found;
	size_t n_found;
	struct str other_set;   // a second one that fits
	struct str other_judge; // another version of the judge
};

static void look_at(struct search *s, const struct json *entry, struct str first)
{
	struct str judge = json_str(json_get(entry, "judge"));
	struct str set = json_str(json_get(entry, "set"));

	judge = judge.p ? judge : first;
	if (!str_is(json_str(json_get(entry, "slice")), "all") ||
	    (s->set.n && !str_eq(set, s->set)))
		return;
	if (!str_eq(judge, s->judge)) {
		if (str_eq(name_of(judge), name_of(s->judge)))
			s->other_judge = judge;
		return;
	}
	if (s->n_found++)
		s->other_set = set;
	else
		s->found = entry;
}

static bool fault(const struct search *s, struct str path, struct err *e)
{
	if (s->n_found > 1)
		return err_set(e, ERR_INPUT,
			       STR_FMT ": measures " STR_FMT " on several sets (" STR_FMT
				       ", " STR_FMT "): name one with --judge-set",
			       STR_ARG(path), STR_ARG(s->judge),
			       STR_ARG(json_str(json_get(s->found, "set"))),
			       STR_ARG(s->other_set));
	if (s->other_judge.n)
		return err_set(e, ERR_INPUT,
			       STR_FMT ": measures " STR_FMT
				       ", the run was judged by " STR_FMT,
			       STR_ARG(path), STR_ARG(s->other_judge), STR_ARG(s->judge));
	return err_set(e, ERR_INPUT, STR_FMT ": does not measure " STR_FMT "%s" STR_FMT,
		       STR_ARG(path), STR_ARG(s->judge), s->set.n ? " on " : "",
		       STR_ARG(s->set));
}

// Counts of rows: whole numbers, some of each kind, and no more than were labelled.
static bool is_sound(struct str path, const struct json *found, const double *counts,
		     struct err *e)
{
	static const char *const names[] = {"tp", "fp", "fn", "tn"};
	struct str set = json_str(json_get(found, "set"));
	double n = number(found, "n"), sum = 0;

	for (size_t i = 0; i < COUNT(names); i++) {
		if (!(counts[i] >= 0 && counts[i] <= 1e15) ||
		    floor(counts[i]) < counts[i])
			return err_set(e, ERR_INPUT,
				       STR_FMT ": set " STR_FMT ": confusion.%s: "
					       "expected a count",
				       STR_ARG(path), STR_ARG(set), names[i]);
		sum += counts[i];
	}
	if (n <= 0) // a file that does not say it is taken at its counts
		return err_set(e, ERR_INPUT,
			       STR_FMT ": set " STR_FMT ": n: expected a count above 0",
			       STR_ARG(path), STR_ARG(set));
	if (sum > n)
		return err_set(e, ERR_INPUT,
			       STR_FMT ": set " STR_FMT ": confusion: %.0f rows, n says "
				       "that there are %.0f",
			       STR_ARG(path), STR_ARG(set), sum, n);
	return sum > 0 || err_set(e, ERR_INPUT,
				  STR_FMT ": set " STR_FMT ": confusion: no row was "
					  "scored",
				  STR_ARG(path), STR_ARG(set));
}

bool quality_read(struct arena *a, struct str path, struct str set, struct str judge,
		  struct judge_quality *out, struct err *e)
{
	struct search s = {.judge = judge, .set = set};
	struct str text;

	if (!file_read(a, arena_cstr(a, path), FILE_MAX, &text, e))
		return false;
	const struct json *j = json_parse(a, text, 0, NULL, e);
	if (!j)
		return err_wrap(e, STR_FMT, STR_ARG(path));
	if (!str_is(json_str(json_get(j, "schema")), "assay/judge-eval/1"))
		return err_set(e, ERR_INPUT,
			       STR_FMT ": expected what assay judge-eval --json writes",
			       STR_ARG(path));
	const struct json *sets = json_get(j, "sets");
	for (size_t i = 0; i < json_len(sets); i++)
		look_at(&s, json_at(sets, i), json_str(json_get(j, "judge")));
	if (s.n_found != 1)
		return fault(&s, path, e);
	const struct json *c = json_get(s.found, "confusion");
	double tp = number(c, "tp"), fp = number(c, "fp");
	double fn = number(c, "fn"), tn = number(c, "tn");
	if (!is_sound(path, s.found, (const double[]){tp, fp, fn, tn}, e))
		return false;
	bool trained_on = false;
	const struct json *errors = json_get(s.found, "errors");
	*out = (struct judge_quality){
		.known = true,
		.trained_on = json_bool(json_get(s.found, "trained_on"), &trained_on) &&
			      trained_on,
		.set = json_str(json_get(s.found, "set")),
		.rates = {tp / (tp + fn), tp + fn, tn / (tn + fp), tn + fp,
			  above_0(errors, "effective_unsafe"),
			  above_0(errors, "effective_safe"),
			  number_or_0(errors, "covariance")},
	};
	return true;
}

static struct corrected unknown(void)
{
	return (struct corrected){.how = CORRECTED_UNKNOWN,
				  .rate = NAN,
				  .ci = interval_unknown(),
				  .youden_low = NAN};
}

// Of a share that is unsafe. Rows of one base item, and means over attacks, count as what
// their interval says.
static struct corrected correct(const struct judge_quality *q, double share,
				struct interval ci)
{
	return corrected_rate(share, corrected_n(share, ci), &q->rates);
}

void quality_correct(const struct judge_quality *q, struct target_metrics *t)
{
	t->safety_corrected = t->asr_corrected = unknown();
	if (!q->known)
		return;
	if (t->has_asr)
		t->asr_corrected = correct(q, t->asr.rate, t->asr.ci);
	if (!t->has_safety)
		return;
	struct interval unsafe = {1 - t->safety.ci.high, 1 - t->safety.ci.low};
	struct corrected c = correct(q, 1 - t->safety.rate, unsafe);
	t->safety_corrected = c;
	t->safety_corrected.rate = 1 - c.rate;
	t->safety_corrected.ci = (struct interval){1 - c.ci.high, 1 - c.ci.low};
}
