#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "web/hosts.h"

static void names(void **state)
{
	static const struct {
		const char *host, *name; // NULL: none
	} cases[] = {
		{"a.example", "a.example"},
		{"a.example:8420", "a.example"},
		{"https://a.example/", "a.example"},
		{"http://a.example:80", "a.example"},
		{"[::1]:8420", "::1"},
		{"http://a b", NULL},
		{"a.example/x", NULL},
		{"a.example:", NULL},
		{"a.example:x", NULL},
		{"[::1", NULL},
		{"u@a.example", NULL},
		{"http://", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str name = hosts_name(str_of(cases[i].host));

		if (cases[i].name)
			assert_true(str_is(name, cases[i].name));
		else
			assert_null(name.p);
	}
}

static void known(void **state)
{
	const struct hosts local = {.listed = STR_INIT("127.0.0.1"),
				    .given = STR_INIT("rate.example")};
	const struct hosts all = {.listed = STR_INIT("0.0.0.0"),
				  .machine = STR_INIT("box"),
				  .all = true};
	static const struct {
		const char *host;
		bool local, all;
	} cases[] = {
		{"127.0.0.1:8420", true, true},
		{"localhost", true, true},
		{"LOCALHOST:1", true, true},
		{"[::1]:8420", true, true},
		{"rate.example", true, false},
		{"rate.example.", true, false},
		{"box:8420", false, true},
		{"192.168.1.5:8420", false, true},
		{"evil.example", false, false},
		{"127.0.0.1.evil.example", false, false},
		{"localhost.evil", false, false},
		{"", false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(hosts_know(&local, str_of(cases[i].host)),
				 cases[i].local);
		assert_int_equal(hosts_know(&all, str_of(cases[i].host)), cases[i].all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
