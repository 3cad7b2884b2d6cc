// The JSON report and its pieces. Not for other rooms.
#ifndef REPORT_JSON_PARTS_H
#define REPORT_JSON_PARTS_H

#include "report/tuning.h"
#include "stats/interval_json.h"

// Of one run its "assay/report/1", else one "assay/reports/1" (docs/formats.md).
struct several; // several.h
void several_to_json(struct json_writer *w, const struct several *s);

// "choice": what the judge of record's or the first scoring says; null without choices.
void json_put_choice(struct json_writer *w, const struct target_metrics *t);
// "grade" and "people": null where there are none.
void json_put_grade(struct json_writer *w, const struct target_metrics *t);
void json_put_people(struct json_writer *w, const struct target_metrics *t);
// "gap" of a target, and "gap_by_tuning" of a run or of several.
void json_put_gap(struct json_writer *w, const struct target_metrics *t);
void json_put_tunings(struct json_writer *w, const struct tuning_gap *list, size_t n);
// "gap_differences": of all tunings of one base model.
void json_put_differences(struct json_writer *w, const struct tuning_differences *list);
// "powered"
void json_put_powered(struct json_writer *w, const struct powered_rate *p);

#endif
