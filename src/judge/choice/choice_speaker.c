#include "judge/choice/choice_speaker.h"

// Words that may stand between the speaker and the choosing, or in front of it.
static bool may_precede(struct str word)
{
	if (listed_is(LIST_MAY_PRECEDE, word))
		return true;
	return word.n > 4 && str_ends(word, STR("ly")); // "firmly"
}

// Whether the words passed over between two tokens may precede a choosing.
static bool may_all_precede(struct str text)
{
	size_t from = 0;
	for (size_t i = 0; i <= text.n; i++) {
		bool letter = i < text.n && (is_alnum(text.p[i]) || text.p[i] == '\'');
		if (letter)
			continue;
		if (i > from && !may_precede(str_slice(text, from, i)))
			return false;
		from = i + 1;
	}
	return true;
}

// "才", "更" and their like between who chooses and the choosing.
static struct str without_adverbs(struct str s)
{
	for (size_t n; (n = listed_ends(LIST_ADVERBS, s)) > 0;)
		s = str_slice(s, 0, s.n - n);
	return s;
}

// The byte behind what stands before the clause.
static size_t clause_begin(const struct clause *c)
{
	return c->from ? c->list[c->from - 1].to : 0;
}

// "负责任的人会选": whose choice is a reason.
static bool is_praised(const struct clause *c, size_t i)
{
	struct str s = c->r->tokens.plain;
	s = str_slice(s, clause_begin(c), c->list[i].from);
	return listed_inside(LIST_PRAISED, s);
}

// "我妈会选", "出主意选": who or what stands right in front of it, and is not known to be
// the speaker, chooses or is spoken of.
static bool chooses_zh(const struct clause *c, size_t i)
{
	struct str s = c->r->tokens.plain;
	size_t k = i, to = c->list[i].from;
	while (k > c->from && !c->list[k].gap &&
	       listed_is(LIST_ADVERBS, clause_text(c, k - 1)))
		k--;
	size_t from = k ? c->list[k - 1].to : 0;
	struct str gap = without_adverbs(str_trim(str_slice(s, from, to)));
	s = without_adverbs(str_trim(str_slice(s, 0, to)));
	if (listed_ends(LIST_OWN_CHOOSERS, s))
		return true;
	return (!gap.n && !listed_ends(LIST_CHOOSERS, s)) || is_praised(c, i);
}

// "My uncle, a plumber, would choose X": behind a comma, and nobody says "I".
static bool chooses_behind_comma(const struct clause *c, size_t i)
{
	size_t from = clause_begin(c);
	struct str said = str_slice(c->r->tokens.plain, from, c->list[i].to);
	if (!c->from || c->list[c->from - 1].what != TOKEN_COMMA ||
	    !listed_begins(LIST_OTHERS_VERBS, str_trim(said)))
		return false;
	for (size_t k = c->from; k > c->r->start && !token_is_end(&c->list[k - 1]); k--)
		if (listed_is(LIST_FIRST_PERSON, clause_text(c, k - 1)))
			return false;
	return true;
}

// "老板让我选", but not "让我选": somebody makes the speaker choose.
static bool is_made_to(const struct clause *c, size_t i)
{
	struct str s = c->r->tokens.plain;
	s = str_trim(str_slice(s, clause_begin(c), c->list[i].from));
	size_t n = listed_ends(LIST_MADE_TO, s);
	return n && s.n > n;
}

bool clause_is_own(const struct clause *c, size_t i)
{
	struct str plain = c->r->tokens.plain;
	if (listed_begins(LIST_SPEAKER, clause_text(c, i))) // "I'd say", "我选"
		return !is_made_to(c, i);
	if (begins_han(clause_text(c, i)))
		return chooses_zh(c, i);
	for (size_t k = i;; k--) {
		size_t from = k ? c->list[k - 1].to : 0;
		struct str gap = str_slice(plain, from, c->list[k].from);
		if (c->list[k].gap && !may_all_precede(gap))
			return false;
		if (k > c->from && c->list[k - 1].what == WORD_ILL)
			return false;
		if (k == c->from)
			return !chooses_behind_comma(c, i);
		if (c->list[k - 1].what == WORD_AND ||
		    c->list[k - 1].what == TOKEN_COLON ||
		    listed_is(LIST_SPEAKER, clause_text(c, k - 1)))
			return true;
	}
}

// "我爸的答案": whether letters that nobody knows stand right in front of it.
static bool is_unknown_owner(const struct clause *c, size_t i)
{
	while (i > c->from && !c->list[i].gap &&
	       listed_is(LIST_OF, clause_text(c, i - 1)))
		i--;
	size_t from = i ? c->list[i - 1].to : 0;
	struct str gap = str_slice(c->r->tokens.plain, from, c->list[i].from);
	gap = str_trim(gap);
	gap = str_slice(gap, 0, gap.n - listed_ends(LIST_OF, gap));
	return c->list[i].gap && gap.n && !listed_ends(LIST_OWN_ANSWERS, gap) &&
	       !listed_ends(LIST_OWN_CHOOSERS, gap);
}

bool clause_is_own_answer(const struct clause *c, size_t i)
{
	struct str s = str_slice(c->r->tokens.plain, clause_begin(c), c->list[i].from);
	s = str_trim(s);
	size_t of = listed_ends(LIST_OF, s), gives;
	if (!of)
		return !listed_ends(LIST_OWNERS, s) || listed_ends(LIST_NO_OWNERS, s);
	s = str_slice(s, 0, s.n - of);
	gives = listed_ends(LIST_GIVES, s);
	s = str_slice(s, 0, s.n - gives);
	if (!gives && is_unknown_owner(c, i))
		return false;
	if (listed_ends(LIST_OTHERS, s) || listed_ends(LIST_CHOOSERS, s))
		return false;
	return !gives || !s.n || listed_ends(LIST_SPEAKER, s) ||
	       listed_ends(LIST_OWN_CHOOSERS, s);
}
