#include <expat.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/input.h"
#include "base/source.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "base/xlsx.h"
#include "base/xlsx_date.h"
#include "base/zip.h"

#define CELL_BYTES_MAX ((size_t)1 << 20)
#define STYLES_MAX ((size_t)1 << 17) // Excel writes half of that at most
#define FORMATS_MAX 1000             // and a quarter of that

// One part of the package, parsed as it is unpacked.
struct part {
	const char *path;
	XML_Parser parser;
	struct err why;  // set by a handler: stops
	size_t unpacked; // of all parts so far
	struct workbook *book;
	struct buf text; // of the element that is being read
	bool reading;    // its characters
	bool phonetic;   // within a reading aid, which is not text of the cell
	// of the sheet
	VEC(struct str) fields;
	struct arena arena; // of the row
	size_t row, column;
	char type[12];
	bool in_styles; // of cells, among the styles
	bool is_date;   // if it is a number
	xlsx_row_fn put;
	void *ctx;
};

struct workbook {
	struct arena arena;
	const char *wanted;    // name of a sheet, or NULL
	bool found;            // it is there
	struct str sheet_id;   // its relation, or that of the first sheet that is seen
	struct str sheet_path; // within the zip
	VEC(struct str) shared;
	bool from_1904;   // days are counted from there
	VEC(long) dates;  // number formats of its own that show dates
	VEC(bool) styles; // of cells: whether they show dates
};

// --- XML: names come as "namespace|name"; files differ in their namespaces, so that only
// the name counts.

static const char *local(const char *name)
{
	const char *bar = strrchr(name, '|');

	return bar ? bar + 1 : name;
}

static bool is(const char *name, const char *word)
{
	return strcmp(local(name), word) == 0;
}

static const char *attribute(const char **attributes, const char *word)
{
	for (; *attributes; attributes += 2)
		if (is(*attributes, word))
			return attributes[1];
	return NULL;
}

