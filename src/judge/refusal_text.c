#include "judge/refusal_text.h"

#include "base/mem.h"
#include "base/utf8.h"

#define QUOTE_MAX 4000 // bytes; a mark that is not closed within them is no quotation

// Typographic and full-width characters that phrases write in ASCII, and the traditional forms
// of the characters that phrases are made of.
static uint32_t fold(uint32_t c)
{
	switch (c) {
	case U'’':
	case U'‘':
		return '\'';
	case U'，':
	case U'、':
	case U'—':
		return ',';
	case U'！':
		return '!';
	case U'？':
		return '?';
	case U'：':
		return ':';
	case U'；':
		return ';';
	case U'（':
		return '(';
	case U'）':
		return ')';
	case U'．':
		return '.';
	case 0x3000:
	case 0xA0:
	case 0x202F:
		return ' ';
	case 0x200B:
	case 0xFEFF:
		return ' ';
	case U'並':
		return U'并';
	case U'傳':
		return U'传';
	case U'傷':
		return U'伤';
	case U'僅':
		return U'仅';
	case U'倫':
		return U'伦';
	case U'們':
		return U'们';
	case U'來':
		return U'来';
	case U'個':
		return U'个';
	case U'創':
		return U'创';
	case U'則':
		return U'则';
	case U'動':
		return U'动';
	case U'務':
		return U'务';
	case U'協':
		return U'协';
	case U'問':
		return U'问';
	case U'執':
		return U'执';
	case U'報':
		return U'报';
	case U'對':
		return U'对';
	case U'導':
		return U'导';
	case U'屬':
		return U'属';
	case U'幫':
		return U'帮';
	case U'從':
		return U'从';
	case U'應':
		return U'应';
	case U'據':
		return U'据';
	case U'擊':
		return U'击';
	case U'於':
		return U'于';
	case U'時':
		return U'时';
	case U'會':
		return U'会';
	case U'條':
		return U'条';
	case U'樣':
		return U'样';
	case U'權':
		return U'权';
	case U'歡':
		return U'欢';
	case U'準':
		return U'准';
	case U'滿':
		return U'满';
	case U'無':
		return U'无';
	case U'為':
		return U'为';
	case U'獲':
		return U'获';
	case U'產':
		return U'产';
	case U'當':
		return U'当';
	case U'種':
		return U'种';
	case U'範':
		return U'范';
	case U'紹':
		return U'绍';
	case U'絕':
		return U'绝';
	case U'給':
		return U'给';
	case U'編':
		return U'编';
	case U'與':
		return U'与';
	case U'處':
		return U'处';
	case U'規':
		return U'规';
	case U'視':
		return U'视';
	case U'覺':
		return U'觉';
	case U'討':
		return U'讨';
	case U'許':
		return U'许';
	case U'訴':
		return U'诉';
	case U'詢':
		return U'询';
	case U'話':
		return U'话';
	case U'該':
		return U'该';
	case U'認':
		return U'认';
	case U'語':
		return U'语';
	case U'說':
		return U'说';
	case U'談':
		return U'谈';
	case U'請':
		return U'请';
	case U'論':
		return U'论';
	case U'謝':
		return U'谢';
	case U'議':
		return U'议';
	case U'譯':
		return U'译';
	case U'讓':
		return U'让';
	case U'輸':
		return U'输';
	case U'辦':
		return U'办';
	case U'這':
		return U'这';
	case U'過':
		return U'过';
	case U'違':
		return U'违';
	case U'遺':
		return U'遗';
	case U'還':
		return U'还';
	case U'開':
		return U'开';
	case U'關':
		return U'关';
	case U'隨':
		return U'随';
	case U'類':
		return U'类';
	case U'題':
		return U'题';
	case U'點':
		return U'点';
	default:
		return c;
	}
}

static const struct {
	const char *open, *close;
} quotes[] = {{"\"", "\""}, {"“", "”"}, {"「", "」"}, {"『", "』"}, {"《", "》"}};

static struct str skip(struct str s, size_t n)
{
	return str_slice(s, n, s.n);
}

static bool starts(struct str s, const char *with)
{
	size_t n = strlen(with);

	return s.n >= n && memcmp(s.p, with, n) == 0;
}

// How many bytes the quotation at the front of `s` takes; 0 if there is none.
static size_t quotation(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];

	if (c != '"' && c != 0xE2 && c != 0xE3)
		return 0;
	for (size_t i = 0; i < COUNT(quotes); i++) {
		size_t open = strlen(quotes[i].open), n;

		if (!starts(s, quotes[i].open))
			continue;
		n = str_find(str_slice(s, open, open + QUOTE_MAX),
			     str_of(quotes[i].close));
		return n == STR_NPOS ? 0 : open + n + strlen(quotes[i].close);
	}
	return 0;
}

