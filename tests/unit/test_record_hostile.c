// SPDX-License-Identifier: GPL-3.0-or-later
// The record's reader: nothing crooked comes out of it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

#include "mail/record.h"
#include "message_check.h"
#include "record_sample.h"

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

	const struct message rich = rich_message();

	list[0] = rich.parts[0];
	list[1] = rich.parts[1];
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
		cmocka_unit_test(test_record_cut_anywhere_is_refused),
		cmocka_unit_test(test_record_flipped_anywhere_stays_harmless),
		cmocka_unit_test(test_record_refuses_what_breaks_a_promise),
		cmocka_unit_test(test_record_counts_cannot_ask_for_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
