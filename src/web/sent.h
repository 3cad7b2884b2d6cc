// What a client may send again because the reply was lost: the last answers of all
// raters, by the key that the client gave, so that a late repetition does not replace
// what was said after it. Kept in memory alone; after a new start campaign_said() and
// revisions tell. One thread.
#ifndef WEB_SENT_H
#define WEB_SENT_H

#include "people/campaign.h"

struct sent;

struct sent *sent_create(void);
void sent_destroy(struct sent *s); // NULL is legal
// A key that is empty or too long is never found, nor kept.
bool sent_find(const struct sent *s, int64_t rater, int64_t task, struct str key,
	       struct answer_saved *out);
void sent_add(struct sent *s, int64_t rater, int64_t task, struct str key,
	      const struct answer_saved *saved);

#endif
