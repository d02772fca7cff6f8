// SPDX-License-Identifier: GPL-3.0-or-later
// Commands: what main() hands to each, and what they share.
#include "command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "desk/desk.h"
#include "state/secret.h"

/* Digits of a ticket's number. */
#define NUMBER_DIGITS_MOST 15

const struct command *const commands_all[] = {
	&command_deliver, &command_explain,
	&command_check,	  &command_status,
	&command_log,	  &command_show,
	&command_held,	  &command_flush,
	&command_sync,	  NULL,
};

void command_tell_terminal(void)
{
	if (isatty(STDIN_FILENO))
		fprintf(stderr, "tixgate: reads a mail from the terminal, up "
				"to Ctrl-D; see: tixgate --help\n");
}

bool command_options(struct call *call, const struct command *command,
		     const GOptionEntry *entries, bool *ended, struct why *why)
{
	g_autofree char *config = NULL;
	gboolean version = FALSE;
	gboolean help = FALSE;
	const GOptionEntry common[] = {
		{"config", 'c', 0, G_OPTION_ARG_FILENAME, &config,
		 "the configuration", "FILE"},
		{"help", 'h', 0, G_OPTION_ARG_NONE, &help, "this text", NULL},
		{"version", 'V', 0, G_OPTION_ARG_NONE, &version, "the version",
		 NULL},
		{0},
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;

	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, entries, NULL);
	g_option_context_add_main_entries(context, common, NULL);
	if (!g_option_context_parse(context, &call->argc, &call->argv,
				    &error)) {
		g_autofree char *shown = command_printable(error->message);

		return why_set(why, TROUBLE_USAGE, "%s; see: tixgate %s --help",
			       shown, command->name);
	}
	if (config != NULL) {
		/* The call lives as long as the program. */
		call->config_path = g_intern_string(config);
		call->config_asked = true;
	}
	*ended = help || version;
	if (version)
		printf("tixgate " TIXGATE_VERSION "\n");
	if (help) {
		g_autofree char *text =
			g_option_context_get_help(context, TRUE, NULL);
		const char *options = strstr(text, "\n\n");

		printf("Usage: tixgate [-c FILE] %s\n\n%s.%s", command->usage,
		       command->about, options != NULL ? options : "\n");
	}
	return true;
}

/* Beside the database, unless a setting names another place. */
static char *secret_path(const struct config *config)
{
	const char *path = strchr(config->state.url, ':');
	g_autofree char *folder = NULL;

	if (*config->state.secret != '\0')
		return g_strdup(config->state.secret);
	folder = g_path_get_dirname(path != NULL ? path + 1 : "");
	return g_build_filename(folder, "secret", NULL);
}

bool command_secrets(const struct config *config, bool make,
		     struct secrets *secrets, struct why *why)
{
	g_autofree char *path = secret_path(config);

	return secrets_load(path, make, secrets, why);
}

bool command_ticket(const char *text, struct store_search *search)
{
	const char *digits = text + (*text == '#');
	const size_t n = strlen(digits);

	if (n > 0 && n <= NUMBER_DIGITS_MOST &&
	    strspn(digits, "0123456789") == n) {
		search->ticket_number = g_ascii_strtoll(digits, NULL, 10);
		return search->ticket_number > 0;
	}
	if (!desk_id_valid(text))
		return false;
	search->ticket_id = text;
	return true;
}

bool command_no_state(const struct config *config, struct why *why)
{
	return why_set(why, TROUBLE_LATER,
		       "there is no state at %s: no mail has come yet, or "
		       "state.url names another place",
		       config->state.url);
}

char *command_printable(const char *text)
{
	g_autoptr(GString) line = g_string_new(NULL);

	text_line(line, text, strlen(text));
	return g_string_free(g_steal_pointer(&line), FALSE);
}
