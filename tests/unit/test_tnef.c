// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of winmail.dat, of RTF as text, and of uuencoded files.
#include "unit/unit.h"

#include "mail/rtf.h"
#include "mail/tnef.h"
#include "mail/uuencode.h"

static void put(GByteArray *to, guint32 number, guint bytes)
{
	for (guint i = 0; i < bytes; i++) {
		const guint8 byte = (guint8)(number >> (8 * i));

		g_byte_array_append(to, &byte, 1);
	}
}

/* One attribute (MS-OXTNEF, 2.1.3): level, id, size, bytes, checksum. */
static void put_attribute(GByteArray *to, guint level, guint32 id,
			  const char *bytes, gsize size)
{
	guint32 sum = 0;

	put(to, level, 1);
	put(to, id, 4);
	put(to, (guint32)size, 4);
	g_byte_array_append(to, (const guint8 *)bytes, (guint)size);
	for (gsize i = 0; i < size; i++)
		sum += (guint8)bytes[i];
	put(to, sum & 0xffff, 2);
}

static GByteArray *tnef_begin(void)
{
	GByteArray *tnef = g_byte_array_new();

	put(tnef, 0x223e9f78, 4);
	put(tnef, 1, 2);
	put_attribute(tnef, 1, 0x00089006, "\0\0\1\0", 4);
	put_attribute(tnef, 1, 0x00069007, "\xe4\4\0\0\0\0\0\0", 8);
	return tnef;
}

static void put_file(GByteArray *tnef, const char *name, const char *bytes)
{
	static const char rendering[14] = {1};

	put_attribute(tnef, 2, 0x00069002, rendering, sizeof(rendering));
	put_attribute(tnef, 2, 0x00018010, name, strlen(name) + 1);
	put_attribute(tnef, 2, 0x0006800f, bytes, strlen(bytes));
}

static void test_tnef_files_and_text_come_out(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GByteArray) bytes = tnef_begin();
	struct tnef tnef;

	(void)state;
	/* Code page 1252, as its attribute says. */
	put_attribute(bytes, 1, 0x0002800c,
		      "Gr\xfc\xdf"
		      "e",
		      6);
	put_file(bytes, "b\xe4r.txt", "twelve bytes");
	put_file(bytes, "C:\\x\\second.pdf", "abc");
	assert_true(tnef_read((const char *)bytes->data, bytes->len,
			      &(struct parse_wish){.sha256 = true}, pool,
			      &tnef));
	assert_string_equal(tnef.text, "Grüße");
	assert_int_equal(tnef.files_n, 2);
	assert_string_equal(tnef.files[0].name, "bär.txt");
	assert_int_equal(tnef.files[0].size, 12);
	assert_string_equal(tnef.files[1].name, "second.pdf");
	assert_string_equal(tnef.files[1].sha256,
			    "ba7816bf8f01cfea414140de5dae2223"
			    "b00361a396177a9cb410ff61f20015ad");
}

static void test_tnef_that_is_cut_gives_what_it_can(void **state)
{
	g_autoptr(GByteArray) bytes = tnef_begin();
	guint first;

	(void)state;
	put_file(bytes, "one.txt", "one");
	first = bytes->len;
	put_file(bytes, "two.txt", "two");
	for (guint n = 0; n <= bytes->len; n++) {
		g_autoptr(pool_handle) pool = pool_new();
		struct tnef tnef;
		const bool ok = tnef_read((const char *)bytes->data, n,
					  &(struct parse_wish){0}, pool, &tnef);

		if (n < 6)
			assert_false(ok);
		if (n >= first)
			assert_string_equal(tnef.files[0].name, "one.txt");
	}
}

static void test_tnef_writes_nothing_to_standard_output(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GByteArray) bytes = tnef_begin();
	FILE *out = stdout;
	char *text = NULL;
	size_t size = 0;
	struct tnef tnef;

	(void)state;
	g_byte_array_set_size(bytes, 3);
	stdout = open_memstream(&text, &size);
	tnef_read((const char *)bytes->data, bytes->len,
		  &(struct parse_wish){0}, pool, &tnef);
	fclose(stdout);
	stdout = out;
	assert_int_equal(size, 0);
	free(text);
}

