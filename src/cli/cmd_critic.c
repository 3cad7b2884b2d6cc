#include "base/file.h"
#include "base/log.h"
#include "cli/command.h"
#include "cli/critic_card.h"
#include "cli/language.h"
#include "exchange/labelled.h"
#include "judge/critic/critic_embed.h"
#include "judge/critic/critic_train.h"

struct critic_settings {
	struct critic_train_settings train;
	struct labelled_mapping mapping;
	struct str output, lang;
	bool force, quiet;
	struct llm_settings llm;
};

#define AT(member) offsetof(struct critic_settings, member)

static const struct opt rows[] = {
	{"output", 'o', OPT_STR, AT(output), "FILE", NULL, 0, 0, NULL,
	 "train: the weights' file"},
	{"force", 0, OPT_FLAG, AT(force), NULL, NULL, 0, 0, NULL,
	 "train: replace a file that is there"},
	{"weight", 'w', OPT_LIST, AT(train.weights), "SET=N", NULL, 0, 0, NULL,
	 "train: how much a row of a set counts, 1 unless said; repeatable"},
	{"grams", 0, OPT_INT, AT(train.grams), "N", "20000", 0, 1000000, NULL,
	 "train: weights of words kept of each head, the greatest; 0: no words, which "
	 "leaves the counts and --features"},
	{"features", 0, OPT_STR, AT(train.features), "PROVIDER/MODEL", NULL, 0, 0, NULL,
	 "train: this model's embeddings of the answers beside the words; judging asks "
	 "it too"},
	{"measure", 0, OPT_FLAG, AT(train.measure), NULL, "true", 0, 0, NULL,
	 "train: measure on unseen sets too, and set the threshold by them"},
	{"quiet", 'q', OPT_FLAG, AT(quiet), NULL, NULL, 0, 0, NULL,
	 "no progress line while embeddings are made"},
	LANGUAGE_ROW(struct critic_settings, lang),
	LABELLED_ROWS(struct critic_settings, mapping),
	LLM_OPTION_ROWS(struct critic_settings, llm),
	{0},
};

// What is known of the sets that were read, for the card.
struct reading {
	struct cli *cli;
	struct critic_data data;
	struct json_writer card;
	struct buf text;
	struct str set;              // that is read, as figures call it
	VEC(struct str) sets;        // all of them
	bool kinds[CRITIC_HEADS][2]; // of labels there are
	bool embeds;
	VEC(struct str) responses; // of the rows, if they are to be embedded
};

static bool add_row(void *ctx, const struct labelled *row, struct err *e)
{
	struct reading *r = ctx;
	bool known = row->refusal != REFUSAL_UNKNOWN;
	struct critic_example x = {
		.set = r->set,
		.group = row->group,
		.prompt = row->prompt,
		.response = row->response,
		.weak = row->weak,
		.label = {row->label == VERDICT_NONE ? -1 : row->label == VERDICT_UNSAFE,
			  known ? row->refusal != REFUSAL_NONE : -1, row->offensive},
	};

	(void)e;
	for (size_t h = 0; h < CRITIC_HEADS; h++)
		if (x.label[h] >= 0)
			r->kinds[h][x.label[h]] = true;
	critic_data_add(&r->data, &x);
	if (r->embeds)
		VEC_PUSH(&r->responses, arena_str(&r->data.arena, row->response));
	return true;
}

// Files of one name are sets of their own: x, x-2.
static struct str name_set(struct reading *r, struct str plain)
{
	struct str name = plain;

	for (size_t k = 2, i = 0; i < r->sets.n; i++)
		if (str_eq(r->sets.p[i], name)) {
			name = arena_printf(r->cli->arena, STR_FMT "-%zu", STR_ARG(plain),
					    k++);
			i = (size_t)-1;
		}
	return name;
}

static bool read_operand(struct reading *r, const struct critic_settings *s,
			 struct str operand, struct err *e)
{
	struct str path;
	const struct labelled_desc *set = labelled_of_operand(operand, &path, e);
	struct labelled_job job = {.mapping = &s->mapping, .row = add_row, .ctx = r};

