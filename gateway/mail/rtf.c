// SPDX-License-Identifier: GPL-3.0-or-later
// RTF as text: the body that Outlook puts into winmail.dat.
#include "mail/rtf.h"

#include <stdbool.h>
#include <string.h>

#include "mail/charset.h"

#define WORD_MOST 32

/* What a group passes on to the groups inside it. */
struct state {
	bool skip;	/* its text is not shown */
	bool html_only; /* \htmlrtf: it is not part of what was HTML */
	int unicode;	/* \ucN: bytes after \u that stand for it */
};

struct reader {
	const char *p;
	const char *end;
	GString *out;
	GString *bytes; /* in charset, not yet converted */
	char charset[16];
	struct state states[RTF_DEPTH_MOST];
	gsize depth;
	gsize ignore; /* characters that a \u has already said */
	bool star;    /* \*: an unknown destination is to be skipped */
};

/* Destinations whose text is none of the document's. */
static const char *const hidden[] = {
	"fonttbl",   "colortbl",  "stylesheet", "info",	     "pict",
	"object",    "fldinst",	  "header",	"footer",    "generator",
	"listtable", "themedata", "xmlnstbl",	"datastore", "rsidtbl",
};

static struct state *state(struct reader *r)
{
	return &r->states[MIN(r->depth, RTF_DEPTH_MOST - 1)];
}

static void flush(struct reader *r)
{
	if (r->bytes->len > 0)
		charset_append(r->out, r->bytes->str, r->bytes->len, r->charset,
			       "");
	g_string_truncate(r->bytes, 0);
}

static bool shown(struct reader *r)
{
	return !state(r)->skip && !state(r)->html_only &&
	       r->depth < RTF_DEPTH_MOST && r->out->len < RTF_TEXT_MOST;
}

static void put_byte(struct reader *r, char c)
{
	if (r->ignore > 0)
		r->ignore--;
	else if (shown(r))
		g_string_append_c(r->bytes, c);
}

static void put_character(struct reader *r, gunichar c)
{
	flush(r);
	if (shown(r) && g_unichar_validate(c) && c != 0)
		g_string_append_unichar(r->out, c);
}

/* The 16 bits of a signed number. */
static gunichar number_at(const char *p, const char *end)
{
	const bool minus = p < end && *p == '-';
	gint32 number = 0;

	for (p += minus; p < end && g_ascii_isdigit(*p) && number < 100000; p++)
		number = number * 10 + (*p - '0');
	return (gunichar)(minus ? -number : number) & 0xffff;
}

/* \u's number is signed, and a pair of them may make one character. */
static void put_unicode(struct reader *r, int number)
{
	const gunichar unit = (gunichar)(number & 0xffff);
	const char *p = r->p;

	r->ignore = (gsize)state(r)->unicode;
	if (unit < 0xd800 || unit > 0xdfff) {
		put_character(r, unit);
	} else if (unit < 0xdc00) {
		if (r->ignore > 0 && p < r->end && *p == '?')
			p++;
		if (r->end - p > 3 && p[0] == '\\' && p[1] == 'u') {
			const gunichar low = number_at(p + 2, r->end);

			if (low >= 0xdc00 && low <= 0xdfff)
				put_character(r,
					      0x10000 + ((unit & 0x3ff) << 10) +
						      (low & 0x3ff));
		}
	}
}

static bool put_named(struct reader *r, const char *word)
{
	static const struct {
		const char *word;
		gunichar c;
	} names[] = {
		{"par", '\n'},	       {"line", '\n'},
		{"row", '\n'},	       {"sect", '\n'},
		{"page", '\n'},	       {"tab", '\t'},
		{"cell", '\t'},	       {"emdash", 0x2014},
		{"endash", 0x2013},    {"lquote", 0x2018},
		{"rquote", 0x2019},    {"bullet", 0x2022},
		{"ldblquote", 0x201c}, {"rdblquote", 0x201d},
		{"emspace", ' '},      {"enspace", ' '},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(word, names[i].word) == 0) {
			put_character(r, names[i].c);
			return true;
		}
	return false;
}

static void do_word(struct reader *r, const char *word, int number,
		    bool has_number)
{
	const bool star = r->star;

	r->star = false;
	if (put_named(r, word))
		return;
	if (strcmp(word, "u") == 0) {
		put_unicode(r, number);
	} else if (strcmp(word, "uc") == 0) {
		state(r)->unicode = CLAMP(number, 0, 16);
	} else if (strcmp(word, "ansicpg") == 0) {
		flush(r);
		if (number > 0)
			g_snprintf(r->charset, sizeof(r->charset), "cp%d",
				   number);
	} else if (strcmp(word, "htmlrtf") == 0) {
		flush(r);
		state(r)->html_only = !has_number || number != 0;
	} else if (star) {
		flush(r);
		state(r)->skip = true;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(hidden); i++)
		if (strcmp(word, hidden[i]) == 0) {
			flush(r);
			state(r)->skip = true;
		}
}

static void read_word(struct reader *r)
{
	char word[WORD_MOST];
	gsize n = 0;
	int number = 0;
	bool has_number = false, minus = false;

	for (; r->p < r->end && g_ascii_isalpha(*r->p); r->p++)
		if (n + 1 < sizeof(word))
			word[n++] = *r->p;
	word[n] = '\0';
	if (r->p < r->end && *r->p == '-') {
		minus = true;
		r->p++;
	}
	for (; r->p < r->end && g_ascii_isdigit(*r->p); r->p++) {
		has_number = true;
		if (number < 1000000)
			number = number * 10 + (*r->p - '0');
	}
	if (r->p < r->end && *r->p == ' ')
		r->p++;
	do_word(r, word, minus ? -number : number, has_number);
}

static void read_control(struct reader *r)
{
	const char c = r->p < r->end ? *r->p : '\0';

	if (g_ascii_isalpha(c)) {
		read_word(r);
		return;
	}
	r->p += r->p < r->end;
	if (c == '\'' && r->end - r->p >= 2) {
		put_byte(r, (char)(g_ascii_xdigit_value(r->p[0]) * 16 +
				   g_ascii_xdigit_value(r->p[1])));
		r->p += 2;
	} else if (c == '*') {
		r->star = true;
	} else if (c == '~') {
		put_character(r, 0xa0);
	} else if (c == '\n' || c == '\r') {
		put_character(r, '\n');
	} else if (c == '{' || c == '}' || c == '\\') {
		put_byte(r, c);
	}
}

static void open_group(struct reader *r)
{
	const struct state outer = *state(r);

	r->depth++;
	*state(r) = outer;
}

static void close_group(struct reader *r)
{
	flush(r);
	r->ignore = 0;
	if (r->depth > 0)
		r->depth--;
}

void rtf_to_text(GString *out, const char *rtf, gsize size, const char *charset)
{
	struct reader *r = g_new0(struct reader, 1);

	r->p = rtf;
	r->end = rtf + size;
	r->out = out;
	r->bytes = g_string_new(NULL);
	r->states[0].unicode = 1;
	g_strlcpy(r->charset, charset, sizeof(r->charset));
	while (r->p < r->end) {
		const char c = *r->p++;

		if (c == '{')
			open_group(r);
		else if (c == '}')
			close_group(r);
		else if (c == '\\')
			read_control(r);
		else if (c != '\r' && c != '\n' && c != '\0')
			put_byte(r, c);
	}
	flush(r);
	g_string_free(r->bytes, TRUE);
	g_free(r);
}
