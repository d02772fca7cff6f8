// SPDX-License-Identifier: GPL-3.0-or-later
// From a MIME tree to a message: the headers, and the order of things.
#include "mail/reading.h"

#include <string.h>

#include "base/text.h"
#include "mail/address.h"
#include "mail/charset.h"
#include "mail/charset_guess.h"
#include "mail/html.h"
#include "mail/words.h"

void reading_defect(struct reading *r, const char *phrase)
{
	for (guint i = 0; i < r->defects->len; i++)
		if (strcmp(g_ptr_array_index(r->defects, i), phrase) == 0)
			return;
	g_ptr_array_add(r->defects, (gpointer)(guintptr)phrase);
}

static const char *decoded_value(const char *raw, const char *hint,
				 struct pool *pool)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) line = g_string_new(NULL);

	words_decode(text, raw, strlen(raw), hint);
	text_line(line, text->str, text->len);
	return pool_text_n(pool, line->str, line->len);
}

static const char *raw_value(const char *raw, const char *hint,
			     struct pool *pool)
{
	g_autoptr(GString) line = g_string_new(NULL);

	words_raw(line, raw, strlen(raw), hint);
	return pool_text_n(pool, line->str, line->len);
}

static const char *plain_line(const char *text, struct pool *pool)
{
	g_autoptr(GString) line = g_string_new(NULL);

	text_line(line, text, strlen(text));
	return pool_text_n(pool, line->str, line->len);
}

struct head reading_head(const struct fields *fields, const char *hint,
			 struct pool *pool)
{
	struct header *at = pool_zero(pool, fields->n, sizeof(*at));
	struct head head = {at, fields->n};
	const bool utf7 = strcmp(charset_known(hint), "UTF-7") == 0;

	for (size_t i = 0; i < fields->n; i++) {
		const char *value = fields->at[i].value;

		at[i].name = plain_line(fields->at[i].name, pool);
		at[i].raw = raw_value(value, hint, pool);
		at[i].value = strstr(value, "=?") == NULL && !utf7
				      ? at[i].raw
				      : decoded_value(value, hint, pool);
	}
	return head;
}

/* One header of a text and its continuation lines; where the next begins. */
static const char *text_field(const char *p, GArray *fields, struct pool *pool)
{
	const char *colon = p + strcspn(p, ":\n");
	const char *to = p;
	struct field field = {0};

	do
		to += strcspn(to, "\n") + (strchr(to, '\n') != NULL);
	while (*to == ' ' || *to == '\t');
	if (*colon == ':' && colon > p) {
		g_autofree char *name = g_strndup(p, (gsize)(colon - p));

		field.name = pool_text(pool, g_strchomp(name));
		field.value =
			pool_text_n(pool, colon + 1, (gsize)(to - colon - 1));
		g_array_append_val(fields, field);
	}
	return to;
}

struct head reading_head_of_text(const char *text, struct pool *pool)
{
	g_autoptr(GArray) fields =
		g_array_new(FALSE, FALSE, sizeof(struct field));
	struct fields all;

	while (*text == '\n')
		text++;
	while (*text != '\0' && *text != '\n' &&
	       fields->len < TREE_HEADERS_MOST)
		text = text_field(text, fields, pool);
	all.at = (const struct field *)(const void *)fields->data;
	all.n = fields->len;
	return reading_head(&all, "", pool);
}

/*
 * All mailboxes of the headers of that name. For From the first header is the
 * one that a reader shows, so the others only make it unsure.
 */
static struct addresses header_addresses(const struct reading *r,
					 const char *name, bool first_only,
					 bool *unsure)
{
	const struct head *head = &r->msg->head;
	const size_t n = head_count(head, name);
	g_autoptr(GString) all = g_string_new(NULL);

	for (size_t i = 0; i < n && (i == 0 || !first_only); i++) {
		if (i > 0)
			g_string_append(all, ", ");
		g_string_append(all, head_nth(head, name, i)->raw);
	}
	return addresses_read(all->str, r->pool, unsure);
}

/* The ids of all headers of that name, as one list. */
static struct ids header_ids(const struct reading *r, const char *name)
{
	const struct head *head = &r->msg->head;
	g_autoptr(GString) all = g_string_new(NULL);
	const struct header *header;

	for (size_t i = 0; (header = head_nth(head, name, i)) != NULL; i++) {
		g_string_append(all, header->raw);
		g_string_append_c(all, ' ');
	}
	return ids_read(all->str, r->pool);
}

static const char *header_or_empty(const struct head *head, const char *name)
{
	const char *value = head_get(head, name);

	return value == NULL ? "" : value;
}

/*
 * Who wrote it where From names nobody: a reader would answer to Reply-To, or
 * to the Sender.
 */
static void from_for_want(struct reading *r, bool *unsure)
{
	static const char *const names[] = {"Reply-To", "Sender"};

	for (gsize i = 0; i < G_N_ELEMENTS(names) && r->msg->from.n == 0; i++) {
		r->msg->from = header_addresses(r, names[i], true, unsure);
		*unsure = true;
	}
}

/* Nobody is known by a From that does not say one thing (RFC 5322, 3.6). */
static void judge_from(struct reading *r, bool unsure)
{
	const struct message *msg = r->msg;

	if (head_count(&msg->head, "From") > 1) {
		reading_defect(r, "more than one From header");
		unsure = true;
	}
	if (msg->from.n > 1)
		unsure = true;
	for (size_t i = 0; i < msg->from.n; i++)
		if (strchr(msg->from.at[i].email, '@') == NULL)
			unsure = true;
	if (unsure)
		reading_defect(r, "From can be read in more than one way");
	r->msg->from_unsure = unsure;
}

