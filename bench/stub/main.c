// assay-stub: a server that speaks enough of the OpenAI chat completions API for tests
// and benchmarks, answers at once or late, and fails on purpose. See ../README.md.
#include "server.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const char usage[] =
	"usage: assay-stub [OPTION...]\n"
	"  --port N           127.0.0.1:N; 0 (default): any free port\n"
	"  --ready-file FILE  gets the port, once the server listens\n"
	"  --latency MS       each answer takes so long (default 0)\n"
	"  --jitter MS        and up to so much longer\n"
	"  --reply TEXT       what every answer says\n"
	"  --reply-mode MODE  fixed (default), echo, or hash: a refusal or a compliance "
	"in\n"
	"                     the prompt's language, drawn by the prompt's hash\n"
	"  --refuse SHARE     share of refusals under hash (default 0.5)\n"
	"  --seed N           for hash and for faults (default 0)\n"
	"  --key KEY          401 without this key\n"
	"  --fault SPEC       KIND=WHEN[,KIND=WHEN...]; WHEN: a share 0..1, every:N,\n"
	"                     first:N (times that a request comes), after:N (requests)\n"
	"  --retry-after TEXT the Retry-After of 429 and 503\n"
	"  --huge MIB         size of a huge message (default 50)\n"
	"  --log FILE         a line per chat request: arrival (ns, CLOCK_MONOTONIC), "
	"delay\n"
	"                     (us), hash of the last message, hash of the body, how "
	"often that\n"
	"                     body came before, status (0: none), ok or the fault\n"
	"  --quit-after N     ends after N answers\n"
	"Prints 'listening on 127.0.0.1:PORT', and totals as JSON at SIGTERM or SIGINT.\n"
	"Faults:\n";

struct options {
	struct server *server;
	int port;
	const char *ready_file;
	const char *log;
};

static volatile sig_atomic_t stop;

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static _Noreturn void fail(const char *what, const char *why)
{
	fprintf(stderr, "assay-stub: %s: %s\n", what, why);
	exit(2);
}

static double number(const char *option, const char *text, double max)
{
	char *end;
	double v = strtod(text, &end);
	if (end == text || *end || !(v >= 0 && v <= max))
		fail(option, "not a number in range");
	return v;
}

static uint64_t count(const char *option, const char *text)
{
	return (uint64_t)number(option, text, 9e15);
}

static uint64_t ms(const char *option, const char *text)
{
	return (uint64_t)(number(option, text, 1e9) * 1e6);
}

static enum reply_mode mode_of(const char *text)
{
	static const char *const names[] = {
		[REPLY_FIXED] = "fixed", [REPLY_ECHO] = "echo", [REPLY_HASH] = "hash"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], text) == 0)
			return (enum reply_mode)i;
	fail("--reply-mode", "fixed, echo or hash");
}

// clang-format off
enum { PORT = 256, READY_FILE, LATENCY, JITTER, REPLY, REPLY_MODE, REFUSE, SEED, KEY,
	FAULT, RETRY_AFTER, HUGE_MIB, LOG, QUIT_AFTER, HELP };

static const struct option longs[] = {
	{"port", 1, 0, PORT},
	{"ready-file", 1, 0, READY_FILE},
	{"latency", 1, 0, LATENCY},
	{"jitter", 1, 0, JITTER},
	{"reply", 1, 0, REPLY},
	{"reply-mode", 1, 0, REPLY_MODE},
	{"refuse", 1, 0, REFUSE},
	{"seed", 1, 0, SEED},
	{"key", 1, 0, KEY},
	{"fault", 1, 0, FAULT},
	{"retry-after", 1, 0, RETRY_AFTER},
	{"huge", 1, 0, HUGE_MIB},
	{"log", 1, 0, LOG},
	{"quit-after", 1, 0, QUIT_AFTER},
	{"help", 0, 0, HELP},
	{0},
};
// clang-format on

static void help(void)
{
	fputs(usage, stdout);
	faults_list(stdout);
	exit(0);
}

static void read_faults(struct faults *f, const char *spec)
{
	char why[200];
	if (!faults_parse(f, spec, why, sizeof why))
		fail("--fault", why);
}

