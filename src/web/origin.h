// Which pages may send requests in a rater's name: our own. Pure; any thread.
//
// A browser sends the cookie along with whatever another site's page asks for. So a
// change has to come in a form that such a page cannot send without being allowed to
// (Fetch standard, CORS preflight): JSON with a header of our own; and where the browser
// says whose page it is, that is this one.
#ifndef WEB_ORIGIN_H
#define WEB_ORIGIN_H

#include "base/str.h"

struct origin_said {       // headers; STR_NONE: absent
	struct str type;   // Content-Type
	struct str marked; // X-Assay
	struct str origin; // Origin
	struct str host;   // Host, of which is known that it is one of ours
};

// NULL: a POST from our own page; else why not. `url`: what links begin with.
const char *origin_fault(const struct origin_said *said, const char *url);
// Sec-Fetch-Site: whether it speaks of no other site. Absent in old browsers and scripts.
bool origin_is_near(struct str site);

#endif
