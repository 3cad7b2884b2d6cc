// A row of training data in chat form. Not for other rooms.
#ifndef EXCHANGE_CHAT_ROW_H
#define EXCHANGE_CHAT_ROW_H

#include "base/buf.h"
#include "core/item.h"

// Sets `line` to {"messages": [{role, content}, ...]} and a line break; the last one is
// the assistant's `reply`. Failure is the buffer's.
void chat_row(struct buf *line, const struct message *messages, size_t n,
	      struct str reply);

#endif
