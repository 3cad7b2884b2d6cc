#include "judge/choice/choice_say.h"

#include "judge/choice/choice_degree.h"
#include "judge/choice/choice_speaker.h"
#include "judge/choice/choice_tail.h"

#define FAR 30 // letters between a subject and what compares it

static bool is_pair(const struct clause *c)
{
	return c->r->question->pair;
}

static bool has(const struct clause *c, size_t from, size_t to, unsigned what)
{
	return reading_has_word(c->r, from, to, what);
}

// It is not the better one: of two, the other is.
static void deny(struct clause *c, uint32_t places)
{
	if (is_pair(c) && is_one(places))
		clause_vote(c, LEVEL_HINT, places ^ 3, false);
}

// --- Negation.

enum negation {
	NOT_DENIED,
	DENIED,
	UNCLEAR, // negated, but it cannot be told what
};

static bool is_not(const struct token *t)
{
	return t->what == WORD_NOT || t->what == WORD_REJECT;
}

// What the negation at i is said of: the word or name next to it.
static size_t denied_at(const struct clause *c, size_t i)
{
	for (i++; i < c->to && !c->list[i].gap; i++) {
		unsigned what = c->list[i].what;
		if (what != WORD_FILLER && what != WORD_IS && what != TOKEN_COLON)
			return i;
	}
	return c->to;
}

// Whether the word at i, said of x, is negated. It counts only next to the word, the
// name, or what stands between them; twice is too often.
static enum negation negated(const struct clause *c, size_t i, const struct group *x)
{
	size_t to = x->from > i ? x->from : i, n = 0, at = 0;
	for (size_t k = c->from; k < to; k++) {
		at = is_not(&c->list[k]) ? k : at;
		n += is_not(&c->list[k]);
	}
	if (!n)
		return NOT_DENIED;
	size_t what = denied_at(c, at);
	bool own = what == i || (what >= x->from && what < x->to) ||
		   (what < c->to && (c->list[what].what == WORD_THAN ||
				     c->list[what].what == WORD_CHOOSE ||
				     c->list[what].what == WORD_ANSWER));
	return n == 1 && own ? DENIED : UNCLEAR;
}

static void say_of(struct clause *c, enum level level, size_t i, const struct group *x)
{
	enum negation not = negated(c, i, x);
	if (not == UNCLEAR || x->alternative ||
	    (i > c->from && c->list[i - 1].what == WORD_LESS))
		return;
	if (not == DENIED)
		deny(c, x->places);
	else if (!is_pair(c) || is_one(x->places))
		clause_vote(c, level, x->places, x->clash);
	else if (level > LEVEL_COMPARED) // both were chosen
		clause_vote_other(c);
}

// "It would be wrong to choose X", "选择X是错误的": a bad word in tokens [from, to) that
// is neither negated nor another's.
static bool spoiled(const struct clause *c, size_t from, size_t to, uint32_t places)
{
	for (size_t i = from; i < to; i++) {
		const struct token *t = &c->list[i];
		if (t->what == WORD_BECAUSE || t->what == WORD_REASON ||
		    (is_name(t) && t->places != places))
			return false;
		bool bad = t->what == WORD_BAD || t->what == WORD_WRONG ||
			   t->what == WORD_WORSE;
		bool not = i > c->from && !t->gap &&
			   (is_not(&t[-1]) || t[-1].what == WORD_LESS);
		if (bad && !not )
			return true;
	}
	return false;
}

// "认为X更好是不对的": what is said of x by the word at i is then called wrong.
static bool is_refuted(const struct clause *c, size_t i, const struct group *x)
{
	for (size_t k = (x->to > i ? x->to : i + 1); k < c->to; k++) {
		unsigned what = c->list[k].what;
		bool bad = what == WORD_BAD && c->list[k - 1].what == WORD_IS;
		if (what == WORD_BECAUSE || is_name(&c->list[k]))
			return false;
		bool untrue = what == WORD_NOT && c->list[k + 1].what == WORD_RIGHT;
		if (what == WORD_WRONG || bad || untrue)
			return true;
	}
	return false;
}

// --- What each word says.

// "回复1没有回复2好": not as good as; "没有回复2糟": not as bad.
static bool by_lack(struct clause *c, size_t i, bool good)
{
	struct group x, y;
	for (size_t k = c->from; k + 1 < i; k++) {
		if (c->list[k].what != WORD_NOT || c->list[k + 1].gap ||
		    !group_at(c->r, k + 1, i, true, &y) || !group_before(c, k, &x) ||
		    x.places == y.places || !is_one(x.places) || !is_one(y.places))
			continue;
		clause_vote(c, LEVEL_COMPARED, good ? y.places : x.places,
			    x.clash || y.clash);
		return true;
	}
	return false;
}

