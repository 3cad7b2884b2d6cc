// The prompt encoded, with a request to decode and answer it (Yuan et al., 2023; Wei et
// al., 2023). Unlike in S-Eval's English files, what is encoded is the prompt in its own
// language.
#include "attack/cipher.h"
#include "attack/payload.h"
#include "attack/template.h"

static struct str encode(struct arena *a, struct str cipher, struct str payload,
			 int shift)
{
	if (str_is(cipher, "url"))
		return cipher_url(a, payload);
	if (str_is(cipher, "base64"))
		return cipher_base64(a, payload);
	invariant(str_is(cipher, "caesar"));
	return cipher_caesar(a, payload, shift);
}

static enum step step(void *state, const void *settings, const struct sample *s,
		      const struct event *event, struct attack_out *out, struct err *e)
{
	(void)state;
	(void)settings;
	(void)event;
	(void)e;
	struct arena *a = out->step.arena;
	struct str payload;
	if (!payload_get(s, out, &payload))
		return STEP_SKIP;
	struct rng r;
	payload_rng(&r, out->step.arena, s, "instruction_encryption");
	const struct yaml *texts = template_of("instruction_encryption");
	struct str cipher = yaml_str(
		yaml_get(template_draw_weighted(&r, yaml_get(texts, "ciphers")), "name"));
	int64_t least = template_int(yaml_get(texts, "shift"), "min");
	int64_t most = template_int(yaml_get(texts, "shift"), "max");
	int shift = (int)(least + (int64_t)rng_below(&r, (uint64_t)(most - least + 1)));
	const struct yaml *wrappers =
		yaml_get(yaml_get(texts, "wrappers"), arena_cstr(a, cipher));
	struct str wrapper = template_draw(&r, template_lang(wrappers, s->item->lang));
	struct slot slots[] = {
		{"{cipher_text}", encode(a, cipher, payload, shift)},
		{"{shift}", arena_printf(a, "%d", shift)},
	};
	return payload_put(s, out, template_fill(a, wrapper, slots, COUNT(slots)));
}

extern const struct attack_desc attack_instruction_encryption;
const struct attack_desc attack_instruction_encryption = {
	.name = "instruction_encryption",
	.version = 1,
	.summary = {STR_INIT("用 URL 编码、Base64 "
			     "或凯撒密码对提示词加密，要求模型解密后作答"),
		    STR_INIT("encodes the prompt with URL escapes, Base64 or a Caesar "
			     "shift and asks the "
			     "model to decode and answer it")},
	.paper = "Yuan et al. 2023, arXiv 2308.06463; Wei et al. 2023, arXiv 2307.02483",
	.flags = ATTACK_TEXT,
	.step = step,
};
