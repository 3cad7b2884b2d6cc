// A run as a table for a spreadsheet: one sample a row, its judgement of record beside
// it.
#include <math.h>

#include "base/csv.h"
#include "base/output.h"
#include "exchange/exchange.h"

static const char *const columns[] = {
	"item",   "lang",    "risk",    "expect",    "attack",      "parent",   "target",
	"params", "epoch",   "variant", "try",       "prompt",      "response", "failure",
	"judge",  "verdict", "refusal", "riskiness", "explanation",
};

struct writing {
	struct export_job *job;
	struct target *targets;
	struct params *params;
	struct str record, name, version; // of the judge: "name@version"
	struct output *out;
	struct buf line;
	bool first; // of the row
};

static void put(struct writing *w, struct str field)
{
	csv_put(&w->line, field, w->first, true);
	w->first = false;
}

static void put_number(struct writing *w, struct arena *a, double v)
{
	put(w, isnan(v) ? STR("") : arena_printf(a, "%.15g", v));
}

static struct str prompt_of(struct arena *a, const struct item *item)
{
	if (item->kind != ITEM_DIALOGUE)
		return item->prompt;
	struct str *lines = arena_array(a, item->n_messages + 1, sizeof(*lines));
	for (size_t i = 0; i < item->n_messages; i++)
		lines[i] = arena_printf(a, "%s: " STR_FMT,
					speaker_name(item->messages[i].speaker),
					STR_ARG(item->messages[i].content));
	return arena_join(a, lines, item->n_messages, STR("\n"));
}

static void put_row(struct writing *w, struct arena *a, const struct row *row)
{
	const struct item *item = &row->item;
	const struct call *c = row->response;
	const struct judgement *j =
		judgement_by(row->judgements, row->n_judgements, w->name, w->version);
	w->first = true;
	put(w, item->id);
	put(w, item->lang);
	put(w, item->risk);
	put(w, str_of(expect_name(item->expect)));
	put(w, item->attack);
	put(w, item->parent);
	put(w, w->targets[row->cell.target].name);
	put(w, params_text(a, &w->params[row->cell.params]));
	put_number(w, a, (double)row->cell.epoch);
	put_number(w, a, (double)row->cell.variant);
	put_number(w, a, (double)row->cell.attempt);
	put(w, prompt_of(a, item));
	put(w, c ? c->text : STR(""));
	put(w, str_of(c && c->failure != FAILURE_NONE ? failure_name(c->failure) : ""));
	put(w, j ? w->record : STR(""));
	put(w, str_of(j && verdict_name(j->verdict) ? verdict_name(j->verdict) : ""));
	put(w, str_of(j && refusal_name(j->refusal) ? refusal_name(j->refusal) : ""));
	put_number(w, a, j ? j->riskiness : NAN);
	put(w, j ? j->explanation : STR(""));
	csv_end_row(&w->line);
}

static bool write_rows(struct writing *w, struct reader *reader, struct err *e)
{
	struct arena a;
	struct row row;
	int got = 0;
	bool ok = true;
	arena_init(&a);
	while (ok && (got = reader_next(reader, &row, e)) == 1) {
		put_row(w, &a, &row);
		ok = output_add(w->out, buf_str(&w->line), e);
		buf_clear(&w->line);
		w->job->written++;
		arena_reset(&a);
	}
	arena_release(&a);
	return ok && got == 0;
}

static bool export(struct export_job *job, struct err *e)
{
	struct writing w = {.job = job, .first = true};
	struct arena a;
	size_t n;
	arena_init(&a);
	buf_init(&w.line, BUF_TEXT_MAX);
	buf_adds(&w.line,
		 "\xEF\xBB\xBF"); // without it Excel takes UTF-8 for the system's own
				  // encoding
	for (size_t i = 0; i < COUNT(columns); i++)
		put(&w, str_of(columns[i]));
	csv_end_row(&w.line);
	w.record = store_get(job->run, &a, "judge");
	judge_split(w.record, &w.name, &w.version);
	bool ok = store_targets(job->run, &a, &w.targets, &n, e) &&
		  store_params(job->run, &a, &w.params, &n, e);
	struct reader *reader = ok ? reader_open(job->run, READ_TEXT, e) : NULL;
	w.out = reader ? output_open(job->path, false, e) : NULL;
	ok = w.out && output_add(w.out, buf_str(&w.line), e);
	buf_clear(&w.line);
	ok = ok && write_rows(&w, reader, e);
	reader_close(reader);
	if (ok)
		ok = output_close(w.out, NULL, e);
	else
		output_abandon(w.out);
	buf_release(&w.line);
	arena_release(&a);
	return ok;
}

extern const struct exporter_desc exporter_csv;
const struct exporter_desc exporter_csv = {
	.name = "csv",
	.summary = {STR_INIT("供电子表格使用的样本表（公式字符已转义）"),
		    STR_INIT("a table of samples for a spreadsheet, safe from formulas")},
	.export = export,
};
