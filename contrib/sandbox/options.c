// SPDX-License-Identifier: GPL-3.0-or-later
// The command line.
#include "options.h"

#define ABOUT                                                                 \
	"A local stand-in for the Tixallo API, with a web page, for trying\n" \
	"out and testing. It listens on loopback only. What it makes in "     \
	"DIR:\n"                                                              \
	"http.url, https.url, key, ca.pem, certs/, server.pem, pid, and,\n"   \
	"when it is up, ready."

static bool judge(const struct options *options, GError **error)
{
	const char *problem = NULL;
	if (options->port < 0 || options->port > 65535 ||
	    options->tls_port < 0 || options->tls_port > 65535)
		problem = "a port is from 0 to 65535";
	else if (options->port && options->port == options->tls_port)
		problem = "--port and --tls-port must differ";
	else if (options->requests < 1 ||
		 options->requests > SANDBOX_REQUESTS_MAX)
		problem = "--requests is from 1 to 100000";
	else if (!(options->window >= 0.001 && options->window <= 86400))
		problem = "--window is from 0.001 to 86400 seconds";
	else if (options->first_number < 1)
		problem = "--first-number is 1 or more";
	if (!problem)
		return true;
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    problem);
	return false;
}

bool options_read(struct options *options, int *argc, char ***argv,
		  GError **error)
{
	*options = (struct options){
		.requests = 60, .window = 60, .first_number = 1042};
	const GOptionEntry entries[] = {
		{"port", 0, 0, G_OPTION_ARG_INT, &options->port,
		 "Port for plain HTTP (default: a free one)", "N"},
		{"tls-port", 0, 0, G_OPTION_ARG_INT, &options->tls_port,
		 "Port for HTTPS (default: a free one)", "N"},
		{"dir", 0, 0, G_OPTION_ARG_FILENAME, &options->dir,
		 "Where addresses, key, certificates go (default: a "
		 "new directory, removed at the end)",
		 "DIR"},
		{"state", 0, 0, G_OPTION_ARG_FILENAME, &options->state,
		 "Keep the tickets in this file", "FILE"},
		{"key", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->keys,
		 "An API key, of the workspace \"sandbox\" or the one "
		 "named; repeatable (default: a random one)",
		 "KEY[=WORKSPACE]"},
		{"requests", 0, 0, G_OPTION_ARG_INT, &options->requests,
		 "Requests that a key has in any window (default: 60)", "N"},
		{"window", 0, 0, G_OPTION_ARG_DOUBLE, &options->window,
		 "Length of the window (default: 60)", "SECONDS"},
		{"first-number", 0, 0, G_OPTION_ARG_INT64,
		 &options->first_number,
		 "Number of the first ticket (default: 1042)", "N"},
		{"strict-email", 0, 0, G_OPTION_ARG_NONE,
		 &options->strict_email,
		 "Take only what the narrowest schema library takes "
		 "for an address",
		 NULL},
		{"quiet", 0, 0, G_OPTION_ARG_NONE, &options->quiet,
		 "Print nothing at the start", NULL},
		{"version", 0, 0, G_OPTION_ARG_NONE, &options->version,
		 "Print the version", NULL},
		G_OPTION_ENTRY_NULL};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_option_context_set_summary(context, ABOUT);
	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, argc, argv, error))
		return false;
	if (*argc == 1)
		return judge(options, error);
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
		    "unexpected argument: %s", (*argv)[1]);
	return false;
}

void options_clear(struct options *options)
{
	g_free(options->dir);
	g_free(options->state);
	g_strfreev(options->keys);
}