static bool is_true(const char *value) // NULL is false
{
	return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

static long number(const char *value) // -1: none
{
	return value && *value >= '0' && *value <= '9' ? strtol(value, NULL, 10) : -1;
}

// The id of a relation, which stands beside the sheet's own.
static const char *relation(const char **attributes)
{
	for (; *attributes; attributes += 2)
		if (is(*attributes, "id") && strstr(*attributes, "elationships|"))
			return attributes[1];
	return NULL;
}

static void stop(struct part *p)
{
	XML_StopParser(p->parser, XML_FALSE);
}

static void on_doctype(void *ctx, const char *name, const char *system,
		       const char *public, int internal)
{
	struct part *p = ctx;

	(void)name, (void)system, (void)public, (void)internal;
	err_set(&p->why, ERR_INPUT, "%s: holds a document type, which no .xlsx does",
		p->path);
	stop(p);
}

static void on_text(void *ctx, const char *text, int n)
{
	struct part *p = ctx;

	if (p->reading && !p->phonetic)
		buf_add(&p->text, (struct str){text, (size_t)n});
}

static void begin_text(struct part *p)
{
	buf_clear(&p->text);
	p->reading = true;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// "_x000D_" stands for a character that XML cannot hold.
static bool escape(struct str s, uint32_t *cp)
{
	*cp = 0;
	if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_')
		return false;
	for (size_t i = 2; i < 6; i++) {
		int digit = hex(s.p[i]);
		if (digit < 0)
			return false;
		*cp = *cp * 16 + (uint32_t)digit;
	}
	return true;
}

static struct str unescaped(struct arena *a, struct str s)
{
	if (str_find(s, STR("_x")) == STR_NPOS)
		return arena_str(a, s);
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n;) {
		uint32_t cp;
		if (escape((struct str){s.p + i, s.n - i}, &cp)) {
			n += utf8_encode(cp, out + n);
			i += 7;
		} else {
			out[n++] = s.p[i++];
		}
	}
	return (struct str){out, n};
}

// --- What stands in the parts.

static void book_start(void *ctx, const char *name, const char **attributes)
{
	struct part *p = ctx;
	struct workbook *book = p->book;
	const char *state, *id, *title;

	if (is(name, "workbookPr"))
		book->from_1904 = is_true(attribute(attributes, "date1904"));
	if (!is(name, "sheet") || book->found)
		return;
	state = attribute(attributes, "state");
	id = relation(attributes);
	title = attribute(attributes, "name");
	book->found = id && title && book->wanted && strcmp(title, book->wanted) == 0;
	bool visible = id && (!state || strcmp(state, "visible") == 0);
	if (book->found || (visible && !book->sheet_id.p))
		book->sheet_id = arena_str(&book->arena, str_of(id));
}

static void relations_start(void *ctx, const char *name, const char **attributes)
{
	struct part *p = ctx;
	const char *id = attribute(attributes, "Id");
	const char *target = attribute(attributes, "Target");

	if (!is(name, "Relationship") || !id || !target || !str_is(p->book->sheet_id, id))
		return;
	p->book->sheet_path = *target == '/'
				      ? arena_str(&p->book->arena, str_of(target + 1))
				      : arena_printf(&p->book->arena, "xl/%s", target);
}

// Whether the text that was read is all there.
static bool whole(struct part *p)
{
	if (!buf_failed(&p->text))
		return true;
	if (p->why.code == ERR_NONE)
		err_set(&p->why, ERR_INPUT, "%s: a cell of over %zu bytes", p->path,
			CELL_BYTES_MAX);
	stop(p);
	return false;
}

static void add_shared(struct part *p)
{
	if (p->book->shared.n < XLSX_SHARED_MAX) {
		VEC_PUSH(&p->book->shared, unescaped(&p->book->arena, buf_str(&p->text)));
		return;
	}
	err_set(&p->why, ERR_INPUT, "%s: over %zu shared texts", p->path,
		XLSX_SHARED_MAX);
	stop(p);
}

static void shared_start(void *ctx, const char *name, const char **attributes)
{
	struct part *p = ctx;

	(void)attributes;
	if (is(name, "si"))
		buf_clear(&p->text);
	else if (is(name, "rPh"))
		p->phonetic = true;
	else if (is(name, "t"))
		p->reading = true;
}

static void shared_end(void *ctx, const char *name)
{
	struct part *p = ctx;

	if (is(name, "t"))
		p->reading = false;
	else if (is(name, "rPh"))
		p->phonetic = false;
	else if (is(name, "si") && whole(p))
		add_shared(p);
}

static bool shows_date(const struct workbook *book, long format)
{
	for (size_t i = 0; i < book->dates.n; i++)
		if (book->dates.p[i] == format)
			return true;
	return xlsx_date_known(format);
}

// Formats come before the styles that use them.
static void styles_start(void *ctx, const char *name, const char **attributes)
{
	struct part *p = ctx;
	struct workbook *book = p->book;
	long format = number(attribute(attributes, "numFmtId"));
	const char *code = attribute(attributes, "formatCode");

	if (is(name, "cellXfs"))
		p->in_styles = true;
	else if (is(name, "numFmt") && code && xlsx_date_code(code) &&
		 book->dates.n < FORMATS_MAX)
		VEC_PUSH(&book->dates, format);
	else if (is(name, "xf") && p->in_styles && book->styles.n < STYLES_MAX)
		VEC_PUSH(&book->styles, shows_date(book, format));
}

static void styles_end(void *ctx, const char *name)
{
	struct part *p = ctx;

	if (is(name, "cellXfs"))
		p->in_styles = false;
}

// "BC12": the column from 0; SIZE_MAX: none that a sheet has.
static size_t column_of(const char *reference)
{
	size_t n = 0;

	for (; *reference >= 'A' && *reference <= 'Z'; reference++) {
		n = n * 26 + (size_t)(*reference - 'A') + 1;
		if (n > 16384)
			return SIZE_MAX;
	}
	return n - 1;
}

static void row_start(struct part *p, const char **attributes)
{
	const char *number = attribute(attributes, "r");
	size_t row = number ? strtoul(number, NULL, 10) : p->row + 1;

	p->row = row > p->row ? row : p->row + 1;
	p->column = 0;
	p->fields.n = 0;
	arena_reset(&p->arena);
}

static void cell_start(struct part *p, const char **attributes)
{
	const char *reference = attribute(attributes, "r");
	const char *type = attribute(attributes, "t");
	long style = number(attribute(attributes, "s"));

	p->is_date = style >= 0 && (size_t)style < p->book->styles.n &&
		     p->book->styles.p[style];
	if (reference)
		p->column = column_of(reference);
	snprintf(p->type, sizeof(p->type), "%s", type ? type : "n");
	buf_clear(&p->text);
}

static void sheet_start(void *ctx, const char *name, const char **attributes)
{
	struct part *p = ctx;

	if (is(name, "row"))
		row_start(p, attributes);
	else if (is(name, "c"))
		cell_start(p, attributes);
	else if (is(name, "rPh"))
		p->phonetic = true;
	else if (is(name, "v"))
		begin_text(p);
	else if (is(name, "t"))
		p->reading = true; // of an inline string: its runs are one text
}

static struct str shared_text(struct part *p, struct str index)
{
	char *end;
	unsigned long i = strtoul(index.n ? index.p : "x", &end, 10);

	if (*end || i >= p->book->shared.n) {
		err_set(&p->why, ERR_INPUT, "%s: row %zu: a text that the file lacks",
			p->path, p->row);
		stop(p);
		return STR_NONE;
	}
	return p->book->shared.p[i];
}

// STR_NONE: it is none.
static struct str date_value(struct part *p, struct str text)
{
	double days;

	if (!p->is_date || strcmp(p->type, "n") != 0 || !str_to_double(text, &days))
		return STR_NONE;
	return xlsx_date(&p->arena, days, p->book->from_1904);
}

static struct str cell_value(struct part *p)
{
	struct str text = buf_str(&p->text);

	if (!whole(p) || text.n == 0)
		return STR_NONE;
	if (strcmp(p->type, "s") == 0)
		return shared_text(p, text);
	if (strcmp(p->type, "b") == 0)
		return str_is(text, "1") ? STR("TRUE") : STR("FALSE");
	struct str date = date_value(p, text);
	return date.p ? date : unescaped(&p->arena, text);
}

static void cell_end(struct part *p)
{
	struct str value = cell_value(p);

	if (p->column < XLSX_COLUMNS_MAX && value.n > 0) {
		while (p->fields.n <= p->column)
			VEC_PUSH(&p->fields, STR(""));
		p->fields.p[p->column] = value;
	}
	p->column++;
}

static void sheet_end(void *ctx, const char *name)
{
	struct part *p = ctx;

	if (is(name, "v") || is(name, "t")) {
		p->reading = false;
	} else if (is(name, "rPh")) {
		p->phonetic = false;
	} else if (is(name, "c")) {
		cell_end(p);
	} else if (is(name, "row") && p->why.code == ERR_NONE) {
		if (!p->put(p->ctx, p->row, p->fields.p, p->fields.n, &p->why))
			stop(p);
	}
}

// --- Unpacking and parsing.

struct handlers {
	XML_StartElementHandler start;
	XML_EndElementHandler end;
};
static const struct handlers of_book = {book_start, NULL};
static const struct handlers of_relations = {relations_start, NULL};
static const struct handlers of_shared = {shared_start, shared_end};
static const struct handlers of_styles = {styles_start, styles_end};
static const struct handlers of_sheet = {sheet_start, sheet_end};

static bool feed(struct part *p, const char *text, size_t n, bool last, struct err *e)
{
	p->unpacked += n;
	if (p->unpacked > XLSX_MAX)
		return err_set(e, ERR_INPUT, "%s: over %zu MiB when unpacked", p->path,
			       XLSX_MAX >> 20);
	if (XML_Parse(p->parser, text, (int)n, last) != XML_STATUS_ERROR)
		return true;
	if (p->why.code != ERR_NONE) {
		*e = p->why;
		return false;
	}
	return err_set(e, ERR_INPUT, "%s: damaged: %s", p->path,
		       XML_ErrorString(XML_GetErrorCode(p->parser)));
}

static bool parse(struct part *p, const char *name, const struct handlers *with,
		  struct err *e)
{
	struct source s;
	char *chunk = mem_resize(NULL, SOURCE_CHUNK, 1);
	ptrdiff_t got;
	bool ok = false;

	if (!zip_source(&s, p->path, name, e))
		goto out;
	p->parser = XML_ParserCreateNS(NULL, '|');
	invariant(p->parser);
	p->reading = p->phonetic = false;
	XML_SetUserData(p->parser, p);
	XML_SetElementHandler(p->parser, with->start, with->end);
	XML_SetCharacterDataHandler(p->parser, on_text);
	XML_SetStartDoctypeDeclHandler(p->parser, on_doctype);
	do {
		got = s.read(s.ctx, chunk, SOURCE_CHUNK, e);
		ok = got >= 0 && feed(p, chunk, (size_t)got, got == 0, e);
	} while (ok && got > 0);
	XML_ParserFree(p->parser);
	s.close(s.ctx);
out:
	mem_free(chunk);
	return ok;
}

static bool has_member(struct arena *a, const char *path, const char *name, bool *has,
		       struct err *e)
{
	struct str *names;
	size_t n;

	*has = false;
	if (!zip_list(a, path, &names, &n, NULL, e))
		return false;
	for (size_t i = 0; i < n; i++)
		*has = *has || str_is(names[i], name);
	return true;
}

static bool read_parts(struct part *p, struct err *e)
{
	struct workbook *book = p->book;
	bool is_book, has_shared, has_styles;

	if (!has_member(&book->arena, p->path, "xl/workbook.xml", &is_book, e) ||
	    !has_member(&book->arena, p->path, "xl/sharedStrings.xml", &has_shared, e) ||
	    !has_member(&book->arena, p->path, "xl/styles.xml", &has_styles, e))
		return false;
	if (!is_book)
		return err_set(e, ERR_INPUT, "%s: a zip, but no .xlsx", p->path);
	if (!parse(p, "xl/workbook.xml", &of_book, e) ||
	    !parse(p, "xl/_rels/workbook.xml.rels", &of_relations, e))
		return false;
	if (!book->sheet_path.p)
		return err_set(e, ERR_INPUT, "%s: holds no sheet", p->path);
	if (has_shared && !parse(p, "xl/sharedStrings.xml", &of_shared, e))
		return false;
	if (has_styles && !parse(p, "xl/styles.xml", &of_styles, e))
		return false;
	return parse(p, arena_cstr(&book->arena, book->sheet_path), &of_sheet, e);
}

bool xlsx_each(const char *path, const char *name, xlsx_row_fn row, void *ctx,
	       struct err *e)
{
	struct workbook book = {.wanted = name};
	struct part p = {.path = path, .book = &book, .put = row, .ctx = ctx};

	arena_init(&book.arena);
	arena_init(&p.arena);
	buf_init(&p.text, CELL_BYTES_MAX);
	bool ok = read_parts(&p, e);
	buf_release(&p.text);
	VEC_FREE(&p.fields);
	VEC_FREE(&book.shared);
	VEC_FREE(&book.dates);
	VEC_FREE(&book.styles);
	arena_release(&p.arena);
	arena_release(&book.arena);
	return ok;
}
