// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a mail: GMime finds the MIME tree; what it means is said elsewhere.
#include "mail/parse_source.h"

#include <stdlib.h>
#include <string.h>

#include <gmime/gmime.h>

#include "mail/reading.h"
#include "mail/skim.h"
#include "mail/tree.h"

/*
 * A stream over a skimmed source: GMime sees what can be structure, and all of
 * the mail is read once, in large steps.
 */
typedef struct {
	GMimeStream parent;
	struct skim *skim;
} TixSkimStream;

typedef struct {
	GMimeStreamClass parent;
} TixSkimStreamClass;

GType tix_skim_stream_get_type(void);
G_DEFINE_TYPE(TixSkimStream, tix_skim_stream, GMIME_TYPE_STREAM)

static struct skim *skim_of(GMimeStream *stream)
{
	return ((TixSkimStream *)stream)->skim;
}

static ssize_t stream_read(GMimeStream *stream, char *to, size_t size)
{
	gsize n;

	if (stream->bound_end >= 0) {
		if (stream->position >= stream->bound_end)
			return 0;
		size = MIN(size,
			   (size_t)(stream->bound_end - stream->position));
	}
	n = skim_read(skim_of(stream), stream->position, to, size);
	stream->position += (gint64)n;
	return (ssize_t)n;
}

static gint64 stream_end(GMimeStream *stream)
{
	return stream->bound_end >= 0 ? stream->bound_end
				      : skim_size(skim_of(stream));
}

static gboolean stream_eos(GMimeStream *stream)
{
	if (stream->bound_end >= 0)
		return stream->position >= stream->bound_end;
	return skim_ended(skim_of(stream), stream->position);
}

static int stream_reset(GMimeStream *stream)
{
	stream->position = stream->bound_start;
	return 0;
}

static gint64 stream_seek(GMimeStream *stream, gint64 offset,
			  GMimeSeekWhence whence)
{
	gint64 base = stream->bound_start;

	if (whence == GMIME_STREAM_SEEK_CUR)
		base = stream->position;
	else if (whence == GMIME_STREAM_SEEK_END)
		base = stream_end(stream);
	else
		base = 0;
	if (base + offset < stream->bound_start ||
	    base + offset > stream_end(stream))
		return -1;
	stream->position = base + offset;
	return stream->position;
}

static gint64 stream_tell(GMimeStream *stream)
{
	return stream->position;
}

static gint64 stream_length(GMimeStream *stream)
{
	return stream_end(stream) - stream->bound_start;
}

static GMimeStream *stream_substream(GMimeStream *stream, gint64 start,
				     gint64 end)
{
	TixSkimStream *sub = g_object_new(tix_skim_stream_get_type(), NULL);

	sub->skim = skim_of(stream);
	g_mime_stream_construct(&sub->parent, start, end);
	return &sub->parent;
}

static void tix_skim_stream_class_init(TixSkimStreamClass *class)
{
	class->parent.read = stream_read;
	class->parent.eos = stream_eos;
	class->parent.reset = stream_reset;
	class->parent.seek = stream_seek;
	class->parent.tell = stream_tell;
	class->parent.length = stream_length;
	class->parent.substream = stream_substream;
}

static void tix_skim_stream_init(TixSkimStream *stream)
{
	stream->skim = NULL;
}

/* One object that has yet to be walked. */
struct step {
	GMimeObject *object;
	int parent;
	int depth;
};

struct walk {
	GArray *steps; /* struct step: a stack */
	GArray *nodes; /* struct node */
	struct pool *pool;
	const struct source *source;
	const struct skim *skim;
	bool cut;
};

static int compare_offsets(const void *a, const void *b)
{
	const gint64 x = ((const struct field *)a)->offset;
	const gint64 y = ((const struct field *)b)->offset;

	return x < y ? -1 : x > y;
}

static void add_fields(GArray *fields, GMimeObject *object, struct walk *walk)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	const int n = g_mime_header_list_get_count(list);

	for (int i = 0; i < n && fields->len < TREE_HEADERS_MOST; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
		const char *value = g_mime_header_get_raw_value(header);
		struct field field = {
			.name = pool_text(walk->pool,
					  g_mime_header_get_name(header)),
			.value = pool_text(walk->pool,
					   value == NULL ? "" : value),
			.offset = skim_real(walk->skim,
					    g_mime_header_get_offset(header)),
		};

		g_array_append_val(fields, field);
	}
	walk->cut |= n > TREE_HEADERS_MOST;
}

/*
 * The headers of a message in their order: GMime keeps those of its body, whose
 * names begin with Content-, apart from the others.
 */
static struct fields read_fields(GMimeObject *object, struct walk *walk)
{
	GArray *fields = g_array_new(FALSE, FALSE, sizeof(struct field));
	struct fields result;

	add_fields(fields, object, walk);
	if (GMIME_IS_MESSAGE(object)) {
		GMimeObject *body =
			g_mime_message_get_mime_part(GMIME_MESSAGE(object));

		if (body != NULL)
			add_fields(fields, body, walk);
		if (fields->len > 1)
			qsort(fields->data, fields->len, sizeof(struct field),
			      compare_offsets);
	}
	result.n = fields->len;
	result.at = pool_keep(walk->pool, g_array_free(fields, FALSE), g_free);
	return result;
}

static void push(struct walk *walk, GMimeObject *object, int parent, int depth)
{
	struct step step = {object, parent, depth};

	if (object == NULL)
		return;
	if (depth > TREE_DEPTH_MOST ||
	    walk->steps->len + walk->nodes->len >= TREE_PARTS_MOST)
		walk->cut = true;
	else
		g_array_append_val(walk->steps, step);
}