	if (!set)
		return false;
	job.path = arena_cstr(r->cli->arena, path);
	struct str source = set->plain ? path_stem(path) : str_of(set->name);
	r->set = set->plain ? name_set(r, source) : source;
	VEC_PUSH(&r->sets, r->set);
	if (!labelled_each(set, &job, e))
		return false;
	json_begin(&r->card, '{');
	json_field_str(&r->card, "set", r->set);
	if (!str_eq(source, r->set))
		json_field_str(&r->card, "source", source);
	json_field_int(&r->card, "rows", (int64_t)(job.read - job.skipped));
	json_field_str(&r->card, "license", str_of(set->license));
	json_field_str(&r->card, "home", str_of(set->home));
	json_field_bool(&r->card, "may_train_weights_given_away", set->trains);
	if (!set->plain) { // a known set says what its rows and labels are
		json_key(&r->card, "what");
		json_begin(&r->card, '{');
		json_field_str(&r->card, "en", set->summary.en);
		json_field_str(&r->card, "zh", set->summary.zh);
		json_end(&r->card, '}');
	}
	json_end(&r->card, '}');
	return true;
}

static bool put_card(struct cli *cli, const struct critic_settings *s,
		     const struct critic_model *m, struct buf *out, struct err *e)
{
	const struct json *card = json_parse(cli->arena, m->card, 0, NULL, e);

	if (!card)
		return err_wrap(e, "the model card");
	if (cli->json)
		critic_card_json(m, card, out);
	else
		critic_card_text(m, card, language_is_zh(s->lang), out);
	return true;
}

static bool write_weights(const struct critic_settings *s, struct str file,
			  struct arena *a, struct err *e)
{
	const char *path = arena_cstr(a, s->output);

	if (!s->force && file_exists(path))
		return err_set(e, ERR_EXISTS, "%s exists; --force replaces it", path);
	return file_write(path, file, e);
}

static bool add_embeddings(struct reading *r, const struct critic_settings *s,
			   struct err *e)
{
	struct llm *llm = llm_create(&s->llm);
	struct model *model = llm_model(llm, s->train.features, e);
	struct progress progress;
	bool ok = false;

	if (model) {
		progress_start(&progress, "embedding", r->data.rows.n, s->quiet);
		progress.unjudged = true;
		ok = critic_embed(&r->data, r->responses.p, llm, model, &progress, e);
		progress_finish(&progress);
	}
	llm_destroy(llm);
	return ok;
}

#define FEW 500 // labelled answers; less is better spent on recalibrating

static void warn_of_few(const struct reading *r)
{
	if (r->data.rows.n < FEW)
		log_warn("%zu labelled answers are few to train on: some hundred of each "
			 "kind are wanted; a hundred are enough to recalibrate (assay "
			 "judge-eval --calibrate)",
			 r->data.rows.n);
}

// Rows may be many and yet say little.
static void warn_of_repeats(const struct critic_model *m,
			    const struct critic_trained *trained)
{
	for (size_t h = 0; h < CRITIC_HEADS; h++)
		if (m->has[h] && trained->splits[h].units < CRITIC_ENOUGH)
			log_warn("%s: the rarer kind has %zu different questions or "
				 "answers only, %d are wanted: its threshold and figures "
				 "are rough",
				 critic_head_names[h], trained->splits[h].units,
				 CRITIC_ENOUGH);
}

static bool has_both_kinds(struct reading *r, const struct opt_list *operands,
			   struct err *e)
{
	struct str files = arena_join(r->cli->arena, operands->items + 1, operands->n - 1,
				      STR(", "));

	for (size_t h = 0; h < CRITIC_HEADS; h++)
		if (r->kinds[h][0] && r->kinds[h][1])
			return true;
	return err_set(e, ERR_INPUT,
		       STR_FMT ": no label has rows of both kinds (safe and unsafe, "
			       "refused and answered)",
		       STR_ARG(files));
}

