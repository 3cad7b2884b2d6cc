// Which samples people are asked about, and the tasks that are made of them.
//
// Tasks are made in an order drawn by the seed, so that whoever stops early has seen a
// fair part; with a limit, as many of each dimension as it has of all (the largest
// remainder first), those first that the seed puts first: a larger limit adds to a
// smaller one.
#include "base/hash.h"
#include "core/choice.h"
#include "people/campaign_state.h"

#include <stdlib.h>

struct candidate {
	uint64_t ordinal, group; // group: of the samples of one item, from 0
	uint64_t rank;           // by the seed
	size_t domain;
};

struct unit { // what becomes a task: candidates from..from+n-1
	size_t from, n;
	uint64_t rank;
	size_t domain, dimension;
	bool there; // has a task already
};

struct making {
	struct campaign *c;
	struct arena arena;
	struct map groups; // item -> group
	struct map taken;  // ordinals that have a task, as 8 bytes
	VEC(struct candidate) candidates;
	VEC(struct unit) units;
};

// --- Which samples.

static bool is_answered(const struct row *row)
{
	return row->cell.state == CELL_ANSWERED && row->response &&
	       row->response->failure == FAILURE_NONE;
}

static bool needs_a_look(const struct campaign *c, const struct row *row)
{
	const struct judgement *j = campaign_record(c, row);

	if (!j)
		return false;
	// A choice whose call failed is lost: there is nothing to read.
	return item_is_choice(&row->item) ? outcome_is(j->outcome, OUTCOME_LOOK)
					  : j->verdict == VERDICT_UNSCOREABLE;
}

static bool is_clear(enum verdict v)
{
	return v == VERDICT_SAFE || v == VERDICT_UNSAFE;
}

// Different people who said whether it is safe, or how good.
static size_t count_stated(const struct annotation *list, size_t n)
{
	size_t all = 0;

	for (size_t i = 0; i < n; i++) {
		bool counts = list[i].verdict != VERDICT_NONE || list[i].grade >= 0;

		for (size_t k = 0; k < i && counts; k++)
			counts = !str_eq(list[k].rater, list[i].rater) ||
				 (list[k].verdict == VERDICT_NONE && list[k].grade < 0);
		all += counts;
	}
	return all;
}

// People differ, or people and the judge of record do; and nobody has settled it.
static bool is_disagreed(const struct campaign *c, const struct row *row)
{
	const struct judgement *j = campaign_record(c, row);
	struct consensus said;
	size_t n;
	const struct annotation *list = campaign_opinions(c, row->cell.ordinal, &n);

	if (n == 0)
		return false;
	said = annotation_consensus(list, n);
	if (said.settled)
		return false;
	if (count_stated(list, n) > 1 && !said.unanimous)
		return true;
	if (!j)
		return false;
	if (is_clear(said.verdict) && is_clear(j->verdict))
		return said.verdict != j->verdict;
	return said.grade >= 0 && j->grade >= 0 && said.grade != j->grade;
}

static bool is_wanted(const struct campaign *c, const struct row *row)
{
	const struct protocol *p = c->protocol;
	const struct cell *cell = &row->cell;

	if (!is_answered(row) || !(p->kinds & 1u << row->item.kind) ||
	    (p->per_domain && str_empty(row->item.risk)))
		return false;
	if (p->only == ONLY_NEEDS_A_LOOK)
		return needs_a_look(c, row);
	if (p->only == ONLY_DISAGREEMENT)
		return is_disagreed(c, row);
	return cell->attempt == 0 && cell->variant == 0 &&
	       (cell->epoch == 0 || p->unit == UNIT_PROMPT);
}

static struct str key_of(struct making *m, uint64_t ordinal)
{
	return (struct str){arena_copy(&m->arena, &ordinal, sizeof(ordinal)),
			    sizeof(ordinal)};
}

