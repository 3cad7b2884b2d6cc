#include "report/inline.h"

#include "base/asset.h"

// The places in web/page.html, in their order there (web/build/parts.ts).
static const struct str style_hole = STR_INIT("/* app.css */");
static const struct str data_hole =
	STR_INIT("<script id=\"assay-data\" type=\"application/json\">null</script>");
static const struct str script_hole = STR_INIT("/* app.js */");

struct parts {
	struct str head;   // up to the style
	struct str middle; // up to the data
	struct str after;  // up to the script
	struct str tail;
};

static bool cut(struct str *rest, struct str hole, struct str *before)
{
	size_t at = str_find(*rest, hole);
	if (at == STR_NPOS)
		return false;
	*before = str_slice(*rest, 0, at);
	*rest = str_slice(*rest, at + hole.n, rest->n);
	return true;
}

static bool find_parts(struct parts *p)
{
	static const size_t end = sizeof("null</script>") - 1;
	struct str page = asset_text("web/page.html");
	p->tail = page;
	if (!cut(&p->tail, style_hole, &p->head) ||
	    !cut(&p->tail, data_hole, &p->middle) ||
	    !cut(&p->tail, script_hole, &p->after))
		return false;
	// The data's element stays, only its null goes.
	p->middle.n += data_hole.n - end;
	p->after.p -= end - 4;
	p->after.n += end - 4;
	return true;
}

bool inline_open(struct buf *out, struct err *e)
{
	struct parts p;
	if (!asset_find("web/page.html") || !asset_find("web/app.css") ||
	    !asset_find("web/app.js"))
		return err_set(e, ERR_NOT_FOUND,
			       "this assay was built without its page (data/web); use "
			       "-f text, md or json, or build it with `make page`");
	if (!find_parts(&p))
		return err_set(e, ERR_INPUT,
			       "data/web/page.html lacks a place for the style, the data "
			       "or the script");
	buf_add(out, p.head);
	buf_add(out, asset_text("web/app.css"));
	buf_add(out, p.middle);
	return true;
}

void inline_data(struct buf *out, struct str json)
{
	while (json.n) {
		size_t at = str_find_byte(json, '<');
		buf_add(out, str_slice(json, 0, at == STR_NPOS ? json.n : at));
		if (at == STR_NPOS)
			break;
		buf_adds(out, "\\u003c");
		json = str_slice(json, at + 1, json.n);
	}
}

void inline_close(struct buf *out)
{
	struct parts p;
	if (!find_parts(&p)) // inline_open() looked
		return;
	buf_add(out, p.after);
	buf_add(out, asset_text("web/app.js"));
	buf_add(out, p.tail);
}
