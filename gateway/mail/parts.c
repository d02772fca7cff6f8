// SPDX-License-Identifier: GPL-3.0-or-later
// What each part of a mail is: its type, its name, text or file.
#include <string.h>

#include "base/text.h"
#include "mail/charset.h"
#include "mail/flowed.h"
#include "mail/reading.h"

static bool is_type(const char *type, const char *whole)
{
	return strcmp(type, whole) == 0;
}

static bool begins(const char *type, const char *family)
{
	return strncmp(type, family, strlen(family)) == 0;
}

static const char *parent_type(const struct reading *r, size_t i)
{
	const int parent = r->parts[i].parent;

	return parent < 0 ? "" : r->parts[parent].type;
}

/*
 * The type of a leaf. What is no type is text (RFC 2045, 5.2), so is one that
 * promises parts which are not there; a digest's default is a message (RFC
 * 2046, 5.1.5).
 */
static const char *leaf_type(const struct reading *r, size_t i)
{
	const struct node *node = &r->tree->at[i];
	const char *type = r->leaves[i].type.value;

	if (node->kind == NODE_MESSAGE)
		return begins(type, "message/") ? type : "message/rfc822";
	if (*type == '\0' || begins(type, "multipart/"))
		return "text/plain";
	if (is_type(type, "html"))
		return "text/html";
	if (strchr(type, '/') == NULL)
		return "text/plain";
	return type;
}

static const char *one_line(const char *raw, const char *hint,
			    struct pool *pool)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) line = g_string_new(NULL);

	charset_append(text, raw, strlen(raw), "", hint);
	text_line(line, text->str, text->len);
	return pool_text_n(pool, line->str, line->len);
}

static const char *unbracketed(const char *id, struct pool *pool)
{
	const char *line = one_line(id, "", pool);
	const char *from = line + strspn(line, "< ");

	return pool_text_n(pool, from, strcspn(from, "> "));
}

static const char *file_name(const struct reading *r, size_t i)
{
	const char *name = params_get(&r->leaves[i].disposition, "filename");

	if (*name == '\0')
		name = params_get(&r->leaves[i].type, "name");
	if (*name == '\0')
		name = params_get(&r->leaves[i].disposition, "name");
	if (*name == '\0')
		name = params_get(&r->leaves[i].type, "filename");
	/* RFC 2046, 5.2.3: there it says where the file lies, not its name. */
	if (is_type(r->leaves[i].type.value, "message/external-body"))
		return name;
	return params_file_name(name, r->pool);
}

static void read_part(struct reading *r, size_t i)
{
	const struct node *node = &r->tree->at[i];
	struct leaf *leaf = &r->leaves[i];
	struct part *part = &r->parts[i];
	const char *type = fields_get(&node->fields, "Content-Type");
	const char *disposition =
		fields_get(&node->fields, "Content-Disposition");
	const char *id = fields_get(&node->fields, "Content-ID");

	type = type == NULL ? "" : type;
	leaf->type = params_read(type, r->hint, r->pool);
	leaf->disposition = params_read(disposition == NULL ? "" : disposition,
					r->hint, r->pool);
	part->parent = node->parent;
	part->depth = node->depth;
	part->type = node->kind == NODE_MULTIPART ? leaf->type.value
						  : leaf_type(r, i);
	part->name = file_name(r, i);
	part->disposition = leaf->disposition.value;
	part->parameters =
		one_line(type + strcspn(type, ";"), r->hint, r->pool);
	part->content_id = unbracketed(id == NULL ? "" : id, r->pool);
	part->text = "";
	if (node->kind == NODE_MESSAGE)
		part->head = reading_head(&node->inner, r->hint, r->pool);
}

void reading_parts(struct reading *r)
{
	for (size_t i = 0; i < r->tree->n; i++)
		read_part(r, i);
}

/* The first part of its parent: what a related part is built around. */
static bool is_first(const struct reading *r, size_t i)
{
	return i == 0 || (int)i - 1 == r->parts[i].parent;
}

bool reading_is_rare(const char *type)
{
	static const char *const types[] = {"text/enriched", "text/richtext",
					    "text/x-amp-html",
					    "text/watch-html"};

	for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
		if (is_type(type, types[i]))
			return true;
	return false;
}

/*
 * Shown or a file, as RFC 8621, 4.1.4 has it: the first text of a multipart is
 * shown whatever it is called, a later one only if it has no name.
 */
static enum role role_of(const struct reading *r, size_t i)
{
	const struct part *part = &r->parts[i];
	const char *around = parent_type(r, i);

