// SPDX-License-Identifier: GPL-3.0-or-later
// Commands: what main() hands to each, and what they share.
#ifndef TIXGATE_COMMAND_H
#define TIXGATE_COMMAND_H

#include <stdbool.h>

#include <glib.h>

#include "base/outcome.h"
#include "base/secrets.h"
#include "base/why.h"
#include "config.h"
#include "process.h"
#include "state/store_find.h"

#ifndef TIXGATE_VERSION
#define TIXGATE_VERSION "unknown"
#endif

/* What a command is called with. */
struct call {
	const char *config_path;
	bool config_asked; /* -c was given */
	struct surroundings around;
	int argc; /* argv[0] is the command's name */
	char **argv;
};

struct command {
	const char *name;
	const char *usage; /* behind "tixgate [-c FILE] " */
	const char *about; /* one line, for --help */
	bool for_mail;	   /* it takes a mail from a mail system */
	enum outcome (*run)(struct call *call, struct why *why);
};

extern const struct command command_deliver;
extern const struct command command_explain;
extern const struct command command_check;
extern const struct command command_flush;
extern const struct command command_held;
extern const struct command command_log;
extern const struct command command_show;
extern const struct command command_status;
extern const struct command command_sync;

/* All commands, NULL last; the first is the default. */
extern const struct command *const commands_all[];

/* Tells who types "tixgate" on a terminal what it waits for; nobody else. */
void command_tell_terminal(void);

/*
 * Reads a command's options; what is left in call->argv are its operands. -c,
 * --help and --version are understood by every command. *ended says that help
 * or the version was printed and the command has nothing more to do. A wrong
 * option fails with TROUBLE_USAGE.
 */
bool command_options(struct call *call, const struct command *command,
		     const GOptionEntry *entries, bool *ended, struct why *why);

/*
 * The secrets behind our codes; empty where there are none yet. With make one
 * is made then.
 */
bool command_secrets(const struct config *config, bool make,
		     struct secrets *secrets, struct why *why);

/*
 * A ticket as a person types it: "1042", "#1042" or its id. False if it is
 * neither; else the search is for it.
 */
bool command_ticket(const char *text, struct store_search *search);

/* Says that there is no state yet: false. */
bool command_no_state(const struct config *config, struct why *why);

/* One line of a text of a mail as a terminal may show it; by g_free(). */
char *command_printable(const char *text);

#endif
