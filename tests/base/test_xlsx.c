#include "base/xlsx.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>
#include <xlsxwriter.h>

#include "base/buf.h"
#include "base/file.h"
#include "folder.h"
#include "pack.h"

// Rows as "NUMBER:field|field\n".
static bool note(void *ctx, size_t row, const struct str *fields, size_t n, struct err *e)
{
	struct buf *out = ctx;

	(void)e;
	buf_addf(out, "%zu:", row);
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s" STR_FMT, i ? "|" : "", STR_ARG(fields[i]));
	buf_addc(out, '\n');
	return true;
}

static void expect_rows(const char *path, const char *expected)
{
	struct buf out;
	struct err e = {0};

	buf_init(&out, 1 << 20);
	if (!xlsx_each(path, NULL, note, &out, &e))
		fail_msg("%s", e.msg);
	assert_string_equal(buf_str(&out).p, expected);
	buf_release(&out);
}

static void expect_fault(const char *path, const char *expected)
{
	struct buf out;
	struct err e = {0};

	buf_init(&out, 1 << 20);
	assert_false(xlsx_each(path, NULL, note, &out, &e));
	if (!strstr(e.msg, expected))
		fail_msg("\"%s\" has no \"%s\"", e.msg, expected);
	buf_release(&out);
}

static void test_what_is_written_is_read(void **state)
{
	(void)state;
	static const struct str choices[] = {STR_INIT("safe"), STR_INIT("unsafe")};
	static const struct xlsx_column columns[] = {
		{STR_INIT("task"), 8, NULL, 0, false, true},
		{STR_INIT("回复"), 60, NULL, 0, false, false},
		{STR_INIT("verdict"), 12, choices, 2, true, false},
	};
	const char *path = folder_path("out.xlsx");
	struct err e = {0};
	struct xlsx_writer *w = xlsx_create(path, STR("safety"), columns, 3, false, &e);

	assert_non_null(w);
	xlsx_put(w, STR("12"));
	xlsx_put(w, STR("=cmd|' /C calc'!A0 <b>&amp; 中文\nzwei\x01 _x0041_"));
	xlsx_put(w, STR(""));
	xlsx_end_row(w);
	xlsx_put(w, STR(""));
	xlsx_put(w, (struct str){"a\0b\xff", 4});
	xlsx_put(w, STR("unsafe"));
	xlsx_end_row(w);
	assert_int_equal(xlsx_cut(w), 0);
	assert_true(xlsx_close(w, &e));
	expect_rows(path, "1:task|回复|verdict\n"
			  "2:12|=cmd|' /C calc'!A0 <b>&amp; 中文\nzwei\x01 _x0041_\n"
			  "3:|a\xEF\xBF\xBD"
			  "b\xEF\xBF\xBD|unsafe\n");
	assert_null(xlsx_create(path, STR("s"), columns, 3, false, &e));
	assert_int_equal(e.code, ERR_EXISTS);
}

static void test_long_cells_are_cut(void **state)
{
	(void)state;
	static const struct xlsx_column column = {STR_INIT("text"), 20, NULL, 0, 0, 0};
	const char *path = folder_path("long.xlsx");
	struct err e = {0};
	struct buf text;
	struct xlsx_writer *w = xlsx_create(path, STR("s"), &column, 1, true, &e);

	buf_init(&text, 1 << 20);
	for (size_t i = 0; i < 40000; i++)
		buf_adds(&text, "字");
	xlsx_put(w, buf_str(&text));
	xlsx_end_row(w);
	assert_int_equal(xlsx_cut(w), 1);
	assert_true(xlsx_close(w, &e));
	buf_clear(&text);
	assert_true(xlsx_each(path, NULL, note, &text, &e));
	assert_int_equal(buf_str(&text).n, strlen("1:text\n2:\n") + (size_t)3 * 32767);
	buf_release(&text);
}

#define BOOK                                                                          \
	"<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'" \
	" xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/"            \
	"relationships'><sheets><sheet name='a' sheetId='1' state='hidden' "          \
	"r:id='rId1'/><sheet name='b' sheetId='2' r:id='rId7'/></sheets></workbook>"
#define RELATIONS                                                                 \
	"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/"   \
	"relationships'><Relationship Id='rId1' Target='worksheets/sheet1.xml'/>" \
	"<Relationship Id='rId7' Target='/xl/worksheets/second.xml'/></Relationships>"
