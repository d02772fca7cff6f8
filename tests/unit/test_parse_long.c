// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of reading long mails: digests, sizes of files, bombs.
#include "unit/reading.h"

static char *digest_of(const char *mail)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct message msg;
	struct why why = {0};

	assert_true(read_bytes(mail, strlen(mail), false, pool, &msg, &why));
	return g_strdup(msg.digest);
}

static void test_parse_digest_is_the_same_at_every_attempt(void **state)
{
	static const char first[] = "Received: by x\nFrom: a@b\nMessage-ID: "
				    "<1@b>\nSubject: s\n\none\n\ntwo\n";
	static const struct {
		const char *label, *mail;
		bool same;
	} rows[] = {
		{"crlf",
		 "Received: by x\r\nFrom: a@b\r\nMessage-ID: <1@b>\r\n"
		 "Subject: s\r\n\r\none\r\n\r\ntwo\r\n",
		 true},
		{"mbox line and trace",
		 "From x\nReceived: y\nDelivered-To: z\n"
		 "From: a@b\nMessage-ID: <1@b>\nSubject: s\n\none\n\ntwo\n",
		 true},
		{"blank lines at the end",
		 "From: a@b\nMessage-ID: <1@b>\nSubject: s\n\none\n\ntwo\n\n\n",
		 true},
		{"no line end",
		 "From: a@b\nMessage-ID: <1@b>\nSubject: s\n\n"
		 "one\n\ntwo",
		 true},
		{"other fold",
		 "From:\n a@b\nMessage-ID: <1@b>\nSubject: s\n\n"
		 "one\n\ntwo\n",
		 true},
		{"other body",
		 "From: a@b\nMessage-ID: <1@b>\nSubject: s\n\n"
		 "one\ntwo\n",
		 false},
		{"other subject",
		 "From: a@b\nMessage-ID: <1@b>\nSubject: t\n\n"
		 "one\n\ntwo\n",
		 false},
		{"other sender",
		 "From: c@b\nMessage-ID: <1@b>\nSubject: s\n\n"
		 "one\n\ntwo\n",
		 false},
		{"other date",
		 "Date: x\nFrom: a@b\nMessage-ID: <1@b>\n"
		 "Subject: s\n\none\n\ntwo\n",
		 false},
	};
	g_autofree char *want = digest_of(first);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = digest_of(rows[i].mail);

		same_number(rows[i].label, strcmp(got, want) == 0,
			    rows[i].same);
	}
}

/* A mail with size bytes in base64, in lines that end as end says. */
static GString *mail_with_file(gsize size, const char *end, GChecksum *sum)
{
	GString *mail = g_string_new(MULTI("mixed") PLAIN "--b\n" TYPE(
		"image/png; name=p.png") "Content-Transfer-Encoding: "
					 "base64\n\n");
	g_autofree guchar *bytes = g_malloc(size);
	g_autofree char *text = NULL;
	gsize n;

	for (gsize i = 0; i < size; i++)
		bytes[i] = (guchar)(i * 31 + i / 251);
	g_checksum_update(sum, bytes, (gssize)size);
	text = g_base64_encode(bytes, size);
	n = strlen(text);
	for (gsize i = 0; i < n; i += 76) {
		g_string_append_len(mail, text + i, (gssize)MIN(76, n - i));
		g_string_append(mail, end);
	}
	g_string_append(mail, END);
	return mail;
}

static void test_parse_sizes_of_files_are_exact(void **state)
{
	static const gsize sizes[] = {0,      1,      2,      3,      57,
				      48000,  100000, 100001, 100002, 99999,
				      262144, 999999, 3000000};
	static const char *const ends[] = {"\n", "\r\n"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(sizes) * 2; i++) {
		g_autoptr(pool_handle) pool = pool_new();
		g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
		g_autoptr(GString) mail =
			mail_with_file(sizes[i / 2], ends[i % 2], sum);
		const bool sha256 = i % 4 == 0;
		struct message msg;
		struct why why = {0};
		char label[32];

		g_snprintf(label, sizeof(label), "%u bytes",
			   (guint)sizes[i / 2]);
		assert_true(read_bytes(mail->str, mail->len, sha256, pool, &msg,
				       &why));
		same_number(label, (gint64)msg.attachments_n, 1);
		same_number(label, (gint64)msg.attachments[0].size,
			    (gint64)sizes[i / 2]);
		same_text(label, msg.attachments[0].sha256,
			  sha256 ? g_checksum_get_string(sum) : "");
		same_text(label, msg.text, "hello");
	}
}

