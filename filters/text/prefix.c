// SPDX-License-Identifier: GPL-3.0-or-later
// What mail programs put before a subject: "Re:", "WG:", "Fwd:", "回复：".
#include "filters/text/prefix.h"

#include <string.h>

/* Bytes of a prefix with its counter, the colon included. */
#define PREFIX_MOST 40

/* Bytes of what is behind the word: "[2]", "^3", "(4)", ".". */
static size_t counter_size(const struct fold *fold)
{
	size_t n = fold->n;

	while (n > 0 && (g_ascii_isdigit(fold->text[n - 1]) ||
			 strchr("[]()^. ", fold->text[n - 1]) != NULL))
		n--;
	return fold->n - n;
}

/* The subject behind one prefix, or NULL if it does not begin with one. */
static const char *behind(const char *subject, const struct words *words,
			  guint *mean)
{
	size_t n = 0;
	struct fold fold;

	while (n < PREFIX_MOST && subject[n] != '\0' && subject[n] != ':' &&
	       strncmp(subject + n, "\xef\xbc\x9a", 3) != 0)
		n++;
	if (n >= PREFIX_MOST || subject[n] == '\0')
		return NULL;
	fold_text(&fold, subject, n);
	fold.n -= counter_size(&fold);
	*mean = words_mean(words, fold.text, fold.n) &
		(WORD_REPLY | WORD_FORWARD);
	if (*mean == 0)
		return NULL;
	subject += n + (subject[n] == ':' ? 1 : 3);
	return subject + strspn(subject, " \t");
}

void prefix_read(const char *subject, const struct words *words,
		 struct prefix *prefix)
{
	const char *at = subject + strspn(subject, " \t");
	size_t n = strlen(at);

	*prefix = (struct prefix){.bare = at};
	for (unsigned i = 0; i < PREFIXES_MOST; i++) {
		guint mean = 0;
		const char *next = behind(prefix->bare, words, &mean);

		if (next == NULL)
			break;
		if (i == 0) {
			prefix->replied = (mean & WORD_REPLY) != 0;
			prefix->forwarded = (mean & WORD_FORWARD) != 0;
		}
		if (*next == '\0')
			break;
		prefix->bare = next;
	}
	/* RFC 1123's days: some programs wrote it behind the subject. */
	if (n > 5 && g_ascii_strcasecmp(at + n - 5, "(fwd)") == 0)
		prefix->forwarded = true;
}
