#include "base/csv.h"

#include "base/vec.h"

#define END (-1)
#define FAILED (-2)

void csv_init(struct csv *c, struct input *in, char sep)
{
	*c = (struct csv){.in = in, .sep = sep, .next_line = 1};
	buf_init(&c->text, BUF_TEXT_MAX);
}

void csv_release(struct csv *c)
{
	buf_release(&c->text);
	mem_free(c->spans);
	mem_free(c->fields);
	c->spans = NULL;
	c->fields = NULL;
	c->n = c->cap = 0;
}

// The byte at offset i of the text, reading on where it is not there yet; END, FAILED
// with e.
static int byte_at(struct csv *c, size_t i, struct err *e)
{
	while (i >= c->text.n) {
		struct str piece;
		int more = c->ended ? 0 : input_some(c->in, &piece, e);
		if (more < 0)
			return FAILED;
		if (more == 0) {
			c->ended = true;
			return END;
		}
		buf_add(&c->text, piece);
		if (buf_failed(&c->text)) {
			err_set(e, ERR_FULL, "line %zu: a row over %zu bytes", c->line,
				c->text.max);
			return FAILED;
		}
	}
	return (unsigned char)c->text.p[i];
}

static bool ends_row(int byte)
{
	return byte == '\n' || byte == '\r' || byte == END;
}

// The line end at *i, whichever it is; leaves *i behind it.
static bool pass_line_end(struct csv *c, size_t *i, struct err *e)
{
	int byte = byte_at(c, *i, e);

	if (byte == END || byte == FAILED)
		return byte == END;
	++*i;
	c->next_line++;
	if (byte != '\r')
		return true;
	byte = byte_at(c, *i, e);
	*i += byte == '\n';
	return byte != FAILED;
}

static bool check_size(const struct csv *c, size_t i, size_t max, struct err *e)
{
	return i - c->at <= max ||
	       err_set(e, ERR_INPUT, "line %zu: the row is longer than %zu bytes",
		       c->line, max);
}

// The first line, and how often each separator stands in it. Quotes count: a heading may
// hold a line break.
static bool first_line(struct csv *c, size_t max, struct str *line, size_t counts[3],
		       struct err *e)
{
	bool quoted = false;
	size_t i = c->at;
	int byte;

	for (; (byte = byte_at(c, i, e)) >= 0 && i - c->at <= max; i++) {
		if (byte == '"')
			quoted = !quoted;
		else if (!quoted && ends_row(byte))
			break;
		else if (!quoted)
			for (size_t k = 0; k < 3; k++)
				counts[k] += byte == ",;\t"[k];
	}
	*line = (struct str){c->text.p + c->at, i - c->at};
	return byte != FAILED;
}

// The separator, from `sep=` or from what the header has most of.
static bool start(struct csv *c, size_t max, struct err *e)
{
	size_t counts[3] = {0}, best = 0;
	struct str line;

	c->started = true;
	c->line = 1;
	if (!first_line(c, max, &line, counts, e))
		return false;
	if (line.n == 5 && str_eq_nocase(str_slice(line, 0, 4), STR("sep="))) {
		c->sep = line.p[4];
		c->at += line.n;
		return pass_line_end(c, &c->at, e);
	}
	for (size_t k = 1; k < 3; k++)
		if (counts[k] > counts[best])
			best = k;
	if (!c->sep)
		c->sep = ",;\t"[best];
	return true;
}

// What stands between quotes, from behind the opening one at *i. It is moved together in
// place where "" stands for a quote: *to is where the next byte goes. Leaves *i behind
// the closing one.
static bool read_quoted(struct csv *c, size_t *i, size_t *to, size_t max, struct err *e)
{
	size_t begun = c->next_line;

	for (;; ++*i) {
		int byte = byte_at(c, *i, e);
		if (byte == FAILED || !check_size(c, *i, max, e))
			return false;
		if (byte == END)
			return err_set(
				e, ERR_INPUT,
				"line %zu: the quote that begins here is not closed",
				begun);
		if (byte == '"') {
			int next = byte_at(c, ++*i, e);
			if (next != '"')
				return next != FAILED;
		}
		if (byte == '\n' || (byte == '\r' && byte_at(c, *i + 1, e) != '\n'))
			c->next_line++;
		c->text.p[(*to)++] = (char)byte;
	}
}

