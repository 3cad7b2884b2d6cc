#include "base/progress.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/term.h"

#define SECOND_NS ((uint64_t)1000000000)
#define TTY_EVERY_NS (SECOND_NS / 10)
#define PLAIN_EVERY_NS (5 * SECOND_NS)
#define SMOOTH_S 5.0 // the rate follows changes within about this time
#define COLUMNS_MAX ((size_t)200)
#define BAR_MIN ((size_t)10)
#define BAR_MAX ((size_t)40)

// There is one terminal. Guards line[] and visible, which the log's threads look at.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void write_all(struct str s)
{
	while (s.n) {
		ssize_t n = write(STDERR_FILENO, s.p, s.n);

		if (n < 0 && errno != EINTR)
			return;
		if (n > 0)
			s = str_slice(s, (size_t)n, s.n);
	}
}

static void put_grouped(struct buf *out, uint64_t v) // 1,234,567
{
	char digits[32];
	size_t at = sizeof(digits);
	size_t n = 0;

	do {
		if (n && n % 3 == 0)
			digits[--at] = ',';
		digits[--at] = (char)('0' + v % 10);
		v /= 10;
		n++;
	} while (v);
	buf_add(out, (struct str){digits + at, sizeof(digits) - at});
}

static void put_rate(struct buf *out, double rate)
{
	if (rate > 0 && rate < 9.95)
		buf_addf(out, "%.1f", rate);
	else
		put_grouped(out, rate > 0 && rate < 1e15 ? (uint64_t)(rate + 0.5) : 0);
	buf_adds(out, "/s");
}

static void put_duration(struct buf *out, uint64_t s) // 0:01, 12:34, 3:04:05
{
	unsigned minutes = (unsigned)(s / 60 % 60);
	unsigned seconds = (unsigned)(s % 60);

	if (s >= 3600)
		buf_addf(out, "%llu:%02u:%02u", (unsigned long long)(s / 3600), minutes,
			 seconds);
	else
		buf_addf(out, "%u:%02u", minutes, seconds);
}

static void put_bar(struct buf *out, const struct progress *p, size_t width)
{
	uint64_t done = p->done < p->total ? p->done : p->total;
	size_t full = (size_t)((double)done / (double)p->total * (double)width);

	buf_addc(out, '[');
	for (size_t i = 0; i < width; i++)
		buf_addc(out, i < full ? '#' : ' ');
	buf_adds(out, "] ");
}

static void put_figures(struct buf *out, const struct progress *p, bool last)
{
	buf_addf(out, "%llu", (unsigned long long)p->done);
	if (p->total)
		buf_addf(out, "/%llu", (unsigned long long)p->total);
	if (!last)
		buf_addf(out, " %llu in flight", (unsigned long long)p->in_flight);
	buf_addc(out, ' ');
	put_rate(out, p->rate);
	if (!p->unjudged)
		buf_addf(out, " %llu unsafe", (unsigned long long)p->unsafe);
	buf_addf(out, " %llu failed", (unsigned long long)p->failed);
	if (last) {
		buf_adds(out, " in ");
		put_duration(out, (p->drawn_ns - p->started_ns) / SECOND_NS);
	} else if (p->total > p->done && p->rate > 0) {
		double left = (double)(p->total - p->done) / p->rate;

		buf_adds(out, " ETA ");
		put_duration(out, left < 1e9 ? (uint64_t)(left + 0.5) : 1000000000);
	}
}

// The whole line into p->line. On a terminal the bar takes what room is left, and the
// line stays one column short, so that no terminal wraps it.
static void compose(struct progress *p, bool last)
{
	size_t columns = p->tty ? term_columns(STDERR_FILENO) - 1 : COLUMNS_MAX;
	struct buf figures, line, cut;

	if (columns > COLUMNS_MAX)
		columns = COLUMNS_MAX;
	buf_init(&figures, sizeof(p->line) - 1);
	buf_init(&line, sizeof(p->line) - 1);
	buf_init(&cut, sizeof(p->line) - 1);
	put_figures(&figures, p, last);
	buf_addf(&line, "%s ", p->what);
	if (p->tty && p->total) {
		size_t taken = term_width(buf_str(&line)) + figures.n + sizeof("[] ") - 1;
		size_t width = columns > taken ? columns - taken : 0;

		if (width >= BAR_MIN)
			put_bar(&line, p, width < BAR_MAX ? width : BAR_MAX);
	}
	buf_add(&line, buf_str(&figures));
	term_cell(&cut, buf_str(&line), columns, false);
	while (cut.n && cut.p[cut.n - 1] == ' ')
		cut.n--;
	memcpy(p->line, cut.p, cut.n);
	p->line[cut.n] = '\0';
	buf_release(&cut);
	buf_release(&line);
	buf_release(&figures);
}

static void measure(struct progress *p, uint64_t now, bool last)
{
	uint64_t from = last ? p->first_done : p->shown_done;
	uint64_t since = last ? p->started_ns : p->drawn_ns;
	double seconds = (double)(now - since) / (double)SECOND_NS;
	double rate;

	if (seconds <= 0)
		return;
	rate = p->done > from ? (double)(p->done - from) / seconds : 0;
	if (last || p->rate <= 0)
		p->rate = rate;
	else
		p->rate += (rate - p->rate) * (1 - exp(-seconds / SMOOTH_S));
}

static void put_line(const struct progress *p, const char *end)
{
	struct buf out;

	buf_init(&out, BUF_TEXT_MAX);
	buf_addf(&out, "%s%s%s%s", p->tty ? "\r" : "", p->line, p->tty ? "\033[K" : "",
		 end);
	write_all(buf_str(&out));
	buf_release(&out);
}

static void draw(struct progress *p, uint64_t now, bool last)
{
	measure(p, now, last);
	p->drawn_ns = now;
	p->shown_done = p->done;
	pthread_mutex_lock(&lock);
	compose(p, last);
	put_line(p, last || !p->tty ? "\n" : "");
	p->visible = p->tty && !last;
	pthread_mutex_unlock(&lock);
}

void progress_start(struct progress *p, const char *what, uint64_t total, bool quiet)
{
	*p = (struct progress){.what = what, .total = total, .quiet = quiet};
	p->tty = term_is_tty(STDERR_FILENO);
	p->started_ns = clock_mono_ns();
	p->drawn_ns = p->started_ns;
	log_around(progress_hide, progress_show, p);
}

void progress_update(struct progress *p)
{
	uint64_t now;

	if (p->quiet)
		return;
	now = clock_mono_ns();
	if (!p->begun) {
		p->begun = true;
		p->first_done = p->shown_done = p->done;
	}
	if (now - p->drawn_ns >= (p->tty ? TTY_EVERY_NS : PLAIN_EVERY_NS))
		draw(p, now, false);
}

void progress_finish(struct progress *p)
{
	log_around(NULL, NULL, NULL);
	if (!p->quiet)
		draw(p, clock_mono_ns(), true);
}

void progress_hide(void *progress)
{
	const struct progress *p = progress;

	pthread_mutex_lock(&lock);
	if (p->visible)
		write_all(STR("\r\033[K"));
	pthread_mutex_unlock(&lock);
}

void progress_show(void *progress)
{
	const struct progress *p = progress;

	pthread_mutex_lock(&lock);
	if (p->visible)
		put_line(p, "");
	pthread_mutex_unlock(&lock);
}
