// SPDX-License-Identifier: GPL-3.0-or-later
// The record: what goes in comes out, and nothing crooked comes out at all.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "mail/record.h"
#include "message_check.h"

#define DIGEST \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct header headers[] = {
	{"Received", "from a by b", "from a by b"},
	{"Subject", "Grüße \xf0\x9f\x98\x80", "=?utf-8?q?Gr=C3=BC=C3=9Fe?= x"},
};
static const struct address froms[] = {{"jo@example.com", "Jo Ö."}};
static const struct address tos[] = {{"a@example.net", ""},
				     {"b@example.net", "B, \"b\""}};
static const char *const ids[] = {"one@example.com", "two@example.com"};
static const struct mark marks[] = {
	{MARK_INTRO, 0, 0, 4},
	{MARK_QUOTE, 1, 4, 10},
	{MARK_DIVIDER, 0, 10, 10},
};
static const struct header inner[] = {
	{"From", "x@example.com", "x@example.com"}};
static const struct part parts[] = {
	{"multipart/mixed", "", "", "", "boundary=b", -1, 0, 0, false, "", {0}},
	{"message/rfc822",
	 "",
	 "attachment",
	 "c@d",
	 "",
	 0,
	 1,
	 77,
	 true,
	 "",
	 {inner, 1}},
	{"text/plain",
	 "ä.txt",
	 "inline",
	 "",
	 "charset=utf-8",
	 1,
	 2,
	 5,
	 false,
	 "raw \x01 text\n",
	 {0}},
};
static const struct attachment files[] = {
	{"ä.pdf", "application/pdf", G_MAXUINT64, false, "", DIGEST},
	{"logo.png", "image/png", 0, true, "logo@example.com", ""},
};
static const char *const defects[] = {"no Date", "a part without an end"};

static struct message rich_message(void)
{
	struct message msg = {
		.head = {headers, G_N_ELEMENTS(headers)},
		.subject = "Grüße \xf0\x9f\x98\x80",
		.message_id = "m@example.com",
		.date = "Mon, 1 Jan 2024 00:00:00 +0000",
		.from = {froms, 1},
		.to = {tos, 2},
		.in_reply_to = {ids, 1},
		.references = {ids, 2},
		.from_unsure = true,
		.plain = {"plain\n\ttext\n", NULL, 0},
		.html = {"größere Schrift", marks, G_N_ELEMENTS(marks)},
		.text_from_html = true,
		.parts = parts,
		.parts_n = G_N_ELEMENTS(parts),
		.attachments = files,
		.attachments_n = G_N_ELEMENTS(files),
		.defects = defects,
		.defects_n = G_N_ELEMENTS(defects),
		.digest = DIGEST,
		.size = 4711,
	};

	msg.text = msg.html.text;
	return msg;
}

static struct message empty_message(void)
{
	return (struct message){
		.subject = "",
		.message_id = "",
		.date = "",
		.plain = {"", NULL, 0},
		.html = {"", NULL, 0},
		.text = "",
		.digest = DIGEST,
	};
}

/* The record of msg, NULL if it cannot be written. */
static GBytes *record_of(const struct message *msg, struct why *why)
{
	int fd = memfd_create("record", MFD_CLOEXEC);
	GBytes *bytes = NULL;
	struct stat info;

	assert_true(fd >= 0);
	if (record_write(fd, msg, why)) {
		assert_int_equal(fstat(fd, &info), 0);
		char *data = g_malloc((gsize)info.st_size);

		assert_int_equal(pread(fd, data, (size_t)info.st_size, 0),
				 info.st_size);
		bytes = g_bytes_new_take(data, (gsize)info.st_size);
	}
	close(fd);
	return bytes;
}

static GBytes *must_record(const struct message *msg)
{
	struct why why = {0};
	GBytes *bytes = record_of(msg, &why);

	if (bytes == NULL)
		fail_msg("not written: %s", why.text);
	return bytes;
}

static bool read_bytes(const void *data, gsize size, struct pool *pool,
		       struct message *msg, struct why *why)
{
	struct why failure = {0};

	return record_read(data, size, pool, msg, &failure, why);
}

