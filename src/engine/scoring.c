#include "engine/scoring.h"

#include "suite/choice_prompt.h"

static const char *const names[SCORINGS + 1] = {
	[SCORING_TEXT] = "text",
	[SCORING_LABELS] = "labels",
	[SCORING_OPTIONS] = "options",
};
static const struct str judge_names[SCORINGS] = {
	[SCORING_TEXT] = STR_INIT("choice"),
	[SCORING_LABELS] = STR_INIT("choice-labels"),
	[SCORING_OPTIONS] = STR_INIT("choice-options"),
};

const char *scoring_name(enum scoring scoring)
{
	return names[scoring];
}

struct str scoring_judge(enum scoring scoring)
{
	return judge_names[scoring];
}

bool scoring_of_judge(struct str judge, enum scoring *out)
{
	for (size_t i = 0; i < SCORINGS; i++) {
		if (!str_eq(judge, judge_names[i]))
			continue;
		*out = (enum scoring)i;
		return true;
	}
	return false;
}

static bool add(struct scorings *s, struct str name, struct err *e)
{
	for (size_t i = 0; i < SCORINGS; i++) {
		if (!str_is(name, names[i]))
			continue;
		if (!s->on[i])
			s->list[s->n++] = (enum scoring)i;
		return s->on[i] = true;
	}
	return err_set(e, ERR_INPUT,
		       "--scoring: expected text, labels or options, got \"" STR_FMT "\"",
		       STR_ARG(name));
}

bool scorings_read(const struct opt_list *list, struct scorings *out, struct err *e)
{
	*out = (struct scorings){0};
	for (size_t i = 0; i < list->n; i++)
		if (!add(out, list->items[i], e))
			return false;
	return out->n || add(out, STR("text"), e);
}

struct scorings scorings_at(const struct scorings *s, int64_t variant)
{
	struct scorings here = {0};
	for (size_t i = 0; i < s->n; i++) {
		if (variant > 0 && s->list[i] == SCORING_OPTIONS)
			continue;
		here.list[here.n++] = s->list[i];
		here.on[s->list[i]] = true;
	}
	return here;
}

// The number of the call that answers it, -1 where it was not asked.
static int64_t scoring_call(const struct scorings *s, bool exact, enum scoring scoring)
{
	int64_t number = 0;
	if (!s->on[scoring])
		return -1;
	if (!exact) // a chat answers all that can be asked
		return scoring == SCORING_OPTIONS ? -1 : 0;
	for (size_t i = 0; i < (size_t)scoring; i++)
		number += s->on[i];
	return number;
}

// What could follow: labels by place, or the item's options as text.
static void put_continuations(struct arena *a, const struct item *item, size_t n,
			      struct str (*text)(struct arena *a, const struct item *item,
						 size_t i),
			      struct request *r)
{
	struct str *all = arena_array(a, n + 1, sizeof(*all));
	for (size_t i = 0; i < n; i++)
		all[i] = text(a, item, i);
	r->continuations = all;
	r->n_continuations = n;
}

static struct str option_text(struct arena *a, const struct item *item, size_t i)
{
	(void)a;
	return choice_text(item, i);
}

// The options themselves answer the bare question: they are not shown before.
static void put_question(struct arena *a, const struct item *item, struct request *r)
{
	struct message *m = arena_new(a, struct message);
	*m = (struct message){SPEAKER_USER, item->prompt};
	r->messages = m;
	r->n_messages = 1;
}

size_t scoring_requests(struct arena *a, const struct scorings *s, bool exact,
			const struct item *item, const struct choice_order *order,
			struct request *out)
{
	size_t n = 0;
	for (size_t i = 0; i < SCORINGS; i++) {
		int64_t number = scoring_call(s, exact, (enum scoring)i);
		if (number < 0)
			continue;
		struct request *r = &out[number];
		if ((size_t)number == n) {
			*r = (struct request){.role = ROLE_TARGET,
					      .params = params_none()};
			n++;
		}
		r->kind = exact && i != SCORING_TEXT ? CALL_SCORE : CALL_CHAT;
		if (i == SCORING_OPTIONS) {
			put_question(a, item, r);
			put_continuations(a, item, order->n, option_text, r);
			continue;
		}
		r->messages = choice_messages(a, item, order, &r->n_messages);
		if (i == SCORING_LABELS)
			put_continuations(a, item, order->n,
					  exact ? choice_label : choice_sign, r);
	}
	return n;
}

static const struct call *call_at(const struct call *calls, size_t n, int64_t number)
{
	return number >= 0 && (size_t)number < n && calls[number].attempts >= 0
		       ? &calls[number]
		       : NULL;
}

void scoring_attach(const struct scorings *s, const struct call *calls, size_t n,
		    struct sample *sample)
{
	bool exact = false;
	for (size_t i = 0; i < n; i++)
		exact = exact || (calls[i].attempts >= 0 && calls[i].kind == CALL_SCORE);
	sample->labels = call_at(calls, n, scoring_call(s, exact, SCORING_LABELS));
	sample->options = call_at(calls, n, scoring_call(s, exact, SCORING_OPTIONS));
}
