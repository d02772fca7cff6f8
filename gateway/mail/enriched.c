// SPDX-License-Identifier: GPL-3.0-or-later
// Enriched text: what Eudora, Emacs and others sent before HTML.
#include "mail/enriched.h"

#include <string.h>

/* Bytes of a command, its brackets included: RFC 1896 allows 60. */
#define COMMAND_MOST 64

struct enriched {
	GString *out;
	const char *p;
	guint unfilled; /* <nofill>: line ends are as they stand */
	guint unseen;	/* <param> and <comment> */
	bool rich;
};

static bool is_command(const struct enriched *e, gsize n, const char *name)
{
	return n == strlen(name) && g_ascii_strncasecmp(e->p + 1, name, n) == 0;
}

static void count(guint *depth, bool end)
{
	if (!end)
		(*depth)++;
	else if (*depth > 0)
		(*depth)--;
}

/* Bytes of the command at p without its brackets, 0 if there is none. */
static gsize command_size(const char *p)
{
	gsize n = *p == '<' ? 1 : 0;

	if (n == 0)
		return 0;
	while (n < COMMAND_MOST && (g_ascii_isalnum(p[n]) || p[n] == '-' ||
				    (p[n] == '/' && n == 1)))
		n++;
	return p[n] == '>' ? n - 1 : 0;
}

static void read_command(struct enriched *e, gsize n)
{
	const bool end = e->p[1] == '/';

	if (is_command(e, n, "nofill") || is_command(e, n, "/nofill"))
		count(&e->unfilled, end);
	else if (is_command(e, n, "param") || is_command(e, n, "/param") ||
		 is_command(e, n, "comment") || is_command(e, n, "/comment"))
		count(&e->unseen, end);
	else if (!e->rich || e->unseen > 0)
		; /* how letters look */
	else if (is_command(e, n, "nl"))
		g_string_append_c(e->out, '\n');
	else if (is_command(e, n, "np") || is_command(e, n, "paragraph") ||
		 is_command(e, n, "/paragraph"))
		g_string_append(e->out, "\n\n");
	else if (is_command(e, n, "lt"))
		g_string_append_c(e->out, '<');
	e->p += n + 2;
}

/* One line end is a blank; of several the first one is none (RFC 1896). */
static void read_line_ends(struct enriched *e)
{
	const gsize n = strspn(e->p, "\n");

	if (e->unseen > 0)
		; /* not of the text */
	else if (e->unfilled > 0)
		g_string_append_len(e->out, e->p, (gssize)n);
	else if (e->rich || n == 1)
		g_string_append_c(e->out, ' ');
	else
		g_string_append_len(e->out, e->p, (gssize)n - 1);
	e->p += n;
}

void enriched_plain(GString *out, const char *text, bool rich)
{
	struct enriched e = {.out = out, .p = text, .rich = rich};

	while (*e.p != '\0') {
		const gsize n = command_size(e.p);

		if (n > 0) {
			read_command(&e, n);
		} else if (*e.p == '\n') {
			read_line_ends(&e);
		} else {
			if (e.unseen == 0)
				g_string_append_c(out, *e.p);
			e.p += !rich && e.p[0] == '<' && e.p[1] == '<' ? 2 : 1;
		}
	}
}