static uint64_t group_of(struct making *m, struct str item)
{
	union map_value *value = map_find(&m->groups, item);

	if (!value) {
		uint64_t group = m->groups.n;

		value = map_put(&m->groups, arena_str(&m->arena, item), NULL);
		value->num = group;
	}
	return value->num;
}

static bool collect(struct making *m, struct err *e)
{
	struct campaign *c = m->c;
	bool together = c->protocol->unit == UNIT_PROMPT;
	struct reader *reader = reader_open(c->store, 0, e);
	struct row row;
	int got = reader ? 1 : -1;

	while (got == 1 && (got = reader_next(reader, &row, e)) == 1) {
		struct candidate x = {.ordinal = row.cell.ordinal};

		if (!is_wanted(c, &row))
			continue;
		x.domain = risks_put(&c->domains, row.item.risk);
		x.group = together ? group_of(m, row.item.id) : m->candidates.n;
		x.rank = hash64_seeded(row.item.id, c->settings.seed + row.cell.ordinal);
		VEC_PUSH(&m->candidates, x);
	}
	reader_close(reader);
	return got == 0;
}

static void collect_taken(struct making *m)
{
	for (size_t i = 0; i < m->c->places.n; i++) {
		const struct task *t = &m->c->places.p[i].task;

		for (size_t k = 0; k < t->n_ordinals; k++)
			map_put(&m->taken, key_of(m, t->ordinals[k]), NULL)->num = i + 1;
	}
}

// --- Units of them.

static int by_group(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
}

static int by_rank(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

static bool is_taken(struct making *m, uint64_t ordinal)
{
	return map_find(&m->taken,
			(struct str){(const char *)&ordinal, sizeof(ordinal)}) != NULL;
}

static void add_unit(struct making *m, size_t from, size_t n)
{
	const struct candidate *first = &m->candidates.p[from];
	struct unit u = {
		.from = from,
		.n = n,
		.rank = first->rank,
		.domain = first->domain,
		.dimension = risks_at_most(&m->c->domains, first->domain, 1),
	};

	for (size_t i = 0; i < n; i++)
		u.there = u.there || is_taken(m, first[i].ordinal);
	VEC_PUSH(&m->units, u);
}

// Shares the replies to one prompt out as evenly as may be over screens of at most so
// many; where two are compared, a last single one is left out.
static void cut_group(struct making *m, size_t from, size_t n)
{
	size_t most = m->c->protocol->replies, screens = (n + most - 1) / most;

	for (size_t i = 0; i < screens; i++) {
		size_t a = n * i / screens, b = n * (i + 1) / screens;

		if (most == 2) {
			a = 2 * i;
			b = a + 2 < n ? a + 2 : n;
		}
		if (most != 2 || b - a == 2)
			add_unit(m, from + a, b - a);
	}
}

static void make_units(struct making *m)
{
	size_t n = m->candidates.n, to;

	if (n > 0)
		qsort(m->candidates.p, n, sizeof(*m->candidates.p), by_group);
	for (size_t from = 0; from < n; from = to) {
		for (to = from + 1;
		     to < n && m->candidates.p[to].group == m->candidates.p[from].group;)
			to++;
		if (m->c->protocol->unit == UNIT_PROMPT)
			cut_group(m, from, to - from);
		else
			add_unit(m, from, 1);
	}
	if (m->units.n > 0)
		qsort(m->units.p, m->units.n, sizeof(*m->units.p), by_rank);
}

// --- A draw of them.

struct stratum {
	size_t dimension, size, quota, remainder;
};
struct strata {
	struct stratum *list; // [n]
	size_t n, all;
};

static struct stratum *stratum_of(struct strata *s, size_t dimension)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].dimension == dimension)
			return &s->list[i];
	s->list[s->n] = (struct stratum){.dimension = dimension};
	return &s->list[s->n++];
}

