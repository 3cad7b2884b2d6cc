#include "llm/thinking.h"

void split_thinking(struct attempt *a)
{
	static const struct str open = {"<think>", 7}, close = {"</think>", 8};
	if (a->thinking.n)
		return;
	struct str text = str_trim(a->text);
	size_t end = str_find(text, close);
	bool opened = str_starts(text, open);
	if (end == STR_NPOS) {
		if (!opened)
			return;
		a->thinking = str_trim(str_slice(text, open.n, text.n));
		a->text = STR("");
		return;
	}
	if (!opened && str_find(str_slice(text, 0, end), open) != STR_NPOS)
		return; // it is spoken about
	a->thinking = str_trim(str_slice(text, opened ? open.n : 0, end));
	a->text = str_trim(str_slice(text, end + close.n, text.n));
}
