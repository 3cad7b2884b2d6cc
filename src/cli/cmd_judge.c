#include <inttypes.h>

#include "cli/command.h"
#include "cli/language.h"
#include "engine/judge_run.h"

struct settings {
	struct judge_run_settings judge; // first: judge_run_options are rows over it
	struct str lang;
};

static void tell(struct buf *out, const struct judge_run_summary *s, bool zh)
{
	buf_addf(out,
		 zh ? "%" PRIu64 " 条回复；作出 %" PRIu64 " 个评判，其中 %" PRIu64
		      " 个无法判定"
		    : "%" PRIu64 " answers; %" PRIu64 " judgements made, %" PRIu64
		      " of them unscoreable",
		 s->samples, s->judged, s->unscoreable);
	if (s->failed)
		buf_addf(out,
			 zh ? "（评判器失败 %" PRIu64 " 次）"
			    : " (the judge failed on %" PRIu64 ")",
			 s->failed);
	if (s->escalated)
		buf_addf(out,
			 zh ? "，%" PRIu64 " 个交由下一级" : ", %" PRIu64 " escalated",
			 s->escalated);
	if (s->kept)
		buf_addf(out,
			 zh ? "；%" PRIu64 " 个此前已有" : "; %" PRIu64 " were there",
			 s->kept);
	buf_addf(out, zh ? "；用时 %.1f 秒\n" : "; %.1f s\n", s->seconds);
	if (s->exit == 130)
		buf_adds(out, zh ? "已中断：用同一命令续跑\n"
				 : "interrupted: the same command goes on\n");
	else
		buf_addf(out,
			 zh ? "保存于 " STR_FMT "，主评判器 " STR_FMT
			      "；用 assay report " STR_FMT " 查看\n"
			    : "kept in " STR_FMT ", judge of record " STR_FMT
			      "; assay report " STR_FMT " shows it\n",
			 STR_ARG(s->run), STR_ARG(s->record), STR_ARG(s->run));
}

static int judge_command(struct cli *cli, void *settings, const struct opt_list *operands,
			 struct err *e)
{
	struct settings *s = settings;
	struct judge_run_summary summary;
	struct buf out;
	s->judge.config = &cli->config;
	if (!judge_run(cli->arena, cli_operand(cli, operands, 0), &s->judge, &summary, e))
		return -1;
	buf_init(&out, BUF_TEXT_MAX);
	if (cli->json) {
		struct json_writer w;
		json_writer_init(&w, &out, 0);
		judge_run_summary_to_json(&w, &summary);
		buf_addc(&out, '\n');
	} else {
		tell(&out, &summary, language_is_zh(s->lang));
	}
	return cli_done(&out, e) < 0 ? -1 : summary.exit;
}

static const struct opt own_rows[] = {
	LANGUAGE_ROW(struct settings, lang),
	{0},
};

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
	.more_rows = own_rows,
	.settings_size = sizeof(struct settings),
	.section = "judge",
	.min_operands = 1,
	.max_operands = 1,
	.run = judge_command,
};
