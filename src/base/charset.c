#include "base/charset.h"

#include <errno.h>

#include "base/utf8.h"

#define FRONT ((size_t)4 << 10) // what the search for UTF-16 sees
#define REPLACEMENT STR("\xef\xbf\xbd")

void charset_init(struct charset *c, enum input_encoding asked)
{
	*c = (struct charset){.encoding = asked};
	buf_init(&c->held, BUF_TEXT_MAX);
}

void charset_release(struct charset *c)
{
	if (c->converts)
		iconv_close(c->cd);
	buf_release(&c->held);
}

const char *charset_name(enum input_encoding encoding)
{
	switch (encoding) {
	case INPUT_UTF16LE:
		return "UTF-16LE";
	case INPUT_UTF16BE:
		return "UTF-16BE";
	case INPUT_GB18030:
		return "GB18030";
	case INPUT_DETECT:
	case INPUT_UTF8:
		break;
	}
	return "UTF-8"; // ASCII is
}

static const struct {
	const char *bytes;
	enum input_encoding encoding;
} marks[] = {
	{"\xef\xbb\xbf", INPUT_UTF8},
	{"\xff\xfe", INPUT_UTF16LE},
	{"\xfe\xff", INPUT_UTF16BE},
	{"\x84\x31\x95\x33", INPUT_GB18030},
};

static bool is_high(unsigned unit)
{
	return (unit & 0xfc00) == 0xd800;
}

static bool is_low(unsigned unit)
{
	return (unit & 0xfc00) == 0xdc00;
}

// Text in UTF-16 without a mark: no control character, no surrogate alone, some ASCII
// character, and all of them where no byte is beyond ASCII (else "ab" and a NUL would
// do).
static bool looks_utf16(struct str s, bool big_endian)
{
	size_t units = 0, ascii = 0;
	unsigned before = 0, bits = 0;

	for (size_t i = 0; i + 1 < s.n; i += 2) {
		unsigned first = (unsigned char)s.p[i],
			 second = (unsigned char)s.p[i + 1];
		unsigned unit = big_endian ? first << 8 | second : second << 8 | first;
		bool white = unit == '\t' || unit == '\n' || unit == '\r' || unit == '\f';
		bool control = (unit < 0x20 && !white) || (unit >= 0x7f && unit < 0xa0);
		if (control || unit >= 0xfffe || is_low(unit) != is_high(before))
			return false;
		units++;
		ascii += unit < 0x80;
		bits |= first | second;
		before = unit;
	}
	return ascii > 0 && (bits >= 0x80 || ascii == units);
}

// Looks at the front: drops a mark, knows UTF-16.
static void begin(struct charset *c, bool last)
{
	struct str front = str_slice(buf_str(&c->held), 0, FRONT);

	c->begun = true;
	for (size_t i = 0; i < COUNT(marks); i++) {
		enum input_encoding encoding = marks[i].encoding;
		struct str bytes = str_of(marks[i].bytes);
		if (!str_starts(front, bytes) ||
		    (c->encoding != INPUT_DETECT && c->encoding != encoding))
			continue;
		c->encoding = encoding;
		buf_drop(&c->held, bytes.n);
		return;
	}
	if (c->encoding != INPUT_DETECT || str_find_byte(front, '\0') == STR_NPOS)
		return;
	if (last && front.n < FRONT && front.n % 2)
		return;
	if (looks_utf16(front, false))
		c->encoding = INPUT_UTF16LE;
	else if (looks_utf16(front, true))
		c->encoding = INPUT_UTF16BE;
}

static size_t ascii_prefix(struct str s)
{
	size_t i = 0;

	while (i < s.n && !(s.p[i] & 0x80))
		i++;
	return i;
}

static bool open_converter(struct charset *c, struct err *e)
{
	const char *name = charset_name(c->encoding);

	if (c->converts)
		return true;
	c->cd = iconv_open("UTF-8", name);
	if (c->cd == (iconv_t)-1)
		return err_set(e, ERR_IO,
			       "this system cannot convert %s (glibc's gconv modules are "
			       "missing)",
			       name);
	c->converts = true;
	return true;
}

