#include "report/people.h"

bool people_open(struct people *p, struct store *store, struct err *e)
{
	struct annotation *list;
	*p = (struct people){0};
	arena_init(&p->arena);
	if (!store_annotations(store, &p->arena, STR_NONE, &list, &p->list.n, e)) {
		people_close(p);
		return false;
	}
	p->list.list = list;
	return true;
}

void people_close(struct people *p)
{
	arena_release(&p->arena);
}

bool people_find(struct people *p, uint64_t ordinal, struct consensus *out)
{
	return annotations_agreed(&p->list, ordinal, out);
}