void reading_headers(struct reading *r)
{
	struct message *msg = r->msg;
	bool from_unsure = false, unsure = false;
	struct ids ids;

	msg->head = reading_head(&r->tree->fields, r->hint, r->pool);
	msg->subject = header_or_empty(&msg->head, "Subject");
	msg->date = header_or_empty(&msg->head, "Date");
	msg->from = header_addresses(r, "From", true, &from_unsure);
	msg->to = header_addresses(r, "To", false, &unsure);
	msg->cc = header_addresses(r, "Cc", false, &unsure);
	msg->reply_to = header_addresses(r, "Reply-To", false, &unsure);
	from_for_want(r, &from_unsure);
	judge_from(r, from_unsure);
	ids = header_ids(r, "Message-ID");
	msg->message_id = ids.n > 0 ? ids.at[0] : "";
	msg->in_reply_to = header_ids(r, "In-Reply-To");
	msg->references = header_ids(r, "References");
	if (head_count(&msg->head, "Subject") > 1)
		reading_defect(r, "more than one Subject header");
}

/* The charset of the mail's first text that names one. */
static const char *find_hint(const struct tree *tree, struct pool *pool)
{
	for (size_t i = 0; i < tree->n; i++) {
		const char *raw =
			fields_get(&tree->at[i].fields, "Content-Type");
		struct params type;

		if (raw == NULL || tree->at[i].kind != NODE_LEAF)
			continue;
		type = params_read(raw, "", pool);
		if (*charset_known(params_get(&type, "charset")) != '\0')
			return params_get(&type, "charset");
	}
	return "";
}

static bool collect_some(void *data, const char *bytes, gsize size)
{
	GString *to = data;

	g_string_append_len(to, bytes, (gssize)size);
	return to->len < GUESS_SIZE_MOST;
}

/* True if a header has bytes that need a charset to be read. */
static bool has_raw_header(const struct fields *fields)
{
	for (size_t i = 0; i < fields->n; i++)
		if (!g_utf8_validate(fields->at[i].value, -1, NULL))
			return true;
	return false;
}

/*
 * Where nothing names a charset, a subject of two words is too short to tell
 * what it is in: the mail's first text, which is longer, tells it.
 */
static const char *guess_hint(const struct tree *tree,
			      const struct source *source)
{
	g_autoptr(GString) bytes = NULL;
	const char *known;

	if (tree->n == 0 || !has_raw_header(&tree->fields))
		return "";
	for (size_t i = 0; i < tree->n; i++) {
		const struct node *node = &tree->at[i];
		const char *type = fields_get(&node->fields, "Content-Type");

		if (node->kind != NODE_LEAF ||
		    (type != NULL &&
		     g_ascii_strncasecmp(type + strspn(type, " \t"), "text/",
					 5) != 0))
			continue;
		bytes = g_string_new(NULL);
		if (!tree_decode(source, node, collect_some, bytes) ||
		    g_utf8_validate_len(bytes->str, bytes->len, NULL))
			return "";
		known = charset_guess(bytes->str, bytes->len);
		return known == NULL ? "" : known;
	}
	return "";
}

static void end_digest(struct reading *r)
{
	static const char *const names[] = {"Message-ID", "From", "Date",
					    "Subject"};
	const char *values[G_N_ELEMENTS(names)];
	char hex[DIGEST_HEX_SIZE];

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *raw = fields_get(&r->tree->fields, names[i]);

		values[i] = raw == NULL ? "" : raw;
	}
	digest_end(r->source->digest, values, G_N_ELEMENTS(values), hex);
	r->msg->digest = pool_text(r->pool, hex);
}

static bool read_all(struct reading *r, struct why *why)
{
	const struct tree *tree = r->tree;

	reading_headers(r);
	reading_parts(r);
	reading_roles(r);
	if (!(reading_body(r) && reading_enclosed(r) && reading_reports(r) &&
	      reading_attachments(r)) &&
	    (r->wish->pack == NULL || r->wish->pack->error == 0))
		return why_set(why, TROUBLE_LATER,
			       "the mail changed while it was read");
	if (!pack_finish(r->wish->pack))
		return why_set(why, TROUBLE_LATER,
			       "cannot write the attachments: %s",
			       g_strerror(r->wish->pack->error));
	if (r->source->skipped != NULL)
		reading_defect(r, r->source->skipped);
	if (tree->cut)
		reading_defect(r, "too many parts, levels or headers");
	end_digest(r);
	return true;
}

bool reading_fill(const struct tree *tree, const struct source *source,
		  const struct parse_wish *wish, struct pool *pool,
		  struct message *msg, struct why *why)
{
	struct reading r = {.tree = tree,
			    .source = source,
			    .wish = wish,
			    .pool = pool,
			    .msg = msg,
			    .text_left = READING_TEXT_MOST};
	bool ok;

	memset(msg, 0, sizeof(*msg));
	r.parts = pool_zero(pool, tree->n, sizeof(*r.parts));
	r.leaves = pool_zero(pool, tree->n, sizeof(*r.leaves));
	r.attachments = g_array_new(FALSE, TRUE, sizeof(struct attachment));
	r.defects = g_ptr_array_new();
	r.images = html_images_new();
	r.hint = find_hint(tree, pool);
	if (*r.hint == '\0')
		r.hint = guess_hint(tree, source);
	ok = read_all(&r, why);
	g_array_free(r.images, TRUE);
	msg->parts = r.parts;
	msg->parts_n = tree->n;
	msg->size = (guint64)source->size;
	msg->attachments_n = r.attachments->len;
	msg->attachments =
		pool_keep(pool, g_array_free(r.attachments, FALSE), g_free);
	msg->defects_n = r.defects->len;
	msg->defects =
		pool_keep(pool, g_ptr_array_free(r.defects, FALSE), g_free);
	return ok;
}
