#include "cli/annotate_files.h"

#include <stdio.h>

#include "base/file.h"
#include "cli/summary.h"
#include "engine/made.h"
#include "people/written.h"

bool annotate_files_asked(const struct annotate_files *f)
{
	return f->to.n > 0 || f->from.n > 0 || f->items.n > 0;
}

static const struct sheets_form *form_of(const struct annotate_files *f, struct str path,
					 struct err *e)
{
	const struct sheets_form *form =
		f->form.n ? sheets_find(f->form) : sheets_of_path(path);

	if (!form && f->form.n)
		err_set(e, ERR_INPUT, "--form: expected one of %s, got \"" STR_FMT "\"",
			sheets_names(), STR_ARG(f->form));
	else if (!form)
		err_set(e, ERR_INPUT,
			STR_FMT ": expected a name that ends in .csv, .jsonl, .json or "
				".xlsx, or --form (one of %s)",
			STR_ARG(path), sheets_names());
	return form;
}

// --- What was done, as one object or a few lines.

static void put_json(struct buf *out, const char *what, struct str path,
		     const struct sheets_counts *n)
{
	struct json_writer w;

	json_writer_init(&w, out, 0);
	json_begin(&w, '{');
	json_field_cstr(&w, "schema", "assay/annotation-files/1");
	json_field_str(&w, what, path);
	json_field_int(&w, "rows", (int64_t)n->rows);
	json_field_int(&w, "cut", (int64_t)n->cut);
	json_field_int(&w, "blank", (int64_t)n->blank);
	json_field_int(&w, "new", (int64_t)n->fresh);
	json_field_int(&w, "same", (int64_t)n->same);
	json_field_int(&w, "changed", (int64_t)n->changed);
	json_field_int(&w, "conflicts", (int64_t)n->conflicts);
	json_field_int(&w, "full", (int64_t)n->full);
	json_field_int(&w, "raters_added", (int64_t)n->raters);
	json_key(&w, "left_out");
	json_begin(&w, '[');
	for (size_t i = 0; i < n->n_list; i++)
		json_put_str(&w, n->list[i]);
	json_end(&w, ']');
	json_end(&w, '}');
	buf_addc(out, '\n');
}

static void put_read(struct buf *out, struct str path, const struct sheets_counts *n)
{
	buf_addf(out,
		 STR_FMT ": %zu answers: %zu new, %zu changed, %zu the same; %zu rows "
			 "without an answer",
		 STR_ARG(path), n->rows, n->fresh, n->changed, n->same, n->blank);
	if (n->raters)
		buf_addf(out, "; %zu raters added", n->raters);
	buf_addc(out, '\n');
	if (n->conflicts)
		buf_addf(out,
			 "%zu conflicts, left as they are (--force takes the file's)\n",
			 n->conflicts);
	if (n->full)
		buf_addf(out, "%zu left out: enough others have answered\n", n->full);
	for (size_t i = 0; i < n->n_list; i++)
		buf_addf(out, "  " STR_FMT "\n", STR_ARG(n->list[i]));
}

static bool tell(struct cli *cli, const char *what, struct str path,
		 const struct sheets_counts *n, struct err *e)
{
	struct buf out;

	buf_init(&out, BUF_TEXT_MAX);
	if (cli->json)
		put_json(&out, what, path, n);
	else if (*what == 'i')
		put_read(&out, path, n);
	else
		buf_addf(&out, STR_FMT ": %zu rows\n", STR_ARG(path), n->rows);
	if (!cli->json && n->cut)
		buf_addf(&out, "%zu cells were cut at 32,767 characters\n", n->cut);
	bool ok = cli_print(&out, e);
	buf_release(&out);
	return ok;
}

// One fault is the error itself.
static void tell_faults(const struct faults *faults)
{
	struct buf text;

	if (faults->total < 2)
		return;
	buf_init(&text, BUF_TEXT_MAX);
	faults_print(faults, &text);
	fwrite(text.p ? text.p : "", 1, text.n, stderr);
	buf_release(&text);
}

