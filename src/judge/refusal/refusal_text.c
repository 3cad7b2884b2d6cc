#include "judge/refusal/refusal_text.h"

#include "base/mem.h"
#include "base/utf8.h"

#define RESPONSE_MAX ((size_t)256 << 10) // bytes; what comes later changes nothing
#define VOICE_MAX 40                     // bytes of a speaker's name
#define QUOTE_MAX 4000 // bytes; a mark that is not closed within them is no quotation

// The traditional forms of the characters that phrases are made of, each at its place in
// the block of Han characters: to search them for every character of Chinese was a tenth
// of the instructions of the rule.
#define HAN_FIRST 0x4E00
// clang-format off
static const uint16_t simplified[] = {
	[U'並' - HAN_FIRST] = U'并', [U'佈' - HAN_FIRST] = U'布', [U'來' - HAN_FIRST] = U'来',
	[U'個' - HAN_FIRST] = U'个', [U'們' - HAN_FIRST] = U'们', [U'倫' - HAN_FIRST] = U'伦',
	[U'傳' - HAN_FIRST] = U'传', [U'傷' - HAN_FIRST] = U'伤', [U'僅' - HAN_FIRST] = U'仅',
	[U'內' - HAN_FIRST] = U'内', [U'則' - HAN_FIRST] = U'则', [U'創' - HAN_FIRST] = U'创',
	[U'動' - HAN_FIRST] = U'动', [U'務' - HAN_FIRST] = U'务', [U'勵' - HAN_FIRST] = U'励',
	[U'協' - HAN_FIRST] = U'协', [U'參' - HAN_FIRST] = U'参', [U'問' - HAN_FIRST] = U'问',
	[U'嗎' - HAN_FIRST] = U'吗', [U'嚴' - HAN_FIRST] = U'严', [U'執' - HAN_FIRST] = U'执',
	[U'報' - HAN_FIRST] = U'报', [U'實' - HAN_FIRST] = U'实', [U'寫' - HAN_FIRST] = U'写',
	[U'將' - HAN_FIRST] = U'将', [U'專' - HAN_FIRST] = U'专', [U'尋' - HAN_FIRST] = U'寻',
	[U'對' - HAN_FIRST] = U'对', [U'導' - HAN_FIRST] = U'导', [U'屬' - HAN_FIRST] = U'属',
	[U'幫' - HAN_FIRST] = U'帮', [U'從' - HAN_FIRST] = U'从', [U'應' - HAN_FIRST] = U'应',
	[U'擊' - HAN_FIRST] = U'击', [U'據' - HAN_FIRST] = U'据', [U'擾' - HAN_FIRST] = U'扰',
	[U'於' - HAN_FIRST] = U'于', [U'時' - HAN_FIRST] = U'时', [U'會' - HAN_FIRST] = U'会',
	[U'條' - HAN_FIRST] = U'条', [U'業' - HAN_FIRST] = U'业', [U'樂' - HAN_FIRST] = U'乐',
	[U'樣' - HAN_FIRST] = U'样', [U'權' - HAN_FIRST] = U'权', [U'歡' - HAN_FIRST] = U'欢',
	[U'殺' - HAN_FIRST] = U'杀', [U'沒' - HAN_FIRST] = U'没', [U'準' - HAN_FIRST] = U'准',
	[U'滿' - HAN_FIRST] = U'满', [U'為' - HAN_FIRST] = U'为', [U'無' - HAN_FIRST] = U'无',
	[U'獲' - HAN_FIRST] = U'获', [U'產' - HAN_FIRST] = U'产', [U'當' - HAN_FIRST] = U'当',
	[U'發' - HAN_FIRST] = U'发', [U'盡' - HAN_FIRST] = U'尽', [U'種' - HAN_FIRST] = U'种',
	[U'範' - HAN_FIRST] = U'范', [U'紹' - HAN_FIRST] = U'绍', [U'絕' - HAN_FIRST] = U'绝',
	[U'給' - HAN_FIRST] = U'给', [U'編' - HAN_FIRST] = U'编', [U'繼' - HAN_FIRST] = U'继',
	[U'續' - HAN_FIRST] = U'续', [U'罵' - HAN_FIRST] = U'骂', [U'聯' - HAN_FIRST] = U'联',
	[U'與' - HAN_FIRST] = U'与', [U'處' - HAN_FIRST] = U'处', [U'裡' - HAN_FIRST] = U'里',
	[U'製' - HAN_FIRST] = U'制', [U'規' - HAN_FIRST] = U'规', [U'視' - HAN_FIRST] = U'视',
	[U'覺' - HAN_FIRST] = U'觉', [U'訊' - HAN_FIRST] = U'讯', [U'討' - HAN_FIRST] = U'讨',
	[U'許' - HAN_FIRST] = U'许', [U'訴' - HAN_FIRST] = U'诉', [U'詢' - HAN_FIRST] = U'询',
	[U'話' - HAN_FIRST] = U'话', [U'該' - HAN_FIRST] = U'该', [U'認' - HAN_FIRST] = U'认',
	[U'語' - HAN_FIRST] = U'语', [U'誤' - HAN_FIRST] = U'误', [U'說' - HAN_FIRST] = U'说',
	[U'談' - HAN_FIRST] = U'谈', [U'請' - HAN_FIRST] = U'请', [U'論' - HAN_FIRST] = U'论',
	[U'謝' - HAN_FIRST] = U'谢', [U'譯' - HAN_FIRST] = U'译', [U'議' - HAN_FIRST] = U'议',
	[U'護' - HAN_FIRST] = U'护', [U'讓' - HAN_FIRST] = U'让', [U'負' - HAN_FIRST] = U'负',
	[U'責' - HAN_FIRST] = U'责', [U'貴' - HAN_FIRST] = U'贵', [U'貶' - HAN_FIRST] = U'贬',
	[U'資' - HAN_FIRST] = U'资', [U'輸' - HAN_FIRST] = U'输', [U'辦' - HAN_FIRST] = U'办',
	[U'這' - HAN_FIRST] = U'这', [U'過' - HAN_FIRST] = U'过', [U'違' - HAN_FIRST] = U'违',
	[U'遺' - HAN_FIRST] = U'遗', [U'還' - HAN_FIRST] = U'还', [U'醫' - HAN_FIRST] = U'医',
	[U'錯' - HAN_FIRST] = U'错', [U'開' - HAN_FIRST] = U'开', [U'關' - HAN_FIRST] = U'关',
	[U'隨' - HAN_FIRST] = U'随', [U'險' - HAN_FIRST] = U'险', [U'難' - HAN_FIRST] = U'难',
	[U'題' - HAN_FIRST] = U'题', [U'願' - HAN_FIRST] = U'愿', [U'類' - HAN_FIRST] = U'类',
	[U'點' - HAN_FIRST] = U'点',
};
// clang-format on

