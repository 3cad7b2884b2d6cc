// A stream of text to a file: plain, or compressed when the name ends in .zst or .gz.
//
// Written beside its final name and moved there by output_close(), so that a file is whole or
// absent; hashed (SHA-256 of the uncompressed bytes) and counted on the way. "-" is standard output. One thread.
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include "base/err.h"
#include "base/hash.h"

struct output;

struct output *output_open(const char *path, bool may_replace, struct err *e) MUST_CHECK; // else ERR_EXISTS
bool output_add(struct output *out, struct str s, struct err *e) MUST_CHECK;
// Moves the file to its name; on failure removes it. Either way `out` is gone. `sha256` may be NULL.
bool output_close(struct output *out, char sha256[SHA256_HEX + 1], struct err *e) MUST_CHECK;
void output_abandon(struct output *out); // removes what was written; NULL is legal

#endif
