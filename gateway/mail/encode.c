// SPDX-License-Identifier: GPL-3.0-or-later
// Writing a mail: header fields and a text body, safe whatever is put in.
#include "mail/encode.h"

#include <string.h>

#include "base/text.h"

/* Columns of a header's line before it is folded (RFC 5322, 2.1.1). */
#define FOLD_COLUMNS 76

/* Letters inside one encoded word, which has at most 75 (RFC 2047, 2). */
#define WORD_LETTERS 63

/* Columns of a line of quoted-printable, its "=" included. */
#define QUOTED_COLUMNS 76

/* Bytes of a line of a body that is sent as it is. */
#define BODY_LINE_MOST 78

static const char hex[] = "0123456789ABCDEF";

static bool is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((guchar)*text >= 0x7f || (guchar)*text < ' ')
			return false;
	return true;
}

/* One harmless line of at most ENCODE_TEXT_MOST bytes. */
static char *one_line(const char *text)
{
	g_autoptr(GString) line = g_string_new(NULL);

	text_line(line, text, strlen(text));
	if (line->len > ENCODE_TEXT_MOST) {
		const char *end = g_utf8_find_prev_char(
			line->str, line->str + ENCODE_TEXT_MOST + 1);

		g_string_truncate(line,
				  end == NULL ? 0 : (gsize)(end - line->str));
	}
	return g_string_free(g_steal_pointer(&line), FALSE);
}

/* Letters that may stand for themselves in a word, also inside a phrase. */
static bool is_safe(guchar byte)
{
	return g_ascii_isalnum(byte) || (byte != '\0' && strchr("!*+-/", byte));
}

/* Letters that a character of n bytes takes in a word of that kind. */
static gsize quoted_size(const char *at, gsize n)
{
	return n == 1 && (is_safe((guchar)*at) || *at == ' ') ? 1 : 3 * n;
}

/* Bytes of text, whole characters, that one word takes. */
static gsize word_fit(const char *text, bool quoted)
{
	const char *at = text;
	gsize letters = 0;

	while (*at != '\0') {
		const char *next = g_utf8_next_char(at);

		letters += quoted_size(at, (gsize)(next - at));
		if (quoted ? letters > WORD_LETTERS
			   : ((gsize)(next - text) + 2) / 3 * 4 > WORD_LETTERS)
			break;
		at = next;
	}
	return (gsize)(at - text);
}

static void add_quoted(GString *out, const char *text, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		const guchar byte = (guchar)text[i];

		if (byte == ' ')
			g_string_append_c(out, '_');
		else if (is_safe(byte))
			g_string_append_c(out, (char)byte);
		else
			g_string_append_printf(out, "=%c%c", hex[byte >> 4],
					       hex[byte & 15]);
	}
}

/* Where most is ASCII "Q" can be read by people, else "B" is shorter. */
static bool wants_quoted(const char *text)
{
	gsize letters = 0;
	const gsize size = strlen(text);

	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
		letters += quoted_size(at, (gsize)(g_utf8_next_char(at) - at));
	return letters <= 2 * size;
}

static void add_words(GString *out, const char *text)
{
	const bool quoted = wants_quoted(text);

	while (*text != '\0') {
		const gsize size = word_fit(text, quoted);
		g_autofree char *base64 =
			g_base64_encode((const guchar *)text, size);

		g_string_append(out, quoted ? "=?UTF-8?Q?" : "=?UTF-8?B?");
		if (quoted)
			add_quoted(out, text, size);
		else
			g_string_append(out, base64);
		g_string_append(out, "?=");
		text += size;
		/* Blanks between two words are no part of the text. */
		if (*text != '\0')
			g_string_append(out, "\n ");
	}
}

/* Words that are longer than a line stay whole: the limit is 998. */
static void add_folded(GString *out, const char *text, gsize column)
{
	while (*text != '\0') {
		const gsize size = strcspn(text, " ");

		if (column > 1 && column + size > FOLD_COLUMNS &&
		    out->str[out->len - 1] == ' ') {
			g_string_truncate(out, out->len - 1);
			g_string_append(out, "\n ");
			column = 1;
		}
		g_string_append_len(out, text, (gssize)size);
		column += size;
		text += size;
		if (*text == ' ') {
			g_string_append_c(out, ' ');
			column++;
			text++;
		}
	}
}

/* What looks like an encoded word would be read as one. */
static bool stands_for_itself(const char *text)
{
	return is_ascii(text) && strstr(text, "=?") == NULL;
}

void encode_text(GString *out, const char *name, const char *text)
{
	g_autofree char *line = one_line(text);

	g_string_append_printf(out, "%s: ", name);
	if (stands_for_itself(line))
		add_folded(out, line, strlen(name) + 2);
	else
		add_words(out, line);
	g_string_append_c(out, '\n');
}

