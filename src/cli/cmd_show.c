#include "cli/things.h"

struct show_settings {
	struct str map;
	bool yaml;
};

static const struct opt rows[] = {
	{"map", 0, OPT_STR, offsetof(struct show_settings, map), "NAME", NULL, 0, 0, NULL,
	 "of a taxonomy: how it corresponds to this other one, both ways"},
	{"yaml", 0, OPT_FLAG, offsetof(struct show_settings, yaml), NULL, NULL, 0, 0,
	 NULL, "of a protocol: its file, to start one of your own from"},
	{0},
};

static int show_run(struct cli *cli, void *settings, const struct opt_list *operands,
		    struct err *e)
{
	const struct show_settings *s = settings;
	const struct thing_kind *kind = thing_kind_find(operands->items[0]);
	if (!kind) {
		err_set(e, ERR_INPUT,
			"nothing to show is called \"" STR_FMT
			"\" (assay list --help names the kinds)",
			STR_ARG(operands->items[0]));
		return -1;
	}
	bool maps = !str_empty(s->map);
	if (maps && !str_is(STR("taxonomy"), kind->one)) {
		err_set(e, ERR_INPUT, "only taxonomies have a --map");
		return -1;
	}
	if (s->yaml && !str_is(STR("protocol"), kind->one)) {
		err_set(e, ERR_INPUT, "only protocols have a --yaml");
		return -1;
	}
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	if (maps      ? !taxonomy_show_map(cli, operands->items[1], s->map, &out, e)
	    : s->yaml ? !protocol_show_yaml(cli, operands->items[1], &out, e)
		      : !kind->show(cli, operands->items[1], &out, e)) {
		buf_release(&out);
		if (e->code == ERR_NONE)
			err_set(e, ERR_INPUT,
				"no %s is called \"" STR_FMT
				"\" (assay list %s names them)",
				kind->one, STR_ARG(operands->items[1]), kind->name);
		return -1;
	}
	if (cli->json && !s->yaml)
		buf_addc(&out, '\n');
	return cli_done(&out, e);
}

const struct command command_show = {
	.name = "show",
	.help = {"assay show", "KIND NAME", "one of them in full",
		 "KIND is attack, exporter, importer, judge, labelled-set, param, "
		 "protocol, "
		 "provider, recipe, report, run, suite or taxonomy. "
		 "A run is a file; suites, taxonomies and protocols may be files of your "
		 "own.",
		 "assay show taxonomy s-eval"},
	.rows = rows,
	.settings_size = sizeof(struct show_settings),
	.min_operands = 2,
	.max_operands = 2,
	.run = show_run,
};
