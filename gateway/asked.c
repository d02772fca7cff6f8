// SPDX-License-Identifier: GPL-3.0-or-later
// What was asked of the desk: each request's line in a mail's history.
#include "asked.h"

#include "state/store_history.h"

void asked_begin(struct ask *ask, const char *what, const char *target)
{
	ask->asking = (struct asking){
		.what = what,
		.target = target,
		.at_ms = clock_wall_ms(),
		.boot_ms = clock_boot_ms(),
	};
}

void asked_end(struct ask *ask, enum answer answer)
{
	const struct desk_report *report = desk_report(ask->now->desk);
	const struct store_asked asked = {
		.what = ask->asking.what,
		.target = ask->asking.target,
		.status = report->status,
		.answer = answer_name(answer),
		.at_ms = ask->asking.at_ms,
		.ms = clock_boot_ms() - ask->asking.boot_ms,
	};

	if (ask->store == NULL || ask->asking.what == NULL || !report->tried)
		return;
	store_history_asked(ask->store, &asked);
	ask->asking.what = NULL;
}

const char *answer_name(enum answer answer)
{
	switch (answer) {
	case ANSWER_DONE:
		return "done";
	case ANSWER_DOWN:
		return "down";
	case ANSWER_UNSURE:
		return "unsure";
	case ANSWER_NAMELESS:
		return "nameless";
	case ANSWER_BUSY:
		return "busy";
	case ANSWER_DENIED:
		return "denied";
	case ANSWER_GONE:
		return "gone";
	case ANSWER_MERGED:
		return "merged";
	case ANSWER_INVALID:
		break;
	}
	return "invalid";
}