static void assert_head(const struct head *a, const struct head *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		assert_string_equal(a->at[i].name, b->at[i].name);
		assert_string_equal(a->at[i].value, b->at[i].value);
		assert_string_equal(a->at[i].raw, b->at[i].raw);
	}
}

static void assert_addresses(const struct addresses *a,
			     const struct addresses *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		assert_string_equal(a->at[i].email, b->at[i].email);
		assert_string_equal(a->at[i].name, b->at[i].name);
	}
}

static void assert_ids(const struct ids *a, const struct ids *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++)
		assert_string_equal(a->at[i], b->at[i]);
}

static void assert_body(const struct body *a, const struct body *b)
{
	assert_string_equal(a->text, b->text);
	assert_int_equal(a->marks_n, b->marks_n);
	for (size_t i = 0; i < a->marks_n; i++) {
		assert_int_equal(a->marks[i].kind, b->marks[i].kind);
		assert_int_equal(a->marks[i].depth, b->marks[i].depth);
		assert_int_equal(a->marks[i].from, b->marks[i].from);
		assert_int_equal(a->marks[i].to, b->marks[i].to);
	}
}

static void assert_parts(const struct message *a, const struct message *b)
{
	assert_int_equal(a->parts_n, b->parts_n);
	for (size_t i = 0; i < a->parts_n; i++) {
		const struct part *p = &a->parts[i], *q = &b->parts[i];

		assert_string_equal(p->type, q->type);
		assert_string_equal(p->name, q->name);
		assert_string_equal(p->disposition, q->disposition);
		assert_string_equal(p->content_id, q->content_id);
		assert_string_equal(p->parameters, q->parameters);
		assert_int_equal(p->parent, q->parent);
		assert_int_equal(p->depth, q->depth);
		assert_int_equal(p->size, q->size);
		assert_int_equal(p->attached, q->attached);
		assert_string_equal(p->text, q->text);
		assert_head(&p->head, &q->head);
	}
}

static void assert_files(const struct message *a, const struct message *b)
{
	assert_int_equal(a->attachments_n, b->attachments_n);
	for (size_t i = 0; i < a->attachments_n; i++) {
		const struct attachment *p = &a->attachments[i];
		const struct attachment *q = &b->attachments[i];

		assert_string_equal(p->name, q->name);
		assert_string_equal(p->type, q->type);
		assert_int_equal(p->size, q->size);
		assert_int_equal(p->inlined, q->inlined);
		assert_string_equal(p->content_id, q->content_id);
		assert_string_equal(p->sha256, q->sha256);
	}
	assert_int_equal(a->defects_n, b->defects_n);
	for (size_t i = 0; i < a->defects_n; i++)
		assert_string_equal(a->defects[i], b->defects[i]);
}

static void assert_message(const struct message *a, const struct message *b)
{
	assert_head(&a->head, &b->head);
	assert_string_equal(a->subject, b->subject);
	assert_string_equal(a->message_id, b->message_id);
	assert_string_equal(a->date, b->date);
	assert_addresses(&a->from, &b->from);
	assert_addresses(&a->to, &b->to);
	assert_addresses(&a->cc, &b->cc);
	assert_addresses(&a->reply_to, &b->reply_to);
	assert_ids(&a->in_reply_to, &b->in_reply_to);
	assert_ids(&a->references, &b->references);
	assert_int_equal(a->from_unsure, b->from_unsure);
	assert_body(&a->plain, &b->plain);
	assert_body(&a->html, &b->html);
	assert_string_equal(a->text, b->text);
	assert_int_equal(a->text_from_html, b->text_from_html);
	assert_parts(a, b);
	assert_files(a, b);
	assert_string_equal(a->digest, b->digest);
	assert_int_equal(a->size, b->size);
}

static void test_record_gives_back_what_went_in(void **state)
{
	const struct message samples[] = {rich_message(), empty_message()};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		g_autoptr(GBytes) bytes = must_record(&samples[i]);
		struct message msg;
		struct why why = {0};
		gsize size;
		const void *data = g_bytes_get_data(bytes, &size);

		if (!read_bytes(data, size, pool, &msg, &why))
			fail_msg("%s", why.text);
		assert_null(message_check(&msg));
		assert_message(&samples[i], &msg);
	}
}

