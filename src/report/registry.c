#include "report/report.h"

extern const struct renderer_desc renderer_html;
extern const struct renderer_desc renderer_json;
extern const struct renderer_desc renderer_markdown;
extern const struct renderer_desc renderer_text;

const struct renderer_desc *const renderers[] = {
	&renderer_html,
	&renderer_json,
	&renderer_markdown,
	&renderer_text,
};
const size_t renderers_n = COUNT(renderers);

const struct renderer_desc *renderer_find(struct str name)
{
	for (size_t i = 0; i < renderers_n; i++)
		if (str_is(name, renderers[i]->name))
			return renderers[i];
	return NULL;
}
