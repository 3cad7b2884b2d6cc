// The ciphers of instruction_encryption, and their inverses.
//
// Pure. Encoders take any bytes; decoders take what the encoder made and nothing else.
#ifndef ATTACK_CIPHER_H
#define ATTACK_CIPHER_H

#include "base/arena.h"
#include "base/err.h"

// RFC 3986: every byte that is not unreserved becomes %XX.
struct str cipher_url(struct arena *a, struct str text);
bool cipher_url_decode(struct arena *a, struct str text, struct str *out) MUST_CHECK;
// RFC 4648, section 4, with padding.
struct str cipher_base64(struct arena *a, struct str text);
bool cipher_base64_decode(struct arena *a, struct str text, struct str *out) MUST_CHECK;
// Latin letters move on within their alphabet, Han characters (U+4E00 to U+9FFF) by code
// point within that block; all else stays. The inverse is the negative shift. Text must
// be UTF-8.
struct str cipher_caesar(struct arena *a, struct str text, int shift);

#endif
