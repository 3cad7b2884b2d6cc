#include "exchange/mapping.h"

#include "base/file.h"
#include "text/script.h"

struct alone {
	struct mapping mapping;
};

const struct opt mapping_options[] = {MAPPING_ROWS(struct alone, mapping), {0}};

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
