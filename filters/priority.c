// SPDX-License-Identifier: GPL-3.0-or-later
// priority: takes a ticket's priority from the headers of its mail.
#include <string.h>

#include "base/text.h"
#include "filters/filter.h"

static const char *const priorities[] = {"low", "medium", "high", "urgent",
					 NULL};

struct priority_options {
	bool headers;
	int high, low; /* of priorities[] */
};

static const struct option options[] = {
	{.name = "headers",
	 .type = OPTION_BOOL,
	 .offset = offsetof(struct priority_options, headers),
	 .fallback = "false"},
	{.name = "high",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct priority_options, high),
	 .fallback = "high",
	 .words = priorities},
	{.name = "low",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct priority_options, low),
	 .fallback = "low",
	 .words = priorities},
	{0},
};

/* 1 for high, -1 for low, 0 for neither or anything that is not known. */
static int level_of(const char *value)
{
	static const struct {
		const char *word;
		int level;
	} words[] = {
		/* X-Priority: 1 (Highest) to 5 (Lowest) */
		{"1", 1},
		{"2", 1},
		{"4", -1},
		{"5", -1},
		/* Importance (RFC 2156, 5.3.4), X-MSMail-Priority */
		{"high", 1},
		{"low", -1},
		/* Priority (RFC 2156, 5.3.6) */
		{"urgent", 1},
		{"non-urgent", -1},
	};
	g_autofree char *word = NULL;

	value += strspn(value, " \t");
	word = g_strndup(value, strcspn(value, " \t(;"));
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (text_same(words[i].word, word))
			return words[i].level;
	return 0;
}

static void run(const struct filter_input *in, struct decision *dec)
{
	static const char *const names[] = {"X-Priority", "Importance",
					    "Priority", "X-MSMail-Priority"};
	const struct priority_options *opt = in->options;

	for (size_t i = 0; opt->headers && i < G_N_ELEMENTS(names); i++) {
		const char *value = head_get(&in->msg->head, names[i]);
		const int level = value == NULL ? 0 : level_of(value);

		if (level == 0)
			continue;
		dec->priority = priorities[level > 0 ? opt->high : opt->low];
		decision_note(dec, in, "priority",
			      "%s is %s: the priority is %s", names[i], value,
			      dec->priority);
		return;
	}
}

const struct filter filter_priority = {
	.name = "priority",
	.about = "takes a ticket's priority from the headers of its mail",
	.phase = PHASE_READ,
	.options = options,
	.options_size = sizeof(struct priority_options),
	.run = run,
};
