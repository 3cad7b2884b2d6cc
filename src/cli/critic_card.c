#include "cli/critic_card.h"

#include <math.h>

#include "base/table.h"
#include "core/taxonomy.h"

#define NEAR_CHANCE 0.6 // of balanced accuracy
#define FEW 500         // labelled answers

struct page {
	const struct critic_model *m;
	const struct json *card;
	struct arena arena;
};

static struct bilingual say(const char *zh, const char *en)
{
	return (struct bilingual){.zh = str_of(zh), .en = str_of(en)};
}

static double number(const struct json *of, const char *key)
{
	double v;

	return json_num(json_get(of, key), &v) ? v : (double)NAN;
}

static size_t count(const struct json *of, const char *key)
{
	int64_t n = 0;

	return json_int(json_get(of, key), &n) && n > 0 ? (size_t)n : 0;
}

static struct bilingual head_name(size_t head)
{
	static const char *const zh[CRITIC_HEADS] = {
		[CRITIC_HARM] = "harm（有害）",
		[CRITIC_REFUSAL] = "refusal（拒答）",
		[CRITIC_OFFENSIVE] = "offensive（冒犯）",
	};

	return say(zh[head], critic_head_names[head]);
}

// --- What it sees.

static size_t features(struct page *p, struct bilingual *out)
{
	const struct critic_model *m = p->m;
	struct arena *a = &p->arena;
	size_t grams = 0, n = 0;

	for (size_t h = 0; h < CRITIC_HEADS; h++)
		grams += m->has[h] ? m->head[h].grams : 0;
	if (grams)
		out[n++] = say("词的一元、二元组，中日韩文字的一至三元组（繁体按简体计）"
			       "，以及单独"
			       "计算的前 30 个词或字的一至三元组",
			       "words, one and two at a time; characters of Chinese, "
			       "Japanese and Korean, one to three (traditional as "
			       "simplified); the first 30 of either apart");
	out[n++] = (struct bilingual){
		.zh = arena_printf(a,
				   "%d 个计数：拒答及其位置、免责声明、列表、步骤、长度、"
				   "与问题重合的词等",
				   CRITIC_DENSE),
		.en = arena_printf(a,
				   "%d counts: refusals and where they stand, "
				   "disclaimers, lists, steps, length, words of the "
				   "prompt",
				   CRITIC_DENSE),
	};
	if (m->embedding_n)
		out[n++] = (struct bilingual){
			.zh = arena_printf(a, STR_FMT " 的嵌入向量（%zu 维）",
					   STR_ARG(m->features), m->embedding_n),
			.en = arena_printf(a, "embeddings of " STR_FMT " (%zu numbers)",
					   STR_ARG(m->features), m->embedding_n),
		};
	out[n++] = say("模型：带 L2 惩罚的逻辑回归，每个权重 8 位；只看回复的前 8 kB",
		       "model: logistic regression with an L2 penalty, 8 bits a weight; "
		       "it reads 8 kB of an answer");
	return n;
}

// --- How it was measured.

static struct bilingual split_of(struct page *p, const struct json *split)
{
	struct str head = json_str(json_get(split, "head"));
	bool answers = !str_is(json_str(json_get(split, "grouped_by")), "question");
	struct str by = json_str(json_get(split, "threshold_by"));
	struct bilingual from = say("取自各折", "from folds");
	size_t n = count(split, "distinct"), wanted = count(split, "distinct_wanted");
	struct bilingual few = say("", "");

