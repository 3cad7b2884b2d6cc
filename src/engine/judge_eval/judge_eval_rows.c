// Labelled rows in memory, what they are sliced by, and the stand-ins for judges that are
// read from files.
#include <math.h>
#include <stdlib.h>

#include "base/log.h"
#include "engine/judge_eval/judge_eval_state.h"

static struct str keep(struct arena *a, struct str s)
{
	return s.p ? arena_str(a, s) : STR_NONE;
}

static uint32_t group_number(struct eval *ev, struct str group)
{
	bool added;
	uint32_t next = (uint32_t)ev->groups.n;
	const union map_value *known = map_find(&ev->groups, group);

	if (known)
		return (uint32_t)known->num;
	map_put(&ev->groups, arena_str(ev->arena, group), &added)->num = next;
	return next;
}

// Offensive language is the label of sets that have no other.
static enum verdict label_of(const struct labelled *row)
{
	if (row->label != VERDICT_NONE || row->offensive < 0)
		return row->label;
	return row->offensive ? VERDICT_UNSAFE : VERDICT_SAFE;
}

struct reading {
	struct eval *ev;
	struct str set, source;
	struct map ids;
};

static void count_id(struct reading *r, struct str id)
{
	bool added;

	map_put(&r->ids, id, &added);
	r->ev->report->repeated += !added;
}

static bool add_row(void *ctx, const struct labelled *from, struct err *e)
{
	struct reading *r = ctx;
	struct eval *ev = r->ev;
	struct arena *a = ev->arena;
	struct eval_row row = {
		.id = keep(a, from->id),
		.lang = keep(a, from->lang),
		.prompt = keep(a, from->prompt),
		.response = keep(a, from->response),
		.set = r->set,
		.source = r->source,
		.part = keep(a, from->slice),
		.risk = keep(a, from->risk),
		.attack = keep(a, from->attack),
		.expect = from->expect,
		.blank = !str_trim(from->response).n,
		.group = group_number(ev, from->group),
		.label = label_of(from),
		.refusal = from->refusal,
		.n_labels = from->n_labels,
		.n_refusals = from->n_refusals,
		.by_majority = from->by_majority,
	};

	if (ev->rows.n >= UINT32_MAX)
		return err_set(e, ERR_FULL, "too many rows");
	if (row.n_labels)
		row.labels =
			arena_copy(a, from->labels, row.n_labels * sizeof(*row.labels));
	if (row.n_refusals)
		row.refusals = arena_copy(a, from->refusals,
					  row.n_refusals * sizeof(*row.refusals));
	count_id(r, row.id);
	VEC_PUSH(&ev->rows, row);
	return !from->n_judgements || eval_keep_stored(ev, from, e);
}

static struct str stem(struct str path)
{
	size_t slash = str_rfind_byte(path, '/');
	struct str name = slash == STR_NPOS ? path : str_slice(path, slash + 1, path.n);
	return str_cut(&name, '.');
}

struct operand { // one operand
	const struct labelled_desc *desc;
	struct str path, real, set, source;
};

// Files of one name are told apart; one file is not counted twice.
static bool name_source(struct arena *a, struct operand *all, size_t n, struct err *e)
{
	struct operand *s = &all[n];
	char *real = realpath(arena_cstr(a, s->path), NULL);
	struct str name = s->desc->plain ? stem(s->path) : str_of(s->desc->name);

	s->real = real ? arena_str(a, str_of(real)) : s->path;
	free(real);
	s->set = s->source = name;
	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].real, s->real) && all[i].desc == s->desc)
			return err_set(e, ERR_INPUT, STR_FMT ": is given twice",
				       STR_ARG(s->path));
	for (size_t k = 2, i = 0; s->desc->plain && i < n; i++)
		if (str_eq(all[i].set, s->set)) {
			s->set = arena_printf(a, STR_FMT "-%zu", STR_ARG(name), k++);
			i = (size_t)-1;
		}
	return true;
}

bool eval_read(struct eval *ev, const struct opt_list *data, struct err *e)
{
	struct operand *all = arena_array(ev->arena, data->n + 1, sizeof(*all));

	for (size_t i = 0; i < data->n; i++) {
		all[i].desc = labelled_of_operand(data->items[i], &all[i].path, e);
		if (!all[i].desc || !name_source(ev->arena, all, i, e))
			return false;
		struct reading r = {.ev = ev, .set = all[i].set, .source = all[i].source};
		struct labelled_job job = {
			.path = arena_cstr(ev->arena, all[i].path),
			.mapping = &ev->settings->mapping,
			.row = add_row,
			.ctx = &r,
			.blanks = true,
			.ties = true,
		};
		bool ok = labelled_each(all[i].desc, &job, e);
		map_release(&r.ids);
		if (!ok)
			return false;
		ev->report->rows += job.read;
		ev->report->skipped += job.skipped;
		ev->report->blank += job.blank;
		ev->report->tied += job.tied;
	}
	return true;
}

