// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a record that a process wrote which a mail may have taken over.
#include "mail/record.h"

#include <string.h>

#include "mail/record_form.h"

/* What a text has to keep to, beside being UTF-8 without NUL. */
enum rule {
	RULE_ANY,
	RULE_LINE, /* nothing that ends a line or commands a terminal */
	RULE_BODY, /* the same, but line ends and tabs */
	RULE_HASH, /* 64 lower-case hexadecimal digits */
	RULE_HASH_OR_NONE,
};

#define HASH_DIGITS 64

struct source {
	const char *at;
	const char *end;
	struct pool *pool;
	const struct message *msg;
	const char *bad; /* the field that is wrong, NULL while none is */
	const char *how;
};

/* From the first wrong thing on everything reads as nothing. */
static void wrong(struct source *src, const char *what, const char *how)
{
	if (src->bad != NULL)
		return;
	src->bad = what;
	src->how = how;
	src->at = src->end;
}

static gsize left(const struct source *src)
{
	return (gsize)(src->end - src->at);
}

static guint32 get_number(struct source *src, const char *what)
{
	guint32 number = 0;

	if (left(src) < sizeof number) {
		wrong(src, what, "is cut");
		return 0;
	}
	memcpy(&number, src->at, sizeof number);
	src->at += sizeof number;
	return number;
}

static guint64 get_size(struct source *src, const char *what)
{
	guint64 size = 0;

	if (left(src) < sizeof size) {
		wrong(src, what, "is cut");
		return 0;
	}
	memcpy(&size, src->at, sizeof size);
	src->at += sizeof size;
	return size;
}

/* A number below `most`, 0 where it is not. */
static guint32 get_choice(struct source *src, const char *what, guint32 most)
{
	guint32 number = get_number(src, what);

	if (number < most)
		return number;
	wrong(src, what, "is none of the possible values");
	return 0;
}

static bool get_bool(struct source *src, const char *what)
{
	return get_choice(src, what, 2) == 1;
}

/*
 * How many items follow. Each takes at least item_size bytes of the record, so
 * that a count cannot ask for more memory than its record had to fill.
 */
static size_t get_count(struct source *src, const char *what, size_t most,
			size_t item_size)
{
	size_t n = get_number(src, what);

	if (n <= most && n <= left(src) / item_size)
		return n;
	wrong(src, what, "has too many items");
	return 0;
}

/* True if text, valid UTF-8, holds a control character that rule forbids. */
static bool has_control(const char *text, gsize size, enum rule rule)
{
	const unsigned char *c = (const unsigned char *)text;

	for (gsize i = 0; i < size; i++) {
		if (c[i] >= 0x20 && c[i] < 0x7f)
			continue;
		if (rule == RULE_BODY && (c[i] == '\n' || c[i] == '\t'))
			continue;
		if (c[i] < 0x20 || c[i] == 0x7f)
			return true;
		/* U+0080-009F; the NUL behind the text ends every look ahead */
		if (c[i] == 0xc2 && c[i + 1] < 0xa0)
			return true;
		/* U+2028, U+2029 */
		if (rule == RULE_LINE && c[i] == 0xe2 && c[i + 1] == 0x80 &&
		    (c[i + 2] == 0xa8 || c[i + 2] == 0xa9))
			return true;
	}
	return false;
}

static bool is_hash(const char *text, gsize size)
{
	return size == HASH_DIGITS &&
	       strspn(text, "0123456789abcdef") == HASH_DIGITS;
}

static bool keeps_to(const char *text, gsize size, enum rule rule)
{
	switch (rule) {
	case RULE_ANY:
		return true;
	case RULE_LINE:
	case RULE_BODY:
		return !has_control(text, size, rule);
	case RULE_HASH:
		return is_hash(text, size);
	case RULE_HASH_OR_NONE:
		return size == 0 || is_hash(text, size);
	}
	return false;
}

static const char *get_text(struct source *src, const char *what,
			    enum rule rule)
{
	gsize size = get_number(src, what);
	const char *text = src->at;

	if (src->bad != NULL)
		return "";
	if (size >= left(src) || text[size] != '\0') {
		wrong(src, what, "is cut");
		return "";
	}
	/* With a length given, a NUL inside makes a text invalid. */
	if (!g_utf8_validate(text, (gssize)size, NULL)) {
		wrong(src, what, "is not UTF-8");
		return "";
	}
	if (!keeps_to(text, size, rule)) {
		wrong(src, what, "holds what it must not hold");
		return "";
	}
	src->at += size + 1;
	return text;
}

