#include "judge/critic/critic_courtesy.h"

#include "base/utf8.h"
#include "judge/refusal/refusal_phrase.h"
#include "judge/refusal/refusal_text.h"

#define COURTESIES 2     // sentences in front
#define COURTESY_MAX 200 // bytes of one
#define SAID_WITHIN 40   // bytes of it, by which it is one

// "Sorry for the wait.", "Thank you for the question." It says nothing else that refusals
// are made of.
static bool is_courtesy(const struct sentence *s)
{
	struct phrase_hit hits[8];
	size_t n = phrase_find(s->text, hits, COUNT(hits));

	for (size_t i = 0; i < n; i++) {
		enum phrase p = hits[i].phrase;
		bool polite = p == PHRASE_APOLOGY || p == PHRASE_WELCOME;

		if (!polite &&
		    (!i || (p != PHRASE_IS && p != PHRASE_SELF && p != PHRASE_OTHERS)))
			return false;
	}
	return n > 0;
}

// Most answers begin with none of these: nothing more has to be read of them.
static bool may_be_courteous(struct str text)
{
	struct str front = str_slice(text, 0, SAID_WITHIN);
	static const char *const parts[] = {"orry", "polog",  "hank",     "抱歉",
					    "谢",   "对不起", "不好意思", "遗憾"};

	for (size_t i = 0; i < COUNT(parts); i++)
		if (str_find(front, str_of(parts[i])) != STR_NPOS)
			return true;
	return false;
}

struct str critic_answer_of(struct str response)
{
	struct str text = str_trim(response);

	for (size_t i = 0; i < COURTESIES; i++) {
		struct str front = utf8_clip(text, COURTESY_MAX), rest;
		struct sentence_reader r;
		struct sentence s;

		if (!may_be_courteous(front))
			break;
		sentence_reader_init(&r, front);
		if (!sentence_next(&r, &s) || s.code || !is_courtesy(&s))
			break;
		rest = str_slice(text, (size_t)(s.raw.p + s.raw.n - text.p), text.n);
		rest = str_trim(rest);
		// nothing behind it, or it goes on behind what was looked at
		if (!rest.n || (!r.rest.n && front.n < text.n))
			break;
		text = rest;
	}
	return text;
}
