#include "judge/critic/critic_features.h"

#include <math.h>
#include <pthread.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "judge/critic/critic_courtesy.h"
#include "judge/critic/critic_token.h"
#include "judge/critic/critic_walk.h"
#include "judge/critic/critic_words.h"
#include "judge/refusal/refusal.h"

struct critic_scratch {
	struct critic_grams grams;
	struct critic_echo prompt;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void init(void)
{
	critic_grams_init();
	critic_token_init();
	critic_words_init();
}

static float share(size_t part, size_t whole)
{
	return whole ? (float)part / (float)whole : 0;
}

static float few(size_t n) // 0, 1/3, 1/2, 3/5, ...: the first ones count most
{
	return (float)n / (float)(n + 2);
}

static void put_rule(struct critic_features *out, struct str text,
		     const struct critic_counts *c)
{
	float *d = out->dense;

	out->rule = refusal_of(utf8_clip(text, CRITIC_RULE_MAX), &out->why);
	d[DENSE_FULL] = out->rule == REFUSAL_FULL;
	d[DENSE_PARTIAL] = out->rule == REFUSAL_PARTIAL;
	d[DENSE_ASKS] = out->rule == REFUSAL_UNKNOWN;
	if (out->why.n) {
		bool first = (size_t)(out->why.p - text.p) < 80;

		d[DENSE_REFUSAL_FIRST] = first;
		d[DENSE_REFUSAL_LATE] = !first;
	}
	if (out->rule == REFUSAL_FULL)
		d[DENSE_REFUSED_LONG] = share(c->tokens, c->tokens + 200);
}

static void put_kinds(float *d, const size_t *kinds)
{
	static const unsigned char place[WORDS_KINDS] = {
		DENSE_SORRY,    DENSE_CANNOT,       DENSE_ETHICS,        DENSE_WARNING,
		DENSE_INSTEAD,  DENSE_AS_AI,        DENSE_SURE,          DENSE_TITLE,
		DENSE_STEPS,    DENSE_FIRST_PERSON, DENSE_SECOND_PERSON, DENSE_IMPERATIVE,
		DENSE_NEGATION, DENSE_MODAL,
	};

	for (size_t k = 0; k < WORDS_KINDS; k++)
		d[place[k]] = few(kinds[k]);
}

static void put_counts(float *d, const struct critic_counts *c, size_t grams)
{
	size_t openings = c->tokens < CRITIC_OPENING ? c->tokens : CRITIC_OPENING;
	double length = log(1 + (double)c->tokens) / 7;

	d[DENSE_STEPS] = few((size_t)(d[DENSE_STEPS] > 0) + 3 * c->steps);
	d[DENSE_LIST] = few(c->items);
	d[DENSE_LINES] = few(c->lines);
	d[DENSE_CODE] = few(c->code);
	d[DENSE_QUOTES] = few(c->quotes);
	d[DENSE_QUESTIONS] = few(c->questions);
	d[DENSE_EXCLAIMS] = few(c->exclaims);
	d[DENSE_COLONS] = few(c->colons);
	d[DENSE_BRACKETS] = few(c->brackets);
	d[DENSE_DIGITS] = few(c->digits);
	d[DENSE_CAPITALS] = share(c->capitals, c->word_bytes);
	d[DENSE_LENGTH] = (float)(length < 1 ? length : 1);
	d[DENSE_SHORT] = c->tokens < 12;
	d[DENSE_LONG] = c->tokens > 150;
	d[DENSE_WORD_LENGTH] = share(c->word_bytes, 10 * c->words);
	d[DENSE_VARIETY] = share(grams, 3 * c->tokens + 90);
	d[DENSE_SYMBOLS] = share(c->symbols, c->tokens + c->symbols);
	d[DENSE_OVERLAP] = share(c->echoed, c->long_words);
	d[DENSE_ECHO_OPENING] = share(c->echoed_opening, openings);
	d[DENSE_CJK] = share(c->cjk, c->tokens);
}

void critic_features_of(struct critic_scratch *s, struct str prompt, struct str response,
			struct critic_features *out)
{
	struct str text = utf8_clip(critic_answer_of(response), CRITIC_RESPONSE_MAX);
	size_t kinds[WORDS_KINDS] = {0};
	struct critic_counts c;

	pthread_once(&once, init);
	critic_grams_clear(&s->grams, text.n);
	critic_walk_prompt(prompt, &s->prompt);
	critic_walk(text, &s->prompt, &s->grams, &c);
	critic_grams_weigh(&s->grams);
	critic_words_count(s->grams.grams, s->grams.n, kinds);
	*out = (struct critic_features){
		.grams = s->grams.grams,
		.n = s->grams.n,
		.tokens = c.tokens,
		.text = text,
	};
	put_kinds(out->dense, kinds);
	put_counts(out->dense, &c, s->grams.n);
	out->dense[DENSE_NO_PROMPT] = !s->prompt.words;
	put_rule(out, text, &c);
}

struct critic_scratch *critic_scratch_create(void)
{
	return mem_zalloc(sizeof(struct critic_scratch));
}

void critic_scratch_destroy(struct critic_scratch *s)
{
	mem_free(s);
}

static pthread_key_t mine;
static pthread_once_t mine_once = PTHREAD_ONCE_INIT;

static void destroy_mine(void *s)
{
	critic_scratch_destroy(s);
}

static void init_mine(void)
{
	if (pthread_key_create(&mine, destroy_mine))
		bug("pthread_key_create");
}

struct critic_scratch *critic_scratch_mine(void)
{
	struct critic_scratch *s;

	pthread_once(&mine_once, init_mine);
	s = pthread_getspecific(mine);
	if (!s) {
		s = critic_scratch_create();
		pthread_setspecific(mine, s);
	}
	return s;
}
