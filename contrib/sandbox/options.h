// SPDX-License-Identifier: GPL-3.0-or-later
// The command line.
#ifndef SANDBOX_OPTIONS_H
#define SANDBOX_OPTIONS_H

#include <stdbool.h>

#include <glib.h>

#define SANDBOX_VERSION	  "1.0"
#define SANDBOX_WORKSPACE "sandbox"
/* The most requests a window may have (each key keeps that many times). */
#define SANDBOX_REQUESTS_MAX 100000

struct options {
	gint port, tls_port; /* 0: any that is free */
	char *dir;	     /* NULL: a new one */
	char *state;	     /* or NULL */
	char **keys;	     /* "KEY" or "KEY=WORKSPACE"; or NULL */
	gint requests;
	gdouble window; /* seconds */
	gint64 first_number;
	gboolean strict_email;
	gboolean quiet;
	gboolean version;
};

/* False: `error` says what is wrong. --help ends the program. */
bool options_read(struct options *options, int *argc, char ***argv,
		  GError **error);
void options_clear(struct options *options);

#endif
