// SPDX-License-Identifier: GPL-3.0-or-later
// attachments: lists below the text what the desk cannot be sent.
#include "filters/filter.h"

struct attachments_options {
	gint64 most;
	bool list_inline;
};

static const struct option options[] = {
	{.name = "most",
	 .type = OPTION_INT,
	 .offset = offsetof(struct attachments_options, most),
	 .fallback = "50",
	 .least = 0,
	 .most = 1000},
	{.name = "list_inline",
	 .type = OPTION_BOOL,
	 .offset = offsetof(struct attachments_options, list_inline),
	 .fallback = "false"},
	{0},
};

/* "340 bytes", "12 kB", "3.4 MB": as a mail program shows a size. */
static const char *size_words(const struct filter_input *in, guint64 size)
{
	g_autofree char *words = NULL;

	if (size < 1000)
		return pool_format(in->pool, "%u bytes", (guint)size);
	words = g_format_size(size);
	/* GLib puts a no-break space between number and unit. */
	for (char *at = words; *at != '\0'; at = g_utf8_next_char(at))
		if (g_utf8_get_char(at) == 0xa0)
			return pool_format(in->pool, "%.*s %s",
					   (int)(at - words), words,
					   g_utf8_next_char(at));
	return pool_text(in->pool, words);
}

static void list(const struct filter_input *in, struct decision *dec,
		 const struct attachment *file)
{
	decision_last(dec, pool_format(in->pool, "- %s (%s, %s)", file->name,
				       file->type, size_words(in, file->size)));
}

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct attachments_options *opt = in->options;
	const struct message *msg = in->msg;
	gint64 listed = 0;
	size_t pictures = 0;
	size_t left_out = 0;

	for (size_t i = 0; i < msg->attachments_n; i++) {
		const struct attachment *file = &msg->attachments[i];

		if (file->inlined && !opt->list_inline) {
			pictures++;
			continue;
		}
		if (listed == opt->most) {
			left_out++;
			continue;
		}
		if (listed++ == 0)
			decision_last(dec, "Attachments, which could not be "
					   "uploaded:");
		list(in, dec, file);
	}
	if (left_out > 0)
		decision_last(
			dec, pool_format(in->pool, "- and %zu more", left_out));
	if (pictures > 0)
		decision_note(dec, in, "attachments",
			      "%zu shown inside the text are not listed",
			      pictures);
	if (listed > 0)
		decision_note(dec, in, "attachments",
			      "listed %" G_GINT64_FORMAT " of %zu", listed,
			      msg->attachments_n);
}

const struct filter filter_attachments = {
	.name = "attachments",
	.about = "lists what is attached below the text",
	.phase = PHASE_FORM,
	.options = options,
	.options_size = sizeof(struct attachments_options),
	.run = run,
};
