// A stream of text to a file: plain, or compressed when the name ends in .zst or .gz.
//
// Written beside its final name and moved there by output_close(), so that a file is
// whole or absent; what is no regular file (/dev/null, a pipe) is written in place.
// Hashed (SHA-256 of the uncompressed bytes) on the way. The same text gives the same
// file. "-" is standard output. Once a call failed, every further one fails alike. One
// thread.
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include "base/err.h"
#include "base/hash.h"

struct output;

// ERR_EXISTS if a file is there and it must not be replaced; also at output_close(), if
// it came there meanwhile.
struct output *output_open(const char *path, bool may_replace, struct err *e) MUST_CHECK;
// Whether output_open() would do now, for those who write at the end of long work. "-"
// and what is no regular file will do.
bool output_check(const char *path, bool may_replace, struct err *e) MUST_CHECK;
bool output_add(struct output *out, struct str s, struct err *e) MUST_CHECK;
// Moves the file to its name; on failure removes it. Either way `out` is gone. `sha256`
// may be NULL.
bool output_close(struct output *out, char sha256[SHA256_HEX + 1],
		  struct err *e) MUST_CHECK;
void output_abandon(struct output *out); // removes what was written; NULL is legal
// All of it in one: the whole file, or none.
bool output_write(const char *path, bool may_replace, struct str s,
		  struct err *e) MUST_CHECK;

#endif
