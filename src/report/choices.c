#include "report/choices.h"

#include "base/hash.h"
#include "core/choice.h"

enum said said_find(struct str outcome)
{
	static const enum said said[OUTCOMES] = {
		[OUTCOME_RIGHT] = SAID_RIGHT, [OUTCOME_WRONG] = SAID_WRONG,
		[OUTCOME_OTHER] = SAID_OTHER, [OUTCOME_REFUSE] = SAID_REFUSE,
		[OUTCOME_LOOK] = SAID_LOOK,   [OUTCOME_CHOSEN] = SAID_CHOSEN,
	};
	enum outcome o;
	return outcome_find(outcome, &o) ? said[o] : SAID_ABSENT;
}

enum said said_by(const struct judgement *j)
{
	enum said said = said_find(j->outcome);
	if (said != SAID_ABSENT || j->correct < 0)
		return said;
	return j->correct ? SAID_RIGHT : SAID_WRONG;
}

#define CHOICE_JUDGE "choice" // and "choice-labels", "choice-options"

const struct judgement *choice_record(const struct row *row, struct str name,
				      struct str version)
{
	const struct judgement *record =
		judgement_by(row->judgements, row->n_judgements, name, version);
	const struct judgement *first = NULL, *text = NULL;
	if (record)
		return record;
	for (size_t i = 0; i < row->n_judgements; i++) {
		const struct judgement *j = &row->judgements[i];
		if (said_by(j) == SAID_ABSENT)
			continue;
		first = first ? first : j;
		text = str_is(j->judge, CHOICE_JUDGE) ? j : text;
	}
	return text ? text : first;
}

bool choice_reads_answers(struct str judge)
{
	return str_is(judge, CHOICE_JUDGE);
}

bool choice_asks_once(struct str judge)
{
	return str_is(judge, CHOICE_JUDGE "-options");
}

static bool reads_choices(struct str judge)
{
	struct str name, version;
	judge_split(judge, &name, &version);
	return str_is(name, CHOICE_JUDGE) || str_starts(name, STR(CHOICE_JUDGE "-"));
}

struct str choice_judge(struct arena *a, struct store *store, struct str record)
{
	if (reads_choices(record))
		return record;
	struct str judge = store_get(store, a, "judge.choice");
	return judge.n ? judge : STR(CHOICE_JUDGE);
}

void choices_order_of(struct store *store, bool *shuffled, uint64_t *seed)
{
	struct arena arena = {0};
	int64_t number = 0;
	*shuffled = str_is(store_get(store, &arena, "choice.shuffle"), "1");
	if (!str_to_i64(store_get(store, &arena, "choice.seed"), &number))
		number = 0;
	*seed = (uint64_t)number;
	arena_release(&arena);
}

void choices_init(struct choices *x, struct store *store, struct risks *risks,
		  bool blocked_refusal)
{
	*x = (struct choices){
		.store = store,
		.risks = risks,
		.blocked_refusal = blocked_refusal,
		.last_item = SIZE_MAX,
	};
	arena_init(&x->arena);
	buf_init(&x->id, BUF_TEXT_MAX);
	buf_init(&x->name, BUF_TEXT_MAX);
	choices_order_of(store, &x->shuffled, &x->seed);
}

void choices_release(struct choices *x)
{
	for (size_t i = 0; i < x->columns.n; i++)
		mem_free(x->columns.p[i].marks);
	VEC_FREE(&x->columns);
	VEC_FREE(&x->list);
	VEC_FREE(&x->lanes);
	map_release(&x->items);
	map_release(&x->clusters);
	map_release(&x->lane_index);
	map_release(&x->categories);
	map_release(&x->langs);
	map_release(&x->difficulties);
	map_release(&x->scorings);
	buf_release(&x->id);
	buf_release(&x->name);
	arena_release(&x->arena);
}

// --- Items.

static size_t number_of(struct choices *x, struct map *map, struct str key)
{
	union map_value *found = map_find(map, key);
	if (found)
		return found->num;
	size_t number = map->n;
	map_put(map, arena_str(&x->arena, key), NULL)->num = number;
	return number;
}

static size_t number_of_long(struct choices *x, struct map *map, struct str text)
{
	uint64_t key[2] = {hash64_seeded(text, 1), hash64_seeded(text, 2)};
	return number_of(x, map, (struct str){(const char *)key, sizeof(key)});
}

static size_t name_number(struct choices *x, struct map *map, struct str name)
{
	if (!name.n)
		return SIZE_MAX;
	// Each becomes a line of every report, and a sum of every draw.
	if (map->n >= CHOICE_NAMES_MAX && !map_find(map, name))
		name = STR(CHOICE_REST);
	return number_of(x, map, name);
}

