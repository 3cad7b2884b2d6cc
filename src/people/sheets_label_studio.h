// Label Studio's form of annotations, written in one file and read in another. Not for
// others.
#ifndef PEOPLE_SHEETS_LABEL_STUDIO_H
#define PEOPLE_SHEETS_LABEL_STUDIO_H

#include "people/sheets_form.h"

bool label_studio_read(struct sheets_reading *r, struct err *e) MUST_CHECK;

#endif
