#include <stdio.h>

#include "base/log.h"
#include "base/progress.h"
#include "base/term.h"
#include "cli/annotate_files.h"
#include "engine/interrupt.h"
#include "web/annotate.h"

#define STEP_MS 250
#define ADMIN "admin"

struct settings {
	struct str protocol, bind, host, gold, target;
	struct opt_list add, revoke;
	int64_t port, raters, limit, seed;
	bool links, admin;
	struct annotate_files files;
	struct llm_settings llm;
};

#define AT(member) offsetof(struct settings, member)

static const struct opt rows[] = {
	OPT_STR_ROW(struct settings, protocol, "protocol", 'p', "NAME|FILE", NULL,
		    "what is asked: a protocol's name (assay list protocols) or file"),
	{"port", 0, OPT_INT, AT(port), "N", "8420", 0, 65535, NULL,
	 "where to listen; 0 is any free port"},
	OPT_STR_ROW(struct settings, bind, "bind", 0, "ADDRESS", "127.0.0.1",
		    "at which address to listen; 0.0.0.0 is all of this machine"),
	OPT_STR_ROW(struct settings, host, "host", 0, "NAME|URL", NULL,
		    "how links name this machine or a proxy before it; without it, by "
		    "the address"),
	{"raters", 'n', OPT_INT, AT(raters), "N", "0", 0, 100, NULL,
	 "raters a task; 0 as the protocol says"},
	{"limit", 0, OPT_INT, AT(limit), "N", "0", 0, 1e9, NULL,
	 "tasks in all, drawn evenly over the risks; 0 all"},
	OPT_STR_ROW(struct settings, gold, "gold", 0, "FILE", NULL,
		    "tasks with known answers, to measure attention"),
	{"seed", 0, OPT_INT, AT(seed), "N", "0", 0, 9e15, NULL,
	 "of what is drawn, and in which order"},
	OPT_STR_ROW(struct settings, target, "target", 'm', "MODEL", NULL,
		    "whom raters ask where they write prompts; without it, the run's "
		    "first target"),
	{"add-rater", 'a', OPT_REPEAT, AT(add), "NAME[:RISK,...]", NULL, 0, 0, NULL,
	 "somebody who rates, in these branches only; repeatable"},
	{"revoke", 0, OPT_REPEAT, AT(revoke), "NAME", NULL, 0, 0, NULL,
	 "make a rater's link void; repeatable"},
	{"links", 0, OPT_FLAG, AT(links), NULL, NULL, 0, 0, NULL,
	 "new links for all raters; the old ones are void"},
	{"admin", 0, OPT_FLAG, AT(admin), NULL, NULL, 0, 0, NULL,
	 "a new link for who leads the work; the old one is void"},
	OPT_STR_ROW(struct settings, files.to, "export", 0, "FILE", NULL,
		    "write the answers to a .csv, .xlsx, .jsonl or Label Studio's .json "
		    "file, and serve nothing"),
	OPT_STR_ROW(struct settings, files.from, "import", 0, "FILE", NULL,
		    "take answers from such a file, and serve nothing"),
	OPT_STR_ROW(struct settings, files.items, "items", 0, "SUITE", NULL,
		    "write what people wrote (probe: what was unsafe; elicit: all) as a "
		    "suite, and serve nothing"),
	OPT_STR_ROW(struct settings, files.form, "form", 0, "FORM", NULL,
		    "csv, jsonl, label-studio or xlsx; without it, by the file's ending"),
	OPT_STR_ROW(struct settings, files.rater, "rater", 0, "NAME", NULL,
		    "--export: this rater's sheet, with what is left to fill in; "
		    "--import: whose the rows are that name nobody"),
	{"new-raters", 0, OPT_FLAG, AT(files.new_raters), NULL, NULL, 0, 0, NULL,
	 "--import: add raters whom nobody knows yet"},
	{"force", 0, OPT_FLAG, AT(files.force), NULL, NULL, 0, 0, NULL,
	 "--import: take the file's answer where another was given meanwhile"},
	LLM_OPTION_ROWS(struct settings, llm),
	{0},
};

struct job {
	struct cli *cli;
	const struct settings *settings;
	const char *path;
	struct store *store;
	const struct protocol *protocol;
	struct campaign *campaign;
	struct campaign_settings how; // the campaign was opened
	struct llm *llm;              // the server's, once that is open
	struct annotate_of of;
	struct annotate *web;
	// [n_links] to be printed, as the server's port is known only later
	struct {
		struct str name;
		bool admin;
		char token[TOKEN_TEXT + 1];
	} * links;
	size_t n_links;
	struct progress progress;
};

// --- Who may come in.

static char *next_token(struct job *job, struct str name, bool admin)
{
	job->links[job->n_links].name = arena_str(job->cli->arena, name);
	job->links[job->n_links].admin = admin;
	return job->links[job->n_links++].token;
}

