#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define SLICE_MS 50  // between looks at *stop
#define GRACE_MS 500 // to end in, once its input is closed

struct process {
	pid_t pid;
	int to, from;    // -1: closed
	struct buf rest; // read, and no whole line yet
	uint64_t hung_up_ns;
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

// --- Starting.

// In the child, up to its exec: only what is safe between the two where threads run.
static _Noreturn void become(const char *const *argv, int in, int out, int fault,
			     pid_t parent)
{
	static const int usual[] = {SIGPIPE, SIGINT, SIGTERM};
	sigset_t none;
	sigemptyset(&none);
	setpgid(0, 0);
	// Not to outlive us however we end; that may have been a moment ago.
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	for (size_t i = 0; i < COUNT(usual); i++)
		signal(usual[i], SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(in, 0) == 0 && dup2(out, 1) == 1)
		execvp(argv[0], (char *const *)argv);
	int why = errno;
	while (write(fault, &why, sizeof(why)) < 0 && errno == EINTR)
		;
	_exit(127);
}

// errno of what kept it from becoming the program, 0 once it has; `fault` is closed then.
static int read_fault(int fault)
{
	int why = 0;
	ssize_t n;
	do
		n = read(fault, &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(why) ? why : 0;
}

static int spawn(pid_t *pid, const char *const *argv, int in, int out)
{
	int fault[2] = {-1, -1};
	pid_t parent = getpid();
	if (pipe2(fault, O_CLOEXEC) != 0)
		return errno;
	*pid = fork();
	if (*pid == 0)
		become(argv, in, out, fault[1], parent);
	int why = *pid < 0 ? errno : 0;
	close_end(&fault[1]);
	if (*pid > 0) {
		setpgid(*pid, *pid); // as it does itself: whoever comes first
		why = read_fault(fault[0]);
	}
	close_end(&fault[0]);
	while (why && *pid > 0 && waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
		;
	return why;
}

struct process *process_start(const char *const *argv, struct err *e)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1};
	struct process *p = NULL;
	pid_t pid = -1;
	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) {
		err_sys(e, "%s: a pipe", argv[0]);
		goto out;
	}
	errno = spawn(&pid, argv, in[0], out[1]);
	if (errno) {
		err_sys(e, "%s", argv[0]);
		goto out;
	}
	p = mem_zalloc(sizeof(*p));
	*p = (struct process){.pid = pid, .to = in[1], .from = out[0]};
	in[1] = out[0] = -1;
	fcntl(p->to, F_SETFL, O_NONBLOCK);
	fcntl(p->from, F_SETFL, O_NONBLOCK);
	buf_init(&p->rest, BUF_TEXT_MAX);
out:
	close_end(&in[0]);
	close_end(&in[1]);
	close_end(&out[0]);
	close_end(&out[1]);
	return p;
}

// --- Talking.

struct talk { // one exchange
	struct process *p;
	struct str unsent;
	bool break_sent;
	uint64_t due_ns;
	const atomic_bool *stop;
	struct buf *out;
	struct err *err;
};

// Writes what the pipe takes. False: the reader is gone.
static bool push(struct talk *t)
{
	while (t->unsent.n || !t->break_sent) {
		struct str next = t->unsent.n ? t->unsent : STR("\n");
		ssize_t n = write(t->p->to, next.p, next.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		if (!t->unsent.n)
			t->break_sent = true;
		else
			t->unsent = str_slice(t->unsent, (size_t)n, t->unsent.n);
	}
	return true;
}

// Takes a line off what was read; false: there is no whole one yet.
static bool take_line(struct talk *t)
{
	struct buf *rest = &t->p->rest;
	size_t end = str_find_byte(buf_str(rest), '\n');
	if (end == STR_NPOS)
		return false;
	buf_add(t->out, str_slice(buf_str(rest), 0, end));
	buf_drop(rest, end + 1);
	return true;
}

// Reads what is there, up to more than a line may have. False: it has ended.
static bool pull(struct talk *t)
{
	while (t->p->rest.n <= t->out->max) {
		char *room = buf_space(&t->p->rest, 65536);
		ssize_t n = room ? read(t->p->from, room, 65536) : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		if (n == 0)
			return false;
		buf_grew(&t->p->rest, (size_t)n);
	}
	return true;
}

static bool wait_a_while(const struct talk *t)
{
	struct pollfd ends[] = {
		{.fd = t->p->from, .events = POLLIN},
		{.fd = t->unsent.n || !t->break_sent ? t->p->to : -1, .events = POLLOUT},
	};
	if (t->stop && atomic_load(t->stop))
		return err_set(t->err, ERR_STOPPED, "stopped");
	if (clock_mono_ns() >= t->due_ns)
		return err_set(t->err, ERR_BUSY, "the program did not answer in time");
	poll(ends, COUNT(ends), SLICE_MS);
	return true;
}

// Whether it has written what nothing was asked for.
static bool has_spoken(struct talk *t, bool *open)
{
	*open = pull(t);
	return t->p->rest.n > 0;
}

bool process_exchange(struct process *p, struct str line, double seconds,
		      const atomic_bool *stop, struct buf *out, struct err *e)
{
	struct talk t = {
		.p = p,
		.unsent = line,
		.due_ns = clock_mono_ns() + (uint64_t)(seconds * 1e9),
		.stop = stop,
		.out = out,
		.err = e,
	};
	bool open;
	buf_clear(out);
	if (has_spoken(&t, &open))
		return err_set(e, ERR_INPUT,
			       "the program wrote a line too many, before it was sent "
			       "this sample");
	while (!take_line(&t)) {
		if (p->rest.n > out->max)
			return err_set(e, ERR_FULL, "the program's line is too long");
		if (!open)
			return err_set(e, ERR_IO, "the program has ended");
		if (!wait_a_while(&t))
			return false;
		bool taken = push(&t);
		open = pull(&t) && taken;
	}
	if (buf_failed(out))
		return err_set(e, ERR_FULL, "the program's line is too long");
	if (p->rest.n)
		return err_set(e, ERR_INPUT,
			       "the program wrote more than one line for this sample");
	if (t.unsent.n || !t.break_sent)
		return err_set(e, ERR_INPUT, "the program answered before it was asked");
	return true;
}

// --- Ending.

// It stays a zombie, so that nobody else can have its number yet.
static void await_end(pid_t pid, int patience_ms)
{
	for (;;) {
		siginfo_t info = {0};
		int got = waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT);
		if ((got == 0 && info.si_pid == pid) || (got < 0 && errno != EINTR))
			return;
		if (patience_ms <= 0)
			return;
		nanosleep(&(struct timespec){.tv_nsec = 10 * 1000000}, NULL);
		patience_ms -= 10;
	}
}

void process_hang_up(struct process *p)
{
	if (!p || p->hung_up_ns)
		return;
	close_end(&p->to);
	close_end(&p->from);
	p->hung_up_ns = clock_mono_ns();
}

void process_end(struct process *p)
{
	if (!p)
		return;
	process_hang_up(p);
	uint64_t waited_ms = (clock_mono_ns() - p->hung_up_ns) / 1000000;
	await_end(p->pid, waited_ms < GRACE_MS ? GRACE_MS - (int)waited_ms : 0);
	kill(-p->pid, SIGKILL); // it, or what it has started and left behind
	while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		;
	buf_release(&p->rest);
	mem_free(p);
}
