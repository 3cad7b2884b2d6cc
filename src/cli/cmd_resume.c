#include "cli/summary.h"

static const struct opt rows[] = {
	{"concurrency", 'c', OPT_INT, offsetof(struct resume_settings, concurrency), "N",
	 "0", 0, 65535, NULL, "requests in flight at once, per model; 0 is as before"},
	{"timeout", 0, OPT_REAL, offsetof(struct resume_settings, timeout), "SECONDS",
	 "0", 0, 86400, NULL, "how long one request may take; 0 is as before"},
	{"threads", 0, OPT_INT, offsetof(struct resume_settings, threads), "N", "0", 0,
	 1024, NULL, "llama: contexts decoding side by side; 0 is as before"},
	{"quiet", 'q', OPT_FLAG, offsetof(struct resume_settings, quiet), NULL, NULL, 0,
	 0, NULL, "no progress line"},
	{0},
};

static int resume_run(struct cli *cli, void *settings, const struct opt_list *operands,
		      struct err *e)
{
	struct resume_settings *s = settings;
	struct run_summary summary;
	s->config = &cli->config;
	if (!run_resume(cli->arena, cli_operand(cli, operands, 0), s, &summary, e))
		return -1;
	return summary_print(cli, &summary, e);
}

const struct command command_resume = {
	.name = "resume",
	.help = {"assay resume", "RUN", "go on with a run that was broken off",
		 "Asks what has no stored answer, and again what failed by timeout, rate "
		 "limit, network or server; judges what has no stored judgement, or lost "
		 "it by such a failure of a judge's model. The suite must be the one the "
		 "run began with (told by its SHA-256).\n\n" EXIT_CODES,
		 "assay resume demo.assay"},
	.rows = rows,
	.settings_size = sizeof(struct resume_settings),
	.section = "resume",
	.min_operands = 1,
	.max_operands = 1,
	.run = resume_run,
};
