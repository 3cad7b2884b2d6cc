#include "judge/guard/guard_prompt.h"

#include "attack/template.h"
#include "base/asset.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "judge/control.h"
#include "judge/judge.h"
#include "suite/tree.h"

#define FILE_MAX ((size_t)1 << 20)
#define TEXT_MAX ((size_t)64 << 20)
#define VERSION_DIGITS 8 // of the file's hash
#define MARK_DIGITS 12
#define ZH 0
#define EN 1

static const char *const keys[] = {"guard",  "source",  "note",   "system",
				   "prompt", "purpose", "policy", NULL};

// --- Reading.

struct reading {
	struct tree tree;
	struct guard_prompt *prompt;
};

// A text, or {zh, en}; texts[] stays as it is where there is none.
static void read_texts(struct reading *r, const struct yaml *root, const char *key,
		       struct str texts[2])
{
	const struct yaml *y = yaml_get(root, key);
	if (y && y->kind == YAML_MAP) {
		struct bilingual both = tree_bilingual(&r->tree, root, key, true);
		texts[ZH] = both.zh;
		texts[EN] = both.en;
		return;
	}
	texts[ZH] = texts[EN] = tree_text(&r->tree, root, key, false);
}

// "{word}", where that is one; what stands in quotes is JSON.
static struct str slot_at(struct str text)
{
	size_t n = 1;
	while (n < text.n && ((text.p[n] >= 'a' && text.p[n] <= 'z') || text.p[n] == '_'))
		n++;
	return n > 1 && n < text.n && text.p[n] == '}' ? str_slice(text, 0, n + 1)
						       : STR_NONE;
}

// A slot that stands for nothing would be sent as it is.
static void check_slots(struct reading *r, const struct yaml *root, const char *key,
			struct str text, const struct str *slots, size_t n)
{
	for (size_t i = 0; i < text.n; i++) {
		struct str slot =
			text.p[i] == '{' ? slot_at(str_slice(text, i, text.n)) : STR_NONE;
		bool known = !slot.n;
		for (size_t k = 0; k < n; k++)
			known = known || str_eq(slot, slots[k]);
		if (known)
			continue;
		struct str all = arena_join(r->tree.arena, slots, n, STR(", "));
		faults_add(r->tree.faults, r->tree.file, yaml_get(root, key)->line,
			   str_of(key), "unknown slot " STR_FMT ", expected " STR_FMT,
			   STR_ARG(slot), STR_ARG(all));
		return;
	}
}

// In both languages, a fault of one text for both but once. `needs` NULL: no slot must
// stand in it.
static void check_texts(struct reading *r, const struct yaml *root, const char *key,
			const struct str texts[2], const struct str *slots, size_t n,
			const struct str *needs)
{
	const struct yaml *y = yaml_get(root, key);
	for (size_t i = 0; i < (str_eq(texts[ZH], texts[EN]) ? 1 : 2); i++) {
		check_slots(r, root, key, texts[i], slots, n);
		if (needs && str_find(texts[i], *needs) == STR_NPOS)
			faults_add(r->tree.faults, r->tree.file, y ? y->line : 1,
				   str_of(key), "expected a text with " STR_FMT " in it",
				   STR_ARG(*needs));
	}
}

static void add_fault(struct reading *r, const struct yaml *root, const char *key,
		      const char *expected)
{
	faults_add(r->tree.faults, r->tree.file, yaml_get(root, key)->line, str_of(key),
		   "expected %s", expected);
}

// `guard` NULL: any of those that take a prompt.
static void check_guard(struct reading *r, const struct yaml *root, const char *guard)
{
	struct str of = tree_text(&r->tree, root, "guard", true);
	const struct judge_desc *desc = judge_find(of);
	bool takes = desc && desc->params && opt_find(desc->params, STR("prompt"));
	if (of.n && guard && !str_is(of, guard))
		add_fault(r, root, "guard", guard);
	if (of.n && !guard && !takes)
		add_fault(r, root, "guard",
			  "the name of a guard that takes a prompt (wildguard, "
			  "harmbench, ...)");
}

