// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the reader share: mails from strings.
#ifndef TIXGATE_TESTS_READING_H
#define TIXGATE_TESTS_READING_H

#include "unit/unit.h"

#include <sys/mman.h>
#include <unistd.h>

#include "mail/parse.h"

static inline int mail_of(const char *bytes, gsize size)
{
	const int fd = memfd_create("mail", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), size);
	return fd;
}

static inline bool read_bytes(const char *bytes, gsize size, bool sha256,
			      struct pool *pool, struct message *msg,
			      struct why *why)
{
	const struct parse_wish wish = {.sha256 = sha256};
	const int fd = mail_of(bytes, size);
	const bool ok = parse_mail(fd, &wish, pool, msg, why);

	close(fd);
	return ok;
}

/* Pieces of mails whose boundary is "b". */
#define TYPE(type)  "Content-Type: " type "\n"
#define MULTI(kind) TYPE("multipart/" kind "; boundary=b") "\n"
#define PLAIN	    "--b\n" TYPE("text/plain") "\nhello\n"
#define HTML	    "--b\n" TYPE("text/html") "\n<p>hi there</p>\n"
#define END	    "--b--\n"
#define PDF                                                                  \
	"--b\n" TYPE(                                                        \
		"application/pdf; name=a.pdf") "Content-Transfer-Encoding: " \
					       "base64\n\nAAAA\nAAA=\n"

#endif
