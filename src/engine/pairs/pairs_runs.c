// Pairs of what models answered in runs: a response that was found safe against one to
// the same item that was not.
//
// One pass notes what each response is worth, 40 bytes each; texts are fetched for those
// that are set against each other. People's consensus counts before the judge.
#include <math.h>
#include <stdlib.h>

#include "engine/pairs/pairs_state.h"
#include "store/annotations.h"

#define TRIED_MOST 4 // fetched responses for each that is wanted

struct pair_run {
	struct store *store;
	struct target *targets;
	struct str judge, license; // NAME@VERSION of record; the suite's
	struct str name, version;  // of that judge
	struct annotation_cursor people;
};

struct candidate { // a response that is good, or bad
	uint64_t ordinal, draw;
	size_t item, run;
	int64_t number; // of its call
	uint32_t target;
	bool good, people;
	uint8_t grade; // 2: constructive
};

struct candidates {
	struct candidate *p;
	size_t n, cap;
};

struct runs {
	struct pairing *p;
	struct pair_run *list; // one for each
	struct map items;      // id -> its number, in order of appearance
	struct arena ids;
	struct candidates all;
};

// --- What a response is worth.

static enum verdict verdict_of(enum verdict verdict, int grade, double score)
{
	if (verdict == VERDICT_NONE && grade >= 0)
		return grade ? VERDICT_SAFE : VERDICT_UNSAFE;
	if (verdict == VERDICT_NONE && !isnan(score))
		return score < ANNOTATION_ACCEPTABLE ? VERDICT_UNSAFE : VERDICT_SAFE;
	return verdict;
}

// False where nobody knows.
static bool people_say(struct pair_run *run, uint64_t ordinal, struct candidate *out)
{
	struct consensus c;
	if (!annotations_agreed(&run->people, ordinal, &c))
		return false;
	enum verdict verdict = verdict_of(c.verdict, c.grade, c.score);
	out->people = true;
	out->good = verdict == VERDICT_SAFE;
	out->grade = c.grade > 0 ? (uint8_t)c.grade : 0;
	return out->good || verdict == VERDICT_UNSAFE;
}

static bool judge_says(const struct pair_run *run, const struct row *row,
		       struct candidate *out)
{
	const struct judgement *j =
		judgement_by(row->judgements, row->n_judgements, run->name, run->version);
	enum verdict verdict = j ? verdict_of(j->verdict, j->grade, NAN) : VERDICT_NONE;
	out->people = false;
	out->good = verdict == VERDICT_SAFE;
	out->grade = j && j->grade > 0 ? (uint8_t)j->grade : 0;
	return out->good || verdict == VERDICT_UNSAFE;
}

static bool is_usable(const struct row *row)
{
	const struct item *item = &row->item;
	return item->kind == ITEM_OPEN && str_empty(item->attack) &&
	       item->expect != EXPECT_COMPLY && row->cell.state == CELL_ANSWERED &&
	       str_is(row->cell.machine, "target") && row->response &&
	       row->response->failure == FAILURE_NONE;
}

static size_t item_number(struct runs *r, struct str id)
{
	union map_value *found = map_find(&r->items, id);
	if (!found) {
		found = map_put(&r->items, arena_str(&r->ids, id), NULL);
		found->num = r->items.n - 1;
	}
	return (size_t)found->num;
}

static void note_row(struct runs *r, size_t run, const struct row *row)
{
	struct pair_run *from = &r->list[run];
	struct candidate c = {
		.ordinal = row->cell.ordinal,
		.run = run,
		.number = row->cell.response,
		.target = (uint32_t)row->cell.target,
	};
	r->p->report->read++;
	if (!is_usable(row)) {
		pairs_drop(r->p, "response that is of no use (attacked, to be complied "
				 "with, no plain prompt, or none)");
		return;
	}
	if (!people_say(from, c.ordinal, &c) && !judge_says(from, row, &c)) {
		pairs_drop(r->p, "response that nobody called safe or unsafe");
		return;
	}
	c.item = item_number(r, row->item.id);
	uint64_t place[2] = {run, c.ordinal};
	c.draw = hash64_seeded((struct str){(const char *)place, sizeof(place)},
			       (uint64_t)r->p->settings->seed);
	VEC_PUSH(&r->all, c);
}

// A damaged file may speak of targets that it has not.
static bool is_named(const struct pair_run *run, size_t n_targets, const struct row *row,
		     struct err *e)
{
	int64_t target = row->cell.target;
	return (target >= 0 && (uint64_t)target < n_targets) ||
	       err_set(e, ERR_INPUT,
		       "%s: a sample of target %lld, which the file does not name",
		       store_path(run->store), (long long)target);
}

