// .env: NAME=value lines for the environment.
#include <stdlib.h>

#include "base/file.h"
#include "base/input.h"
#include "suite/config.h"

#define LINE_MAX_BYTES ((size_t)1 << 20)

static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter =
			(c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		if (!letter && !(i > 0 && c >= '0' && c <= '9'))
			return false;
	}
	return s.n > 0;
}

// 'as it stands', "as it stands", or bare up to a comment. Behind the closing quote only
// a comment may follow; what does not fit is taken as it stands.
static struct str value_of(struct str s)
{
	struct str bare = str_trim(s);
	char quote = bare.n ? bare.p[0] : 0;
	if (quote == '"' || quote == '\'') {
		struct str rest = str_slice(bare, 1, bare.n);
		struct str inside = str_cut(&rest, quote);
		struct str behind = str_trim(rest);
		if (rest.p && (!behind.n || behind.p[0] == '#'))
			return inside;
	}
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '#' && i > 0 && (s.p[i - 1] == ' ' || s.p[i - 1] == '\t'))
			return str_trim(str_slice(s, 0, i));
	return bare;
}

static bool set_line(struct arena *a, struct str line, struct err *e)
{
	line = str_trim(line);
	if (!line.n || line.p[0] == '#')
		return true;
	if (str_starts(line, STR("export ")))
		line = str_trim(str_slice(line, 7, line.n));
	struct str value = line;
	struct str name = str_trim(str_cut(&value, '='));
	if (!value.p || !is_name(name)) // the line may hold a secret: it is not repeated
		return err_set(e, ERR_INPUT, "expected NAME=value");
	if (setenv(arena_cstr(a, name), arena_cstr(a, value_of(value)), 0) != 0)
		return err_sys(e, "the environment");
	return true;
}

bool env_load(const char *path, struct err *e)
{
	struct err opening = {0};
	struct input *in = input_open(path, INPUT_UTF8, &opening);
	if (!in) {
		if (opening.code == ERR_NOT_FOUND || file_is_dir(path))
			return true; // Python's virtual environments are called so too
		return err_set(e, opening.code, "%s", opening.msg);
	}
	struct arena a;
	arena_init(&a);
	struct str line;
	int got = 0;
	bool ok = true;
	while (ok && (got = input_line(in, LINE_MAX_BYTES, &line, e)) == 1) {
		ok = set_line(&a, line, e);
		if (!ok)
			err_wrap(e, "%s:%zu", path, input_line_number(in));
	}
	arena_release(&a);
	input_close(in);
	return ok && got == 0;
}
