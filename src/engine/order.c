#include "engine/order.h"

#include "base/mem.h"

void order_init(struct order *o,
		bool (*put)(void *ctx, const struct order_place *place, struct err *e),
		void *ctx)
{
	*o = (struct order){.put = put, .ctx = ctx};
	o->places = mem_zalloc(ORDER_PLACES * sizeof(*o->places));
}

void order_release(struct order *o)
{
	for (size_t i = 0; o->places && i < ORDER_PLACES; i++)
		arena_release(&o->places[i].arena);
	mem_free(o->places);
	*o = (struct order){0};
}

bool order_is_full(const struct order *o)
{
	return o->next - o->first >= ORDER_PLACES;
}

struct order_place *order_open(struct order *o)
{
	invariant(!order_is_full(o));
	struct order_place *place = &o->places[o->next++ % ORDER_PLACES];
	arena_reset(&place->arena);
	*place = (struct order_place){.state = ORDER_OPEN, .arena = place->arena};
	return place;
}

void order_fill(struct order_place *place, const struct item *item)
{
	place->item = item_copy(&place->arena, item);
	place->state = ORDER_MADE;
}

void order_add(struct order *o, const struct item *item)
{
	order_fill(order_open(o), item);
}

bool order_flush(struct order *o, struct err *e)
{
	for (; o->first < o->next; o->first++) {
		const struct order_place *place = &o->places[o->first % ORDER_PLACES];
		if (place->state == ORDER_OPEN)
			break;
		if (!o->put(o->ctx, place, e))
			return false;
	}
	return true;
}
