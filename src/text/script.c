#include "text/script.h"

#include "base/utf8.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

static void count_rare(struct script_counts *c, uint32_t cp)
{
	UErrorCode status = U_ZERO_ERROR;

	switch (uscript_getScript((UChar32)cp, &status)) {
	case USCRIPT_HAN:
		c->han++;
		break;
	case USCRIPT_HIRAGANA:
	case USCRIPT_KATAKANA:
		c->kana++;
		break;
	case USCRIPT_HANGUL:
		c->hangul++;
		break;
	case USCRIPT_LATIN:
		c->latin++;
		break;
	case USCRIPT_CYRILLIC:
		c->cyrillic++;
		break;
	case USCRIPT_ARABIC:
		c->arabic++;
		break;
	default:
		c->other_letters += u_isalpha((UChar32)cp) != 0;
	}
}

struct script_counts script_count(struct str s)
{
	struct script_counts c = {0};

	while (s.n > 0) {
		unsigned char byte = (unsigned char)s.p[0];
		uint32_t cp;

		if (byte < 0x80) {
			unsigned char letter = byte | 0x20;

			c.latin += letter >= 'a' && letter <= 'z';
			s.p++;
			s.n--;
			continue;
		}
		cp = utf8_next(&s);
		if (cp >= 0x4E00 && cp <= 0x9FFF)
			c.han++;
		else if (cp != UTF8_REPLACEMENT)
			count_rare(&c, cp);
	}
	return c;
}

const char *script_lang(struct str s)
{
	struct script_counts c = script_count(s);
	// Japanese names bring a little kana into Chinese; Japanese is at least a fifth
	// kana.
	bool japanese = c.kana > 0 && c.kana * 5 >= c.han + c.kana;
	struct {
		const char *lang;
		size_t weight; // in Latin letters
	} found[] = {
		{"en", c.latin},      {japanese ? "ja" : "zh", c.han * 2 + c.kana * 2},
		{"ko", c.hangul * 2}, {"ru", c.cyrillic},
		{"ar", c.arabic},     {"und", c.other_letters},
	};
	const char *lang = "und";
	size_t best = 0;

	for (size_t i = 0; i < COUNT(found); i++) {
		if (found[i].weight > best) {
			best = found[i].weight;
			lang = found[i].lang;
		}
	}
	return lang;
}
