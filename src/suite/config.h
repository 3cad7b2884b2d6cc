// Configuration: assay.yaml as a tree, and .env. What its keys mean is said by the option
// rows of whoever binds them.
//
// Order of precedence: command line > environment (ASSAY_<OPTION>) > assay.yaml >
// defaults.
#ifndef SUITE_CONFIG_H
#define SUITE_CONFIG_H

#include "base/opt.h"
#include "base/yaml.h"
#include "suite/fault.h"

struct config {
	const struct yaml *root; // NULL: there is no assay.yaml
	struct str path;
};

// Reads `path`, or assay.yaml of the working folder if path is NULL and it exists.
bool config_load(struct arena *a, const char *path, struct config *out,
		 struct err *e) MUST_CHECK;
// Assigns every key of the map `section` ("run", "report", ...; NULL: the root) to the
// rows' settings, then ASSAY_<NAME> from the environment. A key that no row knows is a
// fault with its line and the nearest name.
bool config_bind(const struct config *c, const char *section, const struct opt *rows,
		 void *settings, struct arena *a, struct faults *f) MUST_CHECK;
// Every fault of a configuration as a whole: sections and keys that nobody knows.
struct config_section {
	const char *name;
	const struct opt *rows; // NULL: any keys, somebody else knows them
	size_t settings_size;   // of what the rows fill
};
bool config_check(const struct config *c, const struct config_section *sections, size_t n,
		  struct faults *f) MUST_CHECK;

// Puts the lines NAME=value of a file (.env) into the environment where the name is not
// set there. Missing is fine. Values may be quoted; `export ` in front and # comments are
// accepted.
bool env_load(const char *path, struct err *e) MUST_CHECK;

#endif
