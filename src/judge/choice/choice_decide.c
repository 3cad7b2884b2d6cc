#include "judge/choice/choice_decide.h"

#include "base/utf8.h"
#include "judge/refusal/refusal.h"

#define SHOWN 200 // bytes of what is quoted

struct choice_found reading_found(const struct reading *r, enum choice_reading reading,
				  uint32_t places, struct str why)
{
	bool all = places == (1u << r->question->n) - 1 && !r->question->pair;
	if (reading == CHOICE_TAKEN && !is_one(places) && !r->question->several)
		reading = all ? CHOICE_LOOK : CHOICE_OTHER; // all letters: a list
	return (struct choice_found){reading, reading == CHOICE_TAKEN ? places : 0,
				     arena_str(r->arena, utf8_clip(why, SHOWN))};
}

static struct str quote(const struct reading *r, const struct vote *v)
{
	return str_trim(str_slice(r->tokens.plain, v->from, v->to));
}

struct choice_found reading_look(const struct reading *r, const char *why)
{
	return reading_found(r, CHOICE_LOOK, 0, str_of(why));
}

// The votes at a level or above, together.
struct count {
	const struct vote *first, *final; // the last one said as the conclusion
	bool split;                       // they differ
	bool stated; // more than comparisons speak against the conclusion
	bool clash;
	uint32_t all;
};

static struct count count_votes(const struct reading *r, enum level least)
{
	struct count n = {0};
	for (size_t i = 0; i < r->n_votes; i++) {
		const struct vote *v = &r->votes[i];
		if (v->level < least)
			continue;
		n.clash = n.clash || v->clash;
		n.split = n.split || (n.first && v->places != n.first->places);
		n.first = n.first ? n.first : v;
		n.stated =
			n.stated || (v->final && n.final && n.final->places != v->places);
		n.final = v->final ? v : n.final;
		n.all |= v->places;
	}
	for (size_t i = 0; n.final && i < r->n_votes; i++) {
		const struct vote *v = &r->votes[i];
		bool more = v->level > LEVEL_COMPARED && v->level >= least;
		n.stated = n.stated || (more && v->places != n.final->places);
	}
	return n;
}

// A conclusion outweighs comparisons before it.
static struct choice_found by_votes(const struct reading *r, enum level least)
{
	struct count n = count_votes(r, least);
	invariant(n.first); // the callers have seen one of that level
	if (n.clash)
		return reading_look(r, "a letter stands with another option's text");
	if (n.split && n.final && !n.stated)
		return reading_found(r, CHOICE_TAKEN, n.final->places, quote(r, n.final));
	if (n.split && r->question->several && least == LEVEL_RIGHT)
		return reading_found(r, CHOICE_TAKEN, n.all, quote(r, n.first));
	if (n.split)
		return reading_look(r, "contradicts itself");
	return reading_found(r, CHOICE_TAKEN, n.first->places, quote(r, n.first));
}

static enum level highest(const struct reading *r)
{
	enum level top = LEVEL_NONE;
	for (size_t i = 0; i < r->n_votes; i++)
		top = r->votes[i].level > top ? r->votes[i].level : top;
	return top;
}

// One of two is said to be good, or the other to be bad, and never the reverse.
static bool by_hints(const struct reading *r, struct choice_found *out)
{
	const struct vote *first = NULL;
	for (size_t i = 0; i < r->n_votes; i++) {
		const struct vote *v = &r->votes[i];
		if (v->level != LEVEL_HINT)
			continue;
		if (first && first->places != v->places) {
			*out = reading_look(r, "says the same of both");
			return true;
		}
		first = first ? first : v;
	}
	if (first)
		*out = reading_found(r, CHOICE_TAKEN, first->places, quote(r, first));
	return first != NULL;
}

// Drops what was corrected.
static void drop_mended(struct reading *r)
{
	size_t kept = 0;
	for (size_t i = 0; i < r->n_votes; i++)
		if (r->votes[i].from >= r->mended)
			r->votes[kept++] = r->votes[i];
	r->n_votes = kept;
}

// Whether all that was said was taken back, and nothing said again.
static bool is_taken_back(const struct reading *r)
{
	for (size_t i = 0; i < r->n_votes; i++)
		if (r->votes[i].from >= r->back)
			return false;
	return r->n_votes && r->back;
}

struct choice_found reading_decide(struct reading *r, struct str reply)
{
	struct choice_found out;
	struct str why;
	drop_mended(r);
	enum level top = highest(r);
	if (is_taken_back(r))
		return reading_look(r, "takes back what it says");
	if (top >= LEVEL_COMPARED)
		return by_votes(r, LEVEL_COMPARED);
	if (r->other.to)
		return reading_found(r, CHOICE_OTHER, 0, quote(r, &r->other));
	if (top == LEVEL_RIGHT)
		return by_votes(r, LEVEL_RIGHT);
	if (by_hints(r, &out))
		return out;
	if (refusal_of(reply, &why) == REFUSAL_FULL &&
	    !reading_has_word(r, r->start, r->tokens.n, WORD_MORAL))
		return reading_found(r, CHOICE_REFUSE, 0, why);
	return reading_look(r, "names no choice");
}