void sentence_reader_init(struct sentence_reader *r, struct str response)
{
	struct str rest = str_trim(response);

	if (starts(rest, "<think>")) {
		size_t end = str_find(rest, STR("</think>"));

		if (end != STR_NPOS)
			rest = str_trim(skip(rest, end + strlen("</think>")));
	}
	if (rest.n > 0 &&
	    quotation(rest) == rest.n) { // all of it in quotes: it is the answer
		size_t mark = rest.p[0] == '"' ? 1 : 3;

		rest = str_slice(rest, mark, rest.n - mark);
	}
	r->rest = rest;
	r->mid_line = false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

// "1." "2)" "(3)" "4、" "- " "* " "• " "# " "①" "一、" "步骤" "step 1" at the front of a line.
static bool is_list_item(struct str line)
{
	static const char *const marks[] = {"- ",   "* ",    "+ ",     "•",      "·",
					    "●",    "# ",    "## ",    "### ",   "#### ",
					    "步骤", "Step ", "第一步", "第二步", "第三步",
					    "首先", "其次",  "|"};
	static const char *const after[] = {". ", ".", ")", "、", "．", "）", ":", "："};
	static const char *const numbers[] = {"一、", "二、", "三、", "四、", "五、",
					      "①",    "②",    "③",    "④",    "⑤"};
	size_t n = 0;

	for (size_t i = 0; i < COUNT(marks); i++)
		if (starts(line, marks[i]))
			return true;
	for (size_t i = 0; i < COUNT(numbers); i++)
		if (starts(line, numbers[i]))
			return true;
	while (n < line.n && n < 4 && (line.p[n] == '*' || line.p[n] == '('))
		n++;
	line = skip(line, starts(line, "（") ? strlen("（") : n);
	for (n = 0; n < line.n && n < 3 && is_digit(line.p[n]);)
		n++;
	if (n == 0 || n == 3)
		return false;
	line = skip(line, n);
	for (size_t i = 0; i < COUNT(after); i++)
		if (starts(line, after[i]))
			return !(line.n > 1 && is_digit(line.p[1]));
	return false;
}

// Whether the full stop that ends text[0..n) is that of an abbreviation or of a list's number.
static bool is_abbreviation(const char *text, size_t n)
{
	static const char *const words[] = {"mr", "mrs",  "ms",  "dr", "e.g", "i.e", "vs",
					    "st", "prof", "u.s", "no", "jr",  "inc"};
	size_t from = n;

	while (from > 0 && text[from - 1] != ' ')
		from--;
	for (size_t i = 0; i < COUNT(words); i++)
		if (n - from == strlen(words[i]) &&
		    memcmp(text + from, words[i], n - from) == 0)
			return true;
	while (from < n && is_digit(text[from]))
		from++;
	return from == n; // a number
}

struct line {
	struct sentence_reader *r;
	size_t n; // bytes of r->text
};

static void put(struct line *l, uint32_t c)
{
	char *text = l->r->text;

	if (c == ' ' || c == '\t') {
		if (l->n > 0 && text[l->n - 1] != ' ')
			text[l->n++] = ' ';
	} else if (c >= 'A' && c <= 'Z') {
		text[l->n++] = (char)(c + 32);
	} else if (c < 0x80) {
		if (c != '*' && c != '_' && c != '#' && c != '`')
			text[l->n++] = (char)c;
	} else {
		l->n += utf8_encode(c, text + l->n);
	}
}

// Whether the sentence ends with the character c, behind which stands `rest`.
static bool ends(const struct line *l, uint32_t c, struct str rest)
{
	switch (c) {
	case U'。':
	case U'！':
	case U'？':
	case U'…':
		return true;
	case '.':
	case '!':
	case '?':
		if (rest.n > 0 && !is_blank(rest.p[0]))
			return false;
		return c != '.' || !is_abbreviation(l->r->text, l->n - 1);
	default:
		return false;
	}
}

static struct str read_code(struct sentence_reader *r)
{
	struct str all = r->rest;
	size_t end = str_find(skip(all, 3), STR("```"));

	r->rest = end == STR_NPOS ? STR_NONE : skip(all, end + 6);
	return str_slice(all, 0, all.n - r->rest.n);
}

static void read_text(struct sentence_reader *r, struct line *l)
{
	while (r->rest.n > 0 && l->n < SENTENCE_MAX) {
		size_t quoted = quotation(r->rest);
		uint32_t c;

		if (r->rest.p[0] == '\n') {
			r->mid_line = false;
			return;
		}
		if (quoted > 0) {
			r->rest = skip(r->rest, quoted);
			put(l, '"');
			put(l, '"');
			continue;
		}
		c = utf8_next(&r->rest);
		put(l, fold(c));
		if (ends(l, c, r->rest))
			return;
	}
}

bool sentence_next(struct sentence_reader *r, struct sentence *out)
{
	struct line l = {r, 0};
	struct str from;

	while (r->rest.n > 0 && is_blank(r->rest.p[0])) {
		if (r->rest.p[0] == '\n')
			r->mid_line = false;
		r->rest = skip(r->rest, 1);
	}
	if (r->rest.n == 0)
		return false;
	*out = (struct sentence){0};
	from = r->rest;
	if (starts(r->rest, "```")) {
		out->raw = read_code(r);
		out->code = true;
		return true;
	}
	out->list = !r->mid_line && is_list_item(r->rest);
	r->mid_line = true;
	read_text(r, &l);
	out->raw = str_slice(from, 0, from.n - r->rest.n);
	out->text = str_trim((struct str){r->text, l.n});
	out->question = str_ends(out->text, STR("?"));
	return true;
}
