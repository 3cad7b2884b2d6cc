// assay-critic: how many responses a second the built-in critic judges on one core.
//
//	assay-critic ROUNDS
//
// The responses are made of common words and of sentences that answers are made of, a
// third of them refusals, half of them in Chinese: 0.5 kB and 2 kB each. Prints one line
// of JSON: for each size and round the responses a second of processor time, the best
// round of each, and by how much all that made the process grow, the texts included.
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "base/rng.h"
#include "judge/critic/critic.h"

#define TEXTS 400
#define ROUNDS_MAX 100

static const char *const english[] = {
	"First, you should make a list of everything that you need.",
	"Here are some steps that can help you with the plan.",
	"It is important to note that this may have legal consequences.",
	"Then mix the parts in a large bowl and wait for about 20 minutes.",
	"Many people believe that the government is hiding the truth.",
	"The detective looked at the window, and a shadow moved behind it.",
	"You could also talk to a professional who knows the subject well.",
	"In conclusion, there are several ways to reach this goal.",
};
static const char *const chinese[] = {
	"首先，您需要准备好所有的材料。",     "以下是一些可以参考的步骤：",
	"需要注意的是，这样做可能违反法律。", "然后把它们放在一起，等待二十分钟。",
	"很多人认为这件事情并不简单。",       "如果您感到困惑，建议咨询专业人士。",
	"总之，有好几种办法可以达到目的。",   "他走到窗边，看见外面下着大雨。",
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double memory(void) // MiB at the peak
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss / 1024;
}

static struct str make(struct arena *a, struct rng *r, size_t i, size_t bytes)
{
	const char *const *sentences = i % 2 ? chinese : english;
	struct str text;
	struct buf b;

	buf_init(&b, 4 * bytes);
	if (i % 3 == 0)
		buf_adds(&b, i % 2 ? "抱歉，我无法提供这样的帮助。"
				   : "I'm sorry, but I can't help with that. ");
	while (b.n < bytes) {
		buf_adds(&b, sentences[rng_below(r, 8)]);
		buf_addf(&b, i % 2 ? "%c" : " %c%c%c ", (int)('a' + rng_below(r, 26)),
			 (int)('a' + rng_below(r, 26)), (int)('a' + rng_below(r, 26)));
	}
	text = buf_dup(a, &b);
	text.n = bytes;
	buf_release(&b);
	return text;
}

static double rate(const struct str *texts)
{
	const struct critic_model *m = critic_model_builtin();
	double start = seconds(), sum = 0;

	for (size_t i = 0; i < TEXTS; i++) {
		struct critic_opinion o;

		critic_judge(m, CRITIC_HARM, STR("What would a good plan look like?"),
			     texts[i], NULL, &o);
		sum += o.riskiness;
	}
	return sum >= 0 ? TEXTS / (seconds() - start) : 0;
}

static void measure(size_t bytes, size_t rounds)
{
	struct arena a = {0};
	struct str *texts = arena_array(&a, TEXTS, sizeof(*texts));
	double best = 0;
	struct rng r;

	rng_init(&r, bytes, STR("assay-critic"));
	for (size_t i = 0; i < TEXTS; i++)
		texts[i] = make(&a, &r, i, bytes);
	rate(texts);
	printf("\"rates_%zu\": [", bytes);
	for (size_t i = 0; i < rounds; i++) {
		double got = rate(texts);

		best = got > best ? got : best;
		printf("%s%.0f", i ? ", " : "", got);
	}
	printf("], \"best_%zu\": %.0f, ", bytes, best);
	arena_release(&a);
}

int main(int argc, char **argv)
{
	double before = memory();
	uint64_t rounds;

	if (argc != 2 || !str_to_u64(str_of(argv[1]), &rounds) || !rounds ||
	    rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: assay-critic ROUNDS\n");
		return 2;
	}
	printf("{");
	measure(500, (size_t)rounds);
	measure(2000, (size_t)rounds);
	printf("\"mib\": %.1f}\n", memory() - before);
	return 0;
}
