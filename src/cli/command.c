#include "cli/command.h"

#include <errno.h>
#include <stdio.h>

#include "base/output.h"

static const struct opt common_options[] = {
	{"help", 'h', OPT_FLAG, offsetof(struct common_settings, help), NULL, NULL, 0, 0,
	 NULL, "show this help"},
	{"json", 0, OPT_FLAG, offsetof(struct common_settings, json), NULL, NULL, 0, 0,
	 NULL, "write the result as JSON"},
	{"config", 0, OPT_STR, offsetof(struct common_settings, config), "FILE", NULL, 0,
	 0, NULL, "configuration to read instead of ./assay.yaml"},
	{"log-level", 0, OPT_CHOICE, offsetof(struct common_settings, log_level), NULL,
	 "warn", 0, 0, "error|warn|info|debug", "how much to say on stderr"},
	{"log-json", 0, OPT_FLAG, offsetof(struct common_settings, log_json), NULL, NULL,
	 0, 0, NULL, "write the log as JSON lines"},
	{0},
};

static size_t count(const struct opt *rows)
{
	size_t n = 0;
	while (rows && rows[n].name)
		n++;
	return n;
}

static size_t add(struct opt *to, size_t at, const struct opt *rows, size_t shift)
{
	for (size_t i = 0; rows && rows[i].name; i++) {
		to[at] = rows[i];
		to[at++].offset += shift;
	}
	return at;
}

const struct opt *command_own_rows(struct arena *a, const struct command *c)
{
	struct opt *rows =
		arena_array(a, count(c->rows) + count(c->more_rows) + 1, sizeof(*rows));
	add(rows, add(rows, 0, c->rows, 0), c->more_rows, 0);
	return rows;
}

struct opt *command_rows(struct arena *a, const struct command *c)
{
	const struct opt *own = command_own_rows(a, c);
	struct opt *rows =
		arena_array(a, count(own) + count(common_options) + 1, sizeof(*rows));
	add(rows, add(rows, 0, own, sizeof(struct common_settings)), common_options, 0);
	return rows;
}

bool cli_print(const struct buf *text, struct err *e)
{
	if (fwrite(text->p, 1, text->n, stdout) == text->n && fflush(stdout) == 0)
		return true;
	return errno == EPIPE || err_sys(e, "standard output");
}

int cli_done(struct buf *text, struct err *e)
{
	bool ok = !buf_failed(text)
			  ? cli_print(text, e)
			  : err_set(e, ERR_FULL, "the result is too large to show");
	buf_release(text);
	return ok ? 0 : -1;
}

bool cli_write(struct cli *cli, struct str path, bool may_replace, const struct buf *text,
	       struct err *e)
{
	if (buf_failed(text))
		return err_set(e, ERR_FULL, "the result is too large");
	if (str_empty(path) || str_is(path, "-"))
		return cli_print(text, e);
	return output_write(arena_cstr(cli->arena, path), may_replace, buf_str(text), e);
}

char *cli_operand(struct cli *cli, const struct opt_list *operands, size_t i)
{
	return arena_cstr(cli->arena, operands->items[i]);
}