static struct str category_of(struct arena *a, const struct item *item)
{
	struct err e;
	if (str_empty(item->meta))
		return STR_NONE;
	return json_str(json_get(json_parse(a, item->meta, 0, NULL, &e), "category"));
}

static uint32_t lane_of(struct choices *x, struct arena *a, const struct item *item)
{
	struct choice_lane lane = {
		.risk = risks_put(x->risks, item->risk),
		.category = name_number(x, &x->categories, category_of(a, item)),
		.lang = name_number(x, &x->langs, item->lang),
		.difficulty = name_number(x, &x->difficulties, item->difficulty),
	};
	size_t number = number_of(x, &x->lane_index,
				  (struct str){(const char *)&lane, sizeof(lane)});
	if (number == x->lanes.n)
		VEC_PUSH(&x->lanes, lane);
	return (uint32_t)number;
}

static const uint8_t *ranks_of(struct choices *x, const struct item *item)
{
	if (!item->ranks || item->n_options > CHOICE_OPTIONS_MAX)
		return NULL;
	uint8_t *ranks = arena_array(&x->arena, item->n_options, 1);
	for (size_t i = 0; i < item->n_options; i++)
		if (item->ranks[i] >= 1 && item->ranks[i] <= CHOICE_RANKS)
			ranks[i] = (uint8_t)item->ranks[i];
	return ranks;
}

static struct choice_item item_facts(struct choices *x, struct arena *a,
				     const struct item *item)
{
	bool pair = item->kind == ITEM_PAIR;
	size_t n = pair ? 2 : item->n_options;
	n = n > CHOICE_OPTIONS_MAX ? CHOICE_OPTIONS_MAX : n;
	struct str question = pair && item->prompt.n ? item->prompt : item->id;
	struct choice_item facts = {
		.cluster = (uint32_t)number_of_long(x, &x->clusters, question),
		.lane = lane_of(x, a, item),
		.options = (uint8_t)n,
		.is_pair = pair,
		.several = item->several,
		.ranks = pair ? NULL : ranks_of(x, item),
	};
	for (size_t i = 0; i < n; i++)
		if (choice_right(item, i) == 1)
			facts.right |= UINT32_C(1) << i;
	return facts;
}

// The item with its options, which the pass does not read.
static bool look_up(struct choices *x, const struct item *bare, size_t *number,
		    struct err *e)
{
	struct arena arena = {0};
	struct item item;
	bool found = false;
	bool ok = store_find_item(x->store, &arena, bare->id, &item, &found, e);
	if (ok && !found)
		ok = err_set(e, ERR_INPUT, "item " STR_FMT " is not in the run file",
			     STR_ARG(bare->id));
	if (ok) {
		*number = number_of_long(x, &x->items, bare->id);
		VEC_PUSH(&x->list, item_facts(x, &arena, &item));
	}
	arena_release(&arena);
	return ok;
}

static bool item_number(struct choices *x, const struct item *item, size_t *out,
			struct err *e)
{
	if (x->last_item != SIZE_MAX && str_eq(buf_str(&x->id), item->id)) {
		*out = x->last_item;
		return true;
	}
	uint64_t key[2] = {hash64_seeded(item->id, 1), hash64_seeded(item->id, 2)};
	union map_value *found =
		map_find(&x->items, (struct str){(const char *)key, sizeof(key)});
	if (found)
		*out = found->num;
	else if (!look_up(x, item, out, e))
		return false;
	buf_clear(&x->id);
	buf_add(&x->id, item->id);
	x->last_item = *out;
	return true;
}

// --- Columns.

static bool is_column(const struct choice_column *c, const struct cell *cell,
		      size_t scoring)
{
	return c->target == cell->target && c->params == cell->params &&
	       c->epoch == cell->epoch && c->variant == cell->variant &&
	       c->scoring == scoring;
}

static struct choice_column *column_of(struct choices *x, const struct cell *cell,
				       size_t scoring)
{
	size_t n = x->columns.n;
	for (size_t i = 0; i < n; i++) {
		size_t at = (x->last_column + i) % n;
		if (is_column(&x->columns.p[at], cell, scoring)) {
			x->last_column = at;
			return &x->columns.p[at];
		}
	}
	VEC_PUSH(&x->columns, (struct choice_column){
				      .target = cell->target,
				      .params = cell->params,
				      .epoch = cell->epoch,
				      .variant = cell->variant,
				      .scoring = scoring,
			      });
	x->last_column = n;
	return &x->columns.p[n];
}