	if (r->tree->at[i].kind == NODE_MULTIPART)
		return ROLE_NONE;
	if (r->tree->at[i].kind == NODE_MESSAGE)
		return ROLE_ATTACHMENT;
	if (text_same(part->disposition, "attachment"))
		return ROLE_ATTACHMENT;
	/* One more form of a text that is there in a form that all read. */
	if (reading_is_rare(part->type) && *part->name == '\0' &&
	    is_type(around, "multipart/alternative"))
		return ROLE_NONE;
	if (!is_type(part->type, "text/plain") &&
	    !is_type(part->type, "text/html"))
		return ROLE_ATTACHMENT;
	if (is_first(r, i))
		return ROLE_BODY;
	if (*part->name != '\0' || is_type(around, "multipart/related"))
		return ROLE_ATTACHMENT;
	return ROLE_BODY;
}

void reading_roles(struct reading *r)
{
	for (size_t i = 0; i < r->tree->n; i++) {
		const int parent = r->parts[i].parent;
		struct leaf *leaf = &r->leaves[i];

		leaf->role = role_of(r, i);
		/* What is inside a message that is a file is part of it. */
		leaf->inside = -1;
		if (parent >= 0 && r->leaves[parent].inside >= 0)
			leaf->inside = r->leaves[parent].inside;
		else if (parent >= 0 &&
			 r->tree->at[parent].kind == NODE_MESSAGE)
			leaf->inside = parent;
		r->parts[i].attached =
			leaf->role == ROLE_ATTACHMENT && leaf->inside < 0;
	}
}

struct collected {
	GString *bytes;
	gsize most;
};

static bool collect(void *data, const char *bytes, gsize size)
{
	struct collected *c = data;

	g_string_append_len(c->bytes, bytes,
			    (gssize)MIN(size, c->most - c->bytes->len));
	return c->bytes->len < c->most;
}

/* The charset that an HTML page names itself, for want of a header's. */
static void meta_charset(const GString *html, char *charset, gsize room)
{
	const gsize size = MIN(html->len, 2048);
	const char *end = html->str + size;
	const char *p = html->str;

	for (; p + 9 < end; p++) {
		gsize n = 0;

		if (g_ascii_strncasecmp(p, "charset=", 8) != 0)
			continue;
		for (p += 8; p < end && strchr("\"' ", *p) != NULL;)
			p++;
		while (p < end && n + 1 < room &&
		       (g_ascii_isalnum(*p) || strchr("-_:.", *p) != NULL) &&
		       *p != '\0')
			charset[n++] = *p++;
		charset[n] = '\0';
		return;
	}
}

static const char *byte_order_mark(const GString *bytes)
{
	if (bytes->len >= 3 && memcmp(bytes->str, "\xef\xbb\xbf", 3) == 0)
		return "utf-8";
	if (bytes->len >= 2 && (memcmp(bytes->str, "\xff\xfe", 2) == 0 ||
				memcmp(bytes->str, "\xfe\xff", 2) == 0))
		return "utf-16";
	return NULL;
}

static const char *converted(struct reading *r, size_t i, GString *bytes)
{
	const struct params *type = &r->leaves[i].type;
	const char *declared = params_get(type, "charset");
	const char *mark = byte_order_mark(bytes);
	char meta[CHARSET_NAME_MOST] = "";
	g_autoptr(GString) text = g_string_sized_new(bytes->len + 1);
	GString *body = g_string_sized_new(bytes->len + 1);
	const char *start;

	if (is_type(r->parts[i].type, "text/html") &&
	    *charset_known(declared) == '\0') {
		meta_charset(bytes, meta, sizeof(meta));
		declared = meta;
	}
	if (mark != NULL)
		declared = mark;
	if (!charset_append(text, bytes->str, bytes->len, declared, r->hint))
		reading_defect(r, "a text is not in the charset that it names");
	start = text->str;
	if (g_str_has_prefix(start, "\xef\xbb\xbf"))
		start += 3;
	text_body(body, start, text->len - (gsize)(start - text->str));
	if (is_type(r->parts[i].type, "text/plain") &&
	    text_same(params_get(type, "format"), "flowed"))
		flowed_undo(body, text_same(params_get(type, "delsp"), "yes"));
	r->text_left -= MIN(r->text_left, body->len);
	return pool_keep(r->pool, g_string_free(body, FALSE), g_free);
}

bool reading_text(struct reading *r, size_t i)
{
	struct collected c = {.most = MIN(PART_TEXT_MOST, r->text_left)};
	bool ok;

	if (r->leaves[i].decoded || r->tree->at[i].kind != NODE_LEAF)
		return true;
	r->leaves[i].decoded = true;
	if (c.most == 0)
		return true;
	c.bytes = g_string_sized_new(4096);
	ok = tree_decode(r->source, &r->tree->at[i], collect, &c);
	if (c.bytes->len >= c.most)
		reading_defect(r, "a text is cut");
	if (ok)
		r->parts[i].text = converted(r, i, c.bytes);
	g_string_free(c.bytes, TRUE);
	return ok;
}
