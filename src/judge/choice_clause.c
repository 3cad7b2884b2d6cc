// The clauses of a reply's sentences, one after another.
#include "judge/choice_clause.h"

#define CLAUSE_MAX 100 // tokens; a longer one is no sentence, and is read in pieces

void reading_vote(struct reading *r, enum level level, uint32_t places, size_t from,
		  size_t to, bool clash)
{
	if (r->n_votes == VOTES_MAX || !places)
		return;
	r->votes[r->n_votes++] = (struct vote){
		.level = level,
		.places = places,
		.clash = clash,
		.from = r->tokens.list[from].from,
		.to = r->tokens.list[to - 1].to,
	};
}

bool reading_has_word(const struct reading *r, size_t from, size_t to, unsigned what)
{
	for (size_t i = from; i < to; i++)
		if (r->tokens.list[i].what == what)
			return true;
	return false;
}

bool reading_has_adverse(const struct reading *r, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		switch (r->tokens.list[i].what) {
		case WORD_WORSE:
		case WORD_WRONG:
		case WORD_BAD:
		case WORD_LOSES:
		case WORD_NOT:
		case WORD_REJECT:
		case WORD_LESS:
		case WORD_LOWER:
		case WORD_RISK:
			return true;
		default:
			break;
		}
	}
	return false;
}

// A reason is about itself: what is supposed in it leaves what it is a reason of.
size_t reading_doubt_from(const struct reading *r, size_t from, size_t end)
{
	size_t because = from;
	for (size_t i = from; i < end; i++) {
		unsigned what = r->tokens.list[i].what;
		if (what == WORD_DOUBT || what == WORD_MORAL)
			return because;
		if (what == WORD_BECAUSE)
			because = i;
	}
	return end;
}

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

// The clause is a name and no more: what answers a question before it.
static bool is_bare_answer(const struct clause *c, struct group *g)
{
	size_t i = c->from, to;
	while (i < c->to && !c->list[i].gap && c->list[i].what == WORD_FILLER)
		i++;
	if (i >= c->to || c->list[i].gap || !group_at(c->r, i, c->to, true, g))
		return false;
	to = g->to;
	while (to < c->to && !c->list[to].gap && c->list[to].what == WORD_FILLER)
		to++;
	return to == c->to && !g->alternative;
}

static void read_clause(struct clause *c)
{
	struct group g = {0};
	struct reading *r = c->r;
	if (c->from >= c->to)
		return;
	if (reading_has_word(r, c->from, c->to, WORD_CANNOT)) {
		clause_say_other(c);
		return;
	}
	if (c->asked && is_bare_answer(c, &g)) {
		clause_say(c, LEVEL_STATED, g.places, g.clash);
		return;
	}
	if (c->question || reading_has_word(r, c->from, c->to, WORD_QUESTION))
		return;
	if (both_alike(c)) {
		clause_say_other(c);
		return;
	}
	for (size_t i = c->from; i < c->to; i++)
		clause_say_word(c, i);
}

// What the next clause is about, if it does not say.
static void keep_subject(struct clause *c)
{
	struct group g = {0};
	if (!group_before(c, c->to, &g))
		return;
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

static void read_sentence(struct reading *r, size_t from, size_t end)
{
	struct clause c = {.r = r, .list = r->tokens.list};
	size_t doubt = reading_doubt_from(r, from, end), n = r->n_votes;
	c.question = end < r->tokens.n && c.list[end].what == TOKEN_ASK;
	c.final = reading_has_word(r, from, end, WORD_FINAL);
	for (c.from = from; c.from < end; c.from = c.to + 1) {
		c.to = clause_end(&c, end);
		if (c.to > c.from && takes_back(&c, n))
			r->back = c.list[c.to - 1].to;
		if (c.to > doubt && c.from < doubt)
			c.to = doubt;
		if (c.from < doubt && !reading_has_word(r, c.from, c.to, WORD_BACK))
			read_clause(&c);
		keep_subject(&c);
		c.asked = asks(&c, end);
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
