// SPDX-License-Identifier: GPL-3.0-or-later
// What is in no text part but belongs to the text of a mail.
#include <string.h>

#include "base/text.h"
#include "mail/cards.h"
#include "mail/enriched.h"
#include "mail/tnef.h"
#include "mail/views.h"

static bool type_is(const struct reading *r, size_t i, const char *a,
		    const char *b)
{
	return strcmp(r->parts[i].type, a) == 0 ||
	       strcmp(r->parts[i].type, b) == 0;
}

static bool is_calendar(const struct reading *r, size_t i)
{
	return type_is(r, i, "text/calendar", "application/ics") &&
	       strcmp(r->parts[i].disposition, "attachment") != 0;
}

/*
 * An invitation is shown where the text does not tell of it: Outlook's texts
 * are often empty, Google's say all that the calendar does.
 */
static bool add_calendar(struct reading *r, size_t i, struct views *views)
{
	g_autoptr(GString) card = g_string_new(NULL);
	g_autofree char *summary = NULL;
	bool told;

	if (!reading_text(r, i))
		return false;
	card_calendar(card, r->parts[i].text, &summary);
	if (card->len == 0)
		return true;
	told = summary != NULL && *summary != '\0' &&
	       (strstr(views->plain.text->str, summary) != NULL ||
		strstr(views->html.text->str, summary) != NULL);
	if (!told) {
		if (!view_is_blank(views->plain.text->str) ||
		    !view_is_blank(views->html.text->str))
			g_string_prepend_c(card, '\n');
		views_add_plain(views, card->str);
	}
	return true;
}

static bool add_vcard(struct reading *r, size_t i, struct views *views)
{
	g_autoptr(GString) card = g_string_new(NULL);

	if (!reading_text(r, i))
		return false;
	card_vcard(card, r->parts[i].text);
	if (card->len > 0)
		views_add_plain(views, card->str);
	return true;
}

static bool is_tnef(const struct reading *r, size_t i)
{
	return type_is(r, i, "application/ms-tnef",
		       "application/vnd.ms-tnef") ||
	       (strcmp(r->parts[i].type, "application/octet-stream") == 0 &&
		g_ascii_strcasecmp(r->parts[i].name, "winmail.dat") == 0);
}

struct collected {
	GByteArray *bytes;
};

static bool collect(void *data, const char *bytes, gsize size)
{
	struct collected *c = data;

	g_byte_array_append(c->bytes, (const guint8 *)bytes, (guint)size);
	return c->bytes->len <= TNEF_SIZE_MOST;
}

static void add_tnef_file(struct reading *r, size_t i,
			  const struct tnef_file *file, bool inlined)
{
	const struct attachment one = {
		.name = file->name,
		.type = *file->type == '\0' ? "application/octet-stream"
					    : file->type,
		.content_id = file->content_id,
		.size = file->size,
		.sha256 = file->sha256,
		.inlined = inlined,
		.packed = file->packed,
		.packed_at = file->packed_at,
	};

	reading_add_file(r, i, &one);
}

static void add_tnef_text(struct reading *r, size_t i, const struct tnef *tnef,
			  struct views *views)
{
	if (!view_is_blank(tnef->text))
		views_add_plain(views, tnef->text);
	else if (!view_is_blank(tnef->html))
		views_add_html(views, tnef->html);
	else if (!view_is_blank(tnef->rtf))
		views_add_plain(views, tnef->rtf);
	if (view_is_blank(tnef->text) && view_is_blank(tnef->html) &&
	    tnef->rtf_file.size > 0)
		add_tnef_file(r, i, &tnef->rtf_file, false);
}

static bool open_tnef(struct reading *r, size_t i, struct views *views)
{
	struct collected c = {g_byte_array_new()};
	struct tnef tnef;
	const bool ok = tree_decode(r->source, &r->tree->at[i], collect, &c);

	if (ok && tnef_read((const char *)c.bytes->data, c.bytes->len, r->wish,
			    r->pool, &tnef)) {
		/* Its parts stand in its place. */
		r->leaves[i].role = ROLE_NONE;
		r->parts[i].attached = false;
		for (size_t k = 0; k < tnef.files_n; k++)
			add_tnef_file(r, i, &tnef.files[k],
				      *tnef.files[k].content_id != '\0');
		if (view_is_blank(views->plain.text->str) &&
		    view_is_blank(views->html.text->str))
			add_tnef_text(r, i, &tnef, views);
	} else {
		reading_defect(r, "winmail.dat could not be opened");
	}
	g_byte_array_free(c.bytes, TRUE);
	return ok;
}

