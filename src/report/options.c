#include "report/report.h"

const struct opt report_options[] = {
	{"blocked", 0, OPT_CHOICE, offsetof(struct report_settings, blocked), NULL, NULL,
	 0, 0, "out|refusal",
	 "what the provider's filter stopped: left out of rates, or a full refusal; "
	 "default: as the run says"},
	{"record", 0, OPT_STR, offsetof(struct report_settings, record), "JUDGE", NULL, 0,
	 0, NULL, "the judge whose verdicts make the rates; default: as the run says"},
	{"adaptive", 0, OPT_LIST, offsetof(struct report_settings, adaptive), "ATTACK",
	 NULL, 0, 0, NULL,
	 "attacks of which the adaptive attack takes the best; default: S-Eval's ten"},
	{"lang", 0, OPT_CHOICE, offsetof(struct report_settings, lang), NULL, NULL, 0, 0,
	 "en|zh", "language of text and Markdown; default: from LANG"},
	{"samples", 0, OPT_INT, offsetof(struct report_settings, samples), "N", "20000",
	 0, 1000000, NULL, "html: how many samples the page holds at most"},
	{"columns", 0, OPT_INT, offsetof(struct report_settings, columns), "N", "0", 0,
	 1000, NULL, "text: how wide it may get; default: as the terminal is"},
	{"judge-quality", 0, OPT_STR, offsetof(struct report_settings, judge_quality),
	 "FILE", NULL, 0, 0, NULL,
	 "what judge-eval --json wrote of the judge of record: rates are given corrected "
	 "for its errors too; run: as people's annotations in the run show them"},
	{"judge-set", 0, OPT_STR, offsetof(struct report_settings, judge_set), "SET",
	 NULL, 0, 0, NULL,
	 "which set of that file, if it holds several: the one most like the run"},
	{"tuning", 0, OPT_LIST, offsetof(struct report_settings, tuning),
	 "MODEL=TUNING[@BASE]", NULL, 0, 0, NULL,
	 "how a model was tuned (base, sft, rlhf, or any name), where its file does not "
	 "say: the gap between safety and responsibility is given by tuning; with BASE, "
	 "any name, those of one base model are compared item by item"},
	{0},
};
