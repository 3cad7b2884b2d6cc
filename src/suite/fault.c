#include "suite/fault.h"

#include <stdarg.h>
#include <stdio.h>

#define REMARK_MAX 600

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
	f->list[f->kept++] = (struct fault){
		.file = arena_str(&f->arena, file),
		.line = line,
		.field = arena_str(&f->arena, field),
		.expected = arena_str(&f->arena, str_of(remark)),
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
