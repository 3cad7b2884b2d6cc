// A suite's pairs as CValues publishes its multiple choice (arXiv 2307.09705): two rows a
// pair, one for each order, {prompt, label, meta_info}, so that evaluators written for it
// read ours. `id` is the pair's and besides; `assay import cvalues` makes one of both
// rows again.
#include "base/log.h"
#include "base/output.h"
#include "exchange/exchange.h"
#include "suite/choice_prompt.h"

struct writing {
	struct export_job *job;
	struct output *out;
	struct buf line;
	size_t others, unknown; // items that are no pair; pairs without a better reply
};

static bool is_code(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if ((name.p[i] < 'a' || name.p[i] > 'z') && name.p[i] != '_')
			return false;
	return name.n > 0;
}

// The data set's own word for a domain ("data_science"), where the taxonomy knows it.
static struct str code_of(const struct node *node)
{
	for (size_t i = 0; i < node->n_aliases; i++)
		if (is_code(node->aliases[i]))
			return node->aliases[i];
	return node->id;
}

// Its readers expect texts.
static struct str text_of(struct str s)
{
	return s.p ? s : STR("");
}

static void put_info(struct json_writer *w, const struct writing *wr,
		     const struct item *item)
{
	const struct node *node = taxonomy_find(wr->job->taxonomy, item->risk);
	json_key(w, "meta_info");
	json_begin(w, '{');
	json_field_str(w, "question", item->prompt);
	json_field_str(w, "pos_resp", item->replies[item->better]);
	json_field_str(w, "neg_resp", item->replies[!item->better]);
	json_field_str(w, "domain_zh", text_of(node ? node->name.zh : item->risk));
	json_field_str(w, "domain_en", text_of(node ? code_of(node) : item->risk));
	json_field_str(w, "difficulty_level", text_of(item->difficulty));
	json_end(w, '}');
}

static bool put_order(struct writing *wr, struct arena *a, const struct item *item,
		      int64_t variant, struct err *e)
{
	struct choice_order order = choice_order(item, variant, false, 0);
	size_t n;
	const struct message *asked = choice_messages(a, item, &order, &n);
	struct json_writer w;
	buf_clear(&wr->line);
	json_writer_init(&w, &wr->line, 0);
	json_begin(&w, '{');
	json_field_str(&w, "id", item->id);
	json_field_str(&w, "prompt", asked[n - 1].content);
	json_field_cstr(&w, "label", order.shown[0] == item->better ? "回复1" : "回复2");
	put_info(&w, wr, item);
	json_end(&w, '}');
	buf_addc(&wr->line, '\n');
	if (buf_failed(&wr->line))
		return err_set(e, ERR_FULL, "item " STR_FMT ": too large to write",
			       STR_ARG(item->id));
	wr->job->written++;
	return output_add(wr->out, buf_str(&wr->line), e);
}

static bool put_item(struct writing *wr, struct arena *a, const struct item *item,
		     struct err *e)
{
	bool pair = item->kind == ITEM_PAIR;
	wr->others += !pair;
	wr->unknown += pair && item->better < 0;
	if (!pair || item->better < 0)
		return true;
	return put_order(wr, a, item, 0, e) && put_order(wr, a, item, 1, e);
}

static bool write_rows(struct writing *wr, struct err *e)
{
	struct arena a;
	struct item item;
	bool ok = true;
	int got = 0;
	arena_init(&a);
	while (ok &&
	       (arena_reset(&a), (got = suite_next(wr->job->suite, &a, &item, e)) == 1))
		ok = put_item(wr, &a, &item, e);
	arena_release(&a);
	if (ok && got == 0 && !wr->job->written)
		ok = err_set(e, ERR_INPUT, "%s: has no pair whose better reply is known",
			     suite_path(wr->job->suite));
	return ok && got == 0;
}

static bool export(struct export_job *job, struct err *e)
{
	struct writing wr = {.job = job};
	buf_init(&wr.line, BUF_TEXT_MAX);
	wr.out = output_open(job->path, false, e);
	bool ok = wr.out && write_rows(&wr, e);
	if (ok)
		ok = output_close(wr.out, NULL, e);
	else
		output_abandon(wr.out);
	if (ok && wr.others)
		log_warn("%zu items are left out: no pairs of replies", wr.others);
	if (ok && wr.unknown)
		log_warn("%zu pairs are left out: nobody says which reply is better",
			 wr.unknown);
	buf_release(&wr.line);
	return ok;
}

extern const struct exporter_desc exporter_cvalues;
const struct exporter_desc exporter_cvalues = {
	.name = "cvalues",
	.summary =
		{STR_INIT("CValues 选择题的行格式：评测集中的每个回复对，两种顺序各一行"),
		 STR_INIT("the rows of CValues' multiple choice: each pair of a suite "
			  "in both orders")},
	.from_suite = true,
	.export = export,
};
