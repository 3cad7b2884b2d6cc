#include "judge/choice/choice_reading.h"

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
		case WORD_ILL:
			return true;
		default:
			break;
		}
	}
	return false;
}

struct str reading_text_behind(const struct reading *r, size_t i)
{
	struct str s = r->tokens.plain;
	return str_trim(str_slice(s, r->tokens.list[i].to, s.n));
}

struct str clause_text(const struct clause *c, size_t i)
{
	return str_slice(c->r->tokens.plain, c->list[i].from, c->list[i].to);
}

size_t clause_letters(const struct clause *c, size_t from, size_t to)
{
	size_t n = 0;
	for (size_t i = from; i <= to; i++)
		n += c->list[i].gap;
	return n;
}

bool clause_links(const struct clause *c, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		unsigned what = c->list[i].what;
		if (what != WORD_IS && what != TOKEN_COLON && what != WORD_FILLER &&
		    what != WORD_ANSWER && what != WORD_RIGHT && what != WORD_BETTER &&
		    what != WORD_NOT && what != WORD_REJECT && what != WORD_CHOOSE &&
		    what != WORD_PLAIN)
			return false;
	}
	return true;
}

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

void clause_vote(struct clause *c, enum level level, uint32_t places, bool clash)
{
	struct reading *r = c->r;
	size_t n = r->n_votes;
	reading_vote(r, level, places, c->from, c->to, clash);
	if (r->n_votes > n)
		r->votes[n].final = c->final;
}

void clause_vote_other(struct clause *c)
{
	if (!c->r->other.to)
		c->r->other = (struct vote){.from = c->list[c->from].from,
					    .to = c->list[c->to - 1].to};
}
