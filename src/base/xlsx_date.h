// Dates in spreadsheets: numbers, counted in days, which only the format of their cell
// tells from others (ECMA-376 part 1, 18.8.30 and 18.17.4).
#ifndef BASE_XLSX_DATE_H
#define BASE_XLSX_DATE_H

#include "base/arena.h"
#include "base/str.h"

// Whether a number format shows a day: by its code, or that which every spreadsheet knows
// by its id.
bool xlsx_date_code(const char *code);
bool xlsx_date_known(long id);
// "2026-11-22", or where it has a time "2026-11-22T09:30:00", as it stands in the cell
// whatever the zone. STR_NONE: no day that a spreadsheet has, 1900 to 9999.
struct str xlsx_date(struct arena *a, double days, bool from_1904);

#endif
