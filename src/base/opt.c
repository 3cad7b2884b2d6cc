#include "base/opt.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/nearest.h"
#include "base/utf8.h"

#define SHOWN 60 // bytes of a wrong value that a message repeats

static bool same_name(const char *name, struct str other)
{
	size_t i;

	for (i = 0; i < other.n && name[i]; i++) {
		char a = name[i] == '_' ? '-' : name[i];
		char b = other.p[i] == '_' ? '-' : other.p[i];

		if (a != b)
			return false;
	}
	return i == other.n && !name[i];
}

const struct opt *opt_find(const struct opt *rows, struct str name)
{
	for (const struct opt *row = rows; row->name; row++) {
		if (same_name(row->name, name))
			return row;
	}
	return NULL;
}

static const struct opt *find_letter(const struct opt *rows, char letter)
{
	for (const struct opt *row = rows; row->name && letter; row++) {
		if (row->letter == letter)
			return row;
	}
	return NULL;
}

static void *place(const struct opt *row, void *settings)
{
	return (char *)settings + row->offset;
}

static void list_add(struct arena *a, struct opt_list *list, struct str item)
{
	// Room is doubled whenever the number of items is a power of two.
	if ((list->n & (list->n - 1)) == 0) {
		struct str *more =
			arena_array(a, list->n ? list->n * 2 : 1, sizeof(*more));

		if (list->n)
			memcpy(more, list->items, list->n * sizeof(*more));
		list->items = more;
	}
	list->items[list->n++] = item;
}

static bool is_list(const struct opt *row)
{
	return row->type == OPT_LIST || row->type == OPT_REPEAT;
}

static bool has_bounds(const struct opt *row)
{
	return row->min != 0 || row->max != 0;
}

// What a message says was expected.
static struct str expected(const struct opt *row, struct arena *a)
{
	const char *what = row->type == OPT_INT ? "a whole number" : "a number";

	switch (row->type) {
	case OPT_FLAG:
		return STR("true or false");
	case OPT_CHOICE: {
		struct str rest = str_of(row->choices);
		struct opt_list list = {0};

		while (rest.p)
			list_add(a, &list, str_cut(&rest, '|'));
		return arena_printf(a, "%s" STR_FMT, list.n > 1 ? "one of " : "",
				    STR_ARG(arena_join(a, list.items, list.n,
						       STR(", "))));
	}
	case OPT_INT:
	case OPT_REAL:
		if (!has_bounds(row))
			return str_of(what);
		if (isinf(row->max))
			return arena_printf(a, "%s of at least %.15g", what, row->min);
		if (isinf(row->min))
			return arena_printf(a, "%s of at most %.15g", what, row->max);
		return arena_printf(a, "%s from %.15g to %.15g", what, row->min,
				    row->max);
	case OPT_STR:
	case OPT_LIST:
	case OPT_REPEAT:
		break;
	}
	return row->argument ? str_of(row->argument) : STR("a value");
}

static bool to_bool(struct str s, bool *out)
{
	static const char *const yes[] = {"true", "yes", "on", "1"};
	static const char *const no[] = {"false", "no", "off", "0"};

	for (size_t i = 0; i < COUNT(yes); i++) {
		if (str_eq_nocase(s, str_of(yes[i])) || str_eq_nocase(s, str_of(no[i]))) {
			*out = str_eq_nocase(s, str_of(yes[i]));
			return true;
		}
	}
	return false;
}

static bool in_bounds(const struct opt *row, double v)
{
	return !has_bounds(row) || (v >= row->min && v <= row->max);
}

static bool put_number(const struct opt *row, void *to, struct str value)
{
	int64_t whole;
	double real;

	if (row->type == OPT_INT) {
		if (!str_to_i64(value, &whole) || !in_bounds(row, (double)whole))
			return false;
		*(int64_t *)to = whole;
		return true;
	}
	if (!str_to_double(value, &real) || !in_bounds(row, real))
		return false;
	*(double *)to = real;
	return true;
}