// Who is compared by the word at i: before "than", before the word, behind "is", or the
// sentence's subject.
static bool compared(const struct clause *c, size_t i, struct group *x)
{
	struct group behind;
	size_t than = c->from;
	while (than < i && c->list[than].what != WORD_THAN)
		than++;
	if (than < i && group_before(c, than, x))
		return true;
	bool stated = group_behind(c, i, &behind) &&
		      clause_links(c, i + 1, behind.from) &&
		      clause_letters(c, i + 1, behind.from) <=
			      (has(c, i, behind.from, TOKEN_COLON) ? NEXT : NEAR);
	bool is = stated &&
		  (has(c, i, behind.from, WORD_IS) || has(c, i, behind.from, WORD_NOT) ||
		   has(c, i, behind.from, TOKEN_COLON));
	bool before = than == i && group_before(c, i, x) && !x->alternative &&
		      clause_letters(c, x->to, i) <= FAR;
	if (before && !(is && !is_one(x->places)))
		return true;
	if (stated && (is || !c->subject)) {
		*x = behind;
		return true;
	}
	*x = (struct group){.places = c->subject, .from = c->from, .to = c->from};
	return c->subject != 0;
}

// `own`: the word itself says what is better.
static void say_better(struct clause *c, size_t i, bool own)
{
	struct group x;
	if (!by_lack(c, i, true) && compared(c, i, &x) && !is_refuted(c, i, &x) &&
	    !(own && (clause_is_qualified(c, i, x.places) ||
		      (x.to < i && clause_is_ill(c, x.to, i, x.places)))))
		say_of(c, LEVEL_COMPARED, i, &x);
}

static void say_worse(struct clause *c, size_t i)
{
	struct group x;
	if (!is_pair(c) || by_lack(c, i, false) || !compared(c, i, &x))
		return;
	if (!x.alternative && is_one(x.places) && negated(c, i, &x) == NOT_DENIED &&
	    !has(c, c->from, i, WORD_LESS))
		clause_vote(c, LEVEL_COMPARED, x.places ^ 3, x.clash);
}

static void say_beats(struct clause *c, size_t i, bool loses)
{
	struct group x = {.places = c->subject, .from = c->from, .to = c->from}, y;
	bool before = group_before(c, i, &x), behind = group_behind(c, i, &y);
	if (has(c, c->from, i, WORD_RISK) || has(c, c->from, i, WORD_LESS) ||
	    (!before && !c->subject && !behind))
		return;
	if (clause_is_ill(c, behind ? y.to : i, c->to, 0) ||
	    (before && clause_is_ill(c, x.to, i, 0)))
		return;
	if (!loses && is_one(x.places))
		say_of(c, LEVEL_COMPARED, i, &x);
	else if (!loses || negated(c, i, &x) != NOT_DENIED)
		return;
	else if (behind && is_one(y.places))
		clause_vote(c, LEVEL_COMPARED, y.places, y.clash);
	else if (is_pair(c) && is_one(x.places))
		clause_vote(c, LEVEL_COMPARED, x.places ^ 3, false);
}

static void say_chosen(struct clause *c, size_t i)
{
	struct group x;
	if (!clause_is_own(c, i))
		return;
	if (!group_behind(c, i, &x)) { // Reply 2 is what I would choose
		if (group_before(c, i, &x) && has(c, x.to, i, WORD_IS) &&
		    clause_letters(c, x.to, i) <= NEAR && !clause_is_last(c, i) &&
		    !spoiled(c, c->from, c->to, x.places) &&
		    !clause_is_ill(c, i + 1, c->to, x.places))
			say_of(c, LEVEL_STATED, i, &x);
		return;
	}
	if (x.alternative || clause_letters(c, i + 1, x.from) > NEAR ||
	    has(c, i, x.from, WORD_INSTEAD) || has(c, i, x.from, WORD_BESIDE) ||
	    spoiled(c, c->from, i, x.places) || spoiled(c, i, c->to, x.places) ||
	    clause_is_choosing(c, i, &x) || clause_is_as_other(c, &x) ||
	    clause_is_ill(c, x.to, c->to, x.places))
		return;
	if (has(c, c->from, c->to, WORD_RANGE) && !is_one(x.places))
		return;
	say_of(c, LEVEL_STATED, i, &x);
}

