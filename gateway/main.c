// SPDX-License-Identifier: GPL-3.0-or-later
// main: finds the command, runs it, and says once what went wrong.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "command.h"

/* Bytes of the one line that a mail system may put into its log. */
#define MESSAGE_MOST 400

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; commands_all[i] != NULL; i++)
		if (strcmp(commands_all[i]->name, name) == 0)
			return commands_all[i];
	return NULL;
}

static void print_help(void)
{
	printf("Usage: tixgate [-c FILE] [COMMAND] [OPTION]...\n\n"
	       "Makes a ticket of the mail on standard input, or posts it on "
	       "the ticket\nthat it belongs to.\n\ncommands:\n");
	for (size_t i = 0; commands_all[i] != NULL; i++)
		printf("  %-9s %s%s\n", commands_all[i]->name,
		       commands_all[i]->about, i == 0 ? " (the default)" : "");
	printf("\noptions:\n"
	       "  -c, --config=FILE   the configuration (" CONFIG_DEFAULT_PATH
	       ")\n"
	       "  -h, --help          this text; after a command, its own\n"
	       "  -V, --version       the version\n\n"
	       "The manual: tixgate(8), tixgate.conf(5).\n");
}

/*
 * The arguments before the command: -c FILE, --help, --version. Returns where
 * the command or its first option stands, or -1 when all is said.
 */
static int read_start(int argc, char **argv, struct call *call)
{
	int at = 1;

	while (at < argc) {
		const char *arg = argv[at];

		if (strcmp(arg, "-h") == 0 || strcmp(arg, "--help") == 0) {
			print_help();
			return -1;
		}
		if (strcmp(arg, "-V") == 0 || strcmp(arg, "--version") == 0) {
			printf("tixgate " TIXGATE_VERSION "\n");
			return -1;
		}
		if ((strcmp(arg, "-c") == 0 || strcmp(arg, "--config") == 0) &&
		    at + 1 < argc)
			call->config_path = argv[++at];
		else if (g_str_has_prefix(arg, "--config="))
			call->config_path = arg + strlen("--config=");
		else
			break;
		call->config_asked = true;
		at++;
	}
	return at;
}

/* ASCII for what stands in our own messages; else a sign of its own. */
static const char *ascii(gunichar character)
{
	switch (character) {
	case 0x2026:
		return "...";
	case 0x201c:
	case 0x201d:
		return "\"";
	default:
		return "?";
	}
}

/*
 * One line for whoever started us. A mail system may put it into a bounce or a
 * log, and Postfix obeys a line that begins with a status code: so it begins
 * with our name, is short, and is ASCII. A person reads what he wrote.
 */
static void complain(const struct why *why, bool for_mail)
{
	GString *line = g_string_new("tixgate: ");
	const char *next;

	for (const char *at = why->text;
	     *at != '\0' && at - why->text < MESSAGE_MOST; at = next) {
		const gunichar c = g_utf8_get_char_validated(at, -1);
		const bool valid = c < (gunichar)-2;

		next = valid ? g_utf8_next_char(at) : at + 1;
		if (*at >= ' ' && *at <= '~')
			g_string_append_c(line, *at);
		else if (valid && !for_mail && g_unichar_isprint(c))
			g_string_append_len(line, at, next - at);
		else
			g_string_append(line, ascii(c));
	}
	g_string_append_c(line, '\n');
	/* Nobody may be listening; the log has it as well. */
	if (write(STDERR_FILENO, line->str, line->len) < 0)
		line->len = 0;
	g_string_free(line, TRUE);
}

/* What a person redirects and then relies on is there, or he is told. */
static enum outcome end_output(const struct command *command,
			       enum outcome outcome)
{
	struct why why = {0};

	errno = 0;
	if ((fflush(stdout) == 0 && !ferror(stdout)) || command->for_mail)
		return outcome;
	if (errno != 0)
		why_errno(&why, TROUBLE_LATER, "cannot write the output");
	else
		why_set(&why, TROUBLE_LATER, "cannot write all of the output");
	complain(&why, false);
	return outcome == OUTCOME_OK ? OUTCOME_WRONG : outcome;
}

static enum outcome run_command(const struct command *command,
				struct call *call)
{
	struct why why = {0};
	enum outcome outcome = command->run(call, &why);

	/* Silent where a mail is kept: getmail takes a word for a failure. */
	if (why.trouble != TROUBLE_NONE && outcome_status(outcome) != 0) {
		complain(&why, command->for_mail);
		return outcome;
	}
	return end_output(command, outcome);
}

/* Something that is neither a command nor an option of deliver. */
static enum outcome wrong_command(const char *name)
{
	struct why why = {0};
	g_autofree char *shown = command_printable(name);

	why_set(&why, TROUBLE_USAGE,
		"\"%s\" is not a command; see: tixgate --help", shown);
	complain(&why, true);
	/* A mail system may have called us so: then the mail must wait. */
	return isatty(STDIN_FILENO) ? OUTCOME_USAGE : OUTCOME_LATER;
}

/*
 * Without the ends of some fifty libraries, each of which frees what the
 * process's end frees: 4 % of all that a mail costs.
 */
static _Noreturn void leave(enum outcome outcome)
{
#ifdef WITH_SANITIZERS
	/* Here they look for leaks. */
	exit(outcome_status(outcome));
#else
	/* Nobody may be listening; that changes nothing of the outcome. */
	(void)fflush(NULL);
	_exit(outcome_status(outcome));
#endif
}

int main(int argc, char **argv)
{
	struct call call = {.config_path = CONFIG_DEFAULT_PATH};
	const struct command *command = commands_all[0];
	enum outcome outcome;
	int at;

	at = read_start(argc, argv, &call);
	if (at < 0)
		return outcome_status(OUTCOME_OK);
	/* Options of deliver may stand without its name, as "tixgate" does. */
	call.argc = argc - at + 1;
	call.argv = argv + at - 1;
	if (at < argc && argv[at][0] != '-') {
		command = find_command(argv[at]);
		if (command == NULL)
			return outcome_status(wrong_command(argv[at]));
		call.argc--;
		call.argv++;
	}
	process_normalise(command->for_mail, &call.around);
	outcome = run_command(command, &call);
	surroundings_clear(&call.around);
	leave(outcome);
}
