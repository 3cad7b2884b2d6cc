#include "llm/llama_memory.h"

#include <stdio.h>
#include <unistd.h>

#include "base/str.h"

// The first number behind `key` in a small file; false if there is none.
static bool number_in(const char *path, struct str key, uint64_t *out)
{
	char line[256];
	bool found = false;
	FILE *file = fopen(path, "r");
	while (file && !found && fgets(line, sizeof(line), file)) {
		struct str rest = str_of(line);
		if (!str_starts(rest, key))
			continue;
		rest = str_trim(str_slice(rest, key.n, rest.n));
		found = str_to_u64(str_cut(&rest, ' '), out);
	}
	if (file)
		fclose(file);
	return found;
}

uint64_t llama_memory_free(void)
{
	uint64_t available, most, taken;
	if (number_in("/proc/meminfo", STR("MemAvailable:"), &available))
		available *= 1024;
	else
		available = (uint64_t)sysconf(_SC_AVPHYS_PAGES) *
			    (uint64_t)sysconf(_SC_PAGESIZE);
	// Inside a container its group is the root of what is mounted there.
	if (!number_in("/sys/fs/cgroup/memory.max", STR(""), &most) ||
	    !number_in("/sys/fs/cgroup/memory.current", STR(""), &taken))
		return available;
	uint64_t left = most > taken ? most - taken : 0;
	return left < available ? left : available;
}
