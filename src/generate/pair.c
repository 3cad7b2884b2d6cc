#include "generate/pair.h"

#include "attack/template.h"
#include "base/map.h"
#include "base/utf8.h"
#include "generate/deck.h"
#include "generate/frame.h"

#define LENGTH_LEAST 56 // characters of a reply that is aimed at
#define LENGTH_SPAN 56
#define CANDIDATES 10 // sentences looked at for one about the prompt's very subject
#define TRIES 50      // to write a reply that is not there yet
#define ADDED_MOST 5

enum side { SIDE_GOOD, SIDE_EASY, SIDE_HARD, SIDES };
static const char *const side_keys[] = {"good", "easy", "hard"};
enum part { PART_OPEN, PART_CORE, PART_TAIL, PART_CLOSE, PARTS };
static const char *const part_keys[] = {"open", "core", "tail", "close"};

static const char *const leaf_files[] = {
	"choice/replies/responsibility.zh.yaml",
	"choice/replies/safety.zh.yaml",
};

struct texts { // of a part, for a side
	struct deck deck;
	const struct str *on; // [deck.n] what the prompt has to speak of; empty: anything
	bool special;         // some of them are not empty
};

struct pair_writer {
	struct arena *arena;
	struct rng rng;
	const struct knowledge *known;
	struct phrases frames[2];      // the leaf's own, those for all
	const struct yaml *answers[2]; // to the same, or NULL
	struct texts texts[SIDES][PARTS];
	struct map used; // replies
	bool guide;
	size_t prompts, hard;
};

// --- Texts.

static const struct yaml *leaf_texts(struct str leaf)
{
	for (size_t i = 0; i < COUNT(leaf_files); i++) {
		const struct yaml *file = template_file(leaf_files[i]);
		for (size_t k = 0; k < file->n; k++)
			if (str_eq(file->pairs[k].key, leaf))
				return file->pairs[k].value;
	}
	return NULL;
}

bool pair_known(const struct node *leaf, struct str lang)
{
	return str_is(lang, "zh") && leaf_texts(leaf->id) && node_knowledge(leaf, lang);
}

// A sentence, or {on: WORDS, say: sentence}.
static void read_texts(struct texts *out, struct arena *a, const struct yaml *list)
{
	struct str *say = arena_array(a, list->n + 1, sizeof(*say));
	struct str *on = arena_array(a, list->n + 1, sizeof(*on));
	for (size_t i = 0; i < list->n; i++) {
		const struct yaml *special = yaml_get(list->items[i], "say");
		say[i] = yaml_str(special ? special : list->items[i]);
		on[i] = yaml_str(yaml_get(list->items[i], "on"));
		out->special = out->special || on[i].n;
	}
	deck_init(&out->deck, a, (struct phrases){say, list->n});
	out->on = on;
}

// A part's sentences for a side: the leaf's own, else those for all.
static void load_texts(struct pair_writer *w, const struct yaml *leaf,
		       const struct yaml *all, enum side side, enum part part)
{
	const struct yaml *list =
		yaml_get(yaml_get(leaf, side_keys[side]), part_keys[part]);
	if (!list)
		list = yaml_get(yaml_get(all, part_keys[part]), side_keys[side]);
	invariant(list && list->n);
	read_texts(&w->texts[side][part], w->arena, list);
}

struct pair_writer *pair_writer_create(struct arena *a, const struct node *leaf,
				       struct str lang, enum expect expect, uint64_t seed)
{
	struct pair_writer *w = arena_new(a, struct pair_writer);
	const struct yaml *texts = leaf_texts(leaf->id);
	invariant(texts);
	w->arena = a;
	w->guide = expect == EXPECT_GUIDE;
	const struct yaml *all = yaml_get(template_file("choice/replies.zh.yaml"),
					  w->guide ? "guide" : "refuse");
	struct str stream =
		arena_printf(a, "generate/pair/" STR_FMT "/" STR_FMT "/%s",
			     STR_ARG(leaf->id), STR_ARG(lang), expect_name(expect));
	rng_init(&w->rng, seed, stream);
	w->known = node_knowledge(leaf, lang);
	w->frames[0] = w->known->of[KNOWLEDGE_QUESTION];
	w->frames[1] = frame_general(lang, expect);
	w->answers[0] = yaml_get(texts, "answers");
	w->answers[1] = yaml_get(all, "answers");
	for (size_t side = 0; side < SIDES; side++)
		for (size_t part = 0; part < PARTS; part++)
			load_texts(w, texts, all, (enum side)side, (enum part)part);
	map_init(&w->used);
	return w;
}

// --- One reply.

struct asked { // of a prompt
	struct frame_match match;
	struct str prompt;
	const struct yaml *answer; // to its very question, or NULL
};

static struct asked read_prompt(const struct pair_writer *w, struct str prompt)
{
	struct asked asked = {.prompt = prompt};
	size_t from = 0;
	while (from < 2 && !frame_find(w->known, w->frames[from], prompt, &asked.match))
		from++;
	const struct yaml *answers = from < 2 ? w->answers[from] : NULL;
	for (size_t i = 0; answers && i < answers->n && !asked.answer; i++)
		if (str_starts(asked.match.frame,
			       yaml_str(yaml_get(answers->items[i], "ask"))))
			asked.answer = answers->items[i];
	return asked;
}

