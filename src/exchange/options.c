#include "exchange/options.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "exchange/literal.h"
#include "text/normal.h"

#define MARKS_MAX 1000 // the last ones of a text: options stand at its end

// --- A letter with what marks it as an option's.

struct mark {
	size_t from, to; // bytes of the text
	size_t letter;   // from 0
	enum script { UPPER, LOWER, CIRCLED, NUMBER, SCRIPTS } script;
	uint32_t open, close;
	bool is_call; // small, behind a letter: of a formula or a plural, "f(a)",
		      // "file(s)"
};

// Full width as half width, ideographic punctuation as what it stands for.
static uint32_t narrow(uint32_t cp)
{
	switch (cp) {
	case 0x3001: // 、
		return ',';
	case 0x3002: // 。
		return '.';
	case 0x3010: // 【
		return '[';
	case 0x3011: // 】
		return ']';
	default:
		return cp >= 0xff01 && cp <= 0xff5e ? cp - 0xfee0 : cp;
	}
}

static bool is_alnum(uint32_t cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') ||
	       (cp >= 'a' && cp <= 'z');
}

// What may stand behind a letter; 、 counts as a mark, the comma does not.
static bool closes(uint32_t open, uint32_t raw, uint32_t cp)
{
	if (open)
		return cp == (open == '(' ? ')' : ']');
	return raw == 0x3001 || cp == '.' || cp == ':' || cp == ')';
}

// The letter or number at the front of *rest, which is cut off there.
static bool take_label(struct str *rest, struct mark *m)
{
	uint32_t raw = utf8_next(rest), cp = narrow(raw);
	m->script = UPPER;
	m->letter = cp - 'A';
	if (raw >= 0x2460 && raw < 0x2460 + 20) { // ①
		m->script = CIRCLED;
		m->letter = raw - 0x2460;
	} else if (cp >= 'a' && cp <= 'z') {
		m->script = LOWER;
		m->letter = cp - 'a';
	} else if (cp >= '1' && cp <= '9') {
		m->script = NUMBER;
		m->letter = cp - '1';
		if (rest->n && rest->p[0] >= '0' && rest->p[0] <= '9') {
			m->letter = (cp - '0') * 10 + (size_t)(rest->p[0] - '0') - 1;
			*rest = str_slice(*rest, 1, rest->n);
		}
	} else if (cp < 'A' || cp > 'Z') {
		return false;
	}
	return m->letter < CHOICE_OPTIONS_MAX;
}

// Whether what stands around makes a number one of a sum or of a time.
static bool is_amount(const struct mark *m, uint32_t before, struct str rest)
{
	bool digit = rest.n && rest.p[0] >= '0' && rest.p[0] <= '9';
	return m->script == NUMBER && !m->open &&
	       (m->close == ':' || digit || before == '.');
}

// What stands behind the letter, which is cut off at the front of *rest.
static bool take_close(struct str *rest, uint32_t before, struct mark *m)
{
	if (!rest->n)
		return false;
	uint32_t raw = utf8_next(rest);
	m->close = narrow(raw);
	bool half = m->close == ')' && !m->open && narrow(before) == '('; // of "(A)"
	return closes(m->open, raw, m->close) && !half && !is_amount(m, before, *rest);
}

// "(A)." and "(A)、" too
static struct str without_point(struct str rest)
{
	struct str behind = rest;
	uint32_t cp = rest.n ? utf8_next(&behind) : 0;
	return cp == 0x3001 || narrow(cp) == '.' || narrow(cp) == ':' ? behind : rest;
}

