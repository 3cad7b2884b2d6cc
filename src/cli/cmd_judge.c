#include <inttypes.h>

#include "cli/command.h"
#include "engine/judge_run.h"

static void tell(struct buf *out, const struct judge_run_summary *s)
{
	buf_addf(out,
		 "%" PRIu64 " answers; %" PRIu64 " judgements made, %" PRIu64
		 " of them unscoreable",
		 s->samples, s->judged, s->unscoreable);
	if (s->failed)
		buf_addf(out, " (the judge failed on %" PRIu64 ")", s->failed);
	if (s->escalated)
		buf_addf(out, ", %" PRIu64 " escalated", s->escalated);
	if (s->kept)
		buf_addf(out, "; %" PRIu64 " were there", s->kept);
	buf_addf(out, "; %.1f s\n", s->seconds);
	if (s->exit == 130)
		buf_adds(out, "interrupted: the same command goes on\n");
	else
		buf_addf(out,
			 "kept in " STR_FMT ", judge of record " STR_FMT
			 "; assay report " STR_FMT " shows it\n",
			 STR_ARG(s->run), STR_ARG(s->record), STR_ARG(s->run));
}

static int judge_command(struct cli *cli, void *settings, const struct opt_list *operands,
			 struct err *e)
{
	struct judge_run_settings *s = settings;
	struct judge_run_summary summary;
	struct buf out;
	s->config = &cli->config;
	if (!judge_run(cli->arena, cli_operand(cli, operands, 0), s, &summary, e))
		return -1;
	buf_init(&out, BUF_TEXT_MAX);
	if (cli->json) {
		struct json_writer w;
		json_writer_init(&w, &out, 0);
		judge_run_summary_to_json(&w, &summary);
		buf_addc(&out, '\n');
	} else {
		tell(&out, &summary);
	}
	return cli_done(&out, e) < 0 ? -1 : summary.exit;
}

const struct command command_judge = {
	.name = "judge",
	.help = {"assay judge", "RUN", "judge again what a run has stored",
		 "The run's targets are not asked again, and the judgements that are "
		 "there stay: what a judge\n"
		 "has judged in the same version is not judged twice, so the same "
		 "command goes on after an\n"
		 "interruption. With --record another judge makes the report's rates; "
		 "without -j it is that\n"
		 "judge which judges, where it has not yet."
		 "\n\n" EXIT_CODES,
		 "assay judge demo.assay -j critic -j llm:openai/gpt-4o-mini --record "
		 "critic"},
	.rows = judge_run_options,
	.settings_size = sizeof(struct judge_run_settings),
	.section = "judge",
	.min_operands = 1,
	.max_operands = 1,
	.run = judge_command,
};
