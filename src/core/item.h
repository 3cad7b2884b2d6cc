// An item: one thing to ask a model (design: "Words"; on disk: docs/formats.md,
// "Item").
//
// Plain data. All text lies in the arena of whoever made the item, or is borrowed from
// something that outlives it. Any thread may read it.
#ifndef CORE_ITEM_H
#define CORE_ITEM_H

#include "base/err.h"
#include "base/json.h"

enum item_kind { ITEM_OPEN, ITEM_DIALOGUE, ITEM_CHOICE, ITEM_PAIR, ITEM_KINDS };
enum expect { EXPECT_REFUSE, EXPECT_COMPLY, EXPECT_GUIDE, EXPECT_ANY, EXPECTS };
enum speaker { SPEAKER_SYSTEM, SPEAKER_USER, SPEAKER_ASSISTANT, SPEAKERS };

struct message {
	enum speaker speaker;
	struct str content;
};

struct source { // where an item comes from; unknown is STR_NONE, row 0
	struct str dataset, version, license, id;
	int64_t row; // from 1
};

struct item {
	struct str id;
	enum item_kind kind;
	struct str lang; // BCP 47: zh, en, ...
	struct str risk; // id of a taxonomy node, or STR_NONE
	enum expect expect;
	// open, choice, pair; a conversing attack's item has none
	struct str prompt;
	const struct message *messages; // [n_messages] of a dialogue
	size_t n_messages;
	const struct str *options; // [n_options] of a choice
	size_t n_options;
	// [n_answers] right options by index from 0; none when unknown
	const int64_t *answers;
	size_t n_answers;
	const int64_t *ranks;  // [n_options] graded options, or NULL
	struct str replies[2]; // of a pair
	int better;            // 0, 1, or -1 when unknown
	// All right options are asked for; else one. What is asked and how a reply is
	// read depends on it, never on the key.
	bool several;
	struct str difficulty; // "easy", "hard", ...
	// of an attacked item: base item's id; "a", "a+b"
	struct str parent, attack;
	struct source source;
	struct str meta; // a JSON object as text, or STR_NONE
};

// A deep copy: all text and lists in the arena.
struct item item_copy(struct arena *a, const struct item *from);
// What holds for the expansion of a cell by an attack: comply items and items that are
// attacked already are asked as they are.
bool item_attackable(const struct item *item);

// Names as they stand in files; find gives false for a word that is none of them.
const char *item_kind_name(enum item_kind kind);
const char *expect_name(enum expect expect);
const char *speaker_name(enum speaker speaker);
bool item_kind_find(struct str name, enum item_kind *out);
bool expect_find(struct str name, enum expect *out);
bool speaker_find(struct str name, enum speaker *out);

// The id of an item that was given none: 128-bit hash of kind, lang, risk and content,
// in hex.
struct str item_content_id(struct arena *a, const struct item *item);

// What an attack's item is made by. writer, attacker and target are STR_NONE where the
// attack has no use for them.
struct attack_origin {
	struct str parent, attack;
	int64_t version;
	uint64_t seed;
	struct str writer, attacker, target;
};
// The id of an attacked item: the same from `assay attack` and from `assay run -a`.
struct str item_attacked_id(struct arena *a, const struct attack_origin *origin);

// What is sent to a model for this item: its messages, or its prompt as one message by
// the user.
const struct message *item_messages(struct arena *a, const struct item *item, size_t *n);

// From one JSON object in the form of docs/formats.md. Missing fields get their
// defaults (a bare prompt expects `refuse`; the language is that of the text's majority
// script). `e` names the field: "prompt: expected a string, got null". Text is copied
// into the arena. Unknown keys are ignored.
bool item_from_json(struct arena *a, const struct json *j, struct item *out,
		    struct err *e) MUST_CHECK;
// one object, keys in the documented order
void item_to_json(struct json_writer *w, const struct item *item);

#endif
