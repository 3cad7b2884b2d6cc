// GET /api/admin/export: what people said, as a file to download.
#include "web/export.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "people/sheets.h"
#include "web/routes.h"

struct export
{
	struct visit visit; // its request is kept
	struct str who;     // asked for it
	pthread_t thread;
	atomic_bool ready;

	// Before the thread starts, and again once it is ready.
	const char *run;
	const struct protocol *protocol;
	struct campaign_settings campaign;
	const struct sheets_form *form;
	struct sheets_settings sheets;
	struct arena arena; // the thread's
	int file;           // open, and gone from its folder; -1: failed
	bool refused;       // by what was asked, not by this machine
	struct err e;
};

// --- In the thread.

// The forms write files by name: in a folder of their own, which nobody else can look
// into.
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

static char *make_folder(struct export *x)
{
	const char *temp = getenv("TMPDIR");
	char *folder = arena_cstr(&x->arena, arena_printf(&x->arena, "%s/assay-XXXXXX",
							  temp && *temp ? temp : "/tmp"));

	if (mkdtemp(folder))
		return folder;
	err_sys(&x->e, "%s", folder);
	return NULL;
}

static bool write_sheet(struct export *x, struct campaign *c, const char *path)
{
	struct sheets_counts counts;

	if (!sheets_write(c, x->form, path, &x->sheets, &counts, &x->e))
		return false;
	x->file = open(path, O_RDONLY | O_CLOEXEC);
	return x->file >= 0 || err_sys(&x->e, "%s", path);
}

static void write_file(struct export *x, struct campaign *c)
{
	char *folder = make_folder(x);

	if (!folder)
		return;
	write_sheet(x, c,
		    arena_printf(&x->arena, "%s/annotations%s", folder,
				 sheets_ending(x->form))
			    .p);
	remove_folder(&x->arena, folder);
}

static void *run_export(void *ctx)
{
	struct export *x = ctx;
	struct store *s = store_open(x->run, false, &x->e);
	struct campaign *c = NULL;

	if (s)
		c = campaign_open(s, x->protocol, &x->campaign, &x->e);
	if (c)
		write_file(x, c);
	x->refused = c && store_faults(s) == 0 && x->e.code == ERR_NOT_FOUND;
	campaign_close(c);
	if (s && !store_close(s, &x->e))
		log_warn("annotate: %s", x->e.msg);
	atomic_store(&x->ready, true);
	return NULL;
}

// --- In the loop.

// A name that every system takes, whatever the protocol's own is.
static const char *disposition(const struct export *x)
{
	const struct visit *v = &x->visit;
	char *name = arena_cstr(v->arena, x->protocol->name);

	for (char *c = name; *c; c++)
		if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
		      (*c >= '0' && *c <= '9') || *c == '-'))
			*c = '_';
	return arena_printf(v->arena, "attachment; filename=\"%s%s\"", name,
			    sheets_ending(x->form))
		.p;
}

static void forget(struct export *x)
{
	x->visit.web->export = NULL;
	arena_release(&x->arena);
	mem_free(x);
}

static void send_file(struct export *x)
{
	struct visit *v = &x->visit;
	struct web_reply reply = {
		.status = 200,
		.type = sheets_media_type(x->form),
		.file = arena_copy(v->arena, &x->file, sizeof(x->file)),
		.headers = {{"Content-Disposition", disposition(x)}},
		.n_headers = 1,
	};
	struct str what = str_of(sheets_ending(x->form));
	struct err e = {0};

	if (store_add_audit(v->web->of.store, x->who, "exported", what, &e)) {
		visit_reply(v, &reply);
	} else {
		close(x->file);
		visit_fail(v, &e, STR_NONE);
	}
}

// Whatever the code: what was asked for is no fault.
static void fail(struct export *x)
{
	x->e.code = ERR_IO;
	visit_fail(&x->visit, &x->e, STR_NONE);
}

void export_poll(struct annotate *a)
{
	struct export *x = a->export;

	if (!x || !atomic_load(&x->ready))
		return;
	pthread_join(x->thread, NULL);
	x->visit.faults = store_faults(a->of.store);
	if (x->file >= 0)
		send_file(x);
	else if (x->refused)
		visit_refuse(&x->visit, 404, "not_found", STR("rater"), "%s", x->e.msg);
	else
		fail(x);
	forget(x);
}

void export_drop(struct annotate *a)
{
	if (!a->export)
		return;
	pthread_join(a->export->thread, NULL);
	if (a->export->file >= 0)
		close(a->export->file);
	forget(a->export);
}

static struct export *make_export(struct visit *v, const struct sheets_form *form)
{
	struct export *x = mem_zalloc(sizeof(*x));

	x->visit = *v;
	x->visit.rater = NULL;
	x->who = arena_str(v->arena, v->rater->name);
	x->run = store_path(v->web->of.store);
	x->protocol = v->web->of.protocol;
	x->campaign = v->web->of.settings;
	x->campaign.look = true;
	x->form = form;
	x->sheets.rater = server_query(v->request, "rater");
	x->sheets.alone = true;
	x->file = -1;
	return x;
}

void api_export(struct visit *v)
{
	const struct sheets_form *form = sheets_find(server_query(v->request, "to"));
	struct annotate *a = v->web;
	struct err e = {0};

	if (!form) {
		visit_refuse(v, 400, "bad_form", STR("to"), "expected one of %s",
			     sheets_names());
		return;
	}
	if (a->export) {
		visit_refuse(v, 409, "busy", STR_NONE,
			     "another file is being made; try again in a moment");
		return;
	}
	// The other handle sees what is committed.
	if (!store_flush(a->of.store, &e)) {
		visit_fail(v, &e, STR_NONE);
		return;
	}
	a->export = make_export(v, form);
	if (pthread_create(&a->export->thread, NULL, run_export, a->export) != 0) {
		forget(a->export);
		visit_fail(v, &(struct err){ERR_IO, "no thread for an export"}, STR_NONE);
	}
}
