// SPDX-License-Identifier: GPL-3.0-or-later
// What stands below a person's text: signature, device, legal footer.
#ifndef TIXGATE_FILTERS_TEXT_TAIL_H
#define TIXGATE_FILTERS_TEXT_TAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "filters/text/lines.h"
#include "filters/text/words.h"

/* Whom the mail is from, so that a signature can be known by its name. */
struct signer {
	const char *name;
	const char *email;
};

/* What is known of a text while its end is cut off piece by piece. */
struct tail {
	struct lines *lines;
	const struct words *words;
	const struct signer *signer;
	size_t first_text; /* the first line of the person's own text */
};

void tail_begin(struct tail *tail, struct lines *lines,
		const struct words *words, const struct signer *signer);

/*
 * Gives the lines above to that are no text of a person their fate, as long
 * as some of the person's own text stays above them.
 */
void tail_cut(const struct tail *tail, size_t to);

/* The same for what a device puts above the text. */
void head_cut(struct lines *lines, size_t to, const struct words *words);

/* True if the line begins with "Regards" or its like. */
bool tail_closing(const struct line *line, const struct words *words);

/* The last line above to that is kept and not blank; SIZE_MAX for none. */
size_t tail_last(const struct lines *lines, size_t to);

#endif
