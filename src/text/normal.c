#include "text/normal.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static bool is_blank(UChar c)
{
	return u_isUWhiteSpace(c) || u_isISOControl(c);
}

static struct str fold_ascii(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (is_blank((UChar)c)) {
			if (n > 0 && out[n - 1] != ' ')
				out[n++] = ' ';
		} else {
			out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		}
	}
	if (n > 0 && out[n - 1] == ' ')
		n--;
	return (struct str){out, n};
}

static int32_t squeeze_blanks(UChar *p, int32_t n)
{
	int32_t out = 0;

	for (int32_t i = 0; i < n; i++) {
		if (!is_blank(p[i]))
			p[out++] = p[i];
		else if (out > 0 && p[out - 1] != ' ')
			p[out++] = ' ';
	}
	return out > 0 && p[out - 1] == ' ' ? out - 1 : out;
}

// ICU's C interface normalizes UTF-16 only, so the text goes there and back.
static struct str fold_unicode(struct arena *a, struct arena *scratch, struct str s)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&status);
	UChar *from = arena_array(scratch, s.n + 1, sizeof(*from));
	UChar *to;
	char *out;
	int32_t n_from = 0, n_to = 0, n_out = 0;

	u_strFromUTF8WithSub(from, (int32_t)s.n + 1, &n_from, s.p, (int32_t)s.n, 0xFFFD,
			     NULL, &status);
	invariant(U_SUCCESS(status));
	n_to = unorm2_normalize(nfkc, from, n_from, NULL, 0, &status);
	invariant(status == U_BUFFER_OVERFLOW_ERROR || U_SUCCESS(status));
	status = U_ZERO_ERROR;
	to = arena_array(scratch, (size_t)n_to + 1, sizeof(*to));
	n_to = unorm2_normalize(nfkc, from, n_from, to, n_to + 1, &status);
	invariant(U_SUCCESS(status));
	n_to = squeeze_blanks(to, n_to);
	out = arena_alloc(a, (size_t)n_to * 3 + 1);
	u_strToUTF8(out, n_to * 3 + 1, &n_out, to, n_to, &status);
	invariant(U_SUCCESS(status));
	return (struct str){out, (size_t)n_out};
}

struct str normal_fold(struct arena *a, struct str s)
{
	struct arena scratch;
	struct str out;

	if (is_ascii(s))
		return fold_ascii(a, s);
	invariant(s.n <= NORMAL_MAX);
	arena_init(&scratch);
	out = fold_unicode(a, &scratch, s);
	arena_release(&scratch);
	return out;
}
