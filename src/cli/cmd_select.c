#include "cli/summary.h"
#include "engine/select/select_suite.h"

static int select_run(struct cli *cli, void *settings, const struct opt_list *operands,
		      struct err *e)
{
	struct select_settings *s = settings;
	struct suite_report report;
	s->suites = *operands;
	s->victims.config = &cli->config;
	int code = select_suite(cli->arena, s, &report, e)
			   ? summary_print_suite(cli, &report, e)
			   : -1;
	suite_report_release(&report);
	return code;
}

const struct command command_select = {
	.name = "select",
	.help = {"assay select", "SUITE...",
		 "make a balanced, diverse and risky suite of many candidates",
		 "The candidates of all suites go through these steps, each of which "
		 "says "
		 "what it dropped\n"
		 "(--log-level info names each): form (length, language, a question or "
		 "request; no echo,\n"
		 "answer or refusal); what overlaps a suite given with --exclude; equal "
		 "texts and\n"
		 "near-duplicates, of which the first stays (Jaccard similarity of "
		 "character 3-grams after\n"
		 "folding of case, width and traditional Han); riskiness, from a run of "
		 "the candidates; quotas.\n\n"
		 "A quota is filled with items each as far as can be from those before "
		 "it (tf-idf over\n"
		 "character 3-grams) and, where riskiness is known, as risky. What could "
		 "not be filled is\n"
		 "named. Items to comply with are compared with each other only, and no "
		 "quota is theirs.\n"
		 "How many victims fell is kept in each item's meta.\n\n"
		 "With --victim the candidates are asked first; that run is kept beside "
		 "the suite as\n"
		 "NAME.victims.assay, and after an interruption the same command goes "
		 "on. The same seed gives\n"
		 "the same suite.\n\n" EXIT_CODES,
		 "assay select candidates.jsonl --scale small -o small.jsonl"},
	.rows = select_options,
	.settings_size = sizeof(struct select_settings),
	.section = "select",
	.min_operands = 1,
	.max_operands = SIZE_MAX,
	.run = select_run,
};