// One field from *i; leaves *i on what ended it.
static bool read_field(struct csv *c, size_t *i, struct csv_span *field, size_t max,
		       struct err *e)
{
	size_t to = *i;
	int byte = byte_at(c, *i, e);

	field->from = *i;
	if (byte == '"') {
		++*i;
		if (!read_quoted(c, i, &to, max, e))
			return false;
	}
	while ((byte = byte_at(c, *i, e)) != (unsigned char)c->sep && !ends_row(byte)) {
		if (byte == FAILED || !check_size(c, *i, max, e))
			return false;
		c->text.p[to++] = (char)byte;
		++*i;
	}
	field->n = to - field->from;
	return true;
}

// A place for one more field.
static struct csv_span *new_field(struct csv *c)
{
	if (c->n == c->cap) {
		c->cap = vec_grown(c->cap, c->n + 1);
		c->spans = mem_resize(c->spans, c->cap, sizeof(*c->spans));
		c->fields = mem_resize(c->fields, c->cap, sizeof(*c->fields));
	}
	return &c->spans[c->n++];
}

// Passes over blank lines; what is behind them stays at the front of the text: 1, 0, -1.
static int find_row(struct csv *c, struct err *e)
{
	int byte;

	while ((byte = byte_at(c, c->at, e)) == '\n' || byte == '\r')
		if (!pass_line_end(c, &c->at, e))
			return -1;
	if (byte == END)
		return 0;
	if (byte == FAILED)
		return -1;
	// Only once the passed part is the larger one, so that each byte is moved once.
	if (c->at > c->text.n - c->at) {
		buf_drop(&c->text, c->at);
		c->at = 0;
	}
	return 1;
}

int csv_next(struct csv *c, size_t max, struct err *e)
{
	size_t i;

	c->n = 0;
	c->line = c->next_line;
	if (!c->started && !start(c, max, e))
		return -1;
	int found = find_row(c, e);
	if (found <= 0)
		return found;
	c->line = c->next_line;
	for (i = c->at;; i++) {
		if (!read_field(c, &i, new_field(c), max, e))
			return -1;
		if (ends_row(byte_at(c, i, e)))
			break;
	}
	if (!check_size(c, i, max, e) || !pass_line_end(c, &i, e))
		return -1;
	c->at = i;
	for (size_t k = 0; k < c->n; k++)
		c->fields[k] = (struct str){c->text.p + c->spans[k].from, c->spans[k].n};
	return 1;
}

static bool is_formula(struct str field)
{
	static const char *const starts[] = {
		"=",
		"+",
		"-",
		"@",
		"\t",
		"\r",
		"\n",
		"\xef\xbc\x9d",
		"\xef\xbc\x8b",
		"\xef\xbc\x8d",
		"\xef\xbc\xa0", // full width
	};

	for (size_t i = 0; i < COUNT(starts); i++)
		if (str_starts(field, str_of(starts[i])))
			return true;
	return false;
}

// Separators of other dialects are quoted too, so that the header tells which one is
// used; and a row must not be a blank line.
static bool needs_quotes(struct str field, bool first)
{
	for (size_t i = 0; i < field.n; i++)
		if (strchr(",;\t\"\r\n", field.p[i]) && field.p[i] != '\0')
			return true;
	return field.n == 0 ? first : field.p[0] == ' ' || field.p[field.n - 1] == ' ';
}

void csv_put(struct buf *out, struct str field, bool first, bool safe)
{
	bool formula = safe && is_formula(field);
	bool quotes = needs_quotes(field, first);

	if (!first)
		buf_addc(out, ',');
	if (quotes)
		buf_addc(out, '"');
	if (formula)
		buf_addc(out, '\'');
	for (size_t i = 0; i < field.n; i++) {
		if (field.p[i] == '\0') {
			buf_adds(out, "\xEF\xBF\xBD");
			continue;
		}
		if (field.p[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, field.p[i]);
	}
	if (quotes)
		buf_addc(out, '"');
}

void csv_end_row(struct buf *out)
{
	buf_add(out, STR("\r\n"));
}
