// A stream of text from a file, whatever wraps it.
//
// Opens plain files, `.zst` and `.gz` (told by their magic, not their name), and members
// of a `.zip`; "-" is standard input. Hands out UTF-8. The encoding is detected: UTF-8
// with or without BOM, UTF-16 LE/BE (BOM, or a NUL pattern), GB18030 (asked for, or valid
// GB18030 where UTF-8 is not). Text that fits none is repaired with U+FFFD and counted.
// Memory is bounded by the chunk and the longest line asked for. A file that holds NUL
// bytes and is no UTF-16 is "not a text file". Messages name the file; once a call
// failed, every further one fails alike. One thread.
#ifndef BASE_INPUT_H
#define BASE_INPUT_H

#include "base/arena.h"
#include "base/err.h"

struct input;

enum input_encoding {
	INPUT_DETECT,
	INPUT_UTF8,
	INPUT_UTF16LE,
	INPUT_UTF16BE,
	INPUT_GB18030
};

// A zip that holds one file (junk aside) is read as that file; of several, ERR_INPUT.
struct input *input_open(const char *path, enum input_encoding encoding,
			 struct err *e) MUST_CHECK;
// The zip member `name` (as zip_list gives it).
struct input *input_open_member(const char *zip_path, const char *name,
				enum input_encoding encoding, struct err *e) MUST_CHECK;
// `text` is borrowed, and taken as it is: compression is not looked for.
struct input *input_from_str(struct str text, const char *name);
void input_close(struct input *in); // NULL is legal

// The next line without its \n or \r\n; 1 got one, 0 end, -1 error. *line is valid until
// the next call. A line over `max` bytes is ERR_INPUT. A last line without newline
// counts.
int input_line(struct input *in, size_t max, struct str *line, struct err *e) MUST_CHECK;
size_t input_line_number(const struct input *in); // of the line last returned, from 1
// The next piece of text, in whatever size it comes; for readers with their own idea of a
// line. 1, 0, -1 and the life of *piece as above.
int input_some(struct input *in, struct str *piece, struct err *e) MUST_CHECK;
// Everything that is left, at most `max` bytes.
bool input_rest(struct input *in, struct arena *a, size_t max, struct str *out,
		struct err *e) MUST_CHECK;
const char *input_encoding_name(const struct input *in); // "UTF-8", "GB18030", ...
size_t input_repaired(const struct input *in);           // places that were no valid text

#endif
