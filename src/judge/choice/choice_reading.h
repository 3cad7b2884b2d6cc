// A reply while it is read: its tokens, the clause at hand, and the votes that its
// clauses have cast so far. What stands above in this room reads clauses and casts votes;
// what stands below knows only words and names.
//
// Whatever is not understood votes for nothing: a negation that stands elsewhere than
// next to what it denies, a sentence that supposes, reports, doubts or takes back.
#ifndef JUDGE_CHOICE_READING_H
#define JUDGE_CHOICE_READING_H

#include "judge/choice/choice_tokens.h"

#define VOTES_MAX 64

// Letters passed over:
#define NEAR 12 // between a statement and what it states
#define NEXT 4  // between a name and a word that judges it in itself

enum level { // how plainly something is said
	LEVEL_NONE,
	LEVEL_HINT,     // of two: one is good, or the other bad
	LEVEL_RIGHT,    // of options: it is right
	LEVEL_COMPARED, // better than the other; the best
	LEVEL_STATED,   // the answer is, I choose
	LEVEL_ALONE,    // named and nothing else
};

struct vote {
	enum level level;
	uint32_t places;
	bool final; // said as the conclusion
	bool clash;
	uint32_t from, to; // bytes of the plain text
};

struct reading {
	struct arena *arena;
	const struct choice_question *question;
	struct token_list tokens;
	size_t start; // tokens before it are not the model's own
	struct vote votes[VOTES_MAX];
	size_t n_votes;    // further ones are left out
	struct vote other; // both, neither, cannot be told; to 0: nothing said so
	size_t back;       // bytes of the plain text before this are taken back
	size_t mended;     // and before this another choice stands for what was said
};

struct clause {
	struct reading *r;
	const struct token *list;
	size_t from, to;  // tokens
	uint32_t subject; // what the sentence is about, as a clause before it says
	bool final, question;
	bool asked;    // behind a question and its colon, or what takes back
	size_t mended; // bytes before this are corrected by a name that follows
};

// One of `what`'s tokens in [from, to).
bool reading_has_word(const struct reading *r, size_t from, size_t to, unsigned what);
// A word that turns what is asked or announced to the worse: worse, wrong, not, ...
bool reading_has_adverse(const struct reading *r, size_t from, size_t to);
// The text behind token i, without blanks.
struct str reading_text_behind(const struct reading *r, size_t i);

struct str clause_text(const struct clause *c, size_t i); // of token i
// Letters passed over between tokens `from` and `to`, both named by their places.
size_t clause_letters(const struct clause *c, size_t from, size_t to);
// Whether tokens [from, to) are nothing but what leads from a word to a name.
bool clause_links(const struct clause *c, size_t from, size_t to);

// Further votes than VOTES_MAX, and votes for nothing, are left out.
void reading_vote(struct reading *r, enum level level, uint32_t places, size_t from,
		  size_t to, bool clash);
void clause_vote(struct clause *c, enum level level, uint32_t places, bool clash);
// Both, neither, cannot be told: the first of these stays.
void clause_vote_other(struct clause *c);

#endif