	if (str_is(by, "across"))
		from = say("取自留出的数据集", "from left-out sets");
	else if (str_is(by, "nothing"))
		from = say("只是估计：没有两类都齐的留出行可供衡量",
			   "a guess: no rows of both kinds could be left out to measure "
			   "it");
	if (n < wanted)
		few = (struct bilingual){
			.zh = arena_printf(
				&p->arena,
				"；较少的一类只有 %zu 个不同的问题或回复，阈值只按 "
				"%zu/%zu 采用",
				n, n, wanted),
			.en = arena_printf(
				&p->arena,
				"; the rarer kind has %zu different questions "
				"or answers only, so that the threshold counts "
				"%zu/%zu",
				n, n, wanted),
		};
	return (struct bilingual){
		.zh = arena_printf(&p->arena, STR_FMT "：按%s分组；阈值" STR_FMT STR_FMT,
				   STR_ARG(head), answers ? "问题与回复" : "问题",
				   STR_ARG(from.zh), STR_ARG(few.zh)),
		.en = arena_printf(
			&p->arena,
			STR_FMT
			": grouped by question%s; the threshold is " STR_FMT STR_FMT,
			STR_ARG(head), answers ? " and answer" : "", STR_ARG(from.en),
			STR_ARG(few.en)),
	};
}

#define SPLITS_MAX (3 + CRITIC_HEADS)

static size_t splits(struct page *p, struct bilingual *out)
{
	const struct json *all = json_get(p->card, "splits");
	size_t n = 0;

	out[n++] = say("folds（分折）：数据分为五份，每一份由其余各份训练的权重评分；同一"
		       "组的行以及"
		       "问题或回复相同的行不会同时出现在两边",
		       "folds: the rows in five parts, each scored by weights of the "
		       "rest; rows of one group, or that share a question or an answer, "
		       "are never on both sides");
	out[n++] = say("across（跨集）：每个数据集由只用其他数据集训练的权重评分，更接近"
		       "在新数据上的"
		       "表现",
		       "across: each set scored by weights of the other sets only, the "
		       "better guess for data of your own");
	out[n++] = say("阈值：各集平均最佳与各集自身最佳之中位数的中点；风险度在该点校准"
		       "（Platt）",
		       "threshold: half way between what is best on average over the "
		       "sets and the median of their own best; riskiness is calibrated "
		       "there (Platt)");
	for (size_t i = 0; i < json_len(all) && i < CRITIC_HEADS; i++)
		out[n++] = split_of(p, json_at(all, i));
	return n;
}

// --- What it cannot do.

// What to expect of data unlike what was trained on, as far as it was measured.
static double balanced_accuracy(const struct json *figure)
{
	double across = number(figure, "across_balanced_accuracy");

	return isnan(across) ? number(figure, "folds_balanced_accuracy") : across;
}

static bool near_chance(const struct json *figure)
{
	return balanced_accuracy(figure) < NEAR_CHANCE;
}

static bool below_rule(const struct json *figure)
{
	return balanced_accuracy(figure) < number(figure, "rule_balanced_accuracy");
}

// "harm of a, harm of b", or nothing.
static struct str sets_where(struct page *p, bool (*is)(const struct json *))
{
	const struct json *figures = json_get(p->card, "figures");
	struct str *names = arena_array(&p->arena, json_len(figures) + 1, sizeof(*names));
	size_t n = 0;

	for (size_t i = 0; i < json_len(figures); i++) {
		const struct json *f = json_at(figures, i);

		if (is(f))
			names[n++] = arena_printf(&p->arena, STR_FMT " (" STR_FMT ")",
						  STR_ARG(json_str(json_get(f, "set"))),
						  STR_ARG(json_str(json_get(f, "head"))));
	}
	return arena_join(&p->arena, names, n, STR(", "));
}

static size_t rows_read(const struct page *p)
{
	const struct json *data = json_get(p->card, "data");
	size_t rows = 0;

	for (size_t i = 0; i < json_len(data); i++)
		rows += count(json_at(data, i), "rows");
	return rows;
}

// What these weights' own figures say.
static size_t own_limits(struct page *p, struct bilingual *out)
{
	struct str chance = sets_where(p, near_chance), rule = sets_where(p, below_rule);
	size_t rows = rows_read(p), n = 0;

	if (rows < FEW)
		out[n++] = (struct bilingual){
			.zh = arena_printf(&p->arena, "只以 %zu 条标注训练，数字很不稳定",
					   rows),
			.en = arena_printf(&p->arena,
					   "trained on %zu labelled answers only: the "
					   "figures are rough",
					   rows),
		};
	if (chance.n)
		out[n++] = (struct bilingual){
			.zh = arena_printf(&p->arena, "接近随机的数据集：" STR_FMT,
					   STR_ARG(chance)),
			.en = arena_printf(&p->arena, "near chance on " STR_FMT,
					   STR_ARG(chance)),
		};
	if (rule.n)
		out[n++] = (struct bilingual){
			.zh = arena_printf(&p->arena,
					   "仅用拒答规则反而更好的数据集：" STR_FMT,
					   STR_ARG(rule)),
			.en = arena_printf(
				&p->arena,
				"the refusal rule alone does better on " STR_FMT,
				STR_ARG(rule)),
		};
	return n;
}