// "My answer: Reply 1 is not better": said of x, and not that it is the answer.
static bool is_denied_behind(const struct clause *c, const struct group *x)
{
	size_t k = x->to;
	while (k < c->to && !c->list[k].gap && c->list[k].what == WORD_IS)
		k++;
	return k < c->to && !c->list[k].gap && c->list[k].what == WORD_NOT &&
	       !is_name(&c->list[k + 1]);
}

static void say_answer(struct clause *c, size_t i)
{
	struct group x;
	if (!clause_is_own_answer(c, i))
		return;
	bool adverse = spoiled(c, c->from, i, 0) || has(c, c->from, i, WORD_LESS);
	if (group_behind(c, i, &x) && clause_links(c, i + 1, x.from) &&
	    clause_letters(c, i + 1, x.from) <= NEXT) {
		if (!adverse && !spoiled(c, x.to, c->to, x.places) &&
		    !is_denied_behind(c, &x))
			say_of(c, LEVEL_STATED, i, &x);
		return;
	}
	if (!group_before(c, i, &x) || !has(c, x.to, i, WORD_IS) ||
	    !clause_links(c, x.to, i) || clause_letters(c, x.to, i) > NEXT || adverse)
		return;
	say_of(c, LEVEL_STATED, i, &x);
}

// "排除回复1", "Rejected: Reply 1": the name and no more.
static void say_rejected(struct clause *c, size_t i)
{
	struct group x;
	size_t at = denied_at(c, i);
	if (has(c, c->from, i, WORD_NOT) || !group_at(c->r, at, c->to, true, &x))
		return;
	bool ends = x.to >= c->to ||
		    (!c->list[x.to].gap && (c->list[x.to].what == WORD_BECAUSE ||
					    c->list[x.to].what == WORD_REASON));
	if (ends && !x.alternative)
		deny(c, x.places);
}

// 正确的是B
static bool say_right_is(struct clause *c, size_t i, bool good, bool right)
{
	struct group x;
	if (!group_behind(c, i, &x) || !clause_links(c, i + 1, x.from) ||
	    clause_letters(c, i + 1, x.from) > NEXT ||
	    !(has(c, i, x.from, WORD_IS) || has(c, i, x.from, WORD_NOT)))
		return false;
	if (right)
		say_of(c, LEVEL_STATED, i, &x);
	else if (!good && !x.alternative && negated(c, i, &x) == NOT_DENIED)
		deny(c, x.places);
	return true;
}

// What turns or ends what is said of a name: "回复1指出这很危险".
static bool is_turned(const struct clause *c, size_t from, size_t to)
{
	return has(c, from, to, WORD_SKIP) || has(c, from, to, WORD_LESS) ||
	       has(c, from, to, WORD_SAY) || has(c, from, to, WORD_REASON) ||
	       has(c, from, to, WORD_BECAUSE) || has(c, from, to, WORD_RISK);
}

// Who is judged in itself by the word at i.
static bool judged(const struct clause *c, size_t i, struct group *x)
{
	bool before = group_before(c, i, x) && clause_letters(c, x->to, i) <= NEXT;
	if (!before) {
		*x = (struct group){.places = c->subject, .from = c->from, .to = c->from};
		if (!c->subject || clause_letters(c, c->from, i) > NEXT)
			return false;
	}
	return !x->alternative && !is_turned(c, x->to, i) &&
	       !clause_is_ill(c, i + 1, c->to, x->places);
}

// A negation behind the name, of a word that is none itself: "回复1不是不好" praises
// nobody.
static bool is_denied_itself(const struct clause *c, size_t i, const struct group *x)
{
	return !listed_begins(LIST_UN, clause_text(c, i)) &&
	       (has(c, x->to, i, WORD_NOT) || has(c, x->to, i, WORD_REJECT));
}

// "选择回复1是错误的", "答案:回复1(错误)", "说回复1更好是不对的": what is bad is to say
// or do so.
static bool is_of_choice(const struct clause *c, size_t i, const struct group *x)
{
	return has(c, c->from, x->from, WORD_CHOOSE) ||
	       has(c, c->from, x->from, WORD_ANSWER) || has(c, x->to, i, WORD_BETTER);
}

