#include "report/page.h"

#include "base/map.h"
#include "base/utf8.h"
#include "core/choice.h"
#include "core/risks.h"
#include "report/collect.h"
#include "report/inline.h"
#include "report/json_parts.h"

// --- Which samples.

static void choose_next(struct picker *p)
{
	if (p->taken >= p->most) {
		p->next = UINT64_MAX;
		return;
	}
	// One of each of `most` equal stretches.
	uint64_t from = (uint64_t)((double)p->of * (double)p->taken / (double)p->most);
	uint64_t to =
		(uint64_t)((double)p->of * (double)(p->taken + 1) / (double)p->most);
	p->next = from + rng_below(&p->rng, to > from ? to - from : 1);
}

void picker_init(struct picker *p, uint64_t of, uint64_t most)
{
	*p = (struct picker){.of = of, .most = most < of ? most : of};
	rng_init(&p->rng, METRICS_SEED, STR("samples"));
	choose_next(p);
}

bool picker_take(struct picker *p)
{
	if (p->seen++ != p->next)
		return false;
	p->taken++;
	choose_next(p);
	return true;
}

// --- Texts.

struct page {
	const struct several *all;
	// Of the run whose samples are written.
	const struct metrics *m;
	size_t first; // number of its first target
	struct str record_name, record_version;
	struct str choice_name, choice_version;
	bool shuffled; // options, by the seed
	uint64_t seed;
	struct buf *out;
	struct buf draft; // JSON that is not escaped yet
	struct json_writer w;
	struct buf text; // of one prompt
};

static void flush(struct page *p)
{
	inline_data(p->out, buf_str(&p->draft));
	buf_clear(&p->draft);
}

static size_t clip_at(struct str text)
{
	struct str rest = text;
	for (size_t n = 0; n < PAGE_TEXT_MAX && rest.n; n++)
		utf8_next(&rest);
	return text.n - rest.n;
}

static void put_text(struct page *p, const char *key, struct str text)
{
	size_t end = text.n > PAGE_TEXT_MAX ? clip_at(text) : text.n;
	if (end == text.n) {
		json_field_str(&p->w, key, text);
		return;
	}
	struct buf clipped;
	buf_init(&clipped, BUF_TEXT_MAX);
	buf_add(&clipped, str_slice(text, 0, end));
	buf_addf(&clipped, " … [+%zu]", utf8_count(str_slice(text, end, text.n)));
	json_field_str(&p->w, key, buf_str(&clipped));
	buf_release(&clipped);
}

static void add_messages(struct buf *out, const struct item *item)
{
	for (size_t i = 0; i < item->n_messages; i++)
		buf_addf(out, "%s[%s] " STR_FMT, i ? "\n\n" : "",
			 speaker_name(item->messages[i].speaker),
			 STR_ARG(item->messages[i].content));
}

// Options and replies as they were shown.
static struct str prompt_text(struct page *p, const struct item *item,
			      const struct choice_order *order)
{
	buf_clear(&p->text);
	switch (item->kind) {
	case ITEM_DIALOGUE:
		add_messages(&p->text, item);
		break;
	case ITEM_CHOICE:
	case ITEM_PAIR:
		buf_add(&p->text, item->prompt);
		for (size_t i = 0; i < order->n; i++)
			buf_addf(&p->text,
				 item->kind == ITEM_PAIR ? "\n\n[%c] " STR_FMT
							 : "\n%c. " STR_FMT,
				 (int)('A' + i),
				 STR_ARG(choice_text(item, order->shown[i])));
		break;
	default:
		return item->prompt;
	}
	return buf_str(&p->text);
}

// --- One sample.

static struct str or_null(struct str s)
{
	return s.n ? s : STR_NONE;
}

static void put_count(struct page *p, const char *key, int64_t n)
{
	if (n < 0)
		json_field_null(&p->w, key);
	else
		json_field_int(&p->w, key, n);
}

// Which of its own options stood at each place.
static void put_shown(struct page *p, const struct choice_order *order)
{
	json_key(&p->w, "shown");
	if (!order->n) {
		json_put_null(&p->w);
		return;
	}
	json_begin(&p->w, '[');
	for (size_t i = 0; i < order->n; i++)
		json_put_int(&p->w, order->shown[i]);
	json_end(&p->w, ']');
}

static void put_judgement(struct page *p, const struct judgement *j, bool record)
{
	json_begin(&p->w, '{');
	buf_clear(&p->text);
	buf_addf(&p->text, STR_FMT "@" STR_FMT, STR_ARG(j->judge), STR_ARG(j->version));
	json_field_str(&p->w, "judge", buf_str(&p->text));
	json_field_bool(&p->w, "record", record);
	json_field_cstr(&p->w, "verdict", verdict_name(j->verdict));
	json_field_cstr(&p->w, "refusal", refusal_name(j->refusal));
	json_field_real(&p->w, "riskiness", j->riskiness);
	put_count(p, "grade", j->grade);
	json_field_str(&p->w, "outcome", or_null(j->outcome));
	json_field_str(&p->w, "answer", or_null(j->answer));
	put_text(p, "explanation", j->explanation);
	json_end(&p->w, '}');
}

