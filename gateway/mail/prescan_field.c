// SPDX-License-Identifier: GPL-3.0-or-later
// One header field in the look at a mail's raw bytes, and what it may have.
#include "mail/prescan_scan.h"

#include <string.h>

/* The headers that a ticket is made from, and that keep it from loops. */
static bool is_needed(const char *name, gsize size)
{
	static const char *const names[] = {
		"From",		"Sender",      "Reply-To",
		"To",		"Cc",	       "Subject",
		"Date",		"Message-ID",  "In-Reply-To",
		"References",	"Return-Path", "MIME-Version",
		"Content-Type", "Precedence",  "Content-Transfer-Encoding",
		"List-Id",	"X-Loop",      "Content-Disposition",
		"Delivered-To", "Content-ID",  "Auto-Submitted",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strlen(names[i]) == size &&
		    g_ascii_strncasecmp(name, names[i], size) == 0)
			return true;
	}
	return false;
}

/*
 * The colon of a field, or NULL: blanks may stand before it, but neither they
 * nor controls inside the name. Lines without one are no field to GMime.
 */
static const char *field_colon(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && (unsigned char)*at > ' ' && *at != 0x7f &&
	       *at != ':')
		at++;
	if (at == start)
		return NULL;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at < end && *at == ':' ? at : NULL;
}

/* Behind a field: its line and those that go on it (RFC 5322, 2.2.3). */
static const char *field_end(struct scan *s, const char *at)
{
	do {
		at = scan_next_line(s, at);
	} while (at < s->end && (*at == ' ' || *at == '\t'));
	return at;
}

/* Where a field has to end: before its colon number PRESCAN_COLONS_MOST. */
static const char *cap_colons(const char *at, const char *end)
{
	for (gsize i = 0; i < PRESCAN_COLONS_MOST; i++) {
		at = memchr(at, ':', (gsize)(end - at));
		if (at == NULL)
			return end;
		at++;
	}
	return at - 1;
}

static bool is_gap(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

/* Back to a gap that is near, so that half an address is not one. */
static const char *cap_word(const char *at, const char *end)
{
	const char *least = end - MIN(end - at, PRESCAN_NAME_MOST);
	const char *p = end;

	while (p > least && !is_gap(p[-1]))
		p--;
	if (p == least)
		return end;
	/* A line end left there would end the headers. */
	while (p > at && is_gap(p[-1]))
		p--;
	return p;
}

/* Where a field that is too long has to end, or its end. */
static const char *cap_field(struct scan *s, const char *colon, const char *end)
{
	const char *stop = end;
	const char *colons;

	if ((gsize)(end - s->at) > PRESCAN_FIELD_MOST) {
		stop = cap_word(colon + 1, s->at + PRESCAN_FIELD_MOST - 1);
		scan_note(s, PRESCAN_LONG_FIELD);
	}
	colons = cap_colons(colon + 1, stop);
	if (colons < stop) {
		stop = cap_word(colon + 1, colons);
		scan_note(s, PRESCAN_COLONS);
	}
	return stop;
}

/* True if the block may still have a field of that size. */
static bool has_room(struct scan *s, bool needed, gsize size)
{
	struct block *block = &s->block;
	bool here = block->fields < PRESCAN_FIELDS_MOST &&
		    block->size + size <= PRESCAN_BLOCK_MOST;

	if (here && s->all_fields < PRESCAN_ALL_FIELDS_MOST &&
	    s->all_size + size <= PRESCAN_ALL_MOST) {
		block->fields++;
		block->size += size;
		s->all_fields++;
		s->all_size += size;
		return true;
	}
	scan_note(s, here ? PRESCAN_ALL_BLOCKS : PRESCAN_LONG_BLOCK);
	if (!needed || block->needed >= PRESCAN_NEEDED_FIELDS_MOST ||
	    block->needed_size + size > PRESCAN_NEEDED_MOST)
		return false;
	block->needed++;
	block->needed_size += size;
	return true;
}

bool scan_too_deep(const struct scan *s, const struct content_type *type)
{
	return s->depth >= PRESCAN_DEPTH_MOST &&
	       (type->message || type->kind != BOUNDARY_NONE);
}

/*
 * Notes what a Content-Type says; the last one of a block counts, as with
 * GMime. False if it must not be said here, since it would lead too deep.
 */
static bool take_type(struct scan *s, const char *value, const char *stop)
{
	s->block.type = content_type_read(value, (gsize)(stop - value));
	if (!scan_too_deep(s, &s->block.type))
		return true;
	scan_note(s, PRESCAN_DEPTH);
	s->block.type = (struct content_type){.known = true};
	return false;
}

static bool is_type(const char *name, gsize size)
{
	static const char type[] = "Content-Type";

	return size == strlen(type) &&
	       g_ascii_strncasecmp(name, type, size) == 0;
}

/* Bytes of a field's name, which ends before its colon and blanks there. */
static gsize name_size(const char *at, const char *colon)
{
	while (colon[-1] == ' ' || colon[-1] == '\t')
		colon--;
	return (gsize)(colon - at);
}

static void cap(struct scan *s, const char *colon, const char *end)
{
	const char *at = s->at, *stop;
	gsize name = name_size(at, colon);
	gsize size = MIN((gsize)(end - at), PRESCAN_FIELD_MOST);

	if ((gsize)(colon - at) > PRESCAN_NAME_MOST) {
		scan_note(s, PRESCAN_LONG_FIELD);
		scan_drop(s, at, end);
		return;
	}
	if (!has_room(s, is_needed(at, name), size)) {
		scan_drop(s, at, end);
		return;
	}
	stop = cap_field(s, colon, end);
	if (is_type(at, name) && !take_type(s, colon + 1, stop)) {
		scan_drop(s, at, end);
		scan_put_line(s, "Content-Type: text/plain");
	} else if (stop < end) {
		scan_drop(s, stop, end);
		scan_put_line(s, "");
	}
}

void scan_field(struct scan *s)
{
	const char *end = field_end(s, s->at);
	const char *colon = field_colon(s->at, end);

	if (colon != NULL) {
		s->seen = true;
		cap(s, colon, end);
	}
	s->at = end;
}
