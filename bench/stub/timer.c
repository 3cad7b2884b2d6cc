#include "timer.h"

#include <stdio.h>
#include <stdlib.h>

void timers_add(struct timers *t, struct timer timer)
{
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 1024;
		t->at = realloc(t->at, t->cap * sizeof *t->at);
		if (!t->at) {
			fprintf(stderr, "stub: out of memory\n");
			abort();
		}
	}
	size_t i = t->n++;
	for (; i > 0 && t->at[(i - 1) / 2].due > timer.due; i = (i - 1) / 2)
		t->at[i] = t->at[(i - 1) / 2];
	t->at[i] = timer;
}

const struct timer *timers_first(const struct timers *t)
{
	return t->n ? &t->at[0] : NULL;
}

void timers_drop_first(struct timers *t)
{
	struct timer last = t->at[--t->n];
	size_t i = 0;
	for (size_t child; (child = 2 * i + 1) < t->n; i = child) {
		if (child + 1 < t->n && t->at[child + 1].due < t->at[child].due)
			child++;
		if (last.due <= t->at[child].due)
			break;
		t->at[i] = t->at[child];
	}
	if (t->n)
		t->at[i] = last;
}

void timers_release(struct timers *t)
{
	free(t->at);
	*t = (struct timers){0};
}