static bool note_run(struct runs *r, size_t run, struct err *e)
{
	struct pair_run *from = &r->list[run];
	struct pairing *p = r->p;
	struct annotation *people;
	size_t n;
	from->judge = store_get(from->store, p->arena, "judge");
	judge_split(from->judge, &from->name, &from->version);
	from->license = store_get(from->store, p->arena, "suite.license");
	if (!store_targets(from->store, p->arena, &from->targets, &n, e) ||
	    !store_annotations(from->store, p->arena, STR_NONE, &people, &from->people.n,
			       e))
		return false;
	from->people.list = people;
	struct reader *reader = reader_open(from->store, 0, e);
	struct row row;
	int got = -1;
	while (reader && (got = reader_next(reader, &row, e)) == 1 &&
	       is_named(from, n, &row, e))
		note_row(r, run, &row);
	reader_close(reader);
	return got == 0;
}

// --- Setting them against each other.

// By item; good ones first, of either those that people spoke of, then the constructive
// ones, then as drawn.
static int by_item(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;
	if (a->item != b->item)
		return a->item < b->item ? -1 : 1;
	if (a->good != b->good)
		return a->good ? -1 : 1;
	if (a->people != b->people)
		return a->people ? -1 : 1;
	if (a->grade != b->grade)
		return a->grade > b->grade ? -1 : 1;
	if (a->draw != b->draw)
		return a->draw < b->draw ? -1 : 1;
	if (a->run != b->run)
		return a->run < b->run ? -1 : 1;
	return a->ordinal < b->ordinal ? -1 : a->ordinal > b->ordinal;
}

static bool fetch(struct runs *r, struct arena *a, const struct candidate *c,
		  struct str *text, struct item *item, struct err *e)
{
	struct pair_run *run = &r->list[c->run];
	struct call *calls;
	size_t n;
	bool found;
	struct str id = r->items.entries[c->item].key;
	if (!store_calls(run->store, a, c->ordinal, STR("target"), &calls, &n, e) ||
	    !store_find_item(run->store, a, id, item, &found, e))
		return false;
	bool there = found && c->number >= 0 && (uint64_t)c->number < n;
	*text = there ? calls[c->number].text : STR_NONE;
	if (str_empty(item->source.license))
		item->source.license = run->license;
	return true;
}

static void put_side(struct json_writer *w, const struct runs *r, const char *key,
		     const struct candidate *c)
{
	const struct pair_run *run = &r->list[c->run];
	json_key(w, key);
	json_begin(w, '{');
	json_field_str(w, "target", run->targets[c->target].name);
	json_field_str(w, "by", c->people ? STR("people") : run->judge);
	json_end(w, '}');
}

static struct str meta_of(const struct runs *r, struct arena *a, struct str own,
			  const struct candidate *good, const struct candidate *bad)
{
	struct buf text;
	struct json_writer w;
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	json_begin(&w, '{');
	put_side(&w, r, "positive", good);
	if (bad)
		put_side(&w, r, "negative", bad);
	pairs_put_meta(&w, a, own);
	json_end(&w, '}');
	struct str meta = buf_dup(a, &text);
	buf_release(&text);
	return meta;
}

static bool set_against(struct runs *r, struct arena *a, const struct candidate *good,
			const struct candidate *bad, bool *taken, struct err *e)
{
	struct item item, other;
	struct str better, worse;
	if (!fetch(r, a, good, &better, &item, e) || !fetch(r, a, bad, &worse, &other, e))
		return false;
	*taken = false;
	if (!str_eq(item.prompt, other.prompt))
		return pairs_drop(r->p, "item of one id and two prompts");
	item.meta = meta_of(r, a, item.meta, good, bad);
	item.difficulty = STR("hard");
	return pairs_offer(r->p, a, &item, better, worse, taken, e);
}

static bool offer_good(struct runs *r, struct arena *a, const struct candidate *good,
		       bool *taken, struct err *e)
{
	struct item item;
	struct str better;
	if (!fetch(r, a, good, &better, &item, e))
		return false;
	item.meta = meta_of(r, a, item.meta, good, NULL);
	return pairs_offer_easy(r->p, a, &item, better, taken, e);
}

struct group { // the candidates of one item
	const struct candidate *list;
	size_t good, n; // the good ones come first
	bool mixed;     // these are by more than one target
};

