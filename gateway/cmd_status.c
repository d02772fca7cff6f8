// SPDX-License-Identifier: GPL-3.0-or-later
// status: one screen that says how the gateway does, for people and monitors.
#include <stdio.h>

#include "command.h"
#include "status.h"

static bool print(const struct call *call, const struct config *config,
		  struct store *store, bool json, struct why *why)
{
	struct status status;
	bool good =
		status_read(config, store, call->around.key_fd, &status, why);
	guint needs = 0;

	if (good) {
		status_print(&status, json, stdout);
		needs = status.attention->len;
	}
	status_end(&status);
	/* What it is has just been printed. */
	return good && needs == 0;
}

static enum outcome run_prepared(const struct call *call, bool json,
				 struct why *why)
{
	const struct deadline none = {0};
	g_autoptr(config_handle) config =
		config_load(call->config_path, call->config_asked, why);
	g_autoptr(store_handle) store = NULL;

	if (config == NULL)
		return OUTCOME_CONFIG;
	store = store_open(&config->state, STORE_READ, none, why);
	if (store == NULL)
		return OUTCOME_WRONG;
	if (store_is_missing(store)) {
		(void)command_no_state(config, why);
		return OUTCOME_WRONG;
	}
	return print(call, config, store, json, why) ? OUTCOME_OK
						     : OUTCOME_WRONG;
}

static enum outcome run_status(struct call *call, struct why *why)
{
	gboolean json = FALSE;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &json,
		 "one JSON object on one line", NULL},
		{0},
	};
	bool ended = false;

	if (!command_options(call, &command_status, entries, &ended, why))
		return OUTCOME_USAGE;
	if (ended)
		return OUTCOME_OK;
	if (call->argc > 1) {
		why_set(why, TROUBLE_USAGE, "status takes no operands");
		return OUTCOME_USAGE;
	}
	return run_prepared(call, json, why);
}

const struct command command_status = {
	.name = "status",
	.usage = "status [OPTION]...",
	.about = "says how the gateway does, and what needs a person",
	.run = run_status,
};
