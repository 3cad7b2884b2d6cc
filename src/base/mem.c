#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// No atexit handlers: they may want memory too.
static _Noreturn void out_of_memory(size_t size)
{
	char line[80];
	int n = snprintf(line, sizeof(line),
			 "error: out of memory (%zu bytes asked for)\n", size);

	if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0)
		_exit(1);
	_exit(1);
}

// Never asks for 0 bytes, for which malloc may answer NULL.
void *mem_alloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		out_of_memory(size);
	return p;
}

void *mem_zalloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		out_of_memory(size);
	return p;
}

void *mem_resize(void *old, size_t count, size_t size)
{
	size_t bytes;
	void *p;

	if (__builtin_mul_overflow(count, size, &bytes))
		out_of_memory(SIZE_MAX);
	p = realloc(old, bytes ? bytes : 1);
	if (!p)
		out_of_memory(bytes);
	return p;
}

char *mem_dup(const char *text)
{
	size_t n;

	invariant(text != NULL);
	n = strlen(text) + 1;
	return memcpy(mem_alloc(n), text, n);
}

void mem_free(void *p)
{
	free(p);
}

void bug_at(const char *file, int line, const char *what)
{
	fprintf(stderr, "bug: %s:%d: %s\n", file, line, what);
	abort();
}
