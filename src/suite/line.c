#include "suite/line.h"

const struct json *line_json(struct arena *a, struct str line, int flags, struct err *e)
{
	static const struct str first = STR_INIT("line 1 ");
	const struct json *j = json_parse(a, line, flags, NULL, e);
	if (j || !e)
		return j;
	size_t n = strlen(e->msg);
	if (str_starts(str_of(e->msg), first))
		memmove(e->msg, e->msg + first.n, n - first.n + 1);
	return NULL;
}

const struct json *line_object(struct arena *a, struct str line, int flags, struct err *e)
{
	const struct json *j = line_json(a, line, flags, e);
	if (!j || j->kind == JSON_OBJECT)
		return j;
	err_set(e, ERR_INPUT, "expected an object, got %s", json_kind_name(j));
	return NULL;
}
