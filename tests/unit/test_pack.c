// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the pack: attachments' bytes on their way out of the reader.
#include "unit/unit.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/pack.h"
#include "mail/read.h"

static const char mixed[] = "From: a@b.example\n"
			    "MIME-Version: 1.0\n"
			    "Content-Type: multipart/mixed; boundary=b\n"
			    "\n"
			    "--b\n"
			    "Content-Type: text/plain\n"
			    "\n"
			    "Hello\n"
			    "--b\n"
			    "Content-Type: application/pdf; name=a.pdf\n"
			    "Content-Transfer-Encoding: base64\n"
			    "\n"
			    "JVBERi0xLjQK\n"
			    "--b\n"
			    "Content-Type: text/csv; name=b.csv\n"
			    "Content-Transfer-Encoding: quoted-printable\n"
			    "\n"
			    "one=2Ctwo\n"
			    "--b\n"
			    "Content-Type: message/rfc822\n"
			    "\n"
			    "Subject: inside\n"
			    "Content-Type: multipart/mixed; boundary=c\n"
			    "\n"
			    "--c\n"
			    "\n"
			    "words\n"
			    "--c--\n"
			    "--b--\n";

struct result {
	struct pool *pool;
	struct message msg;
	struct spool pack;
};

static void read_packed(const char *mail, gsize size, struct result *result)
{
	struct spool spool = {.fd = memfd_create("mail", MFD_ALLOW_SEALING)};
	struct read_report report;
	struct why why = {0};
	struct read_wish wish = {
		.files = &result->pack,
		.deadline = deadline_in(20),
	};

	assert_int_equal(write(spool.fd, mail, size), size);
	spool.size = size;
	result->pool = pool_new();
	assert_true(spool_blank(size, &result->pack, &why));
	if (!mail_read(&spool, &wish, result->pool, &result->msg, &report,
		       &why))
		fail_msg("%s", why.text);
	if (report.fallback)
		fail_msg("%s", report.lines[0]);
	spool_close(&spool);
}

static void end(struct result *result)
{
	spool_close(&result->pack);
	pool_free(result->pool);
}

static void same_bytes(const struct result *result, size_t n, const char *want)
{
	const struct attachment *file = &result->msg.attachments[n];
	char bytes[512];

	assert_true(file->packed);
	same_number(file->name, (gint64)file->size, (gint64)strlen(want));
	assert_int_equal(pread(result->pack.fd, bytes, file->size,
			       (off_t)file->packed_at),
			 file->size);
	bytes[file->size] = '\0';
	same_text(file->name, bytes, want);
}

static void test_pack_has_all_that_is_attached(void **state)
{
	struct result result;
	struct stat info;

	(void)state;
	read_packed(mixed, sizeof mixed - 1, &result);
	assert_int_equal(result.msg.attachments_n, 3);
	same_bytes(&result, 0, "%PDF-1.4\n");
	same_bytes(&result, 1, "one,two");
	same_text("name", result.msg.attachments[2].name, "inside.eml");
	same_bytes(&result, 2,
		   "Subject: inside\n"
		   "Content-Type: multipart/mixed; boundary=c\n"
		   "\n--c\n\nwords\n--c--");
	assert_int_equal(fstat(result.pack.fd, &info), 0);
	assert_int_equal(info.st_size, result.msg.attachments[2].packed_at +
					       result.msg.attachments[2].size);
	end(&result);
}

static void test_pack_is_not_filled_unasked(void **state)
{
	struct spool spool = {.fd = memfd_create("mail", MFD_ALLOW_SEALING)};
	const struct read_wish wish = {.deadline = deadline_in(20)};
	struct pool *pool = pool_new();
	struct read_report report;
	struct message msg;
	struct why why = {0};

	(void)state;
	assert_int_equal(write(spool.fd, mixed, sizeof mixed - 1),
			 sizeof mixed - 1);
	spool.size = sizeof mixed - 1;
	assert_true(mail_read(&spool, &wish, pool, &msg, &report, &why));
	assert_int_equal(msg.attachments_n, 3);
	for (size_t i = 0; i < 3; i++)
		assert_false(msg.attachments[i].packed);
	spool_close(&spool);
	pool_free(pool);
}

static void test_pack_leaves_out_what_does_not_fit(void **state)
{
	struct pack pack = {.fd = memfd_create("pack", 0), .most = 5};
	struct attachment a = {0}, b = {0}, c = {0};
	char bytes[16];

	(void)state;
	assert_true(pack_all(&pack, "abc", 3, &a));
	pack_begin(&pack);
	assert_true(pack_bytes(&pack, "de", 2));
	assert_true(pack_bytes(&pack, "f", 1));
	assert_true(pack_bytes(&pack, "g", 1));
	pack_end(&pack, &b);
	assert_true(pack_all(&pack, "hi", 2, &c));
	assert_true(pack_finish(&pack));
	assert_int_equal(pread(pack.fd, bytes, sizeof bytes, 0), 5);
	assert_memory_equal(bytes, "abchi", 5);
	assert_true(a.packed && !b.packed && c.packed);
	assert_int_equal(a.packed_at, 0);
	assert_int_equal(c.packed_at, 3);
	(void)close(pack.fd);
}

