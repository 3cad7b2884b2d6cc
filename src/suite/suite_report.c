#include "suite/suite.h"

void suite_report_add(struct suite_report *r, const struct taxonomy *t,
		      const struct item *item)
{
	const struct node *dimension = t ? taxonomy_dimension(t, item->risk) : NULL;
	struct str risk = t || str_empty(item->risk) ? STR("none") : item->risk;
	r->written++;
	tally_add(&r->by_risk, dimension ? dimension->id : risk, 1);
	tally_add(&r->by_lang, item->lang, 1);
	tally_add(&r->by_attack, str_empty(item->attack) ? STR("base") : item->attack, 1);
	if (!str_empty(item->difficulty))
		tally_add(&r->by_difficulty, item->difficulty, 1);
}

void suite_report_to_json(struct json_writer *w, const struct suite_report *r)
{
	json_begin(w, '{');
	json_field_cstr(w, "schema", "assay/suite-summary/1");
	json_field_str(w, "suite", r->suite);
	json_field_int(w, "read", (int64_t)r->read);
	json_field_int(w, "written", (int64_t)r->written);
	tally_to_json(w, "dropped", &r->dropped);
	tally_to_json(w, "warnings", &r->warnings);
	tally_to_json(w, "by_risk", &r->by_risk);
	tally_to_json(w, "by_lang", &r->by_lang);
	tally_to_json(w, "by_attack", &r->by_attack);
	if (r->by_difficulty.counts.n)
		tally_to_json(w, "by_difficulty", &r->by_difficulty);
	json_field_int(w, "linked", (int64_t)r->linked);
	if (r->untreated.counts.n)
		tally_to_json(w, "untreated", &r->untreated);
	if (r->gaps.counts.n)
		tally_to_json(w, "gaps", &r->gaps);
	json_end(w, '}');
}

void suite_report_release(struct suite_report *r)
{
	struct tally *const tallies[] = {&r->dropped,       &r->warnings,  &r->by_risk,
					 &r->by_lang,       &r->by_attack, &r->untreated,
					 &r->by_difficulty, &r->gaps};
	for (size_t i = 0; i < COUNT(tallies); i++)
		tally_release(tallies[i]);
}
