// SPDX-License-Identifier: GPL-3.0-or-later
// Encoded words (RFC 2047) in headers, in every form in which they are sent.
#include "mail/words.h"

#include <string.h>

#include "base/text.h"
#include "mail/charset.h"

/* One encoded word: =?charset?encoding?text?= */
struct word {
	char charset[CHARSET_NAME_MOST];
	bool base64;
	const char *text;
	gsize text_size;
	gsize size; /* of the whole */
	bool ended; /* by its "?=" */
};

/* Words that stand together and are one text in one charset. */
struct run {
	bool open;
	char charset[CHARSET_NAME_MOST];
	GString *bytes;	  /* decoded, not yet converted */
	GString *letters; /* base64 whose last group is not full yet */
};

static bool is_fold(char c)
{
	return c == '\r' || c == '\n';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || is_fold(c);
}

/*
 * Where the text of a word ends that begins at text, or NULL. "?=" may also
 * stand inside, where a program left a "?" as it is: before two hex digits it
 * is no end, unless nothing ends the word later. The next word's "=?" ends the
 * search, so that many unended words are read in linear time.
 */
static const char *text_end(const char *text, const char *end, bool base64)
{
	const char *doubtful = NULL;

	for (const char *p = text; p + 1 < end; p++) {
		if (p[0] == '=' && p[1] == '?' && (p + 2 >= end || p[2] != '='))
			break;
		if (p[0] != '?' || p[1] != '=')
			continue;
		if (base64 || p + 3 >= end || !g_ascii_isxdigit(p[2]) ||
		    !g_ascii_isxdigit(p[3]))
			return p;
		if (doubtful == NULL)
			doubtful = p;
	}
	return doubtful;
}

/* Reads "=?charset?X?" and finds the end; false if no word begins here. */
static bool word_read(struct word *word, const char *raw, gsize size)
{
	const char *end = raw + size;
	const char *p = raw + 2;
	gsize n = 0;

	if (size < 6 || raw[0] != '=' || raw[1] != '?')
		return false;
	for (; p < end && *p != '?' && n + 1 < sizeof(word->charset); p++)
		if (!is_blank(*p))
			word->charset[n++] = *p;
	word->charset[n] = '\0';
	if (end - p < 3 || *p != '?')
		return false;
	for (p++; p < end && *p == ' ';)
		p++;
	if (end - p < 2 || strchr("bBqQ", *p) == NULL || *p == '\0')
		return false;
	word->base64 = g_ascii_tolower(*p) == 'b';
	for (p++; p < end && *p == ' ';)
		p++;
	if (p >= end || *p != '?')
		return false;
	word->text = p + 1;
	p = text_end(word->text, end, word->base64);
	word->ended = p != NULL;
	if (p == NULL) {
		/* Cut at the header's end, or where the next one begins. */
		p = g_strstr_len(word->text, end - word->text, "=?");
		word->text_size = (gsize)((p == NULL ? end : p) - word->text);
		word->size = (gsize)(word->text - raw) + word->text_size;
		return word->text_size > 0;
	}
	word->text_size = (gsize)(p - word->text);
	word->size = (gsize)(p + 2 - raw);
	return true;
}

gsize words_size(const char *raw, gsize size)
{
	struct word word;

	if (!word_read(&word, raw, MIN(size, WORDS_SIZE_MOST)) || !word.ended)
		return 0;
	return word.size;
}

/* RFC 2047, 4.2. Blanks should not be there and are what was meant by them. */
static void decode_q(GString *bytes, const char *text, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		const char c = text[i];

		if (is_fold(c)) {
			while (i + 1 < size && is_blank(text[i + 1]))
				i++;
		} else if (c == '_') {
			g_string_append_c(bytes, ' ');
		} else if (c == '=' && i + 2 < size &&
			   g_ascii_isxdigit(text[i + 1]) &&
			   g_ascii_isxdigit(text[i + 2])) {
			g_string_append_c(
				bytes,
				(char)(g_ascii_xdigit_value(text[i + 1]) * 16 +
				       g_ascii_xdigit_value(text[i + 2])));
			i += 2;
		} else {
			g_string_append_c(bytes, c);
		}
	}
}

static void base64_flush(struct run *run)
{
	gint state = 0;
	guint save = 0;

	if (run->letters->len == 0)
		return;
	while (run->letters->len % 4 != 0)
		g_string_append_c(run->letters, '=');
	const gsize old = run->bytes->len;

	g_string_set_size(run->bytes, old + run->letters->len);
	g_string_set_size(
		run->bytes,
		old + g_base64_decode_step(run->letters->str, run->letters->len,
					   (guchar *)run->bytes->str + old,
					   &state, &save));
	g_string_truncate(run->letters, 0);
}

