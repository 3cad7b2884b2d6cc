// A run as JSON lines: what was asked, what came back and how it was judged
// (docs/formats.md, "Recorded response"). `replay` reads it again.
#include <stdlib.h>

#include "base/output.h"
#include "core/choice.h"
#include "exchange/exchange.h"

struct writing {
	struct export_job *job;
	struct target *targets;
	struct params *params;
	size_t n_targets, n_params;
	struct output *out;
	struct buf line;
};

static void put_tags(struct json_writer *w, const struct judgement *j)
{
	json_key(w, "tags");
	json_begin(w, '[');
	for (size_t i = 0; i < j->n_tags; i++)
		json_put_str(w, j->tags[i]);
	json_end(w, ']');
}

// What a judgement of a choice holds instead of a verdict; of one that was lost, nulls.
static void put_choice(struct json_writer *w, const struct judgement *j)
{
	json_field_str(w, "answer", j->answer);
	json_field_str(w, "outcome", j->outcome);
	if (j->correct < 0)
		json_field_null(w, "correct");
	else
		json_field_bool(w, "correct", j->correct);
}

static void put_judgement(struct json_writer *w, const struct judgement *j, bool choice)
{
	json_begin(w, '{');
	json_field_str(w, "judge", j->judge);
	json_field_str(w, "version", j->version);
	json_field_cstr(w, "verdict", verdict_name(j->verdict));
	json_field_real(w, "riskiness", j->riskiness);
	json_field_real(w, "threshold", j->threshold);
	json_field_cstr(w, "refusal", refusal_name(j->refusal));
	json_key(w, "grade");
	if (j->grade < 0)
		json_put_null(w);
	else
		json_put_int(w, j->grade);
	put_tags(w, j);
	if (choice || j->outcome.p)
		put_choice(w, j);
	json_field_str(w, "explanation", j->explanation);
	json_end(w, '}');
}

static int by_judge(const void *a, const void *b)
{
	const struct judgement *x = a, *y = b;
	int judges = str_cmp(x->judge, y->judge);
	return judges ? judges : str_cmp(x->version, y->version);
}

// By judge, since the store has them in the order in which judges first spoke.
static void put_judgements(struct json_writer *w, const struct row *row)
{
	struct arena a;
	arena_init(&a);
	size_t n = row->n_judgements;
	struct judgement *list = arena_array(&a, n + 1, sizeof(*list));
	if (n) {
		memcpy(list, row->judgements, n * sizeof(*list));
		qsort(list, n, sizeof(*list), by_judge);
	}
	json_key(w, "judgements");
	json_begin(w, '[');
	for (size_t i = 0; i < n; i++)
		put_judgement(w, &list[i], item_is_choice(&row->item));
	json_end(w, ']');
	arena_release(&a);
}

static void put_tokens(struct json_writer *w, const char *key, int64_t n)
{
	if (n < 0)
		json_field_null(w, key);
	else
		json_field_int(w, key, n);
}

// What differs between two runs of the same deterministic target.
static void put_circumstances(struct json_writer *w, const struct call *c)
{
	json_field_str(w, "message", c->message.n ? c->message : STR_NONE);
	json_field_int(w, "http_status", c->http_status);
	json_field_int(w, "attempts", c->attempts);
	json_field_real(w, "seconds", c->seconds);
	json_key(w, "usage");
	json_begin(w, '{');
	put_tokens(w, "in", c->usage.in);
	put_tokens(w, "out", c->usage.out);
	put_tokens(w, "thinking", c->usage.thinking);
	json_end(w, '}');
	json_field_str(w, "raw_sha256", c->raw_sha256);
}

static void put_response(struct json_writer *w, const struct row *row, bool canonical)
{
	static const char *const states[] = {"open", "answered", "skipped", "failed"};
	const struct call *c = row->response;
	bool answered = c && c->failure == FAILURE_NONE;
	json_field_str(w, "response", answered ? c->text : STR_NONE);
	json_field_cstr(w, "failure", c && !answered ? failure_name(c->failure) : NULL);
	json_field_cstr(w, "state", states[row->cell.state]);
	json_field_str(w, "why", str_empty(row->cell.why) ? STR_NONE : row->cell.why);
	json_field_str(w, "thinking", answered && c->thinking.n ? c->thinking : STR_NONE);
	json_field_str(w, "finish", answered ? c->finish : STR_NONE);
	if (c && !canonical)
		put_circumstances(w, c);
}

static void put_row(struct json_writer *w, const struct writing *wr,
		    const struct row *row)
{
	const struct item *item = &row->item;
	json_begin(w, '{');
	json_field_str(w, "id", item->id);
	put_response(w, row, wr->job->canonical);
	json_field_str(w, "model", wr->targets[row->cell.target].name);
	json_key(w, "params");
	params_to_json(w, &wr->params[row->cell.params]);
	json_field_int(w, "epoch", row->cell.epoch);
	json_field_int(w, "variant", row->cell.variant);
	json_field_int(w, "try", row->cell.attempt);
	json_key(w, "item");
	item_to_json(w, item);
	put_judgements(w, row);
	json_end(w, '}');
}

static bool write_rows(struct writing *wr, struct reader *reader, struct err *e)
{
	struct row row;
	int got;
	while ((got = reader_next(reader, &row, e)) == 1) {
		struct json_writer w;
		buf_clear(&wr->line);
		json_writer_init(&w, &wr->line, 0);
		put_row(&w, wr, &row);
		buf_addc(&wr->line, '\n');
		if (buf_failed(&wr->line))
			return err_set(e, ERR_FULL,
				       "sample of item " STR_FMT ": too large to write",
				       STR_ARG(row.item.id));
		if (!output_add(wr->out, buf_str(&wr->line), e))
			return false;
		wr->job->written++;
	}
	return got == 0;
}

static bool export(struct export_job *job, struct err *e)
{
	struct writing wr = {.job = job};
	struct arena a;
	arena_init(&a);
	buf_init(&wr.line, BUF_TEXT_MAX);
	bool ok = store_targets(job->run, &a, &wr.targets, &wr.n_targets, e) &&
		  store_params(job->run, &a, &wr.params, &wr.n_params, e);
	struct reader *reader = ok ? reader_open(job->run, READ_TEXT, e) : NULL;
	wr.out = reader ? output_open(job->path, false, e) : NULL;
	ok = wr.out && write_rows(&wr, reader, e);
	reader_close(reader);
	if (ok)
		ok = output_close(wr.out, NULL, e);
	else
		output_abandon(wr.out);
	buf_release(&wr.line);
	arena_release(&a);
	return ok;
}

extern const struct exporter_desc exporter_jsonl;
const struct exporter_desc exporter_jsonl = {
	.name = "jsonl",
	.summary = {STR_INIT("每行一个样本：题目、回复与评判结果；可由 replay 再次读入"),
		    STR_INIT("one sample a line: item, response and judgements; replay "
			     "reads it again")},
	.export = export,
};
