#include "attack/cipher.h"

#include "base/utf8.h"

static const char hex[] = "0123456789ABCDEF";
static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static bool is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

struct str cipher_url(struct arena *a, struct str text)
{
	char *out = arena_alloc(a, text.n * 3 + 1);
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (is_unreserved(c)) {
			out[n++] = (char)c;
			continue;
		}
		out[n++] = '%';
		out[n++] = hex[c >> 4];
		out[n++] = hex[c & 15];
	}
	return (struct str){out, n};
}

static int digit(const char *digits, char c)
{
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

bool cipher_url_decode(struct arena *a, struct str text, struct str *out)
{
	char *bytes = arena_alloc(a, text.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '%') {
			if (!is_unreserved((unsigned char)text.p[i]))
				return false;
			bytes[n++] = text.p[i];
			continue;
		}
		if (text.n - i < 3)
			return false;
		int high = digit(hex, text.p[i + 1]), low = digit(hex, text.p[i + 2]);
		if (high < 0 || low < 0)
			return false;
		bytes[n++] = (char)(high << 4 | low);
		i += 2;
	}
	*out = (struct str){bytes, n};
	return true;
}

struct str cipher_base64(struct arena *a, struct str text)
{
	char *out = arena_alloc(a, (text.n + 2) / 3 * 4 + 1);
	size_t n = 0;
	for (size_t i = 0; i < text.n; i += 3) {
		uint32_t three = 0;
		size_t have = text.n - i < 3 ? text.n - i : 3;
		for (size_t k = 0; k < 3; k++)
			three = three << 8 |
				(k < have ? (unsigned char)text.p[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			out[n++] = k <= have ? alphabet[three >> (18 - 6 * k) & 63] : '=';
	}
	return (struct str){out, n};
}

bool cipher_base64_decode(struct arena *a, struct str text, struct str *out)
{
	char *bytes = arena_alloc(a, text.n + 1);
	size_t n = 0;
	uint32_t bits = 0, have = 0;
	size_t end = text.n;
	while (end && text.p[end - 1] == '=')
		end--;
	if (text.n % 4 || text.n - end > 2)
		return false;
	for (size_t i = 0; i < end; i++) {
		int value = digit(alphabet, text.p[i]);
		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		have += 6;
		if (have >= 8) {
			have -= 8;
			bytes[n++] = (char)(bits >> have);
		}
	}
	if (bits & ((1u << have) - 1)) // what is left over of the last letter
		return false;
	*out = (struct str){bytes, n};
	return true;
}

static uint32_t shifted(uint32_t cp, uint32_t first, uint32_t last, int shift)
{
	int64_t size = (int64_t)last - first + 1;
	int64_t at = ((int64_t)cp - first + shift) % size;
	return first + (uint32_t)(at < 0 ? at + size : at);
}

struct str cipher_caesar(struct arena *a, struct str text, int shift)
{
	char *out =
		arena_alloc(a, text.n * 3 + 4); // an ill-formed byte may become U+FFFD
	size_t n = 0;
	while (text.n) {
		uint32_t cp = utf8_next(&text);
		if (cp >= 'a' && cp <= 'z')
			cp = shifted(cp, 'a', 'z', shift);
		else if (cp >= 'A' && cp <= 'Z')
			cp = shifted(cp, 'A', 'Z', shift);
		else if (cp >= 0x4E00 && cp <= 0x9FFF)
			cp = shifted(cp, 0x4E00, 0x9FFF, shift);
		n += utf8_encode(cp, out + n);
	}
	return (struct str){out, n};
}
