// Tokens of personal links: 32 random bytes in base64url. Only their SHA-256 is kept.
#ifndef PEOPLE_TOKEN_H
#define PEOPLE_TOKEN_H

#include "base/err.h"
#include "base/hash.h"

#define TOKEN_TEXT 43

// From the kernel's generator. False if there is none to be had.
bool token_make(char text[TOKEN_TEXT + 1], struct err *e) MUST_CHECK;
void token_hash(struct str token, char hex[SHA256_HEX + 1]);
// Whether two hashes are the same, in a time that does not tell where they differ.
bool token_same(struct str a, struct str b);

#endif
