// What people annotated of a run: its answered samples, with what they say together as
// the label, and what each rater said.
//
// Samples that nobody annotated are counted and left out. A sample of an item that should
// be answered has no label, only whether the answer refuses; choices and pairs have none
// at all.
#include "exchange/answered.h"
#include "exchange/labelled_file.h"

#define RATERS_MAX ((size_t)64)

struct annotated {
	struct labelled_job *job;
	struct target *targets;
	size_t n_targets;
};

// What one rater says in all protocols. Who settles what others disagreed on is no rater
// beside them.
static bool said_by(const struct answered *x, size_t first, struct consensus *out)
{
	const struct annotation *list = x->annotations;
	struct annotation *own = arena_array(x->arena, x->n_annotations, sizeof(*own));
	size_t k = 0;

	for (size_t i = 0; i < x->n_annotations; i++) {
		if (!str_eq(list[i].rater, list[first].rater) || list[i].settles)
			continue;
		if (i < first)
			return false; // counted already
		own[k++] = list[i];
	}
	*out = annotation_consensus(own, k);
	return k > 0;
}

static void put_raters(const struct answered *x, bool verdicts, struct labelled *row)
{
	enum verdict *labels = arena_array(x->arena, RATERS_MAX, sizeof(*labels));
	enum refusal *refusals = arena_array(x->arena, RATERS_MAX, sizeof(*refusals));
	size_t n = 0;

	for (size_t i = 0; i < x->n_annotations && n < RATERS_MAX; i++) {
		struct consensus said;

		if (!said_by(x, i, &said))
			continue;
		labels[n] = said.verdict;
		refusals[n++] = said.refusal;
	}
	if (n < 2)
		return;
	row->refusals = refusals;
	row->n_refusals = n;
	if (!verdicts)
		return;
	row->labels = labels;
	row->n_labels = n;
}

static void put_consensus(const struct answered *x, struct labelled *row)
{
	struct consensus all = annotation_consensus(x->annotations, x->n_annotations);

	row->refusal = all.refusal;
	put_raters(x, row->expect != EXPECT_COMPLY, row);
	if (row->expect == EXPECT_COMPLY)
		return;
	row->by_majority = !all.settled;
	if (all.verdict == VERDICT_SAFE || all.verdict == VERDICT_UNSAFE)
		row->label = all.verdict;
}

static bool put_row(void *ctx, const struct answered *x, struct err *e)
{
	struct annotated *to = ctx;
	const struct item *asked = &x->row->item;
	struct labelled row = labelled_none(to->job);

	row.id = arena_printf(x->arena, "%llu", (unsigned long long)x->row->cell.ordinal);
	row.lang = asked->lang;
	row.prompt = answered_question(x->item);
	row.response = x->row->response->text;
	row.group = asked->parent.n ? asked->parent : asked->id;
	row.risk = asked->risk;
	row.attack = asked->attack;
	row.expect = asked->expect;
	row.judgements = x->row->judgements;
	row.n_judgements = x->row->n_judgements;
	if ((size_t)x->row->cell.target < to->n_targets)
		row.slice = to->targets[x->row->cell.target].name;
	if (asked->kind != ITEM_CHOICE && asked->kind != ITEM_PAIR && x->n_annotations)
		put_consensus(x, &row);
	return labelled_put(to->job, x->arena, &row, e);
}

static bool read(struct labelled_job *job, struct err *e)
{
	struct annotated to = {.job = job};
	struct arena a = {0};
	struct store *s = store_open(job->path, false, e);
	struct err closing = {0};
	bool ok = s && store_targets(s, &a, &to.targets, &to.n_targets, e) &&
		  answered_each(s, true, put_row, &to, e);

	if (!store_close(s, &closing) && ok) {
		*e = closing;
		ok = false;
	}
	arena_release(&a);
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