static void test_record_writes_a_shared_text_once(void **state)
{
	struct message once = empty_message();
	g_autofree char *large = g_strnfill(100000, 'x');
	g_autoptr(GBytes) bytes = NULL;

	(void)state;
	once.plain.text = once.text = large;
	bytes = must_record(&once);
	assert_in_range(g_bytes_get_size(bytes), 100000, 101000);
}

static void test_record_gives_back_a_reason(void **state)
{
	int fd = memfd_create("record", MFD_CLOEXEC);
	struct why told = {0}, failure = {0}, why = {0};
	g_autoptr(pool_handle) pool = pool_new();
	struct message msg;
	char data[1024];
	ssize_t size;

	(void)state;
	why_set(&told, TROUBLE_INPUT, "there is no header");
	assert_true(record_write_failure(fd, &told, &why));
	size = pread(fd, data, sizeof data, 0);
	close(fd);
	assert_true(size > 0);
	assert_true(record_read(data, (gsize)size, pool, &msg, &failure, &why));
	assert_int_equal(failure.trouble, TROUBLE_INPUT);
	assert_string_equal(failure.text, "there is no header");
}

static void test_record_cut_anywhere_is_refused(void **state)
{
	const struct message rich = rich_message();
	g_autoptr(GBytes) bytes = must_record(&rich);
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);

	(void)state;
	for (gsize n = 0; n < size; n++) {
		g_autoptr(pool_handle) pool = pool_new();
		/* An exact copy, so that reading past it is seen. */
		g_autofree char *cut = g_memdup2(data, n);
		struct message msg;
		struct why why = {0};

		assert_false(read_bytes(cut, n, pool, &msg, &why));
		assert_int_equal(why.trouble, TROUBLE_LATER);
		/* Even where the size it tells was made to fit. */
		if (n < 24)
			continue;
		memcpy(cut + 8, &(guint64){n}, sizeof(guint64));
		assert_false(read_bytes(cut, n, pool, &msg, &why));
		assert_string_not_equal(why.text, "");
	}
}

static void test_record_flipped_anywhere_stays_harmless(void **state)
{
	static const unsigned char flips[] = {0x01, 0x02, 0x10, 0x20,
					      0x7f, 0x80, 0xff};
	const struct message rich = rich_message();
	g_autoptr(GBytes) bytes = must_record(&rich);
	gsize size, taken = 0, refused = 0;
	const char *data = g_bytes_get_data(bytes, &size);

	(void)state;
	for (gsize i = 0; i < size * G_N_ELEMENTS(flips); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		g_autofree unsigned char *copy = g_memdup2(data, size);
		struct message msg;
		struct why why = {0};

		copy[i / G_N_ELEMENTS(flips)] ^= flips[i % G_N_ELEMENTS(flips)];
		if (!read_bytes(copy, size, pool, &msg, &why)) {
			refused++;
			continue;
		}
		assert_null(message_check(&msg));
		taken++;
	}
	/* Letters may change; lengths and enums must not. */
	assert_true(taken > 0);
	assert_true(refused > taken);
}

