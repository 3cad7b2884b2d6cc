// Rows to train a model that writes prompts: what it is told (a risk, its definition, a
// strategy, what is to be worked in) and the prompts that it should write, in chat form.
// They say the same words as `assay generate` does (generate/prompt.h).
#include "base/log.h"
#include "base/output.h"
#include "base/vec.h"
#include "exchange/chat_row.h"
#include "exchange/write_sft_judge.h"
#include "generate/prompt.h"

#define ROW_MOST 8       // prompts of one row
#define KNOWLEDGE_MOST 8 // phrases told in it

struct kept { // what is remembered of an item
	struct str prompt;
};

struct group { // of one risk, language, expectation and strategy
	const struct node *node;
	struct str lang;
	enum expect expect;
	const char *strategy;
	VEC(struct str) prompts; // at most ROW_MOST, and what each was made of, or none
	VEC(struct str) from;
};

struct training {
	struct export_job *job;
	struct output *out;
	struct buf line;
	struct arena arena, row;
	struct map prompts; // id -> struct kept
	struct map groups;  // -> struct group
	size_t left_out;
};

// --- A row.

// The phrases known of the leaf that stand in the prompts: what must have been told.
static size_t find_knowledge(const struct group *g, struct str *out)
{
	const struct knowledge *k = node_knowledge(g->node, g->lang);
	size_t n = 0;
	for (size_t role = 0; k && role < KNOWLEDGE_QUESTION; role++)
		for (size_t i = 0; i < k->of[role].n; i++) {
			struct str phrase = k->of[role].items[i];
			bool stands = false;
			for (size_t p = 0; p < g->prompts.n; p++)
				stands = stands ||
					 str_find(g->prompts.p[p], phrase) != STR_NPOS;
			if (stands && n < KNOWLEDGE_MOST)
				out[n++] = phrase;
		}
	return n;
}

static bool put_row(struct training *t, const struct group *g, struct err *e)
{
	struct task task = {
		.taxonomy = t->job->taxonomy,
		.node = g->node,
		.lang = g->lang,
		.expect = g->expect,
		.wanted = g->prompts.n,
	};
	struct str known[KNOWLEDGE_MOST];
	size_t numbers[ROW_MOST];
	bool linked = g->from.n > 0, knows = strcmp(g->strategy, "knowledge") == 0;
	struct asking asking = {
		.strategy = g->strategy,
		.task = &task,
		.wanted = task.wanted,
		.knowledge = known,
		.n_knowledge = knows ? find_knowledge(g, known) : 0,
		.numbered = g->from.p,
		.n_numbered = g->from.n,
	};
	if (knows && !asking.n_knowledge)
		asking.strategy = "definition";
	for (size_t i = 0; i < g->prompts.n; i++)
		numbers[i] = i + 1;
	struct prompt prompt = prompt_make(&t->row, &asking);
	chat_row(&t->line, prompt.messages, prompt.n,
		 prompt_reply(&t->row, g->prompts.p, linked ? numbers : NULL,
			      g->prompts.n));
	arena_reset(&t->row);
	t->job->written++;
	return output_add(t->out, buf_str(&t->line), e);
}

static bool flush(struct training *t, struct group *g, struct err *e)
{
	bool ok = !g->prompts.n || put_row(t, g, e);
	g->prompts.n = g->from.n = 0;
	return ok;
}

// --- Items.

static struct str meta_text(struct arena *a, const struct item *item, const char *key)
{
	const struct json *meta =
		item->meta.p ? json_parse(a, item->meta, 0, NULL, NULL) : NULL;
	return json_str(json_get(meta, key));
}

// How a model would be asked for this prompt; *from is what it was made of. A prompt that
// a person wrote is as good as one from the definition.
static const char *strategy_of(struct training *t, const struct item *item,
			       struct str *from)
{
	static const char *const linked[] = {"adversarial", "rewrite", "translate"};
	struct str strategy = meta_text(&t->row, item, "strategy");
	const union map_value *parent = map_find(&t->prompts, item->parent);
	*from = STR_NONE;
	for (size_t i = 0; i < COUNT(linked); i++)
		if (str_is(strategy, linked[i]) && parent && !str_empty(item->parent)) {
			*from = ((const struct kept *)parent->ptr)->prompt;
			return linked[i];
		}
	bool grammar = str_is(meta_text(&t->row, item, "generator"), "grammar");
	return grammar || str_is(strategy, "knowledge") ? "knowledge" : "definition";
}

