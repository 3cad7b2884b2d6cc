#include "base/term.h"
#include "cli/command.h"
#include "cli/language.h"
#include "report/report.h"

struct settings {
	struct report_settings report; // first: report_options are rows over it
	struct str format, output;
};

static int open_runs(struct cli *cli, const struct opt_list *operands,
		     struct store **runs, struct err *e)
{
	for (size_t i = 0; i < operands->n; i++) {
		runs[i] = store_open(cli_operand(cli, operands, i), false, e);
		if (!runs[i])
			return -1;
	}
	return 0;
}

static void fill_defaults(struct settings *s)
{
	if (str_empty(s->report.lang))
		s->report.lang = language_of_user();
	bool to_terminal = str_empty(s->output) && term_is_tty(1);
	if (!s->report.columns && to_terminal)
		s->report.columns = (int64_t)term_columns(1);
}

static int report_run(struct cli *cli, void *settings, const struct opt_list *operands,
		      struct err *e)
{
	struct settings *s = settings;
	const struct renderer_desc *desc =
		renderer_find(cli->json ? STR("json") : s->format);
	if (!desc) {
		err_set(e, ERR_INPUT,
			"-f: unknown form \"" STR_FMT
			"\" (assay list reports names them)",
			STR_ARG(s->format));
		return -1;
	}
	fill_defaults(s);
	struct store **runs =
		arena_array(cli->arena, operands->n, sizeof(struct store *));
	struct buf text;
	buf_init(&text, BUF_TEXT_MAX);
	bool ok = open_runs(cli, operands, runs, e) == 0 &&
		  desc->render(runs, operands->n, &s->report, &text, e) &&
		  cli_write(cli, s->output, false, &text, e);
	buf_release(&text);
	for (size_t i = 0; i < operands->n; i++) {
		struct err closing = {0};
		if (!store_close(runs[i], &closing) && ok) {
			*e = closing;
			ok = false;
		}
	}
	return ok ? 0 : -1;
}

static const struct opt own_rows[] = {
	{"format", 'f', OPT_STR, offsetof(struct settings, format), "FORM", "text", 0, 0,
	 NULL, "text, json, md or html (assay list reports)"},
	{"output", 'o', OPT_STR, offsetof(struct settings, output), "FILE", NULL, 0, 0,
	 NULL, "the file to write; without it, standard output"},
	{0},
};

const struct command command_report = {
	.name = "report",
	.help = {"assay report", "RUN...",
		 "safety score, attack success rates and what they rest on",
		 "-f html writes one page that needs no network: summary, charts and the "
		 "samples. Several runs make one report: their models side by side, and "
		 "people, judge and multiple choice compared.\n\n" EXIT_CODES,
		 "assay report demo.assay -f html -o report.html"},
	.rows = own_rows,
	.more_rows = report_options,
	.settings_size = sizeof(struct settings),
	.section = "report",
	.min_operands = 1,
	.max_operands = SIZE_MAX,
	.run = report_run,
};
