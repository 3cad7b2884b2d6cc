// Whatever the bytes are, checking them as a suite and loading them as a taxonomy tells
// every fault in lines of text, or finds what can be read without another.
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "suite/crosswalk.h"
#include "suite/manifest.h"
#include "suite/taxonomy_file.h"

static void check_faults(struct faults *f)
{
	struct buf text;
	size_t lines = 0;

	buf_init(&text, BUF_TEXT_MAX);
	faults_print(f, &text);
	FUZZ_CHECK(utf8_valid(buf_str(&text)));
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	FUZZ_CHECK(lines == f->kept + (f->total > f->kept));
	buf_release(&text);
	faults_release(f);
	faults_init(f);
}

static void check_suite(const char *path, struct faults *f)
{
	struct arena a = {0};
	struct err e = {0};
	struct suite_summary summary;
	struct item item;
	size_t n = 0;
	struct suite *s = suite_open(path, &e);

	FUZZ_CHECK(s != NULL);
	bool ok = suite_check(s, NULL, &summary, f);
	FUZZ_CHECK(ok == (f->total == 0));
	while (ok && suite_next(s, &a, &item, &e) == 1)
		n++;
	FUZZ_CHECK(!ok || n == summary.counts.items);
	suite_close(s);
	arena_release(&a);
}

static void check_manifest(struct str text)
{
	struct arena a = {0};
	struct manifest m, again;
	struct manifest_counts counts = {0};
	struct tally none = {0};
	struct buf out;
	struct err e = {0};

	buf_init(&out, BUF_TEXT_MAX);
	counts.by_risk = counts.by_lang = counts.by_attack = counts.by_difficulty = &none;
	if (manifest_read(&a, text, "fuzz", &m, &e)) {
		manifest_write(&out, &m, &counts);
		FUZZ_CHECK(manifest_read(&a, buf_str(&out), "again", &again, &e));
		FUZZ_CHECK(str_eq(m.name, again.name) && str_eq(m.made, again.made));
	} else {
		FUZZ_CHECK(e.msg[0]);
	}
	buf_release(&out);
	arena_release(&a);
}

// Whatever tree it is: nothing of a total is lost, and it corresponds to itself or not.
static void check_tree(struct arena *a, const struct taxonomy *t)
{
	size_t *quota = arena_array(a, t->n + 1, sizeof(*quota)), sum = 0;
	bool *alone = arena_array(a, t->n + 1, sizeof(*alone));

	taxonomy_quota(t, 1000, NULL, quota);
	for (size_t i = 0; i < t->n; i = t->nodes[i].end)
		sum += quota[i];
	FUZZ_CHECK(sum == 1000);
	crosswalk_alone(t, crosswalk_make(a, t, t)->forth, alone);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	struct faults f;
	char path[40];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	FUZZ_CHECK(fd >= 0 && file_write_all(fd, fuzz_str(data, size)));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	faults_init(&f);
	check_suite(path, &f);
	check_faults(&f);
	const struct taxonomy *t = taxonomy_load(&a, str_of(path), &f);
	FUZZ_CHECK((t != NULL) == (f.total == 0));
	if (t)
		check_tree(&a, t);
	check_faults(&f);
	check_manifest(fuzz_str(data, size));
	faults_release(&f);
	arena_release(&a);
	close(fd);
	return 0;
}
