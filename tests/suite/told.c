#include "told.h"

#include <stdio.h>

static const char *without(struct str text, const char *folder)
{
	static char out[4][20000];
	static size_t turn;
	char *p = out[turn++ % 4];
	size_t n = 0;
	struct str name = str_of(folder);

	while (text.n && n + 1 < sizeof(out[0])) {
		bool here = name.n && str_starts(text, name);
		size_t skip = here ? name.n + 1 : 1;

		if (!here)
			p[n++] = text.p[0];
		text = str_slice(text, skip, text.n);
	}
	p[n] = '\0';
	return p;
}

const char *told(struct faults *f, const char *folder)
{
	struct buf out;
	const char *text;

	buf_init(&out, 1 << 20);
	faults_print(f, &out);
	text = without(buf_str(&out), folder);
	buf_release(&out);
	faults_release(f);
	faults_init(f);
	return text;
}

const char *told_err(const struct err *e, const char *folder)
{
	return without(str_of(e->msg), folder);
}
