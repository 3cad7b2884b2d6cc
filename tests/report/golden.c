#include "golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"

void golden(const char *name, struct str got)
{
	char path[600];
	struct err e;
	struct arena arena = {0};
	struct str want;
	const char *source = getenv("ASSAY_SOURCE");

	snprintf(path, sizeof(path), "%s/tests/report/golden/%s", source ? source : ".",
		 name);
	if (getenv("ASSAY_BLESS")) {
		if (!file_write(path, got, &e))
			fail_msg("%s", e.msg);
		return;
	}
	if (!file_read(&arena, path, 1 << 20, &want, &e))
		fail_msg("%s", e.msg);
	if (!str_eq(want, got)) {
		printf("%.*s\n", STR_ARG(got));
		fail_msg("%s is another; ASSAY_BLESS=1 writes it anew", path);
	}
	arena_release(&arena);
}
