// How much memory may still be taken. Private to llama*.c.
#ifndef LLM_LLAMA_MEMORY_H
#define LLM_LLAMA_MEMORY_H

#include <stdint.h>

// Bytes: what the system says is available, or what this process's control group leaves,
// if that is less.
uint64_t llama_memory_free(void);

#endif
