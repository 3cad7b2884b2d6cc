// The stand-in for a judge that has judged a run already: its judgements are in the file.
#include <math.h>

#include "engine/judge_eval/judge_eval_state.h"

#define STORED "stored:"

bool eval_is_stored(struct str name)
{
	return str_starts(name, STR(STORED));
}

static struct str wanted(const struct eval_judge *j)
{
	return str_slice(j->asked, strlen(STORED), j->asked.n);
}

static struct eval_opinion opinion_of(const struct judgement *j)
{
	return (struct eval_opinion){.verdict = j->verdict,
				     .refusal = j->refusal,
				     .riskiness = j->riskiness,
				     .threshold = j->threshold,
				     .escalated = str_is(j->outcome, JUDGE_ESCALATED)};
}

// Two versions of one name are two judges.
static bool keep(struct eval *ev, struct eval_judge *judge, const struct judgement *j,
		 struct err *e)
{
	struct str shown = arena_printf(ev->arena, STR_FMT "@" STR_FMT, STR_ARG(j->judge),
					STR_ARG(j->version));
	struct eval_stored one = {ev->rows.n - 1, opinion_of(j)};

	if (!str_eq(wanted(judge), j->judge) && !str_eq(wanted(judge), shown))
		return true;
	if (judge->shown.n && !str_eq(judge->shown, shown))
		return err_set(e, ERR_INPUT,
			       STR_FMT
			       ": there are several versions of it; say " STORED STR_FMT
			       " or " STORED STR_FMT,
			       STR_ARG(judge->asked), STR_ARG(judge->shown),
			       STR_ARG(shown));
	judge->shown = shown;
	// A judge that was recalibrated once is recalibrated by its own name.
	if (!judge->judge.name.n && str_find(j->judge, STR(":slope=")) == STR_NPOS)
		judge->judge.name = arena_str(ev->arena, j->judge);
	VEC_PUSH(&judge->stored, one);
	return true;
}

bool eval_keep_stored(struct eval *ev, const struct labelled *row, struct err *e)
{
	for (size_t i = 0; i < ev->n_judges; i++)
		for (size_t k = 0;
		     eval_is_stored(ev->judges[i].asked) && k < row->n_judgements; k++)
			if (!keep(ev, &ev->judges[i], &row->judgements[k], e))
				return false;
	return true;
}

// Told apart from the same judge asked anew.
static void name_stored(struct eval *ev, struct eval_judge *j)
{
	for (size_t i = 0; i < ev->n_judges; i++)
		if (&ev->judges[i] != j && str_eq(ev->judges[i].shown, j->shown)) {
			j->shown = arena_printf(ev->arena, STORED STR_FMT,
						STR_ARG(j->shown));
			return;
		}
}

bool eval_take_stored(struct eval *ev, struct eval_judge *j, struct err *e)
{
	if (!j->stored.n)
		return err_set(e, ERR_INPUT,
			       STR_FMT ": no annotated sample was judged by it",
			       STR_ARG(j->asked));
	name_stored(ev, j);
	for (size_t i = 0; i < ev->rows.n; i++)
		j->opinions[i] =
			(struct eval_opinion){.riskiness = NAN, .threshold = NAN};
	for (size_t i = 0; i < j->stored.n; i++) {
		const struct eval_stored *one = &j->stored.p[i];
		j->opinions[one->row] = one->opinion;
		j->cascades = j->cascades || one->opinion.escalated;
	}
	return true;
}
