// The terminal: how wide, whether it is one, how many columns a text takes, safe to show.
#ifndef BASE_TERM_H
#define BASE_TERM_H

#include "base/buf.h"

bool term_is_tty(int fd);      // and TERM is not dumb
size_t term_columns(int fd);   // 80 when unknown
bool term_colour(int fd);      // a terminal, NO_COLOR unset
size_t term_width(struct str s); // columns of UTF-8: East Asian wide 2, combining and zero-width 0
// Adds s cut to `columns` (an ellipsis where cut), control characters shown as U+FFFD-free escapes (\n as a space), padded.
void term_cell(struct buf *out, struct str s, size_t columns, bool pad_left);
void term_safe(struct buf *out, struct str s); // control characters but \n and \t escaped as \x1b

#endif
