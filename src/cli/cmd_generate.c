#include "cli/summary.h"
#include "engine/generate/generate_suite.h"

static bool generate_preset(struct cli *cli, void *settings,
			    const struct opt_list *operands, struct err *e)
{
	return !operands->n ||
	       generate_recipe(cli->arena, operands->items[0], settings, e);
}

static int generate_run(struct cli *cli, void *settings, const struct opt_list *operands,
			struct err *e)
{
	struct suite_report report;
	(void)operands;
	int code = generate_suite(cli->arena, settings, &report, e)
			   ? summary_print_suite(cli, &report, e)
			   : -1;
	if (code == 0 && !report.written)
		code = 3;
	suite_report_release(&report);
	return code;
}

const struct command command_generate = {
	.name = "generate",
	.help = {"assay generate", "[RECIPE]", "write a suite from a taxonomy",
		 "Every leaf of the taxonomy gets its share of prompts in each language. "
		 "The generator grammar\n"
		 "needs no model and writes tens of thousands within seconds; a model "
		 "(--generator provider/model)\n"
		 "writes by the strategies named, until every share is filled, the "
		 "budget "
		 "is spent, or nothing\n"
		 "new comes. What could not be filled is named. The same seed gives the "
		 "same suite.\n\n"
		 "RECIPE names presets for these options (assay list recipes) or a file "
		 "of them; options given\n"
		 "on the command line win.\n\n"
		 "Ctrl-C waits for what is in flight and saves it beside the suite "
		 "(SUITE.part); the same command\n"
		 "goes on from there.\n\n"
		 "Exit codes: 0 done, gaps named; 1 failed; 2 wrong usage, configuration "
		 "or input; 3 not one prompt\n"
		 "could be written, and there is no suite; 130 interrupted, and the same "
		 "command goes on.",
		 "assay generate -t s-eval --scale full -o base.jsonl"},
	.rows = generate_options,
	.settings_size = sizeof(struct generate_settings),
	.section = "generate",
	.max_operands = 1,
	.preset = generate_preset,
	.run = generate_run,
};
