#include "exchange/labelled.h"

#include "base/file.h"

extern const struct labelled_desc labelled_cold, labelled_csv_table,
	labelled_do_not_answer, labelled_do_not_answer_longformer, labelled_gptfuzz,
	labelled_hh_rlhf, labelled_jade, labelled_jailjudge, labelled_jbb, labelled_jsonl,
	labelled_latent_jailbreak, labelled_run, labelled_safe_rlhf_mini, labelled_xstest;

const struct labelled_desc *const labelled_sets[] = {
	&labelled_cold,
	&labelled_csv_table,
	&labelled_do_not_answer,
	&labelled_do_not_answer_longformer,
	&labelled_gptfuzz,
	&labelled_hh_rlhf,
	&labelled_jade,
	&labelled_jailjudge,
	&labelled_jbb,
	&labelled_jsonl,
	&labelled_latent_jailbreak,
	&labelled_run,
	&labelled_safe_rlhf_mini,
	&labelled_xstest,
};
const size_t labelled_sets_n = COUNT(labelled_sets);

const struct labelled_desc *labelled_find(struct str name)
{
	for (size_t i = 0; i < labelled_sets_n; i++)
		if (str_is(name, labelled_sets[i]->name))
			return labelled_sets[i];
	return NULL;
}

static bool ends_in(struct str path, const char *const *endings)
{
	static const char *const packed[] = {".gz", ".zst"};

	for (size_t i = 0; i < COUNT(packed); i++)
		if (str_ends(path, str_of(packed[i])))
			path.n -= strlen(packed[i]);
	for (; *endings; endings++)
		if (str_ends(path, str_of(*endings)))
			return true;
	return false;
}

// What a set may be called: small letters, digits, '-'.
static bool is_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') ||
		      (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-'))
			return false;
	return s.n > 0;
}

// A file may have a colon in its name.
static bool is_there(struct str path)
{
	struct arena a = {0};
	bool there = file_exists(arena_cstr(&a, path));

	arena_release(&a);
	return there;
}

const struct labelled_desc *labelled_of_operand(struct str operand, struct str *path,
						struct err *e)
{
	static const char *const tables[] = {".csv", ".tsv", NULL};
	static const char *const lines[] = {".jsonl", ".ndjson", NULL};
	static const char *const runs[] = {".assay", NULL};
	size_t colon = str_find_byte(operand, ':');

	if (colon != STR_NPOS) {
		const struct labelled_desc *set =
			labelled_find(str_slice(operand, 0, colon));
		*path = str_slice(operand, colon + 1, operand.n);
		if (set && path->n)
			return set;
		if (set)
			return err_set(e, ERR_INPUT,
				       "%s: expected a file or folder behind", set->name),
			       NULL;
		if (is_word(str_slice(operand, 0, colon)) && !is_there(operand))
			return err_set(e, ERR_INPUT,
				       STR_FMT ": no labelled set is called " STR_FMT
					       " (assay list labelled-sets names them)",
				       STR_ARG(operand),
				       STR_ARG(str_slice(operand, 0, colon))),
			       NULL;
	}
	*path = operand;
	if (ends_in(operand, tables))
		return &labelled_csv_table;
	if (ends_in(operand, lines))
		return &labelled_jsonl;
	if (ends_in(operand, runs))
		return &labelled_run;
	err_set(e, ERR_INPUT,
		STR_FMT
		": expected SET:PATH, or a file that ends in .jsonl, .csv or .assay "
		"(assay list labelled-sets names the sets)",
		STR_ARG(operand));
	return NULL;
}

static bool no_rows(const struct labelled_desc *set, const struct labelled_job *job,
		    struct err *e)
{
	const struct labelled_mapping *m = job->mapping;

	if (!job->read)
		return err_set(e, ERR_INPUT, "%s: no row in it", job->path);
	if (!set->plain || !m || !m->response.n)
		return err_set(e, ERR_INPUT, "%s: no row has an answer and a label",
			       job->path);
	return err_set(e, ERR_INPUT,
		       "%s: none of %zu rows has an answer in the field " STR_FMT
		       " and a label in " STR_FMT ", " STR_FMT ", " STR_FMT " or " STR_FMT
		       "%s%s; --response-field, --label-field, --labels-field, "
		       "--refusal-field and --offensive-field name others",
		       job->path, job->read, STR_ARG(m->response), STR_ARG(m->label),
		       STR_ARG(m->labels), STR_ARG(m->refusal), STR_ARG(m->offensive),
		       job->first[0] ? "; the first row has " : "", job->first);
}

bool labelled_each(const struct labelled_desc *set, struct labelled_job *job,
		   struct err *e)
{
	job->set = str_of(set->name);
	job->slice = STR_NONE;
	job->read = job->skipped = job->blank = job->tied = 0;
	job->first[0] = '\0';
	if (!set->read(job, e))
		return false;
	return job->read > job->skipped || no_rows(set, job, e);
}
