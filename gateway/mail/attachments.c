// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a mail: their names, sizes and digests.
#include <string.h>

#include "base/text.h"
#include "mail/reading.h"

/* Bytes up to which a file is decoded just to know its size. */
#define SIZE_BY_DECODING_MOST ((gint64)64 << 10)

/* Bytes at the end of base64 in which padding is looked for. */
#define PADDING_MOST 256

struct measured {
	guint64 size;
	struct digest *digest; /* NULL if only the size is asked for */
};

static bool measure(void *data, const char *bytes, gsize size)
{
	struct measured *m = data;

	m->size += size;
	if (m->digest != NULL)
		digest_bytes(m->digest, bytes, size);
	return true;
}

/*
 * The size of a large file in base64 without decoding it: its letters are what
 * is no line end and no padding. Exact where base64 is well-formed.
 */
static gint64 base64_size(const struct reading *r, const struct node *node)
{
	const gint64 ends = source_line_ends(r->source, node->from, node->to);
	char tail[PADDING_MOST];
	gint64 letters, padding = 0;

	if (ends < 0 || source_read(r->source, node->to - PADDING_MOST, tail,
				    PADDING_MOST) != PADDING_MOST)
		return -1;
	for (gsize i = 0; i < sizeof(tail); i++)
		padding += tail[i] == '=';
	letters = node->to - node->from - ends - padding;
	return letters / 4 * 3 + letters % 4 * 3 / 4;
}

static bool size_of(struct reading *r, size_t i, const char **sha256)
{
	const struct node *node = &r->tree->at[i];
	struct measured m = {0};
	char hex[DIGEST_HEX_SIZE];
	bool ok;

	*sha256 = "";
	if (!r->wish->sha256 && node->to - node->from > SIZE_BY_DECODING_MOST &&
	    node->transfer == TRANSFER_BASE64) {
		const gint64 size = base64_size(r, node);

		r->parts[i].size = (guint64)MAX(size, 0);
		return size >= 0;
	}
	if (!r->wish->sha256 && node->transfer == TRANSFER_PLAIN) {
		r->parts[i].size = (guint64)(node->to - node->from);
		return true;
	}
	if (r->wish->sha256)
		m.digest = digest_new((guint64)(node->to - node->from));
	ok = tree_decode(r->source, node, measure, &m);
	r->parts[i].size = m.size;
	if (m.digest != NULL) {
		digest_hex(m.digest, hex);
		*sha256 = pool_text(r->pool, hex);
		digest_free(m.digest);
	}
	return ok;
}

