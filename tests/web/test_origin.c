#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "web/origin.h"

#define URL "https://rate.example"
#define JSON "application/json"
#define HOST "127.0.0.1:8420"

static struct str said(const char *text)
{
	return text ? str_of(text) : STR_NONE;
}

static void posts(void **state)
{
	static const struct {
		const char *type, *marked, *origin, *host;
		const char *fault; // NULL: none
	} cases[] = {
		{JSON, "1", NULL, HOST, NULL},
		{JSON "; charset=utf-8", "1", NULL, HOST, NULL},
		{"Application/JSON ", "1", NULL, NULL, NULL},
		{JSON, "1", "http://" HOST, HOST, NULL},
		{JSON, "1", URL, HOST, NULL}, // behind a proxy
		{JSON, "1", "HTTPS://RATE.example", NULL, NULL},
		{NULL, "1", NULL, HOST, "Content-Type"},
		{"", "1", NULL, HOST, "Content-Type"},
		{"text/plain", "1", NULL, HOST, "Content-Type"},
		{"text/plain; " JSON, "1", NULL, HOST, "Content-Type"},
		{JSON "x", "1", NULL, HOST, "Content-Type"},
		{"multipart/form-data", "1", NULL, HOST, "Content-Type"},
		{JSON, NULL, NULL, HOST, "X-Assay"},
		{JSON, "", NULL, HOST, "X-Assay"},
		{JSON, "2", NULL, HOST, "X-Assay"},
		{JSON, "1", "", HOST, "another site"},
		{JSON, "1", "null", HOST, "another site"},
		{JSON, "1", "http://evil.example", HOST, "another site"},
		{JSON, "1", "http://" HOST ".evil.example", HOST, "another site"},
		{JSON, "1", "http://evil.example/" HOST, HOST, "another site"},
		{JSON, "1", "http://x@" HOST, HOST, "another site"},
		{JSON, "1", URL ".evil.example", HOST, "another site"},
		{JSON, "1", "http://", "", "another site"},
		{JSON, "1", "http://" HOST, NULL, "another site"},
		{JSON, "1", HOST, HOST, "another site"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct origin_said headers = {
			.type = said(cases[i].type),
			.marked = said(cases[i].marked),
			.origin = said(cases[i].origin),
			.host = said(cases[i].host),
		};
		const char *fault = origin_fault(&headers, URL);

		if (!fault != !cases[i].fault ||
		    (fault && !strstr(fault, cases[i].fault)))
			fail_msg("%zu: %s", i, fault ? fault : "none");
	}
}

static void sites(void **state)
{
	static const struct {
		const char *site;
		bool near;
	} cases[] = {
		{NULL, true},          {"same-origin", true}, {"none", true},
		{"cross-site", false}, {"same-site", false},  {"", false},
		{"anything", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(origin_is_near(said(cases[i].site)), cases[i].near);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(posts),
		cmocka_unit_test(sites),
	};

	return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
