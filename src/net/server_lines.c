#include "net/server_lines.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/mem.h"

#define SWEEP_NS ((uint64_t)SERVER_SWEEP_MS * 1000000)
#define STUCK_SWEEPS 4

struct server_line *server_lines_add(struct server_lines *lines, int fd, uint64_t now)
{
	struct server_line *line = mem_zalloc(sizeof(*line));

	line->fd = fd;
	line->since = now;
	line->next = lines->first;
	if (lines->first)
		lines->first->prev = line;
	lines->first = line;
	lines->n++;
	return line;
}

void server_lines_drop(struct server_lines *lines, struct server_line *line)
{
	*(line->prev ? &line->prev->next : &lines->first) = line->next;
	if (line->next)
		line->next->prev = line->prev;
	lines->n--;
	mem_free(line);
}

// libmicrohttpd 0.9.75 neither reads on nor gives up where a request line fills its
// memory (it turns in circles): what waits for ever is cut.
static bool is_stuck(struct server_line *line)
{
	int unread = 0;

	if (line->answering || ioctl(line->fd, FIONREAD, &unread) != 0 || !unread ||
	    unread != line->unread)
		line->stuck = 0;
	else
		line->stuck++;
	line->unread = unread;
	return line->stuck >= STUCK_SWEEPS;
}

void server_lines_sweep(struct server_lines *lines, uint64_t now, double request,
			double answer)
{
	if (now - lines->swept < SWEEP_NS)
		return;
	lines->swept = now;
	for (struct server_line *line = lines->first; line; line = line->next) {
		double most = line->answering ? answer : request;
		if (line->kept)
			continue;
		// The library notices, and closes it as one that the client has left.
		if ((double)(now - line->since) / 1e9 > most || is_stuck(line))
			shutdown(line->fd, SHUT_RDWR);
	}
}

bool server_lines_answering(const struct server_lines *lines)
{
	for (const struct server_line *line = lines->first; line; line = line->next)
		if (line->answering)
			return true;
	return false;
}
