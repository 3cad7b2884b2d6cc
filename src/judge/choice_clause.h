// What the clauses of a reply to multiple choice say. For choice_parse.c only.
#ifndef JUDGE_CHOICE_CLAUSE_H
#define JUDGE_CHOICE_CLAUSE_H

#include "judge/choice_words.h"

#define VOTES_MAX 64

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

struct group { // names that stand together: "A和C"
	uint32_t places;
	size_t from, to;  // tokens
	bool alternative; // "回复1或回复2"
	bool clash;
};

struct reading {
	struct arena *arena;
	const struct choice_question *question;
	struct token_list tokens;
	size_t start; // tokens before it are not the model's own
	struct vote votes[VOTES_MAX];
	size_t n_votes;    // further ones are left out
	struct vote other; // both, neither, cannot be told; to 0: nothing said so
};

bool is_end(const struct token *t); // of a sentence or a line
// The group that begins at token i, before `end`. A letter or number alone is a name only
// next to a word that makes it one, or with `alone`.
bool group_at(const struct reading *r, size_t i, size_t end, bool alone,
	      struct group *out);
void vote(struct reading *r, enum level level, uint32_t places, size_t from, size_t to,
	  bool clash);
void read_clauses(struct reading *r);

#endif
