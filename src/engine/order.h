// Output in order though what it is made of comes out of order.
//
// Places in the output are opened in order; each waits until something, or nothing, has
// been made for it and all before it are written. At most ORDER_PLACES are open at once,
// so that memory does not grow with the output. One thread.
#ifndef ENGINE_ORDER_H
#define ENGINE_ORDER_H

#include "core/item.h"

#define ORDER_PLACES ((size_t)4096)

enum order_state { ORDER_OPEN, ORDER_MADE, ORDER_NOTHING };

struct order_place {
	enum order_state state;
	struct item item;   // made; of ORDER_NOTHING what nothing came of, or empty
	void *about;        // the caller's, of ORDER_NOTHING
	struct arena arena; // of what it holds, until it is written
};

struct order {
	// Writes a place that is not open any more; false stops with `e`.
	bool (*put)(void *ctx, const struct order_place *place, struct err *e);
	void *ctx;
	// private
	struct order_place *places; // [ORDER_PLACES], a ring
	size_t first, next; // numbers: the first not written, and the next new one
};

void order_init(struct order *o,
		bool (*put)(void *ctx, const struct order_place *place, struct err *e),
		void *ctx);
void order_release(struct order *o); // {0} is fine; what is not written is dropped
bool order_is_full(const struct order *o);
// The next place, empty and open; it stays where it is until it is written. Not where
// the order is full.
struct order_place *order_open(struct order *o);
// Made at once: a copy of the item in the next place.
void order_add(struct order *o, const struct item *item);
// A copy of the item in a place that was open.
void order_fill(struct order_place *place, const struct item *item);
// Writes what is there without an open place before it.
bool order_flush(struct order *o, struct err *e) MUST_CHECK;

#endif