// A mark at `at`, behind a character `before`.
static bool mark_at(struct str text, size_t at, uint32_t before, struct mark *out)
{
	struct mark m = {.from = at};
	struct str rest = str_slice(text, at, text.n), inner = rest;
	uint32_t cp = narrow(utf8_next(&inner));
	bool glued = is_alnum(narrow(before)); // "foo(B)bar"
	if (cp == '(' || cp == '[') {
		m.open = cp;
		rest = inner;
	}
	if (glued && !m.open)
		return false;
	if (!rest.n || !take_label(&rest, &m))
		return false;
	if ((m.script != CIRCLED || m.open) && !take_close(&rest, before, &m))
		return false;
	m.is_call = glued && m.script != UPPER;
	if (m.open && m.script == LOWER) // "(a)" is as good as "(A)"
		m.script = UPPER;
	if (m.open)
		rest = without_point(rest);
	m.to = text.n - rest.n;
	*out = m;
	return true;
}

struct marks {
	struct mark *p;
	size_t n, cap;
};

static void find_marks(struct str text, struct marks *out)
{
	uint32_t before = '\n';
	for (size_t at = 0; at < text.n;) {
		struct mark m;
		struct str rest = str_slice(text, at, text.n);
		uint32_t cp = utf8_next(&rest);
		if (mark_at(text, at, before, &m)) {
			VEC_PUSH(out, m);
			at = m.to;
			before = ' ';
		} else {
			before = cp;
			at = text.n - rest.n;
		}
	}
}

// The marks of one list that begins with marks->p[first]: the next letter of the same
// form each time, or where they are mixed, of any.
static size_t chain(const struct marks *marks, size_t first, bool mixed,
		    const struct mark **out)
{
	size_t n = 0;
	for (size_t i = first; i < marks->n && n < CHOICE_OPTIONS_MAX; i++) {
		const struct mark *m = &marks->p[i], *head = &marks->p[first];
		bool same = m->open == head->open && m->close == head->close;
		if (m->letter == n && m->script == head->script && (same || mixed))
			out[n++] = m;
	}
	return n;
}

// Without blanks at either end, of whatever width, and semicolons behind.
static struct str tidy(struct str text)
{
	static const struct str wide = STR_INIT("\u3000"), semicolon = STR_INIT("；");
	size_t n;
	do {
		n = text.n;
		text = str_trim(text);
		if (str_starts(text, wide))
			text = str_slice(text, wide.n, text.n);
		if (str_ends(text, wide) || str_ends(text, semicolon))
			text.n -= wide.n;
		if (str_ends(text, STR(";")))
			text.n--;
	} while (text.n < n);
	return text;
}

static bool all_there(const struct str *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!texts[i].n)
			return false;
	return n >= 2 && n <= CHOICE_OPTIONS_MAX;
}

// The longest list of such marks; what may be a call never begins one. Of two as long the
// last one counts: the first may be quoted, or begin with a letter of the question.
static size_t longest(const struct marks *marks, enum script script, bool mixed,
		      const struct mark **best)
{
	const struct mark *one[CHOICE_OPTIONS_MAX] = {NULL};
	size_t n = 0, i = marks->n > MARKS_MAX ? marks->n - MARKS_MAX : 0;
	for (; i < marks->n; i++) {
		const struct mark *m = &marks->p[i];
		bool head = m->letter == 0 && m->script == script && !m->is_call;
		size_t found = head ? chain(marks, i, mixed, one) : 0;
		if (found >= 2 && found >= n) {
			n = found;
			memcpy(best, one, sizeof(one));
		}
	}
	return n;
}

static bool cut_options(struct arena *a, struct str text, const struct mark *const *marks,
			size_t n, struct str *stem, struct options *out)
{
	struct str *texts = arena_array(a, n + 1, sizeof(*texts));
	for (size_t i = 0; i < n; i++)
		texts[i] = tidy(str_slice(text, marks[i]->to,
					  i + 1 < n ? marks[i + 1]->from : text.n));
	if (!all_there(texts, n))
		return false;
	*stem = tidy(str_slice(text, 0, marks[0]->from));
	*out = (struct options){texts, n};
	return true;
}

