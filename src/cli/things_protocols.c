// Protocols of annotation, built in or the user's.
#include "base/json.h"
#include "cli/things.h"
#include "people/protocol.h"

static void list_protocols(struct arena *a, struct things *out)
{
	struct str *names;
	size_t n = protocol_builtin(a, &names);
	struct faults faults;
	faults_init(&faults);
	for (size_t i = 0; i < n; i++) {
		const struct protocol *p = protocol_load(a, names[i], &faults);
		if (p)
			VEC_PUSH(out, (struct thing){names[i],
						     str_of(protocol_unit_name(p->unit)),
						     p->summary});
	}
	faults_release(&faults);
}

static void put_question(struct buf *out, const struct question *q)
{
	buf_addf(out, "  " STR_FMT " (%s%s%s%s): " STR_FMT " / " STR_FMT "\n",
		 STR_ARG(q->id), question_type_name(q->type),
		 q->to == TO_NOTHING ? "" : ", becomes ",
		 q->to == TO_NOTHING ? "" : question_to_name(q->to),
		 q->required ? "" : ", optional", STR_ARG(q->label.en),
		 STR_ARG(q->label.zh));
	for (size_t i = 0; i < q->n_options; i++)
		buf_addf(out, "    " STR_FMT ": " STR_FMT " / " STR_FMT "\n",
			 STR_ARG(q->options[i].value), STR_ARG(q->options[i].label.en),
			 STR_ARG(q->options[i].label.zh));
	if (q->type == QUESTION_SCORE)
		buf_addf(out, "    %lld to %lld\n", (long long)q->min, (long long)q->max);
}

static void put_text(struct buf *out, const struct protocol *p)
{
	buf_addf(out, STR_FMT ", version " STR_FMT "\n", STR_ARG(p->name),
		 STR_ARG(p->version));
	buf_addf(out, STR_FMT "\n" STR_FMT "\n", STR_ARG(p->summary.en),
		 STR_ARG(p->summary.zh));
	switch (p->unit) {
	case UNIT_SAMPLE:
		buf_addf(out, "a task: one sample, %lld rater%s\n", (long long)p->raters,
			 p->raters == 1 ? "" : "s");
		break;
	case UNIT_PROMPT:
		buf_addf(out, "a task: up to %zu replies to one prompt, %lld rater%s\n",
			 p->replies, (long long)p->raters, p->raters == 1 ? "" : "s");
		break;
	default:
		buf_adds(out, "a task: a prompt that the rater writes\n");
		break;
	}
	for (size_t i = 0; i < p->n; i++)
		put_question(out, &p->questions[i]);
	buf_addf(out, "\n" STR_FMT "\n\n" STR_FMT "\n",
		 STR_ARG(str_trim(p->guideline.en)), STR_ARG(str_trim(p->guideline.zh)));
}

static bool is_builtin(struct arena *a, struct str name)
{
	struct str *names;
	size_t n = protocol_builtin(a, &names);
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], name))
			return true;
	return false;
}

static bool show_protocol(struct cli *cli, struct str name, struct buf *out,
			  struct err *e)
{
	bool is_path =
		str_ends(name, STR(".yaml")) || str_find_byte(name, '/') != STR_NPOS;
	if (!is_path && !is_builtin(cli->arena, name))
		return false;
	const struct protocol *p = protocol_open(cli->arena, name, e);
	if (!p)
		return false;
	if (cli->json) {
		struct json_writer w;
		json_writer_init(&w, out, 0);
		protocol_to_json(&w, p);
	} else {
		put_text(out, p);
	}
	return true;
}

bool protocol_show_yaml(struct cli *cli, struct str name, struct buf *out, struct err *e)
{
	const struct protocol *p = protocol_open(cli->arena, name, e);
	if (p)
		buf_add(out, p->text);
	return p != NULL;
}

extern const struct thing_kind things_protocols;
const struct thing_kind things_protocols = {"protocols", "protocol", "unit",
					    list_protocols, show_protocol};
