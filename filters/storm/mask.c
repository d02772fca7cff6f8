// SPDX-License-Identifier: GPL-3.0-or-later
// When two subjects are one: numbers, dates and ids are the same as others.
#include <string.h>

#include "filters/storm/storm.h"
#include "filters/text/prefix.h"

/* Letters and digits in turn so often, in a word of so many: an id. */
#define ID_TURNS 3
#define ID_LEAST 6

/* A word of hexadecimal digits, with a digit among them, of so many: an id. */
#define HEX_LEAST 8

/* Digits of the shorter pieces of a UUID. */
#define UUID_PIECE_LEAST 4

/* Digits of a machine's address that are no name of it. */
#define ADDRESS_DIGITS 4

/* Bytes of one word that are looked at. */
#define WORD_MOST 64

/* Words that stand in dates and times; they count beside a number only. */
static const char *const date_words[] = {
	"jan",	    "january",	"feb",	      "february", "mar",
	"march",    "apr",	"april",      "may",	  "jun",
	"june",	    "jul",	"july",	      "aug",	  "august",
	"sep",	    "sept",	"september",  "oct",	  "october",
	"nov",	    "november", "dec",	      "december", "mon",
	"monday",   "tue",	"tuesday",    "wed",	  "wednesday",
	"thu",	    "thursday", "fri",	      "friday",	  "sat",
	"saturday", "sun",	"sunday",     "am",	  "pm",
	"utc",	    "gmt",	"cet",	      "cest",	  "est",
	"edt",	    "pst",	"pdt",	      "st",	  "nd",
	"rd",	    "th",	"januar",     "februar",  "märz",
	"mai",	    "juni",	"juli",	      "okt",	  "oktober",
	"dez",	    "dezember", "mo",	      "di",	  "mi",
	"do",	    "fr",	"sa",	      "so",	  "montag",
	"dienstag", "mittwoch", "donnerstag", "freitag",  "samstag",
	"sonntag",  "uhr",	NULL,
};

/* The masked text as it grows: words and "#" with single blanks between. */
struct masked {
	GString *out;
	bool number; /* the last word was one */
	gsize date;  /* where a date word before it begins; 0 for none */
};

static bool is_date_word(const char *word)
{
	for (size_t i = 0; date_words[i] != NULL; i++)
		if (strcmp(date_words[i], word) == 0)
			return true;
	return false;
}

/* A word that is made by a program, not by a language. */
static bool is_id(const char *word)
{
	guint turns = 0, hex = 0, digits = 0, n = 0;

	for (const char *at = word; *at != '\0'; at++, n++) {
		/* Scripts without blanks have numbers between words. */
		if ((guchar)*at >= 0x80)
			return false;
		digits += g_ascii_isdigit(*at);
		hex += g_ascii_isxdigit(*at);
		turns += at > word &&
			 !g_ascii_isdigit(at[-1]) != !g_ascii_isdigit(*at);
	}
	return (n >= ID_LEAST && turns >= ID_TURNS) ||
	       (n >= HEX_LEAST && hex == n && digits > 0);
}

static void add_number(struct masked *masked)
{
	if (masked->date > 0)
		g_string_truncate(masked->out, masked->date - 1);
	masked->date = 0;
	if (!masked->number) {
		if (masked->out->len > 0)
			g_string_append_c(masked->out, ' ');
		g_string_append_c(masked->out, '#');
	}
	masked->number = true;
}

static void add_letters(struct masked *masked, const char *word)
{
	const bool date = is_date_word(word);

	/* "Nov 23" and "23 Nov" are numbers as well, "may" is a word. */
	if (date && masked->number)
		return;
	if (!date)
		masked->date = 0;
	else if (masked->date == 0)
		masked->date = masked->out->len + 1;
	if (masked->out->len > 0)
		g_string_append_c(masked->out, ' ');
	g_string_append(masked->out, word);
	masked->number = false;
}

/* A word of letters and digits: "web01" is a word and a number. */
static void add_word(struct masked *masked, const char *word)
{
	g_autoptr(GString) letters = g_string_new(NULL);

	if (is_id(word)) {
		add_number(masked);
		return;
	}
	for (const char *at = word; *at != '\0'; at = g_utf8_next_char(at)) {
		const gunichar c = g_utf8_get_char(at);

		if (!g_unichar_isdigit(c)) {
			g_string_append_unichar(letters, c);
			continue;
		}
		if (letters->len > 0)
			add_letters(masked, letters->str);
		g_string_truncate(letters, 0);
		add_number(masked);
	}
	if (letters->len > 0)
		add_letters(masked, letters->str);
}

/* "-" joins an id with what is hexadecimal behind it, as in a UUID. */
static bool joins(const GString *word, const char *at)
{
	gsize hex;

	if (*at != '-' || word->len >= WORD_MOST)
		return false;
	hex = strspn(at + 1, "0123456789abcdefABCDEF");
	return hex >= UUID_PIECE_LEAST && !g_ascii_isalnum(at[1 + hex]) &&
	       is_id(word->str);
}

static const char *mask(const char *text, struct pool *pool)
{
	struct masked masked = {.out = g_string_new(NULL)};
	g_autoptr(GString) word = g_string_new(NULL);
	const char *masked_text;

	for (const char *at = text; masked.out->len < STORM_MASK_MOST;
	     at = g_utf8_next_char(at)) {
		const gunichar c = g_utf8_get_char(at);

		if ((g_unichar_isalnum(c) && word->len < WORD_MOST) ||
		    joins(word, at)) {
			g_string_append_unichar(word, g_unichar_tolower(c));
			continue;
		}
		if (word->len > 0)
			add_word(&masked, word->str);
		g_string_truncate(word, 0);
		if (c == 0)
			break;
	}
	masked_text = pool_text(pool, masked.out->str);
	g_string_free(masked.out, TRUE);
	return masked_text;
}

const char *storm_mask(const char *subject, struct pool *pool)
{
	struct prefix prefix;

	prefix_read(subject, &words_all, &prefix);
	return mask(prefix.bare, pool);
}

const char *storm_mask_address(const char *email, struct pool *pool)
{
	g_autofree char *lower = g_ascii_strdown(email, -1);
	g_autoptr(GString) out = g_string_new(NULL);
	const char *at = strrchr(lower, '@');
	const char *end = at != NULL ? at : lower + strlen(lower);

	for (const char *word = lower; word < end;) {
		const gsize digits = strspn(word, "0123456789");
		const gsize hex = strspn(word, "0123456789abcdef");

		if (digits >= ADDRESS_DIGITS ||
		    (hex >= HEX_LEAST && strcspn(word, "0123456789") < hex)) {
			g_string_append_c(out, '#');
			word += MAX(digits, hex >= HEX_LEAST ? hex : 0);
		} else {
			g_string_append_c(out, *word++);
		}
	}
	g_string_append(out, end);
	return pool_text(pool, out->str);
}