/* A group of four may go on in the next word; padding ends it. */
static void decode_b(struct run *run, const char *text, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		const char c = text[i];

		if (g_ascii_isalnum(c) || c == '+' || c == '/')
			g_string_append_c(run->letters, c);
		else if (c == '-' || c == '_') /* RFC 4648, 5 */
			g_string_append_c(run->letters, c == '-' ? '+' : '/');
		else if (c == '=')
			base64_flush(run);
	}
	if (run->letters->len % 4 == 0)
		base64_flush(run);
}

static void run_end(struct run *run, GString *out, const char *hint)
{
	base64_flush(run);
	if (run->bytes->len > 0)
		charset_append(out, run->bytes->str, run->bytes->len,
			       run->charset, hint);
	g_string_truncate(run->bytes, 0);
	run->open = false;
}

static void run_add(struct run *run, const struct word *word, GString *out,
		    const char *hint)
{
	if (run->open && g_ascii_strcasecmp(run->charset, word->charset) != 0)
		run_end(run, out, hint);
	if (!run->open)
		g_strlcpy(run->charset, word->charset, sizeof(run->charset));
	run->open = true;
	if (word->base64) {
		decode_b(run, word->text, word->text_size);
	} else {
		base64_flush(run);
		decode_q(run->bytes, word->text, word->text_size);
	}
}

/* Bytes outside of words; folds go (RFC 5322, 2.2.3), their blank stays. */
static void append_plain(GString *out, const char *raw, gsize size,
			 const char *declared, const char *hint)
{
	g_autoptr(GString) flat = NULL;

	if (memchr(raw, '\n', size) == NULL &&
	    memchr(raw, '\r', size) == NULL) {
		charset_append(out, raw, size, declared, hint);
		return;
	}
	flat = g_string_sized_new(size);
	for (gsize i = 0; i < size; i++)
		if (!is_fold(raw[i]))
			g_string_append_c(flat, raw[i]);
		else if (i + 1 < size && !is_blank(raw[i + 1]))
			g_string_append_c(flat, ' ');
	charset_append(out, flat->str, flat->len, declared, hint);
}

static gsize blanks(const char *raw, gsize size)
{
	gsize n = 0;

	while (n < size && is_blank(raw[n]))
		n++;
	return n;
}

static void decode_once(GString *out, const char *raw, gsize size,
			const char *hint)
{
	struct run run = {.bytes = g_string_new(NULL),
			  .letters = g_string_new(NULL)};
	struct word word;
	gsize from = 0, i = 0;
	/*
	 * Old Netscape wrote headers in UTF-7 as they were, where the text is
	 * so too; nothing else is taken for it.
	 */
	const char *plain =
		strcmp(charset_known(hint), "UTF-7") == 0 ? "utf-7" : "";

	size = MIN(size, WORDS_SIZE_MOST);
	while (i < size) {
		const char *p = g_strstr_len(raw + i, (gssize)(size - i), "=?");

		i = p == NULL ? size : (gsize)(p - raw);
		if (p == NULL || !word_read(&word, p, size - i)) {
			i = MIN(i + 2, size);
			continue;
		}
		/* Blanks between two words are not shown (RFC 2047, 6.2). */
		if (!run.open || from + blanks(raw + from, i - from) < i) {
			run_end(&run, out, hint);
			append_plain(out, raw + from, i - from, plain, hint);
		}
		run_add(&run, &word, out, hint);
		i += word.size;
		from = i;
	}
	run_end(&run, out, hint);
	append_plain(out, raw + from, size - from, plain, hint);
	g_string_free(run.bytes, TRUE);
	g_string_free(run.letters, TRUE);
}

/* A header that is nothing but encoded words. */
static bool all_words(const char *raw, gsize size)
{
	const gsize before = blanks(raw, size);

	while (size > before && is_blank(raw[size - 1]))
		size--;
	return words_size(raw + before, size - before) > 0 &&
	       raw[size - 2] == '?' && raw[size - 1] == '=';
}

void words_decode(GString *out, const char *raw, gsize size, const char *hint)
{
	const gsize base = out->len;
	g_autoptr(GString) inner = NULL;

	decode_once(out, raw, size, hint);
	/* Form mailers encode what their library then encodes once more. */
	if (!all_words(raw, size) ||
	    !all_words(out->str + base, out->len - base))
		return;
	inner = g_string_new_len(out->str + base, (gssize)(out->len - base));
	g_string_truncate(out, base);
	decode_once(out, inner->str, inner->len, hint);
}

void words_raw(GString *out, const char *raw, gsize size, const char *hint)
{
	g_autoptr(GString) text = g_string_sized_new(size + 1);

	append_plain(text, raw, size, "", hint);
	text_line(out, text->str, text->len);
}