static const struct rater *find_rater(const struct job *job, struct str name)
{
	size_t n;
	const struct rater *list = campaign_raters(job->campaign, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].name, name))
			return &list[i];
	return NULL;
}

static bool add_rater(struct job *job, struct str text, struct err *e)
{
	struct arena *a = job->cli->arena;
	struct rater r = {0};
	struct str rest = text;

	r.name = str_trim(str_cut(&rest, ':'));
	if (str_empty(r.name))
		return err_set(e, ERR_INPUT, "--add-rater: expected NAME[:RISK,...]");
	struct str *domains = arena_array(a, rest.n + 1, sizeof(*domains));
	while (rest.p) {
		struct str domain = str_trim(str_cut(&rest, ','));
		if (domain.n)
			domains[r.n_domains++] = domain;
	}
	r.domains = domains;
	// The same command again, to go on: who is there keeps the link.
	const struct rater *had = find_rater(job, r.name);
	if (had && had->revoked)
		log_warn("annotate: " STR_FMT " was revoked and stays so; who leads the "
			 "work can let him or her in again, on the page",
			 STR_ARG(r.name));
	if (had)
		return true;
	return campaign_add_rater(job->campaign, STR("command line"), &r,
				  next_token(job, r.name, false), e) ||
	       err_wrap(e, "--add-rater " STR_FMT, STR_ARG(r.name));
}

static bool revoke(struct job *job, struct str name, struct err *e)
{
	const struct rater *r = find_rater(job, name);
	bool revoked = true;
	struct rater_change change = {.revoked = &revoked};

	if (!r)
		return err_set(e, ERR_NOT_FOUND, "--revoke: no rater \"" STR_FMT "\"",
			       STR_ARG(name));
	return campaign_change_rater(job->campaign, STR("command line"), r->id, &change,
				     e);
}

static bool new_link(struct job *job, const struct rater *r, struct err *e)
{
	bool admin = r->role == RATER_ADMIN;

	return campaign_new_link(job->campaign, STR("command line"), r->id,
				 next_token(job, r->name, admin), e);
}

// "admin", or "admin 2" where a rater is called so.
static struct str free_name(struct job *job)
{
	struct str name = STR(ADMIN);

	for (int i = 2; find_rater(job, name); i++)
		name = arena_printf(job->cli->arena, ADMIN " %d", i);
	return name;
}

// The first who may lead the work, else the first who might.
static const struct rater *find_admin(const struct job *job)
{
	const struct rater *list, *revoked = NULL;
	size_t n;

	list = campaign_raters(job->campaign, &n);
	for (size_t i = 0; i < n; i++) {
		if (list[i].role == RATER_ADMIN && !list[i].revoked)
			return &list[i];
		if (list[i].role == RATER_ADMIN && !revoked)
			revoked = &list[i];
	}
	return revoked;
}

// Without one who leads the work nobody could be let in any more.
static bool make_admin(struct job *job, struct err *e)
{
	const struct rater *had = find_admin(job);
	struct rater admin = {.role = RATER_ADMIN};
	bool revoked = false;
	struct rater_change restored = {.revoked = &revoked};

	if (had && !had->revoked)
		return !job->settings->admin || new_link(job, had, e);
	if (had)
		return campaign_change_rater(job->campaign, STR("command line"), had->id,
					     &restored, e) &&
		       new_link(job, had, e);
	admin.name = free_name(job);
	return campaign_add_rater(job->campaign, STR("command line"), &admin,
				  next_token(job, admin.name, true), e);
}

static bool set_raters(struct job *job, struct err *e)
{
	const struct settings *s = job->settings;
	size_t n;

	campaign_raters(job->campaign, &n);
	job->links =
		arena_array(job->cli->arena, 2 * n + s->add.n + 2, sizeof(*job->links));
	for (size_t i = 0; i < s->revoke.n; i++)
		if (!revoke(job, s->revoke.items[i], e))
			return false;
	for (size_t i = 0; s->links && i < n; i++) {
		const struct rater *r = &campaign_raters(job->campaign, &n)[i];
		if (!r->revoked && r->role == RATER && !new_link(job, r, e))
			return false;
	}
	for (size_t i = 0; i < s->add.n; i++)
		if (!add_rater(job, s->add.items[i], e))
			return false;
	return make_admin(job, e) && store_flush(job->store, e);
}

// --- Opening.

static bool load_protocol(struct job *job, struct err *e)
{
	if (str_empty(job->settings->protocol)) {
		err_set(e, ERR_INPUT,
			"expected --protocol NAME|FILE (assay list protocols)");
		return false;
	}
	job->protocol = protocol_open(job->cli->arena, job->settings->protocol, e);
	return job->protocol != NULL;
}

