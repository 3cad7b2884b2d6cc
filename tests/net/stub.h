// A server on loopback for a test: bench/stub, or one that answers with given bytes.
#ifndef TESTS_NET_STUB_H
#define TESTS_NET_STUB_H

#include <stddef.h>
#include <sys/types.h>

struct stub {
	pid_t pid;
	int out;      // its standard output
	char url[64]; // http://127.0.0.1:PORT
};

// Starts $ASSAY_STUB with up to 12 arguments, a NULL at their end; skips the test where
// there is none.
void stub_start(struct stub *s, const char *const *args);
// Ends it and gives one of the totals that it prints ("requests"); -1 if there is none.
long stub_stop(struct stub *s, const char *total);

// A server of its own process that answers every connection's first bytes with these, and
// closes. Stop it with stub_stop().
void stub_raw(struct stub *s, const char *bytes, size_t n);
// A port on loopback where nobody listens.
int stub_free_port(void);

#endif
