// SPDX-License-Identifier: GPL-3.0-or-later
// winmail.dat: what Outlook packs into TNEF, by libytnef.
#include "mail/tnef.h"

#include <stdio.h>
#include <string.h>

#include <ytnef.h>

#include "base/text.h"
#include "mail/charset.h"
#include "mail/digest.h"
#include "mail/params.h"
#include "mail/rtf.h"
#include "mail/views.h"

/* A value as libytnef keeps it; data may be NULL. */
struct bytes {
	const char *at;
	gsize size;
};

static struct bytes bytes_of(const variableLength *value)
{
	struct bytes bytes = {"", 0};

	if (value != NULL && value != MAPI_UNDEFINED && value->data != NULL &&
	    value->size > 0) {
		bytes.at = (const char *)value->data;
		bytes.size = (gsize)value->size;
	}
	return bytes;
}

/* libytnef asks for no const, and changes nothing. */
static struct bytes property(MAPIProps *props, unsigned int type,
			     unsigned int id)
{
	return bytes_of(MAPIFindProperty(props, PROP_TAG(type, id)));
}

/* The code page of the texts that are not Unicode (MS-OXTNEF, 2.1.3.3.2). */
static void code_page(const TNEFStruct *tnef, char *name, gsize room)
{
	const struct bytes page = bytes_of(&tnef->CodePage);
	guint32 number = 1252;

	if (page.size >= 4)
		number = (guint8)page.at[0] | (guint32)(guint8)page.at[1] << 8;
	g_snprintf(name, room, "cp%u", number == 0 ? 1252 : number);
}

/* UTF-8 up to the first NUL: libytnef has made UTF-8 of Unicode properties. */
static const char *text_of(struct bytes bytes, const char *charset,
			   struct pool *pool)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const char *nul = memchr(bytes.at, 0, bytes.size);

	charset_append(text, bytes.at,
		       nul == NULL ? bytes.size : (gsize)(nul - bytes.at),
		       charset, "");
	return pool_text_n(pool, text->str, strlen(text->str));
}

static const char *line_of(struct bytes bytes, const char *charset,
			   struct pool *pool)
{
	const char *text = text_of(bytes, charset, pool);
	g_autoptr(GString) line = g_string_new(NULL);

	text_line(line, text, strlen(text));
	return pool_text_n(pool, line->str, line->len);
}

/* A text property, Unicode or not; "" if there is none. */
static const char *text_property(MAPIProps *props, unsigned int id,
				 const char *page, struct pool *pool)
{
	struct bytes bytes = property(props, PT_UNICODE, id);

	if (bytes.size > 0)
		return text_of(bytes, "utf-8", pool);
	return text_of(property(props, PT_STRING8, id), page, pool);
}

static const char *line_property(MAPIProps *props, unsigned int id,
				 const char *page, struct pool *pool)
{
	const char *text = text_property(props, id, page, pool);
	struct bytes bytes = {text, strlen(text)};

	return line_of(bytes, "utf-8", pool);
}

static const char *file_name(Attachment *file, const char *page,
			     struct pool *pool)
{
	const char *name =
		line_property(&file->MAPI, PR_ATTACH_LONG_FILENAME, page, pool);

	if (*name == '\0')
		name = line_of(bytes_of(&file->Title), page, pool);
	if (*name == '\0')
		name = line_property(&file->MAPI, PR_ATTACH_FILENAME, page,
				     pool);
	if (*name == '\0')
		name = line_property(&file->MAPI, PR_DISPLAY_NAME, page, pool);
	return params_file_name(name, pool);
}

/* Size, digest and place of a file's bytes, as far as they are wanted. */
static void take_bytes(struct bytes data, const struct parse_wish *wish,
		       struct pool *pool, struct tnef_file *file)
{
	struct attachment packed = {0};
	char hex[DIGEST_HEX_SIZE];

	file->size = data.size;
	/* The pack itself remembers where writing fails. */
	(void)pack_all(wish->pack, data.at, data.size, &packed);
	file->packed = packed.packed;
	file->packed_at = packed.packed_at;
	if (wish->sha256) {
		struct digest *digest = digest_new(data.size);

		digest_bytes(digest, data.at, data.size);
		digest_hex(digest, hex);
		digest_free(digest);
		file->sha256 = pool_text(pool, hex);
	}
}

static struct tnef_file read_file(Attachment *file, const char *page,
				  const struct parse_wish *wish,
				  struct pool *pool)
{
	struct bytes data = bytes_of(&file->FileData);
	struct tnef_file one = {.sha256 = ""};

