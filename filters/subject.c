// SPDX-License-Identifier: GPL-3.0-or-later
// subject: gives a mail without a subject its first words as one.
#include <string.h>

#include "base/text.h"
#include "filters/filter.h"

/* UTF-16 units of a subject that is made of a text. */
#define WORDS_MOST 60

struct subject_options {
	const char *none;
};

static const struct option options[] = {
	{.name = "none",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct subject_options, none),
	 .fallback = "(no subject)"},
	{0},
};

/* The text's first line with a letter or a digit in it, or NULL. */
static const char *first_words(const char *text, gsize *size)
{
	while (*text != '\0') {
		gsize n = strcspn(text, "\n");
		const char *end = text + n;

		for (const char *at = text; at < end; at = g_utf8_next_char(at))
			if (g_unichar_isalnum(g_utf8_get_char(at))) {
				*size = n;
				return text;
			}
		text = *end == '\0' ? end : end + 1;
	}
	return NULL;
}

/* The beginning of line, cut at a blank where it is too long. */
static const char *cut(const struct filter_input *in, const char *line,
		       gsize size)
{
	g_autoptr(GString) clean = g_string_new(NULL);
	gsize fit;
	gsize blank;

	text_line(clean, line, size);
	fit = text_fit(clean->str, WORDS_MOST);
	if (fit == clean->len)
		return pool_text(in->pool, clean->str);
	for (blank = fit; blank > 0 && clean->str[blank] != ' '; blank--)
		;
	g_string_truncate(clean, blank > 0 ? blank : fit);
	g_string_append(clean, "…");
	return pool_text(in->pool, clean->str);
}

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct subject_options *opt = in->options;
	const char *line;
	gsize size = 0;

	if (*dec->subject != '\0')
		return;
	line = first_words(dec->text, &size);
	dec->subject = line != NULL ? cut(in, line, size) : opt->none;
	decision_note(dec, in, "subject", "there is none; it became \"%s\"",
		      dec->subject);
}

const struct filter filter_subject = {
	.name = "subject",
	.about = "gives a mail without a subject its first words as one",
	.phase = PHASE_FORM,
	.options = options,
	.options_size = sizeof(struct subject_options),
	.run = run,
};