static bool train(struct reading *r, const struct critic_settings *s,
		  const struct opt_list *operands, struct buf *out, struct err *e)
{
	struct critic_train_settings how = s->train;
	struct critic_trained trained;
	struct critic_model m;
	bool ok = true;

	// Before any row is read: a wrong name is told at once.
	if (r->embeds &&
	    !llm_weights_hash(r->cli->arena, how.features, &how.features_hash, e))
		return false;
	json_begin(&r->card, '[');
	for (size_t i = 1; i < operands->n && ok; i++)
		ok = read_operand(r, s, operands->items[i], e);
	if (!ok || !has_both_kinds(r, operands, e))
		return false;
	json_end(&r->card, ']');
	warn_of_few(r);
	if (r->embeds && !add_embeddings(r, s, e))
		return false;
	if (!critic_train(&r->data, &how, buf_str(&r->text), r->cli->arena, &m, &trained,
			  e))
		return false;
	warn_of_repeats(&m, &trained);
	return write_weights(s, trained.file, r->cli->arena, e) &&
	       put_card(r->cli, s, &m, out, e);
}

static bool run_train(struct cli *cli, const struct critic_settings *s,
		      const struct opt_list *operands, struct buf *out, struct err *e)
{
	struct reading r = {.cli = cli, .embeds = s->train.features.n > 0};
	bool ok;

	if (operands->n < 2)
		return err_set(e, ERR_INPUT,
			       "train: expected data (SET:PATH, or a file "
			       "that ends in .jsonl or .csv)");
	if (!s->output.n)
		return err_set(e, ERR_INPUT, "train: expected -o FILE");
	critic_data_init(&r.data);
	buf_init(&r.text, BUF_TEXT_MAX);
	json_writer_init(&r.card, &r.text, 0);
	ok = train(&r, s, operands, out, e);
	buf_release(&r.text);
	VEC_FREE(&r.responses);
	VEC_FREE(&r.sets);
	critic_data_release(&r.data);
	return ok;
}

static bool run_info(struct cli *cli, const struct critic_settings *s,
		     const struct opt_list *operands, struct buf *out, struct err *e)
{
	struct critic_model m;
	struct str file;

	if (operands->n < 2)
		return put_card(cli, s, critic_model_builtin(), out, e);
	if (!file_read(cli->arena, cli_operand(cli, operands, 1), CRITIC_FILE_MAX, &file,
		       e))
		return false;
	if (!critic_model_read(&m, cli->arena, file, e))
		return err_wrap(e, STR_FMT, STR_ARG(operands->items[1]));
	return put_card(cli, s, &m, out, e);
}

static int critic_run(struct cli *cli, void *settings, const struct opt_list *operands,
		      struct err *e)
{
	struct str what = operands->items[0];
	struct buf out;
	bool ok;

	buf_init(&out, BUF_TEXT_MAX);
	if (str_is(what, "train"))
		ok = run_train(cli, settings, operands, &out, e);
	else if (!str_is(what, "info"))
		ok = err_set(e, ERR_INPUT, "expected train or info, got \"" STR_FMT "\"",
			     STR_ARG(what));
	else if (operands->n > 2)
		ok = err_set(e, ERR_INPUT, "info: expected one file");
	else
		ok = run_info(cli, settings, operands, &out, e);
	if (ok)
		return cli_done(&out, e);
	buf_release(&out);
	return -1;
}

const struct command command_critic = {
	.name = "critic",
	.help = {"assay critic", "train DATA... -o FILE | info [FILE]",
		 "the built-in critic's weights: train your own, or see how they were "
		 "made",
		 "train reads labelled answers: SET:PATH of a known set (assay list\n"
		 "labelled-sets), .jsonl and .csv files of your own in the form of\n"
		 "docs/formats.md, \"Measuring judges\", or runs that people\n"
		 "annotated (RUN.assay). It prints how well the weights\n"
		 "do on questions and on sets that they were not trained on, and writes\n"
		 "them to FILE; assay run -j critic:weights=FILE judges by them. The "
		 "same\n"
		 "data in the same order give the same bytes.\n\n"
		 "--features adds what a model makes of the answers: the weights then\n"
		 "name that model and a hash of it, and judging by them asks it.\n\n"
		 "info prints the model card of FILE, or of the built-in weights:\n"
		 "features, data and licences, splits, figures and "
		 "limits.\n\n" EXIT_CODES,
		 "assay critic train labels.jsonl -o my.critic"},
	.rows = rows,
	.settings_size = sizeof(struct critic_settings),
	.min_operands = 1,
	.max_operands = SIZE_MAX,
	.run = critic_run,
};
