// SPDX-License-Identifier: GPL-3.0-or-later
// Charsets: bytes under a name, right or wrong, become UTF-8.
#include "mail/charset.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "mail/charset_guess.h"

/* U+FFFD in UTF-8. */
#define REPLACEMENT "\xef\xbf\xbd"

/* What is taken where nothing says what a text is in. */
#define GUESS "CP1252"

/* Bytes of converted text that one step makes. */
#define STEP ((gsize)4096)

/* What a look over some bytes, taken as UTF-8, finds. */
struct look {
	gsize characters; /* well-formed ones of more than one byte */
	gsize wide;	  /* of them, those of three bytes and more */
	gsize pairs;	  /* of them, those in two halves */
	gsize stray;	  /* bytes that belong to no character */
	bool escape;	  /* ESC $: one of the ISO-2022 family */
	bool korean;	  /* ESC $ ) C: of it, ISO-2022-KR (RFC 1557) */
};

/* Half of a surrogate pair at text, written as if it were a character. */
static gunichar surrogate(const char *text, gsize size, unsigned char least)
{
	const unsigned char *at = (const unsigned char *)text;

	if (size < 3 || at[0] != 0xed || at[1] < least || at[1] > least + 15 ||
	    (at[2] & 0xc0) != 0x80)
		return 0;
	return 0xd000 | (gunichar)(at[1] & 0x3f) << 6 | (at[2] & 0x3f);
}

/*
 * The character of both halves, as programs write it that keep text in UTF-16
 * (CESU-8, Unicode's report 26), or 0.
 */
