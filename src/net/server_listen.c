#include "net/server_listen.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"

#define BACKLOG 512

static int listen_at(const struct addrinfo *at)
{
	int one = 1;
	int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == 0 &&
	    bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	int kept = errno;
	close(fd);
	errno = kept;
	return -1;
}

int server_listen(const char *address, int port, struct err *e)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
	struct addrinfo *found;
	char service[16];
	int fd = -1, failure;

	snprintf(service, sizeof(service), "%d", port);
	failure = getaddrinfo(address, service, &hints, &found);
	if (failure) {
		err_set(e, ERR_INPUT, "no address \"%s\" to listen at: %s", address,
			gai_strerror(failure));
		return -1;
	}
	for (const struct addrinfo *at = found; at && fd < 0; at = at->ai_next)
		fd = listen_at(at);
	if (fd < 0)
		err_sys(e, "cannot listen at %s, port %d", address, port);
	freeaddrinfo(found);
	return fd;
}

int server_listens_at(int fd, char *authority, size_t size)
{
	struct sockaddr_storage at = {0};
	socklen_t n = sizeof(at);
	char host[256] = "", service[16] = "0";
	int64_t port = 0;

	if (getsockname(fd, (struct sockaddr *)&at, &n) != 0 ||
	    getnameinfo((struct sockaddr *)&at, n, host, sizeof(host), service,
			sizeof(service), NI_NUMERICHOST | NI_NUMERICSERV) != 0 ||
	    !str_to_i64(str_of(service), &port))
		port = 0;
	snprintf(authority, size, at.ss_family == AF_INET6 ? "[%s]:%d" : "%s:%d", host,
		 (int)port);
	return (int)port;
}
