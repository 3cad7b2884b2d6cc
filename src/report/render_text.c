#include "report/summary.h"

static bool render(struct store *const *runs, size_t n, const struct report_settings *s,
		   struct buf *out, struct err *e)
{
	return summary_runs(runs, n, s, false, out, e);
}

extern const struct renderer_desc renderer_text;
const struct renderer_desc renderer_text = {
	.name = "text",
	.summary = {STR_INIT("终端文本"), STR_INIT("text for a terminal")},
	.render = render,
};
