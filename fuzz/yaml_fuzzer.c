// Every node of a tree knows where it stands; every fault names a line.
#include "base/yaml.h"
#include "fuzz.h"

static void walk(const struct yaml *y, int depth)
{
	FUZZ_CHECK(y != NULL && depth <= 64 && y->line > 0 && y->column > 0);
	FUZZ_CHECK(yaml_kind_name(y)[0] != '\0');
	double real;
	int64_t integer;
	bool boolean;
	if (yaml_int(y, &integer) || yaml_real(y, &real) || yaml_bool(y, &boolean))
		FUZZ_CHECK(y->kind == YAML_SCALAR && !yaml_is_null(y));
	if (y->kind == YAML_LIST) {
		for (size_t i = 0; i < y->n; i++)
			walk(y->items[i], depth + 1);
	}
	if (y->kind == YAML_MAP) {
		for (size_t i = 0; i < y->n; i++)
			walk(y->pairs[i].value, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct err e = {0};

	arena_init(&a);
	const struct yaml *y = yaml_parse(&a, fuzz_str(data, size), "fuzz", &e);
	if (y)
		walk(y, 0);
	else
		FUZZ_CHECK(e.code == ERR_INPUT && strncmp(e.msg, "fuzz:", 5) == 0);
	arena_release(&a);
	return 0;
}