static void set_mark(struct choices *x, const struct cell *cell, size_t scoring,
		     size_t item, struct choice_mark mark)
{
	struct choice_column *c = column_of(x, cell, scoring);
	if (item >= c->n) {
		size_t n = vec_grown(c->n, x->list.n);
		c->marks = mem_resize(c->marks, n, sizeof(*c->marks));
		memset(c->marks + c->n, 0, (n - c->n) * sizeof(*c->marks));
		c->n = n;
	}
	c->marks[item] = mark;
}

// --- What a sample says.

static unsigned place_of(const struct choice_order *order, unsigned option)
{
	for (size_t i = 0; i < order->n; i++)
		if (order->shown[i] == option)
			return (unsigned)i;
	return PLACE_NONE;
}

static unsigned answer_of(const struct judgement *j, const struct choice_item *item)
{
	uint64_t option;
	bool is_one = str_to_u64(j->answer, &option) && option < item->options;
	return is_one ? (unsigned)option : ANSWER_NONE;
}

static struct choice_mark mark_of(const struct choice_item *item,
				  const struct choice_order *order,
				  const struct judgement *j)
{
	enum said said = said_by(j);
	unsigned answer = answer_of(j, item);
	unsigned place = answer == ANSWER_NONE ? PLACE_NONE : place_of(order, answer);
	bool first = order->n && item->right >> order->shown[0] & 1;
	if (said == SAID_CHOSEN && answer == ANSWER_NONE)
		said = SAID_LOOK;
	return (struct choice_mark){
		.said = (uint8_t)(said | answer << ANSWER_SHIFT),
		.place = (uint8_t)(place | (first ? PLACE_RIGHT_FIRST : 0)),
	};
}

static struct choice_mark by_people(struct choice_mark mark,
				    const struct consensus *people)
{
	enum said said = people ? said_find(people->outcome) : SAID_ABSENT;
	if ((mark.said & SAID_BITS) != SAID_LOOK || said == SAID_ABSENT ||
	    said == SAID_LOOK)
		return mark;
	mark.said = (uint8_t)(said | ANSWER_NONE << ANSWER_SHIFT);
	mark.place = (uint8_t)((mark.place & PLACE_RIGHT_FIRST) | PLACE_NONE |
			       PLACE_BY_PEOPLE);
	return mark;
}

// Whether it was asked, and what there is without any judgement.
static enum said said_alone(const struct choices *x, const struct row *row)
{
	if (row->cell.state == CELL_SKIPPED)
		return SAID_ABSENT;
	if (row->response && row->response->failure == FAILURE_BLOCKED)
		return x->blocked_refusal ? SAID_REFUSE : SAID_ABSENT;
	return SAID_LOST;
}

bool choices_add(struct choices *x, const struct row *row, const struct consensus *people,
		 struct err *e)
{
	const struct cell *cell = &row->cell;
	enum said alone = said_alone(x, row);
	size_t at;
	// Choices are not attacked, so that there is nothing to try again.
	if (alone == SAID_ABSENT || cell->attempt)
		return true;
	if (!item_number(x, &row->item, &at, e))
		return false;
	set_mark(x, cell, SCORING_NONE, at,
		 (struct choice_mark){(uint8_t)(alone | ANSWER_NONE << ANSWER_SHIFT),
				      PLACE_NONE});
	// A judge that asks the model itself may know where the answer failed.
	bool answered = row->response && row->response->failure == FAILURE_NONE;
	if (alone == SAID_REFUSE)
		return true;
	const struct choice_item *item = &x->list.p[at];
	struct item as_stored = row->item;
	as_stored.n_options = item->is_pair ? 0 : item->options;
	struct choice_order order =
		choice_order(&as_stored, cell->variant, x->shuffled, x->seed);
	for (size_t i = 0; i < row->n_judgements; i++) {
		const struct judgement *j = &row->judgements[i];
		// Of a scoring without an outcome, nothing but that it is lost.
		bool of_choice = said_by(j) != SAID_ABSENT || reads_choices(j->judge);
		if (!of_choice || (!answered && choice_reads_answers(j->judge)))
			continue;
		buf_clear(&x->name);
		buf_addf(&x->name, STR_FMT "@" STR_FMT, STR_ARG(j->judge),
			 STR_ARG(j->version));
		size_t scoring = number_of(x, &x->scorings, buf_str(&x->name));
		struct choice_mark mark = mark_of(item, &order, j);
		if (said_by(j) == SAID_ABSENT)
			mark.said = (uint8_t)(SAID_LOST | ANSWER_NONE << ANSWER_SHIFT);
		if (choice_reads_answers(j->judge))
			mark = by_people(mark, people);
		set_mark(x, cell, scoring, at, mark);
	}
	return true;
}
