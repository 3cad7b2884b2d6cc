#include "engine/pairs/pairs_spool.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct spool {
	FILE *file;
};

struct spool *spool_create(struct str folder, struct err *e)
{
	struct arena a;
	arena_init(&a);
	char *path = arena_cstr(&a, arena_printf(&a, STR_FMT "/.assay-pairs-XXXXXX",
						 STR_ARG(folder)));
	int fd = mkstemp(path);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w+b");
	if (fd >= 0)
		unlink(path);
	if (!file) {
		err_sys(e, STR_FMT, STR_ARG(folder));
		if (fd >= 0)
			close(fd);
		arena_release(&a);
		return NULL;
	}
	arena_release(&a);
	struct spool *s = mem_zalloc(sizeof(*s));
	s->file = file;
	return s;
}

void spool_destroy(struct spool *s)
{
	if (!s)
		return;
	(void)fclose(s->file); // it has no name
	mem_free(s);
}

bool spool_add(struct spool *s, struct str text, struct err *e)
{
	uint64_t n = text.n;
	return (fwrite(&n, sizeof(n), 1, s->file) == 1 &&
		fwrite(text.p, 1, text.n, s->file) == text.n) ||
	       err_sys(e, "putting pairs aside");
}

bool spool_rewind(struct spool *s, struct err *e)
{
	return (fflush(s->file) == 0 && fseek(s->file, 0, SEEK_SET) == 0) ||
	       err_sys(e, "putting pairs aside");
}

int spool_next(struct spool *s, struct arena *a, struct str *out, struct err *e)
{
	uint64_t n;
	if (fread(&n, sizeof(n), 1, s->file) != 1) {
		if (!ferror(s->file))
			return 0;
		err_sys(e, "reading what was put aside");
		return -1;
	}
	char *text = arena_alloc(a, (size_t)n + 1);
	if (fread(text, 1, (size_t)n, s->file) != n) {
		err_sys(e, "reading what was put aside");
		return -1;
	}
	*out = (struct str){text, (size_t)n};
	return 1;
}
