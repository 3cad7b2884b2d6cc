#include "judge/choice_clause.h"

#define FAR 30         // letters between a subject and what compares it
#define NEAR 12        // between a statement and what it states
#define NEXT 4         // between a name and a word that judges it in itself
#define CLAUSE_MAX 100 // tokens; a longer one is no sentence, and is read in pieces

struct clause {
	struct reading *r;
	const struct token *list;
	size_t from, to;  // tokens
	uint32_t subject; // what the sentence is about, as a clause before it says
	bool final, question;
	bool asked; // behind a question and its colon
};

bool is_end(const struct token *t)
{
	return t->what == TOKEN_STOP || t->what == TOKEN_ASK || t->what == TOKEN_LINE;
}

void vote(struct reading *r, enum level level, uint32_t places, size_t from, size_t to,
	  bool clash)
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

// --- Names.

static bool is_name(const struct token *t)
{
	return t->what == TOKEN_NAME || t->what == TOKEN_BARE;
}

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

static bool is_one(uint32_t places)
{
	return places && !(places & (places - 1));
}

static bool is_pair(const struct clause *c)
{
	return c->r->question->pair;
}

static bool is_beside(const struct clause *c, size_t i)
{
	return i > c->from && c->list[i - 1].what == WORD_BESIDE && !c->list[i].gap;
}

// The group that ends last before token i.
static bool group_before(const struct clause *c, size_t i, struct group *out)
{
	struct group g = {0};
	bool got = false;
	for (size_t k = c->from; k < i; k++) {
		if (!group_at(c->r, k, i, false, &g))
			continue;
		if (!is_beside(c, k)) { // what is compared with is not the subject
			*out = g;
			got = true;
		}
		k = g.to - 1;
	}
	return got;
}

static bool group_behind(const struct clause *c, size_t i, struct group *out)
{
	for (size_t k = i + 1; k < c->to; k++)
		if (group_at(c->r, k, c->to, false, out))
			return true;
	return false;
}

// --- Tokens between.

static bool has(const struct clause *c, size_t from, size_t to, unsigned what)
{
	for (size_t i = from; i < to; i++)
		if (c->list[i].what == what)
			return true;
	return false;
}

// Letters passed over between tokens `from` and `to`, both named by their places.
static size_t letters(const struct clause *c, size_t from, size_t to)
{
	size_t n = 0;
	for (size_t i = from; i <= to; i++)
		n += c->list[i].gap;
	return n;
}

static bool links(const struct clause *c, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		unsigned what = c->list[i].what;
		if (what != WORD_IS && what != TOKEN_COLON && what != WORD_FILLER &&
		    what != WORD_ANSWER && what != WORD_RIGHT && what != WORD_BETTER &&
		    what != WORD_NOT && what != WORD_CHOOSE && what != WORD_PLAIN)
			return false;
	}
	return true;
}

// --- Saying.

static void say(struct clause *c, enum level level, uint32_t places, bool clash)
{
	struct reading *r = c->r;
	size_t n = r->n_votes;
	vote(r, level, places, c->from, c->to, clash);
	if (r->n_votes > n)
		r->votes[n].final = c->final;
}

static void say_other(struct clause *c)
{
	if (!c->r->other.to)
		c->r->other = (struct vote){.from = c->list[c->from].from,
					    .to = c->list[c->to - 1].to};
}

// It is not the better one: of two, the other is.
static void deny(struct clause *c, uint32_t places)
{
	if (is_pair(c) && is_one(places))
		say(c, LEVEL_HINT, places ^ 3, false);
}

static void say_or_deny(struct clause *c, enum level level, uint32_t places, bool not,
			bool clash)
{
	if (not )
		deny(c, places);
	else if (!is_pair(c) || is_one(places))
		say(c, level, places, clash);
	else if (level > LEVEL_COMPARED) // both were chosen
		say_other(c);
}

// --- What each word says.

// "回复1没有回复2好": not as good as.
static bool by_lack(struct clause *c, size_t i)
{
	struct group x, y;
	for (size_t k = c->from; k + 1 < i; k++) {
		if (c->list[k].what != WORD_NOT || c->list[k + 1].gap ||
		    !group_at(c->r, k + 1, i, true, &y) || !group_before(c, k, &x) ||
		    x.places == y.places)
			continue;
		say_or_deny(c, LEVEL_COMPARED, y.places, false, y.clash);
		return true;
	}
	return false;
}

