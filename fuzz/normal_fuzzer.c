// A normal form is valid text, the same when folded again, and has a language.
#include "base/utf8.h"
#include "fuzz.h"
#include "text/normal.h"
#include "text/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct str s = fuzz_str(data, size);

	arena_init(&a);
	struct str folded = normal_fold(&a, s);
	FUZZ_CHECK(utf8_valid(folded));
	FUZZ_CHECK(str_eq(folded, str_trim(folded)));
	FUZZ_CHECK(str_eq(folded, normal_fold(&a, folded)));
	FUZZ_CHECK(script_lang(s)[0] != '\0' && script_lang(folded)[0] != '\0');
	arena_release(&a);
	return 0;
}
