#include "suite/choice_prompt.h"

#include <pthread.h>

#include "base/asset.h"
#include "base/buf.h"
#include "base/yaml.h"

#define FILE_NAME "choice/prompts.yaml"
#define ZH 0
#define EN 1

enum text { TEXT_PAIR, TEXT_LABEL, TEXT_ONE, TEXT_SEVERAL, TEXTS };
static const char *const names[TEXTS] = {
	[TEXT_PAIR] = "pair",
	[TEXT_LABEL] = "label",
	[TEXT_ONE] = "one",
	[TEXT_SEVERAL] = "several",
};

static struct arena kept;
static struct str texts[TEXTS][2];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void read_texts(void)
{
	struct err e = {0};
	struct str file = asset_text(FILE_NAME);
	const struct yaml *root = yaml_parse(&kept, file, FILE_NAME, &e);
	if (!root)
		bug(e.msg);
	for (size_t i = 0; i < TEXTS; i++) {
		const struct yaml *text = yaml_get(root, names[i]);
		texts[i][ZH] = yaml_str(yaml_get(text, "zh"));
		texts[i][EN] = yaml_str(yaml_get(text, "en"));
		if (!texts[i][ZH].n || !texts[i][EN].n)
			bug(FILE_NAME ": a text is missing");
	}
}

static struct str text_of(enum text which, const struct item *item)
{
	bool zh = str_eq_nocase(str_slice(item->lang, 0, 2), STR("zh"));
	pthread_once(&once, read_texts);
	return texts[which][zh ? ZH : EN];
}

struct blank {
	const char *name;
	struct str value;
};

// In one pass: what looks like a blank within a value stays as it is.
static struct str fill(struct arena *a, struct str text, const struct blank *blanks,
		       size_t n)
{
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	while (text.n) {
		size_t brace = str_find_byte(text, '{'), taken = 1;
		buf_add(&out, str_slice(text, 0, brace));
		text = str_slice(text, brace, text.n);
		if (!text.n)
			break;
		struct str value = str_slice(text, 0, 1);
		for (size_t i = 0; i < n; i++) {
			if (!str_starts(text, str_of(blanks[i].name)))
				continue;
			value = blanks[i].value;
			taken = strlen(blanks[i].name);
		}
		buf_add(&out, value);
		text = str_slice(text, taken, text.n);
	}
	struct str filled = buf_dup(a, &out);
	buf_release(&out);
	return filled;
}

static struct str options_text(struct arena *a, const struct item *item,
			       const struct choice_order *order)
{
	struct str *lines = arena_array(a, order->n + 1, sizeof(*lines));
	for (size_t i = 0; i < order->n; i++)
		lines[i] = arena_printf(a, "%c. " STR_FMT, (int)('A' + i),
					STR_ARG(choice_text(item, order->shown[i])));
	return arena_join(a, lines, order->n, STR("\n"));
}

const struct message *choice_messages(struct arena *a, const struct item *item,
				      const struct choice_order *order, size_t *n)
{
	struct message *m = arena_new(a, struct message);
	enum text which = item->kind == ITEM_PAIR ? TEXT_PAIR
			  : item->several         ? TEXT_SEVERAL
						  : TEXT_ONE;
	bool pair = item->kind == ITEM_PAIR;
	const struct blank blanks[] = {
		{"{question}", item->prompt},
		{"{options}", pair ? STR_NONE : options_text(a, item, order)},
		{"{first}", choice_text(item, order->shown[0])},
		{"{second}", choice_text(item, order->shown[1])},
	};
	*m = (struct message){SPEAKER_USER,
			      fill(a, text_of(which, item), blanks, COUNT(blanks))};
	*n = 1;
	return m;
}

struct str choice_sign(struct arena *a, const struct item *item, size_t place)
{
	return item->kind == ITEM_PAIR ? arena_printf(a, "%zu", place + 1)
				       : arena_printf(a, "%c", (int)('A' + place));
}

struct str choice_label(struct arena *a, const struct item *item, size_t place)
{
	struct blank number = {"{number}", choice_sign(a, item, place)};
	return item->kind == ITEM_PAIR ? fill(a, text_of(TEXT_LABEL, item), &number, 1)
				       : number.value;
}
