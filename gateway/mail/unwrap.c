// SPDX-License-Identifier: GPL-3.0-or-later
// Parts that are wrapped up where a MIME parser does not look: laid open.
#include "mail/unwrap.h"

#include <string.h>

#include "mail/cms.h"

/* Bytes that are copied at a time. */
#define COPY_STEP ((gsize)64 << 10)

/* What a leaf is wrapped in. */
enum wrap { WRAP_NONE, WRAP_SIGNED, WRAP_CODED };

struct writer {
	const struct source *source;
	GString *out;
	gint64 at;   /* up to where the source has been copied */
	bool failed; /* too large, or not to be read */
};

static void copy_to(struct writer *w, gint64 to)
{
	while (!w->failed && w->at < to) {
		const gsize want = (gsize)MIN(to - w->at, (gint64)COPY_STEP);
		const gsize size = w->out->len;
		gssize n;

		if (size + want > UNWRAP_SIZE_MOST) {
			w->failed = true;
			return;
		}
		g_string_set_size(w->out, size + want);
		n = source_read(w->source, w->at, w->out->str + size, want);
		w->failed = n <= 0;
		g_string_set_size(w->out, size + (gsize)MAX(n, 0));
		w->at += MAX(n, 0);
	}
}

static bool is_p7m(const char *name)
{
	const gsize size = strlen(name);

	return size > 4 && g_ascii_strcasecmp(name + size - 4, ".p7m") == 0;
}

static enum wrap wrap_of(const struct node *node, const struct part *part)
{
	if (node->kind != NODE_LEAF || node->to <= node->from ||
	    node->fields.n == 0)
		return WRAP_NONE;
	if (node->transfer != TRANSFER_PLAIN &&
	    (strcmp(part->type, "message/rfc822") == 0 ||
	     strcmp(part->type, "message/global") == 0))
		return WRAP_CODED;
	/* Some mail systems forget the type on the way (RFC 8551, 3.2.1). */
	if (strcmp(part->type, "application/pkcs7-mime") == 0 ||
	    strcmp(part->type, "application/x-pkcs7-mime") == 0 ||
	    (strcmp(part->type, "application/octet-stream") == 0 &&
	     is_p7m(part->name)))
		return WRAP_SIGNED;
	return WRAP_NONE;
}

/* True if bytes begin like a MIME entity: with a header or a blank line. */
static bool is_entity(const GString *bytes)
{
	gsize n = 0;

	if (bytes->len == 0)
		return false;
	if (bytes->str[0] == '\n' || g_str_has_prefix(bytes->str, "\r\n"))
		return true;
	while (g_ascii_isalnum(bytes->str[n]) || bytes->str[n] == '-')
		n++;
	return n > 0 && bytes->str[n] == ':';
}

static bool collect(void *data, const char *bytes, gsize size)
{
	GString *to = data;

	g_string_append_len(to, bytes, (gssize)size);
	return to->len <= UNWRAP_SIZE_MOST;
}

/*
 * Takes out of an entity's headers all but those that say what it is: From and
 * Subject in there would stand beside those of the mail.
 */
static void keep_content_headers(GString *entity)
{
	g_autoptr(GString) kept = g_string_sized_new(entity->len);
	const char *line = entity->str;
	bool wanted = false;

	while (*line != '\0' && *line != '\n' && *line != '\r') {
		const char *lf = strchr(line, '\n');
		const char *next = lf == NULL ? line + strlen(line) : lf + 1;

		if (*line != ' ' && *line != '\t')
			wanted = g_ascii_strncasecmp(line, "Content-", 8) == 0;
		if (wanted)
			g_string_append_len(kept, line, next - line);
		line = next;
	}
	g_string_append_len(kept, line,
			    (gssize)entity->len - (line - entity->str));
	g_string_assign(entity, "");
	g_string_append_len(entity, kept->str, (gssize)kept->len);
}

