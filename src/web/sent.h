// Answers that a client may send again because the reply was lost: the last ones of all
// raters, by the key that the client gave. What people write has no task by which the
// campaign would know it again.
#ifndef WEB_SENT_H
#define WEB_SENT_H

#include "people/campaign.h"

struct sent;

struct sent *sent_create(void);
void sent_destroy(struct sent *s); // NULL is legal
// A key that is empty or too long is never found, nor kept.
bool sent_find(const struct sent *s, int64_t rater, struct str key,
	       struct answer_saved *out);
void sent_add(struct sent *s, int64_t rater, struct str key,
	      const struct answer_saved *saved);

#endif
