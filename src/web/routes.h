// Which function serves which path, and what has to hold before it is called.
#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H

#include "web/visit.h"

// Serves one request: v has `web`, `request` and `arena`. It is replied to, or kept as a
// question to the target (ask.h).
void routes_serve(struct visit *v);
// Whether the body of a request may be read, of which the head is there; else it is
// replied to.
bool routes_admit(struct visit *v);

// --- The functions behind the routes: api_rater.c, api_admin.c, ask.c, export.c.

void api_session(struct visit *v);
void api_next(struct visit *v);
void api_task(struct visit *v);
void api_answer(struct visit *v);
void api_skip(struct visit *v);
void api_undo(struct visit *v);
void api_mine(struct visit *v);
void api_progress(struct visit *v);
void api_ask(struct visit *v);

void api_overview(struct visit *v);
void api_agreement(struct visit *v);
void api_disagreements(struct visit *v);
void api_audit(struct visit *v);
void api_add_rater(struct visit *v);
void api_change_rater(struct visit *v);
void api_new_link(struct visit *v);
void api_release(struct visit *v);
void api_export(struct visit *v);

#endif
