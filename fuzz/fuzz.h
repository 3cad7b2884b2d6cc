// What every fuzz target has: one function that takes any bytes and returns 0. It checks
// what the contract of the fuzzed header promises with FUZZ_CHECK, beyond not crashing.
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"

#define FUZZ_MAX ((size_t)1 << 20)
#define FUZZ_CHECK(cond) ((cond) ? (void)0 : bug("the fuzz target found: not " #cond))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline struct str fuzz_str(const uint8_t *data, size_t size)
{
	return (struct str){(const char *)data, size};
}

#endif
