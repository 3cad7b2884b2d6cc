// Inside net/server: the connections that are open, and which of them are cut.
//
// The library's own timeout counts from the last byte, so that a client which sends one
// now and then stays for ever: connections are looked through by ours. One thread, the
// server's. A line belongs to its list until it is dropped.
#ifndef NET_SERVER_LINES_H
#define NET_SERVER_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SERVER_SWEEP_MS 250 // between two looks

struct server_line {
	struct server_line *next, *prev;
	int fd;
	uint64_t since; // when it was opened, or its last request ended
	bool kept;      // a request of it is the handler's
	bool answering;
	int unread; // bytes that waited at the last sweep
	int stuck;  // how many sweeps saw the same
};

struct server_lines {
	struct server_line *first;
	size_t n;
	uint64_t swept; // clock_mono_ns()
};

struct server_line *server_lines_add(struct server_lines *lines, int fd, uint64_t now);
void server_lines_drop(struct server_lines *lines, struct server_line *line);
// Cuts who takes longer than `request` seconds to ask or `answer` to read.
void server_lines_sweep(struct server_lines *lines, uint64_t now, double request,
			double answer);
// Whether any has an answer that is not sent whole.
bool server_lines_answering(const struct server_lines *lines);

#endif
