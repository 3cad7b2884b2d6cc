// Bytes of a text file of whatever encoding, made UTF-8 piece by piece. Private to
// input.c.
//
// The encoding is decided as late as it can be: a byte order mark or a NUL pattern at the
// front first, then, while all is ASCII, nothing, and at the first other byte by what
// follows. Memory is bounded by the piece handed in and CHARSET_SAMPLE. One thread.
#ifndef BASE_CHARSET_H
#define BASE_CHARSET_H

#include <iconv.h>

#include "base/buf.h"
#include "base/input.h"

#define CHARSET_SAMPLE \
	((size_t)64 << 10) // what the choice between UTF-8 and GB18030 sees

struct charset {
	enum input_encoding encoding; // INPUT_DETECT while it is open
	size_t repaired;              // places that were no valid text
	bool begun;                   // private, as all below: the front was looked at
	bool converts;                // cd is open
	iconv_t cd;
	struct buf held; // bytes that wait for more
};

void charset_init(struct charset *c, enum input_encoding asked);
void charset_release(struct charset *c);
// Adds to `out` what `raw` means; `last`: nothing follows. Text that holds NUL is
// ERR_INPUT.
bool charset_add(struct charset *c, struct str raw, bool last, struct buf *out,
		 struct err *e) MUST_CHECK;
const char *charset_name(enum input_encoding encoding);

#endif