// --- Slices.

static struct eval_slice *slice_of(struct eval *ev, struct map *index, struct str set,
				   struct str name)
{
	struct str key = arena_printf(ev->arena, STR_FMT "\x1f" STR_FMT, STR_ARG(set),
				      STR_ARG(name));
	bool added;
	union map_value *at = map_put(index, key, &added);

	if (added) {
		at->num = ev->slices.n;
		VEC_PUSH(&ev->slices, (struct eval_slice){.set = set, .name = name});
	}
	return &ev->slices.p[at->num];
}

static struct str part(struct eval *ev, const char *kind, struct str name)
{
	return arena_printf(ev->arena, "%s:" STR_FMT, kind, STR_ARG(name));
}

// The rows of one slice by another feature, if that tells them apart.
static void split(struct eval *ev, size_t whole, const char *kind,
		  struct str (*feature)(const struct eval_row *row))
{
	struct map values = {0};
	struct map index = {0};

	for (size_t i = 0; i < ev->slices.p[whole].rows.n; i++) {
		struct str value = feature(&ev->rows.p[ev->slices.p[whole].rows.p[i]]);
		if (value.n)
			map_put(&values, value, NULL);
	}
	for (size_t i = 0; values.n > 1 && i < ev->slices.p[whole].rows.n; i++) {
		uint32_t row = ev->slices.p[whole].rows.p[i];
		struct str value = feature(&ev->rows.p[row]);
		if (!value.n)
			continue;
		struct eval_slice *slice = slice_of(ev, &index, ev->slices.p[whole].set,
						    part(ev, kind, value));
		VEC_PUSH(&slice->rows, row);
	}
	map_release(&values);
	map_release(&index);
}

static struct str lang_of(const struct eval_row *row)
{
	return str_is(row->lang, "und") ? STR_NONE : row->lang; // und: undetermined
}

static struct str part_of(const struct eval_row *row)
{
	return row->part;
}

static struct str risk_of(const struct eval_row *row)
{
	return row->risk;
}

static struct str attack_of(const struct eval_row *row)
{
	return row->attack;
}

static struct str set_of(const struct eval_row *row)
{
	return row->set;
}

// Each set's parts behind the set; the first `sets` slices are whole sets.
static void by_set(struct eval *ev, size_t sets)
{
	struct eval_slice *sorted = mem_resize(NULL, ev->slices.n + 1, sizeof(*sorted));
	size_t n = 0;

	for (size_t i = 0; i < sets; i++)
		for (size_t k = i; k < ev->slices.n; k++)
			if (k == i || (k >= sets &&
				       str_eq(ev->slices.p[k].set, ev->slices.p[i].set)))
				sorted[n++] = ev->slices.p[k];
	invariant(n == ev->slices.n);
	memcpy(ev->slices.p, sorted, n * sizeof(*sorted));
	mem_free(sorted);
}

void eval_slices(struct eval *ev)
{
	struct map index = {0};
	bool pool = ev->settings->pool;

	for (size_t i = 0; i < ev->rows.n; i++) {
		struct str set = pool ? STR("pooled") : ev->rows.p[i].set;
		struct eval_slice *slice = slice_of(ev, &index, set, STR("all"));
		slice->whole = true;
		VEC_PUSH(&slice->rows, (uint32_t)i);
	}
	size_t sets = ev->slices.n;
	for (size_t i = 0; i < sets; i++) {
		split(ev, i, "lang", lang_of);
		split(ev, i, pool ? "set" : "part", pool ? set_of : part_of);
		split(ev, i, "risk", risk_of);
		split(ev, i, "attack", attack_of);
	}
	map_release(&index);
	by_set(ev, sets);
}

// --- Stand-ins.

#define LABEL "label:"
#define RATER "rater:"

bool eval_is_rater(struct str name)
{
	return str_starts(name, STR(RATER));
}

bool eval_is_stand_in(struct str name)
{
	return str_starts(name, STR(LABEL)) || eval_is_rater(name) ||
	       eval_is_stored(name);
}