/* File name endings for parts that come without a name. */
static const char *ending(const char *type)
{
	static const struct {
		const char *type, *ending;
	} endings[] = {
		{"application/pdf", ".pdf"},
		{"application/zip", ".zip"},
		{"application/json", ".json"},
		{"application/pgp-signature", ".asc"},
		{"application/pgp-keys", ".asc"},
		{"application/pkcs7-signature", ".p7s"},
		{"application/x-pkcs7-signature", ".p7s"},
		{"image/gif", ".gif"},
		{"image/jpeg", ".jpg"},
		{"image/jpg", ".jpg"},
		{"image/png", ".png"},
		{"image/svg+xml", ".svg"},
		{"image/tiff", ".tif"},
		{"image/webp", ".webp"},
		{"audio/mpeg", ".mp3"},
		{"audio/wav", ".wav"},
		{"audio/x-wav", ".wav"},
		{"message/rfc822", ".eml"},
		{"message/delivery-status", ".txt"},
		{"text/calendar", ".ics"},
		{"text/csv", ".csv"},
		{"text/html", ".html"},
		{"text/plain", ".txt"},
		{"text/vcard", ".vcf"},
		{"text/x-vcard", ".vcf"},
		{"text/xml", ".xml"},
		{"text/rfc822-headers", ".txt"},
		{"video/mp4", ".mp4"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
		if (strcmp(type, endings[i].type) == 0)
			return endings[i].ending;
	return ".bin";
}

/* A name for what has none: a message is known by its subject. */
static const char *made_up_name(struct reading *r,
				const struct attachment *attachment,
				const struct head *head)
{
	const char *subject = head == NULL ? NULL : head_get(head, "Subject");
	const char *slash = strchr(attachment->type, '/');

	if (subject != NULL && *subject != '\0') {
		g_autofree char *name =
			g_strdelimit(g_strdup(subject), "/\\", '_');

		return pool_format(r->pool, "%s.eml", name);
	}
	return pool_format(r->pool, "%.*s-%u%s",
			   slash == NULL ? 4 : (int)(slash - attachment->type),
			   slash == NULL ? "file" : attachment->type,
			   r->attachments->len + 1, ending(attachment->type));
}

static void attach(struct reading *r, const struct attachment *attachment)
{
	struct attachment one = *attachment;

	if (r->attachments->len >= READING_ATTACHMENTS_MOST) {
		reading_defect(r, "more attachments than are listed");
		return;
	}
	if (*one.name == '\0')
		one.name = made_up_name(r, &one, NULL);
	g_array_append_val(r->attachments, one);
}

static void end_array(void *array)
{
	g_array_free(array, TRUE);
}

void reading_add_file(struct reading *r, size_t i,
		      const struct attachment *file)
{
	struct leaf *leaf = &r->leaves[i];

	if (leaf->files == NULL)
		leaf->files = pool_keep(
			r->pool, g_array_new(FALSE, FALSE, sizeof(*file)),
			end_array);
	g_array_append_vals(leaf->files, file, 1);
}

void reading_add_inside(struct reading *r, size_t i, const char *name,
			const char *type, const char *content_id,
			const char *bytes, gsize size)
{
	g_autoptr(GString) line = g_string_new(NULL);
	struct attachment file = {.size = size, .sha256 = ""};
	char hex[DIGEST_HEX_SIZE];

	text_line(line, name, strlen(name));
	file.name = params_file_name(line->str, r->pool);
	file.type = *type == '\0' ? "application/octet-stream"
				  : pool_text(r->pool, type);
	file.content_id = pool_text(r->pool, content_id);
	if (r->wish->sha256) {
		struct digest *digest = digest_new(size);

		digest_bytes(digest, bytes, size);
		digest_hex(digest, hex);
		digest_free(digest);
		file.sha256 = pool_text(r->pool, hex);
	}
	reading_add_file(r, i, &file);
}

/* A message inside: as long as what its parts take in the mail. */
static void message_size(struct reading *r, size_t i)
{
	gint64 from = 0, to = 0;

	for (size_t k = i; k < r->tree->n; k++) {
		if (k > i && r->parts[k].depth <= r->parts[i].depth)
			break;
		if (r->tree->at[k].inner.n > 0 && from == 0)
			from = r->tree->at[k].inner.at[0].offset;
		to = MAX(to, r->tree->at[k].to);
	}
	r->parts[i].size = to > from ? (guint64)(to - from) : 0;
}

static bool attach_part(struct reading *r, size_t i)
{
	const struct part *part = &r->parts[i];
	struct attachment one = {.name = part->name,
				 .type = part->type,
				 .content_id = part->content_id,
				 .sha256 = ""};

	if (r->tree->at[i].kind == NODE_MESSAGE) {
		message_size(r, i);
		if (*one.name == '\0')
			one.name = made_up_name(r, &one, &part->head);
	} else if (!size_of(r, i, &one.sha256)) {
		return false;
	}
	one.size = part->size;
	one.inlined = *part->content_id != '\0' &&
		      strcmp(part->disposition, "attachment") != 0 &&
		      strncmp(part->type, "image/", 6) == 0;
	attach(r, &one);
	return true;
}

bool reading_attachments(struct reading *r)
{
	for (size_t i = 0; i < r->tree->n; i++) {
		const GArray *files = r->leaves[i].files;
		const char *unused;

		if (r->parts[i].attached) {
			if (!attach_part(r, i))
				return false;
		} else if (r->tree->at[i].kind == NODE_LEAF &&
			   !size_of(r, i, &unused)) {
			return false;
		}
		for (guint k = 0; files != NULL && k < files->len; k++)
			attach(r, &g_array_index(files, struct attachment, k));
	}
	return true;
}
