// Commands of the program: one `const struct command` at the bottom of its own file, one
// line in registry.c.
//
// main() binds options (defaults < assay.yaml < environment < command line), then runs
// one command. Results go to stdout, everything else to stderr.
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/opt.h"
#include "suite/config.h"

struct cli {
	struct arena *arena; // lives as long as the command
	struct config config;
	bool json; // --json: results for machines
};

// What every command takes besides its own.
struct common_settings {
	bool help, json, log_json;
	struct str config, log_level;
};

struct command {
	const char *name;
	struct opt_help help;
	const struct opt *rows; // NULL: none of its own
	const struct opt
		*more_rows; // of another room, over the same settings; NULL: none
	size_t settings_size;
	const char *section; // of assay.yaml; NULL: takes nothing from there
	size_t min_operands, max_operands; // SIZE_MAX: any number
	// Settings that the operands name, over assay.yaml and under the command line;
	// NULL: none.
	bool (*preset)(struct cli *cli, void *settings, const struct opt_list *operands,
		       struct err *e);
	// The exit code; on failure fills e and returns a negative number.
	int (*run)(struct cli *cli, void *settings, const struct opt_list *operands,
		   struct err *e);
};

extern const struct command *const commands[]; // sorted by name
extern const size_t commands_n;
const struct command *command_find(struct str name);
// Common rows and the command's own, over one block: struct common_settings, then its
// settings.
struct opt *command_rows(struct arena *a, const struct command *c);
// Rows and more_rows only, over its settings alone: what assay.yaml may say.
const struct opt *command_own_rows(struct arena *a, const struct command *c);

// Writes to stdout; a closed pipe is no failure, a full disk is.
bool cli_print(const struct buf *text, struct err *e) MUST_CHECK;
// The text to stdout and the buffer's end; 0 or negative, as a command returns it.
int cli_done(struct buf *text, struct err *e);
// The text to a file, or to stdout where `path` is empty or "-".
bool cli_write(struct cli *cli, struct str path, bool may_replace, const struct buf *text,
	       struct err *e) MUST_CHECK;
char *cli_operand(struct cli *cli, const struct opt_list *operands, size_t i);

#define EXIT_CODES                                                                      \
	"Exit codes: 0 done; 1 failed; 2 wrong usage, configuration or input; 3 done, " \
	"but more\n"                                                                    \
	"samples failed or were unscoreable than allowed; 130 interrupted, and "        \
	"resumable."

#endif
