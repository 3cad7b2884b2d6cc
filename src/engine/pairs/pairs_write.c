// What was drawn becomes a suite, in the order of the sources, whatever order a rewriter
// answers in.
#include "base/log.h"
#include "base/rng.h"
#include "engine/drive.h"
#include "engine/order.h"
#include "engine/outage.h"
#include "engine/pairs/pairs_rewrite.h"
#include "engine/pairs/pairs_state.h"
#include "exchange/pair.h"

struct pass { // over what was put aside
	struct pairing *p;
	struct order order;
	uint64_t at; // of the offers
	bool at_end;
	struct arena scratch;
	struct map written; // ids
	struct arena ids;
	size_t rejected[REWRITE_FAULTS];
	struct outage outage;
	struct progress progress;
};

struct errand { // one reply to be rewritten
	struct order_place *place;
	struct item item;
	struct rewrite_task task;
	struct step_out out;
	struct str name; // in the journal
};

// --- Writing.

// Which reply stands first is drawn; the id is that of what stands there then.
static void settle(struct pass *s, struct item *item)
{
	struct arena *a = &s->scratch;
	struct str better = item->replies[0], worse = item->replies[1];
	struct hash128 hash = pair_hash(item->prompt, better, worse);
	struct rng rng;
	rng_init(&rng, (uint64_t)s->p->settings->seed,
		 arena_printf(a, "pairs/" STR_FMT, STR_ARG(hash128_hex(a, hash))));
	item->better = (int)rng_below(&rng, 2);
	item->replies[item->better] = better;
	item->replies[!item->better] = worse;
	item->id = item_content_id(a, item);
}

static bool put(void *ctx, const struct order_place *place, struct err *e)
{
	struct pass *s = ctx;
	struct pairing *p = s->p;
	struct item item = place->item;
	bool fresh;
	if (place->state == ORDER_NOTHING)
		return true;
	arena_reset(&s->scratch);
	settle(s, &item);
	if (!map_find(&s->written, item.id))
		map_put(&s->written, arena_str(&s->ids, item.id), &fresh);
	else
		return pairs_drop(p, "duplicate item");
	if (!suite_fits(p->to, &item))
		return pairs_drop(p, "pair that is too long to be read");
	suite_report_add(p->report, p->taxonomy, &item);
	return suite_put(p->to, &item, e);
}

// --- Reading what was put aside.

static bool is_chosen(const struct pairing *p, uint64_t i)
{
	return !p->chosen || p->chosen[i / 8] >> (i % 8) & 1;
}

static bool read_offer(struct pass *s, struct item *out, struct err *e)
{
	struct str line, reply;
	arena_reset(&s->scratch);
	int got = spool_next(s->p->spool, &s->scratch, &line, e);
	s->at_end = got == 0;
	if (got != 1 || spool_next(s->p->spool, &s->scratch, &reply, e) != 1)
		return false;
	const struct json *j = json_parse(&s->scratch, line, 0, NULL, e);
	if (!j || !item_from_json(&s->scratch, j, out, e))
		return false;
	if (out->kind == ITEM_OPEN)
		out->replies[0] = reply;
	return true;
}

// The next reply to be rewritten; pairs before it take their places. False at the end,
// where the order is full, or on a fault.
static bool next_easy(struct pass *s, struct item *out, struct err *e)
{
	while (!s->at_end && !order_is_full(&s->order)) {
		if (!read_offer(s, out, e))
			return false;
		if (!is_chosen(s->p, s->at++))
			continue;
		if (out->kind == ITEM_OPEN)
			return true;
		order_add(&s->order, out);
		s->progress.done++;
		if (!order_flush(&s->order, e))
			return false;
	}
	return false;
}

// --- Rewriting.

static bool start(struct drive *d, struct job *job, struct err *e)
{
	struct pass *s = d->ctx;
	struct pairing *p = s->p;
	struct item item;
	if (!order_flush(&s->order, e) || !next_easy(s, &item, e))
		return false;
	struct errand *errand = job->mine;
	struct arena *a = &job->arena;
	errand->place = order_open(&s->order);
	errand->item = item_copy(a, &item);
	errand->task = (struct rewrite_task){
		.name = errand->item.id,
		.prompt = errand->item.prompt,
		.reply = errand->item.replies[0],
		.lang = errand->item.lang,
		.seed = (uint64_t)p->settings->seed,
		.params = &p->params,
		.min_chars = pairs_min_chars(p),
		.near_dup = p->settings->near_dup,
	};
	struct hash128 hash =
		pair_hash(errand->item.prompt, errand->item.replies[0], STR(""));
	errand->name = arena_printf(a, STR_FMT "/" STR_FMT, STR_ARG(errand->item.id),
				    STR_ARG(hash128_hex(a, hash)));
	errand->out.arena = a;
	job->machine.state = arena_new(a, struct rewrite);
	job->machine.out = &errand->out;
	journal_find(p->journal, errand->name, &job->machine.stored,
		     &job->machine.n_stored);
	return true;
}