/* What a writer that was taken over might say. */
static void set_newline_subject(struct message *msg)
{
	msg->subject = "a\nb";
}
static void set_escape_name(struct message *msg)
{
	static const struct address list[] = {{"a@b.example", "\x1b[2J"}};

	msg->from = (struct addresses){list, 1};
}
static void set_c1_control(struct message *msg)
{
	msg->message_id = "a\xc2\x9b"
			  "b";
}
static void set_line_separator(struct message *msg)
{
	msg->date = "a\xe2\x80\xa8"
		    "b";
}
static void set_latin1(struct message *msg)
{
	msg->plain.text = "gr\xfc\xdf";
}
static void set_surrogate(struct message *msg)
{
	msg->plain.text = "\xed\xa0\x80";
}
static void set_cr(struct message *msg)
{
	msg->plain.text = "a\r\nb";
}
static void set_marks(struct message *msg, const struct mark *list, size_t n)
{
	msg->html.text = "äöü";
	msg->html.marks = list;
	msg->html.marks_n = n;
}
static void set_mark_past_end(struct message *msg)
{
	static const struct mark list[] = {{MARK_QUOTE, 1, 0, 7}};

	set_marks(msg, list, 1);
}
static void set_mark_in_character(struct message *msg)
{
	static const struct mark list[] = {{MARK_QUOTE, 1, 1, 2}};

	set_marks(msg, list, 1);
}
static void set_mark_backwards(struct message *msg)
{
	static const struct mark list[] = {{MARK_QUOTE, 1, 4, 2}};

	set_marks(msg, list, 1);
}
static void set_marks_unordered(struct message *msg)
{
	static const struct mark list[] = {{MARK_QUOTE, 1, 4, 6},
					   {MARK_QUOTE, 1, 2, 4}};

	set_marks(msg, list, 2);
}
static void set_mark_kind(struct message *msg)
{
	static const struct mark list[] = {{(enum mark_kind)9, 1, 0, 2}};

	set_marks(msg, list, 1);
}
static void set_mark_depth(struct message *msg)
{
	static const struct mark list[] = {{MARK_QUOTE, 1u << 30, 0, 2}};

	set_marks(msg, list, 1);
}
static void set_part(struct message *msg, int parent, int depth)
{
	static struct part list[2];

	list[0] = parts[0];
	list[1] = parts[1];
	list[1].parent = parent;
	list[1].depth = depth;
	msg->parts = list;
	msg->parts_n = 2;
}
static void set_own_parent(struct message *msg)
{
	set_part(msg, 1, 1);
}
static void set_later_parent(struct message *msg)
{
	set_part(msg, 7, 1);
}
static void set_negative_parent(struct message *msg)
{
	set_part(msg, -2, 1);
}
static void set_flat_child(struct message *msg)
{
	set_part(msg, 0, 0);
}
static void set_negative_depth(struct message *msg)
{
	set_part(msg, -1, -1);
}
static void set_nameless_file(struct message *msg)
{
	static const struct attachment list[] = {{"", "a/b", 1, false, "", ""}};

	msg->attachments = list;
	msg->attachments_n = 1;
}
static void set_odd_hash(struct message *msg)
{
	static const struct attachment list[] = {
		{"a", "a/b", 1, false, "", "0123"}};

	msg->attachments = list;
	msg->attachments_n = 1;
}
static void set_odd_digest(struct message *msg)
{
	msg->digest = "ABCDEF";
}

static void test_record_refuses_what_breaks_a_promise(void **state)
{
	static const struct {
		const char *label;
		void (*change)(struct message *msg);
		const char *named;
	} rows[] = {
		{"line end in a line", set_newline_subject, "subject"},
		{"escape in a name", set_escape_name, "From"},
		{"C1 control", set_c1_control, "Message-ID"},
		{"U+2028 in a line", set_line_separator, "date"},
		{"Latin-1", set_latin1, "plain text"},
		{"lone surrogate", set_surrogate, "plain text"},
		{"carriage return in a body", set_cr, "plain text"},
		{"mark past the end", set_mark_past_end, "HTML"},
		{"mark inside a character", set_mark_in_character, "HTML"},
		{"mark that ends before it begins", set_mark_backwards, "HTML"},
		{"marks out of order", set_marks_unordered, "HTML"},
		{"mark of no kind", set_mark_kind, "HTML"},
		{"mark of a mad depth", set_mark_depth, "HTML"},
		{"part that is its own parent", set_own_parent, "parent"},
		{"part in a later one", set_later_parent, "parent"},
		{"part in none at all", set_negative_parent, "parent"},
		{"part not below its parent", set_flat_child, "depth"},
		{"part of negative depth", set_negative_depth, "depth"},
		{"attachment without a name", set_nameless_file, "attachments"},
		{"hash of another length", set_odd_hash, "attachments"},
		{"digest in capitals", set_odd_digest, "digest"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(pool_handle) pool = pool_new();
		g_autoptr(GBytes) bytes = NULL;
		struct message msg = empty_message(), got;
		struct why why = {0};
		gsize size;
		const void *data;

		rows[i].change(&msg);
		bytes = must_record(&msg);
		data = g_bytes_get_data(bytes, &size);
		if (read_bytes(data, size, pool, &got, &why))
			fail_msg("%s: was taken", rows[i].label);
		assert_int_equal(why.trouble, TROUBLE_LATER);
		if (strstr(why.text, rows[i].named) == NULL)
			fail_msg("%s: %s", rows[i].label, why.text);
	}
}

static void test_record_clips_what_is_too_much_and_says_so(void **state)
{
	struct message msg = empty_message(), got;
	g_autofree struct header *many =
		g_new0(struct header, RECORD_HEADERS_MOST + 1);
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GBytes) bytes = NULL;
	struct why why = {0};
	gsize size;
	const void *data;

	(void)state;
	for (size_t i = 0; i <= RECORD_HEADERS_MOST; i++)
		many[i] = headers[0];
	msg.head = (struct head){many, RECORD_HEADERS_MOST + 1};
	bytes = must_record(&msg);
	data = g_bytes_get_data(bytes, &size);
	assert_true(read_bytes(data, size, pool, &got, &why));
	assert_int_equal(got.head.n, RECORD_HEADERS_MOST);
	assert_int_equal(got.defects_n, 1);
	assert_non_null(strstr(got.defects[0], "left out"));
}

