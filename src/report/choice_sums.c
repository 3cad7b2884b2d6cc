#include "report/choice_sums.h"

#include <math.h>
#include <stdlib.h>

static int by_turn(const void *a, const void *b)
{
	const struct choice_pass *x = a, *y = b;
	if (x->epoch != y->epoch)
		return x->epoch < y->epoch ? -1 : 1;
	return (x->variant > y->variant) - (x->variant < y->variant);
}

static const struct choice_column *read_column(const struct choices *x,
					       const struct choice_column *asked,
					       size_t scoring)
{
	for (size_t i = 0; i < x->columns.n; i++) {
		const struct choice_column *c = &x->columns.p[i];
		if (c->scoring == scoring && c->target == asked->target &&
		    c->params == asked->params && c->epoch == asked->epoch &&
		    c->variant == asked->variant)
			return c;
	}
	return NULL;
}

struct choice_pass *choice_passes(struct arena *a, const struct choices *x,
				  const struct target_metrics *t, size_t scoring,
				  bool once, size_t *n)
{
	struct choice_pass *list = arena_array(a, x->columns.n + 1, sizeof(*list));
	*n = 0;
	for (size_t i = 0; i < x->columns.n; i++) {
		const struct choice_column *c = &x->columns.p[i];
		if (c->scoring == SCORING_NONE && c->target == t->target_id &&
		    c->params == t->params_id && !(once && c->variant > 0))
			list[(*n)++] = (struct choice_pass){c->epoch, c->variant, c,
							    read_column(x, c, scoring)};
	}
	qsort(list, *n, sizeof(*list), by_turn);
	return list;
}

static struct choice_mark mark_in(const struct choice_column *c, size_t item)
{
	return c && item < c->n ? c->marks[item] : (struct choice_mark){0};
}

struct choice_mark choice_mark_at(const struct choice_pass *p, size_t item)
{
	struct choice_mark asked = mark_in(p->asked, item);
	struct choice_mark read = mark_in(p->read, item);
	bool is_read = (asked.said & SAID_BITS) == SAID_LOST && read.said & SAID_BITS;
	return is_read ? read : asked;
}

enum said choice_said(struct choice_mark mark)
{
	return (enum said)(mark.said & SAID_BITS);
}

unsigned choice_answer(struct choice_mark mark)
{
	return mark.said >> ANSWER_SHIFT;
}

static unsigned bits(uint32_t set)
{
	unsigned n = 0;
	for (; set; set &= set - 1)
		n++;
	return n;
}

static void add_place(double *s, const struct choice_item *item, struct choice_mark mark)
{
	unsigned place = mark.place & PLACE_NONE;
	if (place == PLACE_NONE || !item->options)
		return;
	s[F_PLACED]++;
	s[F_FIRST] += place == 0;
	s[F_FIRST_EXPECTED] += 1.0 / item->options;
	s[F_RIGHT_FIRST] += (mark.place & PLACE_RIGHT_FIRST) != 0;
}

static void add_rank(double *s, const struct choice_item *item, struct choice_mark mark)
{
	unsigned answer = choice_answer(mark);
	unsigned rank = item->ranks && answer < item->options ? item->ranks[answer] : 0;
	if (!rank)
		return;
	s[F_RANKED]++;
	s[F_RANK_SUM] += rank;
	s[F_RANK + rank - 1]++;
}

// Where several are asked for, exactly these have to be chosen: one of 2^options - 1
// sets. Else any one of the right ones will do.
static double chance_of(const struct choice_item *item)
{
	return item->several ? 1 / (ldexp(1, item->options) - 1)
			     : (double)bits(item->right) / item->options;
}

static void add_known(double *s, const struct choice_item *item, struct choice_mark mark)
{
	enum said said = choice_said(mark);
	if (said == SAID_LOST || said == SAID_CHOSEN) {
		s[F_LOST]++;
		return;
	}
	s[F_OUTCOME + (said - SAID_RIGHT)]++;
	s[F_PEOPLE] += (mark.place & PLACE_BY_PEOPLE) != 0;
	s[F_CHANCE] += chance_of(item);
}

static void add_mark(double *s, const struct choice_item *item, struct choice_mark mark,
		     bool once)
{
	enum said said = choice_said(mark);
	if (said == SAID_ABSENT)
		return;
	if (!once)
		add_place(s, item, mark);
	add_rank(s, item, mark);
	if (item->right) {
		add_known(s, item, mark);
		return;
	}
	s[F_OPEN_OTHER] += said == SAID_OTHER;
	s[F_OPEN_REFUSE] += said == SAID_REFUSE;
	s[F_OPEN_LOOK] += said == SAID_LOOK;
}

struct turns { // of one item in one epoch
	size_t asked, right, wrong, lost;
};

static void end_turns(double *s, const struct choice_item *item, const struct turns *t)
{
	if (!item->right || !t->asked || item->options < 2)
		return;
	if (item->is_pair) {
		bool complete = t->right + t->wrong == 2;
		s[F_BOTH_RIGHT] += complete && t->right == 2;
		s[F_BOTH_WRONG] += complete && t->wrong == 2;
		s[F_FLIPPED] += complete && t->right == 1;
		s[F_INCOMPLETE] += !complete;
	} else if (t->asked > 1) {
		bool whole = t->asked == item->options && !t->lost;
		s[F_ROTATED] += whole;
		s[F_ROTATED_RIGHT] += whole && t->right == t->asked;
		s[F_ROTATED_CUT] += !whole;
	}
}

void choice_sums_add(struct sums *sums, const struct choices *x,
		     const struct choice_pass *passes, size_t n, bool once, size_t number)
{
	const struct choice_item *item = &x->list.p[number];
	struct turns turns = {0};
	double *s = sums_at(sums, item->cluster, item->lane);
	for (size_t i = 0; i < n; i++) {
		struct choice_mark mark = choice_mark_at(&passes[i], number);
		enum said said = choice_said(mark);
		if (i && !once && passes[i].epoch != passes[i - 1].epoch) {
			end_turns(s, item, &turns);
			turns = (struct turns){0};
		}
		add_mark(s, item, mark, once);
		turns.asked += said != SAID_ABSENT;
		turns.right += said == SAID_RIGHT;
		turns.wrong += said == SAID_WRONG;
		turns.lost += said == SAID_LOST;
	}
	if (!once)
		end_turns(s, item, &turns);
}