// Only where people write prompts and are to see an answer.
static bool open_target(struct job *job, struct err *e)
{
	struct arena *a = job->cli->arena;
	struct str name = job->settings->target;
	struct target *targets;
	struct params *params;
	size_t n, n_params;

	if (job->protocol->unit != UNIT_WRITE ||
	    (!name.n && !str_is(job->protocol->name, "probe")))
		return true;
	if (!store_targets(job->store, a, &targets, &n, e) ||
	    !store_params(job->store, a, &params, &n_params, e))
		return false;
	if (!name.n && n)
		name = targets[0].name;
	if (!name.n)
		return err_set(e, ERR_INPUT,
			       "the run has no target; name one by --target");
	job->of.params = n_params ? params[0] : params_none();
	job->llm = job->of.llm = llm_create(&job->settings->llm);
	job->of.target = llm_model(job->llm, name, e);
	return job->of.target != NULL;
}

// The lock's own line does not say what to do.
static bool open_store(struct job *job, struct err *e)
{
	bool files = annotate_files_asked(&job->settings->files);

	job->store = store_open(job->path, true, e);
	if (!job->store && e->code == ERR_BUSY)
		return err_set(e, ERR_BUSY,
			       "%s: another process is writing to it, a run or another "
			       "`annotate`; let it end or press Ctrl-C there, which "
			       "loses nothing, and give this command again%s",
			       job->path,
			       files ? " (files also go out by the admin's page)" : "");
	// Who is told "saved" is saved, even if the machine loses power.
	return job->store && store_sync(job->store, e);
}

// Other numbers than those that the protocol was begun with do nothing; say so.
static void tell_draw(const struct job *job)
{
	const struct settings *s = job->settings;
	const struct campaign_settings *holds = campaign_draw(job->campaign);
	bool seed = s->seed && (uint64_t)s->seed != holds->seed;
	bool limit = s->limit && (size_t)s->limit != holds->limit;

	if (!seed && !limit)
		return;
	log_warn("annotate: " STR_FMT " was begun with --seed %llu and --limit %zu%s, "
		 "which stay%s",
		 STR_ARG(job->protocol->name), (unsigned long long)holds->seed,
		 holds->limit, holds->limit ? "" : " (all)",
		 limit && holds->limit ? "; a limit can only be raised" : "");
}

static bool open_campaign(struct job *job, struct err *e)
{
	const struct settings *s = job->settings;
	const struct annotate_files *files = &s->files;

	job->how = (struct campaign_settings){
		.need = s->raters,
		.seed = (uint64_t)s->seed,
		.limit = (size_t)s->limit,
		.gold = s->gold.n ? arena_cstr(job->cli->arena, s->gold) : NULL,
		// What only goes out makes no tasks.
		.look = annotate_files_asked(files) && !files->from.n,
	};
	if (!open_store(job, e))
		return false;
	job->campaign = campaign_open(job->store, job->protocol, &job->how, e);
	if (job->campaign)
		tell_draw(job);
	return job->campaign != NULL;
}

static bool open_web(struct job *job, struct err *e)
{
	const struct settings *s = job->settings;
	struct annotate_settings web = {
		.address = arena_cstr(job->cli->arena, s->bind),
		.port = (int)s->port,
		.host = s->host,
	};

	job->of.store = job->store;
	job->of.protocol = job->protocol;
	job->of.campaign = job->campaign;
	job->of.settings = job->how;
	job->web = annotate_open(&web, &job->of, e);
	if (job->web)
		job->llm = NULL; // it goes with the server
	return job->web != NULL;
}

// --- Telling.

static void put_json(struct job *job, struct buf *out)
{
	struct campaign_counts c = campaign_count(job->campaign);
	struct arena *a = job->cli->arena;
	struct str admin = STR_NONE;
	struct json_writer w;

	for (size_t i = 0; i < job->n_links; i++)
		if (job->links[i].admin)
			admin = annotate_link(job->web, a, job->links[i].token);
	json_writer_init(&w, out, 0);
	json_begin(&w, '{');
	json_field_cstr(&w, "url", annotate_url(job->web));
	json_field_str(&w, "admin_link", admin);
	json_key(&w, "raters");
	json_begin(&w, '[');
	for (size_t i = 0; i < job->n_links; i++) {
		if (job->links[i].admin)
			continue;
		json_begin(&w, '{');
		json_field_str(&w, "name", job->links[i].name);
		json_field_str(&w, "link",
			       annotate_link(job->web, a, job->links[i].token));
		json_end(&w, '}');
	}
	json_end(&w, ']');
	json_field_str(&w, "protocol", job->protocol->name);
	json_field_int(&w, "tasks", (int64_t)c.tasks);
	json_field_int(&w, "answered", (int64_t)c.answered);
	json_field_int(&w, "needed", (int64_t)c.needed);
	json_end(&w, '}');
	buf_addc(out, '\n');
}

