#include "report/summary.h"

static bool render(struct store *const *runs, size_t n, const struct report_settings *s,
		   struct buf *out, struct err *e)
{
	return summary_runs(runs, n, s, true, out, e);
}

extern const struct renderer_desc renderer_markdown;
const struct renderer_desc renderer_markdown = {
	.name = "md",
	.summary = {STR_INIT("Markdown，含风险类别"),
		    STR_INIT("Markdown, risk categories included")},
	.render = render,
};
