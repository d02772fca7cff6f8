// SPDX-License-Identifier: GPL-3.0-or-later
// Tells what the sender newly wrote from what a mail program put around it.
#include "filters/text/trim.h"

#include <string.h>

#include "filters/text/runs.h"
#include "filters/text/scan.h"
#include "filters/text/within.h"
#include "filters/text/witness.h"

static void set_fate(struct lines *lines, enum fate fate)
{
	for (size_t i = 0; i < lines->n; i++)
		lines->at[i].fate = fate;
}

static bool has_text(const struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		const struct line *line = &lines->at[i];

		if (line->fate == FATE_KEPT && !line->blank && !line_bare(line))
			return true;
	}
	return false;
}

/* Nothing would be left: gives back the signature, then all. */
static void give_back(struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		enum fate fate = lines->at[i].fate;

		if (fate == FATE_SIGNATURE || fate == FATE_DEVICE ||
		    fate == FATE_FOOTER || fate == FATE_DIVIDER)
			lines->at[i].fate = FATE_KEPT;
	}
	if (!has_text(lines))
		set_fate(lines, FATE_KEPT);
}

static void keep_all_but(struct lines *lines, enum fate fate)
{
	for (size_t i = 0; i < lines->n; i++) {
		if (lines->at[i].fate != fate)
			lines->at[i].fate = FATE_KEPT;
	}
}

static const char *fate_name(enum fate fate)
{
	switch (fate) {
	case FATE_KEPT:
		return "kept";
	case FATE_QUOTE:
		return "quote";
	case FATE_INTRO:
		return "intro";
	case FATE_FORWARD:
		return "forward";
	case FATE_SIGNATURE:
		return "signature";
	case FATE_DEVICE:
		return "device";
	case FATE_FOOTER:
		return "footer";
	case FATE_MARKER:
		return "marker";
	case FATE_DIVIDER:
		return "divider";
	}
	return "";
}

/* The stretch of one fate that begins at line i; *next is behind it. */
static const char *stretch(const struct lines *lines, size_t i, bool rest,
			   struct pool *pool, size_t *next)
{
	enum fate fate = lines->at[i].fate;
	size_t last = i, at = i;

	for (; at < lines->n; at++) {
		const struct line *line = &lines->at[at];

		if (line->blank && line->fate == FATE_KEPT)
			continue;
		if (line->fate != fate && !(rest && line->fate != FATE_KEPT))
			break;
		last = at;
	}
	*next = at;
	const struct line *line = &lines->at[last];

	return pool_text_n(
		pool, lines->at[i].start,
		(size_t)(line->start + line->whole - lines->at[i].start));
}

static void gather_removed(const struct lines *lines, struct pool *pool,
			   struct trimmed *out)
{
	g_autoptr(GArray) all =
		g_array_new(FALSE, FALSE, sizeof(struct removed));

	for (size_t i = 0, next; i < lines->n; i = next) {
		enum fate fate = lines->at[i].fate;
		bool rest = all->len + 1 >= TRIM_REMOVED_MOST;

		next = i + 1;
		if (fate == FATE_KEPT || all->len >= TRIM_REMOVED_MOST)
			continue;
		struct removed removed = {.kind = fate_name(fate)};

		removed.text = stretch(lines, i, rest, pool, &next);
		g_array_append_val(all, removed);
		if (fate == FATE_QUOTE || fate == FATE_FORWARD) {
			out->quoted_lines += next - i;
			out->quotes_n++;
		}
	}
	out->removed_n = all->len;
	struct removed *copy = pool_zero(pool, MAX(all->len, 1), sizeof(*copy));

	if (all->len > 0)
		memcpy(copy, all->data, all->len * sizeof(*copy));
	out->removed = copy;
}

static const char *gather_visible(const struct lines *lines, struct pool *pool)
{
	g_autoptr(GString) text = g_string_new(NULL);
	size_t blanks = 0;
	bool gap = false;

	for (size_t i = 0; i < lines->n; i++) {
		const struct line *line = &lines->at[i];

		if (line->fate != FATE_KEPT) {
			gap = true;
			continue;
		}
		if (line->blank && line->depth == 0) {
			blanks++;
			continue;
		}
		/* One blank line is left of those around what was cut. */
		blanks = gap ? MIN(blanks, 1) : blanks;
		for (size_t j = 0; text->len > 0 && j < blanks + 1; j++)
			g_string_append_c(text, '\n');
		blanks = 0;
		gap = false;
		g_string_append_len(text, line->start, (gssize)line->whole);
	}
	return pool_text_n(pool, text->str, text->len);
}

void trim(const struct trim_input *input, const struct words *words,
	  struct pool *pool, struct trimmed *out)
{
	struct lines lines;
	struct scan scan = {
		.lines = &lines, .words = words, .markers = input->markers};

	*out = (struct trimmed){.visible = input->text};
	lines_split(&lines, input->text, input->marks, input->marks_n);
	if (input->html != NULL)
		witness_mark(&lines, input->html);
	scan_lines(&scan);
	within_keep(&scan);
	runs_judge(&scan, &input->signer);
	head_cut(&lines, scan.end, words);
	if (!has_text(&lines))
		give_back(&lines);
	if (input->footers_only)
		keep_all_but(&lines, FATE_FOOTER);
	gather_removed(&lines, pool, out);
	if (out->removed_n > 0)
		out->visible = gather_visible(&lines, pool);
	lines_clear(&lines);
}
