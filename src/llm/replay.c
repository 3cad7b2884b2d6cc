// The provider `replay`: answers that were recorded elsewhere, judged and reported like
// any others.
#include <math.h>

#include "base/file.h"
#include "llm/provider.h"
#include "llm/replay_file.h"

#define AT_ONCE 256 // answered at once: only bounds how far the plan runs ahead

struct replay {
	struct replay_file *file;
	struct arena scratch;
};

// FILE or FILE#MODEL; both may hold a '#', so what is a file counts. FILE# means the rows
// that name no model.
static struct str split(struct arena *a, struct str rest, struct str *model)
{
	*model = STR_NONE;
	for (size_t at = rest.n; at > 0; at--) {
		struct str path = str_slice(rest, 0, at);
		bool part = at == rest.n || rest.p[at] == '#';
		if (!part || !file_exists(arena_cstr(a, path)))
			continue;
		if (at < rest.n)
			*model = at + 1 < rest.n ? str_slice(rest, at + 1, rest.n)
						 : STR("");
		return path;
	}
	return rest; // the message names it whole
}

static bool replay_expand(struct arena *a, struct str rest, struct opt_list *out,
			  struct err *e)
{
	struct str model;
	struct str path = split(a, rest, &model);
	struct opt_list models = {0};
	if (file_is_stream(arena_cstr(a, path)))
		return err_set(e, ERR_INPUT,
			       "recorded responses are read more than once, so they "
			       "cannot come from a pipe or a device");
	if (!model.p && !replay_file_models(a, arena_cstr(a, path), &models, e))
		return false;
	if (models.n < 2) {
		*out = (struct opt_list){arena_copy(a, &rest, sizeof(rest)), 1};
		return true;
	}
	*out = (struct opt_list){arena_array(a, models.n, sizeof(struct str)), models.n};
	for (size_t i = 0; i < models.n; i++)
		out->items[i] = arena_printf(a, STR_FMT "#" STR_FMT, STR_ARG(rest),
					     STR_ARG(models.items[i]));
	return true;
}

static bool replay_open(struct model *m, struct str rest, struct err *e)
{
	struct str model;
	struct str path = split(&m->arena, rest, &model);
	struct replay *r = mem_zalloc(sizeof(*r));
	m->data = r;
	arena_init(&r->scratch);
	m->limit = AT_ONCE;
	r->file = replay_file_open(arena_cstr(&m->arena, path), model, e);
	return r->file != NULL;
}

static void replay_close(struct model *m)
{
	struct replay *r = m->data;
	replay_file_close(r->file);
	arena_release(&r->scratch);
	mem_free(r);
}

static void start(struct job *job)
{
	struct replay *r = job->model->data;
	struct recorded recorded = replay_file_find(r->file, &r->scratch, job->request);
	struct attempt attempt = {
		.failure = recorded.failure,
		.final = true, // it will not come out otherwise a second time
		.text = recorded.text,
		.message = recorded.message,
		.usage = {-1, -1, -1},
		.retry_after = NAN,
	};
	provider_finish(job, &attempt);
	arena_reset(&r->scratch);
}

static struct replay_left left(const struct model *m)
{
	return replay_file_left(((const struct replay *)m->data)->file);
}

static const char *const env[] = {NULL};

extern const struct provider_desc provider_replay;
const struct provider_desc provider_replay = {
	.name = "replay",
	.summary = {STR_INIT("别处录下的回复（JSONL），按题目编号或提示词对应"),
		    STR_INIT("answers recorded elsewhere (JSONL), matched by item id or "
			     "prompt")},
	.example = "replay/responses.jsonl",
	.env = env,
	.local = true,
	.open = replay_open,
	.expand = replay_expand,
	.close = replay_close,
	.start = start,
	.left = left,
};
