#include "llm/llama_job.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

#define REPLY_MAX ((size_t)8 << 20)

struct llama_job *llama_job_create(struct job *job, uint64_t seed)
{
	struct llama_job *j = mem_zalloc(sizeof(*j));
	j->job = job;
	j->request = job->request;
	j->seed = seed;
	j->usage = (struct usage){-1, 0, -1};
	buf_init(&j->text, REPLY_MAX);
	return j;
}

void llama_job_destroy(struct llama_job *j)
{
	buf_release(&j->text);
	VEC_FREE(&j->tokens);
	mem_free(j->scores);
	mem_free(j->odds);
	if (j->grammar)
		llama_sampler_free(j->grammar);
	mem_free(j);
}

void llama_job_fail(struct llama_job *j, enum failure failure, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	vsnprintf(j->message, sizeof(j->message), fmt, args);
	va_end(args);
	j->failure = failure;
}
