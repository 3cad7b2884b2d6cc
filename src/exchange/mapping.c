#include "exchange/mapping.h"

#include "base/file.h"
#include "text/script.h"

const struct opt mapping_options[] = {MAPPING_ROWS(struct import_own, mapping), {0}};

static struct str first_of(struct str a, struct str b)
{
	return str_empty(str_trim(a)) ? b : str_trim(a);
}

bool mapping_item(const struct import_job *job, struct arena *a,
		  const struct parts *parts, const char *file, size_t line,
		  struct item *out, bool *kept, struct err *e)
{
	const struct mapping *m = job->settings;
	*kept = str_trim(parts->prompt).n > 0;
	if (!*kept) {
		tally_add(&job->report->dropped, STR("empty prompt"), 1);
		return true;
	}
	*out = (struct item){
		.kind = ITEM_OPEN,
		.lang = first_of(parts->lang, m->set_lang),
		.risk = first_of(parts->risk, m->set_risk),
		.prompt = parts->prompt,
		.better = -1,
		.source = {.dataset = mapping_dataset(file),
			   .version = job->version,
			   .id = str_empty(parts->id) ? STR_NONE : parts->id,
			   .row = (int64_t)line},
	};
	struct str expect = first_of(parts->expect, m->set_expect);
	if (!str_empty(expect) && !expect_find(expect, &out->expect))
		return err_set(
			e, ERR_INPUT,
			"expect: expected refuse, comply, guide or any, got \"" STR_FMT
			"\"",
			STR_ARG(expect));
	if (str_empty(out->lang))
		out->lang = str_of(script_lang(out->prompt));
	out->id = str_empty(str_trim(parts->id)) ? item_content_id(a, out)
						 : str_trim(parts->id);
	return true;
}

static struct options lettered(struct arena *a, const struct choice_parts *p)
{
	struct options out = {arena_copy(a, p->letters, sizeof(p->letters)), 0};
	while (out.n < CHOICE_OPTIONS_MAX && str_trim(p->letters[out.n]).n)
		out.n++;
	return out;
}

static bool is_blank(const struct json *field)
{
	return json_is_null(field) ||
	       (field->kind == JSON_STRING && !str_trim(json_str(field)).n);
}

static void warn(const struct import_job *job, const char *what)
{
	tally_add(&job->report->warnings, str_of(what), 1);
}

// An answer without options, in a row that becomes an open item.
static void warn_unasked(const struct import_job *job, struct arena *a, size_t line)
{
	static const char what[] = "answer without options (left out, the item is open)";
	bool first = !tally_get(&job->report->warnings, str_of(what));
	warn(job, what);
	if (first)
		tally_add(&job->report->warnings,
			  arena_printf(a, "the first answer without options: line %zu",
				       line),
			  1);
}

enum found { FOUND_NONE, FOUND_BAD, FOUND };

static enum found find_options(const struct import_job *job, struct arena *a,
			       const struct choice_parts *p, struct item *item,
			       struct options *out)
{
	const struct mapping *m = job->settings;
	if (str_is(m->set_kind, "open"))
		return FOUND_NONE;
	if (!is_blank(p->options))
		return options_read(a, p->options, out) ? FOUND : FOUND_BAD;
	*out = lettered(a, p);
	for (size_t i = out->n; i < CHOICE_OPTIONS_MAX; i++)
		if (str_trim(p->letters[i]).n)
			return FOUND_BAD; // one before it is blank
	if (out->n >= 2)
		return FOUND;
	struct str stem;
	bool asked = str_is(m->set_kind, "choice");
	if ((asked || !is_blank(p->answer)) &&
	    options_in_text(a, item->prompt, &stem, out) && stem.n) {
		item->prompt = stem;
		return FOUND;
	}
	if (!asked && !is_blank(p->answer))
		warn_unasked(job, a, p->line);
	return asked ? FOUND_BAD : FOUND_NONE;
}

static void read_answers(const struct import_job *job, struct arena *a,
			 const struct choice_parts *p, struct item *item)
{
	const struct mapping *m = job->settings;
	const struct options options = {item->options, item->n_options};
	struct option_answers answers;
	int64_t *ranks;
	item->several = m->several;
	if (!options_answers(a, p->answer, &options, str_is(m->answer_from, "1"),
			     &answers))
		warn(job, "answer that names no option (left out)");
	item->answers = answers.n ? answers.p : NULL;
	item->n_answers = answers.n;
	if (answers.doubtful)
		warn(job, "answer that is one option's text and another's number or "
			  "letter (taken as the text)");
	if (answers.n > 1 && !m->several)
		warn(job, "several right options where one is asked for (any of them is "
			  "right; --several asks for all)");
	if (is_blank(p->ranks))
		return;
	if (options_ranks(a, p->ranks, item->n_options, &ranks))
		item->ranks = ranks;
	else
		warn(job, MAPPING_BAD_RANKS);
}

void mapping_choice(const struct import_job *job, struct arena *a,
		    const struct choice_parts *p, const struct parts *row,
		    struct item *item, bool *kept)
{
	const struct mapping *m = job->settings;
	struct options options;
	enum found found = find_options(job, a, p, item, &options);
	*kept = found != FOUND_BAD;
	if (found == FOUND_BAD)
		tally_add(&job->report->dropped, STR("choice without its options"), 1);
	if (found != FOUND)
		return;
	item->kind = ITEM_CHOICE;
	item->options = options.texts;
	item->n_options = options.n;
	read_answers(job, a, p, item);
	if (str_empty(str_trim(row->expect)) && str_empty(m->set_expect))
		item->expect = EXPECT_ANY;
	if (str_empty(str_trim(row->id)))
		item->id = item_content_id(a, item);
}

// files_each() calls a zip's member ARCHIVE(MEMBER).
struct str mapping_dataset(const char *file)
{
	struct str name = str_of(file);
	size_t open = str_find_byte(name, '(');
	if (open != STR_NPOS && str_ends(name, STR(")")))
		name = str_slice(name, open + 1, name.n - 1);
	return path_stem(name);
}

struct str mapping_note(struct arena *a, const char *key, struct str value)
{
	struct json_writer w;
	struct buf text;
	if (str_empty(value))
		return STR_NONE;
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	json_begin(&w, '{');
	json_field_str(&w, key, value);
	json_end(&w, '}');
	struct str note = buf_dup(a, &text);
	buf_release(&text);
	return note;
}
