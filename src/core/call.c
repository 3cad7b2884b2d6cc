#include "core/call.h"

#include <math.h>

static const char *const role_names[CALL_ROLES] = {
	[ROLE_TARGET] = "target",
	[ROLE_ATTACKER] = "attacker",
	[ROLE_WRITER] = "writer",
	[ROLE_JUDGE] = "judge",
};

static const struct {
	const char *name;
	bool retries, fatal;
} failures[FAILURES] = {
	[FAILURE_NONE] = {"none", false, false},
	[FAILURE_TIMEOUT] = {"timeout", true, false},
	[FAILURE_RATE_LIMIT] = {"rate_limit", true, false},
	[FAILURE_SERVER] = {"server", true, false},
	[FAILURE_NETWORK] = {"network", true, true},
	[FAILURE_BLOCKED] = {"blocked", false, false},
	[FAILURE_MALFORMED] = {"malformed", false, false},
	[FAILURE_CONTEXT] = {"context", false, false},
	[FAILURE_TOO_LARGE] = {"too_large", false, false},
	[FAILURE_REQUEST] = {"request", false, false},
	[FAILURE_AUTH] = {"auth", false, true},
	[FAILURE_NO_MODEL] = {"no_model", false, true},
	[FAILURE_MISSING] = {"missing", false, false},
};

const char *call_role_name(enum call_role role)
{
	invariant(role < CALL_ROLES);
	return role_names[role];
}

const char *failure_name(enum failure f)
{
	invariant(f < FAILURES);
	return failures[f].name;
}

bool failure_find(struct str name, enum failure *out)
{
	for (unsigned i = 0; i < FAILURES; i++) {
		if (str_is(name, failures[i].name)) {
			*out = (enum failure)i;
			return true;
		}
	}
	return false;
}

bool failure_retries(enum failure f)
{
	invariant(f < FAILURES);
	return failures[f].retries;
}

bool failure_is_fatal(enum failure f)
{
	invariant(f < FAILURES);
	return failures[f].fatal;
}

static uint64_t bits_of(double value)
{
	uint64_t bits;

	if (isnan(value))
		return UINT64_MAX; // there are many NaNs, and one "not set"
	value += 0.0;              // -0 is 0
	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

// Stored with every call: the order of the fields never changes.
struct hash128 request_hash(const struct request *r, struct str model,
			    struct str endpoint)
{
	struct hasher h;

	hasher_init(&h);
	hasher_field(&h, STR("request/1"));
	hasher_field(&h, model);
	hasher_field(&h, endpoint);
	hasher_u64(&h, r->role);
	hasher_u64(&h, r->kind);
	hasher_u64(&h, r->n_messages);
	for (size_t i = 0; i < r->n_messages; i++) {
		hasher_u64(&h, r->messages[i].speaker);
		hasher_field(&h, r->messages[i].content);
	}
	hasher_u64(&h, r->n_continuations);
	for (size_t i = 0; i < r->n_continuations; i++)
		hasher_field(&h, r->continuations[i]);
	for (size_t i = 0; i < PARAMS; i++)
		hasher_u64(&h, bits_of(r->params.value[i]));
	hasher_field(&h, r->item_id);
	hasher_u64(&h, (uint64_t)r->epoch);
	hasher_u64(&h, (uint64_t)r->variant);
	hasher_u64(&h, (uint64_t)r->attempt);
	if (r->schema.n) // came later: what was stored without one keeps its hash
		hasher_field(&h, r->schema);
	if (r->anchor.n)
		hasher_field(&h, r->anchor);
	if (r->template_args.n) {
		hasher_field(&h, STR("template_args"));
		hasher_field(&h, r->template_args);
	}
	return hasher_end(&h);
}