static size_t target_of(const struct metrics *m, const struct cell *cell)
{
	for (size_t i = 0; i < m->n_targets; i++)
		if (m->targets[i].target_id == cell->target &&
		    m->targets[i].params_id == cell->params)
			return i;
	return m->n_targets;
}

static void put_outcome(struct page *p, const struct call *response)
{
	enum failure f = response->failure;
	bool failed = f != FAILURE_NONE && f != FAILURE_BLOCKED;
	const char *outcome = failed ? "failed" : "answered";
	json_field_cstr(&p->w, "outcome", f == FAILURE_BLOCKED ? "blocked" : outcome);
	json_field_cstr(&p->w, "failure", failed ? failure_name(f) : NULL);
	put_text(p, "response", response->text);
}

static void put_sample(struct page *p, const struct row *row)
{
	const struct item *item = &row->item;
	struct choice_order order =
		choice_order(item, row->cell.variant, p->shuffled, p->seed);
	const struct judgement *record =
		item_is_choice(item)
			? choice_record(row, p->choice_name, p->choice_version)
			: judgement_by(row->judgements, row->n_judgements, p->record_name,
				       p->record_version);
	json_begin(&p->w, '{');
	json_field_int(&p->w, "target",
		       (int64_t)(p->first + target_of(p->m, &row->cell)));
	json_field_str(&p->w, "item", item->id);
	json_field_str(&p->w, "lang", or_null(item->lang));
	json_field_str(&p->w, "risk", or_null(item->risk));
	json_field_cstr(&p->w, "expect", expect_name(item->expect));
	json_field_str(&p->w, "attack", or_null(item->attack));
	json_field_str(&p->w, "parent", or_null(item->parent));
	put_text(p, "prompt", prompt_text(p, item, &order));
	put_shown(p, &order);
	put_outcome(p, row->response);
	json_key(&p->w, "judgements");
	json_begin(&p->w, '[');
	for (size_t i = 0; i < row->n_judgements; i++)
		put_judgement(p, &row->judgements[i], &row->judgements[i] == record);
	json_end(&p->w, ']');
	json_field_int(&p->w, "epoch", row->cell.epoch);
	json_field_int(&p->w, "try", row->cell.attempt);
	json_end(&p->w, '}');
	flush(p);
}

static bool put_run(struct page *p, struct store *store, uint64_t most, struct err *e)
{
	struct picker picker;
	struct row row;
	int got;
	picker_init(&picker, p->m->rows, most);
	struct reader *reader = reader_open(store, READ_TEXT, e);
	if (!reader)
		return false;
	while ((got = reader_next(reader, &row, e)) == 1 && !buf_failed(p->out))
		// A run that goes on may have models by now that the report does not
		// know.
		if (row_has_outcome(&row) && picker_take(&picker) &&
		    target_of(p->m, &row.cell) < p->m->n_targets)
			put_sample(p, &row);
	reader_close(reader);
	return got >= 0;
}

static void look_at(struct page *p, struct arena *a, struct store *store,
		    const struct metrics *m)
{
	p->m = m;
	judge_split(m->judge, &p->record_name, &p->record_version);
	judge_split(choice_judge(a, store, m->judge), &p->choice_name,
		    &p->choice_version);
	choices_order_of(store, &p->shuffled, &p->seed);
}

static uint64_t rows_of(const struct several *all)
{
	uint64_t rows = 0;
	for (size_t i = 0; i < all->n; i++)
		rows += all->runs[i].rows;
	return rows;
}

// Each run has its share of `most`, as large as that of its rows.
static bool put_samples(struct page *p, struct arena *a, struct store *const *runs,
			uint64_t most, struct err *e)
{
	double of = (double)rows_of(p->all), before = 0;
	bool ok = true;
	json_key(&p->w, "samples");
	json_begin(&p->w, '[');
	p->first = 0;
	for (size_t i = 0; i < p->all->n && ok; i++) {
		const struct metrics *m = &p->all->runs[i];
		double part = of > (double)most ? (double)most / of : 1;
		double after = before + (double)m->rows;
		look_at(p, a, runs[i], m);
		ok = put_run(p, runs[i],
			     (uint64_t)(after * part + 0.5) -
				     (uint64_t)(before * part + 0.5),
			     e);
		before = after;
		p->first += m->n_targets;
	}
	json_end(&p->w, ']');
	return ok;
}

// --- What is said once.