// Who is compared by the word at i: before "than", before the word, behind "is", or the
// sentence's subject.
static bool compared(const struct clause *c, size_t i, struct group *x)
{
	struct group behind;
	size_t than = c->from;
	while (than < i && c->list[than].what != WORD_THAN)
		than++;
	if (than < i && group_before(c, than, x))
		return true;
	bool stated = group_behind(c, i, &behind) && links(c, i + 1, behind.from) &&
		      letters(c, i + 1, behind.from) <=
			      (has(c, i, behind.from, TOKEN_COLON) ? NEXT : NEAR);
	bool is = stated && (has(c, i, behind.from, WORD_IS) ||
			     has(c, i, behind.from, TOKEN_COLON));
	bool before = than == i && group_before(c, i, x) && !x->alternative &&
		      letters(c, x->to, i) <= FAR;
	if (before && !(is && !is_one(x->places)))
		return true;
	if (stated && (is || !c->subject)) {
		*x = behind;
		return true;
	}
	*x = (struct group){.places = c->subject, .from = c->from, .to = c->from};
	return c->subject != 0;
}

static void say_better(struct clause *c, size_t i)
{
	struct group x;
	if (by_lack(c, i) || !compared(c, i, &x) || x.alternative)
		return;
	bool not = has(c, c->from, i, WORD_NOT);
	say_or_deny(c, LEVEL_COMPARED, x.places, not, x.clash);
}

static void say_worse(struct clause *c, size_t i)
{
	struct group x;
	if (is_pair(c) && compared(c, i, &x) && !x.alternative && is_one(x.places) &&
	    !has(c, c->from, i, WORD_NOT))
		say(c, LEVEL_COMPARED, x.places ^ 3, x.clash);
}

static void say_beats(struct clause *c, size_t i, bool loses)
{
	struct group x = {.places = c->subject}, y;
	bool before = group_before(c, i, &x), behind = group_behind(c, i, &y);
	bool not = has(c, c->from, i, WORD_NOT);
	if (!loses && is_one(x.places))
		say_or_deny(c, LEVEL_COMPARED, x.places, not, before && x.clash);
	else if (loses && !not &&behind && is_one(y.places))
		say(c, LEVEL_COMPARED, y.places, y.clash);
	else if (loses && !not &&is_pair(c) && is_one(x.places))
		say(c, LEVEL_COMPARED, x.places ^ 3, false);
}

static void say_chosen(struct clause *c, size_t i)
{
	struct group x;
	if (!group_behind(c, i, &x)) { // Reply 2 is what I would choose
		if (group_before(c, i, &x) && has(c, x.to, i, WORD_IS) &&
		    letters(c, x.to, i) <= NEAR && !x.alternative)
			say_or_deny(c, LEVEL_STATED, x.places,
				    has(c, c->from, i, WORD_NOT), x.clash);
		return;
	}
	if (x.alternative || letters(c, i + 1, x.from) > NEAR ||
	    has(c, i, x.from, WORD_INSTEAD) || has(c, i, x.from, WORD_BESIDE))
		return;
	if (has(c, c->from, c->to, WORD_RANGE) && !is_one(x.places))
		return;
	say_or_deny(c, LEVEL_STATED, x.places, has(c, c->from, x.from, WORD_NOT),
		    x.clash);
}

static void say_answer(struct clause *c, size_t i)
{
	struct group x;
	if (group_behind(c, i, &x) && links(c, i + 1, x.from) &&
	    letters(c, i + 1, x.from) <= NEXT) {
		if (!x.alternative)
			say_or_deny(c, LEVEL_STATED, x.places,
				    has(c, c->from, x.from, WORD_NOT), x.clash);
		return;
	}
	if (!group_before(c, i, &x) || x.alternative || !has(c, x.to, i, WORD_IS) ||
	    !links(c, x.to, i) || letters(c, x.to, i) > NEXT)
		return;
	say_or_deny(c, LEVEL_STATED, x.places, has(c, c->from, i, WORD_NOT), x.clash);
}

// 正确的是B
static bool say_right_is(struct clause *c, size_t i, bool right)
{
	struct group x;
	if (!group_behind(c, i, &x) || !links(c, i + 1, x.from) ||
	    !has(c, i, x.from, WORD_IS) || letters(c, i + 1, x.from) > NEXT)
		return false;
	if (right && !x.alternative)
		say_or_deny(c, LEVEL_STATED, x.places, has(c, c->from, i, WORD_NOT),
			    x.clash);
	return true;
}

// Who is judged in itself by the word at i.
static bool judged(const struct clause *c, size_t i, struct group *x)
{
	if (group_before(c, i, x) && letters(c, x->to, i) <= NEXT)
		return !x->alternative;
	*x = (struct group){.places = c->subject, .to = c->from};
	return c->subject && letters(c, c->from, i) <= NEXT;
}