static struct eval_opinion opinion(enum verdict verdict, enum refusal refusal)
{
	return (struct eval_opinion){.verdict = verdict,
				     .refusal = refusal,
				     .riskiness = NAN,
				     .threshold = NAN};
}

static bool read_rater(struct eval *ev, struct eval_judge *j, struct err *e)
{
	struct str word = str_slice(j->asked, strlen(RATER), j->asked.n);
	int64_t number;
	size_t known = 0, most = 0;

	if (!str_to_i64(word, &number) || number < 1)
		return err_set(e, ERR_INPUT, STR_FMT ": expected rater:1, rater:2, ...",
			       STR_ARG(j->asked));
	j->rater = (size_t)number;
	for (size_t i = 0; i < ev->rows.n; i++) {
		const struct eval_row *row = &ev->rows.p[i];
		size_t at = (size_t)number - 1;
		bool label = at < row->n_labels, refusal = at < row->n_refusals;
		j->opinions[i] = opinion(label ? row->labels[at] : VERDICT_NONE,
					 refusal ? row->refusals[at] : REFUSAL_UNKNOWN);
		known += label || refusal;
		most = row->n_labels > most ? row->n_labels : most;
		most = row->n_refusals > most ? row->n_refusals : most;
	}
	if (!known && !most)
		return err_set(e, ERR_INPUT,
			       STR_FMT ": no row has two raters, whose labels are told "
				       "apart",
			       STR_ARG(j->asked));
	return known || err_set(e, ERR_INPUT, STR_FMT ": no row has more than %zu raters",
				STR_ARG(j->asked), most);
}

struct joining {
	struct eval *ev;
	struct eval_judge *judge;
	struct map rows; // "id\x1fn" -> number
	struct map seen; // id -> how often
	size_t joined;
};

static struct str row_key(struct arena *a, struct map *seen, struct str id)
{
	union map_value *times = map_put(seen, arena_str(a, id), NULL);

	return arena_printf(a, STR_FMT "\x1f%llu", STR_ARG(id),
			    (unsigned long long)times->num++);
}

static bool join_row(void *ctx, const struct labelled *row, struct err *e)
{
	struct joining *x = ctx;
	struct str key = row_key(x->ev->arena, &x->seen, row->id);
	const union map_value *at = map_find(&x->rows, key);

	(void)e;
	if (!at)
		return true;
	x->judge->opinions[at->num] = opinion(label_of(row), row->refusal);
	x->joined++;
	return true;
}

static bool read_labels(struct eval *ev, struct eval_judge *j, struct err *e)
{
	struct str operand = str_slice(j->asked, strlen(LABEL), j->asked.n), path;
	const struct labelled_desc *set = labelled_of_operand(operand, &path, e);

	if (!set)
		return false;
	struct joining x = {.ev = ev, .judge = j};
	for (size_t i = 0; i < ev->rows.n; i++) {
		struct str key = row_key(ev->arena, &x.seen, ev->rows.p[i].id);
		map_put(&x.rows, key, NULL)->num = i;
		j->opinions[i] = opinion(VERDICT_NONE, REFUSAL_UNKNOWN);
	}
	map_release(&x.seen);
	x.seen = (struct map){0};
	struct labelled_job job = {
		.path = arena_cstr(ev->arena, path),
		.mapping = &ev->settings->mapping,
		.row = join_row,
		.ctx = &x,
		.blanks = true,
		.partial = true, // of a row's parts it may have no more than the labels
	};
	bool ok = labelled_each(set, &job, e);
	if (ok && !x.joined)
		ok = err_set(e, ERR_INPUT, STR_FMT ": none of its rows is in the data",
			     STR_ARG(j->asked));
	size_t joinable = job.read - job.skipped;
	if (ok && (x.joined < ev->rows.n || x.joined < joinable))
		log_warn(STR_FMT ": %zu of %zu rows of the data have a partner in it (by "
				 "id); %zu rows of it have none",
			 STR_ARG(j->asked), x.joined, ev->rows.n, joinable - x.joined);
	map_release(&x.rows);
	map_release(&x.seen);
	return ok;
}

bool eval_stand_in(struct eval *ev, struct eval_judge *j, struct err *e)
{
	if (eval_is_stored(j->asked))
		return eval_take_stored(ev, j, e);
	j->shown = arena_str(ev->arena, j->asked);
	return eval_is_rater(j->asked) ? read_rater(ev, j, e) : read_labels(ev, j, e);
}