static struct group *group_of(struct training *t, const struct item *item,
			      const struct node *node, const char *strategy)
{
	struct str key =
		arena_printf(&t->row, STR_FMT "/" STR_FMT "/%s/%s", STR_ARG(node->id),
			     STR_ARG(item->lang), expect_name(item->expect), strategy);
	union map_value *value = map_find(&t->groups, key);
	if (value)
		return value->ptr;
	struct group *g = arena_new(&t->arena, struct group);
	*g = (struct group){
		.node = node,
		.lang = arena_str(&t->arena, item->lang),
		.expect = item->expect,
		.strategy = strategy,
	};
	map_put(&t->groups, arena_str(&t->arena, key), NULL)->ptr = g;
	return g;
}

static bool is_usable(const struct item *item)
{
	return item->kind == ITEM_OPEN && str_empty(item->attack) &&
	       (str_starts(item->lang, STR("zh")) || str_starts(item->lang, STR("en")));
}

static bool add(struct training *t, const struct item *item, struct err *e)
{
	const struct node *node = taxonomy_find(t->job->taxonomy, item->risk);
	if (!is_usable(item) || !node) {
		t->left_out++;
		return true;
	}
	struct str from;
	const char *strategy = strategy_of(t, item, &from);
	struct group *g = group_of(t, item, node, strategy);
	arena_reset(&t->row);
	const struct kept *kept = map_find(&t->prompts, item->id)->ptr;
	VEC_PUSH(&g->prompts, kept->prompt);
	if (from.p)
		VEC_PUSH(&g->from, from);
	return g->prompts.n < ROW_MOST || flush(t, g, e);
}

// --- The suite: once for the prompts by id, once for the rows.

static bool read_prompts(struct training *t, struct err *e)
{
	struct item item;
	int got;
	while (arena_reset(&t->row),
	       (got = suite_next(t->job->suite, &t->row, &item, e)) == 1) {
		if (!is_usable(&item))
			continue;
		struct kept *kept = arena_new(&t->arena, struct kept);
		kept->prompt = arena_str(&t->arena, item.prompt);
		map_put(&t->prompts, arena_str(&t->arena, item.id), NULL)->ptr = kept;
	}
	suite_rewind(t->job->suite);
	return got == 0;
}

static bool write_rows(struct training *t, struct err *e)
{
	struct arena a;
	struct item item;
	bool ok = true;
	int got = 0;
	arena_init(&a);
	while (ok &&
	       (arena_reset(&a), (got = suite_next(t->job->suite, &a, &item, e)) == 1))
		ok = add(t, &item, e);
	for (size_t i = 0; ok && got == 0 && i < t->groups.n; i++)
		ok = flush(t, t->groups.entries[i].value.ptr, e);
	arena_release(&a);
	return ok && got == 0;
}

static void release(struct training *t)
{
	for (size_t i = 0; i < t->groups.n; i++) {
		struct group *g = t->groups.entries[i].value.ptr;
		VEC_FREE(&g->prompts);
		VEC_FREE(&g->from);
	}
	map_release(&t->groups);
	map_release(&t->prompts);
	buf_release(&t->line);
	arena_release(&t->row);
	arena_release(&t->arena);
}

static bool export_suite(struct export_job *job, struct err *e)
{
	struct training t = {.job = job};
	buf_init(&t.line, BUF_TEXT_MAX);
	t.out = output_open(job->path, false, e);
	bool ok = t.out && read_prompts(&t, e) && write_rows(&t, e);
	if (ok)
		ok = output_close(t.out, NULL, e);
	else
		output_abandon(t.out);
	if (ok && t.left_out)
		log_warn(
			"%zu items are left out: attacked, no single prompt, of no known "
			"risk, or neither Chinese nor English",
			t.left_out);
	release(&t);
	return ok;
}

static bool export(struct export_job *job, struct err *e)
{
	return job->run ? write_sft_judge(job, e) : export_suite(job, e);
}

extern const struct exporter_desc exporter_sft;
const struct exporter_desc exporter_sft = {
	.name = "sft",
	.summary =
		{STR_INIT("训练数据，对话形式；--task generate：由评测集得到“定义、策略、"
			  "知识 → 提示词”；--task judge：由运行得到“问答 → 评判”"),
		 STR_INIT("rows for training, in chat form; with --task generate, of a "
			  "suite: definition, strategy and knowledge to prompts; with "
			  "--task judge, of a run: question and answer to judgement")},
	.from_suite = true,
	.trains = true,
	.export = export,
};