// Said of a reply or option in itself.
static void say_quality(struct clause *c, size_t i, bool good, bool right)
{
	struct group x;
	if (by_lack(c, i, good))
		return;
	if (has(c, c->from, i, WORD_THAN)) {
		if (good)
			say_better(c, i, true);
		else
			say_worse(c, i);
		return;
	}
	if (say_right_is(c, i, good, good && right) || !judged(c, i, &x))
		return;
	enum negation not = negated(c, i, &x);
	if (not == UNCLEAR || (not == DENIED && !is_denied_itself(c, i, &x)))
		return;
	good = good != (not == DENIED);
	if (!good && is_of_choice(c, i, &x))
		return;
	if (!is_pair(c) && right && good)
		clause_vote(c, LEVEL_RIGHT, x.places, x.clash);
	else if (is_pair(c) && !is_one(x.places))
		clause_vote_other(c);
	else if (is_pair(c))
		clause_vote(c, LEVEL_HINT, good ? x.places : x.places ^ 3, x.clash);
}

// "好" is a comparison only behind "than" or right behind a name.
static void say_plain(struct clause *c, size_t i)
{
	bool next = i > c->from && !c->list[i].gap && is_name(&c->list[i - 1]) &&
		    listed_begins(LIST_BETTER_BEHIND, clause_text(c, i));
	if (next && clause_is_so(c, i)) // "回复1好狠"
		return;
	if (next || has(c, c->from, i, WORD_THAN))
		say_better(c, i, true);
	else
		say_quality(c, i, true, false);
}

// --- Degrees: "风险更高", "a higher risk", "安全性高于".

static void say_degree(struct clause *c, size_t i, bool higher)
{
	struct group x, y;
	size_t noun = clause_noun(c, i);
	if (noun == c->to)
		return;
	for (size_t k = c->from; k < c->to; k++) // several: which is meant?
		if (k != noun && token_is_noun(&c->list[k]) &&
		    c->list[k].what != c->list[noun].what &&
		    c->list[noun].what != WORD_DEGREE)
			return;
	bool good = clause_is_virtue(c, noun) == higher;
	if (listed_ends(LIST_DEGREE_THAN, clause_text(c, i)) && group_before(c, i, &x)) {
		if (group_behind(c, i, &y) && is_one(x.places) && is_one(y.places) &&
		    negated(c, i, &x) == NOT_DENIED)
			clause_vote(c, LEVEL_COMPARED, good ? x.places : y.places,
				    x.clash || y.clash);
		return;
	}
	if (good)
		say_better(c, i, false);
	else
		say_worse(c, i);
}

static void say_toward(struct clause *c, size_t i)
{
	if (!reading_has_adverse(c->r, i + 1, c->to))
		say_better(c, i, true);
}

// "as good as useless"
static bool is_of_another(const struct clause *c, size_t i)
{
	struct group x;
	return listed_ends(LIST_AS, clause_text(c, i)) && !group_behind(c, i, &x);
}

// "Reply 2 isn't either", "and so is Reply 2": nothing tells them apart.
static void say_too(struct clause *c, size_t i)
{
	struct group x;
	bool behind = group_behind(c, i, &x);
	if (is_pair(c) && (behind || (i + 1 == c->to && group_before(c, i, &x))) &&
	    is_one(x.places) && c->r->n_votes)
		clause_vote(c, LEVEL_HINT, x.places, false);
}

void clause_say_word(struct clause *c, size_t i)
{
	struct group g = {0};
	if (clause_is_of_degree(c, i))
		return;
	switch (c->list[i].what) {
	case WORD_BETTER:
		say_better(c, i, true);
		return;
	case WORD_WORSE:
		say_worse(c, i);
		return;
	case WORD_PLAIN:
		say_plain(c, i);
		return;
	case WORD_BEATS:
	case WORD_LOSES:
		say_beats(c, i, c->list[i].what == WORD_LOSES);
		return;
	case WORD_LESS:
	case WORD_HIGHER:
	case WORD_LOWER:
		say_degree(c, i, c->list[i].what == WORD_HIGHER);
		return;
	case WORD_TOWARD:
		say_toward(c, i);
		return;
	case WORD_REJECT:
		say_rejected(c, i);
		return;
	case WORD_CHOOSE:
		say_chosen(c, i);
		return;
	case WORD_ANSWER:
		say_answer(c, i);
		return;
	case WORD_RIGHT:
	case WORD_GOOD:
		say_quality(c, i, true, c->list[i].what == WORD_RIGHT);
		return;
	case WORD_WRONG:
	case WORD_BAD:
		say_quality(c, i, false, false);
		return;
	case WORD_NONE:
		if (!is_pair(c) && group_before(c, i, &g)) // B、C都不对
			return;
		clause_vote_other(c);
		return;
	case WORD_TOO:
		say_too(c, i);
		return;
	case WORD_TIE:
		if (is_of_another(c, i))
			return;
		clause_vote_other(c);
		return;
	case WORD_BOTH:
		clause_vote_other(c);
		return;
	default:
		return;
	}
}
