#include "cli/command.h"

extern const struct command command_annotate;
extern const struct command command_attack;
extern const struct command command_critic;
extern const struct command command_doctor;
extern const struct command command_export;
extern const struct command command_generate;
extern const struct command command_help;
extern const struct command command_import;
extern const struct command command_init;
extern const struct command command_judge;
extern const struct command command_judge_eval;
extern const struct command command_list;
extern const struct command command_pairs;
extern const struct command command_report;
extern const struct command command_resume;
extern const struct command command_run;
extern const struct command command_select;
extern const struct command command_show;
extern const struct command command_validate;

const struct command *const commands[] = {
	&command_annotate, &command_attack,   &command_critic,     &command_doctor,
	&command_export,   &command_generate, &command_help,       &command_import,
	&command_init,     &command_judge,    &command_judge_eval, &command_list,
	&command_pairs,    &command_report,   &command_resume,     &command_run,
	&command_select,   &command_show,     &command_validate,
};
const size_t commands_n = COUNT(commands);

const struct command *command_find(struct str name)
{
	for (size_t i = 0; i < commands_n; i++)
		if (str_is(name, commands[i]->name))
			return commands[i];
	return NULL;
}
