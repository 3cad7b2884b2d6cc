#include "engine/judge_faults.h"

#include "base/log.h"
#include "base/utf8.h"

const struct call *judge_failed_call(const struct job *job)
{
	const struct call *call, *failed = NULL;

	for (int64_t i = 0; (call = machine_call(&job->machine, i)) != NULL; i++)
		if (call->failure != FAILURE_NONE)
			failed = call;
	return failed;
}

static void keep_why(struct judge_faults *f, enum failure kind, struct str why)
{
	char *to = f->why[kind];

	why = utf8_clip(str_trim(why), sizeof(f->why[kind]) - 1);
	if (*to || !why.n)
		return;
	for (size_t i = 0; i < why.n; i++)
		to[i] = (unsigned char)why.p[i] < ' ' ? ' ' : why.p[i];
}

void judge_faults_add(struct judge_faults *f, const struct job *job, enum step how,
		      const struct judgement *j)
{
	f->asked++;
	if (how == STEP_DONE && j->verdict != VERDICT_UNSCOREABLE)
		return;
	const struct call *call = judge_failed_call(job);
	enum failure kind = call ? call->failure : FAILURE_NONE;
	f->lost++;
	f->failed += call || how != STEP_DONE;
	f->kinds[kind]++;
	keep_why(f, kind,
		 call               ? call->message
		 : how == STEP_DONE ? j->explanation
				    : job->machine.out->why);
}

void judge_faults_tell(const struct judge_faults *f, struct str judge)
{
	size_t most = 0;

	if (!f->lost)
		return;
	for (size_t i = 1; i < FAILURES; i++)
		if (f->kinds[i] > f->kinds[most])
			most = i;
	log_warn(STR_FMT ": no verdict on %zu of %zu samples; %zu of these: %s%s%s",
		 STR_ARG(judge), f->lost, f->asked, f->kinds[most],
		 most ? failure_name((enum failure)most) : "",
		 most && f->why[most][0] ? ", " : "",
		 f->why[most][0] ? f->why[most]
		 : most          ? ""
				 : "it says unscoreable");
}
