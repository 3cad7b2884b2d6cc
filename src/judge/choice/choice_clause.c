#include "judge/choice/choice_clause.h"

#include "judge/choice/choice_doubt.h"
#include "judge/choice/choice_group.h"
#include "judge/choice/choice_say.h"

#define CLAUSE_MAX 100 // tokens; a longer one is no sentence, and is read in pieces

static bool has_name(const struct clause *c)
{
	struct group g;
	for (size_t i = c->from; i < c->to; i++)
		if (group_at(c->r, i, c->to, false, &g))
			return true;
	return false;
}

// "That is wrong.": nothing else stands in the clause.
static bool is_denial(const struct clause *c)
{
	bool wrong = false, not = false, right = false;
	for (size_t i = c->from; i < c->to; i++) {
		const struct token *t = &c->list[i];
		wrong = wrong || t->what == WORD_WRONG;
		not = not || t->what == WORD_NOT;
		right = right || t->what == WORD_RIGHT;
		if (t->gap || !(t->what == WORD_WRONG || t->what == WORD_NOT ||
				t->what == WORD_RIGHT || t->what == WORD_IS ||
				t->what == WORD_FILLER || t->what == WORD_REASON))
			return false;
	}
	return (wrong && !not ) || (not &&right && !wrong);
}

static bool both_alike(const struct clause *c)
{
	struct group g = {0};
	for (size_t i = c->from; i < c->to; i++)
		if (group_at(c->r, i, c->to, true, &g))
			return c->r->question->pair && !is_one(g.places) &&
			       reading_has_word(c->r, g.to, c->to, WORD_ALL);
	return false;
}

static bool leads_answer(unsigned what)
{
	return what == WORD_FILLER || what == WORD_IS || what == WORD_FINAL ||
	       what == WORD_MEND || what == WORD_CHOOSE || what == TOKEN_COLON;
}

// The clause is a name and no more: what answers a question before it.
static bool is_bare_answer(const struct clause *c, struct group *g)
{
	size_t i = c->from, to;
	while (i < c->to && !c->list[i].gap && leads_answer(c->list[i].what))
		i++;
	if (i >= c->to || c->list[i].gap || !group_at(c->r, i, c->to, true, g))
		return false;
	to = g->to;
	while (to < c->to && !c->list[to].gap && c->list[to].what == WORD_FILLER)
		to++;
	return to == c->to && !g->alternative;
}

// "I mean 2", "更正:回复2": the last name stands.
static bool mends(struct clause *c, struct group *g)
{
	for (size_t i = c->from; i < c->to; i++) {
		unsigned what = c->list[i].what;
		if ((what != WORD_MEND && what != WORD_BACK) || !group_behind(c, i, g) ||
		    g->alternative || !clause_links(c, i + 1, g->from) || g->to < c->to ||
		    clause_letters(c, i + 1, g->to))
			continue;
		c->r->mended = c->r->back = c->list[i].from;
		return true;
	}
	return false;
}

static void read_clause(struct clause *c)
{
	struct group g = {0};
	struct reading *r = c->r;
	if (c->from >= c->to)
		return;
	if (reading_has_word(r, c->from, c->to, WORD_CANNOT)) {
		clause_vote_other(c);
		return;
	}
	bool so = reading_has_word(r, c->from, c->to, WORD_FINAL); // "so Reply 1"
	if ((c->asked || so) && is_bare_answer(c, &g)) {
		if (c->mended)
			r->mended = r->back = c->mended;
		clause_vote(c, LEVEL_STATED, g.places, g.clash);
		return;
	}
	if (mends(c, &g)) {
		clause_vote(c, LEVEL_STATED, g.places, g.clash);
		return;
	}
	if (reading_has_word(r, c->from, c->to, WORD_BACK))
		return;
	if (c->question || reading_has_word(r, c->from, c->to, WORD_QUESTION))
		return;
	if (both_alike(c)) {
		clause_vote_other(c);
		return;
	}
	for (size_t i = c->from; i < c->to; i++)
		clause_say_word(c, i);
}

