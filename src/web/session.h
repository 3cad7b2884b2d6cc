// Who is asking: personal links, the cookie that they set, and what a page of another
// site may not do in a rater's name.
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include "web/visit.h"

// GET /join/TOKEN: sets the cookie and sends on to the page. `token` is the path's rest.
void session_join(struct visit *v, struct str token);
// Sets v->rater by the cookie; else refuses (401 without, 403 for one that is unknown or
// revoked) and gives false.
bool session_find(struct visit *v);
// A POST came from our own page: its type is JSON, it has the header that no form can
// send, and its Origin, if there is one, is this host. Else refuses and gives false.
bool session_is_own(struct visit *v);

#endif
