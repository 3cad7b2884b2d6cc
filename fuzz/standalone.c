// Runs a fuzz target over the files of its corpus, each as one TAP line, so that the
// inputs that once broke something are held by the ordinary tests, without libFuzzer.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static unsigned char *read_all(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	unsigned char *data = malloc(FUZZ_MAX);

	if (!f || !data) {
		perror(path);
		exit(1);
	}
	*size = fread(data, 1, FUZZ_MAX, f);
	fclose(f);
	// of exactly this size, so that the sanitizers see a read beyond the end
	unsigned char *exact = malloc(*size ? *size : 1);
	if (!exact)
		exit(1);
	memcpy(exact, data, *size);
	free(data);
	return exact;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	struct dirent **entries;
	int n = argc == 2 ? scandir(argv[1], &entries, visible, alphasort) : -1;

	if (n < 0) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return 1;
	}
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		char path[4096];
		size_t size;

		snprintf(path, sizeof(path), "%s/%s", argv[1], entries[i]->d_name);
		unsigned char *data = read_all(path, &size);
		LLVMFuzzerTestOneInput(
			data, size); // breaks off the program when it finds a fault
		printf("ok %d - %s\n", i + 1, entries[i]->d_name);
		fflush(stdout);
		free(data);
		free(entries[i]);
	}
	free(entries);
	return 0;
}
