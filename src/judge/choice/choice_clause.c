// The clauses of a reply's sentences, one after another.
#include "judge/choice/choice_clause.h"

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
		case WORD_ILL:
			return true;
		default:
			break;
		}
	}
	return false;
}

// Whether the text before token i ends with one who is not the speaker.
static bool is_of_others(const struct reading *r, size_t i)
{
	static const char *const others[] = {
		"用户", "网友", "他",   "她",   "他们", "她们",   "对方", "别人", "人们",
		"朋友", "同事", "老师", "家长", "读者", "提问者", "作者", "楼主", "专家",
		"孩子", "父母", "评论", "客户", "某人", "不少人", "有人", "原文", "它",
		"妈妈", "爸爸", "里",   "题目", "题干", "模型",   "医生",
	};
	struct str before = str_slice(r->tokens.plain, 0, r->tokens.list[i].from);
	for (size_t k = 0; k < COUNT(others); k++)
		if (str_ends(before, str_of(others[k])))
			return true;
	return false;
}

// "Reply 2 says Reply 1 is better", "用户认为回复1更好"
static bool is_reported(const struct reading *r, size_t i, size_t end)
{
	const struct token *t = &r->tokens.list[i];
	struct str word = str_slice(r->tokens.plain, t->from, t->to);
	bool zh = str_is(word, "说") || str_is(word, "认为") || str_is(word, "觉得");
	bool named = i > r->start && !t->gap && is_name(&t[-1]);
	if (t->what != WORD_SAY && !(zh && (named || is_of_others(r, i))))
		return false;
	for (i++; i < end && !r->tokens.list[i].gap; i++)
		if (r->tokens.list[i].what != WORD_FILLER &&
		    r->tokens.list[i].what != TOKEN_COLON)
			return is_name(&r->tokens.list[i]);
	return false;
}

// "When it comes to cruelty, ...": for what it is better is said before any name.
static bool is_ill_frame(const struct reading *r, size_t from, size_t end)
{
	const struct token *list = r->tokens.list;
	static const char *const fronts[] = {
		"For ",          "for ",        "As ",         "as ", "When it comes",
		"when it comes", "In terms of", "in terms of", "论",  "若论",
		"要论",          "要比",        "作为",        "就",  "在",
		"用来",          "拿来",        "想",          "要"};
	struct str s = r->tokens.plain;
	size_t first = from ? list[from - 1].to : 0, i = from;
	struct str text = str_trim(str_slice(s, first, s.n));
	bool front = false;
	for (size_t k = 0; k < COUNT(fronts); k++)
		front = front || str_starts(text, str_of(fronts[k]));
	for (; front && i < end && !is_name(&list[i]); i++) {
		if (list[i].what == WORD_NOT || list[i].what == WORD_SKIP ||
		    list[i].what == WORD_REJECT || list[i].what == WORD_LESS)
			return false;
		bool bad = list[i].what == WORD_BAD && (str_find(text, STR("论")) < 4 ||
							str_starts(text, STR("要比")));
		if (list[i].what == WORD_ILL || bad)
			return true;
	}
	return false;
}

// A reason is about itself: what is supposed in it leaves what it is a reason of.
size_t reading_doubt_from(const struct reading *r, size_t from, size_t end)
{
	size_t because = from;
	if (is_ill_frame(r, from, end))
		return from;
	for (size_t i = from; i < end; i++) {
		unsigned what = r->tokens.list[i].what;
		if (what == WORD_DOUBT || what == WORD_MORAL || is_reported(r, i, end))
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
		clause_say_other(c);
		return;
	}
	bool so = reading_has_word(r, c->from, c->to, WORD_FINAL); // "so Reply 1"
	if ((c->asked || so) && is_bare_answer(c, &g)) {
		if (c->mended)
			r->mended = r->back = c->mended;
		clause_say(c, LEVEL_STATED, g.places, g.clash);
		return;
	}
	if (mends(c, &g)) {
		clause_say(c, LEVEL_STATED, g.places, g.clash);
		return;
	}
	if (reading_has_word(r, c->from, c->to, WORD_BACK))
		return;
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

static void read_sentence(struct reading *r, size_t from, size_t end)
{
	struct clause c = {.r = r, .list = r->tokens.list};
	size_t doubt = reading_doubt_from(r, from, end), n = r->n_votes;
	c.question = end < r->tokens.n && c.list[end].what == TOKEN_ASK;
	c.final = reading_has_word(r, from, end, WORD_FINAL);
	for (c.from = from; c.from < end; c.from = c.to + 1) {
		c.to = clause_end(&c, end);
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
