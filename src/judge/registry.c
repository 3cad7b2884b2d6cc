#include "judge/judge.h"

extern const struct judge_desc judge_cascade;
extern const struct judge_desc judge_choice;
extern const struct judge_desc judge_choice_labels;
extern const struct judge_desc judge_choice_options;
extern const struct judge_desc judge_critic;
extern const struct judge_desc judge_critic_offensive;
extern const struct judge_desc judge_cvalues_grade;
extern const struct judge_desc judge_exec;
extern const struct judge_desc judge_granite_guardian;
extern const struct judge_desc judge_harmbench;
extern const struct judge_desc judge_llama_guard;
extern const struct judge_desc judge_llm;
extern const struct judge_desc judge_md_judge;
extern const struct judge_desc judge_octopus_seval;
extern const struct judge_desc judge_openai_moderation;
extern const struct judge_desc judge_panel;
extern const struct judge_desc judge_qwen3guard;
extern const struct judge_desc judge_refusal;
extern const struct judge_desc judge_shieldgemma;
extern const struct judge_desc judge_shieldlm;
extern const struct judge_desc judge_strongreject;
extern const struct judge_desc judge_wildguard;
extern const struct judge_desc judge_xguard;

const struct judge_desc *const judges[] = {
	&judge_cascade,        &judge_choice,        &judge_choice_labels,
	&judge_choice_options, &judge_critic,        &judge_critic_offensive,
	&judge_cvalues_grade,  &judge_exec,          &judge_granite_guardian,
	&judge_harmbench,      &judge_llama_guard,   &judge_llm,
	&judge_md_judge,       &judge_octopus_seval, &judge_openai_moderation,
	&judge_panel,          &judge_qwen3guard,    &judge_refusal,
	&judge_shieldgemma,    &judge_shieldlm,      &judge_strongreject,
	&judge_wildguard,      &judge_xguard,
};
const size_t judges_n = COUNT(judges);

const struct judge_desc *judge_find(struct str name)
{
	for (size_t i = 0; i < judges_n; i++)
		if (str_is(name, judges[i]->name))
			return judges[i];
	return NULL;
}