static void check(struct reading *r, const struct yaml *root, const char *guard)
{
	static const struct str slots[] = {
		STR_INIT("{response}"),       STR_INIT("{prompt}"),
		STR_INIT("{conversation}"),   STR_INIT("{mark}"),
		STR_INIT(GUARD_SLOT_PURPOSE), STR_INIT(GUARD_SLOT_POLICY),
	};
	static const struct str purpose = STR_INIT(GUARD_SLOT_PURPOSE),
				policy = STR_INIT(GUARD_SLOT_POLICY);
	const struct guard_prompt *p = r->prompt;
	check_guard(r, root, guard);
	check_texts(r, root, "prompt", p->text, slots, COUNT(slots), &slots[0]);
	check_texts(r, root, "system", p->system, slots, COUNT(slots), NULL);
	if (yaml_get(root, "purpose"))
		check_texts(r, root, "purpose", p->purpose, &purpose, 1, &purpose);
	if (yaml_get(root, "policy"))
		check_texts(r, root, "policy", p->policy, &policy, 1, &policy);
}

static bool read(struct reading *r, struct str text, const char *guard, struct err *e)
{
	struct str name = r->tree.file;
	const struct yaml *root = yaml_parse(r->tree.arena, text, name.p, e);
	if (!root)
		return false;
	tree_check_keys(&r->tree, root, keys);
	read_texts(r, root, "system", r->prompt->system);
	read_texts(r, root, "prompt", r->prompt->text);
	read_texts(r, root, "purpose", r->prompt->purpose);
	read_texts(r, root, "policy", r->prompt->policy);
	check(r, root, guard);
	return true;
}

void guard_prompt_check(struct arena *a, const char *path, struct faults *f)
{
	struct guard_prompt prompt = {.own = false};
	struct reading r = {.tree = {a, f, str_of(path)}, .prompt = &prompt};
	struct str text;
	struct err e = {0};
	if (!file_read(a, path, FILE_MAX, &text, &e) || !read(&r, text, NULL, &e))
		faults_add(f, STR_NONE, 0, STR_NONE, "%s", e.msg);
}

const struct guard_prompt *guard_prompt_load(struct arena *a, const char *name,
					     struct str file, struct err *e)
{
	struct guard_prompt *p = arena_new(a, struct guard_prompt);
	char *path =
		file.n ? arena_cstr(a, file)
		       : arena_cstr(a, arena_printf(a, "judges/guards/%s.yaml", name));
	struct str text;
	p->own = !file.n;
	if (p->own)
		text = asset_text(path);
	else if (!file_read(a, path, FILE_MAX, &text, e))
		return NULL;
	invariant(text.p);
	struct faults faults;
	faults_init(&faults);
	struct reading r = {.tree = {a, &faults, str_of(path)}, .prompt = p};
	bool ok = read(&r, text, name, e) && faults_to_err(&faults, e);
	faults_release(&faults);
	char hex[SHA256_HEX + 1];
	sha256_hex(text, hex);
	p->version =
		arena_printf(a, "%s-%.*s", p->own ? "own" : "file", VERSION_DIGITS, hex);
	return ok ? p : NULL;
}

// --- Filling.

// The turns but for the last of the user's, and the response.
static struct str history(struct arena *a, const struct message *messages, size_t n)
{
	struct buf out;
	buf_init(&out, TEXT_MAX);
	for (size_t i = 0; i < n; i++) {
		buf_adds(&out, speaker_name(messages[i].speaker));
		buf_adds(&out, ": ");
		buf_add(&out, messages[i].content);
		buf_addc(&out, '\n');
	}
	struct str text = buf_dup(a, &out);
	buf_release(&out);
	return text;
}

