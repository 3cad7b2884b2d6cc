// Label Studio's form of annotations, written in one file and read in another. Not for
// others.
#ifndef PEOPLE_FILES_LABEL_STUDIO_H
#define PEOPLE_FILES_LABEL_STUDIO_H

#include "people/files_form.h"

// How a question's answers are called there.
const char *label_studio_type(const struct question *q);
bool label_studio_read(struct files_reading *r, struct err *e) MUST_CHECK;

#endif
