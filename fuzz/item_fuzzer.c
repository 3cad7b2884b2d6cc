// An item that could be read can be written, and reads back as the same item; a fault is
// named.
#include "base/utf8.h"
#include "core/item.h"
#include "fuzz.h"

static void write_item(struct buf *out, const struct item *item)
{
	struct json_writer w;

	json_writer_init(&w, out, 0);
	item_to_json(&w, item);
	FUZZ_CHECK(!buf_failed(out));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct buf first, second;
	struct err e = {0};
	struct item item, again;

	arena_init(&a);
	buf_init(&first, 8 * FUZZ_MAX);
	buf_init(&second, 8 * FUZZ_MAX);
	const struct json *j = json_parse(&a, fuzz_str(data, size), 0, NULL, &e);
	if (!j)
		goto out;
	if (!item_from_json(&a, j, &item, &e)) {
		FUZZ_CHECK(e.code != ERR_NONE && e.msg[0] != '\0');
		goto out;
	}
	write_item(&first, &item);
	j = json_parse(&a, buf_str(&first), JSON_REFUSE_DUPLICATES, NULL, &e);
	FUZZ_CHECK(j != NULL);
	FUZZ_CHECK(item_from_json(&a, j, &again, &e));
	write_item(&second, &again);
	FUZZ_CHECK(str_eq(buf_str(&first), buf_str(&second)));
	FUZZ_CHECK(str_eq(item_content_id(&a, &item), item_content_id(&a, &again)));
out:
	buf_release(&second);
	buf_release(&first);
	arena_release(&a);
	return 0;
}
