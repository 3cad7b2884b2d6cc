#include "engine/judge_faults.h"

#include <string.h>

#include "base/log.h"
#include "base/utf8.h"

const struct call *judge_failed_call(const struct machine *m)
{
	const struct call *call, *failed = NULL;

	for (int64_t i = 0; (call = machine_call(m, i)) != NULL; i++)
		if (call->failure != FAILURE_NONE)
			failed = call;
	return failed;
}

static void count_reason(struct judge_faults *f, enum failure kind, struct str why)
{
	struct judge_fault_reason r = {.kind = kind, .n = 1};

	why = str_trim(why);
	why = utf8_clip(str_cut(&why, '\n'), sizeof(r.why) - 1);
	for (size_t i = 0; i < why.n; i++)
		r.why[i] = (unsigned char)why.p[i] < ' ' ? ' ' : why.p[i];
	for (size_t i = 0; i < f->n_reasons; i++)
		if (f->reasons[i].kind == kind && !strcmp(f->reasons[i].why, r.why)) {
			f->reasons[i].n++;
			return;
		}
	if (f->n_reasons < JUDGE_FAULT_REASONS)
		f->reasons[f->n_reasons++] = r;
}

void judge_faults_add(struct judge_faults *f, const struct machine *m, enum step how,
		      const struct judgement *j)
{
	f->asked++;
	if (how == STEP_DONE && j->verdict != VERDICT_UNSCOREABLE)
		return;
	const struct call *call = judge_failed_call(m);
	enum failure kind = call ? call->failure : FAILURE_NONE;
	f->lost++;
	f->failed += call || how != STEP_DONE;
	count_reason(f, kind,
		     call               ? call->message
		     : how == STEP_DONE ? j->explanation
					: m->out->why);
}

void judge_faults_tell(const struct judge_faults *f, struct str judge)
{
	const struct judge_fault_reason *most = f->reasons;

	if (!f->lost)
		return;
	for (size_t i = 1; i < f->n_reasons; i++)
		if (f->reasons[i].n > most->n)
			most = &f->reasons[i];
	bool failed = most->kind != FAILURE_NONE;
	log_warn(STR_FMT ": no verdict on %zu of %zu samples; %zu of these: %s%s%s",
		 STR_ARG(judge), f->lost, f->asked, most->n,
		 failed ? failure_name(most->kind) : "",
		 failed && most->why[0] ? ", " : "",
		 most->why[0] ? most->why
		 : failed     ? ""
			      : "it says unscoreable");
}
