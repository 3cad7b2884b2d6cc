#include "web/path.h"

// Digits alone: "+1" and "-0" would be a second name of the same thing.
static bool is_number(struct str part, int64_t *id)
{
	return part.n > 0 && part.p[0] >= '0' && part.p[0] <= '9' && str_to_i64(part, id);
}

bool path_matches(const char *route, struct str path, int64_t *id)
{
	struct str want = str_of(route);
	int64_t number = *id;

	while (want.p && path.p) {
		struct str part = str_cut(&path, '/'), wanted = str_cut(&want, '/');

		if (str_is(wanted, "#") ? !is_number(part, &number)
					: !str_eq(part, wanted))
			return false;
	}
	if (want.p || path.p)
		return false;
	*id = number;
	return true;
}
