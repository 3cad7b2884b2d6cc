// Whatever can be read can be written, and what was written reads back as the same text.
#include "base/json.h"
#include "base/utf8.h"
#include "fuzz.h"

static void write_json(struct buf *out, const struct json *j, int indent)
{
	struct json_writer w;

	json_writer_init(&w, out, indent);
	json_put(&w, j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct buf first, second;
	struct err e = {0};
	size_t used = 0;
	int flags = size > 0 ? data[0] & (JSON_REFUSE_DUPLICATES | JSON_ALLOW_TAIL) : 0;

	arena_init(&a);
	buf_init(&first, 8 * FUZZ_MAX);
	buf_init(&second, 8 * FUZZ_MAX);
	struct str text = size > 0 ? fuzz_str(data + 1, size - 1) : STR_NONE;
	const struct json *j = json_parse(&a, text, flags, &used, &e);
	if (!j) {
		FUZZ_CHECK(e.code != ERR_NONE && e.msg[0] != '\0');
		goto out;
	}
	FUZZ_CHECK(used <= text.n);
	write_json(&first, j, 0);
	FUZZ_CHECK(!buf_failed(&first) && utf8_valid(buf_str(&first)));
	const struct json *again = json_parse(&a, buf_str(&first), 0, NULL, &e);
	FUZZ_CHECK(again != NULL);
	write_json(&second, again, 0);
	FUZZ_CHECK(str_eq(buf_str(&first), buf_str(&second)));
out:
	buf_release(&second);
	buf_release(&first);
	arena_release(&a);
	return 0;
}