// Whether the prompt speaks of one of these, "A|B".
static bool speaks_of(struct str prompt, struct str words)
{
	while (words.n)
		if (str_find(prompt, str_cut(&words, '|')) != STR_NPOS)
			return true;
	return false;
}

// Of the next few sentences the first that is about the very thing that the prompt speaks
// of, else the first that holds for the whole leaf. What is about other things, or takes
// up a phrase that the prompt has not, is passed over.
static struct str draw(struct pair_writer *w, const struct asked *asked, enum side side,
		       enum part part)
{
	struct texts *from = &w->texts[side][part];
	struct str best = STR_NONE;
	for (size_t i = 0; i < CANDIDATES || !best.p; i++) {
		if (i > 2 * from->deck.n + CANDIDATES)
			bug("no sentence holds for every prompt of the leaf");
		size_t next = deck_next(&from->deck, &w->rng);
		struct str text, on = from->on[next];
		bool about = on.n && speaks_of(asked->prompt, on);
		if ((on.n && !about) || (best.p && !about) ||
		    !frame_refill(w->arena, from->deck.items[next], &asked->match, &text))
			continue;
		best = text;
		if (about || !from->special)
			break;
	}
	return best;
}

struct draft {
	struct str of[PARTS][ADDED_MOST];
	size_t n[PARTS];
	size_t pieces, length, aim; // characters
};

// Unless it is there, or would lead further from the aim than to it; false then.
static bool add(struct draft *d, enum part part, struct str text)
{
	size_t n = utf8_count(text);
	for (size_t i = 0; i < d->n[part]; i++)
		if (str_eq(d->of[part][i], text))
			return true;
	if (d->pieces > 1 && d->length + n / 2 > d->aim)
		return false;
	d->of[part][d->n[part]++] = text;
	d->length += n;
	d->pieces++;
	return true;
}

static struct str answer_of(struct pair_writer *w, const struct asked *asked,
			    enum side side)
{
	struct str text = yaml_str(yaml_get(asked->answer, side_keys[side])), out;
	if (!text.p || !frame_refill(w->arena, text, &asked->match, &out))
		bug("an answer has slots that its question has not");
	return out;
}

// A lead, one sentence more, and others until the length that was drawn is reached. The
// answer to a question without slots is to the point; so sentences that hold for the
// whole leaf come last there.
static struct str compose(struct pair_writer *w, const struct asked *asked,
			  enum side side)
{
	static const enum part order[2][ADDED_MOST] = {
		{PART_CORE, PART_TAIL, PART_CLOSE, PART_CORE, PART_TAIL},
		{PART_TAIL, PART_CLOSE, PART_TAIL, PART_CORE, PART_CORE},
	};
	struct draft d = {.aim = LENGTH_LEAST + (size_t)rng_below(&w->rng, LENGTH_SPAN)};
	bool exact = asked->answer && str_find_byte(asked->match.frame, '{') == STR_NPOS;
	(void)add(&d, PART_OPEN,
		  asked->answer ? answer_of(w, asked, side)
				: draw(w, asked, side, PART_OPEN));
	for (size_t i = 0; i < ADDED_MOST; i++)
		if (!add(&d, order[exact][i], draw(w, asked, side, order[exact][i])))
			break;
	struct str all[PARTS * ADDED_MOST];
	size_t n = 0;
	for (size_t part = 0; part < PARTS; part++)
		for (size_t i = 0; i < d.n[part]; i++)
			all[n++] = d.of[part][i];
	return arena_join(w->arena, all, n, STR(""));
}

static struct str write_reply(struct pair_writer *w, const struct asked *asked,
			      enum side side)
{
	struct str text = STR_NONE;
	for (size_t i = 0; i < TRIES; i++) {
		bool added;
		text = compose(w, asked, side);
		map_put(&w->used, text, &added);
		if (added)
			break;
	}
	return text;
}

void pair_writer_release(struct pair_writer *w)
{
	map_release(&w->used);
}

// --- Which pairs a prompt gets.

// Whether the step to n + 1 is one of `some` spread evenly over every `all` steps.
static bool falls(size_t n, size_t some, size_t all)
{
	return (n + 1) * some / all > n * some / all;
}

static struct item pair_of(struct pair_writer *w, const struct item *prompt,
			   const struct asked *asked, enum side worse)
{
	struct item item = *prompt;
	item.kind = ITEM_PAIR;
	item.expect = EXPECT_GUIDE;
	item.difficulty = str_of(side_keys[worse]);
	item.better = (int)rng_below(&w->rng, 2);
	item.replies[item.better] = write_reply(w, asked, SIDE_GOOD);
	item.replies[1 - item.better] = write_reply(w, asked, worse);
	item.id = item_content_id(w->arena, &item);
	return item;
}

size_t pair_write(struct pair_writer *w, const struct item *prompt,
		  struct item out[PAIR_MOST])
{
	struct asked asked = read_prompt(w, prompt->prompt);
	bool hard = falls(w->prompts, 24, w->guide ? 100 : 107);
	bool easy = !hard || (w->guide && falls(w->hard, 7, 24));
	w->prompts++;
	w->hard += hard;
	size_t n = 0;
	if (easy)
		out[n++] = pair_of(w, prompt, &asked, SIDE_EASY);
	if (hard)
		out[n++] = pair_of(w, prompt, &asked, SIDE_HARD);
	return n;
}
