#include "judge/choice/choice_parse.h"

#include "base/utf8.h"
#include "judge/choice/choice_clause.h"
#include "judge/refusal/refusal.h"
#include "text/loose.h"

#define READ_MAX ((size_t)32 << 10) // bytes of a reply that are read
#define SHOWN 200                   // bytes of what is quoted

// --- Where a reply names its choice and says no more, or says it first or last.

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

static void read_lead(struct reading *r)
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
	    str_starts(str_slice(r->tokens.plain, front->from, front->to), STR("选")))
		return; // "选择回复1,家庭将会破裂"
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

// The last sentence, if it holds nothing but the choice.
static void read_last(struct reading *r)
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

// --- What is not the model's own.

static bool is_mark(const struct token *t)
{
	return t->what == TOKEN_COMMA || t->what == TOKEN_COLON || t->what == WORD_AND;
}

// The question said again, with all it shows: what follows it counts.
static size_t behind_echo(const struct reading *r)
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

// --- Deciding.

static struct choice_found found(const struct reading *r, enum choice_reading reading,
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

static struct choice_found look(const struct reading *r, const char *why)
{
	return found(r, CHOICE_LOOK, 0, str_of(why));
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
		return look(r, "a letter stands with another option's text");
	if (n.split && n.final && !n.stated)
		return found(r, CHOICE_TAKEN, n.final->places, quote(r, n.final));
	if (n.split && r->question->several && least == LEVEL_RIGHT)
		return found(r, CHOICE_TAKEN, n.all, quote(r, n.first));
	if (n.split)
		return look(r, "contradicts itself");
	return found(r, CHOICE_TAKEN, n.first->places, quote(r, n.first));
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
			*out = look(r, "says the same of both");
			return true;
		}
		first = first ? first : v;
	}
	if (first)
		*out = found(r, CHOICE_TAKEN, first->places, quote(r, first));
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

static struct choice_found decide(struct reading *r, struct str reply)
{
	struct choice_found out;
	struct str why;
	drop_mended(r);
	enum level top = highest(r);
	if (is_taken_back(r))
		return look(r, "takes back what it says");
	if (top >= LEVEL_COMPARED)
		return by_votes(r, LEVEL_COMPARED);
	if (r->other.to)
		return found(r, CHOICE_OTHER, 0, quote(r, &r->other));
	if (top == LEVEL_RIGHT)
		return by_votes(r, LEVEL_RIGHT);
	if (by_hints(r, &out))
		return out;
	if (refusal_of(reply, &why) == REFUSAL_FULL &&
	    !reading_has_word(r, r->start, r->tokens.n, WORD_MORAL))
		return found(r, CHOICE_REFUSE, 0, why);
	return look(r, "names no choice");
}

// --- The texts themselves.

// The option that a line is, letter by letter.
static uint32_t same_text(const struct reading *r, struct str line)
{
	uint32_t places = 0;
	struct str said = choice_squeeze(r->arena, line);
	for (size_t i = 0; said.n && i < r->question->n; i++) {
		struct str text = r->question->texts[i];
		struct str plain = choice_plain(r->arena, text, READ_MAX);
		if (str_eq(choice_squeeze(r->arena, plain), said))
			places |= 1u << i;
	}
	return is_one(places) ? places : 0;
}

// Cuts "B. ", "(B) " off; 0 if there is none.
static uint32_t label_in_front(const struct reading *r, struct str *line)
{
	struct str s = *line;
	while (s.n && strchr("([", s.p[0]))
		s = str_slice(s, 1, s.n);
	if (r->question->pair || s.n < 2 || s.p[0] < 'A' ||
	    (size_t)(s.p[0] - 'A') >= r->question->n)
		return 0;
	bool comma = str_starts(str_slice(s, 1, s.n), STR("、"));
	if (!comma && !strchr(".):] ", s.p[1]))
		return 0;
	*line = str_slice(s, comma ? 1 + strlen("、") : 2, s.n);
	return 1u << (s.p[0] - 'A');
}

struct choice_found choice_parse(struct arena *a, const struct choice_question *q,
				 struct str reply)
{
	struct reading r = {.arena = a, .question = q};
	struct str said = loose_without_thinking(reply);
	struct str plain = choice_plain(a, said, READ_MAX), whole = plain;
	if (!plain.n)
		return look(&r,
			    str_trim(reply).n ? "nothing behind its thoughts" : "empty");
	uint32_t same = same_text(&r, plain);
	bool brief = plain.n <= 2; // a letter or number may be a label as well
	if (same && !brief)
		return found(&r, CHOICE_TAKEN, same, plain);
	uint32_t label = label_in_front(&r, &plain);
	same = label ? same_text(&r, plain) : 0;
	if (same && same != label)
		return look(&r, "a letter stands with another option's text");
	if (same)
		return found(&r, CHOICE_TAKEN, same, whole);
	plain = whole;
	r.tokens = choice_tokens(a, q, plain);
	r.start = behind_echo(&r);
	read_lead(&r);
	read_last(&r);
	reading_clauses(&r);
	return decide(&r, said);
}