// Said of a reply or option in itself.
static void say_quality(struct clause *c, size_t i, bool good, bool right)
{
	struct group x;
	if (by_lack(c, i))
		return;
	if (good && has(c, c->from, i, WORD_THAN)) {
		say_better(c, i);
		return;
	}
	if (say_right_is(c, i, good && right) || !judged(c, i, &x))
		return;
	good = good != has(c, x.to, i, WORD_NOT);
	if (!is_pair(c) && right && good)
		say(c, LEVEL_RIGHT, x.places, x.clash);
	else if (is_pair(c) && !is_one(x.places))
		say_other(c);
	else if (is_pair(c))
		say(c, LEVEL_HINT, good ? x.places : x.places ^ 3, x.clash);
}

// "好" is a comparison only behind "than" or right behind a name.
static void say_plain(struct clause *c, size_t i)
{
	struct str s = str_slice(c->r->tokens.plain, c->list[i].from, c->list[i].to);
	bool next = i > c->from && !c->list[i].gap && is_name(&c->list[i - 1]) &&
		    (str_starts(s, STR("好")) || s.n == strlen("好"));
	if (next || has(c, c->from, i, WORD_THAN))
		say_better(c, i);
	else
		say_quality(c, i, true, false);
}

static void say_word(struct clause *c, size_t i)
{
	struct group g = {0};
	switch (c->list[i].what) {
	case WORD_BETTER:
		say_better(c, i);
		return;
	case WORD_WORSE:
		say_worse(c, i);
		return;
	case WORD_PLAIN:
		say_plain(c, i);
		return;
	case WORD_BEATS:
	case WORD_LOSES:
		say_beats(c, i, c->list[i].what == WORD_LOSES);
		return;
	case WORD_CHOOSE:
		say_chosen(c, i);
		return;
	case WORD_ANSWER:
		say_answer(c, i);
		return;
	case WORD_RIGHT:
	case WORD_GOOD:
		say_quality(c, i, true, c->list[i].what == WORD_RIGHT);
		return;
	case WORD_WRONG:
	case WORD_BAD:
		say_quality(c, i, false, false);
		return;
	case WORD_NONE:
		if (!is_pair(c) && group_before(c, i, &g)) // B、C都不对
			return;
		say_other(c);
		return;
	case WORD_BOTH:
	case WORD_TIE:
		say_other(c);
		return;
	default:
		return;
	}
}

// --- Clauses.

static bool both_alike(const struct clause *c)
{
	struct group g = {0};
	for (size_t i = c->from; i < c->to; i++)
		if (group_at(c->r, i, c->to, true, &g))
			return is_pair(c) && !is_one(g.places) &&
			       has(c, g.to, c->to, WORD_ALL);
	return false;
}

static void read_clause(struct clause *c)
{
	struct group g = {0};
	if (c->from >= c->to)
		return;
	if (has(c, c->from, c->to, WORD_CANNOT)) {
		say_other(c);
		return;
	}
	if (c->asked && group_at(c->r, c->from, c->to, true, &g) && g.to == c->to &&
	    !g.alternative && !c->list[c->from].gap) {
		say(c, LEVEL_STATED, g.places, g.clash);
		return;
	}
	if (c->question || has(c, c->from, c->to, WORD_QUESTION))
		return;
	if (both_alike(c)) {
		say_other(c);
		return;
	}
	for (size_t i = c->from; i < c->to; i++)
		say_word(c, i);
}

// What the next clause is about, if it does not say.
static void keep_subject(struct clause *c)
{
	struct group g = {0};
	if (!group_before(c, c->to, &g))
		return;
	size_t end = g.to < c->to ? g.to + 1 : c->to; // "回复1相比回复2，"
	bool beside = has(c, c->from, g.from, WORD_BESIDE) ||
		      (has(c, g.to, c->to, WORD_BESIDE) && !is_beside(c, end)) ||
		      has(c, c->from, c->to, WORD_THAN) ||
		      has(c, c->from, c->to, WORD_INSTEAD);
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
		    (what == TOKEN_COLON && has(c, c->from, i, WORD_QUESTION)))
			return i;
	}
	return end;
}

static void read_sentence(struct reading *r, size_t from, size_t end)
{
	struct clause c = {.r = r, .list = r->tokens.list};
	c.question = end < r->tokens.n && c.list[end].what == TOKEN_ASK;
	c.final = has(&c, from, end, WORD_FINAL);
	for (c.from = from; c.from < end; c.from = c.to + 1) {
		c.to = clause_end(&c, end);
		read_clause(&c);
		keep_subject(&c);
		c.asked = c.to < end && c.list[c.to].what == TOKEN_COLON;
	}
}

void read_clauses(struct reading *r)
{
	size_t from = r->start;
	for (size_t i = from; i < r->tokens.n; i++) {
		if (!is_end(&r->tokens.list[i]))
			continue;
		read_sentence(r, from, i);
		from = i + 1;
	}
}
