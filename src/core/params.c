#include "core/params.h"

#include "base/nearest.h"

#include <math.h>

#define GRID_MAX 10000
#define WHOLE_MAX 9007199254740992.0 // 2^53: beyond it a double skips whole numbers

const struct param_desc param_descs[PARAMS] = {
	[PARAM_TEMPERATURE] = {"temperature", 0, 5, false,
			       "randomness; 0 takes the likeliest"},
	[PARAM_TOP_P] = {"top_p", 0, 1, false,
			 "nucleus: the smallest set with this probability"},
	[PARAM_TOP_K] = {"top_k", -1, 1e6, true,
			 "only the k likeliest tokens; -1 or 0 is all"},
	[PARAM_MIN_P] = {"min_p", 0, 1, false,
			 "least share of the likeliest token's probability"},
	[PARAM_MAX_TOKENS] = {"max_tokens", 1, 1e7, true, "longest reply in tokens"},
	[PARAM_SEED] = {"seed", 0, WHOLE_MAX, true, "seed of the sampling"},
	[PARAM_PRESENCE_PENALTY] = {"presence_penalty", -2, 2, false,
				    "against tokens that have occurred"},
	[PARAM_FREQUENCY_PENALTY] = {"frequency_penalty", -2, 2, false,
				     "against tokens by how often they have occurred"},
	[PARAM_REPETITION_PENALTY] = {"repetition_penalty", 0, 10, false,
				      "divides what has occurred; 1 is none"},
};

struct params params_none(void)
{
	struct params p;

	for (size_t i = 0; i < PARAMS; i++)
		p.value[i] = NAN;
	return p;
}

static bool is_whole(double v)
{
	return floor(v) == v && fabs(v) <= WHOLE_MAX;
}

void params_to_json(struct json_writer *w, const struct params *p)
{
	json_begin(w, '{');
	for (size_t i = 0; i < PARAMS; i++) {
		double v = p->value[i];

		if (isnan(v))
			continue;
		if (is_whole(v))
			json_field_int(w, param_descs[i].name, (int64_t)v);
		else
			json_field_real(w, param_descs[i].name, v);
	}
	json_end(w, '}');
}

struct str params_text(struct arena *a, const struct params *p)
{
	struct json_writer w;
	struct buf text;
	struct str out;

	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	params_to_json(&w, p);
	out = buf_dup(a, &text);
	buf_release(&text);
	return out;
}

static bool find_param(struct str name, size_t *out, struct err *e)
{
	const char *names[PARAMS];
	const char *nearest;

	for (size_t i = 0; i < PARAMS; i++) {
		names[i] = param_descs[i].name;
		if (str_is(name, names[i])) {
			*out = i;
			return true;
		}
	}
	nearest = nearest_name(name, names, PARAMS);
	return err_set(e, ERR_INPUT, "unknown parameter " STR_FMT "%s%s%s", STR_ARG(name),
		       nearest ? ", did you mean " : "", nearest ? nearest : "",
		       nearest ? "?" : "");
}

static bool check_value(size_t param, double v, struct err *e)
{
	const struct param_desc *d = &param_descs[param];

	if (v >= d->min && v <= d->max && (!d->integer || is_whole(v)))
		return true;
	return err_set(e, ERR_INPUT, "%s: expected %s from %.16g to %.16g, got %.16g",
		       d->name, d->integer ? "a whole number" : "a number", d->min,
		       d->max, v);
}

bool params_from_json(const struct json *j, struct params *out, struct err *e)
{
	struct params p = params_none();

	if (json_is_null(j)) {
		*out = p;
		return true;
	}
	if (j->kind != JSON_OBJECT)
		return err_set(e, ERR_INPUT, "params: expected an object, got %s",
			       json_kind_name(j));
	for (size_t i = 0; i < json_len(j); i++) {
		const struct json *value = &j->u.list.items[i];
		size_t param;
		double v;

		if (!find_param(j->u.list.keys[i], &param, e))
			return false;
		if (json_is_null(value))
			continue;
		if (!json_num(value, &v))
			return err_set(e, ERR_INPUT, "%s: expected a number, got %s",
				       param_descs[param].name, json_kind_name(value));
		if (!check_value(param, v, e))
			return false;
		p.value[param] = v;
	}
	*out = p;
	return true;
}

// The values asked for, parameter by parameter.
struct axes {
	double *values[PARAMS];
	size_t n[PARAMS];
};

static bool add_value(struct axes *axes, size_t param, struct str text, struct err *e)
{
	double *values = axes->values[param];
	double v;

	if (!str_to_double(str_trim(text), &v))
		return err_set(e, ERR_INPUT, "%s: expected a number, got \"" STR_FMT "\"",
			       param_descs[param].name, STR_ARG(text));
	if (!check_value(param, v, e))
		return false;
	for (size_t i = 0; i < axes->n[param]; i++)
		if (values[i] == v)
			return err_set(e, ERR_INPUT, "%s: " STR_FMT " is given twice",
				       param_descs[param].name, STR_ARG(text));
	values[axes->n[param]++] = v;
	return true;
}

static bool read_specs(struct axes *axes, const struct str *specs, size_t n,
		       struct err *e)
{
	size_t param = PARAMS;

	for (size_t i = 0; i < n; i++) {
		struct str values = specs[i];
		size_t equals = str_find_byte(values, '=');

		if (equals != STR_NPOS) {
			struct str name = str_trim(str_slice(values, 0, equals));

			if (!find_param(name, &param, e))
				return false;
			values = str_slice(values, equals + 1, values.n);
		} else if (param == PARAMS) {
			return err_set(e, ERR_INPUT,
				       "expected NAME=VALUE,..., got \"" STR_FMT "\"",
				       STR_ARG(values));
		}
		while (values.p)
			if (!add_value(axes, param, str_cut(&values, ','), e))
				return false;
	}
	return true;
}

static size_t count_commas(const struct str *specs, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < specs[i].n; k++)
			count += specs[i].p[k] == ',';
	return count;
}

bool params_grid(struct arena *a, const struct str *specs, size_t n_specs,
		 struct params **grid, size_t *n, struct err *e)
{
	size_t most = n_specs + count_commas(specs, n_specs), cells = 1;
	struct axes axes = {0};
	struct params *out;

	for (size_t i = 0; i < PARAMS; i++)
		axes.values[i] = arena_array(a, most + 1, sizeof(double));
	if (!read_specs(&axes, specs, n_specs, e))
		return false;
	for (size_t i = 0; i < PARAMS; i++) {
		cells *= axes.n[i] ? axes.n[i] : 1;
		if (cells > GRID_MAX)
			return err_set(e, ERR_INPUT,
				       "parameters: more than %d combinations", GRID_MAX);
	}
	out = arena_array(a, cells, sizeof(*out));
	for (size_t cell = 0; cell < cells; cell++) {
		size_t rest = cell; // the last parameter varies fastest

		out[cell] = params_none();
		for (size_t i = PARAMS; i-- > 0;) {
			if (axes.n[i] == 0)
				continue;
			out[cell].value[i] = axes.values[i][rest % axes.n[i]];
			rest /= axes.n[i];
		}
	}
	*grid = out;
	*n = cells;
	return true;
}