static void test_rtf_becomes_text(void **state)
{
	static const struct {
		const char *label, *rtf, *want;
	} rows[] = {
		{"paragraphs", "{\\rtf1 one\\par two\\line three}",
		 "one\ntwo\nthree"},
		{"line ends mean nothing", "{\\rtf1 a\r\nb}", "ab"},
		{"code page", "{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0}", "Пр"},
		{"unicode", "{\\rtf1 \\u8211?x}", "–x"},
		{"negative unicode", "{\\rtf1 \\u-3913?}", "\xef\x82\xb7"},
		{"pair", "{\\rtf1 \\u-10179?\\u-8704?}", "😀"},
		{"fonts", "{\\rtf1{\\fonttbl{\\f0 Arial;}}text}", "text"},
		{"unknown destination", "{\\rtf1{\\*\\gen x;}text}", "text"},
		{"field",
		 "{\\rtf1{\\field{\\*\\fldinst HYPERLINK}{\\fldrslt "
		 "here}}}",
		 "here"},
		{"html",
		 "{\\rtf1\\fromhtml1 {\\*\\htmltag <b>}\\htmlrtf x"
		 "\\htmlrtf0 bold}",
		 "bold"},
		{"escapes", "{\\rtf1 \\{\\}\\\\}", "{}\\"},
		{"cut", "{\\rtf1 a\\'", "a"},
		{"cut unicode", "{\\rtf1 a\\u-10179?\\u", "a"},
		{"quotes", "{\\rtf1 \\ldblquote a\\rdblquote}", "“a”"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) got = g_string_new(NULL);

		rtf_to_text(got, rows[i].rtf, strlen(rows[i].rtf), "cp1252");
		same_text(rows[i].label, got->str, rows[i].want);
	}
}

/* The examples of MS-OXRTFCP, 3.1 and 3.2. */
static void test_rtf_is_unpacked(void **state)
{
	static const struct {
		const char *label;
		gsize size;
		const char *packed, *want;
	} rows[] = {
		{"simple", 49,
		 "\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125"
		 "\x42\x32\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0",
		 "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"},
		{"crossing itself", 30,
		 "\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4KQA\0\x04 WXYZ\x0dn}\x01"
		 "\x0e\xb0",
		 "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"},
		{"not compressed", 20, "\x10\0\0\0\x04\0\0\0MELA\0\0\0\0{\\a}",
		 "{\\a}"},
		{"no room", 15, "\x10\0\0\0\x04\0\0\0MELA\0\0\0", NULL},
		{"something else", 16, "\x10\0\0\0\x04\0\0\0XXXX\0\0\0\0",
		 NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) got = g_string_new(NULL);

		same_number(rows[i].label,
			    rtf_unpack(got, rows[i].packed, rows[i].size),
			    rows[i].want != NULL);
		if (rows[i].want != NULL)
			same_text(rows[i].label, got->str, rows[i].want);
	}
}

static void test_uuencoded_files_leave_the_text(void **state)
{
	static const struct {
		const char *label, *text, *rest, *name, *bytes;
	} rows[] = {
		{"in the middle", "a\nbegin 644 x.txt\n#0V%T\n`\nend\nb\n",
		 "a\nb\n", "x.txt", "Cat"},
		{"no name", "begin 644\n#0V%T\n`\nend\n", "", "", "Cat"},
		{"blanks in the name", "begin 0644 a b.txt\n#0V%T\n`\nend\n",
		 "", "a b.txt", "Cat"},
		{"blank cut off", "begin 644 x\n#0V%T\n\nend\n", "", "x",
		 "Cat"},
		{"no end", "begin 644 x\n#0V%T\n", "", "x", "Cat"},
		{"only a word", "begin 644 things\nall at once\n",
		 "begin 644 things\nall at once\n", NULL, NULL},
		{"no mode", "begin now or never\n", "begin now or never\n",
		 NULL, NULL},
		{"empty", "begin 644 x\n`\nend\n", "", "x", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(rows[i].text);
		g_autoptr(GArray) files =
			g_array_new(FALSE, FALSE, sizeof(struct uuencoded));
		const struct uuencoded *file;

		g_array_set_clear_func(files, uuencoded_clear);
		uuencode_take(text, files);
		same_text(rows[i].label, text->str, rows[i].rest);
		same_number(rows[i].label, files->len, rows[i].name != NULL);
		if (files->len == 0)
			continue;
		file = &g_array_index(files, struct uuencoded, 0);
		same_text(rows[i].label, file->name, rows[i].name);
		same_number(rows[i].label, file->bytes->len,
			    (gint64)strlen(rows[i].bytes));
		assert_memory_equal(file->bytes->data, rows[i].bytes,
				    file->bytes->len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tnef_files_and_text_come_out),
		cmocka_unit_test(test_tnef_that_is_cut_gives_what_it_can),
		cmocka_unit_test(test_tnef_writes_nothing_to_standard_output),
		cmocka_unit_test(test_rtf_is_unpacked),
		cmocka_unit_test(test_rtf_becomes_text),
		cmocka_unit_test(test_uuencoded_files_leave_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
