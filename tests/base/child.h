// Runs a function in a child process, for what ends the program or writes to stderr.
#ifndef TESTS_BASE_CHILD_H
#define TESTS_BASE_CHILD_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// The wait status; what f() wrote to stderr stands in out[size], NUL-terminated.
static inline int run_child(void (*f)(void *), void *arg, char *out, size_t size)
{
	FILE *file = tmpfile();
	int status = 0;
	size_t n;
	pid_t pid;

	if (!file)
		abort();
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0) {
		struct rlimit no_core = {0, 0};

		setrlimit(RLIMIT_CORE, &no_core);
		dup2(fileno(file), STDERR_FILENO);
		f(arg);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		abort();
	rewind(file);
	n = fread(out, 1, size - 1, file);
	out[n] = '\0';
	fclose(file);
	return status;
}

#endif
