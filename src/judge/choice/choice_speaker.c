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

static bool chooses_zh(const struct clause *c, size_t i)
{
	struct str s = c->r->tokens.plain;
	s = without_adverbs(str_trim(str_slice(s, 0, c->list[i].from)));
	if (listed_ends(LIST_OWN_CHOOSERS, s) || !listed_ends(LIST_CHOOSERS, s))
		return true;
	return is_praised(c, i);
}

bool clause_is_own(const struct clause *c, size_t i)
{
	struct str plain = c->r->tokens.plain;
	if (begins_han(clause_text(c, i)))
		return chooses_zh(c, i);
	if (listed_begins(LIST_SPEAKER, clause_text(c, i)))
		return true; // "I'd say"
	for (size_t k = i;; k--) {
		size_t from = k ? c->list[k - 1].to : 0;
		struct str gap = str_slice(plain, from, c->list[k].from);
		if (c->list[k].gap && !may_all_precede(gap))
			return false;
		if (k > c->from && c->list[k - 1].what == WORD_ILL)
			return false;
		if (k == c->from || c->list[k - 1].what == WORD_AND ||
		    c->list[k - 1].what == TOKEN_COLON ||
		    listed_is(LIST_SPEAKER, clause_text(c, k - 1)))
			return true;
	}
}
