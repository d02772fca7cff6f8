// SPDX-License-Identifier: GPL-3.0-or-later
// What one line of a signature, or above it, looks like.
#include "filters/text/tail_line.h"

#include <string.h>

/* Bytes of "-- Ann Example" behind the dashes. */
#define DASHED_NAME_MOST  40
#define DASHED_WORDS_MOST 4

/* "-- Ann Example": a few words behind the dashes. */
static bool is_dashed_name(const struct line *line)
{
	size_t words = 0;

	if (line->n < 4 || line->n > DASHED_NAME_MOST ||
	    memcmp(line->text, "-- ", 3) != 0)
		return false;
	for (size_t i = 3; i < line->n; i++) {
		if (line->text[i] == '-')
			return false;
		words += line->text[i - 1] == ' ' && line->text[i] != ' ';
	}
	return words <= DASHED_WORDS_MOST &&
	       strchr(".!?,;:", line->text[line->n - 1]) == NULL;
}

bool tail_delimiter(const struct line *line)
{
	static const char *const marks[] = {"--", "__", "\xe2\x80\x94",
					    "\xe2\x80\x93", "\xe2\x80\x94-"};

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (strlen(marks[i]) == line->n &&
		    memcmp(line->text, marks[i], line->n) == 0)
			return true;
	}
	return is_dashed_name(line);
}

bool tail_contact(const struct line *line)
{
	size_t n = MIN(line->n, (size_t)SIGNATURE_LINE_MOST), digits = 0;

	if (memchr(line->text, '@', n) != NULL ||
	    g_strstr_len(line->text, (gssize)n, "://") != NULL ||
	    g_strstr_len(line->text, (gssize)n, "www.") != NULL)
		return true;
	for (size_t i = 0; i < n; i++) {
		if (g_ascii_isdigit(line->text[i]))
			digits++;
		else if (strchr("+-/(). ", line->text[i]) == NULL)
			digits = digits >= 7 ? digits : 0;
	}
	return digits >= 7;
}

bool tail_list(const struct line *line)
{
	static const char *const words[] = {"listinfo", "unsubscribe",
					    "mailing list", "Unsubscribe"};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (g_strstr_len(line->text, (gssize)line->n, words[i]) != NULL)
			return true;
	}
	return false;
}

bool tail_has_blank(const struct line *line)
{
	return line->whole > 0 && line->start[line->whole - 1] == ' ';
}

bool tail_asks(const struct line *line)
{
	return line->text[line->n - 1] == '?' && !tail_contact(line);
}
