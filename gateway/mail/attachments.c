// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a mail: their names, sizes and digests.
#include <string.h>

#include "base/text.h"
#include "mail/html.h"
#include "mail/reading.h"

/* Bytes up to which a file is decoded just to know its size. */
#define SIZE_BY_DECODING_MOST ((gint64)64 << 10)

/* Bytes at the end of base64 in which padding is looked for. */
#define PADDING_MOST 256

/* Bytes behind a message inside in which its end is looked for. */
#define MESSAGE_END_MOST ((gint64)1 << 20)

struct measured {
	guint64 size;
	struct digest *digest; /* NULL if only the size is asked for */
	struct pack *pack;     /* NULL if nobody takes the bytes */
};

static bool measure(void *data, const char *bytes, gsize size)
{
	struct measured *m = data;

	m->size += size;
	if (m->digest != NULL)
		digest_bytes(m->digest, bytes, size);
	return pack_bytes(m->pack, bytes, size);
}

/* From here to end_measure() an attachment's bytes go through measure(). */
static struct measured begin_measure(const struct reading *r, gint64 size,
				     bool sums)
{
	const struct measured m = {
		.digest = sums ? digest_new((guint64)size) : NULL,
		.pack = r->wish->pack,
	};

	pack_begin(m.pack);
	return m;
}

static void end_measure(const struct reading *r, struct measured *m, bool ok,
			struct attachment *file)
{
	char hex[DIGEST_HEX_SIZE];