#define SHARED                                                                   \
	"<sst><si><t>一</t></si><si><r><t xml:space='preserve'>two </t></r><r>" \
	"<t>runs</t></r><rPh sb='0' eb='1'><t>reading</t></rPh></si></sst>"

static void make(const char *path, const char *sheet)
{
	const struct pack_member members[] = {
		{"xl/workbook.xml", {BOOK, sizeof(BOOK) - 1}},
		{"xl/_rels/workbook.xml.rels", {RELATIONS, sizeof(RELATIONS) - 1}},
		{"xl/sharedStrings.xml", {SHARED, sizeof(SHARED) - 1}},
		{"xl/worksheets/second.xml", {sheet, strlen(sheet)}},
	};
	pack_zip(path, members, 4);
}

static void test_what_excel_writes(void **state)
{
	(void)state;
	const char *path = folder_path("excel.xlsx");

	make(path,
	     "<x:worksheet xmlns:x='urn:x'><x:sheetData>"
	     "<x:row r='2'><x:c r='B2' t='s'><x:v>0</x:v></x:c>"
	     "<x:c r='D2' t='s'><x:v>1</x:v></x:c></x:row>"
	     "<x:row><x:c><x:v>3.5</x:v></x:c><x:c t='b'><x:v>1</x:v></x:c>"
	     "<x:c t='str'><x:f>A1&amp;\"x\"</x:f><x:v>made</x:v></x:c>"
	     "<x:c t='inlineStr'><x:is><x:r><x:t>in</x:t></x:r><x:r><x:t>line_x000D_"
	     "</x:t></x:r></x:is></x:c></x:row>"
	     "<x:row r='9'><x:c r='A9' s='1'/></x:row>"
	     "</x:sheetData></x:worksheet>");
	expect_rows(path, "2:|一||two runs\n3:3.5|TRUE|made|inline\r\n9:\n");
}

static void test_a_sheet_by_its_name(void **state)
{
	const char *path = folder_path("named.xlsx");
	const struct pack_member members[] = {
		{"xl/workbook.xml", {BOOK, sizeof(BOOK) - 1}},
		{"xl/_rels/workbook.xml.rels", {RELATIONS, sizeof(RELATIONS) - 1}},
		{"xl/worksheets/sheet1.xml",
		 STR("<worksheet><row><c><v>1</v></c></row></worksheet>")},
		{"xl/worksheets/second.xml",
		 STR("<worksheet><row><c><v>2</v></c></row></worksheet>")},
	};
	struct buf out;
	struct err e = {0};

	(void)state;
	buf_init(&out, 1 << 10);
	pack_zip(path, members, 4);
	assert_true(xlsx_each(path, "a", note, &out, &e)); // hidden, but asked for
	assert_true(xlsx_each(path, "b", note, &out, &e));
	assert_true(xlsx_each(path, "none", note, &out, &e));
	assert_string_equal(buf_str(&out).p, "1:1\n1:2\n1:2\n");
	buf_release(&out);
}

static void test_what_is_no_spreadsheet(void **state)
{
	(void)state;
	const char *path = folder_path("bad.xlsx");
	const struct pack_member other = {"readme.txt", {"hello", 5}};

	unlink(path);
	expect_fault(folder_path("none.xlsx"), "cannot read");
	assert_true(file_write(path, STR("task,verdict\n"), NULL));
	expect_fault(path, "no whole zip");
	unlink(path);
	pack_zip(path, &other, 1);
	expect_fault(path, "no .xlsx");
	make(path, "<worksheet><sheetData><row><c t='s'><v>7</v></c></row>");
	expect_fault(path, "row 1: a text that the file lacks");
	make(path, "<worksheet><sheetData><row><c><v>1</v></c></row>");
	expect_fault(path, "damaged");
	make(path, "<!DOCTYPE a [<!ENTITY b 'bbbb'>]><worksheet>&b;</worksheet>");
	expect_fault(path, "document type");
}

static void test_what_xml_cannot_hold(void **state)
{
	(void)state;
	static const struct xlsx_column column = {STR_INIT("text"), 20, NULL, 0, 0, 0};
	const char *path = folder_path("foreign.xlsx");
	struct err e = {0};
	struct xlsx_writer *w = xlsx_create(path, STR("s"), &column, 1, true, &e);

	xlsx_put(w, STR("a\xEF\xBF\xBE"
			"b\xEF\xBF\xBF"
			"c\x1f"));
	xlsx_end_row(w);
	assert_true(xlsx_close(w, &e));
	expect_rows(path, "1:text\n2:a\xEF\xBF\xBD"
			  "b\xEF\xBF\xBD"
			  "c\x1f\n");
}

