// Reports: the rates of a run with their intervals and bounds, in several forms.
//
// The formulas are those of S-Eval (arXiv 2405.14191: safety score, attack success rate);
// figures.h has them. A report is built in one streaming pass over a run file, in memory
// that does not grow with the length of texts (html reads the texts of the samples it
// carries in a second pass). Several runs make one report, which compares them first.
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/opt.h"
#include "core/taxonomy.h"
#include "store/store.h"

struct report_settings {
	struct str blocked; // "out" or "refusal"; empty: as the run says
	struct str record; // judge of record, "name" or "name@version"; empty: as the run
			   // says
	struct opt_list adaptive; // attacks of the adaptive attack; empty: S-Eval's ten
	struct str lang;          // of text and Markdown: en, zh; empty: from LANG
	int64_t samples;          // html: how many samples it carries at most
	int64_t columns;          // text: width; 0 as wide as it gets
	// What `assay judge-eval --json` wrote of the judge of record: rates are then
	// corrected for its errors too; and of which set in it, empty: the only one.
	// "run": by the run's own annotations.
	struct str judge_quality, judge_set;
	// "MODEL=TUNING", "MODEL=TUNING@BASE": what is known of models whose files or
	// services do not say it.
	struct opt_list tuning;
};
extern const struct opt report_options[]; // rows over it

struct renderer_desc {
	const char *name; // text, json, md, html
	struct bilingual summary;
	// Adds to `out`. ERR_INPUT: a judge of record that the run does not know.
	bool (*render)(struct store *const *runs, size_t n,
		       const struct report_settings *s, struct buf *out, struct err *e);
};

extern const struct renderer_desc *const renderers[]; // sorted by name
extern const size_t renderers_n;
const struct renderer_desc *renderer_find(struct str name); // NULL if unknown

#endif
