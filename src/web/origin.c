#include "web/origin.h"

// Where the request was sent to, which is one of ours, or as links say.
static bool is_ours(struct str origin, struct str host, struct str url)
{
	size_t at = str_find(origin, STR("://"));

	if (str_eq_nocase(origin, url))
		return true;
	return at != STR_NPOS && host.n &&
	       str_eq_nocase(str_slice(origin, at + 3, origin.n), host);
}

const char *origin_fault(const struct origin_said *said, const char *url)
{
	struct str type = said->type;

	if (!str_eq_nocase(str_trim(str_cut(&type, ';')), STR("application/json")))
		return "expected Content-Type: application/json";
	if (!str_is(said->marked, "1"))
		return "expected the header X-Assay: 1";
	if (said->origin.p && !is_ours(said->origin, said->host, str_of(url)))
		return "sent by a page of another site";
	return NULL;
}

bool origin_is_near(struct str site)
{
	return !site.p || str_is(site, "same-origin") || str_is(site, "none");
}
