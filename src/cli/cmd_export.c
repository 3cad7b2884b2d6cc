#include <signal.h>

#include "base/log.h"
#include "cli/command.h"
#include "exchange/exchange.h"
#include "suite/taxonomy_file.h"

struct settings {
	struct str to, output, task, from, taxonomy;
	bool canonical;
};

static const struct opt rows[] = {
	{"to", 0, OPT_STR, offsetof(struct settings, to), "FORMAT", "jsonl", 0, 0, NULL,
	 "jsonl, csv, cvalues or sft (assay list exporters)"},
	{"output", 'o', OPT_STR, offsetof(struct settings, output), "FILE", "-", 0, 0,
	 NULL, "the file to write; without it, standard output"},
	{"canonical", 0, OPT_FLAG, offsetof(struct settings, canonical), NULL, NULL, 0, 0,
	 NULL,
	 "leave out clocks, attempts and usage, so that equal runs give equal bytes"},
	{"task", 0, OPT_CHOICE, offsetof(struct settings, task), NULL, NULL, 0, 0,
	 "generate|judge",
	 "with --to sft: what the rows train: to write a suite's prompts, or to judge as "
	 "a run was judged"},
	{"from", 0, OPT_CHOICE, offsetof(struct settings, from), NULL, "judge", 0, 0,
	 "judge|people",
	 "with --task judge: whose judgements, those of the judge of record or of the "
	 "people who annotated"},
	{"taxonomy", 't', OPT_STR, offsetof(struct settings, taxonomy), "NAME", NULL, 0,
	 0, NULL, "of the risks; without it, the suite's or the run's own"},
	{0},
};

// What trains a judge names risks and tags as the judge was told them.
static void find_taxonomy(struct arena *a, struct export_job *job,
			  const struct settings *s)
{
	struct faults faults;
	struct str name =
		s->taxonomy.n ? s->taxonomy : store_get(job->run, a, "taxonomy");
	faults_init(&faults);
	job->taxonomy = name.n ? taxonomy_load_tree(a, name, &faults) : NULL;
	if (!job->taxonomy)
		log_warn("taxonomy " STR_FMT ": not found; rows without tags",
			 STR_ARG(name));
	faults_release(&faults);
}

static bool is_suite(const char *path)
{
	struct suite *suite = suite_open(path, NULL);
	suite_close(suite);
	return suite != NULL;
}

static bool export_from_run(struct arena *a, const struct exporter_desc *desc,
			    struct export_job *job, const struct settings *s,
			    const char *path, struct err *e)
{
	bool there = store_is_there(path);
	job->run = store_open(path, false, e);
	if (!job->run && !there && is_suite(path))
		return err_set(
			e, ERR_INPUT,
			"--to %s%s takes a run: %s: a suite (--to cvalues and --to "
			"sft take suites)",
			desc->name, desc->trains ? " --task judge" : "", path);
	if (!job->run)
		return there ? false
			     : err_wrap(e, "--to %s%s takes a run", desc->name,
					desc->trains ? " --task judge" : "");
	if (desc->trains)
		find_taxonomy(a, job, s);
	bool ok = desc->export(job, e);
	struct err closing = {0};
	if (!store_close(job->run, &closing) && ok) {
		*e = closing;
		ok = false;
	}
	return ok;
}

static bool export_from_suite(struct arena *a, const struct exporter_desc *desc,
			      struct export_job *job, const struct settings *s,
			      const char *path, struct err *e)
{
	if (desc->trains && str_empty(s->task))
		return err_set(e, ERR_INPUT,
			       "--to %s: expected --task generate or --task judge",
			       desc->name);
	if (store_is_there(path))
		return err_set(e, ERR_INPUT, "--to %s%s takes a suite: %s: a run file",
			       desc->name, desc->trains ? " --task generate" : "", path);
	job->suite = suite_open(path, e);
	if (!job->suite)
		return false;
	struct faults faults;
	struct suite_summary summary;
	faults_init(&faults);
	job->taxonomy = suite_taxonomy(a, job->suite, s->taxonomy, &faults);
	bool ok = (job->taxonomy &&
		   suite_check(job->suite, job->taxonomy, &summary, &faults)) ||
		  faults_to_err(&faults, e);
	ok = ok && desc->export(job, e);
	faults_release(&faults);
	suite_close(job->suite);
	return ok;
}

static int export_run(struct cli *cli, void *settings, const struct opt_list *operands,
		      struct err *e)
{
	const struct settings *s = settings;
	const struct exporter_desc *desc = exporter_find(s->to);
	if (!desc) {
		err_set(e, ERR_INPUT,
			"--to: unknown format \"" STR_FMT
			"\" (assay list exporters names them)",
			STR_ARG(s->to));
		return -1;
	}
	if (!desc->trains && !str_empty(s->task)) {
		err_set(e, ERR_INPUT, "--task: is for --to sft, not for --to %s",
			desc->name);
		return -1;
	}
	signal(SIGPIPE, SIG_DFL); // into a pipe that somebody closes: end, like cat
	const char *from = cli_operand(cli, operands, 0);
	struct export_job job = {
		.path = arena_cstr(cli->arena, s->output),
		.canonical = s->canonical,
		.from = s->from,
	};
	bool trains_judge = desc->trains && str_is(s->task, "judge");
	bool ok = desc->from_suite && !trains_judge
			  ? export_from_suite(cli->arena, desc, &job, s, from, e)
			  : export_from_run(cli->arena, desc, &job, s, from, e);
	return ok ? 0 : -1;
}

const struct command command_export = {
	.name = "export",
	.help = {"assay export", "RUN|SUITE",
		 "a run's samples, or a suite, in another form",
		 "What --to jsonl writes of a run, the provider replay reads again. With "
		 "--to sft --task generate\n"
		 "a suite becomes rows in chat form that train a model to write such "
		 "prompts; with --task judge\n"
		 "the samples of a run become rows that train one to judge: asked as the "
		 "judge llm asks, answered by\n"
		 "what the judge of record said, or with --from people those who "
		 "annotated. With --to cvalues\n"
		 "the pairs of a suite become rows as CValues publishes them, two a "
		 "pair.\n\n" EXIT_CODES,
		 "assay export demo.assay --to csv -o demo.csv"},
	.rows = rows,
	.settings_size = sizeof(struct settings),
	.min_operands = 1,
	.max_operands = 1,
	.run = export_run,
};
