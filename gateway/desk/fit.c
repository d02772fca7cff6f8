// SPDX-License-Identifier: GPL-3.0-or-later
// Making content fit the desk: lengths, addresses, texts in several parts.
#include "desk/fit.h"

#include <string.h>

#include "base/domain.h"
#include "base/text.h"

#define ELLIPSIS       "\xe2\x80\xa6"
#define ELLIPSIS_UNITS 1

/* A line is cut at a blank if that costs no more than one part in so many. */
#define LINE_BLANK_SHARE 5

/*
 * A part is cut at the end of a paragraph if it is then at least half full, at
 * that of a line or a word if only a quarter or an eighth is lost: every part
 * is a request.
 */
#define PARAGRAPH_SHARE 2
#define LINE_SHARE	4
#define WORD_SHARE	8

/* Bytes of white space that are looked through at a cut. */
#define SKIP_MOST 4096

/* RFC 1035, 2.3.4, and room for a domain before it is in A-labels. */
#define DOMAIN_MOST 253
#define LABEL_MOST  63

char *fit_line(const char *line, gsize units)
{
	gsize fit, least;

	if (text_units(line) <= units)
		return g_strdup(line);
	if (units < ELLIPSIS_UNITS)
		return g_strdup("");
	fit = text_fit(line, units - ELLIPSIS_UNITS);
	least = fit - fit / LINE_BLANK_SHARE;
	if (line[fit] != ' ') {
		gsize blank = fit;

		while (blank > least && line[blank] != ' ')
			blank--;
		if (line[blank] == ' ')
			fit = blank;
	}
	while (fit > 0 && line[fit - 1] == ' ')
		fit--;
	return g_strdup_printf("%.*s" ELLIPSIS, (int)fit, line);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* The last place from least to most that ends what end says; 0 if none. */
static gsize last_end(const char *text, gsize least, gsize most,
		      const char *end)
{
	gsize size = strlen(end);

	for (gsize at = most; at >= least && at > 0; at--)
		if (strncmp(text + at, end, size) == 0)
			return at;
	return 0;
}

/* Bytes of text that go into a part of units. */
static gsize next_cut(const char *text, gsize units)
{
	const gsize most = text_fit(text, units);
	gsize cut;

	if (text[most] == '\0')
		return most;
	cut = last_end(text, most - most / PARAGRAPH_SHARE, most, "\n\n");
	if (cut == 0)
		cut = last_end(text, most - most / LINE_SHARE, most, "\n");
	if (cut == 0)
		cut = last_end(text, most - most / WORD_SHARE, most, " ");
	return cut == 0 ? most : cut;
}

/* Where the text goes on: blank lines at a cut go, an indentation stays. */
static const char *skip_cut(const char *text)
{
	const char *start = text;

	for (gsize i = 0; i < SKIP_MOST && is_space(text[i]); i++)
		if (text[i] == '\n')
			start = text + i + 1;
	return start == text && *text == ' ' ? text + 1 : start;
}

static void add_piece(GPtrArray *pieces, const char *text, gsize size)
{
	while (size > 0 && is_space(text[size - 1]))
		size--;
	if (size > 0)
		g_ptr_array_add(pieces, g_strndup(text, size));
}

/* Puts the marks around piece number i of n. */
static char *mark_piece(const char *piece, guint i, guint n, gsize left_out)
{
	g_autoptr(GString) out = g_string_new(NULL);

	if (i > 0)
		g_string_append_printf(out, "(part %u of %u)\n\n", i + 1, n);
	g_string_append(out, piece);
	if (i + 1 < n)
		g_string_append_printf(out, "\n\n(continued in part %u of %u)",
				       i + 2, n);
	else if (left_out > 0)
		g_string_append_printf(out,
				       "\n\n(%zu more characters were left "
				       "out)",
				       left_out);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Units that the marks of the largest numbers take. */
static gsize marks_most(guint most)
{
	g_autofree char *before = mark_piece("", most, most + 1, 0);
	g_autofree char *after = mark_piece("", 0, most, 0);
	g_autofree char *end = mark_piece("", 0, 1, G_MAXSIZE);

	return strlen(before) + MAX(strlen(after), strlen(end));
}

GPtrArray *fit_text(const char *text, gsize units, guint most)
{
	GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(g_free);
	const gsize room = MAX(units, FIT_UNITS_LEAST) - marks_most(most);
	gsize left_out = 0;

	if (text_units(text) <= units) {
		g_ptr_array_add(parts, g_strdup(text));
		return parts;
	}
	while (*text != '\0' && pieces->len < MAX(most, 1)) {
		gsize cut = next_cut(text, room);

		add_piece(pieces, text, cut);
		text = skip_cut(text + cut);
	}
	if (pieces->len == 0)
		g_ptr_array_add(pieces, g_strdup(""));
	left_out = (gsize)g_utf8_strlen(text, -1);
	for (guint i = 0; i < pieces->len; i++)
		g_ptr_array_add(parts, mark_piece(pieces->pdata[i], i,
						  pieces->len, left_out));
	return parts;
}

/* RFC 5322, 3.2.3: dot-atom, in ASCII. */
static bool is_dot_atom(const char *local, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		char c = local[i];

		if (c == '.' &&
		    (i == 0 || i + 1 == size || local[i - 1] == '.'))
			return false;
		if (c != '.' && !g_ascii_isalnum(c) &&
		    strchr("!#$%&'*+-/=?^_`{|}~", c) == NULL)
			return false;
	}
	return size > 0;
}

/* Two labels or more of letters, digits and hyphens, the last no number. */
static bool is_domain(const char *domain)
{
	g_auto(GStrv) labels = NULL;
	guint n;

	if (strlen(domain) > DOMAIN_MOST)
		return false;
	labels = g_strsplit(domain, ".", -1);
	n = g_strv_length(labels);
	for (guint i = 0; i < n; i++) {
		gsize size = strlen(labels[i]);

		if (size == 0 || size > LABEL_MOST || labels[i][0] == '-' ||
		    labels[i][size - 1] == '-')
			return false;
		for (gsize at = 0; at < size; at++)
			if (!g_ascii_isalnum(labels[i][at]) &&
			    labels[i][at] != '-')
				return false;
	}
	return n >= 2 && labels[n - 1][strspn(labels[n - 1], "0123456789")];
}

/* The domain in ASCII, or NULL. */
static char *ascii_domain(const char *domain)
{
	g_autofree char *ascii = domain_to_ascii(domain);
	gsize size;

	if (ascii == NULL)
		return NULL;
	size = strlen(ascii);
	/* The root's dot says nothing that is not said without it. */
	if (size > 1 && ascii[size - 1] == '.')
		ascii[size - 1] = '\0';
	return is_domain(ascii) ? g_steal_pointer(&ascii) : NULL;
}

char *fit_email(const char *email, gsize units)
{
	const char *at = strrchr(email, '@');
	g_autofree char *domain = NULL;
	char *fitted;

	if (at == NULL || !is_dot_atom(email, (gsize)(at - email)))
		return NULL;
	domain = ascii_domain(at + 1);
	if (domain == NULL)
		return NULL;
	fitted = g_strdup_printf("%.*s@%s", (int)(at - email), email, domain);
	if (strlen(fitted) > units)
		g_clear_pointer(&fitted, g_free);
	return fitted;
}
