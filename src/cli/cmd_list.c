#include "base/json.h"
#include "base/table.h"
#include "base/term.h"
#include "cli/language.h"
#include "cli/things.h"

static int unknown_kind(struct str kind, struct err *e)
{
	struct buf names;
	buf_init(&names, 4096);
	for (size_t i = 0; i < thing_kinds_n; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", thing_kinds[i]->name);
	err_set(e, ERR_INPUT, "expected one of %s, got \"" STR_FMT "\"", names.p,
		STR_ARG(kind));
	buf_release(&names);
	return -1;
}

static void list_json(struct buf *out, const struct things *things)
{
	struct json_writer w;
	json_writer_init(&w, out, 0);
	json_begin(&w, '[');
	for (size_t i = 0; i < things->n; i++) {
		const struct thing *t = &things->p[i];
		json_begin(&w, '{');
		json_field_str(&w, "name", t->name);
		json_field_str(&w, "note", t->note.p ? t->note : STR_NONE);
		json_key(&w, "summary");
		json_begin(&w, '{');
		json_field_str(&w, "zh", t->summary.zh);
		json_field_str(&w, "en", t->summary.en);
		json_end(&w, '}');
		json_end(&w, '}');
	}
	json_end(&w, ']');
	buf_addc(out, '\n');
}

static void list_table(struct buf *out, const struct thing_kind *kind,
		       const struct things *things)
{
	struct table table;
	struct str lang = language_of_user();
	table_init(&table, kind->note ? 3 : 2, 0);
	table_add(&table, STR("name"));
	if (kind->note)
		table_add(&table, str_of(kind->note));
	table_add(&table, STR("what it is"));
	for (size_t i = 0; i < things->n; i++) {
		table_add(&table, things->p[i].name);
		if (kind->note)
			table_add(&table, things->p[i].note);
		table_add(&table, bilingual_get(things->p[i].summary, lang));
	}
	table_print(&table, out, term_is_tty(1) ? term_columns(1) : 0, false);
	table_release(&table);
}

static int list_run(struct cli *cli, void *settings, const struct opt_list *operands,
		    struct err *e)
{
	(void)settings;
	const struct thing_kind *kind = thing_kind_find(operands->items[0]);
	if (!kind)
		return unknown_kind(operands->items[0], e);
	struct things things = {0};
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	kind->list(cli->arena, &things);
	if (cli->json)
		list_json(&out, &things);
	else
		list_table(&out, kind, &things);
	VEC_FREE(&things);
	return cli_done(&out, e);
}

const struct command command_list = {
	.name = "list",
	.help = {"assay list", "KIND",
		 "what there is: attacks, judges, providers, suites, ...",
		 "KIND is attacks, exporters, generators, importers, judges, "
		 "labelled-sets, params, protocols, providers, recipes, reports, runs "
		 "(of "
		 "the working folder), suites or taxonomies.",
		 "assay list attacks"},
	.min_operands = 1,
	.max_operands = 1,
	.run = list_run,
};
