// Whatever the bytes are, the lines that come out are valid text within the limit, and
// counted.
#include "base/input.h"
#include "base/utf8.h"
#include "fuzz.h"

#define LINE_MAX_BYTES 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = {0};
	struct str line;
	size_t n = 0;
	int got;

	struct input *in = input_from_str(fuzz_str(data, size), "fuzz");
	while ((got = input_line(in, LINE_MAX_BYTES, &line, &e)) > 0) {
		n++;
		FUZZ_CHECK(line.n <= LINE_MAX_BYTES && utf8_valid(line));
		FUZZ_CHECK(str_find_byte(line, '\n') == STR_NPOS);
		FUZZ_CHECK(input_line_number(in) == n);
	}
	FUZZ_CHECK(got == 0 || e.code != ERR_NONE);
	FUZZ_CHECK(input_encoding_name(in)[0] != '\0');
	input_close(in);
	return 0;
}
