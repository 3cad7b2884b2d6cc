// Finds in the body of a chat completions request what the stub needs, in one pass and
// without building a tree.
#ifndef STUB_SCAN_H
#define STUB_SCAN_H

#include "buf.h"

struct scan {
	struct slice model;  // raw, as it stands between the quotes, or empty
	struct slice prompt; // the last message's text, unescaped
	unsigned messages;   // texts seen: "content" or "text" with a string
};

// SPARE holds the prompt where it had to be unescaped, so `out` lives as long as both
// BODY and SPARE do. False when the body is no JSON object: brackets or strings
// left open. (It checks no more than that: numbers and commas go unlooked at.)
bool scan_body(struct slice body, struct buf *spare, struct scan *out);

// Whether most of the text's letters are Chinese; a Chinese character weighs as much as
// three letters, about a word's worth.
bool scan_is_zh(struct slice text);

#endif