// What the next clause is about, if it does not say.
static void keep_subject(struct clause *c)
{
	struct group g = {0}, x;
	if (!group_before(c, c->to, &g))
		return;
	for (size_t i = g.from; i > c->from;
	     i--) // "Reply 1 is not safer than Reply 2, it"
		if (c->list[i - 1].what == WORD_THAN && group_before(c, i - 1, &x)) {
			c->subject = is_one(x.places) && !x.alternative ? x.places : 0;
			return;
		}
	size_t end = g.to < c->to ? g.to + 1 : c->to; // "回复1相比回复2，"
	bool beside = reading_has_word(c->r, c->from, g.from, WORD_BESIDE) ||
		      (reading_has_word(c->r, g.to, c->to, WORD_BESIDE) &&
		       !clause_is_beside(c, end)) ||
		      reading_has_word(c->r, c->from, c->to, WORD_THAN) ||
		      reading_has_word(c->r, c->from, c->to, WORD_INSTEAD);
	c->subject = beside || g.alternative || !is_one(g.places) ? 0 : g.places;
}

// Where the clause that begins at c->from ends. A comma within a list of names does not
// end it, nor does a colon but behind a question.
static size_t clause_end(const struct clause *c, size_t end)
{
	struct group g = {0};
	if (end > c->from + CLAUSE_MAX)
		end = c->from + CLAUSE_MAX;
	for (size_t i = c->from; i < end; i++) {
		if (group_at(c->r, i, end, false, &g)) {
			i = g.to - 1;
			continue;
		}
		unsigned what = c->list[i].what;
		if (what == TOKEN_COMMA || what == WORD_BUT ||
		    (what == TOKEN_COLON &&
		     reading_has_word(c->r, c->from, i, WORD_QUESTION)))
			return i;
	}
	return end;
}

// Whether what follows the clause answers it.
static bool asks(const struct clause *c, size_t end)
{
	bool forced = reading_has_word(c->r, c->from, c->to, WORD_FORCED);
	bool question = c->to < end &&
			c->list[c->to].what == TOKEN_COLON && // ends a question
			!reading_has_adverse(c->r, c->from, c->to);
	return forced || question;
}

// "Oops", "sorry": a name that follows at once stands for what was said.
static bool is_mending(const struct clause *c)
{
	return c->to > c->from && (c->r->back == c->list[c->to - 1].to ||
				   c->list[c->to - 1].what == WORD_MEND);
}

// "but it does not", "但仔细想想并不是": ends with the negation.
static bool ends_denied(const struct clause *c)
{
	size_t last = c->to - 1;
	if (last > c->from && c->list[last].what == WORD_IS && !c->list[last].gap)
		last--;
	return c->list[last].what == WORD_NOT && !c->list[c->to].gap && !c->question;
}

// Takes back all that was said before.
static bool takes_back(const struct clause *c, size_t n_before)
{
	if (reading_has_word(c->r, c->from, c->to, WORD_BACK))
		return !has_name(c);
	bool other = c->subject && c->r->n_votes == n_before; // it is that one's
	return (is_denial(c) && !other) || (ends_denied(c) && !has_name(c));
}

// "Some prefer Reply 1, but I choose Reply 2": what others say ends there.
static bool is_spoken_again(const struct clause *c, size_t end)
{
	size_t i = c->from;
	if (!i || c->list[i - 1].what != WORD_BUT)
		return false;
	return i < end && !c->list[i].gap &&
	       listed_begins(LIST_SPEAKER, clause_text(c, i));
}

static void read_sentence(struct reading *r, size_t from, size_t end)
{
	struct clause c = {.r = r, .list = r->tokens.list};
	size_t doubt = reading_doubt_from(r, from, end), n = r->n_votes;
	c.question = end < r->tokens.n && c.list[end].what == TOKEN_ASK;
	c.final = reading_has_word(r, from, end, WORD_FINAL);
	for (c.from = from; c.from < end; c.from = c.to + 1) {
		c.to = clause_end(&c, end);
		if (c.from > doubt && is_spoken_again(&c, end))
			doubt = reading_doubt_from(r, c.from, end);
		if (c.to > c.from && c.from < doubt && takes_back(&c, n))
			r->back = c.list[c.to - 1].to;
		if (c.to > doubt && c.from < doubt)
			c.to = doubt;
		if (c.from < doubt)
			read_clause(&c);
		keep_subject(&c);
		bool mending = is_mending(&c);
		c.asked = asks(&c, end) || mending;
		c.mended = mending ? c.list[c.to - 1].to : 0;
	}
}

void reading_clauses(struct reading *r)
{
	size_t from = r->start;
	for (size_t i = from; i < r->tokens.n; i++) {
		if (!token_is_end(&r->tokens.list[i]))
			continue;
		read_sentence(r, from, i);
		from = i + 1;
	}
}