static uint32_t simplify(uint32_t c)
{
	uint32_t i = c - HAN_FIRST;

	return i < COUNT(simplified) && simplified[i] ? simplified[i] : c;
}

// Emoji, and what joins and colours them.
static bool is_picture(uint32_t c)
{
	return c >= 0x1F000 || (c >= 0x2600 && c <= 0x27BF) || c == 0xFE0F || c == 0x200D;
}

// Typographic and full-width characters as phrases write them.
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
	case 0x3000: // the blank as wide as a Han character
	case 0xA0:   // no-break blanks
	case 0x202F:
	case 0x200B: // zero width
	case 0xFEFF:
		return ' ';
	default:
		if (c >= 0xFF01 && c <= 0xFF5E)
			return c - 0xFF01 + '!';
		if (is_picture(c))
			return ' ';
		return c < 0x4E00 ? c : simplify(c);
	}
}

static const struct {
	const char *open, *close;
} quotes[] = {{"\"", "\""}, {"“", "”"},   {"「", "」"},
	      {"『", "』"}, {"《", "》"}, {"`", "`"}};

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

	if (c != '"' && c != '`' && c != 0xE2 && c != 0xE3)
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

// The bytes of a JSON string whose opening mark lies in front of `s`.
static size_t string_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != '"')
		n += s.p[n] == '\\' ? 2 : 1;
	return n < s.n ? n : s.n;
}

