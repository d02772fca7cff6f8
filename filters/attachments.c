// SPDX-License-Identifier: GPL-3.0-or-later
// attachments: lists below the text what the desk cannot be sent.
#include <string.h>

#include "filters/filter.h"

struct attachments_options {
	gint64 most;
	bool list_inline;
	gint64 small;
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
	{.name = "small",
	 .type = OPTION_INT,
	 .offset = offsetof(struct attachments_options, small),
	 .fallback = "2000",
	 .least = 0,
	 .most = 1000000},
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

/* What the ticket says of the attachments, and what it leaves out. */
struct listing {
	gint64 listed;
	size_t small;	 /* decorations: counted, not listed */
	size_t seals;	 /* parts that sign or encrypt: the same */
	size_t left_out; /* over the most */
	bool linked, kept;
};

static const struct file_view *view_of(const struct filter_input *in, size_t i)
{
	static const struct file_view nothing = {.link = "", .not_kept = ""};

	return in->files != NULL ? &in->files[i] : &nothing;
}

/*
 * Logos, icons and pixels that count readers. A picture that is pasted into a
 * text is content: it is larger, new, and stands in what was written.
 */
static bool is_decoration(const struct filter_input *in,
			  const struct decision *dec, size_t i)
{
	const struct attachments_options *opt = in->options;
	const struct attachment *file = &in->msg->attachments[i];
	const bool quotes_gone = dec->text != in->msg->text &&
				 dec->text == dec->visible &&
				 dec->forwarded == NULL;

	if (!file->inlined || opt->list_inline)
		return false;
	if (file->place == IMAGE_IN_SIGNATURE)
		return true;
	/* What is quoted is content where the quote is posted as well. */
	if (file->place == IMAGE_IN_QUOTE && quotes_gone)
		return true;
	return file->size < (guint64)opt->small || view_of(in, i)->seen;
}

/* What a mail is signed or encrypted with: it says nothing to a reader. */
static bool is_seal(const struct filter_input *in, size_t i)
{
	static const char *const types[] = {
		"application/pgp-signature", "application/pkcs7-signature",
		"application/x-pkcs7-signature", "application/pgp-encrypted"};
	const struct attachments_options *opt = in->options;

	for (size_t k = 0; k < G_N_ELEMENTS(types); k++)
		if (strcmp(in->msg->attachments[i].type, types[k]) == 0)
			return !opt->list_inline;
	return false;
}

static void count(const struct filter_input *in, struct listing *all)
{
	for (size_t i = 0; i < in->msg->attachments_n; i++) {
		const struct file_view *view = view_of(in, i);

		all->linked = all->linked || *view->link != '\0';
		all->kept = all->kept || view->kept || *view->not_kept != '\0';
	}
}

static const char *heading(const struct listing *all)
{
	if (all->linked)
		return "Attachments:";
	return all->kept ? "Attachments, kept by the mail gateway:"
			 : "Attachments, which could not be uploaded:";
}

static void list(const struct filter_input *in, struct decision *dec, size_t i)
{
	const struct attachment *file = &in->msg->attachments[i];
	const struct file_view *view = view_of(in, i);
	const char *more = "";

	if (*view->not_kept != '\0')
		more = pool_format(in->pool, " - not kept: %s", view->not_kept);
	else if (*view->link != '\0')
		more = pool_format(in->pool, ": %s", view->link);
	decision_last(dec, pool_format(in->pool, "- %s (%s, %s)%s", file->name,
				       file->type, size_words(in, file->size),
				       more));
}

static void list_all(const struct filter_input *in, struct decision *dec,
		     struct listing *all)
{
	const struct attachments_options *opt = in->options;

	for (size_t i = 0; i < in->msg->attachments_n; i++) {
		if (is_decoration(in, dec, i)) {
			all->small++;
		} else if (is_seal(in, i)) {
			all->seals++;
		} else if (all->listed == opt->most) {
			all->left_out++;
		} else {
			if (all->listed++ == 0)
				decision_last(dec, heading(all));
			list(in, dec, i);
		}
	}
}

static void run(const struct filter_input *in, struct decision *dec)
{
	struct listing all = {0};

	/* What stands for the mail names no files. */
	if (dec->summary != NULL)
		return;
	count(in, &all);
	list_all(in, dec, &all);
	if (all.left_out > 0)
		decision_last(dec, pool_format(in->pool, "- and %zu more",
					       all.left_out));
	/* By themselves they are nothing that a reader would look for. */
	if (all.small > 0 && all.listed > 0)
		decision_last(dec,
			      pool_format(in->pool,
					  "- and %zu small inline image%s",
					  all.small, all.small > 1 ? "s" : ""));
	if (all.small > 0)
		decision_note(dec, in, "attachments",
			      "counted, not listed: %zu inline images, being "
			      "small, in a signature, or seen before",
			      all.small);
	if (all.seals > 0)
		decision_note(dec, in, "attachments",
			      "not listed: %zu parts that sign or encrypt",
			      all.seals);
	if (all.listed > 0)
		decision_note(dec, in, "attachments",
			      "listed %" G_GINT64_FORMAT " of %zu", all.listed,
			      in->msg->attachments_n);
}

const struct filter filter_attachments = {
	.name = "attachments",
	.about = "lists what is attached below the text",
	.phase = PHASE_FORM,
	.options = options,
	.options_size = sizeof(struct attachments_options),
	.run = run,
};
