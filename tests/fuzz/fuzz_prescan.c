// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes the pre-scan: its copy is in bounds, and made of the mail's bytes.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/prescan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes of a mail that an input may grow to. */
#define MAIL_MOST ((gsize)4 << 20)

/* Of blocks a few fields over the bound stay; of nothing else. */
#define AGAIN ((1u << PRESCAN_LONG_BLOCK) | (1u << PRESCAN_ALL_BLOCKS))

static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "not true: %s\n", what);
	abort();
}

static guint scan(int fd, int *copy, gsize *size)
{
	struct prescan result;
	struct why why = {0};
	struct stat info;

	*copy = memfd_create("copy", MFD_CLOEXEC);
	need(*copy >= 0 && prescan_mail(fd, *copy, &result, &why), why.text);
	need(fstat(*copy, &info) == 0, "there is a copy");
	*size = (gsize)info.st_size;
	return result.defects;
}

static void check(const GString *mail)
{
	int fd = memfd_create("mail", MFD_CLOEXEC), copy, again;
	gsize size, size_again;
	guint defects;

	need(fd >= 0 && write(fd, mail->str, mail->len) == (ssize_t)mail->len,
	     "there is a mail");
	defects = scan(fd, &copy, &size);
	need(defects != 0 || size == 0,
	     "a copy is made only where it has to be");
	/* A line of ours stands for more than it has, or for a type. */
	need(size <= mail->len + 64 * PRESCAN_PARTS_MOST, "it is not larger");
	if (defects != 0) {
		guint more = scan(copy, &again, &size_again);

		need((more & ~AGAIN) == 0, "the copy is in bounds");
		close(again);
	}
	close(copy);
	close(fd);
}

/*
 * An input is a beginning, a piece that is repeated and an end, parted by
 * 0xff, and before them two bytes that say how often: bounds are not reached
 * by small mails.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data + 2, *end = at + size - 2;
	const char *piece, *tail;
	g_autoptr(GString) mail = NULL;
	gsize times;

	if (size < 2)
		return 0;
	times = (gsize)data[0] * 256 + data[1];
	piece = memchr(at, 0xff, (gsize)(end - at));
	if (piece == NULL)
		piece = end;
	tail = piece < end ? memchr(piece + 1, 0xff, (gsize)(end - piece - 1))
			   : end;
	if (tail == NULL)
		tail = end;
	mail = g_string_new_len(at, piece - at);
	for (gsize i = 0; i < times && piece < tail && mail->len < MAIL_MOST;
	     i++)
		g_string_append_len(mail, piece + 1, tail - piece - 1);
	if (tail < end)
		g_string_append_len(mail, tail + 1, end - tail - 1);
	check(mail);
	return 0;
}