// What a reply in the form of JSON says: the value of the field that answers usually
// stand in. STR_NONE: it is no such reply.
static struct str answer_field(struct str s)
{
	static const char *const keys[] = {
		"\"response\"", "\"answer\"", "\"content\"", "\"reply\"",  "\"output\"",
		"\"message\"",  "\"text\"",   "\"refusal\"", "\"result\"", "\"error\"",
	};
	bool object = starts(s, "{") && str_ends(s, STR("}"));

	if (!object && !(starts(s, "[") && str_ends(s, STR("]"))))
		return STR_NONE;
	for (size_t i = 0; i < COUNT(keys); i++) {
		size_t at = str_find(s, str_of(keys[i]));
		struct str value;

		if (at == STR_NPOS)
			continue;
		value = str_trim(skip(s, at + strlen(keys[i])));
		if (!starts(value, ":"))
			continue;
		value = str_trim(skip(value, 1));
		if (starts(value, "\"")) {
			value = skip(value, 1);
			return str_slice(value, 0, string_length(value));
		}
	}
	return STR_NONE;
}

// All of it in quotes, or one block of code: then that is the answer.
static struct str unwrap(struct str s)
{
	if (s.n > 6 && starts(s, "```") && str_ends(s, STR("```"))) {
		struct str body = str_slice(s, 3, s.n - 3);
		size_t line = str_find_byte(body, '\n');

		if (line != STR_NPOS && str_find(body, STR("```")) == STR_NPOS)
			return str_trim(skip(body, line));
	}
	if (s.n > 0 && quotation(s) == s.n) {
		size_t mark = (unsigned char)s.p[0] < 0x80 ? 1 : 3;

		return str_slice(s, mark, s.n - mark);
	}
	return s;
}

