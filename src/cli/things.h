// The kinds of things that assay list and assay show know: one table for both.
#ifndef CLI_THINGS_H
#define CLI_THINGS_H

#include "base/vec.h"
#include "cli/command.h"
#include "core/taxonomy.h"

struct thing {                 // one of a list
	struct str name, note; // note: flags, version, size; may be empty
	struct bilingual summary;
};

struct things { // a VEC with a name
	struct thing *p;
	size_t n, cap;
};

struct thing_kind {
	const char *name; // "attacks"
	const char *one;  // "attack": either is understood
	const char *note; // heading of the notes, or NULL
	void (*list)(struct arena *a, struct things *out);
	// The whole of one, as text or JSON. False if there is none of that name.
	bool (*show)(struct cli *cli, struct str name, struct buf *out, struct err *e);
};

extern const struct thing_kind *const thing_kinds[]; // sorted by name
extern const size_t thing_kinds_n;
const struct thing_kind *thing_kind_find(struct str name); // NULL if unknown
// The text of a protocol's file.
bool protocol_show_yaml(struct cli *cli, struct str name, struct buf *out, struct err *e);
// How the taxonomy `name` corresponds to the taxonomy `to`.
bool taxonomy_show_map(struct cli *cli, struct str name, struct str to, struct buf *out,
		       struct err *e);

#endif