// Whether the sample is GB18030, and such as people write: most characters beyond ASCII
// have both bytes in GB 2312's range, which Latin-1 letters before ASCII ones have not.
static bool looks_gb18030(struct str s, bool last)
{
	char out[4096];
	size_t common = 0, rare = 0;
	iconv_t cd = iconv_open("UTF-8", "GB18030");

	if (cd == (iconv_t)-1)
		return false;
	char *in = (char *)s.p;
	size_t in_left = s.n, failed = 0;
	do {
		char *to = out;
		size_t out_left = sizeof(out);
		failed = iconv(cd, &in, &in_left, &to, &out_left);
	} while (failed == (size_t)-1 && errno == E2BIG);
	bool cut = failed == (size_t)-1 && errno == EINVAL && !last;
	iconv_close(cd);
	if (failed == (size_t)-1 && !cut)
		return false;
	for (size_t i = 0; i + 1 < s.n; i++) {
		if (!(s.p[i] & 0x80))
			continue;
		unsigned char second = (unsigned char)s.p[++i];
		if (second >= 0xa1)
			common++;
		else
			rare++;
		i += second < 0x40 ? 2 : 0; // four bytes
	}
	return common >= rare;
}

// The sample begins with a byte beyond ASCII.
static enum input_encoding choose(struct str s, bool last)
{
	size_t good = 0, bad = 0;
	struct str rest = s;

	while (rest.n > 0) {
		rest = str_slice(rest, utf8_valid_prefix(rest), rest.n);
		if (rest.n == 0 || (rest.n < 4 && !last))
			break;
		utf8_next(&rest);
		bad++;
	}
	if (bad == 0)
		return INPUT_UTF8;
	// Damaged UTF-8 is often valid GB18030 by accident, but not the other way round:
	// a text of which most sequences are sound UTF-8 is that.
	for (rest = s; rest.n > 0;) {
		size_t before = rest.n;
		utf8_next(&rest);
		good += before - rest.n >= 3;
	}
	if (bad * 8 <= good)
		return INPUT_UTF8;
	return looks_gb18030(s, last) ? INPUT_GB18030 : INPUT_UTF8;
}

static void repair(struct charset *c, struct buf *out)
{
	buf_add(out, REPLACEMENT);
	c->repaired++;
}

static void add_utf8(struct charset *c, bool last, struct buf *out)
{
	struct str rest = buf_str(&c->held);

	while (rest.n > 0) {
		size_t valid = utf8_valid_prefix(rest);
		buf_add(out, str_slice(rest, 0, valid));
		rest = str_slice(rest, valid, rest.n);
		if (rest.n == 0 || (rest.n < 4 && !last))
			break;
		utf8_next(&rest);
		repair(c, out);
	}
	buf_drop(&c->held, c->held.n - rest.n);
}

static bool add_converted(struct charset *c, bool last, struct buf *out, struct err *e)
{
	size_t unit = c->encoding == INPUT_GB18030 ? 1 : 2;

	if (!open_converter(c, e))
		return false;
	char *in = c->held.p;
	size_t left = c->held.n;
	while (left > 0) {
		size_t room = left * 2 + 16, free_room = room;
		char *to = buf_space(out, room);
		if (!to)
			break;
		size_t failed = iconv(c->cd, &in, &left, &to, &free_room);
		buf_grew(out, room - free_room);
		if (failed != (size_t)-1 || errno == E2BIG)
			continue;
		if (errno == EINVAL && !last) // a character that the next piece completes
			break;
		size_t skip = errno == EINVAL || left < unit ? left : unit;
		in += skip;
		left -= skip;
		repair(c, out);
	}
	buf_drop(&c->held, c->held.n - left);
	return true;
}

// While all is ASCII there is nothing to decide. False: wait for more.
static bool decide(struct charset *c, bool last, struct buf *out)
{
	struct str held = buf_str(&c->held);
	size_t ascii = ascii_prefix(held);

	buf_add(out, str_slice(held, 0, ascii));
	buf_drop(&c->held, ascii);
	if (c->held.n == 0 || (c->held.n < CHARSET_SAMPLE && !last))
		return false;
	c->encoding = choose(str_slice(buf_str(&c->held), 0, CHARSET_SAMPLE),
			     last && c->held.n <= CHARSET_SAMPLE);
	return true;
}

bool charset_add(struct charset *c, struct str raw, bool last, struct buf *out,
		 struct err *e)
{
	size_t before = out->n;

	buf_add(&c->held, raw);
	if (!c->begun) {
		if (c->held.n < FRONT && !last)
			return true;
		begin(c, last);
	}
	if (c->encoding != INPUT_DETECT || decide(c, last, out)) {
		if (c->encoding == INPUT_UTF8)
			add_utf8(c, last, out);
		else if (!add_converted(c, last, out, e))
			return false;
	}
	if (buf_failed(out) || buf_failed(&c->held))
		return err_set(e, ERR_FULL, "more than %zu bytes at once", out->max);
	if (str_find_byte(str_slice(buf_str(out), before, out->n), '\0') != STR_NPOS)
		return err_set(e, ERR_INPUT, "not a text file (it holds NUL bytes)");
	return true;
}
