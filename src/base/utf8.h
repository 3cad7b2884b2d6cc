// UTF-8: checking, walking, repairing (Unicode 15, section 3.9, table 3-7).
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"

#define UTF8_REPLACEMENT 0xFFFDu

bool utf8_valid(struct str s);
// The offset of the first byte that is not part of valid UTF-8, or s.n.
size_t utf8_valid_prefix(struct str s);
// Decodes one code point at the front and cuts it off *s (which must not be empty). An
// ill-formed sequence gives UTF8_REPLACEMENT for its maximal subpart.
uint32_t utf8_next(struct str *s);
// How many bytes were written. Surrogates and what is over 10FFFF give U+FFFD.
size_t utf8_encode(uint32_t cp, char out[4]);
size_t utf8_count(struct str s); // code points
// Each maximal ill-formed subpart becomes U+FFFD; returns s itself where it is valid
// already.
struct str utf8_repair(struct arena *a, struct str s);
// The longest prefix of at most `max` bytes that does not cut a code point.
struct str utf8_clip(struct str s, size_t max);

#endif
