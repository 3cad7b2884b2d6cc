#include "cli/summary.h"

#include <inttypes.h>

#include "base/term.h"

static void failures(struct buf *out, const struct run_summary *s)
{
	for (size_t f = 1; f < FAILURES; f++)
		if (s->failed[f])
			buf_addf(out, ", %" PRIu64 " %s%s", s->failed[f],
				 f == FAILURE_BLOCKED ? "" : "failed: ",
				 failure_name((enum failure)f));
}

int summary_print(struct cli *cli, const struct run_summary *s, struct err *e)
{
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	if (cli->json) {
		struct json_writer w;
		json_writer_init(&w, &out, 0);
		run_summary_to_json(&w, s);
		buf_addc(&out, '\n');
	} else {
		buf_addf(&out, "%" PRIu64 " samples, %" PRIu64 " answered", s->samples,
			 s->answered);
		failures(&out, s);
		if (s->skipped)
			buf_addf(&out, ", %" PRIu64 " not attackable", s->skipped);
		if (s->attack_failed)
			buf_addf(&out, ", %" PRIu64 " failed: the attack",
				 s->attack_failed);
		buf_addf(&out,
			 "; %" PRIu64 " judged, %" PRIu64
			 " of them unscoreable; %.1f s\n",
			 s->judged, s->unscoreable, s->seconds);
		if (s->choices)
			buf_addf(&out,
				 "choices: %" PRIu64 " right, %" PRIu64 " wrong, %" PRIu64
				 " other, %" PRIu64 " refused, %" PRIu64 " to look at\n",
				 s->right, s->wrong, s->other, s->refused, s->looked);
		if (s->lost)
			buf_addf(&out, "choices lost (a call failed): %" PRIu64 "\n",
				 s->lost);
		if (s->exit == 130)
			buf_addf(&out, "interrupted: assay resume " STR_FMT " goes on\n",
				 STR_ARG(s->run));
		else
			buf_addf(&out,
				 "kept in " STR_FMT "; assay report " STR_FMT
				 " shows it\n",
				 STR_ARG(s->run), STR_ARG(s->run));
	}
	return cli_done(&out, e) < 0 ? -1 : s->exit;
}

static void tally_line(struct buf *out, const char *what, const struct tally *t)
{
	if (!t->counts.n)
		return;
	buf_addf(out, "%s:", what);
	for (size_t i = 0; i < t->counts.n; i++) {
		buf_adds(out, i ? ", " : " ");
		term_safe(out, t->counts.entries[i].key);
		buf_addf(out, " %" PRIu64, t->counts.entries[i].value.num);
	}
	buf_addc(out, '\n');
}

#define NAMED 20 // of the items that an attack made nothing of

static void untreated_line(struct buf *out, const struct tally *t)
{
	if (!t->counts.n)
		return;
	buf_adds(out, "not attacked:");
	for (size_t i = 0; i < t->counts.n && i < NAMED; i++) {
		buf_adds(out, i ? ", " : " ");
		term_safe(out, t->counts.entries[i].key);
	}
	if (t->counts.n > NAMED)
		buf_addf(out, " and %zu more (--json names them all)",
			 t->counts.n - NAMED);
	buf_addc(out, '\n');
}

int summary_print_suite(struct cli *cli, const struct suite_report *r, struct err *e)
{
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	if (cli->json) {
		struct json_writer w;
		json_writer_init(&w, &out, 0);
		suite_report_to_json(&w, r);
		buf_addc(&out, '\n');
	} else {
		if (r->read) // generate may read nothing
			buf_addf(&out, "%" PRIu64 " read, ", r->read);
		buf_addf(&out, "%" PRIu64 " written to " STR_FMT "\n", r->written,
			 STR_ARG(r->suite));
		tally_line(&out, "by risk", &r->by_risk);
		tally_line(&out, "by language", &r->by_lang);
		tally_line(&out, "by attack", &r->by_attack);
		tally_line(&out, "by difficulty", &r->by_difficulty);
		if (r->linked)
			buf_addf(&out,
				 "linked: %" PRIu64 " attacked items to their base "
				 "items\n",
				 r->linked);
		tally_line(&out, "dropped", &r->dropped);
		untreated_line(&out, &r->untreated);
		tally_line(&out, "warnings", &r->warnings);
		tally_line(&out, "not filled", &r->gaps);
	}
	return cli_done(&out, e);
}