/* A long file is passed over; what comes after it must be found all the same.
 */
static void test_parse_parts_after_long_files_are_found(void **state)
{
	static const char second[] =
		"--b\n" TYPE("text/csv; name=second.csv") "\n1,2\n" END;

	(void)state;
	for (gsize size = 47000; size < 51000; size += 19) {
		g_autoptr(pool_handle) pool = pool_new();
		g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
		g_autoptr(GString) mail = mail_with_file(
			size, size % 2 == 0 ? "\n" : "\r\n", sum);
		struct message msg;
		struct why why = {0};
		char label[32];

		g_snprintf(label, sizeof(label), "%u bytes", (guint)size);
		g_string_truncate(mail, mail->len - strlen(END));
		g_string_append(mail, second);
		assert_true(read_bytes(mail->str, mail->len, true, pool, &msg,
				       &why));
		same_number(label, (gint64)msg.attachments_n, 2);
		same_number(label, (gint64)msg.attachments[0].size,
			    (gint64)size);
		same_text(label, msg.attachments[0].sha256,
			  g_checksum_get_string(sum));
		same_text(label, msg.attachments[1].name, "second.csv");
	}
}

/* Lines like those of a file are no reason to pass over what is around them. */
static void test_parse_headers_among_dull_lines_are_seen(void **state)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) mail = g_string_new(MULTI("mixed") PLAIN);
	struct message msg;
	struct why why = {0};

	(void)state;
	for (guint part = 0; part < 20; part++) {
		g_string_append_printf(
			mail, "--b\n" TYPE("a/b; name=%u.x") "\n", part);
		for (guint i = 0; i < 1500 + part * 7; i++)
			g_string_append(mail, "QUJDREVGR0hJSktMTU5PUFFSU1RV\n");
	}
	g_string_append(mail, END);
	assert_true(read_bytes(mail->str, mail->len, false, pool, &msg, &why));
	assert_int_equal(msg.attachments_n, 20);
	for (guint part = 0; part < 20; part++) {
		char name[16];

		g_snprintf(name, sizeof(name), "%u.x", part);
		same_text(name, msg.attachments[part].name, name);
		same_number(name, (gint64)msg.attachments[part].size,
			    (1500 + part * 7) * 29 - 1);
	}
}

/* Bombs are cut, and say so. */
static void test_parse_bombs_are_cut(void **state)
{
	static const struct {
		const char *label, *head, *unit, *defect;
		guint times;
	} rows[] = {
		{"parts", MULTI("mixed"), "--b\n\nx\n",
		 "too many parts, levels or headers", 5000},
		{"levels", "", MULTI("mixed") "--b\n",
		 "too many parts, levels or headers", 500},
		{"headers", "", "X: y\n", "too many parts, levels or headers",
		 50000},
		{"text", "S: x\n\n", "long lines of text\n", "a text is cut",
		 200000},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		g_autoptr(GString) mail = g_string_new(rows[i].head);
		struct message msg;
		struct why why = {0};
		bool said = false;

		for (guint k = 0; k < rows[i].times; k++)
			g_string_append(mail, rows[i].unit);
		assert_true(read_bytes(mail->str, mail->len, false, pool, &msg,
				       &why));
		for (size_t k = 0; k < msg.defects_n; k++)
			said = said ||
			       strcmp(msg.defects[k], rows[i].defect) == 0;
		same_number(rows[i].label, said, true);
	}
}

static void test_parse_says_what_of_html_is_left_out(void **state)
{
	static const char mail[] = "From: a@b\n" TYPE(
		"text/html") "\n"
			     "<p>a<b style='display:none'>secret</b>";
	g_autoptr(pool_handle) pool = pool_new();
	struct message msg;
	struct why why = {0};

	(void)state;
	assert_true(read_bytes(mail, strlen(mail), false, pool, &msg, &why));
	assert_string_equal(msg.text, "a");
	assert_int_equal(msg.defects_n, 1);
	assert_string_equal(msg.defects[0], "left out of the HTML: 6 "
					    "characters that nobody sees");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_says_what_of_html_is_left_out),
		cmocka_unit_test(
			test_parse_digest_is_the_same_at_every_attempt),
		cmocka_unit_test(test_parse_sizes_of_files_are_exact),
		cmocka_unit_test(test_parse_parts_after_long_files_are_found),
		cmocka_unit_test(test_parse_headers_among_dull_lines_are_seen),
		cmocka_unit_test(test_parse_bombs_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
