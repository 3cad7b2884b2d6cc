#include "judge/choice/choice_lead.h"

#include "judge/choice/choice_doubt.h"
#include "judge/choice/choice_group.h"
#include "judge/choice/choice_tail.h"

// --- The question said again.

static bool is_mark(const struct token *t)
{
	return t->what == TOKEN_COMMA || t->what == TOKEN_COLON || t->what == WORD_AND;
}

size_t reading_behind_echo(const struct reading *r)
{
	const struct token *list = r->tokens.list;
	size_t n = r->tokens.n, place = 0, behind = 0;
	for (size_t i = 0; i < n; i++) {
		bool shown = list[i].text && !list[i].clash && !list[i].gap;
		bool mark = !list[i].gap && (token_is_end(&list[i]) || is_mark(&list[i]));
		if (!shown) { // what is discussed in between is no echo
			place = mark ? place : 0;
			continue;
		}
		bool next = list[i].places == 1u << place;
		place = next ? place + 1 : list[i].places == 1;
		if (place == r->question->n) {
			behind = i + 1;
			place = 0;
		}
	}
	return behind;
}

// --- A choice at the front, or alone at the end.

static bool is_lead_word(const struct token *t)
{
	switch (t->what) {
	case WORD_FILLER:
	case WORD_FINAL:
	case WORD_ANSWER:
	case WORD_IS:
	case WORD_CHOOSE:
	case WORD_RIGHT:
	case WORD_REASON:
	case WORD_FORCED:
	case TOKEN_COLON:
	case TOKEN_COMMA:
	case TOKEN_LINE:
	case TOKEN_STOP:
		return true;
	default:
		return false;
	}
}

// "1. First ..." begins a list, it names nothing.
static bool is_list_number(const struct reading *r, const struct group *g, size_t end)
{
	const struct token *t = &r->tokens.list[g->from];
	struct str s = r->tokens.plain;
	bool digit = t->what == TOKEN_BARE && s.p[t->from] >= '0' && s.p[t->from] <= '9';
	bool more = false;
	for (size_t i = g->to; i < end; i++)
		more = more || r->tokens.list[i].gap || !token_is_end(&r->tokens.list[i]);
	bool mark = t->to < s.n && (s.p[t->to] == '.' || s.p[t->to] == ')' ||
				    str_starts(str_slice(s, t->to, s.n), STR("、")));
	return digit && mark && more;
}

// What may follow a name that is the whole answer.
static bool ends_lead(const struct reading *r, size_t i, size_t end)
{
	const struct token *t = &r->tokens.list[i];
	if (t->gap)
		return false;
	if (t->what == TOKEN_COLON) // a heading, unless reasons follow
		return i + 1 >= end || (!t[1].gap && (t[1].what == WORD_REASON ||
						      t[1].what == WORD_BECAUSE ||
						      t[1].what == TOKEN_LINE));
	if (t->what == WORD_AND) // "B、否"
		return t->to - t->from == strlen("、");
	return t->what == TOKEN_STOP || t->what == TOKEN_LINE || t->what == TOKEN_COMMA ||
	       t->what == WORD_REASON || t->what == WORD_BECAUSE;
}

// The group that answers at the front of tokens [from, end); *next is what follows it.
static bool lead_group(const struct reading *r, size_t from, size_t end, struct group *g,
		       size_t *next)
{
	const struct token *list = r->tokens.list;
	size_t i = from;
	while (i < end && !list[i].gap && is_lead_word(&list[i]))
		i++;
	if (i >= end || list[i].gap || !group_at(r, i, end, true, g) || g->alternative)
		return false;
	size_t to = g->to;
	while (to < end && !list[to].gap && list[to].what == WORD_FILLER)
		to++;
	*next = to;
	return !is_list_number(r, g, end);
}

// Replies or options that are taken one after another stand at the front of lines.
static bool is_heading(const struct reading *r, const struct group *g)
{
	const struct token *list = r->tokens.list;
	for (size_t i = g->to; i + 1 < r->tokens.n; i++) {
		const struct token *name = &list[i + 1];
		bool front = list[i].what == TOKEN_LINE && !name->gap;
		bool other = (name->what == TOKEN_NAME || name->what == TOKEN_BARE) &&
			     name->places != g->places;
		bool ends = i + 2 < r->tokens.n && !list[i + 2].gap &&
			    (list[i + 2].what == TOKEN_COLON ||
			     list[i + 2].what == TOKEN_LINE ||
			     list[i + 2].what == TOKEN_STOP);
		if (front && other && ends && i + 3 < r->tokens.n)
			return true;
	}
	return false;
}