static enum step advance(struct job *job, const struct event *event, struct err *e)
{
	struct errand *errand = job->mine;
	(void)e;
	return rewrite_step(job->machine.state, &errand->task, event, &errand->out);
}

static bool called(struct drive *d, struct job *job, int64_t number,
		   const struct call *call, struct err *e)
{
	struct pass *s = d->ctx;
	const struct errand *errand = job->mine;
	return outage_note(&s->outage, s->p->rewriter, call, e) &&
	       journal_keep(s->p->journal, errand->name, number, call, e);
}

static struct str easy_meta(struct pass *s, struct arena *a, const struct item *item,
			    const struct rewrite *r)
{
	struct buf text;
	struct json_writer w;
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	json_begin(&w, '{');
	pairs_put_meta(&w, a, item->meta);
	json_key(&w, "negative");
	json_begin(&w, '{');
	json_field_cstr(&w, "rewriter", model_name(s->p->rewriter));
	json_field_str(&w, "stance", r->stances[r->tries - 1]);
	json_field_int(&w, "template", rewrite_version());
	json_end(&w, '}');
	json_end(&w, '}');
	struct str meta = buf_dup(a, &text);
	buf_release(&text);
	return meta;
}

static bool ended(struct drive *d, struct job *job, enum step how, struct err *e)
{
	struct pass *s = d->ctx;
	struct errand *errand = job->mine;
	const struct rewrite *r = job->machine.state;
	for (size_t i = 0; i < REWRITE_FAULTS; i++)
		s->rejected[i] += r->rejected[i];
	errand->place->state = ORDER_NOTHING;
	if (how == STEP_DONE) {
		struct item item = errand->item;
		item.kind = ITEM_PAIR;
		item.replies[1] = r->text;
		item.meta = easy_meta(s, &job->arena, &item, r);
		order_fill(errand->place, &item);
	} else {
		log_info("item " STR_FMT ": " STR_FMT, STR_ARG(errand->item.id),
			 STR_ARG(errand->out.why));
		tally_add(&s->p->report->warnings,
			  arena_printf(&job->arena, "easy pair that is missing: " STR_FMT,
				       STR_ARG(errand->out.why)),
			  1);
	}
	s->progress.done++;
	s->progress.in_flight = s->p->llm ? llm_in_flight(s->p->llm) : 0;
	s->progress.failed += how == STEP_FAIL;
	progress_update(&s->progress);
	return order_flush(&s->order, e);
}

// --- All of it.

static bool drive(struct pass *s, struct err *e)
{
	struct pairing *p = s->p;
	size_t room = p->rewriter ? model_room(p->rewriter) : 1;
	struct drive d = {
		.llm = &p->llm,
		.model = p->rewriter,
		.width = room ? room : 1,
		.job_size = sizeof(struct errand),
		.ctx = s,
		.start = start,
		.advance = advance,
		.called = called,
		.ended = ended,
	};
	progress_start(&s->progress, "writing", p->n_chosen,
		       p->settings->quiet || !p->rewriter);
	s->progress.unjudged = true;
	bool ok = drive_watched(&d, &s->progress, e) &&
		  outage_none(&s->outage, p->rewriter, e) && order_flush(&s->order, e);
	if (!ok && p->journal && journal_count(p->journal))
		err_wrap(e, "stopped; what came back is kept, the same command goes on");
	return ok;
}

bool pairs_write(struct pairing *p, struct err *e)
{
	struct pass s = {.p = p};
	order_init(&s.order, put, &s);
	arena_init(&s.scratch);
	arena_init(&s.ids);
	bool ok = spool_rewind(p->spool, e) && drive(&s, e);
	for (size_t i = 0; i < REWRITE_FAULTS; i++)
		if (s.rejected[i])
			tally_add(&p->report->dropped,
				  str_of(rewrite_fault_name((enum rewrite_fault)i)),
				  s.rejected[i]);
	order_release(&s.order);
	map_release(&s.written);
	arena_release(&s.scratch);
	arena_release(&s.ids);
	return ok;
}
