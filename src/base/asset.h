// Files of data/ that are compiled in, by their path there ("taxonomies/s-eval.yaml").
#ifndef BASE_ASSET_H
#define BASE_ASSET_H

#include "base/str.h"

struct asset {
	const char *name;
	const unsigned char *data;
	size_t size;
};

extern const struct asset assets[]; // generated, sorted by name
extern const size_t assets_n;

const struct asset *asset_find(const char *name); // NULL if there is none
struct str asset_text(const char *name);          // STR_NONE if there is none

#endif