static void put_text(struct job *job, struct buf *out)
{
	struct campaign_counts c = campaign_count(job->campaign);

	buf_addf(out, "%s by " STR_FMT ": ", job->path, STR_ARG(job->protocol->name));
	if (job->protocol->unit == UNIT_WRITE)
		buf_addf(out, "%zu written\n", c.answered);
	else
		buf_addf(out, "%zu tasks, %zu of them complete; %zu of %zu answers\n",
			 c.tasks, c.complete, c.answered, c.needed);
	buf_addf(out, "open at %s; Ctrl-C ends it, the same command goes on\n",
		 annotate_url(job->web));
	if (job->n_links)
		buf_adds(out, "\nPersonal links, shown this once:\n");
	for (size_t i = 0; i < job->n_links; i++) {
		struct str link =
			annotate_link(job->web, job->cli->arena, job->links[i].token);
		buf_addf(out, "  " STR_FMT "%s  " STR_FMT "\n",
			 STR_ARG(job->links[i].name),
			 job->links[i].admin ? " (leads the work)" : "", STR_ARG(link));
	}
}

static bool tell(struct job *job, struct err *e)
{
	struct buf out;
	bool ok;

	buf_init(&out, BUF_TEXT_MAX);
	if (job->cli->json)
		put_json(job, &out);
	else
		put_text(job, &out);
	ok = cli_print(&out, e);
	buf_release(&out);
	return ok;
}

// --- The work.

static void show(struct job *job)
{
	struct campaign_counts c = campaign_count(job->campaign);

	job->progress.done = c.answered;
	progress_update(&job->progress);
}

static bool serve(struct job *job, struct err *e)
{
	struct campaign_counts c = campaign_count(job->campaign);
	bool ok = true;

	// For hours of a log file, a line every five seconds would be too many.
	progress_start(&job->progress, "annotating", c.needed, !term_is_tty(2));
	job->progress.unjudged = true;
	while (ok && !interrupt_asked()) {
		ok = annotate_step(job->web, STEP_MS, e);
		show(job);
	}
	interrupt_forget(job->of.llm);
	progress_finish(&job->progress);
	return ok;
}

static int run_files(struct job *job, struct err *e)
{
	const struct annotate_files *files = &job->settings->files;
	int done;

	if (!load_protocol(job, e) || !open_campaign(job, e))
		return -1;
	done = annotate_files_run(job->cli, job->campaign, job->store, job->protocol,
				  files, e);
	if (done < 0)
		return -1;
	if (files->to.n &&
	    !store_add_audit(job->store, STR("command line"), "exported", files->to, e))
		return -1;
	if (files->items.n && !store_add_audit(job->store, STR("command line"),
					       "made a suite", files->items, e))
		return -1;
	return done;
}

static bool open_all(struct job *job, struct err *e)
{
	if (!load_protocol(job, e) || !open_campaign(job, e) || !open_target(job, e) ||
	    !set_raters(job, e) || !open_web(job, e))
		return false;
	interrupt_install(job->of.llm);
	return true;
}

static int annotate_command(struct cli *cli, void *settings,
			    const struct opt_list *operands, struct err *e)
{
	struct job job = {
		.cli = cli,
		.settings = settings,
		.path = cli_operand(cli, operands, 0),
	};
	struct err closing = {0};
	int done = 0;
	bool ok;

	if (annotate_files_asked(&job.settings->files)) {
		done = run_files(&job, e);
		ok = done >= 0;
	} else {
		ok = open_all(&job, e) && tell(&job, e) && serve(&job, e);
	}

	if (!annotate_close(job.web, &closing) && ok) {
		*e = closing;
		ok = false;
	}
	interrupt_remove();
	llm_destroy(job.llm);
	campaign_close(job.campaign);
	if (job.store && !store_close(job.store, &closing) && ok) {
		*e = closing;
		ok = false;
	}
	return ok ? done : -1;
}

const struct command command_annotate = {
	.name = "annotate",
	.help = {"assay annotate", "RUN --protocol NAME|FILE",
		 "have people rate a run's samples, in their browsers",
		 "Serves a page to everybody who has a personal link, until Ctrl-C. "
		 "Links "
		 "are shown once, when they are made; the first start makes one for who "
		 "leads the work, whose page makes more. An answer is in the run file "
		 "before its rater is told so, and the same command goes on where the "
		 "work "
		 "was left. Listens to this machine alone unless --bind says otherwise: "
		 "docs/annotate.md.\n\n" EXIT_CODES,
		 "assay annotate demo.assay --protocol safety --add-rater Wang:rs.law"},
	.rows = rows,
	.settings_size = sizeof(struct settings),
	.section = "annotate",
	.min_operands = 1,
	.max_operands = 1,
	.run = annotate_command,
};
