// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the limits on storms.
#include <stddef.h>

#include "filters/storm/storm.h"

/* Most mails, and most seconds (30 days), of one limit. */
#define MAILS_MOST  1000000
#define WINDOW_MOST (30 * 24 * 3600)

#define LIMIT(field, most_default, window_default)                           \
	{.name = #field,                                                     \
	 .type = OPTION_INT,                                                 \
	 .offset = offsetof(struct storm_options, field.most),               \
	 .fallback = most_default,                                           \
	 .least = 0,                                                         \
	 .most = MAILS_MOST},                                                \
	{                                                                    \
		.name = #field "_window", .type = OPTION_INT,                \
		.offset = offsetof(struct storm_options, field.window),      \
		.fallback = window_default, .least = 1, .most = WINDOW_MOST, \
	}

/* Providers whose users have nothing to do with each other. */
static const char shared[] = "gmail.com\ngooglemail.com\noutlook.*\n"
			     "hotmail.*\nlive.*\nmsn.com\nyahoo.*\n"
			     "ymail.com\nicloud.com\nme.com\nmac.com\naol.*\n"
			     "gmx.*\nweb.de\nt-online.de\nfreenet.de\n"
			     "posteo.de\nmailbox.org\nproton.me\n"
			     "protonmail.com\nfastmail.*\nzoho.*\nmail.ru\n"
			     "yandex.*\nqq.com\n163.com\n126.com\nnaver.com\n"
			     "orange.fr\nwanadoo.fr\nfree.fr\nsfr.fr\n"
			     "laposte.net\nlibero.it\nvirgilio.it\n"
			     "comcast.net\nverizon.net\natt.net\n"
			     "btinternet.com\nbluewin.ch\nseznam.cz\nwp.pl\n"
			     "o2.pl\nuol.com.br\nziggo.nl\ntelenet.be\n";

const struct option storm_options[] = {
	LIMIT(tickets, "20", "7200"),
	LIMIT(messages, "60", "3600"),
	LIMIT(subject, "5", "3600"),
	LIMIT(domain, "100", "3600"),
	LIMIT(mailbox, "1000", "3600"),
	{.name = "unverified",
	 .type = OPTION_INT,
	 .offset = offsetof(struct storm_options, unverified),
	 .fallback = "25",
	 .least = 1,
	 .most = 100},
	{.name = "digest",
	 .type = OPTION_INT,
	 .offset = offsetof(struct storm_options, digest),
	 .fallback = "600",
	 .least = 1,
	 .most = WINDOW_MOST},
	{.name = "lines",
	 .type = OPTION_INT,
	 .offset = offsetof(struct storm_options, lines),
	 .fallback = "20",
	 .least = 0,
	 .most = 50},
	{.name = "shared",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct storm_options, shared),
	 .fallback = shared},
	{.name = "allow",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct storm_options, allow),
	 .fallback = ""},
	{0},
};
