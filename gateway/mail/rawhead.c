// SPDX-License-Identifier: GPL-3.0-or-later
// The header fields of a mail as raw bytes, without any MIME parser.
#include "mail/rawhead.h"

#include <string.h>

#include "mail/digest.h"
#include "mail/source.h"

static const char *line_end(const char *at, const char *end)
{
	const char *eol = memchr(at, '\n', (gsize)(end - at));

	return eol == NULL ? end : eol + 1;
}

/* Behind a line and those that go on it (RFC 5322, 2.2.3). */
static const char *field_end(const char *at, const char *end)
{
	do {
		at = line_end(at, end);
	} while (at < end && (*at == ' ' || *at == '\t'));
	return at;
}

static bool is_blank_line(const char *at, const char *end)
{
	return *at == '\n' || (*at == '\r' && end - at > 1 && at[1] == '\n');
}

/* Takes a field apart; false if what stands there is none. */
static bool take_apart(const char *at, const char *end, struct raw_field *field)
{
	const char *p = at;

	while (p < end && (unsigned char)*p > ' ' && *p != 0x7f && *p != ':')
		p++;
	field->name = at;
	field->name_size = (gsize)(p - at);
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (field->name_size == 0 || p == end || *p != ':')
		return false;
	field->value = p + 1;
	field->value_size = (gsize)(end - field->value);
	return true;
}

bool raw_field_next(const char **at, const char *end, struct raw_field *field)
{
	while (*at < end && !is_blank_line(*at, end)) {
		const char *from = *at;

		*at = field_end(from, end);
		if (take_apart(from, *at, field))
			return true;
	}
	return false;
}

bool raw_field_is(const struct raw_field *field, const char *name)
{
	return strlen(name) == field->name_size &&
	       g_ascii_strncasecmp(field->name, name, field->name_size) == 0;
}

/* What tells a mail from another, as in reading.c and in its order. */
enum { FIELDS = 4 };
static const char *const names[FIELDS] = {"Message-ID", "From", "Date",
					  "Subject"};

/* The value as text; where a NUL was, another control that no header means. */
static void set_value(GString **value, const struct raw_field *field)
{
	if (*value != NULL)
		return;
	*value = g_string_new_len(field->value, (gssize)field->value_size);
	for (gsize i = 0; i < (*value)->len; i++) {
		if ((*value)->str[i] == '\0')
			(*value)->str[i] = '\x1a';
	}
}

static void end_digest(struct digest *digest, const char *head, gsize size,
		       char *hex)
{
	GString *values[FIELDS] = {NULL};
	const char *texts[FIELDS];
	const char *end = head + size;
	struct raw_field field;

	while (raw_field_next(&head, end, &field)) {
		for (int i = 0; i < FIELDS; i++) {
			if (raw_field_is(&field, names[i]))
				set_value(&values[i], &field);
		}
	}
	for (int i = 0; i < FIELDS; i++)
		texts[i] = values[i] == NULL ? "" : values[i]->str;
	digest_end(digest, texts, FIELDS, hex);
	for (int i = 0; i < FIELDS; i++) {
		if (values[i] != NULL)
			g_string_free(values[i], TRUE);
	}
}

/* Without a header line all bytes are the body. */
static bool open_any(struct source *source, int fd, struct why *why)
{
	if (source_open(source, fd, why))
		return true;
	if (why->trouble != TROUBLE_INPUT)
		return false;
	*why = (struct why){0};
	source->start = source->body = 0;
	return true;
}

bool raw_digest(int fd, char *hex, struct why *why)
{
	g_autofree char *head = g_malloc(RAWHEAD_SIZE_MOST);
	struct source source;
	gssize size = 0;
	bool good = open_any(&source, fd, why) && source_tap_rest(&source, why);

	if (good && source.body > source.start)
		size = source_read(&source, source.start, head,
				   RAWHEAD_SIZE_MOST);
	if (size < 0)
		good = why_errno(why, TROUBLE_LATER, "cannot read the mail");
	if (good)
		end_digest(source.digest, head, (gsize)size, hex);
	source_close(&source);
	return good;
}
