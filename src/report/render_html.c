#include "report/inline.h"
#include "report/page.h"

static bool render(struct store *const *runs, size_t n, const struct report_settings *s,
		   struct buf *out, struct err *e)
{
	struct arena arena;
	struct several several;
	arena_init(&arena);
	bool ok = inline_open(out, e) && several_read(&arena, runs, n, s, &several, e) &&
		  page_data(&arena, runs, &several, s, out, e);
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
	.render = render,
};
