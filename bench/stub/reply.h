// The texts that the stub answers with, and the JSON around them.
#ifndef STUB_REPLY_H
#define STUB_REPLY_H

#include "scan.h"

enum reply_mode {
	REPLY_FIXED, // --reply, always
	REPLY_ECHO,  // the prompt
	REPLY_HASH,  // a refusal or a compliance in the prompt's language, by its hash
};

struct reply {
	enum reply_mode mode;
	struct slice text; // of REPLY_FIXED
	double refuse;     // share of refusals of REPLY_HASH
	uint64_t seed;
};

struct slice reply_text(const struct reply *r, const struct scan *scan,
			uint64_t prompt_hash);

// Writes a chat completion. MESSAGE is the message object as JSON; where it is NULL, the
// message is made of TEXT. Token counts are bytes / 4 + 1: no tokeniser's, but the same
// every time.
void reply_completion(struct buf *out, const struct scan *scan, uint64_t id,
		      const char *message, struct slice text, const char *finish);

// What stands before and after a long message's text.
void reply_open(struct buf *out, const struct scan *scan, uint64_t id);
void reply_close(struct buf *out, const struct scan *scan, const char *finish,
		 size_t bytes);

#endif
