#include "text/loose.h"

#define DEPTH_MAX 16

// Copies JSON that models write into JSON that can be read: commas before a closing
// bracket go, control characters within strings are escaped, NaN and its like become
// null, and what is broken off ends behind its last whole element.
struct mending {
	struct str from;
	struct buf to;
	char open[DEPTH_MAX]; // brackets not yet closed
	size_t depth;
	bool in_string, escaped;
	// where the last element of a list that is whole ends, and what is open there
	size_t whole, whole_depth;
	bool cut;
	bool members; // of an object count as elements do
	size_t read;  // bytes of `from`
};

static void mend_string(struct mending *m, char c)
{
	if (m->escaped)
		m->escaped = false;
	else if (c == '\\')
		m->escaped = true;
	else if (c == '"')
		m->in_string = false;
	if ((unsigned char)c < ' ')
		buf_addf(&m->to, "\\u%04x", (unsigned)c);
	else
		buf_addc(&m->to, c);
}

static void drop_comma(struct mending *m)
{
	size_t n = m->to.n;
	while (n && strchr(" \t\r\n", m->to.p[n - 1]))
		n--;
	if (n && m->to.p[n - 1] == ',')
		m->to.n = n - 1;
}

static void note(struct mending *m, size_t end)
{
	m->whole = end;
	m->whole_depth = m->depth;
}

static void note_whole(struct mending *m)
{
	if (!m->depth || m->open[m->depth - 1] != '[')
		return;
	note(m, m->to.n);
}

// One character outside of strings; false: the brackets do not match.
static bool mend_bare(struct mending *m, char c)
{
	if (c == '[' || c == '{') {
		if (m->depth == DEPTH_MAX)
			return false;
		m->open[m->depth++] = c;
	} else if (c == ']' || c == '}') {
		if (!m->depth || m->open[m->depth - 1] != (c == ']' ? '[' : '{'))
			return false;
		drop_comma(m);
		m->depth--;
	} else if (c == '"') {
		m->in_string = true;
	} else if (c == ',' && m->members && m->depth && m->open[m->depth - 1] == '{') {
		note(m, m->to.n);
	}
	buf_addc(&m->to, c);
	return true;
}

// The length of what stands at i in a number's place and is none, as Python writes it
// and JSON has it not.
static size_t no_number(const struct mending *m, size_t i)
{
	static const char *const words[] = {"NaN", "Infinity", "-Infinity"};
	struct str rest = str_slice(m->from, i, m->from.n);
	if (m->in_string || !m->to.n || !strchr(":[, \t\r\n", m->to.p[m->to.n - 1]))
		return 0;
	for (size_t k = 0; k < COUNT(words); k++) {
		size_t n = strlen(words[k]);
		if (str_starts(rest, str_of(words[k])) && rest.n > n &&
		    strchr(",]} \t\r\n", rest.p[n]))
			return n;
	}
	return 0;
}

static bool mend(struct mending *m)
{
	for (size_t i = 0; i < m->from.n; i++) {
		char c = m->from.p[i];
		size_t skipped = no_number(m, i);
		if (skipped) {
			buf_adds(&m->to, "null");
			i += skipped - 1;
			continue;
		}
		m->read = i + 1;
		bool was = m->in_string;
		if (was)
			mend_string(m, c);
		else if (!mend_bare(m, c))
			return false;
		bool ended = was ? !m->in_string : c == ']' || c == '}';
		if (ended && !m->depth)
			return true;
		if (ended)
			note_whole(m);
	}
	if (!m->whole_depth) // nothing whole in it
		return false;
	m->cut = true;
	m->to.n = m->whole;
	for (size_t i = m->whole_depth; i-- > 0;)
		buf_addc(&m->to, m->open[i] == '[' ? ']' : '}');
	return true;
}

static const struct json *parse(struct arena *a, struct str text, bool *twice)
{
	const struct json *j = json_parse(a, text, JSON_REFUSE_DUPLICATES, NULL, NULL);
	*twice = !j;
	return j ? j : json_parse(a, text, 0, NULL, NULL);
}

bool loose_next(struct arena *a, struct str *rest, int flags, size_t tries,
		struct loose *out)
{
	*out = (struct loose){0};
	for (; tries && !out->json; tries--) {
		size_t at = 0;
		while (at < rest->n && rest->p[at] != '[' && rest->p[at] != '{')
			at++;
		*rest = str_slice(*rest, at, rest->n);
		if (!rest->n)
			return false;
		struct mending m = {.from = *rest, .members = flags & LOOSE_MEMBERS};
		buf_init(&m.to, BUF_TEXT_MAX);
		if (mend(&m))
			out->json = parse(a, buf_str(&m.to), &out->twice);
		buf_release(&m.to);
		out->cut = m.cut;
		out->raw = str_slice(*rest, 0, out->json ? m.read : 1);
		*rest = str_slice(*rest, out->raw.n, rest->n);
	}
	return out->json != NULL;
}

struct str loose_without_thinking(struct str text)
{
	for (;;) {
		size_t end = str_find(text, STR("</think>"));
		if (end == STR_NPOS)
			break;
		text = str_slice(text, end + strlen("</think>"), text.n);
	}
	return str_slice(text, 0, str_find(text, STR("<think>")));
}

struct str loose_inside_fence(struct str text)
{
	size_t open = str_find(text, STR("```"));
	if (open == STR_NPOS)
		return text;
	struct str inner = str_slice(text, open + 3, text.n);
	size_t line = str_find_byte(inner, '\n'); // the language's name stands before it
	if (line != STR_NPOS && line < 20 &&
	    str_find_byte(str_slice(inner, 0, line), '[') == STR_NPOS &&
	    str_find_byte(str_slice(inner, 0, line), '{') == STR_NPOS)
		inner = str_slice(inner, line + 1, inner.n);
	return str_slice(inner, 0, str_find(inner, STR("```")));
}
