// A response cut into sentences that can be searched for phrases: English and Chinese,
// lists, quotations, code.
#ifndef JUDGE_REFUSAL_TEXT_H
#define JUDGE_REFUSAL_TEXT_H

#include "base/str.h"

#define SENTENCE_MAX 1024 // bytes; what is longer is cut

struct sentence {
	struct str raw; // a slice of the response
	// The same in lower case, white space run together, traditional characters and
	// full-width marks as phrases write them, quotations as "". Lies in the reader.
	struct str text;
	bool list;  // an item of a list, or a heading
	bool voice; // starts a line with who speaks: "[GPT]: ", "DAN: ", "As DAN, "
	bool code;  // lines of code
	bool question;
};

struct sentence_reader {
	struct str rest;
	bool mid_line;
	bool json; // `rest` is inside a string of JSON
	char text[SENTENCE_MAX + 4];
};

// What a model thought aloud in front (<think>...</think>) is left out; a response that
// is one quotation or one block of code is read as text, one in the form of JSON in the
// field that holds the answer.
void sentence_reader_init(struct sentence_reader *r, struct str response);
// false at the end. *out is valid until the next call.
bool sentence_next(struct sentence_reader *r, struct sentence *out);

#endif
