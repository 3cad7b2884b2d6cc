#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/term.h"
#include "base/utf8.h"

#define SHORTEST_SECRET 6
#define LINE_MAX_BYTES ((size_t)1 << 20) // of one message; what is longer is cut

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; // guards all below
static enum log_level most_level = LOG_INFO;
static bool as_json;
static void (*before_line)(void *);
static void (*after_line)(void *);
static void *around_ctx;
static struct {
	struct str *items; // copies that live as long as the program
	size_t n;
} secrets;

void log_setup(enum log_level most, bool json)
{
	pthread_mutex_lock(&lock);
	most_level = most;
	as_json = json;
	pthread_mutex_unlock(&lock);
}

void log_around(void (*before)(void *), void (*after)(void *), void *ctx)
{
	pthread_mutex_lock(&lock);
	before_line = before;
	after_line = after;
	around_ctx = ctx;
	pthread_mutex_unlock(&lock);
}

static bool is_hidden(struct str secret)
{
	for (size_t i = 0; i < secrets.n; i++) {
		if (str_eq(secrets.items[i], secret))
			return true;
	}
	return false;
}

void log_hide(struct str secret)
{
	char *copy;

	if (secret.n < SHORTEST_SECRET)
		return;
	pthread_mutex_lock(&lock);
	if (!is_hidden(secret)) {
		copy = mem_alloc(secret.n);
		memcpy(copy, secret.p, secret.n);
		secrets.items =
			mem_resize(secrets.items, secrets.n + 1, sizeof(*secrets.items));
		secrets.items[secrets.n++] = (struct str){copy, secret.n};
	}
	pthread_mutex_unlock(&lock);
}

// Marks every byte of s that belongs to a secret, in mark[s.n], which is made at the
// first one.
static char *mark_secrets(struct arena *a, struct str s)
{
	char *mark = NULL;

	for (size_t i = 0; i < secrets.n; i++) {
		struct str secret = secrets.items[i];
		size_t from = 0;

		for (;;) {
			size_t at = str_find(str_slice(s, from, s.n), secret);

			if (at == STR_NPOS)
				break;
			if (!mark)
				mark = arena_alloc(a, s.n);
			memset(mark + from + at, 1, secret.n);
			from += at + 1; // occurrences may overlap
		}
	}
	return mark;
}

static struct str redact(struct arena *a, struct str s)
{
	static const char stars[] = {'*', '*', '*'};
	const char *mark = mark_secrets(a, s);
	size_t n = 0;
	char *out;

	if (!mark)
		return s;
	out = arena_alloc(a, s.n + 1); // a secret is longer than the stars
	for (size_t i = 0; i < s.n; i++) {
		if (!mark[i]) {
			out[n++] = s.p[i];
		} else if (i == 0 || !mark[i - 1]) {
			memcpy(out + n, stars, sizeof(stars));
			n += sizeof(stars);
		}
	}
	return (struct str){out, n};
}

struct str log_redact(struct arena *a, struct str s)
{
	struct str out;

	pthread_mutex_lock(&lock);
	out = redact(a, s);
	pthread_mutex_unlock(&lock);
	return out;
}

static void put_text(struct buf *out, enum log_level level, struct str message)
{
	static const char *const prefixes[] = {[LOG_ERROR] = "error: ",
					       [LOG_WARN] = "warning: ",
					       [LOG_INFO] = "",
					       [LOG_DEBUG] = "debug: "};

	buf_adds(out, prefixes[level]);
	// Further lines stand back, so that text from outside cannot pass for a line of
	// ours.
	while (message.p) {
		term_safe(out, str_cut(&message, '\n'));
		buf_adds(out, message.p ? "\n  " : "\n");
	}
}

static void put_json_string(struct buf *out, struct str s)
{
	while (s.n) {
		char bytes[4];
		uint32_t cp = utf8_next(&s);

		if (cp == '"' || cp == '\\')
			buf_addf(out, "\\%c", (char)cp);
		else if (cp == '\n')
			buf_adds(out, "\\n");
		else if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 ||
			 cp == 0x2029)
			buf_addf(out, "\\u%04x", (unsigned)cp);
		else
			buf_add(out, (struct str){bytes, utf8_encode(cp, bytes)});
	}
}

static void put_json(struct buf *out, struct arena *a, enum log_level level,
		     struct str message)
{
	static const char *const names[] = {[LOG_ERROR] = "error",
					    [LOG_WARN] = "warn",
					    [LOG_INFO] = "info",
					    [LOG_DEBUG] = "debug"};
	struct str time = clock_iso8601(a, clock_wall_ms());

	buf_addf(out, "{\"time\":\"" STR_FMT "\",\"level\":\"%s\",\"message\":\"",
		 STR_ARG(time), names[level]);
	put_json_string(out, message);
	buf_adds(out, "\"}\n");
}

static void write_all(struct str s)
{
	while (s.n) {
		ssize_t n = write(STDERR_FILENO, s.p, s.n);

		if (n < 0 && errno != EINTR)
			return; // nobody is left to be told
		if (n > 0)
			s = str_slice(s, (size_t)n, s.n);
	}
}

// The lock is held.
static void put_line(enum log_level level, struct str message)
{
	struct arena a = {0};
	struct buf out;

	buf_init(&out, BUF_TEXT_MAX);
	message = redact(&a, message);
	if (as_json)
		put_json(&out, &a, level, message);
	else
		put_text(&out, level, message);
	if (before_line)
		before_line(around_ctx);
	write_all(buf_str(&out));
	if (after_line)
		after_line(around_ctx);
	buf_release(&out);
	arena_release(&a);
}

void log_at(enum log_level level, const char *fmt, ...)
{
	int error = errno;
	char small[512];
	char *text = small;
	va_list args;
	int n;

	pthread_mutex_lock(&lock);
	if (level > most_level)
		goto out;
	va_start(args, fmt);
	n = vsnprintf(small, sizeof(small), fmt, args);
	va_end(args);
	if (n < 0)
		goto out;
	if ((size_t)n > LINE_MAX_BYTES)
		n = (int)LINE_MAX_BYTES;
	if ((size_t)n >= sizeof(small)) {
		text = mem_alloc((size_t)n + 1);
		va_start(args, fmt);
		vsnprintf(text, (size_t)n + 1, fmt, args);
		va_end(args);
	}
	put_line(level, (struct str){text, (size_t)n});
out:
	if (text != small)
		mem_free(text);
	pthread_mutex_unlock(&lock);
	errno = error;
}
