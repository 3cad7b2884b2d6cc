// Which field of a row is which part of an item: for tables that are not in our own form.
#ifndef EXCHANGE_MAPPING_H
#define EXCHANGE_MAPPING_H

#include "exchange/exchange.h"

struct mapping { // names of fields; empty: the part's own name
	struct str prompt, id, lang, risk, expect;
	struct str set_lang, set_risk,
		set_expect; // what all items get where the row says nothing
};

// Option rows over the struct mapping that is member `at` of `type`.
#define MAPPING_ROWS(type, at)                                                            \
	{"prompt-field",                                                                  \
	 0,                                                                               \
	 OPT_STR,                                                                         \
	 offsetof(type, at.prompt),                                                       \
	 "FIELD",                                                                         \
	 "prompt",                                                                        \
	 0,                                                                               \
	 0,                                                                               \
	 NULL,                                                                            \
	 "where the prompt stands"},                                                      \
		{"id-field", 0, OPT_STR, offsetof(type, at.id),       "FIELD", "id",      \
		 0,          0, NULL,    "where the item's id stands"},                   \
		{"lang-field",                                                            \
		 0,                                                                       \
		 OPT_STR,                                                                 \
		 offsetof(type, at.lang),                                                 \
		 "FIELD",                                                                 \
		 "lang",                                                                  \
		 0,                                                                       \
		 0,                                                                       \
		 NULL,                                                                    \
		 "where the language stands"},                                            \
		{"risk-field",                                                            \
		 0,                                                                       \
		 OPT_STR,                                                                 \
		 offsetof(type, at.risk),                                                 \
		 "FIELD",                                                                 \
		 "risk",                                                                  \
		 0,                                                                       \
		 0,                                                                       \
		 NULL,                                                                    \
		 "where the risk stands: a node's id or one of its aliases"},             \
		{"expect-field",                                                          \
		 0,                                                                       \
		 OPT_STR,                                                                 \
		 offsetof(type, at.expect),                                               \
		 "FIELD",                                                                 \
		 "expect",                                                                \
		 0,                                                                       \
		 0,                                                                       \
		 NULL,                                                                    \
		 "where it stands what is expected: refuse, comply, guide or any"},       \
		{"set-lang",                                                              \
		 0,                                                                       \
		 OPT_STR,                                                                 \
		 offsetof(type, at.set_lang),                                             \
		 "LANG",                                                                  \
		 NULL,                                                                    \
		 0,                                                                       \
		 0,                                                                       \
		 NULL,                                                                    \
		 "the language of items that name none; without it, told from the "       \
		 "text"},                                                                 \
		{"set-risk", 0, OPT_STR, offsetof(type, at.set_risk),       "NODE", NULL, \
		 0,          0, NULL,    "the risk of items that name none"},             \
	{                                                                                 \
		"set-expect", 0, OPT_STR, offsetof(type, at.set_expect), "WHAT", NULL,    \
			0, 0, NULL, "what is expected of items that do not say"           \
	}

extern const struct opt mapping_options[]; // the same over a struct mapping alone

// The parts of one row; STR_NONE where it has none.
struct parts {
	struct str prompt, id, lang, risk, expect;
};
// An item of them, with defaults filled; a prompt that is missing or blank is dropped and
// counted: *kept is false then.
bool mapping_item(const struct import_job *job, struct arena *a,
		  const struct parts *parts, const char *file, size_t line,
		  struct item *out, bool *kept, struct err *e) MUST_CHECK;

#endif
