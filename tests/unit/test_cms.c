// SPDX-License-Identifier: GPL-3.0-or-later
// The content of S/MIME's signed-data, in each way that BER can write it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mail/cms.h"

#define OID_DATA   "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
#define OID_SIGNED "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
#define OID_SEALED "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"

/* All of indefinite length, up to the content. */
#define BEGIN                                                        \
	"\x30\x80" OID_SIGNED "\xa0\x80\x30\x80\x02\x01\x01\x31\x00" \
	"\x30\x80" OID_DATA "\xa0\x80"

struct row {
	const char *label, *bytes;
	gsize size;
	enum cms_kind kind;
	const char *content;
};

#define ROW(label, bytes, kind, content)                       \
	{                                                      \
		label, bytes, sizeof(bytes) - 1, kind, content \
	}

static const struct row rows[] = {
	ROW("definite lengths",
	    "\x30\x27" OID_SIGNED "\xa0\x1a\x30\x18\x02\x01\x01\x31\x00"
	    "\x30\x11" OID_DATA "\xa0\x04\x04\x02hi",
	    CMS_SIGNED, "hi"),
	ROW("long form of lengths",
	    "\x30\x82\x00\x2b" OID_SIGNED "\xa0\x81\x1d\x30\x81\x1a"
	    "\x02\x01\x01\x31\x00\x30\x81\x12" OID_DATA
	    "\xa0\x81\x04\x04\x02hi",
	    CMS_SIGNED, "hi"),
	ROW("indefinite lengths", BEGIN "\x04\x02hi", CMS_SIGNED, "hi"),
	ROW("in pieces", BEGIN "\x24\x80\x04\x01h\x04\x01i\x00\x00", CMS_SIGNED,
	    "hi"),
	ROW("in pieces of a known length",
	    BEGIN "\x24\x06\x04\x01h\x04\x01i"
		  "\x04\x01x",
	    CMS_SIGNED, "hi"),
	ROW("pieces in pieces",
	    BEGIN "\x24\x80\x24\x80\x04\x01h\x00\x00\x24\x03\x04\x01i\x00\x00",
	    CMS_SIGNED, "hi"),
	ROW("an empty piece", BEGIN "\x24\x80\x04\x00\x04\x02hi\x00\x00",
	    CMS_SIGNED, "hi"),
	ROW("what follows is not content", BEGIN "\x04\x02hi\x00\x00\x04\x01x",
	    CMS_SIGNED, "hi"),
	ROW("what follows the pieces is not content",
	    BEGIN "\x24\x80\x04\x02hi\x00\x00\x04\x01x", CMS_SIGNED, "hi"),
	ROW("digest algorithms of indefinite length",
	    "\x30\x80" OID_SIGNED "\xa0\x80\x30\x80\x02\x01\x01"
	    "\x31\x80\x30\x80\x06\x01\x2a\x00\x00\x00\x00"
	    "\x30\x80" OID_DATA "\xa0\x80\x04\x02hi",
	    CMS_SIGNED, "hi"),
	ROW("cut within the content", BEGIN "\x04\x10hi", CMS_SIGNED, "hi"),
	ROW("cut after a piece", BEGIN "\x24\x80\x04\x02hi", CMS_SIGNED, "hi"),
	ROW("a length that nothing has",
	    BEGIN "\x04\x88\xff\xff\xff\xff\xff\xff\xff\xffhi", CMS_SIGNED,
	    "hi"),
	ROW("a length of too many bytes", BEGIN "\x04\x89hi", CMS_SIGNED, ""),
	ROW("a signature beside its text",
	    "\x30\x80" OID_SIGNED "\xa0\x80\x30\x80\x02\x01\x01\x31\x00"
	    "\x30\x80" OID_DATA "\x00\x00",
	    CMS_SIGNED, ""),
	ROW("encrypted", "\x30\x80" OID_SEALED "\xa0\x80", CMS_ENVELOPED, ""),
	ROW("data alone", "\x30\x80" OID_DATA "\xa0\x80\x04\x02hi", CMS_OTHER,
	    ""),
	ROW("another OID", "\x30\x80\x06\x01\x2a", CMS_OTHER, ""),
	ROW("text", "From: a@example.com\n", CMS_OTHER, ""),
	ROW("nothing", "", CMS_OTHER, ""),
};

static void test_signed_content_is_found_in_all_forms_of_ber(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) content = g_string_new(NULL);
		const enum cms_kind kind =
			cms_read(rows[i].bytes, rows[i].size, content);

		if (kind != rows[i].kind)
			fail_msg("%s: kind %d", rows[i].label, (int)kind);
		if (strcmp(content->str, rows[i].content) != 0)
			fail_msg("%s: have \"%s\"", rows[i].label,
				 content->str);
	}
}

static void test_no_prefix_of_it_is_read_past_its_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		for (gsize n = 0; n <= rows[i].size; n++) {
			g_autoptr(GString) content = g_string_new(NULL);
			g_autofree char *own = g_memdup2(rows[i].bytes, n);

			cms_read(own, n, content);
			assert_true(content->len <= n);
		}
	}
}

static void test_nesting_and_elements_end_at_their_ceilings(void **state)
{
	g_autoptr(GString) deep = g_string_new(NULL);
	g_autoptr(GString) content = g_string_new(NULL);

	(void)state;
	g_string_append_len(deep, BEGIN, sizeof(BEGIN) - 1);
	for (int i = 0; i < 1000000; i++)
		g_string_append_len(deep, "\x24\x80", 2);
	g_string_append(deep, "\x04\x01x");
	assert_int_equal(cms_read(deep->str, deep->len, content), CMS_SIGNED);
	assert_int_equal(content->len, 0);
	g_string_truncate(deep, 0);
	for (int i = 0; i < 1000000; i++)
		g_string_append_len(deep, "\x30\x80", 2);
	assert_int_equal(cms_read(deep->str, deep->len, content), CMS_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_signed_content_is_found_in_all_forms_of_ber),
		cmocka_unit_test(test_no_prefix_of_it_is_read_past_its_end),
		cmocka_unit_test(
			test_nesting_and_elements_end_at_their_ceilings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
