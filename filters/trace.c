// SPDX-License-Identifier: GPL-3.0-or-later
// trace: ends each text with a line by which it can be found again.
#include <string.h>

#include "filters/filter.h"

struct trace_options {
	const char *line;
};

/* The code stands where the line has its one "%s". */
static bool check_line(const char *line, struct why *why)
{
	const char *place = strstr(line, "%s");

	if (*line == '\0')
		return true;
	if (place == NULL || strchr(line, '%') != place ||
	    strchr(place + 1, '%') != NULL)
		return why_set(why, TROUBLE_CONFIG,
			       "needs one %%s, where the code stands, and no "
			       "other %%");
	if (strchr(line, '\n') != NULL)
		return why_set(why, TROUBLE_CONFIG, "must be one line");
	return true;
}

static const struct option options[] = {
	{.name = "line",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct trace_options, line),
	 .fallback = "Ref: %s",
	 .check = check_line},
	{0},
};

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct trace_options *opt = in->options;
	const char *place = strstr(opt->line, "%s");

	if (place == NULL || *in->trace == '\0')
		return;
	dec->trace_line =
		pool_format(in->pool, "%.*s%s%s", (int)(place - opt->line),
			    opt->line, in->trace, place + 2);
}

const struct filter filter_trace = {
	.name = "trace",
	.about = "ends each text with a line by which it can be found again",
	.phase = PHASE_FORM,
	.group = "trace",
	.options = options,
	.options_size = sizeof(struct trace_options),
	.run = run,
};
