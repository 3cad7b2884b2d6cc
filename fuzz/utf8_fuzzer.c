// Repairing gives valid text, leaves valid text alone, and all ways of walking agree.
#include "base/utf8.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct str s = fuzz_str(data, size);

	arena_init(&a);
	bool valid = utf8_valid(s);
	FUZZ_CHECK(valid == (utf8_valid_prefix(s) == s.n));
	FUZZ_CHECK(utf8_valid(str_slice(s, 0, utf8_valid_prefix(s))));

	struct str fixed = utf8_repair(&a, s);
	FUZZ_CHECK(utf8_valid(fixed));
	FUZZ_CHECK(!valid || str_eq(fixed, s));

	size_t n = 0;
	char bytes[4];
	struct str left = s, fixed_left = fixed;
	while (left.n > 0) {
		uint32_t cp = utf8_next(&left);
		FUZZ_CHECK(fixed_left.n > 0 && cp == utf8_next(&fixed_left));
		FUZZ_CHECK(utf8_valid((struct str){bytes, utf8_encode(cp, bytes)}));
		n++;
	}
	FUZZ_CHECK(fixed_left.n == 0 && utf8_count(fixed) == n);

	struct str clipped = utf8_clip(fixed, size / 2);
	FUZZ_CHECK(clipped.n <= size / 2 && utf8_valid(clipped));
	arena_release(&a);
	return 0;
}