/* What is in the wrap, a MIME entity or a message; NULL if it stays closed. */
static GString *content_of(const struct source *source, const struct node *node,
			   enum wrap wrap)
{
	g_autoptr(GString) bytes = g_string_new(NULL);
	g_autoptr(GString) content = NULL;

	if (!tree_decode(source, node, collect, bytes) ||
	    bytes->len > UNWRAP_SIZE_MOST)
		return NULL;
	if (wrap == WRAP_CODED)
		return is_entity(bytes) ? g_steal_pointer(&bytes) : NULL;
	content = g_string_new(NULL);
	if (cms_read(bytes->str, bytes->len, content) != CMS_SIGNED ||
	    !is_entity(content))
		return NULL;
	keep_content_headers(content);
	return g_steal_pointer(&content);
}

/* A header that says what the leaf is, and is no longer true of it. */
static bool is_replaced(const char *name, enum wrap wrap)
{
	static const char *const names[] = {
		"Content-Transfer-Encoding", "Content-Type",
		"Content-Disposition", "Content-Description"};
	const gsize n = wrap == WRAP_CODED ? 1 : G_N_ELEMENTS(names);

	for (gsize i = 0; i < n; i++)
		if (g_ascii_strcasecmp(name, names[i]) == 0)
			return true;
	return false;
}

/* Copies up to the leaf's text, without the headers that are replaced. */
static void copy_headers(struct writer *w, const struct node *node,
			 enum wrap wrap)
{
	for (size_t i = 0; i < node->fields.n; i++) {
		const struct field *field = &node->fields.at[i];
		bool text;

		if (field->offset < w->at || field->offset >= node->from ||
		    !is_replaced(field->name, wrap))
			continue;
		copy_to(w, field->offset);
		w->at = MIN(
			source_after_header(w->source, field->offset, &text),
			node->from);
	}
	copy_to(w, node->from);
}

/* The blank line before a text goes: the content brings its own headers. */
static void drop_blank_line(GString *out)
{
	if (g_str_has_suffix(out->str, "\n\n"))
		g_string_truncate(out, out->len - 1);
	else if (g_str_has_suffix(out->str, "\n\r\n"))
		g_string_truncate(out, out->len - 2);
}

static void write_content(struct writer *w, const struct node *node,
			  enum wrap wrap, const GString *content)
{
	copy_headers(w, node, wrap);
	if (w->failed || w->out->len + content->len > UNWRAP_SIZE_MOST) {
		w->failed = true;
		return;
	}
	if (wrap == WRAP_SIGNED)
		drop_blank_line(w->out);
	g_string_append_len(w->out, content->str, (gssize)content->len);
	if (!g_str_has_suffix(content->str, "\n"))
		g_string_append_c(w->out, '\n');
	w->at = node->to;
}

bool unwrap_mail(const struct tree *tree, const struct source *source,
		 const struct message *msg, struct unwrapped *out)
{
	struct writer w = {.source = source, .at = source->start};

	*out = (struct unwrapped){0};
	for (size_t i = 0; i < tree->n && i < msg->parts_n; i++) {
		const struct node *node = &tree->at[i];
		const enum wrap wrap = wrap_of(node, &msg->parts[i]);
		g_autoptr(GString) content = NULL;

		if (wrap == WRAP_NONE || node->from < w.at ||
		    out->signs + out->coded >= UNWRAP_PARTS_MOST)
			continue;
		content = content_of(source, node, wrap);
		if (content == NULL)
			continue;
		if (out->mail == NULL)
			w.out = out->mail = g_string_new(NULL);
		write_content(&w, node, wrap, content);
		out->signs += wrap == WRAP_SIGNED;
		out->coded += wrap == WRAP_CODED;
	}
	if (out->mail == NULL)
		return false;
	copy_to(&w, source->size);
	return !w.failed;
}

void unwrap_clear(struct unwrapped *out)
{
	if (out->mail != NULL)
		g_string_free(out->mail, TRUE);
	*out = (struct unwrapped){0};
}