static void test_record_leaves_out_the_texts_of_late_parts(void **state)
{
	enum { PARTS = 10 };
	struct message msg = empty_message(), got;
	g_autofree char *large = g_strnfill((gsize)1 << 20, 'x');
	struct part list[PARTS];
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GBytes) bytes = NULL;
	struct why why = {0};
	gsize size;
	const void *data;

	(void)state;
	for (size_t i = 0; i < PARTS; i++) {
		list[i] = parts[2];
		list[i].parent = -1;
		list[i].text = large;
	}
	msg.parts = list;
	msg.parts_n = PARTS;
	bytes = must_record(&msg);
	data = g_bytes_get_data(bytes, &size);
	assert_true(read_bytes(data, size, pool, &got, &why));
	assert_int_equal(got.parts_n, PARTS);
	assert_int_equal(strlen(got.parts[7].text), (gsize)1 << 20);
	assert_string_equal(got.parts[8].text, "");
	assert_int_equal(got.defects_n, 1);
}

static void test_record_too_large_is_not_written(void **state)
{
	struct message msg = empty_message();
	g_autofree char *large = g_strnfill(RECORD_SIZE_MOST, 'x');
	struct why why = {0};

	(void)state;
	msg.plain.text = msg.text = large;
	assert_null(record_of(&msg, &why));
	assert_int_equal(why.trouble, TROUBLE_INPUT);
}

static void test_record_counts_cannot_ask_for_memory(void **state)
{
	const struct message rich = rich_message();
	g_autoptr(GBytes) bytes = must_record(&rich);
	g_autoptr(pool_handle) pool = pool_new();
	gsize size;
	g_autofree char *copy = NULL;
	struct message msg;
	struct why why = {0};

	(void)state;
	g_bytes_get_data(bytes, &size);
	copy = g_memdup2(g_bytes_get_data(bytes, NULL), size);
	/* The first thing behind the beginning is a count of headers. */
	memset(copy + 24, 0xff, 4);
	assert_false(read_bytes(copy, size, pool, &msg, &why));
	assert_non_null(strstr(why.text, "list of headers"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_record_gives_back_what_went_in),
		cmocka_unit_test(test_record_writes_a_shared_text_once),
		cmocka_unit_test(test_record_gives_back_a_reason),
		cmocka_unit_test(test_record_cut_anywhere_is_refused),
		cmocka_unit_test(test_record_flipped_anywhere_stays_harmless),
		cmocka_unit_test(test_record_refuses_what_breaks_a_promise),
		cmocka_unit_test(
			test_record_clips_what_is_too_much_and_says_so),
		cmocka_unit_test(
			test_record_leaves_out_the_texts_of_late_parts),
		cmocka_unit_test(test_record_too_large_is_not_written),
		cmocka_unit_test(test_record_counts_cannot_ask_for_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
