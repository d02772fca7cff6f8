// SPDX-License-Identifier: GPL-3.0-or-later
// The status of one recipient of a bounce that is written for people.
#include <string.h>

#include "filters/bounce/gather.h"
/* Bytes of one stretch that is searched for phrases, and lines of it. */
#define STRETCH_MOST	  ((gsize)1500)
#define NAMING_LINES_MOST 20

/* Takes the status of span if it says more; true if none could say more. */
static bool take(char code[STATUS_SIZE], struct span span)
{
	char one[STATUS_SIZE];

	if (status_enhanced(span, one) && *one != '2' &&
	    status_worth(one) > status_worth(code))
		memcpy(code, one, STATUS_SIZE);
	return status_worth(code) == STATUS_WORTH_MOST;
}

/*
 * The lines that name the address, each with the one that follows it (an SMTP
 * answer goes on there), as one text.
 */
static GString *naming(struct span said, struct span email)
{
	GString *lines = g_string_new(NULL);
	g_autofree char *text = g_strndup(email.at, email.n);
	struct span line;
	bool follows = false;
	int n = 0;

	while (n < NAMING_LINES_MOST && line_next(&said, &line)) {
		const bool names = span_has(line, text);

		if (names || follows) {
			g_string_append_len(lines, line.at, (gssize)line.n);
			g_string_append_c(lines, '\n');
			n++;
		}
		follows = names;
	}
	return lines;
}

/* A phrase may be folded: the text is searched as one line. */
static const char *meaning_of(struct gather *g, struct span a, struct span b)
{
	g_autoptr(GString) text =
		g_string_new_len(a.at, (gssize)MIN(a.n, STRETCH_MOST));

	g_string_append_c(text, ' ');
	g_string_append_len(text, b.at, (gssize)MIN(b.n, STRETCH_MOST));
	return status_meaning(span_of(gather_line(
		g, (struct span){text->str, text->len}, STRETCH_MOST * 2)));
}

const char *gather_stated(struct gather *g, const struct saying *saying)
{
	g_autoptr(GString) named = naming(saying->said, saying->email);
	const struct span stretches[] = {
		{named->str, named->len}, saying->beside, saying->said};
	const gsize n = saying->only ? 3 : 2;
	char stated[STATUS_SIZE] = "";

	for (gsize i = 0; i < n; i++)
		if (take(stated, stretches[i]))
			break;
	return pool_text(g->pool, stated);
}

static bool has_words(struct span span)
{
	for (gsize i = 0; i < span.n; i++)
		if (g_ascii_isalnum(span.at[i]) ||
		    (unsigned char)span.at[i] >= 0x80)
			return true;
	return false;
}

/*
 * A reason stands in the paragraph that names the address, or behind it. Where
 * there is none none was given; else it was not understood.
 */
static bool gives_reason(const struct saying *saying)
{
	g_autofree char *email = g_strndup(saying->email.at, saying->email.n);
	struct span rest = saying->said;
	struct span line;
	bool words = false, names = false;

	while (line_next(&rest, &line)) {
		const char *at = span_find(line, email);

		if (span_trim(line).n == 0) {
			if (names && words)
				return true;
			words = names = false;
			continue;
		}
		if (at == NULL) {
			words |= has_words(line);
			continue;
		}
		names = true;
		words |= has_words((struct span){line.at,
						 (gsize)(at - line.at)}) ||
			 has_words(span_after(line, (gsize)(at - line.at) +
							    saying->email.n));
	}
	return (names && words) || has_words(saying->beside);
}

static const char *untold(const struct saying *saying, int reply)
{
	return reply == 0 && !gives_reason(saying) ? STATUS_NO_REASON
						   : STATUS_UNTOLD;
}

const char *gather_derived(struct gather *g, const struct saying *saying)
{
	g_autoptr(GString) named = naming(saying->said, saying->email);
	const struct span lines = {named->str, named->len};
	const struct span none = {"", 0};
	const char *meaning = meaning_of(g, lines, saying->beside);
	int reply = status_reply(lines);

	if (reply == 0)
		reply = status_reply(saying->beside);
	if (reply == 0 && saying->only)
		reply = status_reply(saying->said);
	if (meaning == NULL && saying->only)
		meaning = meaning_of(g, saying->said, none);
	if (meaning == NULL)
		meaning = status_of_reply(reply);
	return pool_format(
		g->pool, "%c.%s",
		saying->delayed || (reply >= 400 && reply < 500) ? '4' : '5',
		meaning == NULL ? untold(saying, reply) : meaning);
}

const char *gather_status(struct gather *g, const struct saying *saying)
{
	const char *stated = gather_stated(g, saying);

	return *stated != '\0' ? stated : gather_derived(g, saying);
}
