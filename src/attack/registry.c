#include "attack/attack.h"

extern const struct attack_desc attack_code_injection;
extern const struct attack_desc attack_deepinception;
extern const struct attack_desc attack_goal_hijacking;
extern const struct attack_desc attack_instruction_encryption;

const struct attack_desc *const attacks[] = {
	&attack_code_injection,
	&attack_deepinception,
	&attack_goal_hijacking,
	&attack_instruction_encryption,
};
const size_t attacks_n = COUNT(attacks);

const struct attack_desc *attack_find(struct str name)
{
	for (size_t i = 0; i < attacks_n; i++)
		if (str_is(name, attacks[i]->name))
			return attacks[i];
	return NULL;
}
