// SPDX-License-Identifier: GPL-3.0-or-later
// The record: what goes in comes out, or it is said what does not.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "mail/record.h"
#include "message_check.h"
#include "record_sample.h"

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
		assert_int_equal(p->packed, q->packed);
		assert_int_equal(p->packed_at, q->packed_at);
		assert_int_equal(p->place, q->place);
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
	assert_string_equal(a->whole, b->whole);
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

static void test_record_clips_what_is_too_much_and_says_so(void **state)
{
	struct message msg = empty_message(), got;
	g_autofree struct header *many =
		g_new0(struct header, RECORD_HEADERS_MOST + 1);
	const struct header one = {"A", "b", "b"};
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GBytes) bytes = NULL;
	struct why why = {0};
	gsize size;
	const void *data;

	(void)state;
	for (size_t i = 0; i <= RECORD_HEADERS_MOST; i++)
		many[i] = one;
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
		list[i] = rich_message().parts[2];
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_record_gives_back_what_went_in),
		cmocka_unit_test(test_record_writes_a_shared_text_once),
		cmocka_unit_test(test_record_gives_back_a_reason),
		cmocka_unit_test(
			test_record_clips_what_is_too_much_and_says_so),
		cmocka_unit_test(
			test_record_leaves_out_the_texts_of_late_parts),
		cmocka_unit_test(test_record_too_large_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
