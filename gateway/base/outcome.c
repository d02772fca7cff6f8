// SPDX-License-Identifier: GPL-3.0-or-later
// Outcomes: what can become of a run, and the one table of exit statuses.
#include "base/outcome.h"

/*
 * A broken configuration while a mail is in our hands is 75, not 78: Postfix
 * and Exim bounce 78, and the customer did nothing wrong. So deliver ends in
 * OUTCOME_LATER there; OUTCOME_CONFIG is for commands that a person runs.
 */
static const struct {
	const char *name;
	int status;
} table[] = {
	[OUTCOME_CREATED] = {"created", 0},
	[OUTCOME_POSTED] = {"posted", 0},
	[OUTCOME_REPEATED] = {"repeated", 0},
	[OUTCOME_HELD] = {"held", 0},
	[OUTCOME_SPOOLED] = {"spooled", 0},
	[OUTCOME_DISCARDED] = {"discarded", 0},
	[OUTCOME_FOLDED] = {"folded", 0},
	[OUTCOME_LATER] = {"later", 75},
	[OUTCOME_REFUSED] = {"refused", 77},
	[OUTCOME_OK] = {"ok", 0},
	[OUTCOME_WRONG] = {"wrong", 1},
	[OUTCOME_USAGE] = {"usage", 64},
	[OUTCOME_CONFIG] = {"config", 78},
};

int outcome_status(enum outcome outcome)
{
	return table[outcome].status;
}

const char *outcome_name(enum outcome outcome)
{
	return table[outcome].name;
}

enum outcome outcome_of_trouble(enum trouble trouble)
{
	switch (trouble) {
	case TROUBLE_CONFIG:
		return OUTCOME_CONFIG;
	case TROUBLE_USAGE:
		return OUTCOME_USAGE;
	case TROUBLE_NONE:
	case TROUBLE_LATER:
	case TROUBLE_INPUT:
		break;
	}
	return OUTCOME_WRONG;
}
