#include "judge/choice/choice_group.h"

static bool names_before(unsigned what)
{
	switch (what) {
	case WORD_ANSWER:
	case WORD_CHOOSE:
	case WORD_IS:
	case WORD_THAN:
	case WORD_AND:
	case WORD_BEATS:
	case WORD_LOSES:
	case WORD_INSTEAD:
	case WORD_RANGE:
	case WORD_BESIDE:
	case WORD_OR:
	case WORD_MEND:
	case WORD_BACK:
		return true;
	default:
		return false;
	}
}

static bool names_behind(unsigned what)
{
	switch (what) {
	case WORD_BETTER:
	case WORD_WORSE:
	case WORD_PLAIN:
	case WORD_THAN:
	case WORD_BEATS:
	case WORD_LOSES:
	case WORD_RIGHT:
	case WORD_WRONG:
	case WORD_NOT:
	case WORD_IS:
	case WORD_AND:
	case WORD_ALL:
	case WORD_BESIDE:
	case WORD_OR:
		return true;
	default:
		return false;
	}
}

// The token behind the last that is no filler, before token i.
static size_t behind_fillers(const struct reading *r, size_t i)
{
	const struct token *list = r->tokens.list;
	while (i > r->start && !list[i].gap && list[i - 1].what == WORD_FILLER)
		i--;
	return i;
}

// Whether what stands before the colon announces an answer: "better reply: 1".
static bool announces(const struct reading *r, size_t colon)
{
	size_t i = behind_fillers(r, colon);
	if (i <= r->start || r->tokens.list[i].gap)
		return false;
	unsigned what = r->tokens.list[i - 1].what;
	return names_before(what) || what == WORD_BETTER || what == WORD_FINAL ||
	       what == WORD_RIGHT;
}

// "A better way": what the words behind it would say of an option A.
static bool is_article(const struct reading *r, size_t i)
{
	const struct token *t = &r->tokens.list[i];
	struct str next = str_slice(r->tokens.plain, t->to, t->to + 2);
	bool letter =
		next.n == 2 && next.p[0] == ' ' && next.p[1] >= 'a' && next.p[1] <= 'z';
	unsigned what = t[1].what;
	return t->places == 1 && letter &&
	       (what == WORD_BETTER || what == WORD_WORSE || what == WORD_PLAIN ||
		what == WORD_RIGHT || what == WORD_WRONG || what == WORD_GOOD);
}

// Whether a letter or number is a name where it stands.
static bool is_meant(const struct reading *r, size_t i)
{
	const struct token *t = &r->tokens.list[i];
	size_t first = i;
	if (t->what != TOKEN_BARE)
		return true;
	first = behind_fillers(r, first);
	if (first > r->start && !r->tokens.list[first].gap) {
		t = &r->tokens.list[first - 1];
		if (names_before(t->what))
			return true;
		if (t->what == TOKEN_COLON && announces(r, first - 1))
			return true;
	}
	t = &r->tokens.list[i + 1]; // there is always an end
	// behind another word it is part of a name: "Plan B"
	if (i + 1 >= r->tokens.n || t->gap || t[-1].gap || is_article(r, i))
		return false;
	bool joins = t->what == WORD_AND || t->what == WORD_OR;
	return names_behind(t->what) && (!joins || is_name(t + 1));
}

// "A, C": one after another. Of replies a comma begins another clause, and so it does
// behind what an option is compared with.
static bool joins_commas(const struct reading *r, size_t i)
{
	unsigned before = i > r->start ? r->tokens.list[i - 1].what : TOKEN_STOP;
	return !r->question->pair && before != WORD_BESIDE && before != WORD_THAN &&
	       before != WORD_INSTEAD;
}

static bool joins(const struct reading *r, unsigned what, bool commas)
{
	return what == WORD_AND || what == WORD_OR || (what == TOKEN_COMMA && commas) ||
	       (what == TOKEN_LINE && r->question->several);
}

// The name that token i joins to those before it, or that follows them at once: "A C D".
// 0: there is none.
static size_t joined_at(const struct reading *r, size_t i, size_t end, bool commas,
			bool * or)
{
	const struct token *list = r->tokens.list;
	size_t next = i + 1;
	if (i >= end || list[i].gap)
		return 0;
	if (commas && list[i].what == TOKEN_BARE)
		return i;
	if (!joins(r, list[i].what, commas) || next >= end || list[next].gap)
		return 0;
	unsigned joint = list[i].what;
	if (joint == TOKEN_COMMA && joins(r, list[next].what, false))
		joint = list[next++].what; // "A, B, and C"
	if (next >= end || list[next].gap || !is_name(&list[next]))
		return 0;
	* or = * or || joint == WORD_OR;
	return next;
}

bool group_at(const struct reading *r, size_t i, size_t end, bool alone,
	      struct group *out)
{
	const struct token *list = r->tokens.list;
	if (i >= end || !is_name(&list[i]) || !(alone || is_meant(r, i)))
		return false;
	*out = (struct group){.from = i, .to = i};
	bool commas = joins_commas(r, i);
	size_t next = i;
	do {
		out->places |= list[next].places;
		out->clash = out->clash || list[next].clash;
		out->to = next + 1;
		next = joined_at(r, out->to, end, commas, &out->alternative);
	} while (next);
	return true;
}

bool clause_is_beside(const struct clause *c, size_t i)
{
	return i > c->from && c->list[i - 1].what == WORD_BESIDE && !c->list[i].gap;
}

bool group_before(const struct clause *c, size_t i, struct group *out)
{
	struct group g = {0};
	bool got = false;
	for (size_t k = c->from; k < i; k++) {
		if (!group_at(c->r, k, i, false, &g))
			continue;
		if (!clause_is_beside(c, k)) { // what is compared with is not the subject
			*out = g;
			got = true;
		}
		k = g.to - 1;
	}
	return got;
}

bool group_behind(const struct clause *c, size_t i, struct group *out)
{
	for (size_t k = i + 1; k < c->to; k++)
		if (group_at(c->r, k, c->to, false, out))
			return true;
	return false;
}
