// The generator that needs no model: a leaf's phrases in whole-sentence frames, the
// leaf's own questions and those that hold for every risk (data/generate/frames.*.yaml).
//
// Frames and phrases are drawn from shuffled decks, so that each comes up about equally
// often and two prompts with the same frame lie far apart. What is too like an earlier
// prompt is the driver's to refuse; the next round draws afresh.
#include "base/buf.h"
#include "generate/deck.h"
#include "generate/frame.h"
#include "generate/generate.h"

// Of every ten prompts, how many take one of the leaf's own questions.
static unsigned own_share(enum expect expect)
{
	return expect == EXPECT_GUIDE ? 7 : expect == EXPECT_COMPLY ? 0 : 4;
}

// --- Filling a frame.

struct grammar {
	struct rng rng;
	struct deck phrases[KNOWLEDGE_ROLES]; // questions: the leaf's own frames
	struct deck frames;                   // those that hold for every risk
	unsigned own_of_ten;
};

// Whether the leaf knows a phrase for each of the frame's slots.
static bool usable(const struct grammar *g, struct str frame)
{
	for (size_t i = 0; i < frame.n; i++) {
		if (frame.p[i] != '{')
			continue;
		enum knowledge_role role = frame_slot(str_slice(frame, i, frame.n));
		if (role != KNOWLEDGE_ROLES && !g->phrases[role].n)
			return false;
	}
	return true;
}

static bool starts_sentence(const struct buf *out)
{
	size_t n = out->n;
	return n == 0 || (n > 1 && out->p[n - 1] == ' ' && strchr(".?!", out->p[n - 2]));
}

static void put_phrase(struct buf *out, struct str phrase)
{
	bool capital = starts_sentence(out) && phrase.n && phrase.p[0] >= 'a' &&
		       phrase.p[0] <= 'z';
	if (capital)
		buf_addc(out, (char)(phrase.p[0] - 'a' + 'A'));
	buf_add(out, str_slice(phrase, capital, phrase.n));
}

static struct str fill(struct grammar *g, struct arena *a, struct str frame)
{
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	for (size_t i = 0; i < frame.n;) {
		enum knowledge_role role =
			frame.p[i] == '{' ? frame_slot(str_slice(frame, i, frame.n))
					  : KNOWLEDGE_ROLES;
		if (role == KNOWLEDGE_ROLES) {
			buf_addc(&out, frame.p[i++]);
			continue;
		}
		put_phrase(&out, deck_draw(&g->phrases[role], &g->rng));
		i += strlen(frame_slot_name(role));
	}
	struct str text = arena_str(a, buf_str(&out));
	buf_release(&out);
	return text;
}

// --- The machine.

static struct phrases usable_frames(const struct grammar *g, struct arena *a,
				    struct phrases all)
{
	struct str *kept = arena_array(a, all.n + 1, sizeof(*kept));
	size_t n = 0;
	for (size_t i = 0; i < all.n; i++)
		if (usable(g, all.items[i]))
			kept[n++] = all.items[i];
	return (struct phrases){kept, n};
}

static bool grammar_init(struct grammar *g, struct arena *a, const struct task *t,
			 const struct knowledge *known)
{
	struct str stream =
		arena_printf(a, "generate/grammar/" STR_FMT "/" STR_FMT "/%s/%llu",
			     STR_ARG(t->node->id), STR_ARG(known->lang),
			     expect_name(t->expect), (unsigned long long)t->round);
	rng_init(&g->rng, t->seed, stream);
	for (size_t i = 0; i < KNOWLEDGE_QUESTION; i++)
		deck_init(&g->phrases[i], a, known->of[i]);
	struct phrases own = usable_frames(g, a, known->of[KNOWLEDGE_QUESTION]);
	struct phrases frames =
		usable_frames(g, a, frame_general(known->lang, t->expect));
	// A leaf's own questions ask for what it expects. Those about a risk are none to
	// be answered; and the general ones that are to be answered are all about risks.
	if (t->expect == EXPECT_COMPLY && t->node->expect != EXPECT_COMPLY)
		own.n = 0;
	else if (t->expect == EXPECT_COMPLY && own.n)
		frames.n = 0;
	deck_init(&g->phrases[KNOWLEDGE_QUESTION], a, own);
	deck_init(&g->frames, a, frames);
	g->own_of_ten = !frames.n ? 10 : !own.n ? 0 : own_share(t->expect);
	return frames.n || own.n;
}

static struct str write_one(struct grammar *g, struct arena *a)
{
	bool own = rng_below(&g->rng, 10) < g->own_of_ten;
	struct deck *from = own ? &g->phrases[KNOWLEDGE_QUESTION] : &g->frames;
	return fill(g, a, deck_draw(from, &g->rng));
}

static enum step step(void *state, const struct task *task, const struct event *event,
		      struct generate_out *out, struct err *e)
{
	(void)state;
	(void)event;
	(void)e;
	struct arena *a = out->step.arena;
	const struct knowledge *known = node_knowledge(task->node, task->lang);
	struct grammar *g = arena_new(a, struct grammar);
	if (!known || !grammar_init(g, a, task, known)) {
		out->step.why = arena_printf(a, "nothing is known of it in " STR_FMT,
					     STR_ARG(task->lang));
		return STEP_SKIP;
	}
	out->items = arena_array(a, task->wanted + 1, sizeof(*out->items));
	for (out->n_items = 0; out->n_items < task->wanted; out->n_items++)
		out->items[out->n_items] = (struct item){
			.kind = ITEM_OPEN,
			.lang = task->lang,
			.risk = task->node->id,
			.expect = task->expect,
			.prompt = write_one(g, a),
			.better = -1,
			.source = {.dataset = STR("assay"), .license = STR("CC-BY-4.0")},
		};
	return STEP_DONE;
}

extern const struct generator_desc generator_grammar;
const struct generator_desc generator_grammar = {
	.name = "grammar",
	.version = 1,
	.summary = {STR_INIT("不用模型：把分类体系中每个叶节点的短语填入中英文各自写就的"
			     "句式"),
		    STR_INIT(
			    "no model: fills sentence frames, written for each language, "
			    "with the phrases of a taxonomy's leaves")},
	.step = step,
};