static bool read_file(struct cli *cli, struct campaign *c, struct store *store,
		      const struct annotate_files *f, bool *left, struct err *e)
{
	const struct sheets_settings s = {.rater = f->rater,
					  .force = f->force,
					  .new_raters = f->new_raters};
	const struct sheets_form *form = form_of(f, f->from, e);
	struct sheets_counts n;
	struct faults faults;

	if (!form)
		return false;
	faults_init(&faults);
	bool ok = sheets_read(c, cli->arena, form, arena_cstr(cli->arena, f->from),
			      STR("command line"), &s, &n, &faults, e);
	tell_faults(&faults);
	faults_release(&faults);
	if (!ok || !store_flush(store, e))
		return false;
	*left = n.conflicts > 0 || n.full > 0;
	return tell(cli, "imported", f->from, &n, e);
}

static bool write_file(struct cli *cli, struct campaign *c,
		       const struct annotate_files *f, struct err *e)
{
	const struct sheets_settings s = {.rater = f->rater};
	const struct sheets_form *form = form_of(f, f->to, e);
	struct sheets_counts n;

	return form && sheets_write(c, form, arena_cstr(cli->arena, f->to), &s, &n, e) &&
	       tell(cli, "exported", f->to, &n, e);
}

// --- What people wrote, as a suite.

struct writing {
	struct suite_writer *to;
	struct suite_report *report;
};

static bool put_item(void *ctx, const struct item *item, struct err *e)
{
	struct writing *w = ctx;

	suite_report_add(w->report, NULL, item);
	return suite_put(w->to, item, e);
}

static bool put_items(struct writing *w, struct store *store,
		      const struct protocol *protocol, struct err *e)
{
	struct written_counts n;

	if (!written_items(store, protocol, put_item, w, &n, e)) {
		suite_abandon(w->to);
		return false;
	}
	w->report->read = n.read;
	if (n.put > 0)
		return suite_finish(w->to, e);
	suite_abandon(w->to);
	return err_set(e, ERR_INPUT,
		       "nobody has written anything that becomes an item yet (%zu "
		       "answers); no suite is written",
		       n.read);
}

static struct str made_by(struct arena *a, struct store *store,
			  const struct protocol *protocol, const struct annotate_files *f)
{
	struct buf out;

	buf_init(&out, BUF_TEXT_MAX);
	buf_adds(&out, "assay annotate");
	made_word(&out, str_of(store_path(store)));
	made_str(&out, "--protocol", protocol->name);
	made_str(&out, "--items", f->items);
	struct str text = buf_dup(a, &out);
	buf_release(&out);
	return text;
}

static bool write_items(struct cli *cli, struct store *store,
			const struct protocol *protocol, const struct annotate_files *f,
			struct err *e)
{
	struct suite_report report = {.suite = f->items};
	struct manifest m = {
		.name = path_stem(f->items),
		.taxonomy = store_get(store, cli->arena, "taxonomy"),
		.made = made_by(cli->arena, store, protocol, f),
	};
	struct writing w = {.report = &report};

	if (protocol->unit != UNIT_WRITE)
		return err_set(e, ERR_INPUT,
			       "--items: in the protocol " STR_FMT
			       " people write nothing; probe and elicit do that",
			       STR_ARG(protocol->name));
	w.to = suite_create(arena_cstr(cli->arena, f->items), &m, e);
	bool ok = w.to && put_items(&w, store, protocol, e) &&
		  summary_print_suite(cli, &report, e) >= 0;
	suite_report_release(&report);
	return ok;
}

int annotate_files_run(struct cli *cli, struct campaign *c, struct store *store,
		       const struct protocol *protocol, const struct annotate_files *f,
		       struct err *e)
{
	bool left = false;

	// before anything is stored
	if (f->to.n && file_exists(arena_cstr(cli->arena, f->to))) {
		err_set(e, ERR_EXISTS, STR_FMT " exists already", STR_ARG(f->to));
		return -1;
	}
	if (f->from.n && !read_file(cli, c, store, f, &left, e))
		return -1;
	if (f->to.n && !write_file(cli, c, f, e))
		return -1;
	if (f->items.n && !write_items(cli, store, protocol, f, e))
		return -1;
	return left ? 3 : 0;
}
