#include "llm/llama_chat.h"

// Stands in the template for a message whose text must not be parsed: SUB, index, SUB.
#define MARK '\x1a'

static int32_t tokenize(const struct llama_file *f, struct str text, bool control,
			struct tokens *out)
{
	// What begins every text (BOS) is llama_chat_tokens()'s.
	return llama_tokenize(f->vocab, text.p, (int32_t)text.n, out->p + out->n,
			      (int32_t)(out->cap - out->n), false, control);
}

void llama_text_tokens(const struct llama_file *f, struct str text, bool control,
		       struct tokens *out)
{
	if (!text.n || text.n > INT32_MAX / 4)
		return;
	VEC_RESERVE(out, out->n + text.n / 2 + 16);
	int32_t n = tokenize(f, text, control, out);
	if (n < 0) {
		VEC_RESERVE(out, out->n + (size_t)-n);
		n = tokenize(f, text, control, out);
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

static bool control_at(const struct llama_file *f, struct str text)
{
	for (size_t i = 0; i < f->n_controls; i++)
		if (str_starts(text, f->controls[i]))
			return true;
	return false;
}

// Whether the tokenizer would take a part of the text for a control token, or the text
// cannot stand in a template.
static bool must_be_marked(const struct llama_file *f, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c == '\0' || c == MARK ||
		    (f->control_starts[c] && control_at(f, str_slice(text, i, text.n))))
			return true;
	}
	return false;
}

static bool render(const char *name, const struct llama_chat_message *messages, size_t n,
		   struct buf *out)
{
	int32_t need = llama_chat_apply_template(name, messages, n, true, NULL, 0);
	char *at = need >= 0 ? buf_space(out, (size_t)need + 1) : NULL;
	if (!at)
		return false;
	need = llama_chat_apply_template(name, messages, n, true, at, need + 1);
	buf_grew(out, (size_t)need);
	return true;
}

bool llama_chat_knows(const char *chat_template)
{
	struct llama_chat_message message = {"user", "?"};
	return llama_chat_apply_template(chat_template, &message, 1, true, NULL, 0) >= 0;
}

// Template parts are parsed for control tokens, the marked texts between them are not.
static void tokenize_parts(const struct llama_file *f, const struct request *r,
			   struct str text, struct tokens *out)
{
	for (;;) {
		size_t mark = str_find_byte(text, MARK);
		llama_text_tokens(f, str_slice(text, 0, mark), true, out);
		if (mark == STR_NPOS)
			return;
		text = str_slice(text, mark + 1, text.n);
		struct str number = str_cut(&text, MARK);
		uint64_t index;
		if (str_to_u64(number, &index) && index < r->n_messages)
			llama_text_tokens(f, r->messages[index].content, false, out);
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
		messages[i].role = speaker_name(r->messages[i].speaker);
		messages[i].content =
			must_be_marked(f, content)
				? arena_printf(&a, "%c%zu%c", MARK, i, MARK).p
				: arena_cstr(&a, content);
	}
	bool ok = render(f->chat.p, messages, r->n_messages, &text);
	if (ok && llama_vocab_get_add_bos(f->vocab))
		VEC_PUSH(out, llama_vocab_bos(f->vocab));
	if (ok)
		tokenize_parts(f, r, buf_str(&text), out);
	buf_release(&text);
	arena_release(&a);
	return ok && out->n;
}
