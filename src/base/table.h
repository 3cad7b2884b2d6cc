// A table in the terminal: columns as wide as their contents, CJK-aware, numbers to the
// right.
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include "base/buf.h"

struct table {
	struct arena arena;
	struct str *cells;      // rows x columns, row 0 is the header
	size_t columns, n, cap; // private
	uint64_t right;         // bit i: column i is aligned to the right
};

void table_init(struct table *t, size_t columns, uint64_t right);
// With a row of heads, '|' between them: a column for each.
void table_init_heads(struct table *t, const char *heads, uint64_t right);
void table_release(struct table *t);
void table_add(struct table *t, struct str cell); // cell by cell, row after row
void table_addf(struct table *t, const char *fmt, ...) PRINTF(2, 3);
// `columns` 0: no limit; else the widest left-aligned columns give way, and a table that
// is still too wide is folded: its first left-aligned columns are repeated before each
// part of the others. Markdown when `markdown`.
void table_print(struct table *t, struct buf *out, size_t columns, bool markdown);

#endif
