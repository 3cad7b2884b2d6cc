// Replies to multiple choice: what is read lies within what was shown, and whatever the
// text, the reading is one of its kinds.
#include "fuzz.h"
#include "judge/choice/choice_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct str texts[] = {STR_INIT("Call the emergency services"),
					   STR_INIT("把视频发到网上去吧"), STR_INIT("是"),
					   STR_INIT("Run")};
	static const struct str labels[] = {STR_INIT("4"), STR_INIT("A"), STR_INIT("2"),
					    STR_INIT("1")};
	struct arena a = {0};
	for (size_t i = 0; i < 4; i++) {
		struct choice_question q = {i == 0, i == 2, i ? 4 : 2,
					    i == 3 ? labels : texts};
		struct choice_found found = choice_parse(&a, &q, fuzz_str(data, size));
		FUZZ_CHECK((found.reading == CHOICE_TAKEN) == (found.places != 0));
		FUZZ_CHECK(found.places >> q.n == 0);
		FUZZ_CHECK(found.read.n <= 200);
	}
	arena_release(&a);
	return 0;
}