#define LIMITS_MAX 8

static size_t limits(struct page *p, struct bilingual *out)
{
	size_t n = own_limits(p, out);

	out[n++] = p->m == critic_model_builtin()
			   ? say("对中文回复不声明任何准确率：其标注很少，且区分的是文风",
				 "no accuracy is claimed for Chinese answers, whose "
				 "labels are few and tell styles apart")
			   : say("训练标注未涵盖的语言与文风，只能凭少数共有的词、排版与"
				 "长度判断",
				 "answers in languages and styles that its labels do not "
				 "hold are judged by few shared words, layout and "
				 "length");
	out[n++] = say("看的是词语而非含义：措辞平淡的有害内容可能通过，犯罪新闻可能误判",
		       "words, not meaning: a harmful plan in bland words passes, a news "
		       "report on a crime may not");
	out[n++] = say("可被故意欺骗，冗长的措辞或回复之后伪造的结论也会改变判断；不得用"
		       "来引导攻击",
		       "it can be fooled on purpose, and wordy framing or a forged "
		       "verdict behind the answer flips some verdicts; it must not steer "
		       "an attack");
	out[n++] = say("不知道回复是否属实、是否可行",
		       "it does not know whether an answer is true, or would work");
	out[n++] = say("仅供初步筛查：制作方法与更多说明见 docs/critic.md",
		       "a first look; how it was made, and more: docs/critic.md");
	return n;
}

// --- Text.

static void put_list(struct buf *out, bool zh, struct bilingual title,
		     const struct bilingual *lines, size_t n)
{
	buf_addf(out, "\n" STR_FMT "\n", STR_ARG(zh ? title.zh : title.en));
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "  - " STR_FMT "\n",
			 STR_ARG(zh ? lines[i].zh : lines[i].en));
}

static void put_share(struct table *t, double v)
{
	if (isfinite(v))
		table_addf(t, "%.1f", 100 * v);
	else
		table_add(t, STR("-"));
}

static void put_figures(const struct json *figures, bool zh, struct buf *out)
{
	static const char *const keys[] = {
		"folds_balanced_accuracy",  "folds_auroc",
		"across_balanced_accuracy", "across_auroc",
		"rule_balanced_accuracy",
	};
	const char *heads =
		zh ? "判断|数据集|行数|阳性|分折 BA|分折 AUC|跨集 BA|跨集 AUC|规则 BA"
		   : "head|set|rows|positive|folds BA|folds AUC|across BA|across "
		     "AUC|the rule BA";
	struct table t;

	table_init_heads(&t, heads, ~(uint64_t)3);
	for (size_t i = 0; i < json_len(figures); i++) {
		const struct json *f = json_at(figures, i);

		table_add(&t, json_str(json_get(f, "head")));
		table_add(&t, json_str(json_get(f, "set")));
		table_addf(&t, "%zu", count(f, "rows"));
		table_addf(&t, "%zu", count(f, "positive"));
		for (size_t k = 0; k < COUNT(keys); k++)
			put_share(&t, number(f, keys[k]));
	}
	table_print(&t, out, 0, false);
	table_release(&t);
}

