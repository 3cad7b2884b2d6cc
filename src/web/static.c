#include "web/static.h"

#include "base/asset.h"
#include "base/mem.h"

bool static_find(struct str path, struct str *text, const char **type)
{
	static const struct {
		const char *path, *asset, *type;
	} files[] = {
		{"/", "web/index.html", "text/html; charset=utf-8"},
		{"/index.html", "web/index.html", "text/html; charset=utf-8"},
		{"/app.js", "web/app.js", "text/javascript; charset=utf-8"},
		{"/app.css", "web/app.css", "text/css; charset=utf-8"},
	};

	for (size_t i = 0; i < COUNT(files); i++)
		if (str_is(path, files[i].path)) {
			*text = asset_text(files[i].asset);
			*type = files[i].type;
			return true;
		}
	return false;
}
