#include "web/visit.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"

struct visit visit_of(struct annotate *a, struct server_request *request)
{
	return (struct visit){
		.web = a,
		.request = request,
		.arena = server_arena(request),
		.faults = store_faults(a->of.store),
	};
}

void visit_reply(struct visit *v, const struct web_reply *reply)
{
	struct web_reply copy = *reply;

	copy.request = v->request;
	VEC_PUSH(&v->web->replies, copy);
}

void visit_send(struct visit *v)
{
	if (buf_failed(&v->out)) {
		visit_refuse(v, 500, "too_large", STR_NONE, "the reply is too large");
		return;
	}
	visit_reply(v, &(struct web_reply){.status = 200,
					   .type = JSON_TYPE,
					   .body = buf_dup(v->arena, &v->out)});
}

void visit_refuse(struct visit *v, int status, const char *code, struct str field,
		  const char *fmt, ...)
{
	char line[1100];
	struct json_writer w;
	struct buf out;
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	buf_init(&out, 8192);
	json_writer_init(&w, &out, 0);
	json_begin(&w, '{');
	json_field_cstr(&w, "error", line);
	json_field_cstr(&w, "code", code);
	if (field.n)
		json_field_str(&w, "field", field);
	json_end(&w, '}');
	visit_reply(v, &(struct web_reply){.status = status,
					   .type = JSON_TYPE,
					   .body = buf_dup(v->arena, &out)});
	buf_release(&out);
}

static bool is_of_the_file(const struct visit *v)
{
	const struct store *s = v->web->of.store;

	return store_failed(s, NULL) || store_faults(s) != v->faults;
}

void visit_fail(struct visit *v, const struct err *e, struct str field)
{
	static const struct {
		enum err_code code;
		int status;
		const char *name;
	} known[] = {
		{ERR_INPUT, 400, "bad_answer"},
		{ERR_NOT_FOUND, 404, "not_found"},
		{ERR_EXISTS, 409, "exists"},
		{ERR_FULL, 409, "full"},
	};

	for (size_t i = 0; !is_of_the_file(v) && i < COUNT(known); i++)
		if (known[i].code == e->code) {
			visit_refuse(v, known[i].status, known[i].name, field, "%s",
				     e->msg);
			return;
		}
	// A file that cannot be written ends the server, which then tells its line.
	if (!store_failed(v->web->of.store, NULL))
		log_error("annotate: " STR_FMT ": %s", STR_ARG(server_path(v->request)),
			  e->msg);
	visit_refuse(v, 500, "failed", STR_NONE,
		     "the server failed at this; who leads the work finds the cause in "
		     "its log");
}

size_t visit_from(const struct visit *v)
{
	uint64_t from;

	return str_to_u64(server_query(v->request, "from"), &from) && from <= SIZE_MAX / 2
		       ? (size_t)from
		       : 0;
}
