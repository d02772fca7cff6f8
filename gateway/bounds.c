// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the groups `limits` and `log`.
#include "bounds.h"

/* In the order of enum sandbox and enum unproven. */
static const char *const sandbox_words[] = {"try", "require", "off", NULL};
static const char *const unproven_words[] = {"post", "hold", NULL};

const struct option limits_options[] = {
	{.name = "message_size",
	 .type = OPTION_INT,
	 .offset = offsetof(struct limits, message_size),
	 .fallback = "52428800",
	 .least = 1024,
	 .most = G_GINT64_CONSTANT(4) << 30},
	{.name = "deadline",
	 .type = OPTION_NUMBER,
	 .offset = offsetof(struct limits, deadline),
	 .fallback = "8",
	 .least = 1,
	 .most = 600},
	{.name = "parts",
	 .type = OPTION_INT,
	 .offset = offsetof(struct limits, parts),
	 .fallback = "20",
	 .least = 1,
	 .most = 1000},
	{.name = "sandbox",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct limits, sandbox),
	 .fallback = "try",
	 .words = sandbox_words},
	{.name = "unproven",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct limits, unproven),
	 .fallback = "post",
	 .words = unproven_words},
	{0},
};

const struct option log_options[] = {
	{.name = "file",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct log_settings, file),
	 .fallback = ""},
	{0},
};
