#include "report/people.h"

#include "store/annotations.h"

bool people_open(struct people *p, struct store *store, struct err *e)
{
	*p = (struct people){0};
	arena_init(&p->arena);
	if (store_annotations(store, &p->arena, STR_NONE, &p->list, &p->n, e))
		return true;
	people_close(p);
	return false;
}

void people_close(struct people *p)
{
	arena_release(&p->arena);
}

bool people_find(struct people *p, uint64_t ordinal, struct consensus *out)
{
	while (p->at < p->n && p->list[p->at].ordinal < ordinal)
		p->at++;
	size_t end = p->at;
	while (end < p->n && p->list[end].ordinal == ordinal)
		end++;
	if (end == p->at)
		return false;
	*out = annotation_consensus(&p->list[p->at], end - p->at);
	p->at = end;
	return true;
}
