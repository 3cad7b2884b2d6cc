// YAML read into a tree in which every node knows its line and column.
//
// libyaml's events are the source; it stays behind this header. One document a file.
// Aliases, anchors and merge keys are refused (a configuration needs none, and they let a
// small file grow without bound); duplicate keys are refused; depth is bounded (64) and
// size too (16 MiB). Scalars stay text: what they mean is the reader's business. Any
// thread.
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include "base/arena.h"
#include "base/err.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_pair;
struct yaml {
	enum yaml_kind kind;
	size_t line, column; // from 1
	struct str scalar;   // of a scalar; "" for an empty one
	bool plain;          // a scalar without quotes: null, true, 12 mean themselves
	struct yaml **items; // [n] of a list
	struct yaml_pair *pairs; // [n] of a map, in the file's order
	size_t n;
};
struct yaml_pair {
	struct str key;
	size_t line, column;
	struct yaml *value;
};

// NULL and "FILE:LINE: ..." in e. `name` is what messages call the text. An empty
// document is a map without pairs.
const struct yaml *yaml_parse(struct arena *a, struct str text, const char *name,
			      struct err *e) MUST_CHECK;
// NULL if absent, or if `map` is NULL or no map.
const struct yaml *yaml_get(const struct yaml *map, const char *key);
// STR_NONE unless a scalar that is not a plain null.
struct str yaml_str(const struct yaml *y);
// These want a plain scalar: a quoted "12" is a text.
bool yaml_int(const struct yaml *y, int64_t *out);
bool yaml_real(const struct yaml *y, double *out);
bool yaml_bool(const struct yaml *y, bool *out); // true / false only
bool yaml_is_null(const struct yaml *y);         // absent, or a plain null / ~ / empty
const char *yaml_kind_name(const struct yaml *y);

#endif
