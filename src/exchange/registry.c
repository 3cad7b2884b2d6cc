#include "exchange/exchange.h"

extern const struct importer_desc importer_crisk;
extern const struct importer_desc importer_csv;
extern const struct importer_desc importer_cvalues;
extern const struct importer_desc importer_jade;
extern const struct importer_desc importer_jsonl;
extern const struct importer_desc importer_preferences;
extern const struct importer_desc importer_s_eval;
extern const struct importer_desc importer_safetybench;

const struct importer_desc *const importers[] = {
	&importer_crisk, &importer_csv,         &importer_cvalues, &importer_jade,
	&importer_jsonl, &importer_preferences, &importer_s_eval,  &importer_safetybench,
};
const size_t importers_n = COUNT(importers);

extern const struct exporter_desc exporter_csv;
extern const struct exporter_desc exporter_cvalues;
extern const struct exporter_desc exporter_jsonl;
extern const struct exporter_desc exporter_sft;

const struct exporter_desc *const exporters[] = {
	&exporter_csv,
	&exporter_cvalues,
	&exporter_jsonl,
	&exporter_sft,
};
const size_t exporters_n = COUNT(exporters);

const struct importer_desc *importer_find(struct str name)
{
	for (size_t i = 0; i < importers_n; i++)
		if (str_is(name, importers[i]->name))
			return importers[i];
	return NULL;
}

const struct exporter_desc *exporter_find(struct str name)
{
	for (size_t i = 0; i < exporters_n; i++)
		if (str_is(name, exporters[i]->name))
			return exporters[i];
	return NULL;
}
