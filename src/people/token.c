#include "people/token.h"

#include <sys/random.h>

bool token_make(char text[TOKEN_TEXT + 1], struct err *e)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	unsigned char bytes[33] = {0}; // one more, so that eleven times three are there

	if (getrandom(bytes, 32, 0) != 32)
		return err_sys(e, "random bytes for a link");
	for (size_t i = 0, at = 0; at < TOKEN_TEXT; i += 3) {
		uint32_t three = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 |
				 bytes[i + 2];

		for (int shift = 18; shift >= 0 && at < TOKEN_TEXT; shift -= 6)
			text[at++] = digits[three >> shift & 63];
	}
	text[TOKEN_TEXT] = '\0';
	return true;
}

void token_hash(struct str token, char hex[SHA256_HEX + 1])
{
	sha256_hex(token, hex);
}

bool token_same(struct str a, struct str b)
{
	unsigned char differ = 0;

	if (a.n != SHA256_HEX || b.n != SHA256_HEX)
		return false;
	for (size_t i = 0; i < SHA256_HEX; i++)
		differ |= (unsigned char)(a.p[i] ^ b.p[i]);
	return differ == 0;
}