/* A form of the text that only few programs know: better than none. */
static bool add_rare(struct reading *r, size_t i, struct views *views)
{
	const bool rich = type_is(r, i, "text/richtext", "");
	g_autoptr(GString) plain = g_string_new(NULL);

	if (text_same(r->parts[i].disposition, "attachment"))
		return true;
	if (!reading_text(r, i))
		return false;
	if (rich || type_is(r, i, "text/enriched", "")) {
		enriched_plain(plain, r->parts[i].text, rich);
		views_add_plain(views, plain->str);
	} else {
		views_add_html(views, r->parts[i].text);
	}
	if (!view_is_blank(views->plain.text->str) ||
	    !view_is_blank(views->html.text->str))
		r->parts[i].attached = false;
	return true;
}

/* Where a file is that was not sent along (RFC 2046, 5.2.3; RFC 2017). */
static void add_external(struct reading *r, size_t i, struct views *views)
{
	static const char *const names[] = {"url", "site", "directory", "name",
					    "server"};
	g_autoptr(GString) note = g_string_new("[A file was not sent along but "
					       "lies elsewhere:");
	const gsize before = note->len;

	for (gsize k = 0; k < G_N_ELEMENTS(names); k++) {
		const char *value = params_get(&r->leaves[i].type, names[k]);

		if (*value != '\0')
			g_string_append_printf(note, " %s", value);
	}
	if (note->len == before)
		return;
	g_string_append(note, "]\n");
	views_add_plain(views, note->str);
}

/* What a mail is that shows nothing because it is encrypted, or NULL. */
static const char *encrypted_note(const struct reading *r, size_t i)
{
	const char *kind = params_get(&r->leaves[i].type, "smime-type");

	if (strcmp(r->parts[i].type, "multipart/encrypted") == 0)
		return "[This message is encrypted (PGP/MIME): its text cannot "
		       "be read here.]\n";
	if (!type_is(r, i, "application/pkcs7-mime",
		     "application/x-pkcs7-mime"))
		return NULL;
	/* What could be opened is not here any more (mail/unwrap.h). */
	if (g_ascii_strcasecmp(kind, "signed-data") == 0)
		return "[This message is signed (S/MIME) in a way that wraps "
		       "its text up, and could not be opened.]\n";
	if (g_ascii_strcasecmp(kind, "compressed-data") == 0)
		return "[This message is compressed (S/MIME): its text cannot "
		       "be read here.]\n";
	if (g_ascii_strcasecmp(kind, "certs-only") == 0)
		return "[This message holds certificates (S/MIME) only.]\n";
	return "[This message is encrypted (S/MIME): its text cannot be read "
	       "here.]\n";
}

static bool add_extra(struct reading *r, size_t i, struct views *views)
{
	if (is_calendar(r, i))
		return add_calendar(r, i, views);
	if (is_tnef(r, i))
		return open_tnef(r, i, views);
	return true;
}

/* What is only shown where nothing else is. */
static bool add_last(struct reading *r, size_t i, struct views *views)
{
	const char *note = encrypted_note(r, i);

	if (note != NULL)
		views_add_plain(views, note);
	else if (type_is(r, i, "message/external-body", ""))
		add_external(r, i, views);
	else if (type_is(r, i, "text/vcard", "text/x-vcard") ||
		 type_is(r, i, "text/directory", "application/vcard"))
		return add_vcard(r, i, views);
	else if (reading_is_rare(r->parts[i].type))
		return add_rare(r, i, views);
	return true;
}

bool reading_extras(struct reading *r, struct views *views)
{
	bool ok = true;

	for (size_t i = 0; ok && i < r->tree->n; i++)
		if (r->leaves[i].inside < 0)
			ok = add_extra(r, i, views);
	for (size_t i = 0; ok && i < r->tree->n; i++) {
		if (!view_is_blank(views->plain.text->str) ||
		    !view_is_blank(views->html.text->str))
			break;
		if (r->leaves[i].inside < 0)
			ok = add_last(r, i, views);
	}
	return ok;
}
