#include "imported.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static void read_back(struct imported *im)
{
	struct err e = {0};
	struct suite *s = suite_open(im->path, &e);

	if (!s)
		fail_msg("%s", e.msg);
	im->items = arena_array(&im->arena, im->report.written + 1, sizeof(*im->items));
	for (int got; (got = suite_next(s, &im->arena, &im->items[im->n], &e)) != 0;) {
		if (got < 0)
			fail_msg("%s", e.msg);
		assert_true(im->n++ < im->report.written);
	}
	assert_int_equal(im->n, im->report.written);
	suite_close(s);
}

static void *settings_of(struct arena *a, const struct importer_desc *desc,
			 const char *options)
{
	void *settings = arena_alloc(a, desc->settings_size + 1);
	struct str rest = str_of(options);

	if (desc->params)
		opt_defaults(desc->params, settings, a);
	while (rest.p) {
		struct str value = str_cut(&rest, ' ');
		struct str name = str_cut(&value, '=');
		struct err e = {0};

		if (!opt_assign(desc->params, settings, a, name, value, &e))
			fail_msg("%s", e.msg);
	}
	return settings;
}

void imported_make(struct imported *im, const char *format, const char *options,
		   const char *const *paths, size_t n_paths)
{
	static unsigned turn;
	const struct importer_desc *desc = importer_find(str_of(format));
	struct import_settings s = {0};
	struct opt_list list;
	char name[40];

	assert_non_null(desc);
	imported_release(im);
	snprintf(name, sizeof(name), "suite-%u.jsonl", turn++);
	s.output = arena_str(&im->arena, str_of(folder_path(name)));
	im->path = s.output.p;
	list.n = n_paths;
	list.items = arena_array(&im->arena, n_paths + 1, sizeof(*list.items));
	for (size_t i = 0; i < n_paths; i++)
		list.items[i] = str_of(paths[i]);
	im->ok =
		import_suite(&im->arena, desc, &s, settings_of(&im->arena, desc, options),
			     &list, &im->report, &im->e);
	if (im->ok)
		read_back(im);
	else
		assert_int_not_equal(access(im->path, F_OK), 0);
}

void imported_one(struct imported *im, const char *format, const char *options,
		  const char *path)
{
	imported_make(im, format, options, &path, 1);
}

void imported_release(struct imported *im)
{
	suite_report_release(&im->report);
	arena_release(&im->arena);
	*im = (struct imported){0};
}

uint64_t imported_count(const struct tally *t, const char *name)
{
	return tally_get(t, str_of(name));
}

struct str imported_counts(struct arena *a, const struct tally *t)
{
	struct buf text;
	struct str out;

	buf_init(&text, 1 << 20);
	for (size_t i = 0; i < t->counts.n; i++)
		buf_addf(&text, "%s" STR_FMT "=%llu", i ? " " : "",
			 STR_ARG(t->counts.entries[i].key),
			 (unsigned long long)t->counts.entries[i].value.num);
	out = buf_dup(a, &text);
	buf_release(&text);
	return out;
}
