// Whatever a server sends in place of a chat completion becomes text, or one failure with
// a line.
#include <math.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "llm/openai_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = {200, 400, 401, 404, 429, 500};
	struct arena a;

	if (size == 0)
		return 0;
	arena_init(&a);
	struct http_reply reply = {
		.outcome = HTTP_REPLY,
		.status = statuses[data[0] % COUNT(statuses)],
		.body = fuzz_str(data + 1, size - 1),
		.retry_after = NAN,
	};
	struct attempt got = openai_reply_read(&a, &reply);
	if (got.failure == FAILURE_NONE)
		FUZZ_CHECK(reply.status == 200 && utf8_valid(got.text));
	else
		FUZZ_CHECK(got.message.n > 0 && utf8_valid(got.message));
	FUZZ_CHECK(str_find_byte(got.message, '\n') == STR_NPOS);
	arena_release(&a);
	return 0;
}
