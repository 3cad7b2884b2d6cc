#include "cli/summary.h"
#include "exchange/import_suite.h"
#include "exchange/mapping.h"

struct settings {
	struct import_settings import;
	struct import_own own; // of single formats
};

static const struct opt rows[] = {
	IMPORT_ROWS(struct settings, import),
	MAPPING_ROWS(struct settings, own.mapping),
	KEY_ROW(struct settings, own.key),
	AS_ROW(struct settings, own.as),
	{0},
};

static int import_run(struct cli *cli, void *settings, const struct opt_list *operands,
		      struct err *e)
{
	struct settings *s = settings;
	const struct importer_desc *desc = importer_find(operands->items[0]);
	if (!desc) {
		err_set(e, ERR_INPUT,
			"unknown format \"" STR_FMT
			"\" (assay list importers names them)",
			STR_ARG(operands->items[0]));
		return -1;
	}
	struct opt_list paths = {operands->items + 1, operands->n - 1};
	struct suite_report report;
	int code = import_suite(cli->arena, desc, &s->import, &s->own, &paths, &report, e)
			   ? summary_print_suite(cli, &report, e)
			   : -1;
	suite_report_release(&report);
	return code;
}

const struct command command_import = {
	.name = "import",
	.help = {"assay import", "FORMAT PATH...", "read a data set into a suite",
		 "FORMAT is crisk, csv, cvalues, jade, jsonl, preferences, s-eval or "
		 "safetybench (assay list\n"
		 "importers). A PATH is a file, a folder or a zip. What is dirty is "
		 "counted and named. The\n"
		 "--...-field options say which columns of a csv or jsonl hold what; "
		 "options and answers of\n"
		 "multiple choice are found in every usual form.\n\n" EXIT_CODES,
		 "assay import s-eval S-Eval_base_risk_zh_small.jsonl.zip -o "
		 "s-eval-zh.jsonl"},
	.rows = rows,
	.settings_size = sizeof(struct settings),
	.min_operands = 2,
	.max_operands = SIZE_MAX,
	.run = import_run,
};
