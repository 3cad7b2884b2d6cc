#include "cli/summary.h"

#include <inttypes.h>

#include "base/term.h"
#include "cli/language.h"

static void failures(struct buf *out, const struct run_summary *s, bool zh)
{
	for (size_t f = 1; f < FAILURES; f++)
		if (s->failed[f] && f == FAILURE_BLOCKED)
			buf_addf(out,
				 zh ? "，%" PRIu64 " 被服务方拦截"
				    : ", %" PRIu64 " blocked",
				 s->failed[f]);
		else if (s->failed[f])
			buf_addf(out,
				 zh ? "，%" PRIu64 " 失败：%s"
				    : ", %" PRIu64 " failed: %s",
				 s->failed[f], failure_name((enum failure)f));
}

static void samples(struct buf *out, const struct run_summary *s, bool zh)
{
	buf_addf(out,
		 zh ? "%" PRIu64 " 个样本，%" PRIu64 " 已回复"
		    : "%" PRIu64 " samples, %" PRIu64 " answered",
		 s->samples, s->answered);
	failures(out, s, zh);
	if (s->skipped)
		buf_addf(out,
			 zh ? "，%" PRIu64 " 攻击不适用" : ", %" PRIu64 " not attackable",
			 s->skipped);
	if (s->attack_failed)
		buf_addf(out,
			 zh ? "，%" PRIu64 " 失败：攻击"
			    : ", %" PRIu64 " failed: the attack",
			 s->attack_failed);
	buf_addf(out,
		 zh ? "；%" PRIu64 " 已评判，其中 %" PRIu64 " 无法判定"
		    : "; %" PRIu64 " judged, %" PRIu64 " of them unscoreable",
		 s->judged, s->unscoreable);
	if (s->escalated)
		buf_addf(out,
			 zh ? "、%" PRIu64 " 交给级联中更后面的评判器"
			    : ", %" PRIu64 " escalated",
			 s->escalated);
	buf_addf(out, zh ? "；用时 %.1f 秒\n" : "; %.1f s\n", s->seconds);
}

static void choices(struct buf *out, const struct run_summary *s, bool zh)
{
	if (s->choices)
		buf_addf(out,
			 zh ? "选择题：%" PRIu64 " 正确，%" PRIu64 " 错误，%" PRIu64
			      " 其他，%" PRIu64 " 拒答，%" PRIu64 " 待人工查看\n"
			    : "choices: %" PRIu64 " right, %" PRIu64 " wrong, %" PRIu64
			      " other, %" PRIu64 " refused, %" PRIu64 " to look at\n",
			 s->right, s->wrong, s->other, s->refused, s->looked);
	if (s->lost)
		buf_addf(out,
			 zh ? "缺失的选择题（调用失败，或没有给出概率）：%" PRIu64 "\n"
			    : "choices lost (a call failed, or gave no probabilities): "
			      "%" PRIu64 "\n",
			 s->lost);
	for (size_t i = 0; i < SCORINGS; i++)
		if (s->lost_besides[i])
			buf_addf(out,
				 zh ? "%s：%" PRIu64
				      " 题缺失（调用失败，或没有给出概率）\n"
				    : "%s: %" PRIu64 " lost (a call failed, or gave no "
				      "probabilities)\n",
				 scoring_name((enum scoring)i), s->lost_besides[i]);
}

int summary_print(struct cli *cli, const struct run_summary *s, struct err *e)
{
	bool zh = language_is_zh(STR_NONE);
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	if (cli->json) {
		struct json_writer w;
		json_writer_init(&w, &out, 0);
		run_summary_to_json(&w, s);
		buf_addc(&out, '\n');
	} else {
		samples(&out, s, zh);
		choices(&out, s, zh);
		if (s->exit == 130)
			buf_addf(&out,
				 zh ? "已中断：用 assay resume " STR_FMT " 续跑\n"
				    : "interrupted: assay resume " STR_FMT " goes on\n",
				 STR_ARG(s->run));
		else
			buf_addf(&out,
				 zh ? "保存于 " STR_FMT "；用 assay report " STR_FMT
				      " 查看\n"
				    : "kept in " STR_FMT "; assay report " STR_FMT
				      " shows it\n",
				 STR_ARG(s->run), STR_ARG(s->run));
	}
	return cli_done(&out, e) < 0 ? -1 : s->exit;
}

struct words { // of one language
	bool zh;
	const char *colon, *comma;
};

static void tally_line(struct buf *out, const struct words *w, const char *en,
		       const char *zh, const struct tally *t)
{
	if (!t->counts.n)
		return;
	buf_adds(out, w->zh ? zh : en);
	for (size_t i = 0; i < t->counts.n; i++) {
		buf_adds(out, i ? w->comma : w->colon);
		term_safe(out, t->counts.entries[i].key);
		buf_addf(out, " %" PRIu64, t->counts.entries[i].value.num);
	}
	buf_addc(out, '\n');
}

#define NAMED 20 // of the items that an attack made nothing of

static void untreated_line(struct buf *out, const struct words *w, const struct tally *t)
{
	if (!t->counts.n)
		return;
	buf_adds(out, w->zh ? "未能攻击" : "not attacked");
	for (size_t i = 0; i < t->counts.n && i < NAMED; i++) {
		buf_adds(out, i ? w->comma : w->colon);
		term_safe(out, t->counts.entries[i].key);
	}
	if (t->counts.n > NAMED)
		buf_addf(out,
			 w->zh ? "，另有 %zu 个（--json 全部列出）"
			       : " and %zu more (--json names them all)",
			 t->counts.n - NAMED);
	buf_addc(out, '\n');
}

static void put_suite(struct buf *out, const struct suite_report *r)
{
	bool zh = language_is_zh(STR_NONE);
	const struct words w = {zh, zh ? "：" : ": ", zh ? "，" : ", "};
	if (r->read) // generate may read nothing
		buf_addf(out, zh ? "读入 %" PRIu64 "，" : "%" PRIu64 " read, ", r->read);
	if (zh)
		buf_addf(out, "写出 %" PRIu64 " 到 " STR_FMT "\n", r->written,
			 STR_ARG(r->suite));
	else
		buf_addf(out, "%" PRIu64 " written to " STR_FMT "\n", r->written,
			 STR_ARG(r->suite));
	tally_line(out, &w, "by risk", "按风险", &r->by_risk);
	tally_line(out, &w, "by language", "按语言", &r->by_lang);
	tally_line(out, &w, "by attack", "按指令攻击", &r->by_attack);
	tally_line(out, &w, "by difficulty", "按难度", &r->by_difficulty);
	if (r->linked)
		buf_addf(out,
			 zh ? "已关联：%" PRIu64 " 个攻击提示到其基础题目\n"
			    : "linked: %" PRIu64 " attacked items to their base items\n",
			 r->linked);
	tally_line(out, &w, "dropped", "舍弃", &r->dropped);
	untreated_line(out, &w, &r->untreated);
	tally_line(out, &w, "warnings", "警告", &r->warnings);
	tally_line(out, &w, "not filled", "未填满", &r->gaps);
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
		put_suite(&out, r);
	}
	return cli_done(&out, e);
}
