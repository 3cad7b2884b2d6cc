#include "net/server_request.h"

#include <microhttpd.h>

#include "base/utf8.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// RFC 3986, section 2.1, and in queries + for a blank. STR_NONE: a % that is none.
static struct str decode(struct arena *a, struct str s, bool plus)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '%') {
			bool whole = i + 2 < s.n;
			int high = whole ? hex_digit(s.p[i + 1]) : -1;
			int low = whole ? hex_digit(s.p[i + 2]) : -1;
			if (high < 0 || low < 0)
				return STR_NONE;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		out[n++] = c;
	}
	return (struct str){out, n};
}

static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
			return false;
	return utf8_valid(s);
}

bool server_request_parse(struct server_request *r)
{
	struct str rest = r->target;

	r->path = decode(&r->arena, str_cut(&rest, '?'), false);
	r->query = rest;
	return r->path.n && r->path.p[0] == '/' && is_plain(r->path);
}

struct arena *server_arena(struct server_request *r)
{
	return &r->arena;
}

struct str server_method(const struct server_request *r)
{
	return r->method;
}

struct str server_path(const struct server_request *r)
{
	return r->path;
}

struct str server_query(const struct server_request *r, const char *name)
{
	// Decoding is work in the request's own memory, no change of what it says.
	struct arena *a = &((struct server_request *)r)->arena;
	struct str rest = r->query;

	while (rest.p) {
		struct str value = str_cut(&rest, '&');
		struct str key = decode(a, str_cut(&value, '='), true);
		if (!str_is(key, name))
			continue;
		value = value.p ? decode(a, value, true) : STR("");
		return utf8_valid(value) ? value : STR_NONE;
	}
	return STR_NONE;
}

struct str server_header(const struct server_request *r, const char *name)
{
	const char *value = NULL;
	size_t n = 0;

	if (MHD_lookup_connection_value_n(r->connection, MHD_HEADER_KIND, name,
					  strlen(name), &value, &n) != MHD_YES ||
	    !value)
		return STR_NONE;
	return (struct str){value, n};
}

struct str server_cookie(const struct server_request *r, const char *name)
{
	struct str rest = server_header(r, "Cookie");

	while (rest.p) {
		struct str value = str_trim(str_cut(&rest, ';'));
		struct str key = str_cut(&value, '=');
		if (str_is(key, name))
			return value;
	}
	return STR_NONE;
}

struct str server_body(const struct server_request *r)
{
	return buf_str(&r->body);
}

struct str server_peer(const struct server_request *r)
{
	return str_of(r->peer);
}
