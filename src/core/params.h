// Decoding parameters, of one call or as the grid of a run.
//
// Every parameter is a number; NaN means "not set: the model's own default". A grid is
// the product of the values given for each (-p temperature=0,0.7 -p top_p=0.9), in the
// order of enum param.
#ifndef CORE_PARAMS_H
#define CORE_PARAMS_H

#include "base/err.h"
#include "base/json.h"

enum param {
	PARAM_TEMPERATURE,
	PARAM_TOP_P,
	PARAM_TOP_K,
	PARAM_MIN_P,
	PARAM_MAX_TOKENS,
	PARAM_SEED,
	PARAM_PRESENCE_PENALTY,
	PARAM_FREQUENCY_PENALTY,
	PARAM_REPETITION_PENALTY,
	PARAMS
};

struct params {
	double value[PARAMS]; // NaN: not set
};

struct param_desc {
	const char *name; // "temperature"
	double min, max;
	bool integer;
	const char *help;
};
extern const struct param_desc param_descs[PARAMS];

struct params params_none(void);
// A JSON object of what is set, keys in the order of enum param: the canonical text.
void params_to_json(struct json_writer *w, const struct params *p);
struct str params_text(struct arena *a, const struct params *p);
bool params_from_json(const struct json *j, struct params *out, struct err *e) MUST_CHECK;

// `specs` are "name=v1,v2,..."; one without a name goes on with the values of the one
// before (an option list is split at commas). *grid [*n], at least one entry; the last
// parameter varies fastest. Names of an unknown parameter and the range are in e.
bool params_grid(struct arena *a, const struct str *specs, size_t n_specs,
		 struct params **grid, size_t *n, struct err *e) MUST_CHECK;

#endif
