#include "base/asset.h"
#include "report/page.h"

static const struct str opening =
	STR_INIT("<script id=\"assay-data\" type=\"application/json\">");
static const struct str hole = STR_INIT("null</script>");

// The page goes through byte for byte but for the null: it is signed by its own hash.
static bool find_hole(struct str page, size_t *at, struct err *e)
{
	if (str_empty(page))
		return err_set(e, ERR_NOT_FOUND,
			       "this assay was built without its page "
			       "(data/web/report.html); use -f text, md or json, or "
			       "build it with `make page`");
	size_t begin = str_find(page, opening);
	if (begin != STR_NPOS &&
	    str_starts(str_slice(page, begin + opening.n, page.n), hole)) {
		*at = begin + opening.n;
		return true;
	}
	return err_set(e, ERR_INPUT,
		       "data/web/report.html has no place for the report's data: "
		       "expected " STR_FMT "null</script>",
		       STR_ARG(opening));
}

static bool render(struct store *const *runs, size_t n, const struct report_settings *s,
		   struct buf *out, struct err *e)
{
	struct str page = asset_text("web/report.html");
	struct arena arena;
	struct metrics metrics;
	size_t at = 0;
	(void)n;
	if (!find_hole(page, &at, e))
		return false;
	arena_init(&arena);
	bool ok = metrics_read(&arena, runs[0], s, &metrics, e);
	if (ok) {
		buf_add(out, str_slice(page, 0, at));
		ok = page_data(&arena, runs[0], &metrics, s, out, e);
		buf_add(out, str_slice(page, at + strlen("null"), page.n));
	}
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