// Capital letters before all others, since numbers may count statements that the options
// speak of.
bool options_in_text(struct arena *a, struct str text, struct str *stem,
		     struct options *out)
{
	const struct mark *same[CHOICE_OPTIONS_MAX] = {NULL},
			  *mixed[CHOICE_OPTIONS_MAX] = {NULL};
	struct marks marks = {0};
	bool ok = false;
	find_marks(text, &marks);
	for (int script = UPPER; !ok && script < SCRIPTS; script++) {
		size_t n = longest(&marks, (enum script)script, false, same);
		size_t more = longest(&marks, (enum script)script, true, mixed);
		ok = (more > n && cut_options(a, text, mixed, more, stem, out)) ||
		     (n && cut_options(a, text, same, n, stem, out));
	}
	VEC_FREE(&marks);
	return ok;
}

// --- A field that holds them all.

static struct str text_of(struct arena *a, const struct json *j)
{
	if (j && j->kind == JSON_INT)
		return arena_printf(a, "%lld", (long long)j->u.integer);
	if (j && j->kind == JSON_REAL)
		return arena_printf(a, "%.15g", j->u.real);
	if (j && j->kind == JSON_BOOL)
		return j->u.boolean ? STR("true") : STR("false");
	if (j && j->kind == JSON_OBJECT) // {"label": "A", "text": "..."}
		return text_of(a, json_get(j, "text"));
	return str_trim(json_str(j));
}

static bool by_letter(struct arena *a, const struct json *object, struct options *out)
{
	struct str *texts = arena_array(a, CHOICE_OPTIONS_MAX, sizeof(*texts));
	size_t n = json_len(object);
	for (size_t i = 0; i < n; i++) {
		size_t at = options_column(object->u.list.keys[i]);
		uint64_t number;
		if (at == SIZE_MAX && str_to_u64(object->u.list.keys[i], &number))
			at = (size_t)number - !json_get(object, "0");
		if (at >= CHOICE_OPTIONS_MAX || texts[at].n)
			return false;
		texts[at] = text_of(a, &object->u.list.items[i]);
	}
	*out = (struct options){texts, n};
	return n <= CHOICE_OPTIONS_MAX && all_there(texts, n);
}

static bool by_place(struct arena *a, const struct json *list, struct options *out)
{
	size_t n = json_len(list);
	struct str *texts = arena_array(a, n + 1, sizeof(*texts));
	for (size_t i = 0; i < n; i++)
		texts[i] = text_of(a, json_at(list, i));
	*out = (struct options){texts, n};
	return all_there(texts, n);
}

// {"text": [...], "label": ["A", "B"]}, as ARC has it
static const struct json *inner_list(const struct json *field)
{
	const struct json *list = json_get(field, "text");
	return list && list->kind == JSON_ARRAY ? list : NULL;
}

static bool by_line(struct arena *a, struct str text, struct options *out)
{
	struct str *texts = arena_array(a, CHOICE_OPTIONS_MAX, sizeof(*texts));
	char sep = str_find_byte(text, '\n') != STR_NPOS ? '\n' : '|';
	size_t n = 0;
	while (text.p) {
		struct str line = tidy(str_cut(&text, sep));
		if (!line.n)
			continue;
		if (n == CHOICE_OPTIONS_MAX)
			return false;
		texts[n++] = line;
	}
	*out = (struct options){texts, n};
	return all_there(texts, n);
}

bool options_read(struct arena *a, const struct json *field, struct options *out)
{
	if (!field)
		return false;
	if (field->kind == JSON_ARRAY)
		return by_place(a, field, out);
	if (inner_list(field))
		return by_place(a, inner_list(field), out);
	if (field->kind == JSON_OBJECT)
		return by_letter(a, field, out);
	struct str text = str_trim(json_str(field)), stem;
	if (!text.n)
		return false;
	const struct json *parsed =
		strchr("[({", text.p[0]) ? literal_parse(a, text) : NULL;
	if (parsed && parsed->kind >= JSON_ARRAY && options_read(a, parsed, out))
		return true;
	return (options_in_text(a, text, &stem, out) && !stem.n) || by_line(a, text, out);
}

