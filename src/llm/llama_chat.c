#include "llm/llama_chat.h"

#include <limits.h>

#define MARK \
	'\x1a' // stands in the template for a message whose text must not be parsed: SUB,
	       // index, SUB

void llama_text_tokens(const struct llama_file *f, struct str text, bool first,
		       bool control, struct tokens *out)
{
	if (!text.n || text.n > INT32_MAX / 2)
		return;
	VEC_RESERVE(out,
		    out->n + text.n + 8); // no tokenizer makes more tokens than bytes
	int32_t n = llama_tokenize(f->vocab, text.p, (int32_t)text.n, out->p + out->n,
				   (int32_t)(out->cap - out->n), first, control);
	if (n < 0) {
		VEC_RESERVE(out, out->n + (size_t)-n);
		n = llama_tokenize(f->vocab, text.p, (int32_t)text.n, out->p + out->n,
				   (int32_t)(out->cap - out->n), first, control);
	}
	out->n += n > 0 ? (size_t)n : 0;
}

void llama_token_text(const struct llama_file *f, llama_token token, struct buf *out)
{
	char *at = buf_space(out, 64);
	if (!at)
		return;
	int32_t n = llama_token_to_piece(f->vocab, token, at, 64, 0, false);
	if (n < 0) {
		at = buf_space(out, (size_t)-n);
		n = at ? llama_token_to_piece(f->vocab, token, at, -n, 0, false) : 0;
	}
	if (n > 0)
		buf_grew(out, (size_t)n);
}

// Whether a tokenizer might take a part of the text for a control token.
static bool looks_like_control(struct str text)
{
	return str_find_byte(text, '<') != STR_NPOS ||
	       str_find_byte(text, '[') != STR_NPOS ||
	       str_find_byte(text, MARK) != STR_NPOS;
}

static bool render(const struct llama_file *f, const struct llama_chat_message *messages,
		   size_t n, struct buf *out)
{
	const char *names[] = {
		f->chat.p, "chatml"}; // a template that the library does not know: ChatML
	for (size_t i = 0; i < COUNT(names); i++) {
		int32_t need =
			llama_chat_apply_template(names[i], messages, n, true, NULL, 0);
		if (need < 0)
			continue;
		char *at = buf_space(out, (size_t)need + 1);
		if (!at)
			return false;
		need = llama_chat_apply_template(names[i], messages, n, true, at,
						 need + 1);
		buf_grew(out, (size_t)need);
		return true;
	}
	return false;
}

// Template parts are parsed for control tokens, the marked texts between them are not.
static void tokenize_parts(const struct llama_file *f, const struct request *r,
			   struct str text, struct tokens *out)
{
	bool first = true;
	while (text.n) {
		size_t mark = str_find_byte(text, MARK);
		llama_text_tokens(f, str_slice(text, 0, mark), first, true, out);
		first = false;
		if (mark == STR_NPOS)
			return;
		text = str_slice(text, mark + 1, text.n);
		struct str number = str_cut(&text, MARK);
		uint64_t index;
		if (str_to_u64(number, &index) && index < r->n_messages)
			llama_text_tokens(f, r->messages[index].content, false, false,
					  out);
	}
}

bool llama_chat_tokens(const struct llama_file *f, const struct request *r,
		       struct tokens *out)
{
	struct arena a;
	struct buf text;
	arena_init(&a);
	buf_init(&text, BUF_TEXT_MAX);
	struct llama_chat_message *messages =
		arena_array(&a, r->n_messages + 1, sizeof(*messages));
	for (size_t i = 0; i < r->n_messages; i++) {
		struct str content = r->messages[i].content;
		bool marked =
			looks_like_control(content) || memchr(content.p, 0, content.n);
		messages[i].role = speaker_name(r->messages[i].speaker);
		messages[i].content =
			marked ? arena_printf(&a, "%c%zu%c", MARK, i, MARK).p
			       : arena_cstr(&a, content);
	}
	bool ok = render(f, messages, r->n_messages, &text);
	if (ok)
		tokenize_parts(f, r, buf_str(&text), out);
	buf_release(&text);
	arena_release(&a);
	return ok;
}
