// Checking a suite whole, before the first request is made of it.
#include "base/nearest.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "core/choice.h"
#include "suite/suite_read.h"
#include "suite/taxonomy_file.h"

#define NAME_SHOWN 60 // bytes of a name in a message

// The ids seen, as 64-bit hashes, between a third and two thirds full: a hit is only a
// suspicion.
struct seen {
	uint64_t *slots; // [n_slots], 0 is empty
	size_t n_slots, n;
};

struct suspect { // an id whose hash was there before
	struct str id;
	size_t line;
};

struct checking {
	struct suite *suite;
	const struct taxonomy *taxonomy;
	const char **node_ids; // for "did you mean"
	struct faults *faults;
	struct seen seen;
	struct arena arena;
	VEC(struct suspect) suspects; // at most FAULTS_SHOWN
	size_t more_suspects;
	size_t ill_line; // the first one with ill-formed text, 0: none
	struct suite_counts counts;
};

static bool seen_add(struct seen *s, uint64_t hash)
{
	hash += hash == 0;
	size_t at = hash & (s->n_slots - 1);
	while (s->slots[at] && s->slots[at] != hash)
		at = (at + 1) & (s->n_slots - 1);
	bool was = s->slots[at] == hash;
	s->slots[at] = hash;
	s->n += !was;
	return !was;
}

static void seen_grow(struct seen *s)
{
	if (s->n_slots && s->n * 3 < s->n_slots * 2)
		return;
	struct seen grown = {.n_slots = s->n_slots ? s->n_slots * 2 : 1024};
	grown.slots = mem_zalloc(grown.n_slots * sizeof(*grown.slots));
	for (size_t i = 0; i < s->n_slots; i++)
		if (s->slots[i])
			seen_add(&grown, s->slots[i]);
	mem_free(s->slots);
	*s = grown;
}

static void fault(struct checking *c, size_t line, struct str field, const char *what)
{
	faults_add(c->faults, str_of(c->suite->path), line, field, "%s", what);
}

// What the reader says names the file itself.
static void fault_of_file(struct checking *c, const struct err *e)
{
	faults_add(c->faults, STR_NONE, 0, STR_NONE, "%s", e->msg);
}

static void check_risk(struct checking *c, size_t line, struct str risk)
{
	if (!c->taxonomy || str_empty(risk) || taxonomy_find(c->taxonomy, risk))
		return;
	if (!c->node_ids) {
		c->node_ids =
			arena_array(&c->arena, c->taxonomy->n + 1, sizeof(*c->node_ids));
		for (size_t i = 0; i < c->taxonomy->n; i++)
			c->node_ids[i] = c->taxonomy->nodes[i].id.p;
	}
	const char *near = nearest_name(risk, c->node_ids, c->taxonomy->n);
	struct str shown = utf8_clip(risk, NAME_SHOWN);
	faults_add(c->faults, str_of(c->suite->path), line, STR("risk"),
		   "expected a node of the taxonomy " STR_FMT ", got \"" STR_FMT
		   "%s\"%s%s%s",
		   STR_ARG(c->taxonomy->id), STR_ARG(shown),
		   shown.n < risk.n ? "..." : "", near ? "; did you mean \"" : "",
		   near ? near : "", near ? "\"?" : "");
}

static void check_item(struct checking *c, const struct item *item)
{
	size_t line = suite_line(c->suite);
	c->counts.items++;
	c->counts.comply += item->expect == EXPECT_COMPLY;
	c->counts.attacked += item->expect != EXPECT_COMPLY && !str_empty(item->attack);
	c->counts.choices += item_is_choice(item);
	check_risk(c, line, item->risk);
	seen_grow(&c->seen);
	if (seen_add(&c->seen, hash64(item->id)))
		return;
	if (c->suspects.n == FAULTS_SHOWN)
		c->more_suspects++;
	else
		VEC_PUSH(&c->suspects,
			 (struct suspect){arena_str(&c->arena, item->id), line});
}

// Looks again at the items before each suspect; equal ids are told with both lines.
static void confirm_duplicates(struct checking *c)
{
	struct arena a;
	arena_init(&a);
	struct str line;
	struct err e = {0};
	suite_rewind(c->suite);
	while (suite_next_line(c->suite, &line, &e) == 1) {
		struct item item;
		arena_reset(&a);
		if (!suite_read_item(c->suite, &a, line, &item, &e))
			continue;
		size_t here = suite_line(c->suite);
		for (size_t i = 0; i < c->suspects.n; i++) {
			struct suspect *s = &c->suspects.p[i];
			if (!s->line || s->line <= here || !str_eq(s->id, item.id))
				continue;
			struct str id = utf8_clip(s->id, NAME_SHOWN);
			faults_add(c->faults, str_of(c->suite->path), s->line, STR("id"),
				   "\"" STR_FMT "%s\" is the id of line %zu already",
				   STR_ARG(id), id.n < s->id.n ? "..." : "", here);
			s->line = 0; // told
		}
	}
	// Past those that are shown, two ids of one 64-bit hash are taken for equal.
	c->faults->total += c->more_suspects;
	arena_release(&a);
}

