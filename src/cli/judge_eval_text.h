// What assay judge-eval says in the terminal. Not for other rooms.
#ifndef CLI_JUDGE_EVAL_TEXT_H
#define CLI_JUDGE_EVAL_TEXT_H

#include "base/buf.h"
#include "engine/judge_eval/judge_eval.h"

// In Chinese if `zh`, else in English; `columns` 0: as wide as it gets.
void judge_eval_text(const struct eval_report *r, bool zh, size_t columns,
		     struct buf *out);

#endif