static void test_pack_is_the_same_for_pieces_of_any_size(void **state)
{
	struct pack pack = {.fd = memfd_create("pack", 0), .most = 1 << 20};
	struct pack small = {.fd = memfd_create("small", 0), .most = 200000};
	g_autofree char *want = g_malloc(300000);
	g_autofree char *got = g_malloc(300000);
	struct attachment a = {0}, b = {0};
	gsize at = 0;

	(void)state;
	for (gsize i = 0; i < 300000; i++)
		want[i] = (char)(i * 7 + i / 251);
	pack_begin(&pack);
	pack_begin(&small);
	for (gsize step = 1; at < 300000; step = step * 3 % 40009) {
		const gsize size = MIN(step, 300000 - at);

		assert_true(pack_bytes(&pack, want + at, size));
		assert_true(pack_bytes(&small, want + at, size));
		at += size;
	}
	pack_end(&pack, &a);
	pack_end(&small, &b);
	assert_true(pack_all(&small, want, 20000, &b));
	assert_true(pack_finish(&pack) && pack_finish(&small));
	assert_true(a.packed && b.packed);
	assert_int_equal(pread(pack.fd, got, 300000, 0), 300000);
	assert_memory_equal(got, want, 300000);
	assert_int_equal(b.packed_at, 0);
	assert_int_equal(pread(small.fd, got, 20000, 0), 20000);
	assert_memory_equal(got, want, 20000);
	(void)close(pack.fd);
	(void)close(small.fd);
}

static void test_pack_remembers_that_writing_failed(void **state)
{
	struct pack pack = {.fd = -1, .most = 5};
	struct attachment a = {0};

	(void)state;
	assert_true(pack_all(&pack, "abc", 3, &a));
	assert_false(pack_finish(&pack));
	assert_int_not_equal(pack.error, 0);
	assert_false(pack_bytes(&pack, "abc", 3));
	assert_false(pack_finish(&pack));
}

/* What HTML says of where an image stands. */
static void test_image_place_is_its_best(void **state)
{
#define SIGNATURE "<div class=\"gmail_signature\">Ann"
	static const struct {
		const char *label, *html;
		enum image_place place;
	} rows[] = {
		{"in the text", "<p>See:<img src=\"cid:i@x\">", IMAGE_IN_TEXT},
		{"nowhere", "<p>See", IMAGE_IN_TEXT},
		{"another's", SIGNATURE "<img src=\"cid:j@x\"></div>",
		 IMAGE_IN_TEXT},
		{"in the signature", SIGNATURE "<img src=\"cid:i@x\"></div>",
		 IMAGE_IN_SIGNATURE},
		{"escaped", SIGNATURE "<img src=\"cid:i%40x\"></div>",
		 IMAGE_IN_SIGNATURE},
		{"behind the signature",
		 SIGNATURE "</div><p><img src=\"cid:i@x\">", IMAGE_IN_TEXT},
		{"quoted",
		 "<p>Yes<blockquote type=\"cite\">Is it? <img src=\"cid:i@x\">"
		 "</blockquote>",
		 IMAGE_IN_QUOTE},
		{"quoted and in the text",
		 "<p><img src=\"cid:i@x\"><blockquote type=\"cite\">Is it?"
		 "<img src=\"cid:i@x\"></blockquote>",
		 IMAGE_IN_TEXT},
		{"below Outlook's line",
		 "<p>Yes</p><div style=\"border:none;border-top:solid #E1E1E1 "
		 "1.0pt;padding:3.0pt 0cm 0cm 0cm\"><p>From: Ann</p></div>"
		 "<p>Is it? <img src=\"cid:i@x\">",
		 IMAGE_IN_QUOTE},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail = g_strdup_printf(
			"From: a@b.example\nMIME-Version: 1.0\n"
			"Content-Type: multipart/related; boundary=b\n\n--b\n"
			"Content-Type: text/html\n\n%s\n--b\n"
			"Content-Type: image/png; name=i.png\n"
			"Content-ID: <i@x>\n\nPNG\n--b--\n",
			rows[i].html);
		struct result result;

		read_packed(mail, strlen(mail), &result);
		assert_int_equal(result.msg.attachments_n, 1);
		assert_true(result.msg.attachments[0].inlined);
		same_number(rows[i].label, result.msg.attachments[0].place,
			    rows[i].place);
		assert_int_equal(strlen(result.msg.attachments[0].sha256), 64);
		end(&result);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pack_has_all_that_is_attached),
		cmocka_unit_test(test_pack_is_not_filled_unasked),
		cmocka_unit_test(test_pack_leaves_out_what_does_not_fit),
		cmocka_unit_test(test_pack_is_the_same_for_pieces_of_any_size),
		cmocka_unit_test(test_pack_remembers_that_writing_failed),
		cmocka_unit_test(test_image_place_is_its_best),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