// What sets the response off: nobody can write it into a response beforehand, since it
// depends on all of it.
static struct str mark_of(struct arena *a, const struct message *messages, size_t n)
{
	struct hasher h;
	hasher_init(&h);
	for (size_t i = 0; i < n; i++)
		hasher_field(&h, messages[i].content);
	return str_slice(hash128_hex(a, hasher_end(&h)), 0, MARK_DIGITS);
}

const char *guard_prompt_lacks(const struct guard_prompt *p, const char *slot)
{
	bool lacks[2];
	for (size_t i = 0; i < 2; i++)
		lacks[i] = str_find(p->text[i], str_of(slot)) == STR_NPOS &&
			   str_find(p->system[i], str_of(slot)) == STR_NPOS;
	if (lacks[ZH] && lacks[EN])
		return "";
	return lacks[ZH] ? "zh" : lacks[EN] ? "en" : NULL;
}

// What a slot of the context stands for: nothing, the file's paragraph around what was
// said, with a blank line behind it, or that alone.
static struct str paragraph(struct arena *a, struct str around, const char *slot,
			    struct str said)
{
	struct slot slots[] = {{slot, said}};
	if (!said.n || !around.n)
		return said;
	return arena_printf(a, STR_FMT "\n\n",
			    STR_ARG(template_fill(a, around, slots, COUNT(slots))));
}

const struct message *guard_prompt_fill(const struct guard_prompt *p, struct arena *a,
					const struct sample *sample,
					const struct guard_context *context, size_t *n)
{
	size_t all;
	const struct message *talk = guard_conversation(a, sample, &all);
	size_t last = all - 1; // the response
	bool asked = last && talk[last - 1].speaker == SPEAKER_USER;
	size_t lang = str_starts(sample->item->lang, STR("zh")) ? ZH : EN;
	struct slot slots[] = {
		{"{prompt}", asked ? talk[last - 1].content : STR("")},
		{"{response}", talk[last].content},
		{"{conversation}", history(a, talk, asked ? last - 1 : last)},
		{"{mark}", mark_of(a, talk, all)},
		{GUARD_SLOT_PURPOSE,
		 paragraph(a, p->purpose[lang], GUARD_SLOT_PURPOSE, context->purpose)},
		{GUARD_SLOT_POLICY,
		 paragraph(a, p->policy[lang], GUARD_SLOT_POLICY, context->policy)},
	};
	struct message *out = arena_array(a, 2, sizeof(*out));
	*n = 0;
	if (p->system[lang].n)
		out[(*n)++] = (struct message){SPEAKER_SYSTEM,
					       template_fill(a, p->system[lang], slots,
							     COUNT(slots))};
	out[(*n)++] = (struct message){SPEAKER_USER, template_fill(a, p->text[lang],
								   slots, COUNT(slots))};
	return out;
}

struct str guard_prompt_mark(struct arena *a, const struct sample *sample)
{
	size_t n;
	const struct message *talk = guard_conversation(a, sample, &n);
	return mark_of(a, talk, n);
}

// --- The conversation.

static void say(struct arena *a, struct message *all, size_t *n, struct message m)
{
	m.content = control_break(a, m.content);
	if (m.speaker == SPEAKER_SYSTEM) // nothing but turns
		m.speaker = SPEAKER_USER;
	if (!*n || all[*n - 1].speaker != m.speaker) {
		all[(*n)++] = m;
		return;
	}
	struct str both[] = {all[*n - 1].content, m.content};
	all[*n - 1].content = arena_join(a, both, COUNT(both), STR("\n\n"));
}

const struct message *guard_conversation(struct arena *a, const struct sample *sample,
					 size_t *n)
{
	size_t asked;
	const struct message *messages = item_messages(a, sample->item, &asked);
	struct message *all = arena_array(a, asked + 1, sizeof(*all));
	*n = 0;
	for (size_t i = 0; i < asked; i++)
		say(a, all, n, messages[i]);
	say(a, all, n, (struct message){SPEAKER_ASSISTANT, sample->response->text});
	return all;
}
