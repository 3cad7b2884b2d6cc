#include "judge/judge.h"

extern const struct judge_desc judge_refusal;

const struct judge_desc *const judges[] = {
	&judge_refusal,
};
const size_t judges_n = COUNT(judges);

const struct judge_desc *judge_find(struct str name)
{
	for (size_t i = 0; i < judges_n; i++)
		if (str_is(name, judges[i]->name))
			return judges[i];
	return NULL;
}
