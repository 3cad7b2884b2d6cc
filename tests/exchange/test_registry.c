#include "exchange/exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_sorted_and_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < importers_n; i++) {
		if (i)
			assert_true(strcmp(importers[i - 1]->name, importers[i]->name) <
				    0);
		assert_ptr_equal(importer_find(str_of(importers[i]->name)), importers[i]);
		assert_true(importers[i]->summary.zh.n && importers[i]->summary.en.n);
	}
	for (size_t i = 0; i < exporters_n; i++) {
		if (i)
			assert_true(strcmp(exporters[i - 1]->name, exporters[i]->name) <
				    0);
		assert_ptr_equal(exporter_find(str_of(exporters[i]->name)), exporters[i]);
		assert_true(exporters[i]->summary.zh.n && exporters[i]->summary.en.n);
	}
	assert_null(importer_find(STR("none")));
	assert_null(exporter_find(STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sorted_and_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
