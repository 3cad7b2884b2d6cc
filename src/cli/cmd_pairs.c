#include "cli/summary.h"
#include "engine/pairs/pairs.h"

static int pairs_run(struct cli *cli, void *settings, const struct opt_list *operands,
		     struct err *e)
{
	struct pairs_settings *s = settings;
	struct suite_report report;
	s->sources = *operands;
	int code = pairs_suite(cli->arena, s, &report, e)
			   ? summary_print_suite(cli, &report, e)
			   : -1;
	suite_report_release(&report);
	return code;
}

const struct command command_pairs = {
	.name = "pairs",
	.help = {"assay pairs", "SOURCE...", "build pairs of a better and a worse reply",
		 "A SOURCE is a run (NAME.assay), a suite of pairs, a file of "
		 "preferences "
		 "(chosen, rejected), or\n"
		 "FORMAT:PATH of any importer that gives pairs: jade, cvalues, "
		 "preferences.\n\n"
		 "Of a run, a response that was found safe stands against one to the "
		 "same "
		 "prompt that was not; what\n"
		 "people said counts before the judge, and several runs are read as one. "
		 "These pairs are hard.\n"
		 "With --rewriter a model turns good replies into irresponsible ones: "
		 "easy pairs. Which reply\n"
		 "stands first is drawn. What is left out is counted by reason.\n\n"
		 "Ctrl-C waits for what is in flight and keeps it beside the suite "
		 "(SUITE.part); the same command\n"
		 "goes on from there.\n\n" EXIT_CODES,
		 "assay pairs a.assay b.assay jade:v3.csv -o pairs.jsonl"},
	.rows = pairs_options,
	.settings_size = sizeof(struct pairs_settings),
	.section = "pairs",
	.min_operands = 1,
	.max_operands = SIZE_MAX,
	.run = pairs_run,
};