static const char *get_shared(struct source *src, const char *what,
			      enum rule rule)
{
	switch ((enum record_text)get_choice(src, what, RECORD_TEXT_HTML + 1)) {
	case RECORD_TEXT_OWN:
		return get_text(src, what, rule);
	case RECORD_TEXT_PLAIN:
		return src->msg->plain.text;
	case RECORD_TEXT_HTML:
		return src->msg->html.text;
	}
	return "";
}

static struct head get_head(struct source *src, const char *what)
{
	size_t n = get_count(src, what, RECORD_HEADERS_MOST, 15);
	struct header *list = pool_zero(src->pool, n, sizeof *list);

	for (size_t i = 0; i < n; i++) {
		list[i].name = get_text(src, what, RULE_LINE);
		list[i].value = get_text(src, what, RULE_LINE);
		list[i].raw = get_text(src, what, RULE_LINE);
	}
	return (struct head){list, n};
}

static struct addresses get_addresses(struct source *src, const char *what)
{
	size_t n = get_count(src, what, RECORD_ADDRESSES_MOST, 10);
	struct address *list = pool_zero(src->pool, n, sizeof *list);

	for (size_t i = 0; i < n; i++) {
		list[i].email = get_text(src, what, RULE_LINE);
		list[i].name = get_text(src, what, RULE_LINE);
	}
	return (struct addresses){list, n};
}

static const char *const *get_lines(struct source *src, const char *what,
				    size_t most, size_t *count)
{
	size_t n = get_count(src, what, most, 5);
	const char **list = pool_zero(src->pool, n, sizeof *list);

	for (size_t i = 0; i < n; i++)
		list[i] = get_text(src, what, RULE_LINE);
	*count = n;
	return list;
}

/* True if a text may be taken apart there: not inside a character. */
static bool is_boundary(const char *text, gsize size, guint64 at)
{
	return at <= size && ((unsigned char)text[at] & 0xc0) != 0x80;
}

static struct body get_body(struct source *src, const char *what)
{
	const char *text = get_text(src, what, RULE_BODY);
	size_t n = get_count(src, what, RECORD_MARKS_MOST, 24);
	struct mark *list = pool_zero(src->pool, n, sizeof *list);
	gsize size = strlen(text);
	gsize before = 0;

	for (size_t i = 0; i < n; i++) {
		guint64 from, to;

		list[i].kind =
			(enum mark_kind)get_choice(src, what, MARK_DIVIDER + 1);
		list[i].depth = get_choice(src, what, RECORD_DEPTH_MOST);
		from = get_size(src, what);
		to = get_size(src, what);
		if (from < before || from > to ||
		    !is_boundary(text, size, from) ||
		    !is_boundary(text, size, to)) {
			wrong(src, what, "has a mark outside of it");
			break;
		}
		list[i].from = before = from;
		list[i].to = to;
	}
	return (struct body){text, list, n};
}

static void get_part(struct source *src, struct part *list, size_t own)
{
	struct part *part = &list[own];

	part->type = get_text(src, "the type of a part", RULE_LINE);
	part->name = get_text(src, "the name of a part", RULE_LINE);
	part->disposition =
		get_text(src, "the disposition of a part", RULE_LINE);
	part->content_id = get_text(src, "the id of a part", RULE_LINE);
	part->parameters = get_text(src, "the parameters of a part", RULE_LINE);
	/* Only a part before this one can be around it: no circles. */
	part->parent =
		(int)get_choice(src, "the parent of a part", (guint32)own + 1) -
		1;
	part->depth =
		(int)get_choice(src, "the depth of a part", RECORD_DEPTH_MOST);
	if (part->parent >= 0 && part->depth <= list[part->parent].depth)
		wrong(src, "the depth of a part", "is not below its parent's");
	part->size = get_size(src, "the size of a part");
	part->attached = get_bool(src, "whether a part is attached");
	part->text = get_shared(src, "the text of a part", RULE_ANY);
	part->head = get_head(src, "the headers of a part");
}

static void get_parts(struct source *src, struct message *msg)
{
	size_t n = get_count(src, "the list of parts", RECORD_PARTS_MOST, 53);
	struct part *list = pool_zero(src->pool, n, sizeof *list);

	for (size_t i = 0; i < n && src->bad == NULL; i++)
		get_part(src, list, i);
	msg->parts = list;
	msg->parts_n = n;
}

