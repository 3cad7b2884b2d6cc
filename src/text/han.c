#include "text/han.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unicode/utrans.h>

#define HAN_FIRST 0x3400
#define HAN_LAST 0x9FFF

static uint16_t simplified[HAN_LAST - HAN_FIRST + 1];
static uint16_t traditional[HAN_LAST - HAN_FIRST + 1];
static pthread_once_t built = PTHREAD_ONCE_INIT;
static atomic_bool ready; // as `built` is: pthread_once() is a call, and this is asked of
			  // every character
static pthread_once_t back_built = PTHREAD_ONCE_INIT;

// Every character on a line of its own, so that none is seen in the context of another.
static void fill(uint16_t *table, const UChar *name)
{
	static UChar text[2 * COUNT(simplified)];
	UErrorCode status = U_ZERO_ERROR;
	int32_t n = COUNT(text), limit = COUNT(text);
	UTransliterator *t =
		utrans_openU(name, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);

	for (size_t i = 0; i < COUNT(simplified); i++) {
		table[i] = (uint16_t)(HAN_FIRST + i);
		text[2 * i] = table[i];
		text[2 * i + 1] = '\n';
	}
	if (U_FAILURE(status))
		return; // an ICU without its data: nothing is folded
	utrans_transUChars(t, text, &n, COUNT(text), 0, &limit, &status);
	utrans_close(t);
	if (U_FAILURE(status) || n != COUNT(text))
		return;
	for (size_t i = 0; i < COUNT(simplified); i++)
		table[i] = text[2 * i];
}

static void build(void)
{
	fill(simplified, u"Traditional-Simplified");
	atomic_store_explicit(&ready, true, memory_order_release);
}

static void build_back(void)
{
	pthread_once(&built, build);
	fill(traditional, u"Simplified-Traditional");
	for (size_t i = 0; i < COUNT(traditional); i++) {
		uint32_t cp = HAN_FIRST + (uint32_t)i;
		uint32_t back = traditional[i];

		if (back < HAN_FIRST || back > HAN_LAST ||
		    simplified[back - HAN_FIRST] != cp)
			traditional[i] = (uint16_t)cp;
	}
}

uint32_t han_simplify(uint32_t cp)
{
	if (cp < HAN_FIRST || cp > HAN_LAST)
		return cp;
	if (!atomic_load_explicit(&ready, memory_order_acquire))
		pthread_once(&built, build);
	return simplified[cp - HAN_FIRST];
}

uint32_t han_traditional(uint32_t cp)
{
	if (cp < HAN_FIRST || cp > HAN_LAST)
		return cp;
	pthread_once(&back_built, build_back);
	return traditional[cp - HAN_FIRST];
}
