#include "exchange/chat_row.h"

#include "base/json.h"

static void put_message(struct json_writer *w, enum speaker speaker, struct str content)
{
	json_begin(w, '{');
	json_field_cstr(w, "role", speaker_name(speaker));
	json_field_str(w, "content", content);
	json_end(w, '}');
}

void chat_row(struct buf *line, const struct message *messages, size_t n,
	      struct str reply)
{
	struct json_writer w;

	buf_clear(line);
	json_writer_init(&w, line, 0);
	json_begin(&w, '{');
	json_key(&w, "messages");
	json_begin(&w, '[');
	for (size_t i = 0; i < n; i++)
		put_message(&w, messages[i].speaker, messages[i].content);
	put_message(&w, SPEAKER_ASSISTANT, reply);
	json_end(&w, ']');
	json_end(&w, '}');
	buf_addc(line, '\n');
}
