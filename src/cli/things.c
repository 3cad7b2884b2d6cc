#include "cli/things.h"

extern const struct thing_kind things_attacks, things_exporters, things_generators,
	things_importers, things_judges, things_labelled_sets, things_params,
	things_protocols, things_providers, things_recipes, things_reports, things_runs,
	things_suites, things_taxonomies;

const struct thing_kind *const thing_kinds[] = {
	&things_attacks,   &things_exporters,     &things_generators, &things_importers,
	&things_judges,    &things_labelled_sets, &things_params,     &things_protocols,
	&things_providers, &things_recipes,       &things_reports,    &things_runs,
	&things_suites,    &things_taxonomies,
};
const size_t thing_kinds_n = COUNT(thing_kinds);

const struct thing_kind *thing_kind_find(struct str name)
{
	for (size_t i = 0; i < thing_kinds_n; i++)
		if (str_is(name, thing_kinds[i]->name) ||
		    str_is(name, thing_kinds[i]->one))
			return thing_kinds[i];
	return NULL;
}
