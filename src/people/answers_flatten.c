// From what was said of a task to an annotation of each of its samples.
#include "people/answers.h"

#include <math.h>

#include "core/choice.h"

struct flat {
	struct arena *arena;
	const struct answer_task *task;
	const struct shown_options *shown;
	struct annotation *out; // [task->n_replies]
};

size_t answers_about(const struct protocol *p, const struct answers *x,
		     const struct question *q)
{
	size_t at = (size_t)(q - p->questions), about = SIZE_MAX;

	for (size_t i = 0; i < p->n && (i < at || about == SIZE_MAX); i++)
		if (p->questions[i].type == QUESTION_REPLY && x->said[i].given &&
		    x->said[i].number >= 0)
			about = (size_t)x->said[i].number;
	return about;
}

static bool is_measure(const struct question *q)
{
	return q->to == TO_SCORE || q->to == TO_GRADE || q->to == TO_RISKINESS;
}

// Whether somebody found none of several replies good: how good "it" is can then not be
// said of any of them.
static bool is_none(const struct answer_task *t, const struct answers *x)
{
	const struct protocol *p = t->protocol;
	double all;

	for (size_t i = 0; i < p->n && t->n_replies > 1; i++) {
		const struct question *q = &p->questions[i];
		const struct said *s = &x->said[i];

		if (q->to == TO_PREFERRED && s->given && s->number < 0)
			return str_to_double(q->options[-1 - s->number].means, &all) &&
			       !(all > 0);
	}
	return false;
}

static void prefer(struct flat *f, const struct question *q, const struct said *s)
{
	double all = 0;

	if (s->number < 0 && !str_to_double(q->options[-1 - s->number].means, &all))
		return;
	for (size_t i = 0; i < f->task->n_replies; i++)
		f->out[i].preferred = (int64_t)i == s->number ? 1 : all;
}

static struct str outcome_of(const struct flat *f, size_t i, struct str means)
{
	int64_t place;
	int8_t right;

	if (!str_to_i64(means, &place))
		return means;
	if (!f->shown || place < 1 || (size_t)place > f->shown[i].n)
		return STR_NONE;
	right = f->shown[i].right[place - 1];
	return right < 0 ? STR_NONE
			 : str_of(outcome_name(right ? OUTCOME_RIGHT : OUTCOME_WRONG));
}

static void explain(struct flat *f, struct annotation *x, struct str text)
{
	x->explanation = x->explanation.p
				 ? arena_printf(f->arena, STR_FMT "\n" STR_FMT,
						STR_ARG(x->explanation), STR_ARG(text))
				 : text;
}

static void tag(struct flat *f, struct annotation *x, const struct str *list, size_t n)
{
	struct str *tags = arena_array(f->arena, x->n_tags + n, sizeof(*tags));

	for (size_t i = 0; i < x->n_tags; i++)
		tags[i] = x->tags[i];
	for (size_t i = 0; i < n; i++)
		tags[x->n_tags++] = list[i];
	x->tags = tags;
}

static double share_of(const struct question *q, int64_t score)
{
	return q->max > q->min ? (double)(score - q->min) / (double)(q->max - q->min)
			       : (double)NAN;
}

// What a word (an option's meaning, a text, a number) says of sample i.
static void say(struct flat *f, size_t i, const struct question *q, struct str means)
{
	struct annotation *x = &f->out[i];
	int64_t grade;

	switch (q->to) {
	case TO_VERDICT:
		(void)verdict_find(means, &x->verdict);
		return;
	case TO_REFUSAL:
		(void)refusal_find(means, &x->refusal);
		return;
	case TO_GRADE:
		if (str_to_i64(means, &grade))
			x->grade = (int)grade;
		return;
	case TO_SCORE:
		(void)!str_to_double(means, &x->score);
		return;
	case TO_RISKINESS:
		(void)!str_to_double(means, &x->riskiness);
		return;
	case TO_OUTCOME:
		x->outcome = outcome_of(f, i, means);
		return;
	case TO_TAGS:
		tag(f, x, &means, 1);
		return;
	case TO_EXPLANATION:
		explain(f, x, means);
		return;
	default:
		return;
	}
}

static void say_list(struct flat *f, size_t i, const struct question *q,
		     const struct said *s)
{
	for (size_t k = 0; k < s->n; k++) {
		const struct option *o = question_option(q, s->list[k]);

		say(f, i, q, o ? o->means : s->list[k]);
	}
}

static void say_answer(struct flat *f, size_t i, const struct question *q,
		       const struct said *s)
{
	switch (q->type) {
	case QUESTION_CHOICE:
		say(f, i, q, q->options[s->number].means);
		return;
	case QUESTION_SCORE:
		if (q->to == TO_RISKINESS)
			f->out[i].riskiness = share_of(q, s->number);
		else
			say(f, i, q,
			    arena_printf(f->arena, "%lld", (long long)s->number));
		return;
	case QUESTION_TEXT:
		say(f, i, q, s->text);
		return;
	default:
		say_list(f, i, q, s);
		return;
	}
}

void answers_flatten(struct arena *a, const struct answer_task *t,
		     const struct answers *x, const struct shown_options *shown,
		     struct annotation *out)
{
	const struct protocol *p = t->protocol;
	struct flat f = {a, t, shown, out};
	bool none = is_none(t, x);

	for (size_t k = 0; k < p->n; k++) {
		const struct question *q = &p->questions[k];
		const struct said *s = &x->said[k];
		size_t about = answers_about(p, x, q);

		if (!s->given || q->to == TO_NOTHING)
			continue;
		if (q->type == QUESTION_REPLY) {
			prefer(&f, q, s);
			continue;
		}
		if (about == SIZE_MAX && none && is_measure(q))
			continue;
		for (size_t i = 0; i < t->n_replies; i++)
			if (about == SIZE_MAX || about == i)
				say_answer(&f, i, q, s);
	}
	for (size_t i = 0; i < t->n_replies; i++)
		out[i].settles = protocol_settles(p);
}

bool annotation_says(const struct annotation *x)
{
	return x->verdict != VERDICT_NONE || x->refusal != REFUSAL_UNKNOWN ||
	       x->grade >= 0 || !isnan(x->riskiness) || !isnan(x->score) ||
	       !isnan(x->preferred) || !str_empty(x->outcome) || x->n_tags > 0 ||
	       !str_empty(x->explanation);
}