static void get_attachments(struct source *src, struct message *msg)
{
	const char *what = "the list of attachments";
	size_t n = get_count(src, what, RECORD_ATTACHMENTS_MOST, 48);
	struct attachment *list = pool_zero(src->pool, n, sizeof *list);

	for (size_t i = 0; i < n; i++) {
		list[i].name = get_text(src, what, RULE_LINE);
		if (list[i].name[0] == '\0')
			wrong(src, what, "has one without a name");
		list[i].type = get_text(src, what, RULE_LINE);
		list[i].size = get_size(src, what);
		list[i].inlined = get_bool(src, what);
		list[i].place = (enum image_place)get_choice(
			src, what, IMAGE_IN_SIGNATURE + 1);
		list[i].content_id = get_text(src, what, RULE_LINE);
		list[i].sha256 = get_text(src, what, RULE_HASH_OR_NONE);
		list[i].packed = get_bool(src, what);
		list[i].packed_at = get_size(src, what);
	}
	msg->attachments = list;
	msg->attachments_n = n;
}

static void get_message(struct source *src, struct message *msg)
{
	src->msg = msg;
	msg->head = get_head(src, "the list of headers");
	msg->subject = get_text(src, "the subject", RULE_LINE);
	msg->message_id = get_text(src, "the Message-ID", RULE_LINE);
	msg->date = get_text(src, "the date", RULE_LINE);
	msg->from = get_addresses(src, "From");
	msg->to = get_addresses(src, "To");
	msg->cc = get_addresses(src, "Cc");
	msg->reply_to = get_addresses(src, "Reply-To");
	msg->in_reply_to.at = get_lines(src, "In-Reply-To", RECORD_IDS_MOST,
					&msg->in_reply_to.n);
	msg->references.at = get_lines(src, "References", RECORD_IDS_MOST,
				       &msg->references.n);
	msg->from_unsure = get_bool(src, "whether From is sure");
	msg->plain = get_body(src, "the plain text");
	msg->html = get_body(src, "the text of the HTML");
	msg->text = get_shared(src, "the text", RULE_BODY);
	msg->text_from_html = get_bool(src, "where the text is from");
	msg->whole = get_text(src, "the whole text", RULE_BODY);
	get_parts(src, msg);
	get_attachments(src, msg);
	msg->digest = get_text(src, "the digest", RULE_HASH);
	msg->size = get_size(src, "the size");
	msg->defects = get_lines(src, "the list of defects",
				 RECORD_DEFECTS_MOST, &msg->defects_n);
}

static void get_failure(struct source *src, struct why *failure)
{
	guint32 trouble = get_choice(src, "the reason", TROUBLE_INPUT + 1);
	const char *text = get_text(src, "the reason", RULE_LINE);

	if (trouble == TROUBLE_NONE)
		wrong(src, "the reason", "says that nothing failed");
	why_set(failure, (enum trouble)trouble, "%s", text);
}

static bool get_begin(struct source *src, struct record_begin *begin)
{
	gsize size = left(src);

	if (size > RECORD_SIZE_MOST) {
		wrong(src, "it", "is too large");
		return false;
	}
	if (size < sizeof *begin) {
		wrong(src, "it", "is cut");
		return false;
	}
	memcpy(begin, src->at, sizeof *begin);
	src->at += sizeof *begin;
	if (begin->magic != RECORD_MAGIC || begin->version != RECORD_VERSION ||
	    begin->zero != 0 || begin->kind > RECORD_FAILURE)
		wrong(src, "it", "does not begin like one");
	else if (begin->size != size)
		wrong(src, "it", "was not written to its end");
	return src->bad == NULL;
}

bool record_read(const void *data, gsize size, struct pool *pool,
		 struct message *msg, struct why *failure, struct why *why)
{
	struct record_begin begin;
	struct source src = {.at = size > 0 ? data : "", .pool = pool};

	src.end = src.at + size;
	*failure = (struct why){0};
	*msg = (struct message){0};
	if (get_begin(&src, &begin)) {
		if (begin.kind == RECORD_MESSAGE)
			get_message(&src, msg);
		else
			get_failure(&src, failure);
		if (left(&src) > 0)
			wrong(&src, "it", "goes on after its end");
	}
	if (src.bad == NULL)
		return true;
	*msg = (struct message){0};
	*failure = (struct why){0};
	return why_set(why, TROUBLE_LATER,
		       "the record of the read mail cannot be trusted: %s %s",
		       src.bad, src.how);
}