// The library's own temporary file is an error where it cannot be made.
static void test_no_room_for_scratch(void **state)
{
	(void)state;
	static const struct xlsx_column column = {STR_INIT("text"), 20, NULL, 0, 0, 0};
	const char *path = folder_path("room.xlsx");
	struct rlimit had = {0}, few;
	struct err e = {0};
	int free_one = dup(0);

	assert_true(free_one >= 0 && getrlimit(RLIMIT_NOFILE, &had) == 0);
	close(free_one);
	few = had;
	few.rlim_cur = (rlim_t)free_one + 1; // for the draft alone
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	assert_null(xlsx_create(path, STR("s"), &column, 1, true, &e));
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &had), 0);
	assert_int_equal(e.code, ERR_IO);
	assert_int_equal(access(path, F_OK), -1);
	free_one = dup(0); // nothing was left open
	assert_int_equal((rlim_t)free_one + 1, few.rlim_cur);
	close(free_one);
}

// A small file that would take much memory.
static void test_shared_texts_without_end(void **state)
{
	(void)state;
	const char *path = folder_path("many.xlsx");
	struct buf many;

	buf_init(&many, (size_t)64 << 20);
	buf_adds(&many, "<sst>");
	for (size_t i = 0; i <= XLSX_SHARED_MAX; i++)
		buf_adds(&many, "<si/>");
	buf_adds(&many, "</sst>");
	const struct pack_member members[] = {
		{"xl/workbook.xml", {BOOK, sizeof(BOOK) - 1}},
		{"xl/_rels/workbook.xml.rels", {RELATIONS, sizeof(RELATIONS) - 1}},
		{"xl/sharedStrings.xml", buf_str(&many)},
		{"xl/worksheets/second.xml", {"<worksheet/>", 12}},
	};
	pack_zip(path, members, 4);
	expect_fault(path, "shared texts");
	buf_release(&many);
}

// By another's hand: dates are numbers there, and only some of the numbers are dates.
static void test_dates(void **state)
{
	(void)state;
	const char *path = folder_path("dates.xlsx");
	lxw_datetime day = {2026, 11, 22, 0, 0, 0}, noon = {2026, 11, 22, 12, 15, 30};
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "s");
	lxw_format *known = workbook_add_format(book);
	lxw_format *own = workbook_add_format(book);
	lxw_format *hours = workbook_add_format(book);
	lxw_format *money = workbook_add_format(book);

	format_set_num_format_index(known, 14);
	format_set_num_format(own, "yyyy\"\xE5\xB9\xB4\"m/d hh:mm");
	format_set_num_format(hours, "hh:mm");
	format_set_num_format(money, "#,##0.00 \"dollars\"");
	worksheet_write_datetime(sheet, 0, 0, &day, known);
	worksheet_write_datetime(sheet, 0, 1, &day, own);
	worksheet_write_datetime(sheet, 0, 2, &noon, own);
	worksheet_write_number(sheet, 1, 0, 46348, NULL);
	worksheet_write_number(sheet, 1, 1, 46348, money);
	worksheet_write_number(sheet, 1, 2, 0.5, hours);
	worksheet_write_string(sheet, 2, 0, "46348", known);
	worksheet_write_number(sheet, 2, 1, -7, known);
	worksheet_write_boolean(sheet, 2, 2, 1, known);
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
	expect_rows(path, "1:2026-11-22|2026-11-22|2026-11-22T12:15:30\n"
			  "2:46348|46348|0.5\n"
			  "3:46348|-7|TRUE\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_written_is_read),
		cmocka_unit_test(test_long_cells_are_cut),
		cmocka_unit_test(test_what_excel_writes),
		cmocka_unit_test(test_a_sheet_by_its_name),
		cmocka_unit_test(test_what_is_no_spreadsheet),
		cmocka_unit_test(test_what_xml_cannot_hold),
		cmocka_unit_test(test_no_room_for_scratch),
		cmocka_unit_test(test_shared_texts_without_end),
		cmocka_unit_test(test_dates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
