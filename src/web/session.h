// Who is asking: personal links, the cookies that they set, and what a page of another
// site may not do in a rater's name. One thread; v->rater is the campaign's, to the end
// of the turn at most.
//
// A second cookie says who is signed in here, without any right to it: it also comes
// along where a link is opened out of another site, which the one with the token does
// not.
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include "web/visit.h"

// GET /join/TOKEN: signs in and sends on to the page; where somebody else is signed in,
// only sends on, and the page asks. `token` is the path's rest.
void session_join(struct visit *v, struct str token);
// POST /api/join {"token"}: signs in, whoever was before.
void session_join_anyway(struct visit *v);
// POST /api/sign-out: nobody is signed in any more.
void session_end(struct visit *v);
// Whether the server was started for the name in Host, else refuses: a foreign name that
// was made to lead here would make a page of its own site ours (DNS rebinding).
bool session_is_here(struct visit *v);
// Whether the browser says nothing of another site that asks (Sec-Fetch-Site); else
// refuses.
bool session_is_near(struct visit *v);
// Sets v->rater by the cookie; else refuses (401 without, 403 for one that is unknown or
// revoked) and gives false.
bool session_find(struct visit *v);
// A POST came from our own page: its type is JSON, it has the header that no form can
// send, and its Origin, if there is one, is this host. Else refuses and gives false.
bool session_is_own(struct visit *v);

#endif
