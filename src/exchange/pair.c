#include "exchange/pair.h"

#include "base/hash.h"

struct hash128 pair_hash(struct str prompt, struct str one, struct str other)
{
	bool turned = str_cmp(one, other) > 0;
	struct hasher h;
	hasher_init(&h);
	hasher_field(&h, prompt);
	hasher_field(&h, turned ? other : one);
	hasher_field(&h, turned ? one : other);
	return hasher_end(&h);
}

static bool drop(const struct import_job *job, const char *why)
{
	tally_add(&job->report->dropped, str_of(why), 1);
	return true;
}

bool pair_put(const struct import_job *job, struct arena *a, struct item *item,
	      struct str better, struct str worse, struct err *e)
{
	better = str_trim(better);
	worse = str_trim(worse);
	if (!str_trim(item->prompt).n)
		return drop(job, "empty prompt");
	if (!better.n || !worse.n)
		return drop(job, "empty reply");
	if (str_eq(better, worse))
		return drop(job, "pair of the same reply");
	item->kind = ITEM_PAIR;
	item->better = (int)(pair_hash(item->prompt, better, worse).lo & 1);
	item->replies[item->better] = better;
	item->replies[!item->better] = worse;
	if (str_empty(item->id))
		item->id = item_content_id(a, item);
	return job->put(job->ctx, item, e);
}
