// HH-RLHF, harmless-base (Bai et al., 2022): pairs of dialogues, of which people chose
// one. The last answers are labelled weakly: the chosen one safe, the rejected one
// unsafe.
#include "exchange/files.h"
#include "exchange/labelled_file.h"

static bool put(struct labelled_job *job, struct arena *a, struct str dialogue,
		enum verdict label, struct err *e)
{
	static const struct str human = STR_INIT("\n\nHuman: ");
	static const struct str assistant = STR_INIT("\n\nAssistant:");
	struct labelled row = labelled_none(job);
	size_t last = STR_NPOS, from = 0, at;
	struct str first;

	while ((at = str_find(str_slice(dialogue, from, dialogue.n), assistant)) !=
	       STR_NPOS) {
		last = from + at;
		from = last + assistant.n;
	}
	if (last == STR_NPOS)
		return err_set(e, ERR_INPUT, "expected an answer by \"Assistant:\"");
	row.prompt = str_trim(str_slice(dialogue, 0, last));
	row.response = str_trim(str_slice(dialogue, from, dialogue.n));
	first = str_slice(dialogue, str_starts(dialogue, human) ? human.n : 0, last);
	at = str_find(first, assistant);
	row.group = at == STR_NPOS ? first : str_slice(first, 0, at);
	row.lang = STR("en");
	row.label = label;
	row.weak = true;
	return labelled_put(job, a, &row, e);
}

static bool read_row(void *ctx, struct arena *a, const struct json *j, size_t line,
		     struct err *e)
{
	(void)line;
	return put(ctx, a, json_str(json_get(j, "chosen")), VERDICT_SAFE, e) &&
	       put(ctx, a, json_str(json_get(j, "rejected")), VERDICT_UNSAFE, e);
}

static bool read_file(struct labelled_job *job, const char *path, struct err *e)
{
	struct input *in = input_open(path, INPUT_DETECT, e);
	bool ok = in && rows_each(in, path, 0, read_row, job, e);

	input_close(in);
	return ok;
}

static bool read_set(struct labelled_job *job, struct err *e)
{
	return labelled_files(job, ".jsonl.gz", read_file, e);
}

extern const struct labelled_desc labelled_hh_rlhf;
const struct labelled_desc labelled_hh_rlhf = {
	.name = "hh-rlhf",
	.summary = {STR_INIT("HH-RLHF 无害性对比：被选者弱标为安全，落选者弱标为不安全"),
		    STR_INIT("HH-RLHF harmless pairs: the chosen answer weakly safe, the "
			     "rejected one weakly unsafe")},
	.home = "https://github.com/anthropics/hh-rlhf",
	.license = "MIT",
	.trains = true,
	.read = read_set,
};
