// The normal form in which replies to multiple choice, and the texts shown, are read. The
// rest of the room knows a text in this form alone.
#ifndef JUDGE_CHOICE_PLAIN_H
#define JUDGE_CHOICE_PLAIN_H

#include "base/arena.h"
#include "base/str.h"

// Half-width, simplified, without marks of emphasis, quotation marks and braces; case is
// kept. At most `max` bytes of the text are taken, its beginning and its end.
struct str choice_plain(struct arena *a, struct str text, size_t max);
// Letters, digits and ideographs alone, in lower case: what two texts are compared by.
struct str choice_squeeze(struct arena *a, struct str plain);

static inline bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool is_alpha(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z');
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_alnum(char c)
{
	return is_alpha(c) || is_digit(c);
}

// Whether it begins with what is no ASCII: a Chinese word.
static inline bool begins_han(struct str s)
{
	return s.n && (unsigned char)s.p[0] >= 0x80;
}

#endif
