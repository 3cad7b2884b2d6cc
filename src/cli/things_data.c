// Suites, built in or the user's.
#include <inttypes.h>

#include "base/json.h"
#include "cli/things.h"
#include "suite/suite.h"

static void list_suites(struct arena *a, struct things *out)
{
	struct str *names;
	size_t n = suite_builtin(a, &names);
	for (size_t i = 0; i < n; i++) {
		struct suite *s = suite_open(arena_cstr(a, names[i]), NULL);
		if (!s)
			continue;
		const struct manifest *m = suite_manifest(s);
		struct bilingual about = {arena_str(a, m->description.zh),
					  arena_str(a, m->description.en)};
		VEC_PUSH(out, (struct thing){names[i], arena_str(a, m->version), about});
		suite_close(s);
	}
}

struct counts {
	struct tally by_risk, by_lang, by_attack, by_expect;
};

static bool count(struct suite *s, struct counts *c, struct err *e)
{
	struct arena a;
	struct item item;
	int got;
	arena_init(&a);
	while ((got = suite_next(s, &a, &item, e)) == 1) {
		tally_add(&c->by_risk, str_empty(item.risk) ? STR("none") : item.risk, 1);
		tally_add(&c->by_lang, item.lang, 1);
		tally_add(&c->by_attack,
			  str_empty(item.attack) ? STR("base") : item.attack, 1);
		tally_add(&c->by_expect, str_of(expect_name(item.expect)), 1);
		arena_reset(&a);
	}
	arena_release(&a);
	return got == 0;
}

static void put_tally(struct buf *out, const char *what, const struct tally *t)
{
	buf_addf(out, "%s:", what);
	for (size_t i = 0; i < t->counts.n; i++)
		buf_addf(out, "%s " STR_FMT " %" PRIu64, i ? "," : "",
			 STR_ARG(t->counts.entries[i].key),
			 t->counts.entries[i].value.num);
	buf_addc(out, '\n');
}

static void put_suite(struct cli *cli, struct buf *out, const struct manifest *m,
		      const struct suite_summary *summary, const struct counts *c)
{
	if (cli->json) {
		struct json_writer w;
		json_writer_init(&w, out, 0);
		json_begin(&w, '{');
		json_field_str(&w, "name", m->name);
		json_field_str(&w, "version", m->version);
		json_field_str(&w, "license", m->license);
		json_field_str(&w, "taxonomy", m->taxonomy);
		json_field_cstr(&w, "sha256", summary->sha256);
		json_field_int(&w, "items", (int64_t)summary->counts.items);
		tally_to_json(&w, "by_risk", &c->by_risk);
		tally_to_json(&w, "by_lang", &c->by_lang);
		tally_to_json(&w, "by_attack", &c->by_attack);
		tally_to_json(&w, "by_expect", &c->by_expect);
		json_end(&w, '}');
		return;
	}
	buf_addf(out, STR_FMT ", version " STR_FMT ", " STR_FMT "\n", STR_ARG(m->name),
		 STR_ARG(m->version), STR_ARG(m->license));
	if (m->description.en.n)
		buf_addf(out, STR_FMT "\n" STR_FMT "\n", STR_ARG(m->description.en),
			 STR_ARG(m->description.zh));
	buf_addf(out, "items: %zu\nsha256: %s\n", summary->counts.items, summary->sha256);
	put_tally(out, "expect", &c->by_expect);
	put_tally(out, "lang", &c->by_lang);
	put_tally(out, "attack", &c->by_attack);
	put_tally(out, "risk", &c->by_risk);
}

static bool show_suite(struct cli *cli, struct str name, struct buf *out, struct err *e)
{
	struct suite *s = suite_open(arena_cstr(cli->arena, name), e);
	if (!s)
		return false;
	struct counts counts = {0};
	struct suite_summary summary;
	bool ok = suite_sound(s, NULL, &summary, e) && count(s, &counts, e);
	if (ok)
		put_suite(cli, out, suite_manifest(s), &summary, &counts);
	tally_release(&counts.by_risk);
	tally_release(&counts.by_lang);
	tally_release(&counts.by_attack);
	tally_release(&counts.by_expect);
	suite_close(s);
	return ok;
}

extern const struct thing_kind things_suites;
const struct thing_kind things_suites = {"suites", "suite", "version", list_suites,
					 show_suite};
