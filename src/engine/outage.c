#include "engine/outage.h"

#define FATAL_MOST 8

static bool cut_off(const struct outage *o, const struct model *model, struct err *e)
{
	return err_set(e, ERR_MODEL, "%s: no call is answered any more: %s",
		       model_name(model), failure_name(o->failure));
}

bool outage_note(struct outage *o, const struct model *model, const struct call *call,
		 struct err *e)
{
	o->failure = call->failure;
	o->fatal = failure_is_fatal(call->failure) ? o->fatal + 1 : 0;
	return o->fatal < FATAL_MOST || cut_off(o, model, e);
}

bool outage_none(const struct outage *o, const struct model *model, struct err *e)
{
	return !o->fatal || failure_retries(o->failure) || cut_off(o, model, e);
}