static size_t letter_of(struct str s)
{
	if (!s.n)
		return SIZE_MAX;
	uint32_t cp = narrow(utf8_next(&s));
	if (cp >= 'a' && cp <= 'z')
		cp -= 'a' - 'A';
	return !s.n && cp >= 'A' && cp <= 'Z' ? cp - 'A' : SIZE_MAX;
}

size_t options_column(struct str name)
{
	static const char *const prefixes[] = {"options", "option", "choice",
					       "选项",    "opt",    "op"};
	name = str_trim(name);
	for (size_t i = 0; i < COUNT(prefixes); i++) {
		struct str prefix = str_of(prefixes[i]);
		if (!str_eq_nocase(str_slice(name, 0, prefix.n), prefix))
			continue;
		struct str rest = str_slice(name, prefix.n, name.n);
		while (rest.n && strchr("_- ", rest.p[0]))
			rest = str_slice(rest, 1, rest.n);
		uint64_t number;
		if (str_to_u64(rest, &number) && number >= 1 &&
		    number <= CHOICE_OPTIONS_MAX)
			return (size_t)number - 1;
		if (!rest.n || letter_of(rest) != SIZE_MAX)
			return letter_of(rest);
	}
	return letter_of(name);
}

// --- Answers.

struct answering {
	struct arena *arena;
	const struct options *options;
	struct str folded[CHOICE_OPTIONS_MAX]; // their texts
	int64_t first;                         // the number of the first
	uint32_t bits;                         // chosen, by place
	bool doubtful;
};

static bool choose(struct answering *c, size_t at)
{
	if (at >= c->options->n)
		return false;
	c->bits |= 1u << at;
	return true;
}

static size_t with_text(const struct answering *c, struct str text)
{
	struct str folded = normal_fold(c->arena, text);
	size_t found = SIZE_MAX;
	for (size_t i = 0; folded.n && i < c->options->n; i++) {
		if (!str_eq(c->folded[i], folded))
			continue;
		if (str_eq(c->options->texts[i], text) || found == SIZE_MAX)
			found = i;
	}
	return found;
}

// One letter, alone or with a mark: "B", "(b)", "B.", "C. the option's text"; "A、C" are
// two.
static size_t lettered(const struct options *options, struct str text)
{
	struct mark m;
	if (options_column(text) != SIZE_MAX) // also "选项B"
		return options_column(text);
	if (!text.n || !mark_at(text, 0, ' ', &m) || m.script == NUMBER)
		return SIZE_MAX;
	struct str rest = tidy(str_slice(text, m.to, text.n));
	bool own = m.close != ',' || !rest.n ||
		   (m.letter < options->n && str_eq(rest, options->texts[m.letter]));
	return own ? m.letter : SIZE_MAX;
}

// The place of a number, or SIZE_MAX where the text is none or there is no such option.
static size_t numbered(const struct answering *c, struct str text, bool *is_number)
{
	int64_t number;
	*is_number = str_to_i64(text, &number);
	return *is_number && number >= c->first &&
			       (uint64_t)(number - c->first) < c->options->n
		       ? (size_t)(number - c->first)
		       : SIZE_MAX;
}

// "ACD"
static bool run_of_letters(struct answering *c, struct str text)
{
	uint32_t bits = 0;
	size_t n = 0;
	for (struct str rest = text; rest.n; n++) {
		uint32_t cp = narrow(utf8_next(&rest));
		if (cp < 'A' || cp > 'Z' || cp - 'A' >= c->options->n ||
		    bits & 1u << (cp - 'A'))
			return false;
		bits |= 1u << (cp - 'A');
	}
	c->bits |= bits;
	return n > 0;
}