static gunichar surrogate_pair(const char *text, gsize size)
{
	const gunichar high = surrogate(text, size, 0xa0);
	const gunichar low =
		high == 0 ? 0 : surrogate(text + 3, size - 3, 0xb0);

	return low == 0 ? 0
			: 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* A byte of Latin-1 inside of a word: no character is cut there. */
static bool is_latin(const char *bytes, gsize i, gsize size)
{
	return (unsigned char)bytes[i] >= 0xc0 && i > 0 && i + 1 < size &&
	       g_ascii_isalpha(bytes[i - 1]) && g_ascii_isalpha(bytes[i + 1]);
}

/*
 * Bytes of the character at text if it is well-formed (RFC 3629), else 0. A
 * character that the end of the text cuts is none.
 */
static gsize utf8_size(const char *text, gsize size)
{
	const gunichar c =
		g_utf8_get_char_validated(text, (gssize)MIN(size, 4));

	if (c == (gunichar)-1 || c == (gunichar)-2)
		return 0;
	return (gsize)g_unichar_to_utf8(c, NULL);
}

static struct look look_over(const char *bytes, gsize size)
{
	struct look look = {0};
	gsize i = 0;

	while (i < size) {
		const unsigned char c = (unsigned char)bytes[i];

		if (c < 0x80) {
			look.escape |= c == 0x1b && i + 1 < size &&
				       bytes[i + 1] == '$';
			look.korean |= c == 0x1b && size - i >= 4 &&
				       memcmp(bytes + i + 1, "$)C", 3) == 0;
			i++;
			continue;
		}
		const gsize n = utf8_size(bytes + i, size - i);

		if (n == 0 && surrogate_pair(bytes + i, size - i) != 0) {
			look.pairs++;
			look.characters++;
			look.wide++;
			i += 6;
		} else if (n == 0) {
			look.stray++;
			i++;
		} else {
			look.characters++;
			look.wide += n > 2;
			i += n;
		}
	}
	return look;
}

/*
 * UTF-8 with stray bytes among it: one in a word is a letter that a program
 * without a notion of charsets put in; any other is a character that was cut.
 */
static void append_mended(GString *out, const char *bytes, gsize size)
{
	gsize i = 0;

	while (i < size) {
		const unsigned char c = (unsigned char)bytes[i];
		gsize n = c == 0 ? 1 : utf8_size(bytes + i, size - i);
		const gunichar pair =
			n > 0 ? 0 : surrogate_pair(bytes + i, size - i);

		if (pair != 0) {
			g_string_append_unichar(out, pair);
			n = 6;
		} else if (n == 0 && is_latin(bytes, i, size)) {
			g_string_append_unichar(out, c);
			n = 1;
		} else if (n > 0) {
			g_string_append_len(out, bytes + i, (gssize)n);
		} else {
			g_string_append(out, REPLACEMENT);
			n = 1;
			/* What is left of a cut character is one mark. */
			while (c >= 0xc0 && i + n < size && n < 3 &&
			       ((unsigned char)bytes[i + n] & 0xc0) == 0x80)
				n++;
		}
		i += n;
	}
}

/*
 * One step of iconv: what it makes of in, or with in NULL, what it still holds
 * back because a character might follow that belongs to it. False if it stopped
 * at something that it does not take.
 */
static bool convert_step(GString *out, GIConv conv, char **in, gsize *left)
{
	char step[STEP];
	char *to = step;
	gsize room = sizeof(step);
	const gsize rc = g_iconv(conv, in, left, &to, &room);
	const int error = errno;

	g_string_append_len(out, step, (gssize)(sizeof(step) - room));
	return rc != (gsize)-1 || error == E2BIG;
}

/*
 * Converts through iconv; what it does not take becomes U+FFFD, a byte each.
 * Returns how many bytes were lost so.
 */
static gsize convert(GString *out, const char *bytes, gsize size,
		     const char *known)
{
	GIConv conv = g_iconv_open("UTF-8", known);
	g_autofree char *own = g_memdup2(bytes, size);
	char *in = own;
	gsize left = size, lost = 0;

	if (conv == (GIConv)-1) {
		append_mended(out, bytes, size);
		return size;
	}
	while (left > 0) {
		if (convert_step(out, conv, &in, &left))
			continue;
		g_string_append(out, REPLACEMENT);
		lost++;
		/* Some converters take a byte and refuse it afterwards. */
		if (left > 0) {
			in++;
			left--;
		}
	}
	convert_step(out, conv, NULL, NULL);
	g_iconv_close(conv);
	return lost;
}

/*
 * ISO-2022-JP as it is sent: with the vendors' characters, which its own
 * converter does not know, and with half-width katakana (JIS X 0201, "ESC (
 * I"). In EUC the same pairs stand with their high bits set.
 */
static void jis_to_euc(GString *euc, const char *bytes, gsize size)
{
	enum { SET_ASCII, SET_KANA, SET_KANJI } set = SET_ASCII;
	gsize i = 0;

	while (i < size) {
		const char c = bytes[i];

		if (c == 0x1b && i + 2 < size && bytes[i + 1] == '$') {
			set = SET_KANJI;
			i += bytes[i + 2] == '(' ? 4 : 3;
		} else if (c == 0x1b && i + 2 < size && bytes[i + 1] == '(') {
			set = bytes[i + 2] == 'I' ? SET_KANA : SET_ASCII;
			i += 3;
		} else if (c > 0x20 && c < 0x7f && set == SET_KANJI &&
			   i + 1 < size && bytes[i + 1] > 0x20) {
			g_string_append_c(euc, (char)(c | 0x80));
			g_string_append_c(euc, (char)(bytes[i + 1] | 0x80));
			i += 2;
		} else {
			if (c == '\n')
				set = SET_ASCII;
			if (set == SET_KANA && c > 0x20 && c < 0x60)
				g_string_append_c(euc, (char)0x8e);
			g_string_append_c(
				euc,
				(char)(set == SET_KANA && c > 0x20 && c < 0x60
					       ? c | 0x80
					       : c));
			i++;
		}
	}
}

/* HZ (RFC 1843), which iconv lacks: GB 2312 in pairs between ~{ and ~}. */
static void hz_to_gb(GString *gb, const char *bytes, gsize size)
{
	bool pairs = false;
	gsize i = 0;

	while (i < size) {
		const char next = i + 1 < size ? bytes[i + 1] : '\0';

		if (bytes[i] == '~' && (next == '{' || next == '}')) {
			pairs = next == '{';
			i += 2;
		} else if (bytes[i] == '~' && (next == '~' || next == '\n')) {
			if (next == '~')
				g_string_append_c(gb, '~');
			i += 2;
		} else {
			pairs = pairs && bytes[i] != '\n';
			g_string_append_c(
				gb, (char)(pairs ? bytes[i] | 0x80 : bytes[i]));
			i++;
		}
	}
}

/* UTF-16 without a mark at its beginning: the zeros tell which half is first.
 */
static const char *utf16_order(const char *bytes, gsize size)
{
	gsize even = 0, odd = 0;

	if (size >= 2 && ((bytes[0] == (char)0xff && bytes[1] == (char)0xfe) ||
			  (bytes[0] == (char)0xfe && bytes[1] == (char)0xff)))
		return "UTF-16";
	for (gsize i = 0; i + 1 < size; i += 2) {
		even += bytes[i] == 0;
		odd += bytes[i + 1] == 0;
	}
	return even > odd ? "UTF-16BE" : "UTF-16LE";
}

static gsize convert_known(GString *out, const char *bytes, gsize size,
			   const char *known)
{
	g_autoptr(GString) other = NULL;

	if (strcmp(known, "ISO-2022-JP") == 0) {
		other = g_string_sized_new(size + 1);
		jis_to_euc(other, bytes, size);
		return convert(out, other->str, other->len, "EUC-JP-MS");
	}
	if (strcmp(known, "HZ") == 0) {
		other = g_string_sized_new(size + 1);
		hz_to_gb(other, bytes, size);
		return convert(out, other->str, other->len, "GB18030");
	}
	if (strcmp(known, "UTF-16") == 0)
		known = utf16_order(bytes, size);
	return convert(out, bytes, size, known);
}

/*
 * Nothing is known, and it is not UTF-8. A hint is right if all of it fits;
 * windows-1252 takes nearly every byte, so it comes last, where the bytes are
 * not spread as those of another writing.
 */
static void append_guessed(GString *out, const char *bytes, gsize size,
			   const char *hint)
{
	const char *known = charset_known(hint);
	const gsize start = out->len;

	if (*known != '\0' && strcmp(known, "UTF-8") != 0 &&
	    strncmp(known, "UTF-16", 6) != 0) {
		if (convert_known(out, bytes, size, known) == 0)
			return;
		g_string_truncate(out, start);
	}
	known = charset_guess(bytes, size);
	convert(out, bytes, size, known == NULL ? GUESS : known);
}

/* Windows-1252 and its kin: charsets in which every byte is some character. */
static bool is_western(const char *known)
{
	return strcmp(known, "CP1252") == 0 ||
	       strcmp(known, "ISO-8859-15") == 0 ||
	       strcmp(known, "CP1254") == 0;
}

/*
 * Well-formed UTF-8 hardly ever comes about by chance: twice in a text, or once
 * as three bytes, is certain.
 */
static bool surely_utf8(const struct look *look)
{
	return look->stray == 0 && (look->characters >= 2 || look->wide >= 1);
}

static bool append_utf8(GString *out, const char *bytes, gsize size,
			const struct look *look, const char *hint)
{
	if (look->pairs > 0 && look->stray == 0) {
		append_mended(out, bytes, size);
		return false;
	}
	if (look->stray == 0) {
		if (charset_undo_double(out, bytes, size))
			return false;
		g_string_append_len(out, bytes, (gssize)size);
		return true;
	}
	/*
	 * A text that was cut has one stray at its end; Latin-1 has many. In
	 * between, pairs of another charset look like UTF-8 by chance.
	 */
	if (look->characters * 2 >= look->stray &&
	    (look->characters >= look->stray * 4 ||
	     charset_guess(bytes, size) == NULL))
		append_mended(out, bytes, size);
	else
		append_guessed(out, bytes, size, hint);
	return false;
}

bool charset_append(GString *out, const char *bytes, gsize size,
		    const char *declared, const char *hint)
{
	const char *known = charset_known(declared);
	const struct look look = look_over(bytes, size);
	const gsize start = out->len;
	gsize lost;

	if (*known == '\0' || strcmp(known, "UTF-8") == 0 ||
	    is_western(known)) {
		if (look.characters + look.stray == 0) {
			if (look.escape)
				convert_known(out, bytes, size,
					      look.korean ? "ISO-2022-KR"
							  : "ISO-2022-JP");
			else
				g_string_append_len(out, bytes, (gssize)size);
			return !look.escape;
		}
		if (!is_western(known))
			return append_utf8(out, bytes, size, &look, hint);
		if (surely_utf8(&look)) {
			if (look.pairs > 0)
				append_mended(out, bytes, size);
			else
				g_string_append_len(out, bytes, (gssize)size);
			return false;
		}
	}
	lost = convert_known(out, bytes, size, known);
	/* More than one byte in eight lost: it is something else. */
	if (lost * 8 <= size)
		return lost == 0;
	g_string_truncate(out, start);
	append_utf8(out, bytes, size, &look, hint);
	return false;
}