static void add_phrase(GString *out, const char *phrase)
{
	if (!stands_for_itself(phrase)) {
		add_words(out, phrase);
		return;
	}
	g_string_append_c(out, '"');
	for (; *phrase != '\0'; phrase++) {
		if (*phrase == '"' || *phrase == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *phrase);
	}
	g_string_append_c(out, '"');
}

void encode_mailbox(GString *out, const char *name, const char *phrase,
		    const char *email)
{
	g_autofree char *line = one_line(phrase);

	g_string_append_printf(out, "%s: ", name);
	if (*line != '\0') {
		add_phrase(out, line);
		g_string_append(out, "\n ");
	}
	g_string_append_printf(out, "<%s>\n", encode_plain(email) ? email : "");
}

bool encode_plain(const char *token)
{
	const char *at = strchr(token, '@');
	gsize size = 0;

	if (at == NULL || at == token || at[1] == '\0')
		return false;
	for (; token[size] != '\0'; size++)
		if (token[size] <= ' ' || token[size] > '~' ||
		    token[size] == '<' || token[size] == '>')
			return false;
	return size <= ENCODE_TOKEN_MOST;
}

void encode_ids(GString *out, const char *name, const char *const *ids,
		size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (!encode_plain(ids[i]))
			continue;
		if (any)
			g_string_append_printf(out, "\n <%s>", ids[i]);
		else
			g_string_append_printf(out, "%s: <%s>", name, ids[i]);
		any = true;
	}
	if (any)
		g_string_append_c(out, '\n');
}

void encode_date(GString *out, const char *name, gint64 wall_ms)
{
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(wall_ms / 1000);
	/* The program never sets a locale: names of days are English. */
	g_autofree char *text =
		at == NULL
			? NULL
			: g_date_time_format(at, "%a, %d %b %Y %H:%M:%S +0000");

	if (text != NULL)
		g_string_append_printf(out, "%s: %s\n", name, text);
}

/* Short lines of ASCII, and none that a mail system would change. */
static bool body_stands(const char *text)
{
	while (*text != '\0') {
		const gsize size = strcspn(text, "\n");

		if (size > BODY_LINE_MOST || *text == '.' ||
		    g_str_has_prefix(text, "From "))
			return false;
		for (gsize i = 0; i < size; i++)
			if ((guchar)text[i] >= 0x7f ||
			    ((guchar)text[i] < ' ' && text[i] != '\t'))
				return false;
		text += size + (text[size] == '\n');
	}
	return true;
}

/* One byte of a line, escaped where it must be; last: of its line. */
static void add_byte(GString *out, gsize *column, guchar byte, bool escape)
{
	const gsize size = escape ? 3 : 1;

	/* A column is kept for the "=" of a soft line break. */
	if (*column + size > QUOTED_COLUMNS - 1) {
		g_string_append(out, "=\n");
		*column = 0;
	}
	if (escape)
		g_string_append_printf(out, "=%c%c", hex[byte >> 4],
				       hex[byte & 15]);
	else
		g_string_append_c(out, (char)byte);
	*column += size;
}

static void add_quoted_line(GString *out, const char *line, gsize size)
{
	gsize column = 0;

	for (gsize i = 0; i < size; i++) {
		const guchar byte = (guchar)line[i];
		const bool blank = byte == ' ' || byte == '\t';
		/* ".", "From ": also where a soft break begins a line. */
		const bool edge =
			column == 0 || column + 1 > QUOTED_COLUMNS - 1;

		add_byte(out, &column, byte,
			 byte == '=' || byte >= 0x7f ||
				 (byte < ' ' && !blank) ||
				 (blank && i + 1 == size) ||
				 (edge && (byte == '.' || byte == 'F')));
	}
	g_string_append_c(out, '\n');
}

void encode_body(GString *out, const char *text)
{
	g_autoptr(GString) clean = g_string_new(NULL);
	const char *at;
	bool plain;

	text_body(clean, text, strlen(text));
	plain = body_stands(clean->str);
	g_string_append_printf(out,
			       "MIME-Version: 1.0\n"
			       "Content-Type: text/plain; charset=utf-8\n"
			       "Content-Transfer-Encoding: %s\n\n",
			       plain ? "7bit" : "quoted-printable");
	for (at = clean->str; *at != '\0';) {
		const gsize size = strcspn(at, "\n");

		if (plain) {
			g_string_append_len(out, at, (gssize)size);
			g_string_append_c(out, '\n');
		} else {
			add_quoted_line(out, at, size);
		}
		at += size + (at[size] == '\n');
	}
}