// Hamilton's method: whole shares first, what is left to the largest remainders.
static void share_out(struct strata *s, size_t limit)
{
	size_t given = 0;

	for (size_t i = 0; i < s->n; i++) {
		s->list[i].quota = limit * s->list[i].size / s->all;
		s->list[i].remainder = limit * s->list[i].size % s->all;
		given += s->list[i].quota;
	}
	for (; given < limit; given++) {
		struct stratum *best = &s->list[0];

		for (size_t i = 1; i < s->n; i++)
			if (s->list[i].remainder > best->remainder)
				best = &s->list[i];
		best->quota++;
		best->remainder = 0;
	}
}

static void draw(struct making *m, size_t limit)
{
	struct strata s = {.all = m->units.n};
	size_t kept = 0;

	if (limit == 0 || limit >= m->units.n)
		return;
	s.list = arena_array(&m->arena, m->c->domains.n + 2, sizeof(*s.list));
	for (size_t i = 0; i < m->units.n; i++)
		stratum_of(&s, m->units.p[i].dimension)->size++;
	share_out(&s, limit);
	for (size_t i = 0; i < m->units.n; i++) {
		struct stratum *of = stratum_of(&s, m->units.p[i].dimension);

		if (of->quota == 0)
			continue;
		of->quota--;
		m->units.p[kept++] = m->units.p[i];
	}
	m->units.n = kept;
}

// --- Tasks of them.

static bool add_task(struct making *m, const struct unit *u, struct err *e)
{
	struct campaign *c = m->c;
	uint64_t *ordinals = arena_array(&c->arena, u->n, sizeof(*ordinals));
	struct task task = {
		.protocol = c->protocol->name,
		.ordinals = ordinals,
		.n_ordinals = u->n,
		.need = c->settings.need > 0 ? c->settings.need : c->protocol->raters,
	};

	for (size_t i = 0; i < u->n; i++)
		ordinals[i] = m->candidates.p[u->from + i].ordinal;
	if (u->domain != RISK_NONE)
		task.domain = c->domains.nodes[u->domain].id;
	if (!store_add_task(c->store, &task, e))
		return false;
	campaign_add_place(c, &task);
	c->counts.made++;
	return true;
}

static bool say_made(struct campaign *c, struct err *e)
{
	struct str detail = arena_printf(&c->arena, STR_FMT ": %zu",
					 STR_ARG(c->protocol->name), c->counts.made);

	return c->counts.made == 0 ||
	       store_add_audit(c->store, STR_NONE, "tasks made", detail, e);
}

static bool no_tasks(const struct campaign *c, struct err *e)
{
	static const char *const why[ONLYS] = {
		[ONLY_ALL] =
			"the run has no answered samples of the kinds that it is for",
		[ONLY_NEEDS_A_LOOK] = "there is nothing that the judge could not read",
		[ONLY_DISAGREEMENT] =
			"there is nothing on which people, or people and the "
			"judge, differ",
	};

	if (c->places.n > 0 || c->protocol->unit == UNIT_WRITE)
		return true;
	return err_set(e, ERR_INPUT, "protocol " STR_FMT " has no tasks: %s",
		       STR_ARG(c->protocol->name), why[c->protocol->only]);
}

bool campaign_make(struct campaign *c, struct err *e)
{
	struct making m = {.c = c};
	bool ok = true;

	if (c->protocol->unit == UNIT_WRITE)
		return true;
	collect_taken(&m);
	ok = collect(&m, e);
	if (ok) {
		make_units(&m);
		draw(&m, c->settings.limit);
	}
	for (size_t i = 0; ok && i < m.units.n; i++)
		if (!m.units.p[i].there)
			ok = add_task(&m, &m.units.p[i], e);
	ok = ok && say_made(c, e) && no_tasks(c, e);
	VEC_FREE(&m.candidates);
	VEC_FREE(&m.units);
	map_release(&m.groups);
	map_release(&m.taken);
	arena_release(&m.arena);
	return ok;
}
