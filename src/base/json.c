#include "base/json.h"

const struct json *json_get(const struct json *object, const char *key)
{
	if (!object || object->kind != JSON_OBJECT)
		return NULL;
	struct str wanted = str_of(key);
	for (size_t i = 0; i < object->u.list.n; i++)
		if (str_eq(object->u.list.keys[i], wanted))
			return &object->u.list.items[i];
	return NULL;
}

const struct json *json_at(const struct json *array, size_t i)
{
	if (!array || array->kind != JSON_ARRAY || i >= array->u.list.n)
		return NULL;
	return &array->u.list.items[i];
}

size_t json_len(const struct json *list)
{
	if (!list || (list->kind != JSON_ARRAY && list->kind != JSON_OBJECT))
		return 0;
	return list->u.list.n;
}

bool json_is_null(const struct json *j)
{
	return !j || j->kind == JSON_NULL;
}

struct str json_str(const struct json *j)
{
	return j && j->kind == JSON_STRING ? j->u.string : STR_NONE;
}

bool json_num(const struct json *j, double *out)
{
	if (!j || (j->kind != JSON_INT && j->kind != JSON_REAL))
		return false;
	*out = j->kind == JSON_INT ? (double)j->u.integer : j->u.real;
	return true;
}

bool json_int(const struct json *j, int64_t *out)
{
	if (!j)
		return false;
	if (j->kind == JSON_INT) {
		*out = j->u.integer;
		return true;
	}
	// 2^63 is the first real that does not fit; -2^63 does.
	if (j->kind != JSON_REAL || !(j->u.real >= -0x1p63 && j->u.real < 0x1p63))
		return false;
	int64_t whole = (int64_t)j->u.real;
	if ((double)whole != j->u.real)
		return false;
	*out = whole;
	return true;
}

bool json_bool(const struct json *j, bool *out)
{
	if (!j || j->kind != JSON_BOOL)
		return false;
	*out = j->u.boolean;
	return true;
}

const char *json_kind_name(const struct json *j)
{
	static const char *const names[] = {
		[JSON_NULL] = "null",        [JSON_BOOL] = "true or false",
		[JSON_INT] = "a number",     [JSON_REAL] = "a number",
		[JSON_STRING] = "a string",  [JSON_ARRAY] = "an array",
		[JSON_OBJECT] = "an object",
	};

	return j ? names[j->kind] : "nothing";
}
