// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of writing a mail: headers and texts, and what reads them again.
#include "unit/unit.h"

#include "mail/encode.h"
#include "mail/words.h"

static void test_encode_text_is_written_as_expected(void **state)
{
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{"plain", "Hello there", "Subject: Hello there\n"},
		{"empty", "", "Subject: \n"},
		{"q", "Gr\303\274n", "Subject: =?UTF-8?Q?Gr=C3=BCn?=\n"},
		{"q with blanks and signs", "\303\274_a=b?",
		 "Subject: =?UTF-8?B?w7xfYT1iPw==?=\n"},
		{"b", "\346\227\245\346\234\254",
		 "Subject: =?UTF-8?B?5pel5pys?=\n"},
		{"what looks encoded", "=?utf-8?q?x=0A?=",
		 "Subject: =?UTF-8?Q?=3D=3Futf-8=3Fq=3Fx=3D0A=3F=3D?=\n"},
		{"line ends", "a\r\nBcc: b@c\n\nText",
		 "Subject: a Bcc: b@c Text\n"},
		{"overrides", "a\342\200\256b", "Subject: ab\n"},
		{"NEL and separators", "a\302\205b\342\200\250c",
		 "Subject: a b c\n"},
		{"not UTF-8", "a\377b", "Subject: =?UTF-8?B?Ye+/vWI=?=\n"},
		{"folded",
		 "one two three four five six seven eight nine ten eleven "
		 "twelve thirteen fourteen",
		 "Subject: one two three four five six seven eight nine ten "
		 "eleven twelve\n thirteen fourteen\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		encode_text(out, "Subject", rows[i].text);
		same_text(rows[i].label, out->str, rows[i].want);
	}
}

/* Every line is short, begins as it must, and the whole says what was put in.
 */
static void comes_back(const char *label, const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GString) back = g_string_new(NULL);
	g_auto(GStrv) lines = NULL;

	encode_text(out, "Subject", text);
	lines = g_strsplit(out->str, "\n", 0);
	for (guint i = 0; lines[i + 1] != NULL; i++) {
		if (strlen(lines[i]) > 78 + 8 || (i > 0 && lines[i][0] != ' '))
			fail_msg("%s: line %u is \"%s\"", label, i, lines[i]);
	}
	words_decode(back, out->str + strlen("Subject: "),
		     out->len - strlen("Subject: ") - 1, NULL);
	g_string_replace(back, "\n ", " ", 0);
	same_text(label, back->str, text);
}

static void test_encode_long_texts_come_back(void **state)
{
	static const struct {
		const char *label, *piece;
		guint n;
	} rows[] = {
		{"ascii", "word and words", 8},
		{"german", "\303\234ber gr\303\274ne \303\204pfel", 10},
		{"russian", "\320\227\320\260\321\217\320\262\320\272\320\260",
		 12},
		{"japanese", "\346\227\245\346\234\254\350\252\236", 30},
		{"emoji", "\360\237\230\200", 60},
		{"mixed", "a\360\237\230\200 \303\274=_?", 30},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(NULL);

		for (guint n = 0; n < rows[i].n; n++)
			g_string_append_printf(text, "%s%s", n > 0 ? " " : "",
					       rows[i].piece);
		comes_back(rows[i].label, text->str);
	}
}

static void test_encode_long_text_is_cut_at_a_character(void **state)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GString) back = g_string_new(NULL);

	(void)state;
	while (text->len < 3 * ENCODE_TEXT_MOST)
		g_string_append(text, "\342\202\254");
	encode_text(out, "Subject", text->str);
	words_decode(back, out->str + 9, out->len - 10, NULL);
	assert_true(back->len <= ENCODE_TEXT_MOST);
	assert_true(back->len > ENCODE_TEXT_MOST - 4);
	assert_true(g_str_has_prefix(text->str, back->str));
}