// The reader has mended what was ill-formed, some of it perhaps further on.
static void check_text(struct checking *c, struct str line)
{
	if (!c->ill_line && input_repaired(c->suite->in) &&
	    str_find(line, STR("\xef\xbf\xbd")) != STR_NPOS)
		c->ill_line = suite_line(c->suite);
}

static void check_encoding(struct checking *c)
{
	const char *encoding = input_encoding_name(c->suite->in);
	size_t repaired = input_repaired(c->suite->in);
	if (strcmp(encoding, "UTF-8") != 0)
		faults_add(c->faults, str_of(c->suite->path), 0, STR_NONE,
			   "expected UTF-8, got %s (assay import jsonl converts it)",
			   encoding);
	else if (repaired)
		faults_add(c->faults, str_of(c->suite->path), c->ill_line, STR_NONE,
			   "expected UTF-8, got ill-formed bytes in %zu place%s",
			   repaired, repaired == 1 ? "" : "s");
}

static void check_lines(struct checking *c)
{
	struct arena a;
	arena_init(&a);
	struct str line;
	struct err e = {0};
	size_t lines = 0;
	int got;
	suite_rewind(c->suite);
	while ((got = suite_next_line(c->suite, &line, &e)) == 1) {
		struct item item;
		lines++;
		arena_reset(&a);
		check_text(c, line);
		if (suite_read_item(c->suite, &a, line, &item, &e))
			check_item(c, &item);
		else
			fault(c, suite_line(c->suite), STR_NONE, e.msg);
	}
	if (got < 0)
		fault_of_file(c, &e);
	else if (!lines)
		fault(c, 0, STR_NONE, "no items in it");
	if (got == 0)
		check_encoding(c);
	arena_release(&a);
}

// Of the items' text: UTF-8, uncompressed.
static bool hash_items(struct suite *s, char hex[SHA256_HEX + 1], struct err *e)
{
	struct input *in = s->text.p ? input_from_str(s->text, s->path)
				     : input_open(s->path, INPUT_DETECT, e);
	if (!in)
		return false;
	struct sha256 h;
	struct str piece;
	int got;
	sha256_init(&h);
	while ((got = input_some(in, &piece, e)) == 1)
		sha256_add(&h, piece.p, piece.n);
	sha256_end(&h, hex);
	input_close(in);
	return got == 0;
}

static void check_hash(struct checking *c, struct suite_summary *out)
{
	struct err e = {0};
	struct str stated = c->suite->manifest.sha256;
	if (!hash_items(c->suite, out->sha256, &e))
		fault_of_file(c, &e);
	else if (!str_empty(stated) && !str_eq_nocase(stated, str_of(out->sha256)))
		faults_add(c->faults, str_of(c->suite->path), 0, STR("sha256"),
			   "the manifest states " STR_FMT "..., the items have %.12s...",
			   STR_ARG(str_slice(stated, 0, 12)), out->sha256);
}

const struct taxonomy *suite_taxonomy(struct arena *a, const struct suite *s,
				      struct str asked, struct faults *f)
{
	if (str_empty(asked))
		asked = s->manifest.taxonomy;
	if (str_empty(asked))
		asked = STR("s-eval");
	return taxonomy_load_tree(a, arena_str(a, asked), f);
}

bool suite_check(struct suite *s, const struct taxonomy *t, struct suite_summary *out,
		 struct faults *f)
{
	struct checking c = {.suite = s, .taxonomy = t, .faults = f};
	size_t before = f->total;
	*out = (struct suite_summary){0};
	arena_init(&c.arena);
	check_lines(&c);
	if (f->total == before)
		check_hash(&c, out);
	if (c.suspects.n)
		confirm_duplicates(&c);
	out->counts = c.counts;
	suite_rewind(s);
	VEC_FREE(&c.suspects);
	mem_free(c.seen.slots);
	arena_release(&c.arena);
	return f->total == before;
}

bool suite_sound(struct suite *s, const struct taxonomy *t, struct suite_summary *out,
		 struct err *e)
{
	struct faults faults;
	faults_init(&faults);
	bool ok = suite_check(s, t, out, &faults) || faults_to_err(&faults, e);
	faults_release(&faults);
	return ok;
}