static enum transfer transfer_of(GMimeContentEncoding encoding)
{
	switch (encoding) {
	case GMIME_CONTENT_ENCODING_BASE64:
		return TRANSFER_BASE64;
	case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
		return TRANSFER_QUOTED;
	case GMIME_CONTENT_ENCODING_UUENCODE:
		return TRANSFER_UUENCODE;
	case GMIME_CONTENT_ENCODING_DEFAULT:
	case GMIME_CONTENT_ENCODING_7BIT:
	case GMIME_CONTENT_ENCODING_8BIT:
	case GMIME_CONTENT_ENCODING_BINARY:
		break;
	}
	return TRANSFER_PLAIN;
}

static void read_leaf(struct node *node, GMimePart *part,
		      const struct skim *skim)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream = content == NULL
				      ? NULL
				      : g_mime_data_wrapper_get_stream(content);

	node->transfer = transfer_of(g_mime_part_get_content_encoding(part));
	if (stream == NULL)
		return;
	node->from = node->to = skim_real(skim, stream->bound_start);
	/* Behind the last byte, which may stand where something is left out. */
	if (stream_end(stream) > stream->bound_start)
		node->to = skim_real(skim, stream_end(stream) - 1) + 1;
}

/*
 * A multipart in which no part was found: what GMime calls its prologue is all
 * that there is of it, and is read as text.
 */
static void read_partless(struct node *node, GMimeMultipart *multipart,
			  const struct source *source)
{
	const char *prologue = g_mime_multipart_get_prologue(multipart);
	const struct fields *fields = &node->fields;

	node->kind = NODE_LEAF;
	if (prologue == NULL || fields->n == 0)
		return;
	node->from =
		source_after_headers(source, fields->at[fields->n - 1].offset);
	node->to = MIN(node->from + (gint64)strlen(prologue), source->size);
}

/* Children are pushed from the last to the first, and so come in order. */
static void walk_one(struct walk *walk, const struct step *step)
{
	const int index = (int)walk->nodes->len;
	GMimeObject *object = step->object;
	struct node node = {.parent = step->parent, .depth = step->depth};
	GMimeMessage *inner = NULL;

	node.fields = read_fields(object, walk);
	if (GMIME_IS_MULTIPART(object)) {
		const int n =
			g_mime_multipart_get_count(GMIME_MULTIPART(object));

		node.kind = NODE_MULTIPART;
		if (n == 0)
			read_partless(&node, GMIME_MULTIPART(object),
				      walk->source);
		walk->cut |= n > TREE_PARTS_MOST;
		for (int i = MIN(n, TREE_PARTS_MOST); i > 0; i--)
			push(walk,
			     g_mime_multipart_get_part(GMIME_MULTIPART(object),
						       i - 1),
			     index, step->depth + 1);
	} else if (GMIME_IS_MESSAGE_PART(object)) {
		node.kind = NODE_MESSAGE;
		inner = g_mime_message_part_get_message(
			GMIME_MESSAGE_PART(object));
		if (inner != NULL) {
			node.inner = read_fields(GMIME_OBJECT(inner), walk);
			push(walk, g_mime_message_get_mime_part(inner), index,
			     step->depth + 1);
		}
	} else if (GMIME_IS_PART(object)) {
		read_leaf(&node, GMIME_PART(object), walk->skim);
	}
	g_array_append_val(walk->nodes, node);
}

static struct tree walk_message(GMimeMessage *message, struct source *source,
				const struct skim *skim, struct pool *pool)
{
	struct walk walk = {.pool = pool, .source = source, .skim = skim};
	struct tree tree;

	walk.steps = g_array_new(FALSE, FALSE, sizeof(struct step));
	walk.nodes = g_array_new(FALSE, FALSE, sizeof(struct node));
	push(&walk, g_mime_message_get_mime_part(message), -1, 0);
	while (walk.steps->len > 0) {
		const guint last = walk.steps->len - 1;
		const struct step step =
			g_array_index(walk.steps, struct step, last);

		g_array_set_size(walk.steps, last);
		walk_one(&walk, &step);
	}
	tree.fields = read_fields(GMIME_OBJECT(message), &walk);
	tree.cut = walk.cut;
	tree_find_lost_lines((struct node *)(void *)walk.nodes->data,
			     walk.nodes->len, &tree.fields, source);
	tree.n = walk.nodes->len;
	tree.at = pool_keep(pool, g_array_free(walk.nodes, FALSE), g_free);
	g_array_free(walk.steps, TRUE);
	return tree;
}

static GMimeMessage *construct(struct skim *skim)
{
	GMimeParser *parser;
	GMimeStream *stream = g_object_new(tix_skim_stream_get_type(), NULL);
	GMimeMessage *message;

	((TixSkimStream *)stream)->skim = skim;
	g_mime_stream_construct(stream, 0, -1);
	parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_set_persist_stream(parser, TRUE);
	message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

bool parse_source(struct source *source, const struct parse_wish *wish,
		  struct pool *pool, struct message *msg, struct unwrapped *out,
		  struct why *why)
{
	struct skim *skim;
	GMimeMessage *message;
	struct tree tree;
	bool ok = false;

	/* Counts its calls, and does its work at the first. */
	g_mime_init();
	skim = skim_new(source);
	message = construct(skim);

	if (message == NULL) {
		why_set(why, TROUBLE_INPUT,
			"this is no mail: its headers cannot be read");
	} else {
		tree = walk_message(message, source, skim, pool);
		ok = source_tap_rest(source, why) &&
		     reading_fill(&tree, source, wish, pool, msg, why);
		if (ok && !unwrap_mail(&tree, source, msg, out))
			unwrap_clear(out);
		g_object_unref(message);
	}
	skim_free(skim);
	return ok;
}
