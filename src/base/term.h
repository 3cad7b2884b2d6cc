// The terminal: how wide, whether it is one, how many columns a text takes, safe to show.
#ifndef BASE_TERM_H
#define BASE_TERM_H

#include "base/buf.h"

bool term_is_tty(int fd);    // and TERM is not dumb
size_t term_columns(int fd); // 80 when unknown
// Columns of UTF-8 as term_cell() shows it: East Asian wide 2, combining and zero-width
// 0, an emoji sequence (skin tone, joiner, flag) 2. Ambiguous width counts 1.
size_t term_width(struct str s);
// Adds s padded to `columns`, or cut to them between characters with an ellipsis. \n and
// \t become a space; other controls, and what turns the direction of text, are shown as
// \x1b or \u202e.
void term_cell(struct buf *out, struct str s, size_t columns, bool pad_left);
// The same escapes, but \n and \t stay. Ill-formed UTF-8 shows as U+FFFD in both.
void term_safe(struct buf *out, struct str s);

#endif
