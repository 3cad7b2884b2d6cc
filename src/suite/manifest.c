#include "suite/manifest.h"

#include "base/utf8.h"
#include "suite/tree.h"

static const char *const keys[] = {"name",        "version", "license", "taxonomy",
				   "description", "counts",  "sha256",  "made",
				   "source",      NULL};

bool manifest_read(struct arena *a, struct str text, const char *file,
		   struct manifest *out, struct err *e)
{
	const struct yaml *y = yaml_parse(a, text, file, e);
	if (!y)
		return false;
	struct faults faults;
	faults_init(&faults);
	struct tree t = {a, &faults, str_of(file)};
	if (y->kind != YAML_MAP)
		faults_add(&faults, t.file, y->line, STR_NONE,
			   "expected a suite's manifest");
	tree_check_keys(&t, y, keys);
	*out = (struct manifest){
		.name = tree_text(&t, y, "name", true),
		.version = tree_text(&t, y, "version", false),
		.license = tree_text(&t, y, "license", false),
		.taxonomy = tree_text(&t, y, "taxonomy", false),
		.description = tree_bilingual(&t, y, "description", false),
		.sha256 = tree_text(&t, y, "sha256", false),
		.made = tree_text(&t, y, "made", false),
	};
	bool ok = faults_to_err(&faults, e);
	faults_release(&faults);
	return ok;
}

static bool is_printable(uint32_t cp) // in YAML, and on one line
{
	return cp >= 0x20 && !(cp >= 0x7f && cp < 0xa0) && cp != 0x2028 && cp != 0x2029 &&
	       cp != 0xfeff && cp != 0xfffe && cp != 0xffff;
}

// A double-quoted scalar, so that nothing in a text can end it.
static void put_quoted(struct buf *out, struct str text)
{
	buf_addc(out, '"');
	while (text.n) {
		const char *from = text.p;
		uint32_t cp = utf8_next(&text);
		if (!is_printable(cp)) {
			buf_addf(out, "\\u%04X", cp);
			continue;
		}
		if (cp == '"' || cp == '\\')
			buf_addc(out, '\\');
		buf_add(out, (struct str){from, (size_t)(text.p - from)});
	}
	buf_addc(out, '"');
}

static void put_text(struct buf *out, const char *key, struct str text)
{
	if (str_empty(text))
		return;
	buf_addf(out, "%s: ", key);
	put_quoted(out, text);
	buf_addc(out, '\n');
}

static void put_counts(struct buf *out, const char *key, const struct tally *t)
{
	buf_addf(out, "  %s: {", key);
	for (size_t i = 0; i < t->counts.n; i++) {
		buf_adds(out, i ? ", " : "");
		put_quoted(out, t->counts.entries[i].key);
		buf_addf(out, ": %llu",
			 (unsigned long long)t->counts.entries[i].value.num);
	}
	buf_adds(out, "}\n");
}

void manifest_write(struct buf *out, const struct manifest *m,
		    const struct manifest_counts *counts)
{
	put_text(out, "name", m->name);
	put_text(out, "version", m->version);
	put_text(out, "license", m->license);
	put_text(out, "taxonomy", m->taxonomy);
	if (!str_empty(m->description.zh) || !str_empty(m->description.en)) {
		buf_adds(out, "description:\n");
		put_text(out, "  zh", m->description.zh);
		put_text(out, "  en", m->description.en);
	}
	buf_addf(out, "counts:\n  total: %llu\n", (unsigned long long)counts->total);
	put_counts(out, "by_risk", counts->by_risk);
	put_counts(out, "by_lang", counts->by_lang);
	put_counts(out, "by_attack", counts->by_attack);
	if (counts->by_difficulty->counts.n)
		put_counts(out, "by_difficulty", counts->by_difficulty);
	put_text(out, "sha256", m->sha256);
	put_text(out, "made", m->made);
}
