#include "http.h"

#include <string.h>
#include <strings.h>

struct head {
	size_t length;
	bool chunked;
	bool bad;
};

static bool name_is(struct slice name, const char *want)
{
	return strlen(want) == name.n && strncasecmp(name.p, want, name.n) == 0;
}

static bool begins(struct slice s, const char *want)
{
	return s.n >= strlen(want) && strncasecmp(s.p, want, strlen(want)) == 0;
}

static void read_length(struct slice v, struct head *h)
{
	size_t n = 0;
	h->bad = v.n == 0;
	for (size_t i = 0; i < v.n && !h->bad; i++) {
		if (v.p[i] < '0' || v.p[i] > '9' || i > 17)
			h->bad = true;
		else
			n = n * 10 + (size_t)(v.p[i] - '0');
	}
	h->length = n;
}

static void read_field(struct slice name, struct slice v, struct head *h,
		       struct http_request *r)
{
	if (name_is(name, "content-length")) {
		read_length(v, h);
	} else if (name_is(name, "transfer-encoding")) {
		h->chunked = true;
	} else if (name_is(name, "connection")) {
		r->close = begins(v, "close");
	} else if (name_is(name, "expect")) {
		r->expects = begins(v, "100-continue");
	} else if (name_is(name, "authorization") && begins(v, "bearer ")) {
		r->bearer = (struct slice){v.p + 7, v.n - 7};
	}
}

static struct slice trim(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	while (end > p && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
		end--;
	return (struct slice){p, (size_t)(end - p)};
}

// LINE..END is "METHOD SP TARGET SP HTTP/1.x".
static bool read_first_line(const char *line, const char *end, struct http_request *r)
{
	const char *a = memchr(line, ' ', (size_t)(end - line));
	if (!a)
		return false;
	const char *b = memchr(a + 1, ' ', (size_t)(end - a - 1));
	if (!b || end - b < 9 || memcmp(b + 1, "HTTP/1.", 7) != 0)
		return false;
	r->method = (struct slice){line, (size_t)(a - line)};
	const char *query = memchr(a + 1, '?', (size_t)(b - a - 1));
	r->path = (struct slice){a + 1, (size_t)((query ? query : b) - a - 1)};
	r->close = b[8] == '0';
	return true;
}

enum http_result http_parse(const char *p, size_t n, struct http_request *r)
{
	struct head h = {0};

	*r = (struct http_request){0};
	const char *blank = p ? memmem(p, n, "\r\n\r\n", 4) : NULL;
	if (!blank)
		return n > HTTP_HEAD_MAX ? HTTP_BAD : HTTP_MORE;
	const char *head_end = blank + 2;
	const char *line = memchr(p, '\n', (size_t)(head_end - p));
	if (!line || !read_first_line(p, line, r))
		return HTTP_BAD;
	for (line++; line < head_end;) {
		const char *end = memchr(line, '\n', (size_t)(head_end - line));
		const char *colon = memchr(line, ':', (size_t)(end - line));
		if (!colon)
			return HTTP_BAD;
		read_field(trim(line, colon), trim(colon + 1, end), &h, r);
		line = end + 1;
	}
	if (h.bad)
		return HTTP_BAD;
	if (h.chunked)
		return HTTP_NO_LENGTH;
	if (h.length > HTTP_BODY_MAX)
		return HTTP_TOO_LARGE;
	r->body = (struct slice){blank + 4, h.length};
	r->size = (size_t)(blank + 4 - p) + h.length;
	return r->size <= n ? HTTP_OK : HTTP_MORE;
}

const char *http_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} all[] = {
		{200, "OK"},
		{307, "Temporary Redirect"},
		{400, "Bad Request"},
		{401, "Unauthorized"},
		{403, "Forbidden"},
		{404, "Not Found"},
		{405, "Method Not Allowed"},
		{411, "Length Required"},
		{413, "Content Too Large"},
		{429, "Too Many Requests"},
		{500, "Internal Server Error"},
		{502, "Bad Gateway"},
		{503, "Service Unavailable"},
		{504, "Gateway Timeout"},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].status == status)
			return all[i].reason;
	return "Unknown";
}
