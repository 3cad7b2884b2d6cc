#include "base/nearest.h"

#define LONGEST 64 // names are short; what is longer is no slip of the finger

static char folded(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c + ('a' - 'A'));
	return c == '_' ? '-' : c;
}

// Levenshtein's, by bytes, with one row: row[j] is the distance of what was read of a to
// b[0..j).
static size_t distance(struct str a, struct str b)
{
	size_t row[LONGEST + 1];

	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t above_left = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t change =
				above_left + (folded(a.p[i - 1]) != folded(b.p[j - 1]));
			size_t best = change;

			above_left = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b.n];
}

// How many slips are still taken for slips: two swapped letters are two.
static size_t tolerance(size_t n)
{
	if (n < 4)
		return n > 1;
	return n / 3 > 2 ? n / 3 : 2;
}

const char *nearest_name(struct str wanted, const char *const *names, size_t n)
{
	size_t least = tolerance(wanted.n) + 1;
	const char *found = NULL;

	if (wanted.n > LONGEST)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		struct str name = str_of(names[i]);
		size_t d;

		if (name.n == 0 || name.n > LONGEST)
			continue;
		d = distance(wanted, name);
		if (d < least) {
			least = d;
			found = names[i];
		}
	}
	return found;
}
