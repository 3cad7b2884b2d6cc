#include "base/json.h"
#include "cli/command.h"
#include "config.h"

struct help_settings {
	bool markdown;
};

static const struct opt rows[] = {
	{"markdown", 0, OPT_FLAG, offsetof(struct help_settings, markdown), NULL, NULL, 0,
	 0, NULL, "as a page of the reference"},
	{0},
};

static void list_commands(struct buf *out)
{
	buf_addf(out, "assay %s: how safe and how well aligned a language model is\n\n",
		 ASSAY_VERSION);
	buf_adds(out, "Usage: assay COMMAND [OPTIONS]\n\n");
	for (size_t i = 0; i < commands_n; i++)
		buf_addf(out, "  %-10s %s\n", commands[i]->name,
			 commands[i]->help.summary);
	buf_adds(out, "\nassay COMMAND --help tells more. A first evaluation, without "
		      "any key:\n"
		      "  assay run assay-demo -m llama/tiny-careless -a deepinception -o "
		      "demo.assay\n"
		      "  assay report demo.assay\n");
}

static void list_json(struct buf *out)
{
	struct json_writer w;
	json_writer_init(&w, out, 0);
	json_begin(&w, '[');
	for (size_t i = 0; i < commands_n; i++) {
		json_begin(&w, '{');
		json_field_cstr(&w, "name", commands[i]->name);
		json_field_cstr(&w, "summary", commands[i]->help.summary);
		json_end(&w, '}');
	}
	json_end(&w, ']');
	buf_addc(out, '\n');
}

static int help_run(struct cli *cli, void *settings, const struct opt_list *operands,
		    struct err *e)
{
	// Also run for `assay COMMAND --help`, whose settings are not these.
	const struct help_settings *s = settings;
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	if (!operands->n) {
		if (cli->json)
			list_json(&out);
		else
			list_commands(&out);
		return cli_done(&out, e);
	}
	const struct command *c = command_find(operands->items[0]);
	if (!c) {
		err_set(e, ERR_INPUT, "unknown command " STR_FMT,
			STR_ARG(operands->items[0]));
		return -1;
	}
	struct opt *all = command_rows(cli->arena, c);
	if (s->markdown)
		opt_print_markdown(&out, &c->help, all);
	else
		opt_print_help(&out, &c->help, all);
	return cli_done(&out, e);
}

const struct command command_help = {
	.name = "help",
	.help = {"assay help", "[COMMAND]", "what a command does and takes", NULL,
		 "assay help run"},
	.rows = rows,
	.settings_size = sizeof(struct help_settings),
	.max_operands = 1,
	.run = help_run,
};
