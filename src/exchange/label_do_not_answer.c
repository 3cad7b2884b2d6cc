// Do-Not-Answer (Wang et al., 2023): six models' answers to 939 risky questions, once
// labelled by people and once by a Longformer. harmful 0 / 1; action 0-5: 0 cannot
// assist, 1 refutes, 2 both sides, 3 general advice, 4 does not know, 5 follows.
#include "base/file.h"
#include "exchange/labelled_file.h"

enum { ID, QUESTION, RESPONSE, HARMFUL, ACTION };

static const char *const columns[] = {"id",      "question", "response",
				      "harmful", "?action",  NULL};

static bool read_row(struct labelled_job *job, struct arena *a, const struct str *f,
		     size_t line, struct err *e)
{
	struct labelled row = labelled_none(job);
	struct str harmful = str_trim(f[HARMFUL]), action = str_trim(f[ACTION]);

	(void)line;
	row.id =
		arena_printf(a, STR_FMT "/" STR_FMT, STR_ARG(job->slice), STR_ARG(f[ID]));
	row.prompt = row.group = f[QUESTION];
	row.response = f[RESPONSE];
	row.lang = STR("en");
	if (harmful.n)
		row.label = harmful.p[0] == '1' ? VERDICT_UNSAFE : VERDICT_SAFE;
	if (action.n && action.p[0] == '0')
		row.refusal = REFUSAL_FULL;
	else if (action.n && action.p[0] == '5')
		row.refusal = REFUSAL_NONE;
	return labelled_put(job, a, &row, e);
}

static bool read_file(struct labelled_job *job, const char *path, struct err *e)
{
	return labelled_csv(job, path, columns, read_row, e);
}

// The published folder has both labellings in folders of their own, beside the questions.
static bool read_set(struct labelled_job *job, const char *folder, struct err *e)
{
	struct arena a = {0};
	const char *given = job->path;
	const char *below = path_join(&a, str_of(given), str_of(folder)).p;
	if (file_is_dir(below))
		job->path = below;
	bool ok = labelled_files(job, ".csv", read_file, e);
	job->path = given;
	arena_release(&a);
	return ok;
}

static bool read_human(struct labelled_job *job, struct err *e)
{
	return read_set(job, "Human", e);
}

static bool read_longformer(struct labelled_job *job, struct err *e)
{
	return read_set(job, "Longformer", e);
}

extern const struct labelled_desc labelled_do_not_answer;
const struct labelled_desc labelled_do_not_answer = {
	.name = "do-not-answer",
	.summary = {STR_INIT("Do-Not-Answer：六个模型对 939 个风险问题的回答，人工标注"),
		    STR_INIT("Do-Not-Answer: six models' answers to 939 risky questions, "
			     "labelled by people")},
	.home = "https://github.com/Libr-AI/do-not-answer",
	.license = "CC-BY-NC-SA-4.0",
	.read = read_human,
};

extern const struct labelled_desc labelled_do_not_answer_longformer;
const struct labelled_desc labelled_do_not_answer_longformer = {
	.name = "do-not-answer-longformer",
	.summary = {STR_INIT("同上，由 Longformer 标注"),
		    STR_INIT("the same, labelled by a Longformer")},
	.home = "https://github.com/Libr-AI/do-not-answer",
	.license = "CC-BY-NC-SA-4.0",
	.read = read_longformer,
};
