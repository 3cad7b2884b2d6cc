#include "cli/summary.h"
#include "engine/attack/attack_suite.h"

static int attack_run(struct cli *cli, void *settings, const struct opt_list *operands,
		      struct err *e)
{
	struct attack_settings *s = settings;
	struct suite_report report;
	s->suite = operands->items[0];
	int code = attack_suite(cli->arena, s, &report, e)
			   ? summary_print_suite(cli, &report, e)
			   : -1;
	suite_report_release(&report);
	return code;
}

const struct command command_attack = {
	.name = "attack",
	.help = {"assay attack", "SUITE", "make adversarial items of a suite's",
		 "Every item that may be attacked becomes one item for each attack, with "
		 "the same ids that\n"
		 "assay run -a gives them for the same seed. Items to comply with are "
		 "never attacked; items\n"
		 "that an attack cannot treat are counted and named.\n\n" EXIT_CODES,
		 "assay attack assay-demo -a code_injection,deepinception -o "
		 "attacked.jsonl"},
	.rows = attack_options,
	.settings_size = sizeof(struct attack_settings),
	.section = "attack",
	.min_operands = 1,
	.max_operands = 1,
	.run = attack_run,
};
