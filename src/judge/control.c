#include "judge/control.h"

#define CONTROL_MAX 40 // bytes up to |>

// Those that a vocabulary keeps by number: <unused0>, <reserved_106>.
static bool is_numbered(struct str s)
{
	static const struct {
		const char *word;
		char end;
	} kinds[] = {{"<unused", '>'},
		     {"<reserved_", '>'},
		     {"<extra_id_", '>'},
		     {"[control_", ']'},
		     {"[unused", ']'}};
	for (size_t i = 0; i < COUNT(kinds); i++) {
		size_t n = strlen(kinds[i].word), from = n;
		if (!str_starts(s, str_of(kinds[i].word)))
			continue;
		while (n < s.n && n < CONTROL_MAX && s.p[n] >= '0' && s.p[n] <= '9')
			n++;
		if (n > from && n < s.n && s.p[n] == kinds[i].end)
			return true;
	}
	return false;
}

// Whether a control token of some model begins here.
static bool is_control(struct str s)
{
	// clang-format off
	static const char *const words[] = {
		"<s>", "</s>", "<bos>", "<eos>",
		"<pad>", "<unk>", "<mask>", "<start_of_turn>",
		"<end_of_turn>", "[INST]", "[/INST]", "<<SYS>>",
		"<</SYS>>", "<think>", "</think>", "<tool_call>",
		"</tool_call>", "<tool_response>", "</tool_response>", "[TOOL_CALLS]",
		"[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]",
		"[TOOL_RESULTS]", "[/TOOL_RESULTS]",
		"[gMASK]", "[sMASK]", "[MASK]", "[CLS]",
		"[SEP]", "[PAD]", "[UNK]", "<sop>",
		"<eop>", "<｜",
	};
	// clang-format on
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_starts(s, str_of(words[i])))
			return true;
	if (is_numbered(s))
		return true;
	if (!str_starts(s, STR("<|")))
		return false;
	static const char ends[] = {'|', ' ', '\t', '\r', '\n'};
	size_t n = 2;
	while (n < s.n && n < CONTROL_MAX && !memchr(ends, s.p[n], sizeof(ends)))
		n++;
	return str_starts(str_slice(s, n, s.n), STR("|>"));
}

struct str control_break(struct arena *a, struct str text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++)
		n += (text.p[i] == '<' || text.p[i] == '[') &&
		     is_control(str_slice(text, i, text.n));
	if (!n)
		return text;
	char *out = arena_alloc(a, text.n + n + 1);
	size_t at = 0;
	for (size_t i = 0; i < text.n; i++) {
		out[at++] = text.p[i];
		if ((text.p[i] == '<' || text.p[i] == '[') &&
		    is_control(str_slice(text, i, text.n)))
			out[at++] = ' ';
	}
	return (struct str){out, at};
}
