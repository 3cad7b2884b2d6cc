// Importers, labelled sets, exporters, forms of reports and decoding parameters.
#include "base/json.h"
#include "cli/things.h"
#include "exchange/exchange.h"
#include "exchange/labelled.h"
#include "report/report.h"

// These are shown by the options they take, which is what one looks them up for.
static bool show_rows(struct cli *cli, const char *name, struct bilingual summary,
		      const char *home, const struct opt *rows, struct buf *out)
{
	if (cli->json) {
		struct json_writer w;
		json_writer_init(&w, out, 0);
		json_begin(&w, '{');
		json_field_cstr(&w, "name", name);
		json_field_str(&w, "summary", summary.en);
		json_field_cstr(&w, "home", home);
		json_end(&w, '}');
		return true;
	}
	buf_addf(out, "%s\n" STR_FMT "\n" STR_FMT "\n", name, STR_ARG(summary.en),
		 STR_ARG(summary.zh));
	if (home)
		buf_addf(out, "published at %s\n", home);
	for (const struct opt *row = rows; row && row->name; row++)
		buf_addf(out, "  --%-16s %s\n", row->name, row->help);
	return true;
}

static void list_importers(struct arena *a, struct things *out)
{
	(void)a;
	for (size_t i = 0; i < importers_n; i++)
		VEC_PUSH(out, (struct thing){str_of(importers[i]->name),
					     str_of(importers[i]->license),
					     importers[i]->summary});
}

static bool show_importer(struct cli *cli, struct str name, struct buf *out,
			  struct err *e)
{
	(void)e;
	const struct importer_desc *d = importer_find(name);
	return d && show_rows(cli, d->name, d->summary, d->home, d->params, out);
}

extern const struct thing_kind things_importers;
const struct thing_kind things_importers = {"importers", "importer", "licence",
					    list_importers, show_importer};

static void list_labelled_sets(struct arena *a, struct things *out)
{
	(void)a;
	for (size_t i = 0; i < labelled_sets_n; i++)
		VEC_PUSH(out, (struct thing){str_of(labelled_sets[i]->name),
					     str_of(labelled_sets[i]->license),
					     labelled_sets[i]->summary});
}

static bool show_labelled_set(struct cli *cli, struct str name, struct buf *out,
			      struct err *e)
{
	(void)e;
	const struct labelled_desc *d = labelled_find(name);
	return d && show_rows(cli, d->name, d->summary, d->home, NULL, out);
}

extern const struct thing_kind things_labelled_sets;
const struct thing_kind things_labelled_sets = {"labelled-sets", "labelled-set",
						"licence", list_labelled_sets,
						show_labelled_set};

static void list_exporters(struct arena *a, struct things *out)
{
	(void)a;
	for (size_t i = 0; i < exporters_n; i++)
		VEC_PUSH(out, (struct thing){str_of(exporters[i]->name), STR_NONE,
					     exporters[i]->summary});
}

static bool show_exporter(struct cli *cli, struct str name, struct buf *out,
			  struct err *e)
{
	(void)e;
	const struct exporter_desc *d = exporter_find(name);
	return d && show_rows(cli, d->name, d->summary, NULL, NULL, out);
}

extern const struct thing_kind things_exporters;
const struct thing_kind things_exporters = {"exporters", "exporter", NULL, list_exporters,
					    show_exporter};

static void list_reports(struct arena *a, struct things *out)
{
	(void)a;
	for (size_t i = 0; i < renderers_n; i++)
		VEC_PUSH(out, (struct thing){str_of(renderers[i]->name), STR_NONE,
					     renderers[i]->summary});
}

static bool show_report(struct cli *cli, struct str name, struct buf *out, struct err *e)
{
	(void)e;
	const struct renderer_desc *d = renderer_find(name);
	return d && show_rows(cli, d->name, d->summary, NULL, report_options, out);
}

extern const struct thing_kind things_reports;
const struct thing_kind things_reports = {"reports", "report", NULL, list_reports,
					  show_report};

static void list_params(struct arena *a, struct things *out)
{
	for (size_t i = 0; i < PARAMS; i++) {
		const struct param_desc *d = &param_descs[i];
		struct str range = arena_printf(a, "%g to %g", d->min, d->max);
		struct str help = str_of(d->help);
		VEC_PUSH(out, (struct thing){str_of(d->name), range, {help, help}});
	}
}

static bool show_param(struct cli *cli, struct str name, struct buf *out, struct err *e)
{
	(void)e;
	for (size_t i = 0; i < PARAMS; i++) {
		struct str help = str_of(param_descs[i].help);
		if (str_is(name, param_descs[i].name))
			return show_rows(cli, param_descs[i].name,
					 (struct bilingual){help, help}, NULL, NULL, out);
	}
	return false;
}

extern const struct thing_kind things_params;
const struct thing_kind things_params = {"params", "param", "range", list_params,
					 show_param};
