#include <signal.h>

#include "cli/command.h"
#include "exchange/exchange.h"

struct settings {
	struct str to, output;
	bool canonical;
};

static const struct opt rows[] = {
	{"to", 0, OPT_STR, offsetof(struct settings, to), "FORMAT", "jsonl", 0, 0, NULL,
	 "jsonl or csv (assay list exporters)"},
	{"output", 'o', OPT_STR, offsetof(struct settings, output), "FILE", "-", 0, 0,
	 NULL, "the file to write; without it, standard output"},
	{"canonical", 0, OPT_FLAG, offsetof(struct settings, canonical), NULL, NULL, 0, 0,
	 NULL,
	 "leave out clocks, attempts and usage, so that equal runs give equal bytes"},
	{0},
};

static int export_run(struct cli *cli, void *settings, const struct opt_list *operands,
		      struct err *e)
{
	const struct settings *s = settings;
	const struct exporter_desc *desc = exporter_find(s->to);
	if (!desc) {
		err_set(e, ERR_INPUT,
			"--to: unknown format \"" STR_FMT
			"\" (assay list exporters names them)",
			STR_ARG(s->to));
		return -1;
	}
	struct store *run = store_open(cli_operand(cli, operands, 0), false, e);
	if (!run)
		return -1;
	signal(SIGPIPE, SIG_DFL); // into a pipe that somebody closes: end, like cat
	struct export_job job = {
		.run = run,
		.path = arena_cstr(cli->arena, s->output),
		.canonical = s->canonical,
	};
	bool ok = desc->export(&job, e);
	struct err closing = {0};
	if (!store_close(run, &closing) && ok) {
		*e = closing;
		ok = false;
	}
	return ok ? 0 : -1;
}

const struct command command_export = {
	.name = "export",
	.help = {"assay export", "RUN", "a run's samples in another form",
		 "What --to jsonl writes, the provider replay reads "
		 "again.\n\n" EXIT_CODES,
		 "assay export demo.assay --to csv -o demo.csv"},
	.rows = rows,
	.settings_size = sizeof(struct settings),
	.min_operands = 1,
	.max_operands = 1,
	.run = export_run,
};