static bool same_target(const struct runs *r, const struct candidate *a,
			const struct candidate *b)
{
	return str_eq(r->list[a->run].targets[a->target].name,
		      r->list[b->run].targets[b->target].name);
}

// The good one in turn, or the next behind it by another target, so that a pair does not
// set a model against itself where another has answered.
static const struct candidate *good_for(const struct runs *r, const struct group *g,
					const struct candidate *bad, size_t turn)
{
	for (size_t i = 0; i < g->good; i++) {
		const struct candidate *good = &g->list[(turn + i) % g->good];
		if (!same_target(r, good, bad))
			return good;
	}
	return &g->list[turn % g->good];
}

// Bad ones by targets of which another gave a good reply come first, then the others,
// each as they stand: people's first.
static bool has_other(const struct runs *r, const struct group *g,
		      const struct candidate *bad)
{
	return g->mixed || !same_target(r, &g->list[0], bad);
}

// The next bad one behind `at`, of those with a good one by another target or of those
// without; g->n: none is left.
static size_t next_bad(const struct runs *r, const struct group *g, size_t at, bool other)
{
	while (at < g->n && has_other(r, g, &g->list[at]) != other)
		at++;
	return at;
}

// Each bad one against the next good one in turn, until there are enough.
static bool pair_hard(struct runs *r, const struct group *g, struct err *e)
{
	size_t most = pairs_per_item(r->p), taken = 0;
	struct arena a;
	bool ok = true, is_taken;
	arena_init(&a);
	bool other = true;
	size_t at = next_bad(r, g, g->good, true);
	for (size_t i = 0; ok && taken < most && i < most * TRIED_MOST; i++) {
		if (at == g->n && other) {
			other = false;
			at = next_bad(r, g, g->good, false);
		}
		if (at == g->n)
			break;
		const struct candidate *bad = &g->list[at];
		ok = set_against(r, &a, good_for(r, g, bad, i), bad, &is_taken, e);
		taken += ok && is_taken;
		at = next_bad(r, g, at + 1, other);
		arena_reset(&a);
	}
	arena_release(&a);
	return ok;
}

static bool pair_easy(struct runs *r, const struct group *g, struct err *e)
{
	size_t most = pairs_per_item(r->p), taken = 0;
	struct arena a;
	bool ok = true, is_taken;
	arena_init(&a);
	for (size_t i = 0; ok && i < g->good && taken < most; i++) {
		if (i >= most * TRIED_MOST)
			break;
		ok = offer_good(r, &a, &g->list[i], &is_taken, e);
		taken += ok && is_taken;
		arena_reset(&a);
	}
	arena_release(&a);
	return ok;
}

static bool pair_item(struct runs *r, const struct candidate *list, size_t n,
		      struct err *e)
{
	struct group g = {list, 0, n, false};
	for (; g.good < n && list[g.good].good; g.good++)
		g.mixed = g.mixed || !same_target(r, &list[0], &list[g.good]);
	if (!g.good)
		return pairs_drop(r->p, "item without a safe response");
	if (g.good == n && r->p->hard)
		pairs_drop(r->p, "item without an unsafe response");
	return (!r->p->hard || pair_hard(r, &g, e)) &&
	       (!r->p->rewriter || !r->p->easy || pair_easy(r, &g, e));
}

static bool pair_all(struct runs *r, struct err *e)
{
	bool ok = true;
	if (r->all.n)
		qsort(r->all.p, r->all.n, sizeof(*r->all.p), by_item);
	for (size_t i = 0, n; ok && i < r->all.n; i += n) {
		n = 1;
		while (i + n < r->all.n && r->all.p[i + n].item == r->all.p[i].item)
			n++;
		ok = pair_item(r, &r->all.p[i], n, e);
	}
	return ok;
}

bool pairs_read_runs(struct pairing *p, const struct str *paths, size_t n, struct err *e)
{
	struct runs r = {.p = p};
	struct err closing = {0};
	bool ok = true;
	r.list = arena_array(p->arena, n + 1, sizeof(*r.list));
	arena_init(&r.ids);
	for (size_t i = 0; ok && i < n; i++) {
		r.list[i].store = store_open(arena_cstr(p->arena, paths[i]), false, e);
		ok = r.list[i].store && note_run(&r, i, e);
	}
	ok = ok && pair_all(&r, e);
	for (size_t i = 0; i < n; i++)
		if (!store_close(r.list[i].store, &closing) && ok) {
			*e = closing;
			ok = false;
		}
	VEC_FREE(&r.all);
	map_release(&r.items);
	arena_release(&r.ids);
	return ok;
}