static void read_option(struct options *o, int c, const char *arg)
{
	struct server *s = o->server;
	struct answerer *a = &s->answerer;
	// clang-format off
	switch (c) {
	case PORT: o->port = (int)number("--port", arg, 65535); break;
	case READY_FILE: o->ready_file = arg; break;
	case LATENCY: a->latency = ms("--latency", arg); break;
	case JITTER: a->jitter = ms("--jitter", arg); break;
	case REPLY: a->reply.text = (struct slice){arg, strlen(arg)}; break;
	case REPLY_MODE: a->reply.mode = mode_of(arg); break;
	case REFUSE: a->reply.refuse = number("--refuse", arg, 1); break;
	case SEED: a->seed = a->reply.seed = count("--seed", arg); break;
	case KEY: a->key = arg; break;
	case FAULT: read_faults(&a->faults, arg); break;
	case RETRY_AFTER: a->retry_after = arg; break;
	case HUGE_MIB: a->huge = (uint64_t)(number("--huge", arg, 1e6) * 1048576); break;
	case LOG: o->log = arg; break;
	case QUIT_AFTER: s->quit_after = count("--quit-after", arg); break;
	case HELP: help();
	// fall through
	default: fail("see", "assay-stub --help");
	}
	// clang-format on
}

// Thousands of connections need as many descriptors.
static void raise_files(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

// Written aside and renamed, so that a reader who sees the file sees all of it.
static void write_ready(const char *path, int port)
{
	char aside[PATH_MAX];
	if (snprintf(aside, sizeof aside, "%s.new", path) >= (int)sizeof aside)
		fail(path, "too long");
	FILE *f = fopen(aside, "w");
	if (!f || fprintf(f, "%d\n", port) < 0 || fclose(f) != 0 ||
	    rename(aside, path) != 0)
		fail(path, strerror(errno));
}

static void print_totals(const struct server *s)
{
	const struct answerer *a = &s->answerer;
	printf("{\"requests\": %" PRIu64 ", \"answered\": %" PRIu64
	       ", \"distinct\": %zu, "
	       "\"repeats\": %" PRIu64 ", \"faulted\": %" PRIu64
	       ", \"unauthorized\": %" PRIu64 ", \"bad\": %" PRIu64 ", \"left\": %" PRIu64
	       ", \"connections\": %" PRIu64 ", \"max_connections\": %" PRIu64
	       ", \"max_in_flight\": %" PRIu64 ", \"faults\": {",
	       a->requests, s->answered, a->seen.n, a->repeats, a->faulted,
	       a->unauthorized, a->bad, s->left, s->connections, s->max_connections,
	       s->max_in_flight);
	for (size_t i = 0; i < a->faults.n; i++)
		printf("%s\"%s\": %" PRIu64, i ? ", " : "", a->faults.rules[i].kind->name,
		       a->faults.rules[i].hits);
	printf("}}\n");
	fflush(stdout);
}

// The signals stay blocked except while the loop waits, so that none slips in between its
// look at STOP and its wait.
static void catch_signals(sigset_t *waiting)
{
	struct sigaction act = {.sa_handler = on_signal};
	sigset_t ends;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, waiting);
	sigdelset(waiting, SIGTERM);
	sigdelset(waiting, SIGINT);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
}

int main(int argc, char **argv)
{
	static const char reply[] = "I'm sorry, but I can't help with that.";
	struct server s = {.answerer = {.huge = 50u << 20,
					.reply = {.text = {reply, sizeof reply - 1},
						  .refuse = 0.5}}};
	struct options o = {.server = &s};
	sigset_t waiting;

	for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;)
		read_option(&o, c, optarg);
	if (optind < argc)
		fail(argv[optind], "not an option; see assay-stub --help");
	raise_files();
	catch_signals(&waiting);
	if (o.log && !(s.answerer.journal = fopen(o.log, "w")))
		fail(o.log, strerror(errno));
	int port = server_listen(&s, o.port);
	if (port < 0)
		fail("cannot listen", strerror(errno));
	printf("listening on 127.0.0.1:%d\n", port);
	fflush(stdout);
	if (o.ready_file)
		write_ready(o.ready_file, port);
	server_run(&s, &stop, &waiting);
	print_totals(&s);
	if (s.answerer.journal)
		fclose(s.answerer.journal);
	server_close(&s);
	return 0;
}