static void test_encode_mailbox_is_quoted(void **state)
{
	static const struct {
		const char *label, *phrase, *email, *want;
	} rows[] = {
		{"none", "", "a@b.example", "From: <a@b.example>\n"},
		{"plain", "Help Desk", "a@b.example",
		 "From: \"Help Desk\"\n <a@b.example>\n"},
		{"quotes", "A \"B\" \\C", "a@b.example",
		 "From: \"A \\\"B\\\" \\\\C\"\n <a@b.example>\n"},
		{"umlaut", "B\303\274ro", "a@b.example",
		 "From: =?UTF-8?Q?B=C3=BCro?=\n <a@b.example>\n"},
		{"line end", "A\nBcc: x@y", "a@b.example",
		 "From: \"A Bcc: x@y\"\n <a@b.example>\n"},
		{"an address with a line end", "", "a@b\nBcc: x@y",
		 "From: <>\n"},
		{"an address with a bracket", "", "a@b>,<c@d", "From: <>\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		encode_mailbox(out, "From", rows[i].phrase, rows[i].email);
		same_text(rows[i].label, out->str, rows[i].want);
	}
}

static void test_encode_ids_leaves_out_what_is_none(void **state)
{
	static const char *const ids[] = {
		"a@b", "no at", "x@y>\nBcc: z", "c@d\303\274", "", "e@f"};
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GString) nothing = g_string_new(NULL);

	(void)state;
	encode_ids(out, "References", ids, G_N_ELEMENTS(ids));
	assert_string_equal(out->str, "References: <a@b>\n <e@f>\n");
	encode_ids(nothing, "References", ids + 1, 4);
	assert_string_equal(nothing->str, "");
}

static void test_encode_date_is_of_rfc_5322(void **state)
{
	g_autoptr(GString) out = g_string_new(NULL);

	(void)state;
	encode_date(out, "Date", G_GINT64_CONSTANT(1714982400000));
	assert_string_equal(out->str,
			    "Date: Mon, 06 May 2024 08:00:00 +0000\n");
}

static void test_encode_body_is_readable_everywhere(void **state)
{
	static const char head7[] =
		"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
		"Content-Transfer-Encoding: 7bit\n\n";
	static const char headq[] =
		"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
		"Content-Transfer-Encoding: quoted-printable\n\n";
	static const struct {
		const char *label, *text, *head, *want;
	} rows[] = {
		{"ascii", "One.\nTwo.\n", head7, "One.\nTwo.\n"},
		{"no line end", "One.", head7, "One.\n"},
		{"umlaut", "Gr\303\274n = 1\n", headq, "Gr=C3=BCn =3D 1\n"},
		{"blank at the end", "\303\274 \nb\n", headq, "=C3=BC=20\nb\n"},
		{"a dot", ".\n", headq, "=2E\n"},
		{"From", "From me\n", headq, "=46rom me\n"},
		{"other line ends", "a\r\nb\rc\n", head7, "a\nb\nc\n"},
		{"controls", "a\033[2Jb\001\n", head7, "a[2Jb\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		g_autofree char *want =
			g_strconcat(rows[i].head, rows[i].want, NULL);

		encode_body(out, rows[i].text);
		same_text(rows[i].label, out->str, want);
	}
}

/* A soft line break, and what decodes to the same again. */
static void test_encode_body_breaks_long_lines(void **state)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) out = g_string_new(NULL);
	g_auto(GStrv) lines = NULL;
	g_autoptr(GString) back = g_string_new(NULL);
	bool body = false;

	(void)state;
	for (int i = 0; i < 40; i++)
		g_string_append(text, "F.\303\274 =x");
	g_string_append_c(text, '\n');
	encode_body(out, text->str);
	lines = g_strsplit(out->str, "\n", 0);
	for (guint i = 0; lines[i] != NULL; i++) {
		const char *at = lines[i];

		assert_true(strlen(at) <= 76);
		if (!body) {
			body = *at == '\0';
			continue;
		}
		assert_true(*at != '.' && *at != 'F');
		for (; *at != '\0' && !(at[0] == '=' && at[1] == '\0'); at++) {
			if (*at != '=') {
				g_string_append_c(back, *at);
				continue;
			}
			g_string_append_c(
				back, (char)(g_ascii_xdigit_value(at[1]) * 16 +
					     g_ascii_xdigit_value(at[2])));
			at += 2;
		}
		if (*at == '\0' && lines[i + 1] != NULL)
			g_string_append_c(back, '\n');
	}
	assert_string_equal(back->str, text->str);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encode_text_is_written_as_expected),
		cmocka_unit_test(test_encode_long_texts_come_back),
		cmocka_unit_test(test_encode_long_text_is_cut_at_a_character),
		cmocka_unit_test(test_encode_mailbox_is_quoted),
		cmocka_unit_test(test_encode_ids_leaves_out_what_is_none),
		cmocka_unit_test(test_encode_date_is_of_rfc_5322),
		cmocka_unit_test(test_encode_body_is_readable_everywhere),
		cmocka_unit_test(test_encode_body_breaks_long_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
