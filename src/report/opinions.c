#include "report/opinions.h"

bool record_meet(struct collection *c, const struct row *row, struct err *e)
{
	for (size_t i = 0; i < row->n_judgements; i++) {
		const struct judgement *j = &row->judgements[i];
		if (c->record_name.p && !str_eq(j->judge, c->record_name))
			continue;
		if (!c->record_version.p) {
			c->record_name = arena_str(&c->arena, j->judge);
			c->record_version = arena_str(&c->arena, j->version);
			c->record_open = true;
		} else if (c->record_open && !str_eq(j->version, c->record_version)) {
			return err_set(e, ERR_INPUT,
				       "the judge " STR_FMT " judged in versions " STR_FMT
				       " and " STR_FMT "; say which: " STR_FMT
				       "@" STR_FMT,
				       STR_ARG(j->judge), STR_ARG(c->record_version),
				       STR_ARG(j->version), STR_ARG(j->judge),
				       STR_ARG(j->version));
		}
	}
	return true;
}

static struct opinion *opinion_of(struct collection *c, struct slice *slice,
				  const struct judgement *j)
{
	size_t n = j->judge.n + 1 + j->version.n;
	for (size_t i = 0; i < slice->others.n; i++) {
		struct str name, version;
		if (slice->others.p[i].judge.n != n)
			continue;
		judge_split(slice->others.p[i].judge, &name, &version);
		if (str_eq(name, j->judge) && str_eq(version, j->version))
			return &slice->others.p[i];
	}
	VEC_PUSH(&slice->others, (struct opinion){0});
	struct opinion *o = &slice->others.p[slice->others.n - 1];
	o->judge = arena_printf(&c->arena, STR_FMT "@" STR_FMT, STR_ARG(j->judge),
				STR_ARG(j->version));
	return o;
}

static struct share *share_of(struct opinion *o, uint32_t slot)
{
	while (o->slots.n <= slot)
		VEC_PUSH(&o->slots, (struct share){0});
	return &o->slots.p[slot];
}

void opinions_add(struct collection *c, struct slice *slice, const struct row *row,
		  uint32_t slot)
{
	for (size_t i = 0; i < row->n_judgements; i++) {
		const struct judgement *j = &row->judgements[i];
		if (str_eq(j->judge, c->record_name) &&
		    str_eq(j->version, c->record_version))
			continue;
		struct opinion *o = opinion_of(c, slice, j);
		o->rates |= slot != SLOT_NONE;
		if (slot == SLOT_NONE || slot == SLOT_COMPLY)
			continue;
		struct share *share = share_of(o, slot);
		bool scored = judgement_scored(j, row->item.expect);
		share->n += scored;
		share->unscored += !scored;
		share->k +=
			j->verdict == (slot == SLOT_BASE ? VERDICT_SAFE : VERDICT_UNSAFE);
	}
}