static bool put_choice(const struct opt *row, struct str *to, struct str value)
{
	struct str rest = str_of(row->choices);

	while (rest.p) {
		struct str choice = str_cut(&rest, '|');

		if (str_eq(choice, value)) {
			*to = choice;
			return true;
		}
	}
	return false;
}

static void put_list(struct opt_list *to, struct arena *a, struct str value, char sep)
{
	struct str rest = arena_str(a, value);

	while (rest.p) {
		struct str item = str_trim(str_cut(&rest, sep));

		if (item.n)
			list_add(a, to, item);
	}
}

// Puts a value in its place; what a list has already stays.
static bool put(const struct opt *row, void *settings, struct arena *a, struct str value)
{
	void *to = place(row, settings);

	switch (row->type) {
	case OPT_FLAG:
		return to_bool(value, to);
	case OPT_INT:
	case OPT_REAL:
		return put_number(row, to, value);
	case OPT_STR:
		*(struct str *)to = arena_str(a, value);
		return true;
	case OPT_CHOICE:
		return put_choice(row, to, value);
	case OPT_LIST:
		put_list(to, a, value, ',');
		return true;
	case OPT_REPEAT:
		put_list(to, a, value, '\n');
		return true;
	}
	return false;
}

static void clear(const struct opt *row, void *settings)
{
	void *to = place(row, settings);

	switch (row->type) {
	case OPT_FLAG:
		*(bool *)to = false;
		break;
	case OPT_INT:
		*(int64_t *)to = 0;
		break;
	case OPT_REAL:
		*(double *)to = 0;
		break;
	case OPT_STR:
	case OPT_CHOICE:
		*(struct str *)to = STR_NONE;
		break;
	case OPT_LIST:
	case OPT_REPEAT:
		*(struct opt_list *)to = (struct opt_list){0};
		break;
	}
}

void opt_defaults(const struct opt *rows, void *settings, struct arena *a)
{
	for (const struct opt *row = rows; row->name; row++) {
		clear(row, settings);
		if (row->preset && !put(row, settings, a, str_of(row->preset)))
			bug_at(__FILE__, __LINE__,
			       row->name); // its default is not one of its values
	}
}

// `called` is how the user named it: "--max-cost", "-c", "max_cost".
static bool wrong_value(const struct opt *row, struct arena *a, struct str called,
			struct str value, struct err *e)
{
	struct str shown = utf8_clip(value, SHOWN);

	return err_set(e, ERR_INPUT,
		       STR_FMT ": expected " STR_FMT ", got \"" STR_FMT "%s\"",
		       STR_ARG(called), STR_ARG(expected(row, a)), STR_ARG(shown),
		       shown.n < value.n ? "..." : "");
}

