#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"

// Expected values were computed with other implementations (python-xxhash, FIPS 180-4's
// examples).
static void xxh3_64(void **state)
{
	(void)state;
	assert_true(hash64(STR("")) == 0x2d06800538d394c2);
	assert_true(hash64(STR_NONE) == 0x2d06800538d394c2);
	assert_true(hash64(STR("assay")) == 0xec260ebc9a765a0b);
	assert_true(hash64_seeded(STR("assay"), 0) == hash64(STR("assay")));
	assert_true(hash64_seeded(STR("assay"), 5) == 0xeb918c8bab05e0d0);
}

static void fields(void **state)
{
	static const char eight[] = {44, 1, 0, 0, 0, 0, 0, 0}; // 300
	static char thousand[1000];
	static const struct {
		struct str fields[2];
		size_t n;
		const char *hex;
	} cases[] = {
		{{{NULL, 0}}, 0, "99aa06d3014798d86001c324468d497f"},
		{{STR_INIT("a"), STR_INIT("bc")}, 2, "f310f4d71be93bc46456c91685adede6"},
		{{STR_INIT("ab"), STR_INIT("c")}, 2, "f2eda2708bcfd51cc05c0ee4c9f60440"},
		{{STR_INIT("")}, 1, "2c0a8a99dc147d5445c3b49d035665b2"},
		{{{NULL, 0}}, 1, "2c0a8a99dc147d5445c3b49d035665b2"},
		{{STR_INIT(""), STR_INIT("")}, 2, "e5189a9599e3f86205ea23ef06e28b2d"},
		{{{eight, 8}}, 1, "56be57aae360ca7a8cbe57425847e7ad"},
		{{{thousand, 1000}}, 1, "9ded8b00f48e420af32d4d8b7c06495d"},
	};
	struct arena a = {0};
	struct hasher h;

	(void)state;
	memset(thousand, 'x', sizeof(thousand));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str hex;

		hasher_init(&h);
		for (size_t j = 0; j < cases[i].n; j++)
			hasher_field(&h, cases[i].fields[j]);
		hex = hash128_hex(&a, hasher_end(&h));
		assert_string_equal(hex.p, cases[i].hex);
	}
	hasher_init(&h);
	hasher_u64(&h, 300);
	assert_string_equal(hash128_hex(&a, hasher_end(&h)).p,
			    "56be57aae360ca7a8cbe57425847e7ad");
	arena_release(&a);
}

static void sha_256(void **state)
{
	static char million[1000000];
	static const struct {
		struct str s;
		const char *hex;
	} cases[] = {
		{{NULL, 0},
		 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{STR_INIT("abc"),
		 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{STR_INIT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
		 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
		{{million, sizeof(million)},
		 "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
	};
	char hex[SHA256_HEX + 1];

	(void)state;
	memset(million, 'a', sizeof(million));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sha256 h;

		sha256_hex(cases[i].s, hex);
		assert_string_equal(hex, cases[i].hex);
		sha256_init(&h); // in two pieces of any size
		sha256_add(&h, cases[i].s.p, cases[i].s.n / 3);
		sha256_add(&h, NULL, 0);
		if (cases[i].s.n)
			sha256_add(&h, cases[i].s.p + cases[i].s.n / 3,
				   cases[i].s.n - cases[i].s.n / 3);
		sha256_end(&h, hex);
		assert_string_equal(hex, cases[i].hex);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xxh3_64),
		cmocka_unit_test(fields),
		cmocka_unit_test(sha_256),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
