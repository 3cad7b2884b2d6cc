#include "web/hosts.h"

#include <arpa/inet.h>
#include <string.h>

static bool is_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0 && s.n <= 5;
}

static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= ' ' || c == 0x7F || strchr("/?#@\\\"<>[]:", c))
			return false;
	}
	return s.n > 0 && s.n <= 253;
}

// "127.0.0.1", and without its brackets "::1".
static bool is_address(struct str s, int family)
{
	unsigned char out[16];
	char text[64];

	if (s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	return inet_pton(family, text, out) == 1;
}

struct str hosts_name(struct str host)
{
	size_t scheme = str_find(host, STR("://")), port;
	struct str name = scheme == STR_NPOS ? host : str_slice(host, scheme + 3, host.n);

	if (str_ends(name, STR("/")))
		name = str_slice(name, 0, name.n - 1);
	if (str_starts(name, STR("["))) {
		struct str rest = name;

		name = str_cut(&rest, ']');
		name = str_slice(name, 1, name.n);
		if (!rest.p || (rest.n && (rest.p[0] != ':' ||
					   !is_digits(str_slice(rest, 1, rest.n)))))
			return STR_NONE;
		return is_address(name, AF_INET6) ? name : STR_NONE;
	}
	port = str_find_byte(name, ':');
	if (port != STR_NPOS && !is_digits(str_slice(name, port + 1, name.n)))
		return STR_NONE;
	name = str_slice(name, 0, port == STR_NPOS ? name.n : port);
	return is_name(name) ? name : STR_NONE;
}

// Addresses cannot be made to lead elsewhere, as names can.
static bool is_known_address(const struct hosts *h, struct str name)
{
	bool is6 = is_address(name, AF_INET6);

	if (!is6 && !is_address(name, AF_INET))
		return false;
	return h->all || str_is(name, "::1") || (!is6 && str_starts(name, STR("127.")));
}

bool hosts_know(const struct hosts *h, struct str host)
{
	struct str name = hosts_name(host);

	if (!name.p)
		return false;
	if (str_ends(name, STR(".")))
		name = str_slice(name, 0, name.n - 1);
	return str_eq_nocase(name, STR("localhost")) || is_known_address(h, name) ||
	       (h->given.p && str_eq_nocase(name, h->given)) ||
	       (h->listed.p && str_eq_nocase(name, h->listed)) ||
	       (h->machine.p && str_eq_nocase(name, h->machine));
}