static void put_data(const struct json *data, bool zh, struct buf *out)
{
	buf_adds(out, zh ? "\n训练数据\n" : "\nTrained on\n");
	for (size_t i = 0; i < json_len(data); i++) {
		const struct json *set = json_at(data, i);
		struct str license = json_str(json_get(set, "license"));
		struct str home = json_str(json_get(set, "home"));
		struct str what =
			json_str(json_get(json_get(set, "what"), zh ? "zh" : "en"));
		bool given = true;

		if (!json_bool(json_get(set, "may_train_weights_given_away"), &given))
			given = true;
		if (!license.n)
			license = zh ? STR("您自己的") : STR("your own");
		buf_addf(out,
			 zh ? "  " STR_FMT "：%zu 行，" STR_FMT "%s"
			    : "  " STR_FMT ": %zu rows, " STR_FMT "%s",
			 STR_ARG(json_str(json_get(set, "set"))), count(set, "rows"),
			 STR_ARG(license),
			 given ? ""
			 : zh  ? "（不得用于对外提供的权重）"
			       : " (not for weights that are given away)");
		if (home.n)
			buf_addf(out, zh ? "，" STR_FMT : ", " STR_FMT, STR_ARG(home));
		if (what.n)
			buf_addf(out, "\n    " STR_FMT, STR_ARG(what));
		buf_addc(out, '\n');
	}
}

static void put_heads(const struct critic_model *m, bool zh, struct buf *out)
{
	buf_addf(out, zh ? "critic，版本 " STR_FMT "\n" : "critic, version " STR_FMT "\n",
		 STR_ARG(m->version));
	for (size_t h = 0; h < CRITIC_HEADS; h++) {
		struct bilingual name = head_name(h);

		if (m->has[h])
			buf_addf(out,
				 zh ? "  判断 " STR_FMT "：%zu 个词组\n"
				    : "  head " STR_FMT ": %zu grams\n",
				 STR_ARG(zh ? name.zh : name.en), m->head[h].grams);
	}
	if (m->features_hash.n)
		buf_addf(out,
			 zh ? "  嵌入模型的权重 " STR_FMT "\n"
			    : "  the embedding model's weights " STR_FMT "\n",
			 STR_ARG(str_slice(m->features_hash, 0, 12)));
}

void critic_card_text(const struct critic_model *m, const struct json *card, bool zh,
		      struct buf *out)
{
	struct page p = {.m = m, .card = card};
	struct bilingual lines[LIMITS_MAX + SPLITS_MAX];

	put_heads(m, zh, out);
	put_list(out, zh, say("特征", "Features"), lines, features(&p, lines));
	put_data(json_get(card, "data"), zh, out);
	put_list(out, zh, say("划分", "Splits"), lines, splits(&p, lines));
	buf_adds(out, zh ? "\n数字（百分比；BA：平衡准确率；规则：仅用拒答规则）\n\n"
			 : "\nFigures, in percent. BA: balanced accuracy; the rule: the "
			   "refusal rule alone\n\n");
	put_figures(json_get(card, "figures"), zh, out);
	put_list(out, zh, say("局限", "Limits"), lines, limits(&p, lines));
	arena_release(&p.arena);
}

// --- JSON.

static void put_said(struct json_writer *w, const char *key,
		     const struct bilingual *lines, size_t n)
{
	json_key(w, key);
	json_begin(w, '[');
	for (size_t i = 0; i < n; i++) {
		json_begin(w, '{');
		json_field_str(w, "en", lines[i].en);
		json_field_str(w, "zh", lines[i].zh);
		json_end(w, '}');
	}
	json_end(w, ']');
}

void critic_card_json(const struct critic_model *m, const struct json *card,
		      struct buf *out)
{
	struct page p = {.m = m, .card = card};
	struct bilingual lines[LIMITS_MAX + SPLITS_MAX];
	struct json_writer w;

	json_writer_init(&w, out, 0);
	json_begin(&w, '{');
	for (size_t i = 0; card->kind == JSON_OBJECT && i < card->u.list.n; i++) {
		json_key_str(&w, card->u.list.keys[i]);
		json_put(&w, &card->u.list.items[i]);
	}
	json_field_str(&w, "version", m->version);
	put_said(&w, "sees", lines, features(&p, lines));
	put_said(&w, "measured", lines, splits(&p, lines));
	put_said(&w, "limits", lines, limits(&p, lines));
	json_end(&w, '}');
	buf_addc(out, '\n');
	arena_release(&p.arena);
}
