// Rows end, fields are valid text, and rows written by csv_put read back as the same
// fields.
#include "base/csv.h"
#include "base/utf8.h"
#include "fuzz.h"

#define ROW_MAX 65536

// Reads all rows from text; returns how many, or -1 for text that is no CSV. Appends each
// row to `out`, or (out == NULL) only counts fields.
static long read_rows(struct str text, char sep, struct buf *out, size_t *fields)
{
	struct csv c;
	struct err e = {0};
	struct input *in = input_from_str(text, "fuzz");
	long rows = 0;
	int got;

	csv_init(&c, in, sep);
	*fields = 0;
	while ((got = csv_next(&c, ROW_MAX, &e)) > 0) {
		rows++;
		FUZZ_CHECK(c.n > 0 && c.line > 0);
		*fields += c.n;
		for (size_t i = 0; i < c.n; i++) {
			FUZZ_CHECK(utf8_valid(c.fields[i]));
			if (out)
				csv_put(out, c.fields[i], i == 0, false);
		}
		if (out)
			csv_end_row(out);
	}
	FUZZ_CHECK(got == 0 || e.code != ERR_NONE);
	csv_release(&c);
	input_close(in);
	return got < 0 ? -1 : rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf out, again;
	size_t fields, fields_again;

	buf_init(&out, 8 * FUZZ_MAX);
	buf_init(&again, 8 * FUZZ_MAX);
	long rows = read_rows(fuzz_str(data, size), 0, &out, &fields);
	// at the front of a file these mean something else than at the front of its first
	// field
	bool special = str_starts(buf_str(&out), STR("sep=")) ||
		       str_starts(buf_str(&out), STR("\xef\xbb\xbf"));
	if (rows > 0 && !special && fields > (size_t)rows) {
		long rows_again = read_rows(buf_str(&out), ',', &again, &fields_again);
		FUZZ_CHECK(rows_again >= 0 && rows_again <= rows);
		FUZZ_CHECK(rows_again < rows || fields_again == fields);
		FUZZ_CHECK(rows_again < rows || str_eq(buf_str(&out), buf_str(&again)));
	}
	buf_release(&again);
	buf_release(&out);
	return 0;
}