// The end of the sentence that token i is in.
static size_t sentence_end(const struct reading *r, size_t i)
{
	while (i < r->tokens.n && !token_is_end(&r->tokens.list[i]))
		i++;
	return i;
}

// Whether the sentence goes on to ask.
static bool is_asked(const struct reading *r, size_t i)
{
	const struct token *list = r->tokens.list;
	while (i < r->tokens.n && !token_is_end(&list[i]) &&
	       list[i].what != WORD_QUESTION)
		i++;
	return i < r->tokens.n &&
	       (list[i].what == WORD_QUESTION || list[i].what == TOKEN_ASK);
}

void reading_lead(struct reading *r)
{
	struct group g;
	size_t next;
	if (!lead_group(r, r->start, r->tokens.n, &g, &next) || is_asked(r, next) ||
	    (next < r->tokens.n && !ends_lead(r, next, r->tokens.n)) ||
	    is_heading(r, &g) || reading_goes_ill(r, next))
		return;
	const struct token *front = &r->tokens.list[r->start];
	if (g.from == r->start + 1 && front->what == WORD_CHOOSE &&
	    reading_goes_on(r, next) &&
	    listed_begins(LIST_MERE_CHOOSING,
			  str_slice(r->tokens.plain, front->from, front->to)))
		return; // "选择回复1,家庭将会破裂"
	if (g.from > r->start && front->what == WORD_CHOOSE && reading_goes_and(r, next))
		return; // "Go with Reply 1, and the child drowns"
	size_t end = sentence_end(r, g.to), from = g.from;
	while (from > r->start && !token_is_end(&r->tokens.list[from - 1]))
		from--;
	if (reading_doubt_from(r, from, end) <= g.from)
		return;
	reading_vote(r, LEVEL_ALONE, g.places, g.from, g.to, g.clash);
}

static bool favours(unsigned what)
{
	switch (what) {
	case WORD_BETTER:
	case WORD_PLAIN:
	case WORD_GOOD:
	case WORD_RIGHT:
	case WORD_TOWARD:
	case WORD_CHOOSE:
	case WORD_ANSWER:
	case WORD_FINAL:
		return true;
	default:
		return false;
	}
}

// Whether what stands before token `from`, a question or a heading, is about the choice:
// "哪个更好？", "Better:", but not "Which is ruder?".
static bool is_announced(const struct reading *r, size_t from)
{
	const struct token *list = r->tokens.list;
	size_t end = from;
	while (end > r->start && list[end - 1].what == TOKEN_LINE && !list[end].gap)
		end--;
	bool ask = end > r->start && list[end - 1].what == TOKEN_ASK;
	bool colon = end > r->start && list[end - 1].what == TOKEN_COLON;
	if (!ask && !colon)
		return true;
	size_t i = end - 1;
	bool says = false, gap = list[i].gap > 0;
	for (; i > r->start && !token_is_end(&list[i - 1]); i--) {
		says = says || favours(list[i - 1].what);
		gap = gap || list[i - 1].gap;
	}
	return (says || !gap) && !reading_has_adverse(r, i, end);
}

void reading_last(struct reading *r)
{
	const struct token *list = r->tokens.list;
	size_t end = r->tokens.n, from, next;
	struct group g;
	while (end > r->start && token_is_end(&list[end - 1]) && !list[end - 1].gap)
		end--;
	from = end;
	while (from > r->start && !token_is_end(&list[from - 1]))
		from--;
	if (from <= r->start || from == end || (r->question->several && r->n_votes) ||
	    (end < r->tokens.n && list[end].what == TOKEN_ASK) ||
	    !is_announced(r, from) || reading_doubt_from(r, from, end) < end)
		return;
	if (lead_group(r, from, end, &g, &next) && next == end)
		reading_vote(r, LEVEL_ALONE, g.places, g.from, g.to, g.clash);
}
