// How run and resume end: the summary on stdout.
#ifndef CLI_SUMMARY_H
#define CLI_SUMMARY_H

#include "cli/command.h"
#include "engine/run.h"
#include "suite/suite.h"

int summary_print(struct cli *cli, const struct run_summary *s,
		  struct err *e); // the exit code
// The same for commands that write a suite.
int summary_print_suite(struct cli *cli, const struct suite_report *r, struct err *e);

#endif
