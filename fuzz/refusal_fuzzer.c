// The rule reads any response, and the words that decided are a part of it.
#include "fuzz.h"
#include "judge/refusal/refusal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str why = STR_NONE;
	struct str response = fuzz_str(data, size);
	enum refusal first = refusal_of(response, &why);

	if (why.n > 0)
		FUZZ_CHECK(why.p >= response.p &&
			   why.p + why.n <= response.p + response.n);
	FUZZ_CHECK(refusal_of(response, NULL) == first);
	return 0;
}
