#include <math.h>

#include "report/choice_rates.h"
#include "report/json_parts.h"

static void put_ranks(struct json_writer *w, const struct choice_ranks *r)
{
	json_key(w, "ranks");
	if (!r->n) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)r->n);
	json_field_real(w, "mean", r->mean);
	json_field_interval(w, "mean_ci", r->mean_ci);
	json_field_real(w, "first", r->first);
	json_field_interval(w, "first_ci", r->first_ci);
	json_key(w, "counts");
	json_begin(w, '[');
	for (size_t i = 0; i < r->highest; i++)
		json_put_int(w, (int64_t)r->counts[i]);
	json_end(w, ']');
	json_end(w, '}');
}

static void put_figures(struct json_writer *w, const struct choice_figures *f)
{
	json_field_int(w, "n", (int64_t)f->n);
	json_field_real(w, "acc", f->acc);
	json_field_interval(w, "ci", f->ci);
	json_field_interval(w, "bounds", isnan(f->acc) ? interval_unknown() : f->bounds);
	json_field_real(w, "acc_star", f->acc_star);
	json_field_interval(w, "acc_star_ci", f->star_ci);
	json_field_real(w, "chance", f->chance);
	json_key(w, "outcomes");
	json_begin(w, '{');
	for (size_t i = 0; i < OUTCOMES_KEYED; i++)
		json_field_int(w, outcome_name((enum outcome)i), (int64_t)f->outcomes[i]);
	json_end(w, '}');
	json_field_int(w, "lost", (int64_t)f->lost);
	json_field_int(w, "by_people", (int64_t)f->by_people);
	put_ranks(w, &f->ranks);
}

static void put_named(struct json_writer *w, const struct choice_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		json_key_str(w, list->p[i].name);
		json_begin(w, '{');
		put_figures(w, &list->p[i].figures);
		json_end(w, '}');
	}
}

static void put_list(struct json_writer *w, const char *key,
		     const struct choice_list *list)
{
	json_key(w, key);
	json_begin(w, '{');
	put_named(w, list);
	json_end(w, '}');
}

static bool has_name(const struct choice_list *list, struct str name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i].name, name))
			return true;
	return false;
}

// The nodes of the taxonomy, and the categories that are none of them.
static void put_categories(struct json_writer *w, const struct choice_scoring *c)
{
	json_key(w, "by_category");
	json_begin(w, '{');
	put_named(w, &c->by_risk);
	for (size_t i = 0; i < c->by_category.n; i++)
		if (!has_name(&c->by_risk, c->by_category.p[i].name))
			put_named(w, &(struct choice_list){&c->by_category.p[i], 1});
	json_end(w, '}');
}

static void put_pairs(struct json_writer *w, const struct choice_pairs *p)
{
	json_key(w, "pairs");
	if (!p->n) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)p->n);
	json_field_int(w, "both_right", (int64_t)p->both_right);
	json_field_int(w, "both_wrong", (int64_t)p->both_wrong);
	json_field_int(w, "flipped", (int64_t)p->flipped);
	json_field_int(w, "incomplete", (int64_t)p->incomplete);
	json_field_real(w, "consistent", p->consistent);
	json_field_interval(w, "ci", p->ci);
	json_end(w, '}');
}

static void put_position(struct json_writer *w, const struct choice_position *p)
{
	json_key(w, "position");
	if (!p->n) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)p->n);
	json_field_int(w, "first", (int64_t)p->first);
	json_field_real(w, "rate", p->rate);
	json_field_interval(w, "ci", p->ci);
	json_field_real(w, "expected", p->expected);
	json_field_real(w, "right_first", p->right_first);
	json_end(w, '}');
}

static void put_rotations(struct json_writer *w, const struct choice_rotations *r)
{
	json_key(w, "rotations");
	if (!r->n && !r->incomplete) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)r->n);
	json_field_int(w, "right", (int64_t)r->right);
	json_field_int(w, "incomplete", (int64_t)r->incomplete);
	json_field_real(w, "rate", r->rate);
	json_field_interval(w, "ci", r->ci);
	json_end(w, '}');
}

static void put_open(struct json_writer *w, const struct choice_scoring *c)
{
	json_key(w, "without_key");
	json_begin(w, '{');
	json_field_int(w, "other", (int64_t)c->open_other);
	json_field_int(w, "refuse", (int64_t)c->open_refuse);
	json_field_int(w, "needs_a_look", (int64_t)c->open_look);
	json_end(w, '}');
}

static void put_compared(struct json_writer *w, const struct choice_compared *c)
{
	json_key(w, "compared");
	if (!c->n) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_int(w, "n", (int64_t)c->n);
	json_field_int(w, "chosen", (int64_t)c->chosen);
	json_field_int(w, "same", (int64_t)c->same);
	json_field_real(w, "agreement", c->agreement);
	json_field_interval(w, "agreement_ci", c->agreement_ci);
	json_field_real(w, "difference", c->difference);
	json_field_interval(w, "difference_ci", c->difference_ci);
	json_field_int(w, "questions_better", (int64_t)c->sign.first);
	json_field_int(w, "questions_worse", (int64_t)c->sign.second);
	json_field_real(w, "p", c->sign.p_exact);
	json_end(w, '}');
}

static void put_scoring(struct json_writer *w, const struct choice_scoring *c)
{
	json_field_str(w, "scoring", c->judge);
	put_figures(w, &c->all);
	put_categories(w, c);
	put_list(w, "by_difficulty", &c->by_difficulty);
	put_list(w, "by_lang", &c->by_lang);
	put_pairs(w, &c->pairs);
	put_position(w, &c->position);
	put_rotations(w, &c->rotations);
	put_open(w, c);
}

void json_put_choice(struct json_writer *w, const struct target_metrics *t)
{
	json_key(w, "choice");
	if (!t->n_choices) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	put_scoring(w, &t->choices[0]);
	json_key(w, "others");
	json_begin(w, '[');
	for (size_t i = 1; i < t->n_choices; i++) {
		json_begin(w, '{');
		put_scoring(w, &t->choices[i]);
		put_compared(w, &t->choices[i].compared);
		json_end(w, '}');
	}
	json_end(w, ']');
	json_end(w, '}');
}
