#include "generate/frame.h"

#include "attack/template.h"
#include "base/buf.h"

enum audience { FRAMES_REFUSE, FRAMES_COMPLY, FRAMES_GUIDE, AUDIENCES };
static const char *const audience_keys[] = {"refuse", "comply", "guide"};

static const char *const slot_names[] = {
	[KNOWLEDGE_THING] = "{thing}",   [KNOWLEDGE_ACT] = "{act}",
	[KNOWLEDGE_ACTOR] = "{actor}",   [KNOWLEDGE_SETTING] = "{setting}",
	[KNOWLEDGE_MOTIVE] = "{motive}", [KNOWLEDGE_QUESTION] = NULL,
};

const char *frame_slot_name(enum knowledge_role role)
{
	return slot_names[role];
}

enum knowledge_role frame_slot(struct str text)
{
	for (size_t i = 0; i < KNOWLEDGE_QUESTION; i++)
		if (str_starts(text, str_of(slot_names[i])))
			return (enum knowledge_role)i;
	return KNOWLEDGE_ROLES;
}

// --- The general ones.

static enum audience audience_of(enum expect expect)
{
	return expect == EXPECT_COMPLY  ? FRAMES_COMPLY
	       : expect == EXPECT_GUIDE ? FRAMES_GUIDE
					: FRAMES_REFUSE;
}

struct phrases frame_general(struct str lang, enum expect expect)
{
	static struct phrases frames[2][AUDIENCES];
	static struct arena arena;
	bool zh = str_is(lang, "zh");
	enum audience audience = audience_of(expect);
	struct phrases *f = &frames[zh][audience];
	if (f->n)
		return *f;
	const char *name = zh ? "generate/frames.zh.yaml" : "generate/frames.en.yaml";
	const struct yaml *list = yaml_get(template_file(name), audience_keys[audience]);
	invariant(list && list->n);
	struct str *texts = arena_array(&arena, list->n, sizeof(*texts));
	for (size_t i = 0; i < list->n; i++)
		texts[i] = list->items[i]->scalar;
	*f = (struct phrases){texts, list->n};
	return *f;
}

// --- What a sentence was made with.

static bool match_rest(const struct knowledge *known, struct str frame, struct str prompt,
		       struct frame_match *out);

// The frame's slot in front, by each phrase that the prompt goes on with.
static bool match_slot(const struct knowledge *known, enum knowledge_role role,
		       struct str frame, struct str prompt, struct frame_match *out)
{
	struct str before = out->of[role];
	for (size_t i = 0; i < known->of[role].n; i++) {
		struct str phrase = known->of[role].items[i];
		if (!str_starts(prompt, phrase))
			continue;
		if (!before.p)
			out->of[role] = phrase;
		if (match_rest(known, frame, str_slice(prompt, phrase.n, prompt.n), out))
			return true;
		out->of[role] = before;
	}
	return false;
}

static bool match_rest(const struct knowledge *known, struct str frame, struct str prompt,
		       struct frame_match *out)
{
	for (size_t i = 0; i < frame.n; i++) {
		struct str rest = str_slice(frame, i, frame.n);
		enum knowledge_role role =
			frame.p[i] == '{' ? frame_slot(rest) : KNOWLEDGE_ROLES;
		if (role != KNOWLEDGE_ROLES)
			return match_slot(known, role,
					  str_slice(rest, strlen(slot_names[role]),
						    rest.n),
					  str_slice(prompt, i, prompt.n), out);
		if (i >= prompt.n || prompt.p[i] != frame.p[i])
			return false;
	}
	return frame.n == prompt.n;
}

bool frame_find(const struct knowledge *known, struct phrases frames, struct str prompt,
		struct frame_match *out)
{
	for (size_t i = 0; i < frames.n; i++) {
		*out = (struct frame_match){.frame = frames.items[i]};
		if (match_rest(known, frames.items[i], prompt, out))
			return true;
	}
	*out = (struct frame_match){.frame = STR_NONE};
	return false;
}

bool frame_refill(struct arena *a, struct str text, const struct frame_match *match,
		  struct str *out)
{
	struct slot slots[KNOWLEDGE_QUESTION];
	for (size_t i = 0; i < KNOWLEDGE_QUESTION; i++) {
		slots[i] = (struct slot){slot_names[i], match->of[i]};
		if (!match->of[i].p && str_find(text, str_of(slot_names[i])) != STR_NPOS)
			return false;
	}
	*out = template_fill(a, text, slots, KNOWLEDGE_QUESTION);
	return true;
}
