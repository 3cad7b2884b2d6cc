#include "base/output.h"
#include "base/term.h"
#include "cli/command.h"
#include "cli/judge_eval_text.h"
#include "cli/language.h"
#include "report/inline.h"

struct settings {
	struct judge_eval_settings eval; // first: judge_eval_options are rows over it
	struct str format, output, lang;
};

static bool split(struct cli *cli, struct str text, struct opt_list *out, struct err *e)
{
	static const struct opt rows[] = {{"judge", 0, OPT_LIST, 0, "JUDGE", NULL, 0, 0,
					   NULL, ""},
					  {0}};

	*out = (struct opt_list){0};
	return opt_assign(rows, out, cli->arena, STR("judge"), text, e);
}

static void put_json(const struct eval_report *report, struct buf *out)
{
	struct json_writer w;

	json_writer_init(&w, out, 0);
	eval_report_to_json(&w, report);
}

// One file that needs no network: the front end with the report in it.
static bool put_page(const struct eval_report *report, struct buf *out, struct err *e)
{
	struct buf data;

	if (!inline_open(out, e))
		return false;
	buf_init(&data, BUF_TEXT_MAX);
	buf_adds(&data, "{\"schema\":\"assay/judge-eval-page/1\",\"judge_eval\":");
	put_json(report, &data);
	buf_addc(&data, '}');
	inline_data(out, buf_str(&data));
	buf_release(&data);
	inline_close(out);
	return true;
}

static bool put_report(const struct cli *cli, const struct settings *s,
		       const struct eval_report *report, struct buf *out, struct err *e)
{
	bool to_terminal = str_empty(s->output) && term_is_tty(1);

	if (!cli->json && str_is(s->format, "html"))
		return put_page(report, out, e);
	if (cli->json || str_is(s->format, "json")) {
		put_json(report, out);
		buf_addc(out, '\n');
		return true;
	}
	judge_eval_text(report, language_is_zh(s->lang),
			to_terminal ? term_columns(1) : 0, out);
	return true;
}

// Before anything is asked: an answer that could not be written is paid for in vain.
static bool check_output(const struct cli *cli, const struct settings *s, struct err *e)
{
	bool ok = true;

	if (!cli->json && str_is(s->format, "html")) {
		struct buf page;
		buf_init(&page, BUF_TEXT_MAX);
		ok = inline_open(&page, e);
		buf_release(&page);
	}
	return ok && (str_empty(s->output) ||
		      output_check(arena_cstr(cli->arena, s->output), s->eval.force, e));
}

static int judge_eval_run(struct cli *cli, void *settings,
			  const struct opt_list *operands, struct err *e)
{
	struct settings *s = settings;
	struct opt_list names, data = {operands->items + 1, operands->n - 1};
	struct eval_report report;
	struct buf text;

	s->eval.config = &cli->config;
	s->eval.beside = s->output;
	if (!split(cli, operands->items[0], &names, e) || !check_output(cli, s, e) ||
	    !judge_eval(cli->arena, &s->eval, &names, &data, &report, e))
		return -1;
	buf_init(&text, BUF_TEXT_MAX);
	bool ok = put_report(cli, s, &report, &text, e) &&
		  cli_write(cli, s->output, s->eval.force, &text, e);
	buf_release(&text);
	return ok ? report.exit : -1;
}

static const struct opt own_rows[] = {
	{"format", 'f', OPT_CHOICE, offsetof(struct settings, format), NULL, "text", 0, 0,
	 "text|json|html", "of the figures; html is one page that needs no network"},
	{"output", 'o', OPT_STR, offsetof(struct settings, output), "FILE", NULL, 0, 0,
	 NULL, "the file to write; without it, standard output"},
	LANGUAGE_ROW(struct settings, lang),
	{0},
};

const struct command command_judge_eval = {
	.name = "judge-eval",
	.help = {"assay judge-eval", "JUDGE[,JUDGE] DATA...",
		 "measure a judge against people's labels",
		 "JUDGE is one as of assay run -j; label:DATA stands for the labels of "
		 "another file about the same\n"
		 "rows, rater:N for the N-th rater of each, stored:JUDGE for what a "
		 "run's "
		 "file holds of a judge\n"
		 "already. With several, each is compared with the first.\n\n"
		 "DATA is a run that people annotated (RUN.assay), SET:PATH with one of "
		 "the known sets (assay list\n"
		 "labelled-sets), or a .jsonl or .csv file; the --...-field options say "
		 "what its fields hold. Figures\n"
		 "are given for each set, language, risk, attack and part of a set, "
		 "never "
		 "pooled over sets unless\n"
		 "asked. Intervals are 95 %, bootstrapped by question. What cannot be "
		 "scored is counted and left\n"
		 "out. With -o or --predictions, what judges reply is kept in FILE.part "
		 "until all is done: the same\n"
		 "command goes on after an interruption.\n\n" EXIT_CODES,
		 "assay judge-eval refusal,critic xstest:xstest/ my-labels.jsonl"},
	.rows = own_rows,
	.more_rows = judge_eval_options,
	.settings_size = sizeof(struct settings),
	.section = "judge-eval",
	.min_operands = 2,
	.max_operands = SIZE_MAX,
	.run = judge_eval_run,
};
