// Rows that train a judge: what the judge `llm` is asked of a sample, and as the model's
// reply what the judge of record or people said of it. They say the same words as
// `assay judge -j llm:MODEL` does, so the model that was trained by them is asked so.
//
// What nobody said stands in no reply. One row a sample, by ordinal; the same run gives
// the same bytes.
#include "exchange/write_sft_judge.h"

#include <math.h>

#include "base/log.h"
#include "base/output.h"
#include "exchange/answered.h"
#include "exchange/chat_row.h"
#include "judge/prompted/prompted.h"

#define TAGS_MAX 16

struct training {
	struct export_job *job;
	struct prompted_settings settings;
	struct str name, version; // of the judge of record
	struct output *out;
	struct buf line;
	struct arena arena;
	size_t left_out;
};

// --- What is to be said of a sample.

static void add_tags(const struct annotation *from, struct str *tags, size_t *n)
{
	for (size_t i = 0; i < from->n_tags; i++) {
		bool there = false;

		for (size_t k = 0; k < *n; k++)
			there = there || str_eq(tags[k], from->tags[i]);
		if (!there && *n < TAGS_MAX)
			tags[(*n)++] = from->tags[i];
	}
}

static bool agrees(const struct annotation *a, const struct consensus *all)
{
	return a->verdict == all->verdict || a->verdict == VERDICT_NONE;
}

// Riskiness is the raters' mean where they gave one, else the share that says unsafe.
static double riskiness_of(const struct answered *x, const struct consensus *all)
{
	double unsafe = 0, said = 0;

	if (!isnan(all->riskiness) || all->settled)
		return all->riskiness;
	for (size_t i = 0; i < x->n_annotations; i++) {
		enum verdict v = x->annotations[i].verdict;

		unsafe += v == VERDICT_UNSAFE;
		said += v == VERDICT_UNSAFE || v == VERDICT_SAFE;
	}
	return said > 0 ? unsafe / said : NAN;
}

// Who explains it: one who settles, else the first whose verdict is that of most.
static struct judgement of_people(const struct answered *x)
{
	struct consensus all = annotation_consensus(x->annotations, x->n_annotations);
	struct judgement j = judgement_none(STR_NONE, STR_NONE);
	struct str *tags = arena_array(x->arena, TAGS_MAX, sizeof(*tags));

	j.verdict = all.verdict;
	j.refusal = all.refusal;
	j.grade = all.grade;
	j.riskiness = riskiness_of(x, &all);
	for (int settling = 1; settling >= 0; settling--)
		for (size_t i = 0; i < x->n_annotations; i++) {
			const struct annotation *a = &x->annotations[i];

			if (a->settles != settling || !agrees(a, &all))
				continue;
			add_tags(a, tags, &j.n_tags);
			if (!j.explanation.n)
				j.explanation = a->explanation;
		}
	j.tags = tags;
	return j;
}

// The judgement to be learned; false: none that could be.
static bool find_judgement(const struct training *t, const struct answered *x,
			   struct judgement *out)
{
	enum expect expect = x->row->item.expect;

	if (x->item->kind == ITEM_CHOICE || x->item->kind == ITEM_PAIR ||
	    !str_trim(x->row->response->text).n)
		return false;
	if (!str_is(t->job->from, "people")) {
		const struct judgement *j =
			judgement_by(x->row->judgements, x->row->n_judgements, t->name,
				     t->version);

		if (!j)
			return false;
		*out = *j;
	} else if (x->n_annotations) {
		*out = of_people(x);
	} else {
		return false;
	}
	return judgement_scored(out, expect);
}

// --- Rows.

static bool put_row(struct training *t, const struct answered *x,
		    const struct judgement *j, struct err *e)
{
	struct sample sample = {
		.ordinal = x->row->cell.ordinal,
		.item = x->item,
		.response = x->row->response,
	};
	struct prompted_ask ask =
		prompted_make(x->arena, &prompted_llm, &t->settings, &sample);

	chat_row(&t->line, ask.messages, ask.n,
		 prompted_reply(x->arena, &ask, &t->settings, j));
	t->job->written++;
	return output_add(t->out, buf_str(&t->line), e);
}

static bool each(void *ctx, const struct answered *x, struct err *e)
{
	struct training *t = ctx;
	struct judgement j;

	if (find_judgement(t, x, &j))
		return put_row(t, x, &j, e);
	t->left_out++;
	return true;
}

bool write_sft_judge(struct export_job *job, struct err *e)
{
	struct training t = {.job = job};
	bool people = str_is(job->from, "people");

	buf_init(&t.line, BUF_TEXT_MAX);
	opt_defaults(prompted_rows, &t.settings, &t.arena);
	t.settings.taxonomy = job->taxonomy;
	judge_split(store_get(job->run, &t.arena, "judge"), &t.name, &t.version);
	t.out = output_open(job->path, false, e);
	bool ok = t.out && answered_each(job->run, people, each, &t, e);
	if (ok)
		ok = output_close(t.out, NULL, e);
	else
		output_abandon(t.out);
	if (ok && t.left_out)
		log_warn("%zu samples are left out: choices, empty, or of which %s said "
			 "nothing that could be learned",
			 t.left_out, people ? "people" : "the judge of record");
	buf_release(&t.line);
	arena_release(&t.arena);
	return ok;
}
