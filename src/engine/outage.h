// Whether a model that writes still answers: after several calls in a row that failed as
// all later ones will (a wrong key, a host that is gone), going on would only count what
// is not the items' fault. One thread.
#ifndef ENGINE_OUTAGE_H
#define ENGINE_OUTAGE_H

#include "llm/llm.h"

struct outage {
	enum failure failure; // of the last call
	size_t fatal;         // calls in a row that failed for good
};

// A call of `model` came back. ERR_MODEL: it is not asked any more.
bool outage_note(struct outage *o, const struct model *model, const struct call *call,
		 struct err *e) MUST_CHECK;
// At the end: ERR_MODEL where the last calls failed for good. A connection may have been
// lost with one item, a key that died behind the last reply not.
bool outage_none(const struct outage *o, const struct model *model,
		 struct err *e) MUST_CHECK;

#endif