	file->size = m->size;
	if (ok)
		pack_end(m->pack, file);
	if (m->digest == NULL)
		return;
	digest_hex(m->digest, hex);
	file->sha256 = pool_text(r->pool, hex);
	digest_free(m->digest);
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

static bool is_inlined(const struct part *part)
{
	return *part->content_id != '\0' &&
	       strcmp(part->disposition, "attachment") != 0 &&
	       strncmp(part->type, "image/", 6) == 0;
}

/* Of a leaf whose bytes nobody wants. */
static bool size_of(struct reading *r, size_t i)
{
	const struct node *node = &r->tree->at[i];
	struct measured m = {0};
	bool ok;

	if (node->to - node->from > SIZE_BY_DECODING_MOST &&
	    node->transfer == TRANSFER_BASE64) {
		const gint64 size = base64_size(r, node);

		r->parts[i].size = (guint64)MAX(size, 0);
		return size >= 0;
	}
	if (node->transfer == TRANSFER_PLAIN) {
		r->parts[i].size = (guint64)(node->to - node->from);
		return true;
	}
	ok = tree_decode(r->source, node, measure, &m);
	r->parts[i].size = m.size;
	return ok;
}

/*
 * True for an image of a text whose digest is worth its time: it is decoded in
 * any case, and may be a logo that its sender has in every mail.
 */
static bool is_small_image(const struct reading *r, size_t i)
{
	const struct node *node = &r->tree->at[i];

	return is_inlined(&r->parts[i]) &&
	       node->to - node->from <= SIZE_BY_DECODING_MOST;
}

/* Size, digest and bytes of a leaf that is a file, as far as they are wanted.
 */
static bool take_leaf(struct reading *r, size_t i, struct attachment *file)
{
	const struct node *node = &r->tree->at[i];
	struct measured m;
	bool ok;

	const bool sums = r->wish->sha256 || is_small_image(r, i);

	if (!sums && r->wish->pack == NULL) {
		ok = size_of(r, i);
		file->size = r->parts[i].size;
		return ok;
	}
	m = begin_measure(r, node->to - node->from, sums);
	ok = tree_decode(r->source, node, measure, &m);
	end_measure(r, &m, ok, file);
	r->parts[i].size = file->size;
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
	struct measured m;
	bool ok;

	text_line(line, name, strlen(name));
	file.name = params_file_name(line->str, r->pool);
	file.type = *type == '\0' ? "application/octet-stream"
				  : pool_text(r->pool, type);
	file.content_id = pool_text(r->pool, content_id);
	m = begin_measure(r, (gint64)size, r->wish->sha256);
	ok = measure(&m, bytes, size);
	end_measure(r, &m, ok, &file);
	reading_add_file(r, i, &file);
}

/* A message inside: what its parts take in the mail, its headers included. */
static void message_range(const struct reading *r, size_t i, gint64 *first,
			  gint64 *behind)
{
	gint64 from = 0, to = 0;

	for (size_t k = i; k < r->tree->n; k++) {
		if (k > i && r->parts[k].depth <= r->parts[i].depth)
			break;
		if (r->tree->at[k].inner.n > 0 && from == 0)
			from = r->tree->at[k].inner.at[0].offset;
		to = MAX(to, r->tree->at[k].to);
	}
	*first = from;
	*behind = MAX(to, from);
}

/* The line that ends a message inside, without its dashes; "" for none. */
static const char *boundary_around(const struct reading *r, size_t i)
{
	for (int k = r->parts[i].parent; k >= 0; k = r->parts[k].parent)
		if (r->tree->at[k].kind == NODE_MULTIPART)
			return params_get(&r->leaves[k].type, "boundary");
	return "";
}

/*
 * Behind the last line of the message, which its last part does not have: the
 * end of a multipart.
 */
static gint64 message_end(const struct reading *r, size_t i, gint64 to)
{
	const char *boundary = boundary_around(r, i);
	g_autofree char *line = g_strconcat("\n--", boundary, NULL);
	g_autofree char *text = NULL;
	const char *found;
	gssize n;

	if (*boundary == '\0')
		return r->source->size;
	to = MAX(to - 1, 0);
	text = g_malloc((gsize)MESSAGE_END_MOST);
	n = source_read(r->source, to, text, (gsize)MESSAGE_END_MOST);
	found = n <= 0 ? NULL : g_strstr_len(text, n, line);
	if (found == NULL)
		return to + 1;
	/* A line's end before a boundary belongs to it (RFC 2046, 5.1.1). */
	if (found > text && found[-1] == '\r')
		found--;
	return to + (found - text);
}

static bool take_message(struct reading *r, size_t i, struct attachment *file)
{
	char block[SIZE_BY_DECODING_MOST];
	struct measured m;
	gint64 from, to;
	bool ok = true;

	message_range(r, i, &from, &to);
	r->parts[i].size = file->size = (guint64)(to - from);
	if (r->wish->pack == NULL || to == from)
		return true;
	to = message_end(r, i, to);
	m = begin_measure(r, to - from, r->wish->sha256);
	while (ok && from < to) {
		const gssize n =
			source_read(r->source, from, block,
				    MIN(sizeof(block), (gsize)(to - from)));

		ok = n > 0 && measure(&m, block, (gsize)n);
		from += n;
	}
	end_measure(r, &m, ok, file);
	r->parts[i].size = file->size;
	return ok;
}

/* What no HTML shows is a picture of its own. */
static enum image_place image_place(const struct reading *r,
				    const char *content_id)
{
	enum image_place place = IMAGE_IN_SIGNATURE;
	bool shown = false;

	for (guint i = 0; i < r->images->len; i++) {
		const struct html_image *image =
			&g_array_index(r->images, struct html_image, i);

		if (strcmp(image->content_id, content_id) != 0)
			continue;
		shown = true;
		place = MIN(place, image->place);
	}
	return shown ? place : IMAGE_IN_TEXT;
}

static bool attach_part(struct reading *r, size_t i)
{
	const struct part *part = &r->parts[i];
	struct attachment one = {.name = part->name,
				 .type = part->type,
				 .content_id = part->content_id,
				 .sha256 = ""};

	if (r->tree->at[i].kind == NODE_MESSAGE) {
		if (!take_message(r, i, &one))
			return false;
		if (*one.name == '\0')
			one.name = made_up_name(r, &one, &part->head);
	} else if (!take_leaf(r, i, &one)) {
		return false;
	}
	one.inlined = is_inlined(part);
	if (one.inlined)
		one.place = image_place(r, part->content_id);
	attach(r, &one);
	return true;
}

bool reading_attachments(struct reading *r)
{
	for (size_t i = 0; i < r->tree->n; i++) {
		const GArray *files = r->leaves[i].files;

		if (r->parts[i].attached) {
			if (!attach_part(r, i))
				return false;
		} else if (r->tree->at[i].kind == NODE_LEAF && !size_of(r, i)) {
			return false;
		}
		for (guint k = 0; files != NULL && k < files->len; k++)
			attach(r, &g_array_index(files, struct attachment, k));
	}
	return true;
}
