// SPDX-License-Identifier: GPL-3.0-or-later
// For tests of records: messages, and the records of them.
#include "record_sample.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/record.h"

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
	{"ä.pdf", "application/pdf", G_MAXUINT64, false, "", SAMPLE_DIGEST},
	{"logo.png", "image/png", 0, true, "logo@example.com", "", true, 17,
	 IMAGE_IN_SIGNATURE},
};
static const char *const defects[] = {"no Date", "a part without an end"};

struct message rich_message(void)
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
		.whole = "größere Schrift, und was niemand sieht",
		.parts = parts,
		.parts_n = G_N_ELEMENTS(parts),
		.attachments = files,
		.attachments_n = G_N_ELEMENTS(files),
		.defects = defects,
		.defects_n = G_N_ELEMENTS(defects),
		.digest = SAMPLE_DIGEST,
		.size = 4711,
	};

	msg.text = msg.html.text;
	return msg;
}

struct message empty_message(void)
{
	return (struct message){
		.subject = "",
		.message_id = "",
		.date = "",
		.plain = {"", NULL, 0},
		.html = {"", NULL, 0},
		.text = "",
		.whole = "",
		.digest = SAMPLE_DIGEST,
	};
}

GBytes *record_of(const struct message *msg, struct why *why)
{
	int fd = memfd_create("record", MFD_CLOEXEC);
	GBytes *bytes = NULL;
	struct stat info;

	g_assert_cmpint(fd, >=, 0);
	if (record_write(fd, msg, why)) {
		g_assert_cmpint(fstat(fd, &info), ==, 0);
		char *data = g_malloc((gsize)info.st_size);

		g_assert_cmpint(pread(fd, data, (size_t)info.st_size, 0), ==,
				info.st_size);
		bytes = g_bytes_new_take(data, (gsize)info.st_size);
	}
	close(fd);
	return bytes;
}

GBytes *must_record(const struct message *msg)
{
	struct why why = {0};
	GBytes *bytes = record_of(msg, &why);

	if (bytes == NULL)
		g_error("not written: %s", why.text);
	return bytes;
}

bool read_bytes(const void *data, gsize size, struct pool *pool,
		struct message *msg, struct why *why)
{
	struct why failure = {0};

	return record_read(data, size, pool, msg, &failure, why);
}
