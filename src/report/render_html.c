#include "report/inline.h"
#include "report/page.h"

static bool render(struct store *const *runs, size_t n, const struct report_settings *s,
		   struct buf *out, struct err *e)
{
	struct arena arena;
	struct metrics metrics;
	(void)n;
	arena_init(&arena);
	bool ok = inline_open(out, e) && metrics_read(&arena, runs[0], s, &metrics, e) &&
		  page_data(&arena, runs[0], &metrics, s, out, e);
	if (ok)
		inline_close(out);
	if (ok && buf_failed(out))
		ok = err_set(e, ERR_FULL,
			     "the page is too large; --samples N makes it smaller");
	arena_release(&arena);
	return ok;
}

extern const struct renderer_desc renderer_html;
const struct renderer_desc renderer_html = {
	.name = "html",
	.summary = {STR_INIT("单个网页文件，含样本，无需网络"),
		    STR_INIT("one page with the samples, no network")},
	.one_run = true,
	.render = render,
};
