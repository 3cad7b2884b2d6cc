// Whatever the bytes are, no importer falls over them: what it hands on are whole items,
// and a failure is told.
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "exchange/exchange.h"
#include "fuzz.h"
#include "suite/taxonomy_file.h"

static bool check_item(void *ctx, const struct item *item, struct err *e)
{
	(void)ctx;
	(void)e;
	FUZZ_CHECK(item->id.n > 0 && utf8_valid(item->id));
	FUZZ_CHECK(item->lang.n > 0);
	FUZZ_CHECK(utf8_valid(item->prompt));
	FUZZ_CHECK(item->kind != ITEM_OPEN || item->attack.n || str_trim(item->prompt).n);
	return true;
}

static void import(const struct importer_desc *desc, const struct taxonomy *t,
		   const char *path)
{
	struct arena a = {0};
	struct suite_report report = {0};
	struct err e = {0};
	void *settings = arena_alloc(&a, desc->settings_size + 1);
	struct import_job job = {
		.paths = &path,
		.n_paths = 1,
		.settings = settings,
		.taxonomy = t,
		.report = &report,
		.put = check_item,
	};

	if (desc->params)
		opt_defaults(desc->params, settings, &a);
	bool ok = desc->import(&job, &e);
	FUZZ_CHECK(ok == (e.code == ERR_NONE));
	FUZZ_CHECK(ok || e.msg[0]);
	suite_report_release(&report);
	arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena arena;
	static const struct taxonomy *t;
	char path[40];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	FUZZ_CHECK(fd >= 0 && file_write_all(fd, fuzz_str(data, size)));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (!t) {
		struct faults f;

		faults_init(&f);
		t = taxonomy_load(&arena, STR("s-eval"), &f);
		FUZZ_CHECK(t != NULL);
		faults_release(&f);
	}
	for (size_t i = 0; i < importers_n; i++)
		import(importers[i], t, path);
	close(fd);
	return 0;
}
