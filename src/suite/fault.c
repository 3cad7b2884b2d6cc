#include "suite/fault.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"

#define REMARK_MAX 600
#define FIELD_MAX 100

void faults_init(struct faults *f)
{
	*f = (struct faults){0};
	arena_init(&f->arena);
	f->list = arena_array(&f->arena, FAULTS_SHOWN, sizeof(*f->list));
}

void faults_release(struct faults *f)
{
	arena_release(&f->arena);
	*f = (struct faults){0};
}

// Of a file that anybody may have written: what would break the line or steer the
// terminal becomes a blank.
static struct str one_line(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	struct str whole = {out, 0};
	while (s.n) {
		const char *from = s.p;
		uint32_t cp = utf8_next(&s);
		bool controls = cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 ||
				cp == 0x2029;
		size_t n = controls ? 1 : (size_t)(s.p - from);
		memcpy(out + whole.n, controls ? " " : from, n);
		whole.n += n;
	}
	return whole;
}

void faults_add(struct faults *f, struct str file, size_t line, struct str field,
		const char *fmt, ...)
{
	if (f->total++ >= FAULTS_SHOWN)
		return;
	char remark[REMARK_MAX];
	va_list args;
	va_start(args, fmt);
	vsnprintf(remark, sizeof(remark), fmt, args);
	va_end(args);
	// What vsnprintf cuts may end within a character, so some more is cut.
	struct str whole = utf8_clip(str_of(remark), sizeof(remark) - 5);
	f->list[f->kept++] = (struct fault){
		.file = one_line(&f->arena, file),
		.line = line,
		.field = one_line(&f->arena, utf8_clip(field, FIELD_MAX)),
		.expected = one_line(&f->arena, whole),
	};
}

static struct str fault_text(struct arena *a, const struct fault *fault)
{
	struct str where = fault->line ? arena_printf(a, STR_FMT ":%zu",
						      STR_ARG(fault->file), fault->line)
				       : fault->file;
	struct str what =
		str_empty(fault->field)
			? fault->expected
			: arena_printf(a, STR_FMT ": " STR_FMT, STR_ARG(fault->field),
				       STR_ARG(fault->expected));
	if (str_empty(fault->file)) // the remark names its file itself
		return what;
	if (str_empty(where))
		return what;
	return arena_printf(a, STR_FMT ": " STR_FMT, STR_ARG(where), STR_ARG(what));
}

void faults_print(const struct faults *f, struct buf *out)
{
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < f->kept; i++) {
		buf_add(out, fault_text(&a, &f->list[i]));
		buf_addc(out, '\n');
	}
	if (f->total > f->kept)
		buf_addf(out, "and %zu more\n", f->total - f->kept);
	arena_release(&a);
}

bool faults_to_err(const struct faults *f, struct err *e)
{
	if (!f->total)
		return true;
	struct arena a;
	arena_init(&a);
	err_set(e, ERR_INPUT, STR_FMT, STR_ARG(fault_text(&a, &f->list[0])));
	arena_release(&a);
	if (f->total > 1 && e) {
		size_t n = strlen(e->msg);
		snprintf(e->msg + n, sizeof(e->msg) - n,
			 " (and %zu more; assay validate lists them)", f->total - 1);
	}
	return false;
}
