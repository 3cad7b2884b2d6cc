// The prompt cut into strings of a Python program that joins and prints them (Kang et
// al., 2023).
#include "attack/payload.h"
#include "attack/template.h"
#include "base/utf8.h"

#define FRAGMENTS_MAX 8

// Cuts at code points, none of the pieces empty; fewer pieces of a text that is too
// short.
static size_t cut(struct rng *r, struct str text, size_t wanted, struct str *pieces)
{
	size_t points = utf8_count(text);
	if (wanted > points)
		wanted = points;
	struct str rest = text;
	size_t left = points, n = 0;
	for (; n + 1 < wanted; n++) {
		// About an even share, half to one and a half of it.
		size_t share = left / (wanted - n);
		size_t take = share / 2 + rng_below(r, share + 1);
		size_t most = left - (wanted - n - 1);
		take = take < 1 ? 1 : take > most ? most : take;
		const char *from = rest.p;
		for (size_t i = 0; i < take; i++)
			utf8_next(&rest);
		pieces[n] = (struct str){from, (size_t)(rest.p - from)};
		left -= take;
	}
	pieces[n++] = rest;
	return n;
}

static size_t readable_prefix(struct str s)
{
	size_t n = 0;
	while (n < s.n && (unsigned char)s.p[n] >= ' ' && s.p[n] != '\'' &&
	       s.p[n] != '\\' && s.p[n] != 0x7f)
		n++;
	return n;
}

// A Python string literal: readable text stays as it is.
static void put_literal(struct buf *out, struct str s)
{
	static const char named[] = "\n\r\t'\\", letters[] = "nrt'\\";
	buf_addc(out, '\'');
	while (s.n) {
		size_t n = readable_prefix(s);
		buf_add(out, str_slice(s, 0, n));
		s = str_slice(s, n, s.n);
		if (!s.n)
			break;
		const char *at = *s.p ? strchr(named, *s.p) : NULL;
		if (at)
			buf_addf(out, "\\%c", letters[at - named]);
		else
			buf_addf(out, "\\x%02x", (unsigned char)*s.p);
		s = str_slice(s, 1, s.n);
	}
	buf_addc(out, '\'');
}

static void put_joined(struct buf *out, struct str join, const struct yaml *names,
		       size_t n)
{
	if (str_is(join, "format")) {
		buf_addc(out, '\'');
		for (size_t i = 0; i < n; i++)
			buf_adds(out, "{}");
		buf_adds(out, "'.format(");
		for (size_t i = 0; i < n; i++)
			buf_addf(out, "%s" STR_FMT, i ? ", " : "",
				 STR_ARG(names->items[i]->scalar));
		buf_addc(out, ')');
	} else if (str_is(join, "fstring")) {
		buf_adds(out, "f'");
		for (size_t i = 0; i < n; i++)
			buf_addf(out, "{" STR_FMT "}", STR_ARG(names->items[i]->scalar));
		buf_addc(out, '\'');
	} else {
		invariant(str_is(join, "concat"));
		for (size_t i = 0; i < n; i++)
			buf_addf(out, "%s" STR_FMT, i ? " + " : "",
				 STR_ARG(names->items[i]->scalar));
	}
}

static struct str program(struct arena *a, struct rng *r, const struct yaml *texts,
			  struct str payload)
{
	const struct yaml *names = yaml_get(texts, "variables");
	const struct yaml *drawn =
		template_draw_weighted(r, yaml_get(texts, "fragments"));
	struct str join = yaml_str(
		yaml_get(template_draw_weighted(r, yaml_get(texts, "joins")), "name"));
	size_t wanted = (size_t)template_int(drawn, "count");
	struct str pieces[FRAGMENTS_MAX];
	invariant(wanted >= 1 && wanted <= FRAGMENTS_MAX && names->n > FRAGMENTS_MAX);
	size_t n = cut(r, payload, wanted, pieces);
	struct buf code;
	buf_init(&code, BUF_TEXT_MAX);
	for (size_t i = 0; i < n; i++) {
		buf_addf(&code, STR_FMT " = ", STR_ARG(names->items[i]->scalar));
		put_literal(&code, pieces[i]);
		buf_addc(&code, '\n');
	}
	struct str last = names->items[n > 1 ? n : 0]->scalar;
	if (n > 1) { // one fragment needs no joining
		buf_addf(&code, STR_FMT " = ", STR_ARG(last));
		put_joined(&code, join, names, n);
		buf_addc(&code, '\n');
	}
	buf_addf(&code, "print(" STR_FMT ")", STR_ARG(last));
	struct str text = buf_dup(a, &code);
	buf_release(&code);
	return text;
}

static enum step step(void *state, const void *settings, const struct sample *s,
		      const struct event *event, struct attack_out *out, struct err *e)
{
	(void)state;
	(void)settings;
	(void)event;
	(void)e;
	struct arena *a = out->step.arena;
	struct str payload, lang = s->item->lang;
	if (!payload_get(s, out, &payload))
		return STEP_SKIP;
	struct rng r;
	payload_rng(&r, out->step.arena, s, "code_injection");
	const struct yaml *texts = template_of("code_injection");
	struct slot slots[] = {{"{code}", program(a, &r, texts, payload)}};
	struct str parts[2];
	parts[0] =
		template_fill(a, template_lang(yaml_get(texts, "template"), lang)->scalar,
			      slots, COUNT(slots));
	parts[1] = template_draw(&r, template_lang(yaml_get(texts, "tails"), lang));
	return payload_put(s, out, arena_join(a, parts, 2, STR("")));
}

extern const struct attack_desc attack_code_injection;
const struct attack_desc attack_code_injection = {
	.name = "code_injection",
	.version = 1,
	.summary = {STR_INIT("把提示词拆成若干字符串，放进一段拼接并打印它们的 Python "
			     "代码，再要求模型回应"
			     "代码的输出"),
		    STR_INIT("splits the prompt into strings of a Python program that "
			     "joins and prints "
			     "them, and asks the model to respond to what it prints")},
	.paper = "Kang et al. 2023, arXiv 2302.05733",
	.flags = ATTACK_TEXT,
	.step = step,
};