	if (data.size == 0)
		data = property(&file->MAPI, PT_BINARY, PR_ATTACH_DATA_OBJ);
	if (data.size == 0)
		data = property(&file->MAPI, PT_OBJECT, PR_ATTACH_DATA_OBJ);
	one.name = file_name(file, page, pool);
	one.type = line_property(&file->MAPI, PR_ATTACH_MIME_TAG, page, pool);
	one.content_id =
		line_property(&file->MAPI, PR_ATTACH_CONTENT_ID, page, pool);
	take_bytes(data, wish, pool, &one);
	return one;
}

static void read_files(TNEFStruct *in, const char *page,
		       const struct parse_wish *wish, struct pool *pool,
		       struct tnef *tnef)
{
	struct tnef_file *files =
		pool_zero(pool, TNEF_FILES_MOST, sizeof(*files));
	Attachment *file = in->starting_attach.next;

	for (; file != NULL && tnef->files_n < TNEF_FILES_MOST;
	     file = file->next)
		files[tnef->files_n++] = read_file(file, page, wish, pool);
	tnef->files = files;
}

/* The page that HTML in TNEF is in, which is told apart from the texts'. */
static const char *html_text(TNEFStruct *in, const char *page,
			     struct pool *pool)
{
	struct bytes html =
		property(&in->MapiProperties, PT_BINARY, PR_BODY_HTML);
	const struct bytes number = property(&in->MapiProperties, PT_LONG,
					     0x3fde /* PR_INTERNET_CPID */);
	char charset[16];

	if (html.size == 0)
		return text_property(&in->MapiProperties, PR_BODY_HTML, page,
				     pool);
	if (number.size < 2)
		return text_of(html, "", pool);
	g_snprintf(charset, sizeof(charset), "cp%u",
		   (guint)((guint8)number.at[0] | (guint)(guint8)number.at[1]
							  << 8));
	return text_of(html, charset, pool);
}

/* Not by libytnef's own DecompressRTF(), which crashes on broken input. */
static void read_rtf(TNEFStruct *in, const char *page,
		     const struct parse_wish *wish, struct pool *pool,
		     struct tnef *tnef)
{
	const struct bytes packed =
		property(&in->MapiProperties, PT_BINARY, PR_RTF_COMPRESSED);
	g_autoptr(GString) rtf = g_string_new(NULL);
	g_autoptr(GString) text = g_string_new(NULL);

	if (!rtf_unpack(rtf, packed.at, packed.size))
		return;
	rtf_to_text(text, rtf->str, rtf->len, page);
	tnef->rtf = pool_text_n(pool, text->str, strlen(text->str));
	/* What is shown without its form can be had with it. */
	if (view_is_blank(tnef->text) && view_is_blank(tnef->html))
		take_bytes((struct bytes){rtf->str, rtf->len}, wish, pool,
			   &tnef->rtf_file);
}

static void read_body(TNEFStruct *in, const char *page,
		      const struct parse_wish *wish, struct pool *pool,
		      struct tnef *tnef)
{
	tnef->text = text_property(&in->MapiProperties, PR_BODY, page, pool);
	if (*tnef->text == '\0')
		tnef->text = text_of(bytes_of(&in->body), page, pool);
	tnef->html = html_text(in, page, pool);
	read_rtf(in, page, wish, pool, tnef);
}

static void read_all(TNEFStruct *in, const char *bytes, gsize size,
		     const struct parse_wish *wish, struct pool *pool,
		     struct tnef *tnef)
{
	g_autofree char *own = g_memdup2(bytes, size);
	char page[16];

	TNEFInitialize(in);
	TNEFParseMemory((BYTE *)own, (long)size, in);
	code_page(in, page, sizeof(page));
	read_files(in, page, wish, pool, tnef);
	read_body(in, page, wish, pool, tnef);
	TNEFFree(in);
}

bool tnef_read(const char *bytes, gsize size, const struct parse_wish *wish,
	       struct pool *pool, struct tnef *tnef)
{
	const cookie_io_functions_t nowhere = {0};
	/* TNEFInitialize() leaves some of it as it was. */
	TNEFStruct in = {0};
	FILE *out = stdout;
	FILE *sink;

	memset(tnef, 0, sizeof(*tnef));
	tnef->text = tnef->html = tnef->rtf = "";
	tnef->rtf_file = (struct tnef_file){
		.name = "body.rtf",
		.type = "text/rtf",
		.content_id = "",
		.sha256 = "",
	};
	if (size > TNEF_SIZE_MOST)
		return false;
	/* libytnef writes complaints to standard output, which is not its own.
	 */
	sink = fopencookie(NULL, "w", nowhere);
	if (sink != NULL)
		stdout = sink;
	read_all(&in, bytes, size, wish, pool, tnef);
	stdout = out;
	if (sink != NULL)
		fclose(sink);
	return tnef->files_n > 0 || *tnef->text != '\0' ||
	       *tnef->html != '\0' || *tnef->rtf != '\0';
}
