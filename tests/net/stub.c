#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stub.h"

#define ARGS_MAX 12

// Gone with the test, however that ends.
static void be_child(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
}

static size_t read_line(int fd, char *line, size_t size)
{
	size_t n = 0;
	while (n + 1 < size && read(fd, &line[n], 1) == 1 && line[n] != '\n')
		n++;
	line[n] = '\0';
	return n;
}

void stub_start(struct stub *s, const char *const *args)
{
	const char *path = getenv("ASSAY_STUB");
	const char *argv[ARGS_MAX + 2] = {path};
	int pipes[2];
	pid_t parent = getpid();
	char line[200];
	if (!path) {
		print_message("no ASSAY_STUB\n");
		skip();
	}
	for (size_t i = 0; i < ARGS_MAX && args[i]; i++)
		argv[i + 1] = args[i];
	assert_int_equal(pipe(pipes), 0);
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (s->pid == 0) {
		be_child(parent);
		dup2(pipes[1], STDOUT_FILENO);
		close(pipes[0]);
		close(pipes[1]);
		execv(path, (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(pipes[1]);
	s->out = pipes[0];
	read_line(s->out, line, sizeof(line));
	const char *at = strstr(line, "127.0.0.1:");
	if (!at)
		fail_msg("the stub says: %s", line);
	snprintf(s->url, sizeof(s->url), "http://%s", at);
}

long stub_stop(struct stub *s, const char *total)
{
	char text[2000], key[64];
	kill(s->pid, SIGTERM);
	size_t n = 0;
	ssize_t got;
	while (n + 1 < sizeof(text) &&
	       (got = read(s->out, text + n, sizeof(text) - 1 - n)) > 0)
		n += (size_t)got;
	text[n] = '\0';
	close(s->out);
	waitpid(s->pid, NULL, 0);
	snprintf(key, sizeof(key), "\"%s\":", total);
	const char *at = strstr(text, key);
	return at ? strtol(at + strlen(key), NULL, 10) : -1;
}

static int listen_somewhere(int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	*port = ntohs(address.sin_port);
	return fd;
}

int stub_free_port(void)
{
	int port;
	close(listen_somewhere(&port));
	return port;
}

static void serve_raw(int listener, const char *bytes, size_t n)
{
	for (;;) {
		char request[4096];
		int fd = accept(listener, NULL, NULL);
		if (fd < 0)
			_exit(1);
		if (read(fd, request, sizeof(request)) > 0)
			while (n) {
				ssize_t put = write(fd, bytes, n);
				if (put <= 0 || (size_t)put == n)
					break;
				bytes += put;
				n -= (size_t)put;
			}
		shutdown(fd, SHUT_WR);
		while (read(fd, request, sizeof(request)) > 0)
			continue;
		close(fd);
	}
}

void stub_raw(struct stub *s, const char *bytes, size_t n)
{
	int port, pipes[2];
	pid_t parent = getpid();
	int listener = listen_somewhere(&port);
	assert_int_equal(listen(listener, 16), 0);
	assert_int_equal(pipe(pipes), 0);
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (s->pid == 0) {
		be_child(parent);
		signal(SIGPIPE, SIG_IGN);
		serve_raw(listener, bytes, n);
	}
	close(listener);
	close(pipes[1]);
	s->out = pipes[0];
	snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%d", port);
}