static bool one_answer(struct answering *c, struct str text)
{
	bool is_number;
	size_t own = with_text(c, text), letter = lettered(c->options, text);
	size_t number = numbered(c, text, &is_number);
	if (own != SIZE_MAX) {
		bool other = letter < c->options->n && letter != own;
		c->doubtful =
			c->doubtful || other || (number != SIZE_MAX && number != own);
		return choose(c, own);
	}
	if (letter != SIZE_MAX)
		return choose(c, letter);
	return is_number ? choose(c, number) : run_of_letters(c, text);
}

// The byte length of a separator at the front of `s`, or 0.
static size_t separator(struct str s)
{
	static const char *const seps[] = {",", ";",  "|",  "/",  "&",
					   " ", "，", "、", "；", "和"};
	for (size_t i = 0; i < COUNT(seps); i++)
		if (str_starts(s, str_of(seps[i])))
			return strlen(seps[i]);
	return 0;
}

static bool several(struct answering *c, struct str text)
{
	size_t from = 0, n = 0;
	for (size_t at = 0; at <= text.n; at++) {
		size_t sep = separator(str_slice(text, at, text.n));
		if (!sep && at < text.n)
			continue;
		struct str part = str_trim(str_slice(text, from, at));
		n += part.n > 0;
		if (n > CHOICE_OPTIONS_MAX || (part.n && !one_answer(c, part)))
			return false;
		from = at + sep;
		at = sep ? from - 1 : at;
	}
	return n > 0;
}

static bool text_answers(struct answering *c, struct str text);

static bool field_answers(struct answering *c, const struct json *field)
{
	int64_t number;
	if (json_is_null(field))
		return true;
	if (field->kind == JSON_STRING)
		return text_answers(c, str_trim(json_str(field)));
	if (json_int(field, &number)) { // its place, or else its text
		struct str text = arena_printf(c->arena, "%lld", (long long)number);
		return (number >= c->first && choose(c, (size_t)(number - c->first))) ||
		       choose(c, with_text(c, text));
	}
	bool ok = field->kind == JSON_ARRAY && json_len(field) <= CHOICE_OPTIONS_MAX;
	for (size_t i = 0; ok && i < json_len(field); i++) {
		const struct json *one = json_at(field, i);
		ok = one->kind != JSON_ARRAY && !json_is_null(one) &&
		     field_answers(c, one);
	}
	return ok;
}

static bool text_answers(struct answering *c, struct str text)
{
	if (!text.n)
		return true;
	if (one_answer(c, text))
		return true;
	const struct json *list = text.p[0] == '[' ? literal_parse(c->arena, text) : NULL;
	if (list)
		return field_answers(c, list);
	return several(c, text);
}

bool options_answers(struct arena *a, const struct json *field,
		     const struct options *options, int64_t first,
		     struct option_answers *out)
{
	struct answering c = {.arena = a, .options = options, .first = first};
	*out = (struct option_answers){0};
	invariant(options->n <= CHOICE_OPTIONS_MAX);
	for (size_t i = 0; i < options->n; i++)
		c.folded[i] = normal_fold(a, options->texts[i]);
	if (!field_answers(&c, field))
		return false;
	out->p = arena_array(a, CHOICE_OPTIONS_MAX, sizeof(*out->p));
	for (size_t i = 0; i < options->n; i++)
		if (c.bits >> i & 1)
			out->p[out->n++] = (int64_t)i;
	out->doubtful = c.doubtful;
	return true;
}

bool options_ranks(struct arena *a, const struct json *field, size_t n, int64_t **ranks)
{
	if (field && field->kind == JSON_STRING) {
		struct str text = str_trim(json_str(field));
		if (!str_starts(text, STR("[")) && !str_starts(text, STR("(")))
			text = arena_printf(a, "[" STR_FMT "]", STR_ARG(text));
		field = literal_parse(a, text);
	}
	if (!field || field->kind != JSON_ARRAY || json_len(field) != n)
		return false;
	*ranks = arena_array(a, n + 1, sizeof(**ranks));
	for (size_t i = 0; i < n; i++)
		if (!json_int(json_at(field, i), &(*ranks)[i]))
			return false;
	return true;
}
