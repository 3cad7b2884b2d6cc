// GET /api/admin/export: what people said, as a file to download.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "people/sheets.h"
#include "web/routes.h"

#define EXPORT_MAX ((size_t)512 << 20)

// The forms write files, some of them with one beside: in a folder of their own, which
// nobody else can look into.
static void remove_folder(struct arena *a, const char *folder)
{
	DIR *dir = opendir(folder);

	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		struct str name = str_of(entry->d_name);
		if (!str_is(name, ".") && !str_is(name, ".."))
			unlink(path_join(a, str_of(folder), name).p);
	}
	if (dir)
		closedir(dir);
	rmdir(folder);
}

static bool make_folder(struct visit *v, char **folder, struct err *e)
{
	const char *temp = getenv("TMPDIR");

	*folder = arena_cstr(v->arena, arena_printf(v->arena, "%s/assay-XXXXXX",
						    temp && *temp ? temp : "/tmp"));
	return mkdtemp(*folder) || err_sys(e, "%s", *folder);
}

static bool write_file(struct visit *v, const struct sheets_form *form, struct str *bytes,
		       struct err *e)
{
	struct sheets_settings settings = {.rater = server_query(v->request, "rater")};
	struct sheets_counts counts;
	char *folder;
	bool ok;

	if (!make_folder(v, &folder, e))
		return false;
	const char *path =
		arena_printf(v->arena, "%s/annotations%s", folder, sheets_ending(form)).p;
	ok = sheets_write(v->web->of.campaign, form, path, &settings, &counts, e) &&
	     file_read(v->arena, path, EXPORT_MAX, bytes, e);
	remove_folder(v->arena, folder);
	return ok;
}

// A name that every system takes, whatever the protocol's own is.
static const char *disposition(struct visit *v, const struct sheets_form *form)
{
	char *name = arena_cstr(v->arena, v->web->of.protocol->name);

	for (char *c = name; *c; c++)
		if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
		      (*c >= '0' && *c <= '9') || *c == '-'))
			*c = '_';
	return arena_printf(v->arena, "attachment; filename=\"%s%s\"", name,
			    sheets_ending(form))
		.p;
}

void api_export(struct visit *v)
{
	struct str to = server_query(v->request, "to");
	const struct sheets_form *form = sheets_find(to);
	struct web_reply reply = {.status = 200, .n_headers = 1};
	struct err e = {0};

	if (!form) {
		visit_refuse(v, 400, "bad_form", STR("to"), "expected one of %s",
			     sheets_names());
		return;
	}
	if (!write_file(v, form, &reply.body, &e) ||
	    !store_add_audit(v->web->of.store, v->rater->name, "exported", to, &e)) {
		visit_fail(v, &e, STR_NONE);
		return;
	}
	reply.type = sheets_media_type(form);
	reply.headers[0] =
		(struct server_header){"Content-Disposition", disposition(v, form)};
	visit_reply(v, &reply);
}