static void put_names(struct page *p, const char *key, struct bilingual names)
{
	json_key(&p->w, key);
	if (!names.zh.n && !names.en.n) {
		json_put_null(&p->w);
		return;
	}
	json_begin(&p->w, '{');
	if (names.zh.n)
		json_field_str(&p->w, "zh", names.zh);
	if (names.en.n)
		json_field_str(&p->w, "en", names.en);
	json_end(&p->w, '}');
}

static void put_node(struct page *p, const struct risks *tree, const struct risk *node)
{
	json_begin(&p->w, '{');
	json_field_str(&p->w, "id", node->id);
	json_field_str(&p->w, "parent",
		       node->parent == RISK_NONE ? STR_NONE
						 : tree->nodes[node->parent].id);
	put_names(p, "name", node->name);
	json_end(&p->w, '}');
}

// The first run's taxonomy, and what others have besides.
static void put_taxonomy(struct page *p)
{
	struct str id = STR_NONE;
	struct map seen;
	for (size_t i = 0; i < p->all->n && !id.n; i++)
		if (p->all->runs[i].risks->known)
			id = p->all->runs[i].risks->taxonomy;
	json_key(&p->w, "taxonomy");
	if (!id.n) {
		json_put_null(&p->w);
		return;
	}
	map_init(&seen);
	json_begin(&p->w, '{');
	json_field_str(&p->w, "id", id);
	json_key(&p->w, "nodes");
	json_begin(&p->w, '[');
	for (size_t i = 0; i < p->all->n; i++) {
		const struct risks *tree = p->all->runs[i].risks;
		for (size_t k = 0; k < tree->known; k++) {
			bool added;
			map_put(&seen, tree->nodes[k].id, &added);
			if (added)
				put_node(p, tree, &tree->nodes[k]);
		}
	}
	json_end(&p->w, ']');
	json_end(&p->w, '}');
	map_release(&seen);
}

static struct bilingual summary_in(const struct json *list, struct str attack)
{
	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *j = json_at(list, i);
		const struct json *summary = json_get(j, "summary");
		if (str_eq(json_str(json_get(j, "name")), attack))
			return (struct bilingual){
				.zh = json_str(json_get(summary, "zh")),
				.en = json_str(json_get(summary, "en")),
			};
	}
	return (struct bilingual){STR_NONE, STR_NONE};
}

static void put_attacks_of(struct page *p, const struct metrics *m,
			   const struct json *known, struct map *seen)
{
	for (size_t i = 0; i < m->n_targets; i++) {
		const struct rate_list *list = &m->targets[i].by_attack;
		for (size_t k = 0; k < list->n; k++) {
			bool added;
			map_put(seen, list->p[k].name, &added);
			if (!added)
				continue;
			json_begin(&p->w, '{');
			json_field_str(&p->w, "name", list->p[k].name);
			put_names(p, "summary", summary_in(known, list->p[k].name));
			json_end(&p->w, '}');
		}
	}
}

static bool put_attacks(struct page *p, struct arena *a, struct store *const *runs,
			struct err *e)
{
	struct map seen;
	bool ok = true;
	map_init(&seen);
	json_key(&p->w, "attacks");
	json_begin(&p->w, '[');
	for (size_t i = 0; i < p->all->n && ok; i++) {
		struct str text = store_get_blob(runs[i], a, "attacks");
		const struct json *known =
			text.n ? json_parse(a, text, 0, NULL, e) : NULL;
		ok = known || !text.n || err_wrap(e, "the run's attacks");
		if (ok)
			put_attacks_of(p, &p->all->runs[i], known, &seen);
	}
	json_end(&p->w, ']');
	map_release(&seen);
	return ok;
}

bool page_data(struct arena *a, struct store *const *runs, const struct several *all,
	       const struct report_settings *s, struct buf *out, struct err *e)
{
	struct page p = {.all = all, .out = out};
	uint64_t most = s->samples < 0 ? 0 : (uint64_t)s->samples;
	uint64_t rows = rows_of(all);
	buf_init(&p.draft, BUF_TEXT_MAX);
	buf_init(&p.text, BUF_TEXT_MAX);
	json_writer_init(&p.w, &p.draft, 0);
	json_begin(&p.w, '{');
	json_field_cstr(&p.w, "schema", "assay/page/1");
	json_key(&p.w, "report");
	several_to_json(&p.w, all);
	put_taxonomy(&p);
	bool ok = put_attacks(&p, a, runs, e);
	if (ok) {
		flush(&p);
		ok = put_samples(&p, a, runs, most, e);
	}
	json_field_int(&p.w, "samples_total", (int64_t)rows);
	json_field_str(&p.w, "samples_note",
		       most < rows ? STR("evenly spread, drawn by a fixed seed / "
					 "均匀抽取，固定种子")
				   : STR_NONE);
	if (ok) // else levels may be open; nobody reads it
		json_end(&p.w, '}');
	flush(&p);
	buf_release(&p.draft);
	buf_release(&p.text);
	return ok;
}
