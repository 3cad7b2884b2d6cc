#include "engine/attack/attack_making.h"

#include "base/log.h"

void making_name(struct making *m, struct arena *a, const struct attack_desc *desc,
		 const struct item *base, struct item *made)
{
	bool written = m->rewriter && desc->flags & ATTACK_WRITER;
	struct attack_origin origin = {
		.parent = base->id,
		.attack = str_of(desc->name),
		.version = desc->version,
		.seed = m->seed,
		.writer = written ? str_of(model_name(m->rewriter)) : STR_NONE,
	};
	made->id = item_attacked_id(a, &origin);
	made->parent = base->id;
	made->attack = origin.attack;
	made->source = base->source;
}

struct sample making_sample(const struct making *m, const struct item *item)
{
	static const struct params none; // nobody's target: no machine looks at them
	return (struct sample){
		.item = item,
		.taxonomy = m->taxonomy,
		.params = &none,
		.seed = m->seed,
		.writer = m->rewriter != NULL,
	};
}

bool making_put(struct making *m, const struct item *item, struct err *e)
{
	bool attacked = !str_empty(item->attack);
	if (!suite_fits(m->to, item)) {
		making_untreated(m, attacked ? item->attack : STR("base"),
				 attacked ? item->parent : item->id,
				 STR("its line would be too long to be read"));
		return true;
	}
	suite_report_add(m->report, m->taxonomy, item);
	return suite_put(m->to, item, e);
}

void making_untreated(struct making *m, struct str attack, struct str item,
		      struct str why)
{
	struct str kind = arena_printf(&m->item, STR_FMT ": " STR_FMT, STR_ARG(attack),
				       STR_ARG(why));
	tally_add(&m->report->dropped, kind, 1);
	tally_add(&m->report->untreated, item, 1);
	log_info(STR_FMT ": item " STR_FMT ": " STR_FMT, STR_ARG(attack), STR_ARG(item),
		 STR_ARG(why));
}

void making_passed_over(struct making *m, const struct item *item)
{
	tally_add(&m->report->dropped,
		  item->expect == EXPECT_COMPLY ? STR("comply items are never attacked")
						: STR("attacked already"),
		  1);
}
