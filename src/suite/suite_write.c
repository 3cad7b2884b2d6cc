#include <unistd.h>

#include "base/file.h"
#include "base/output.h"
#include "base/utf8.h"
#include "suite/manifest.h"
#include "suite/suite_read.h"

#define COUNTED_MAX 200

struct suite_writer {
	struct arena arena;
	struct manifest manifest;
	char *path, *manifest_path;
	struct output *out;
	struct buf line;
	uint64_t total;
	struct tally by_risk, by_lang, by_attack, by_difficulty;
};

static void release(struct suite_writer *w)
{
	tally_release(&w->by_risk);
	tally_release(&w->by_lang);
	tally_release(&w->by_attack);
	tally_release(&w->by_difficulty);
	buf_release(&w->line);
	arena_release(&w->arena);
	mem_free(w);
}

// NAME.yaml for NAME.jsonl, NAME.jsonl.zst and NAME.jsonl.gz.
static bool manifest_beside(struct suite_writer *w, struct str path, struct err *e)
{
	struct str stem = path;
	for (const char *const *ending = (const char *const[]){".zst", ".gz", NULL};
	     *ending; ending++)
		if (str_ends(stem, str_of(*ending)))
			stem.n -= strlen(*ending);
	if (!str_ends(stem, STR(".jsonl")))
		return err_set(
			e, ERR_INPUT,
			STR_FMT
			": expected a name that ends in .jsonl, .jsonl.zst or .jsonl.gz",
			STR_ARG(path));
	stem.n -= strlen(".jsonl");
	w->path = arena_cstr(&w->arena, path);
	w->manifest_path = arena_cstr(&w->arena, arena_printf(&w->arena, STR_FMT ".yaml",
							      STR_ARG(stem)));
	if (file_exists(w->manifest_path))
		return err_set(e, ERR_EXISTS, "%s: exists", w->manifest_path);
	return true;
}

static struct str keep(struct suite_writer *w, struct str s)
{
	return s.p ? arena_str(&w->arena, s) : STR_NONE;
}

struct suite_writer *suite_create(const char *path, const struct manifest *m,
				  struct err *e)
{
	struct suite_writer *w = mem_zalloc(sizeof(*w));
	arena_init(&w->arena);
	buf_init(&w->line, SUITE_LINE_MAX + 1); // and its end
	w->manifest = (struct manifest){
		.name = keep(w, m->name),
		.version = keep(w, m->version),
		.license = keep(w, m->license),
		.taxonomy = keep(w, m->taxonomy),
		.description = {keep(w, m->description.zh), keep(w, m->description.en)},
		.made = keep(w, m->made),
	};
	if (manifest_beside(w, str_of(path), e) && (w->out = output_open(path, false, e)))
		return w;
	release(w);
	return NULL;
}

// A manifest's keys are bounded (YAML's are, to 1,024 characters).
static void count(struct tally *t, struct str name, const char *otherwise)
{
	tally_add(t, str_empty(name) ? str_of(otherwise) : utf8_clip(name, COUNTED_MAX),
		  1);
}

bool suite_fits(struct suite_writer *w, const struct item *item)
{
	struct json_writer json;
	buf_clear(&w->line);
	json_writer_init(&json, &w->line, 0);
	item_to_json(&json, item);
	buf_addc(&w->line, '\n');
	return !buf_failed(&w->line);
}

bool suite_put(struct suite_writer *w, const struct item *item, struct err *e)
{
	if (!suite_fits(w, item))
		return err_set(e, ERR_FULL, "item " STR_FMT ": too large to write",
			       STR_ARG(item->id));
	w->total++;
	struct str risk = item->risk;
	count(&w->by_risk, str_cut(&risk, '.'), "none");
	count(&w->by_lang, item->lang, "none");
	count(&w->by_attack, item->attack, "base");
	if (!str_empty(item->difficulty))
		count(&w->by_difficulty, item->difficulty, "none");
	return output_add(w->out, buf_str(&w->line), e);
}

bool suite_finish(struct suite_writer *w, struct err *e)
{
	char sha256[SHA256_HEX + 1];
	struct buf text;
	buf_init(&text, BUF_TEXT_MAX);
	bool ok = output_close(w->out, sha256, e);
	if (ok) {
		w->manifest.sha256 = str_of(sha256);
		struct manifest_counts counts = {w->total, &w->by_risk, &w->by_lang,
						 &w->by_attack, &w->by_difficulty};
		manifest_write(&text, &w->manifest, &counts);
		ok = file_write(w->manifest_path, buf_str(&text), e);
		if (!ok) // both or none
			unlink(w->path);
	}
	buf_release(&text);
	release(w);
	return ok;
}

void suite_abandon(struct suite_writer *w)
{
	if (!w)
		return;
	output_abandon(w->out);
	release(w);
}
