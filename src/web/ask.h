// Questions of raters to the target, live (protocols that probe). One thread. What is
// asked lies in the request, which is kept until the model has answered.
#ifndef WEB_ASK_H
#define WEB_ASK_H

#include "web/visit.h"

// How many of all raters' questions are under way; the loop polls the models while there
// are any.
size_t asks_under_way(const struct annotate *a);
// Moves them on; the replies wait for the end of the turn as others do.
void asks_poll(struct annotate *a);
// Frees what is under way, whose requests the server answers itself: after the models
// have gone, which hold it until then, and before the server.
void asks_drop(struct annotate *a);

#endif
