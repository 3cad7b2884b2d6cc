// What people annotated of a run: its answered samples, with what they say together as
// the label, and what each rater said.
//
// Samples that nobody annotated are counted and left out. A sample of an item that should
// be answered has no label, only whether the answer refuses; choices and pairs have none
// at all.
#include "exchange/labelled_file.h"
#include "store/annotations.h"

#define RATERS_MAX ((size_t)64)

struct annotated {
	struct labelled_job *job;
	struct store *store;
	struct annotation *list; // [n], by ordinal
	size_t n, next;
	struct target *targets;
	size_t n_targets;
	struct arena arena, row;
};

// The annotations of one sample; how many.
static size_t take(struct annotated *x, uint64_t ordinal, const struct annotation **out)
{
	size_t from;

	while (x->next < x->n && x->list[x->next].ordinal < ordinal)
		x->next++;
	from = x->next;
	while (x->next < x->n && x->list[x->next].ordinal == ordinal)
		x->next++;
	*out = x->list + from;
	return x->next - from;
}

// What one rater says in all protocols. Who settles what others disagreed on is no rater
// beside them.
static bool said_by(struct annotated *x, const struct annotation *list, size_t n,
		    size_t first, struct consensus *out)
{
	struct annotation *own = arena_array(&x->row, n, sizeof(*own));
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(list[i].rater, list[first].rater) || list[i].settles)
			continue;
		if (i < first)
			return false; // counted already
		own[k++] = list[i];
	}
	*out = annotation_consensus(own, k);
	return k > 0;
}

static void put_raters(struct annotated *x, const struct annotation *list, size_t n,
		       struct labelled *row)
{
	enum verdict *labels = arena_array(&x->row, RATERS_MAX, sizeof(*labels));
	enum refusal *refusals = arena_array(&x->row, RATERS_MAX, sizeof(*refusals));
	size_t raters = 0;

	for (size_t i = 0; i < n && raters < RATERS_MAX; i++) {
		struct consensus said;

		if (!said_by(x, list, n, i, &said))
			continue;
		labels[raters] = said.verdict;
		refusals[raters++] = said.refusal;
	}
	if (raters < 2)
		return;
	row->labels = labels;
	row->refusals = refusals;
	row->n_labels = row->n_refusals = raters;
}

static struct str last_of_user(const struct item *item)
{
	for (size_t i = item->n_messages; i > 0; i--)
		if (item->messages[i - 1].speaker == SPEAKER_USER)
			return item->messages[i - 1].content;
	return item->prompt;
}

// What was asked; of an attack that converses, what its base item wants.
static bool find_prompt(struct annotated *x, const struct item *item, struct str *out,
			struct err *e)
{
	struct item base;
	bool found = false;

	*out = last_of_user(item);
	if (out->p || !item->parent.p)
		return true;
	if (!store_find_item(x->store, &x->row, item->parent, &base, &found, e))
		return false;
	if (found)
		*out = last_of_user(&base);
	return true;
}

static bool put_row(struct annotated *x, const struct row *from, struct err *e)
{
	const struct item *item = &from->item;
	const struct annotation *list;
	size_t n = take(x, from->cell.ordinal, &list);
	bool asks = item->kind != ITEM_CHOICE && item->kind != ITEM_PAIR;
	struct labelled row = labelled_none(x->job);
	struct consensus all;

	if (!find_prompt(x, item, &row.prompt, e))
		return false;
	row.id = arena_printf(&x->row, "%llu", (unsigned long long)from->cell.ordinal);
	row.lang = item->lang;
	row.response = from->response->text;
	row.group = item->parent.n ? item->parent : item->id;
	row.risk = item->risk;
	row.attack = item->attack;
	row.expect = item->expect;
	row.judgements = from->judgements;
	row.n_judgements = from->n_judgements;
	if ((size_t)from->cell.target < x->n_targets)
		row.slice = x->targets[from->cell.target].name;
	if (asks && n) {
		all = annotation_consensus(list, n);
		row.refusal = all.refusal;
		if (item->expect != EXPECT_COMPLY) {
			row.label = all.verdict;
			put_raters(x, list, n, &row);
		}
	}
	if (row.label != VERDICT_SAFE && row.label != VERDICT_UNSAFE)
		row.label = VERDICT_NONE;
	return labelled_put(x->job, &x->row, &row, e);
}

static bool is_answered(const struct row *row)
{
	return row->cell.state == CELL_ANSWERED && row->response &&
	       row->response->failure == FAILURE_NONE;
}

static bool put_rows(struct annotated *x, struct err *e)
{
	struct reader *reader = reader_open(x->store, READ_TEXT, e);
	struct row row;
	bool ok = reader != NULL;
	int got = 0;

	while (ok && (got = reader_next(reader, &row, e)) == 1) {
		arena_reset(&x->row);
		ok = !is_answered(&row) || put_row(x, &row, e);
	}
	reader_close(reader);
	return ok && got == 0;
}

static bool read_store(struct annotated *x, struct err *e)
{
	if (!store_annotations(x->store, &x->arena, STR_NONE, &x->list, &x->n, e) ||
	    !store_targets(x->store, &x->arena, &x->targets, &x->n_targets, e))
		return false;
	if (!x->n)
		return err_set(e, ERR_INPUT,
			       "%s: nobody has annotated it (assay annotate)",
			       x->job->path);
	return put_rows(x, e);
}

static bool read(struct labelled_job *job, struct err *e)
{
	struct annotated x = {.job = job, .store = store_open(job->path, false, e)};
	struct err closing = {0};
	bool ok = x.store && read_store(&x, e);

	if (!store_close(x.store, &closing) && ok) {
		*e = closing;
		ok = false;
	}
	arena_release(&x.arena);
	arena_release(&x.row);
	return ok;
}

extern const struct labelled_desc labelled_run;
const struct labelled_desc labelled_run = {
	.name = "run",
	.summary = {STR_INIT("已由人标注的评测运行（.assay）"),
		    STR_INIT("a run that people have annotated (.assay)")},
	.trains = true,
	.plain = true,
	.read = read,
};