static const char *nearest_row(const struct opt *rows, struct arena *a, struct str name)
{
	const char **names;
	size_t n = 0;

	while (rows[n].name)
		n++;
	names = arena_array(a, n, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = rows[i].name;
	return nearest_name(name, names, n);
}

bool opt_assign(const struct opt *rows, void *settings, struct arena *a, struct str name,
		struct str value, struct err *e)
{
	const struct opt *row = opt_find(rows, name);

	if (!row) {
		const char *near = nearest_row(rows, a, name);
		struct str shown = utf8_clip(name, SHOWN);

		return err_set(e, ERR_NOT_FOUND, "unknown setting \"" STR_FMT "\"%s%s%s",
			       STR_ARG(shown), near ? "; did you mean \"" : "",
			       near ? near : "", near ? "\"?" : "");
	}
	if (is_list(row))
		clear(row, settings);
	return put(row, settings, a, value) || wrong_value(row, a, name, value, e);
}

// The command line while it is read.
struct reader {
	const struct opt *rows;
	void *settings;
	struct arena *arena;
	char *const *argv;
	int argc, next;
	bool *seen; // a list given here takes the place of what it held, and then grows
};

// Who gives a list an empty value means a value that was lost on the way ("$NAME").
static bool adds_nothing(const struct opt *row, struct str value)
{
	struct str rest = value;
	char sep = row->type == OPT_LIST ? ',' : '\n';

	if (!is_list(row))
		return false;
	while (rest.p)
		if (!str_empty(str_trim(str_cut(&rest, sep))))
			return false;
	return true;
}

static bool set(struct reader *r, const struct opt *row, struct str called,
		struct str value, struct err *e)
{
	if (is_list(row) && !r->seen[row - r->rows])
		clear(row, r->settings);
	r->seen[row - r->rows] = true;
	return (!adds_nothing(row, value) && put(row, r->settings, r->arena, value)) ||
	       wrong_value(row, r->arena, called, value, e);
}

// The value that stands in an argument of its own.
static bool next_value(struct reader *r, const struct opt *row, struct str called,
		       struct str *value, struct err *e)
{
	if (r->next >= r->argc)
		return err_set(e, ERR_INPUT,
			       STR_FMT ": expected %s behind it, got nothing",
			       STR_ARG(called),
			       row->argument ? row->argument : "a value");
	*value = str_of(r->argv[r->next++]);
	return true;
}

static bool unknown_option(struct reader *r, struct str called, struct str name,
			   struct err *e)
{
	const char *near = nearest_row(r->rows, r->arena, name);
	struct str shown = utf8_clip(called, SHOWN);

	return err_set(e, ERR_INPUT, "unknown option " STR_FMT "%s%s%s", STR_ARG(shown),
		       near ? "; did you mean --" : "", near ? near : "",
		       near ? "?" : "");
}

// --name, --no-name, --name=value, --name value
static bool read_long(struct reader *r, struct str arg, struct err *e)
{
	struct str value = arg;
	struct str called = str_cut(&value, '=');
	struct str name = str_slice(called, 2, called.n);
	const struct opt *row = opt_find(r->rows, name);

	if (!row && (str_starts(name, STR("no-")) || str_starts(name, STR("no_")))) {
		row = opt_find(r->rows, str_slice(name, 3, name.n));
		if (row && row->type == OPT_FLAG) {
			if (value.p)
				return err_set(e, ERR_INPUT, STR_FMT " takes no value",
					       STR_ARG(called));
			return set(r, row, called, STR("false"), e);
		}
		row = NULL;
	}
	if (!row)
		return unknown_option(r, called, name, e);
	if (!value.p && row->type == OPT_FLAG)
		value = STR("true");
	if (!value.p && !next_value(r, row, called, &value, e))
		return false;
	return set(r, row, called, value, e);
}

// -x, -xyz (flags), -xvalue, -x value
static bool read_letters(struct reader *r, struct str arg, struct err *e)
{
	for (size_t i = 1; i < arg.n; i++) {
		char called[] = {'-', arg.p[i], '\0'};
		struct str rest = str_slice(arg, i + 1, arg.n);
		const struct opt *row = find_letter(r->rows, arg.p[i]);

		if (!row)
			return i == 1 ? unknown_option(r, arg, str_slice(arg, 1, arg.n),
						       e)
				      : unknown_option(r, str_of(called), STR_NONE, e);
		if (row->type == OPT_FLAG) {
			if (!set(r, row, str_of(called), STR("true"), e))
				return false;
			continue;
		}
		if (!rest.n && !next_value(r, row, str_of(called), &rest, e))
			return false;
		return set(r, row, str_of(called), rest, e);
	}
	return true;
}

bool opt_parse(const struct opt *rows, void *settings, struct arena *a, int argc,
	       char *const *argv, struct opt_list *operands, struct err *e)
{
	struct reader r = {rows, settings, a, argv, argc, 1, NULL};
	bool only_operands = false;
	size_t n = 0;

	while (rows[n].name)
		n++;
	r.seen = arena_array(a, n, sizeof(*r.seen));
	*operands = (struct opt_list){0};
	while (r.next < argc) {
		struct str arg = str_of(argv[r.next++]);
		bool ok = true;

		if (only_operands || arg.n < 2 || arg.p[0] != '-')
			list_add(a, operands, arg);
		else if (str_is(arg, "--"))
			only_operands = true;
		else if (arg.p[1] == '-')
			ok = read_long(&r, arg, e);
		else
			ok = read_letters(&r, arg, e);
		if (!ok)
			return false;
	}
	return true;
}
