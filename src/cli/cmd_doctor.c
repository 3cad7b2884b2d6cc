#include <stdlib.h>

#include "base/asset.h"
#include "base/json.h"
#include "base/table.h"
#include "cli/command.h"
#include "config.h"
#include "llm/provider.h"
#include "net/http.h"
#include "net/server.h"
#include "store/store.h"

struct finding {
	const char *what;
	bool ok;
	struct str detail;
};

struct doctor {
	struct arena *arena;
	struct finding list[64];
	size_t n;
};

static void find(struct doctor *d, const char *what, bool ok, struct str detail)
{
	invariant(d->n < COUNT(d->list));
	d->list[d->n++] = (struct finding){what, ok, detail};
}

static void check_libraries(struct doctor *d)
{
	find(d, "assay", true, STR(ASSAY_VERSION));
	find(d, "HTTP client", true, str_of(http_version()));
	find(d, "HTTP server", true, str_of(server_version()));
	find(d, "run files", true, arena_printf(d->arena, "schema %d", STORE_SCHEMA));
	bool llama = provider_find(STR("llama")) != NULL;
	find(d, "GGUF models in process", llama,
	     llama ? STR("libllama")
		   : STR("built without libllama: run tools/setup and build again"));
	bool page = asset_find("web/page.html") != NULL;
	find(d, "HTML report", page,
	     page ? STR("built in") : STR("built without the page: make page"));
}

// Whether a key is set; never what it is.
static void check_keys(struct doctor *d)
{
	for (size_t i = 0; i < providers_n; i++)
		for (const char *const *env = providers[i]->env; *env; env++) {
			const char *value = getenv(*env);
			bool set = value && *value;
			find(d, *env, true,
			     arena_printf(d->arena, "%s (provider %s)",
					  set ? "set" : "not set", providers[i]->name));
		}
}

// A model is really loaded, so that a broken library shows here and not in the middle of
// a run.
static void check_models(struct doctor *d)
{
	static const char *const names[] = {"llama/tiny-careful", "llama/tiny-careless"};
	struct llm_settings settings = {.concurrency = 1,
					.timeout = 10,
					.max_reply = 1 << 20,
					.threads = 1};
	if (!provider_find(STR("llama")))
		return;
	struct llm *llm = llm_create(&settings);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct err e = {0};
		struct model *m = llm_model(llm, str_of(names[i]), &e);
		struct str detail = m ? arena_printf(d->arena, "%.1f million parameters",
						     model_facts(m)->parameters / 1e6)
				      : arena_str(d->arena, str_of(e.msg));
		find(d, names[i], m != NULL, detail);
	}
	llm_destroy(llm);
}

static void print_json(struct buf *out, const struct doctor *d)
{
	struct json_writer w;
	json_writer_init(&w, out, 0);
	json_begin(&w, '[');
	for (size_t i = 0; i < d->n; i++) {
		json_begin(&w, '{');
		json_field_cstr(&w, "what", d->list[i].what);
		json_field_bool(&w, "ok", d->list[i].ok);
		json_field_str(&w, "detail", d->list[i].detail);
		json_end(&w, '}');
	}
	json_end(&w, ']');
	buf_addc(out, '\n');
}

static void print_table(struct buf *out, const struct doctor *d)
{
	struct table table;
	table_init(&table, 3, 0);
	table_add(&table, STR(""));
	table_add(&table, STR("what"));
	table_add(&table, STR("found"));
	for (size_t i = 0; i < d->n; i++) {
		table_add(&table, d->list[i].ok ? STR("ok") : STR("--"));
		table_add(&table, str_of(d->list[i].what));
		table_add(&table, d->list[i].detail);
	}
	table_print(&table, out, 0, false);
	table_release(&table);
}

static int doctor_run(struct cli *cli, void *settings, const struct opt_list *operands,
		      struct err *e)
{
	(void)settings;
	(void)operands;
	struct doctor d = {.arena = cli->arena};
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	check_libraries(&d);
	check_keys(&d);
	check_models(&d);
	if (cli->json)
		print_json(&out, &d);
	else
		print_table(&out, &d);
	bool well = true;
	for (size_t i = 0; i < d.n; i++)
		well = well && d.list[i].ok;
	return cli_done(&out, e) < 0 ? -1 : !well;
}

const struct command command_doctor = {
	.name = "doctor",
	.help = {"assay doctor", "",
		 "what works here: libraries, providers, keys, models",
		 "Keys are named, never shown. Exit codes: 0 everything works, 1 "
		 "something does not.",
		 "assay doctor"},
	.run = doctor_run,
};