void sentence_reader_init(struct sentence_reader *r, struct str response)
{
	struct str rest = str_trim(utf8_clip(response, RESPONSE_MAX));

	if (starts(rest, "<think>")) {
		size_t end = str_find(rest, STR("</think>"));

		if (end != STR_NPOS)
			rest = str_trim(skip(rest, end + strlen("</think>")));
	}
	r->rest = unwrap(rest);
	rest = answer_field(r->rest);
	r->json = rest.n > 0;
	if (r->json)
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

// The first byte is looked at first: every line is asked for every mark of a list.
static bool starts_any(struct str s, const char *const *with, size_t n)
{
	for (size_t i = 0; s.n > 0 && i < n; i++)
		if (with[i][0] == s.p[0] && starts(s, with[i]))
			return true;
	return false;
}

// "1." "2)" "(3)" "**4、"; but not "1.5".
static bool is_numbered(struct str line)
{
	static const char *const after[] = {". ", ".", ")", "、", "．", "）", ":", "："};
	size_t n = 0;

	while (n < line.n && n < 4 && (line.p[n] == '*' || line.p[n] == '('))
		n++;
	line = skip(line, starts(line, "（") ? strlen("（") : n);
	for (n = 0; n < line.n && n < 3 && is_digit(line.p[n]);)
		n++;
	if (n == 0 || n == 3)
		return false;
	line = skip(line, n);
	return starts_any(line, after, COUNT(after)) &&
	       !(line.n > 1 && is_digit(line.p[1]));
}

// At the front of a line.
static bool is_list_item(struct str line)
{
	static const char *const marks[] = {
		"- ",     "* ",   "+ ",    "•",    "·",     "●",      "# ",
		"## ",    "### ", "#### ", "步骤", "Step ", "第一步", "第二步",
		"第三步", "首先", "其次",  "|",    "一、",  "二、",   "三、",
		"四、",   "五、", "①",     "②",    "③",     "④",      "⑤",
	};

	return starts_any(line, marks, COUNT(marks)) || is_numbered(line);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (unsigned char)c >= 0x80;
}

// "[GPT]: ", "(Developer Mode Output) ", "【普通模式】"
static bool is_bracketed_voice(struct str line)
{
	static const char *const brackets[][2] = {{"[", "]"},
						  {"(", "Output)"},
						  {"【", "】"}};

	for (size_t i = 0; i < COUNT(brackets); i++) {
		struct str inner = skip(line, strlen(brackets[i][0]));
		size_t end;

		if (!starts(line, brackets[i][0]))
			continue;
		end = str_find(str_slice(inner, 0, VOICE_MAX), str_of(brackets[i][1]));
		if (end == STR_NPOS || !is_letter(inner.p[0]))
			return false;
		return !starts(skip(inner, end + 1), "("); // no link
	}
	return false;
}

static bool is_usual_label(struct str name)
{
	static const char *const labels[] = {
		"note",    "notes",  "step",        "steps",    "title",      "subject",
		"answer",  "source", "response",    "question", "disclaimer", "warning",
		"example", "tip",    "tips",        "reminder", "important",  "summary",
		"result",  "output", "translation", "input",    "ps",
	};

	for (size_t i = 0; i < COUNT(labels); i++)
		if (str_eq_nocase(name, str_of(labels[i])))
			return true;
	return false;
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

// "DAN: " and "As DAN, "; labels that answers have anyway are no speakers.
static bool is_named_voice(struct str line)
{
	struct str name;
	size_t n = 0;

	while (n < line.n &&
	       (is_letter(line.p[n]) || is_digit(line.p[n]) || line.p[n] == ' '))
		n++;
	if (n + 1 >= line.n || n > VOICE_MAX || !is_capital(line.p[0]))
		return false;
	name = str_slice(line, 0, n);
	if (line.p[n] == ',')
		return starts(name, "As ") && is_capital(line.p[3]) &&
		       !starts(name, "As AI") && !starts(name, "As I ");
	if (line.p[n] != ':' || !is_blank(line.p[n + 1]) || is_usual_label(name))
		return false;
	return str_find_byte(name, ' ') == str_rfind_byte(name, ' '); // two words at most
}

// A new speaker. Jailbreaks ask for two: one as the model is, and one without its rules.
static bool is_voice(struct str line)
{
	while (line.n > 0 && line.p[0] == '*')
		line = skip(line, 1);
	return is_bracketed_voice(line) || is_named_voice(line);
}

// Whether the full stop that ends text[0..n) is that of an abbreviation or of a list's
// number.
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

// What can be put at once, as most of English can: none of these ends a sentence, opens a
// quotation or escapes, and fold() leaves them all alone.
static const unsigned char plain[256] = {
	[' '] = ' ', ['\t'] = ' ', ['\''] = '\'', [','] = ',', ['-'] = '-', [':'] = ':',
	[';'] = ';', ['('] = '(',  [')'] = ')',   ['/'] = '/', ['0'] = '0', ['1'] = '1',
	['2'] = '2', ['3'] = '3',  ['4'] = '4',   ['5'] = '5', ['6'] = '6', ['7'] = '7',
	['8'] = '8', ['9'] = '9',  ['A'] = 'a',   ['B'] = 'b', ['C'] = 'c', ['D'] = 'd',
	['E'] = 'e', ['F'] = 'f',  ['G'] = 'g',   ['H'] = 'h', ['I'] = 'i', ['J'] = 'j',
	['K'] = 'k', ['L'] = 'l',  ['M'] = 'm',   ['N'] = 'n', ['O'] = 'o', ['P'] = 'p',
	['Q'] = 'q', ['R'] = 'r',  ['S'] = 's',   ['T'] = 't', ['U'] = 'u', ['V'] = 'v',
	['W'] = 'w', ['X'] = 'x',  ['Y'] = 'y',   ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b',
	['c'] = 'c', ['d'] = 'd',  ['e'] = 'e',   ['f'] = 'f', ['g'] = 'g', ['h'] = 'h',
	['i'] = 'i', ['j'] = 'j',  ['k'] = 'k',   ['l'] = 'l', ['m'] = 'm', ['n'] = 'n',
	['o'] = 'o', ['p'] = 'p',  ['q'] = 'q',   ['r'] = 'r', ['s'] = 's', ['t'] = 't',
	['u'] = 'u', ['v'] = 'v',  ['w'] = 'w',   ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};

static void put_plain(struct line *l, struct str *rest)
{
	const char *p = rest->p, *end = p + rest->n;
	char *text = l->r->text;
	size_t n = l->n;
	unsigned char c, before = n > 0 ? (unsigned char)text[n - 1] : ' ';

	// Without a branch at a blank, which is guessed wrong at the end of most words.
	for (; p < end && n < SENTENCE_MAX && (c = plain[(unsigned char)*p]); p++) {
		text[n] = (char)c;
		n += c != ' ' || before != ' ';
		before = c;
	}
	l->n = n;
	*rest = (struct str){p, (size_t)(end - p)};
}

static bool is_han(const char *p, size_t n)
{
	return n >= 3 && (unsigned char)p[0] >= 0xE4 && (unsigned char)p[0] <= 0xE9 &&
	       (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80;
}

// The same for Chinese: U+4000 to U+9FFF, which are three bytes each.
static void put_han(struct line *l, struct str *rest)
{
	const char *p = rest->p, *end = p + rest->n;

	for (; l->n < SENTENCE_MAX && is_han(p, (size_t)(end - p)); p += 3) {
		uint32_t c = ((uint32_t)p[0] & 0x0F) << 12 |
			     ((uint32_t)p[1] & 0x3F) << 6 | ((uint32_t)p[2] & 0x3F);
		uint32_t to = simplify(c);

		if (to == c)
			memcpy(l->r->text + l->n, p, 3);
		else
			utf8_encode(to, l->r->text + l->n);
		l->n += 3;
	}
	*rest = (struct str){p, (size_t)(end - p)};
}

// A character of JSON that is written as \n, \" or \u2019.
static uint32_t unescape(struct str *rest)
{
	char c = rest->n > 1 ? rest->p[1] : ' ';
	uint32_t code = 0;
	size_t n;

	*rest = skip(*rest, 2);
	if (c != 'u')
		return c == 'n' || c == 't' || c == 'r' ? ' ' : (unsigned char)c;
	for (n = 0; n < 4 && n < rest->n; n++) {
		char digit = rest->p[n];

		if (is_digit(digit))
			code = code * 16 + (uint32_t)(digit - '0');
		else if ((digit | 32) >= 'a' && (digit | 32) <= 'f')
			code = code * 16 + (uint32_t)((digit | 32) - 'a' + 10);
		else
			break;
	}
	*rest = skip(*rest, n);
	return code >= 0xD800 && code <= 0xDFFF ? ' ' : code; // half an emoji
}

static void read_text(struct sentence_reader *r, struct line *l)
{
	while (r->rest.n > 0 && l->n < SENTENCE_MAX) {
		unsigned char byte = (unsigned char)r->rest.p[0];
		size_t quoted;
		uint32_t c;

		if (plain[byte]) {
			put_plain(l, &r->rest);
			continue;
		}
		if (is_han(r->rest.p, r->rest.n)) {
			put_han(l, &r->rest);
			continue;
		}
		if (byte == '\\' && r->json) {
			put(l, fold(unescape(&r->rest)));
			continue;
		}
		quoted = quotation(r->rest);
		if (byte == '\n') {
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
	out->voice = !r->mid_line && !out->list && is_voice(r->rest);
	r->mid_line = true;
	read_text(r, &l);
	out->raw = str_slice(from, 0, from.n - r->rest.n);
	out->text = str_trim((struct str){r->text, l.n});
	out->question = str_ends(out->text, STR("?"));
	return true;
}
