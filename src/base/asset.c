#include "base/asset.h"

#include <stdlib.h>

static int by_name(const void *name, const void *row)
{
	return strcmp(name, ((const struct asset *)row)->name);
}

const struct asset *asset_find(const char *name)
{
	return bsearch(name, assets, assets_n, sizeof(assets[0]), by_name);
}

struct str asset_text(const char *name)
{
	const struct asset *a = asset_find(name);

	return a ? (struct str){(const char *)a->data, a->size} : STR_NONE;
}
