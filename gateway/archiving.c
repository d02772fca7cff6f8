// SPDX-License-Identifier: GPL-3.0-or-later
// Archiving: what becomes of a mail's attachments, before a ticket names them.
#include "archiving.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/filename.h"
#include "base/text.h"
#include "keeping.h"
#include "mail/digest.h"
#include "state/archive.h"

/* Bytes that are summed up at once. */
#define BLOCK_SIZE 65536

/* Links stay right only as long as it stays the same. */
#define LINK_PURPOSE "attachment link"

bool archiving_is_on(const struct config *config)
{
	return *config->attachments.folder != '\0';
}

bool archiving_begin(const struct config *config, guint64 size,
		     struct spool *pack, struct read_wish *wish,
		     struct why *why)
{
	*pack = (struct spool){.fd = -1};
	if (!archiving_is_on(config))
		return true;
	if (!spool_blank(size, pack, why))
		return false;
	wish->files = pack;
	return true;
}

static bool sum_up(int fd, const struct attachment *file, char *block,
		   char *hex)
{
	struct digest *digest = digest_new(file->size);
	guint64 done = 0;

	while (done < file->size) {
		const gsize want = (gsize)MIN(file->size - done, BLOCK_SIZE);
		const ssize_t n =
			pread(fd, block, want, (off_t)(file->packed_at + done));

		if (n <= 0)
			break;
		digest_bytes(digest, block, (gsize)n);
		done += (guint64)n;
	}
	digest_hex(digest, hex);
	digest_free(digest);
	return done == file->size;
}

bool archiving_judge(const struct spool *pack, struct pool *pool,
		     struct message *msg, struct why *why)
{
	g_autofree char *block = NULL;
	struct attachment *files;
	struct stat info;

	if (pack->fd < 0 || msg->attachments_n == 0)
		return true;
	block = g_malloc(BLOCK_SIZE);
	files = pool_zero(pool, msg->attachments_n, sizeof *files);
	if (fstat(pack->fd, &info) < 0)
		return why_errno(why, TROUBLE_LATER,
				 "cannot read the attachments");
	for (size_t i = 0; i < msg->attachments_n; i++) {
		const guint64 size = (guint64)info.st_size;
		struct attachment *file = &files[i];
		char hex[DIGEST_HEX_SIZE];

		*file = msg->attachments[i];
		if (!file->packed || file->packed_at > size ||
		    file->size > size - file->packed_at) {
			file->packed = false;
			continue;
		}
		if (!sum_up(pack->fd, file, block, hex))
			return why_set(why, TROUBLE_LATER,
				       "cannot read the attachments");
		file->sha256 = pool_text(pool, hex);
	}
	msg->attachments = files;
	return true;
}

static bool is_refused(const struct archive_settings *settings,
		       const struct attachment *file)
{
	for (gsize i = 0; settings->refuse[i] != NULL; i++) {
		const char *wanted = settings->refuse[i];

		if (text_glob(wanted, strchr(wanted, '/') != NULL ? file->type
								  : file->name))
			return true;
	}
	return false;
}

static const char *why_not_kept(const struct archive_settings *settings,
				const struct attachment *file,
				struct pool *pool)
{
	g_autofree char *most = NULL;

	if (is_refused(settings, file))
		return "files of this kind are refused";
	if (settings->size_most > 0 &&
	    file->size > (guint64)settings->size_most) {
		most = g_strdup_printf("larger than %" G_GINT64_FORMAT " bytes",
				       settings->size_most);
		return pool_text(pool, most);
	}
	return file->packed ? "" : "too large";
}

/*
 * A tag is an HMAC over digest and name, by a key that is the secret's for this
 * alone: nobody can guess a link, also who has the file itself.
 */
static const char *make_tag(const struct secrets *secrets, const char *digest,
			    const char *name, struct pool *pool)
{
	g_autofree char *text = g_strconcat(digest, "\n", name, NULL);
	char hex[2 * MAC_BYTES + 1];
	guint8 mac[MAC_BYTES];

	secret_mac(secrets->newest, LINK_PURPOSE, text, strlen(text), mac);
	for (gsize i = 0; i < sizeof mac; i++)
		g_snprintf(hex + 2 * i, 3, "%02x", mac[i]);
	return pool_text_n(pool, hex, ARCHIVE_TAG);
}

static void add_link(const struct archive_settings *settings,
		     const struct secrets *secrets,
		     const struct attachment *file, struct pool *pool,
		     struct file_view *view)
{
	g_autofree char *name = filename_safe(file->name);
	g_autofree char *escaped = g_uri_escape_string(name, NULL, FALSE);
	const bool slash = g_str_has_suffix(settings->url, "/");

	view->name = pool_text(pool, name);
	view->tag = make_tag(secrets, file->sha256, name, pool);
	view->link = pool_format(pool, "%s%s%.2s/%s/%s", settings->url,
				 slash ? "" : "/", view->tag, view->tag + 2,
				 escaped);
}

struct file_view *archiving_view(const struct config *config,
				 const struct secrets *secrets,
				 const struct message *msg, struct pool *pool)
{
	const struct archive_settings *settings = &config->attachments;
	struct file_view *views =
		pool_zero(pool, msg->attachments_n, sizeof *views);

	for (size_t i = 0; i < msg->attachments_n; i++) {
		const struct attachment *file = &msg->attachments[i];
		struct file_view *view = &views[i];

		*view = (struct file_view){.link = "", .not_kept = ""};
		if (!archiving_is_on(config))
			continue;
		view->not_kept = why_not_kept(settings, file, pool);
		view->kept = *view->not_kept == '\0';
		if (view->kept && *secrets->newest != '\0' &&
		    *settings->url != '\0')
			add_link(settings, secrets, file, pool, view);
	}
	return views;
}

static bool keep_all(struct archive *archive, const struct letter *letter,
		     struct deadline deadline, struct why *why)
{
	for (size_t i = 0; i < letter->msg->attachments_n; i++) {
		const struct attachment *file = &letter->msg->attachments[i];
		const struct archive_item item = {
			.fd = letter->pack->fd,
			.at = file->packed_at,
			.size = file->size,
			.digest = file->sha256,
			.tag = letter->files[i].tag,
			.name = letter->files[i].name,
		};

		if (!letter->files[i].kept)
			continue;
		/* What is kept by now need not be written by the next try. */
		if (deadline_left_ms(deadline) == 0)
			return why_set(why, TROUBLE_LATER,
				       "there is no time left to keep the "
				       "attachments");
		if (!archive_put(archive, &item, why))
			return false;
	}
	return archive_sync(archive, why);
}

bool archiving_keep(const struct config *config, const struct letter *letter,
		    struct deadline deadline, struct why *why)
{
	g_autoptr(archive_handle) archive = NULL;
	bool any = false;

	for (size_t i = 0; i < letter->msg->attachments_n; i++)
		any = any || letter->files[i].kept;
	if (!any)
		return true;
	archive = archive_open(&config->attachments, deadline, why);
	return archive != NULL && keep_all(archive, letter, deadline, why);
}

void archiving_remember(const struct letter *letter, const char *sender,
			struct store_files *files)
{
	const size_t n = letter->msg->attachments_n;
	struct store_file *kept = pool_zero(letter->pool, n, sizeof *kept);
	const char **images = pool_zero(letter->pool, n, sizeof *images);

	*files = (struct store_files){
		.kept = kept,
		.sender = sender,
		.images = images,
	};
	for (size_t i = 0; i < n; i++) {
		const struct attachment *file = &letter->msg->attachments[i];

		if (letter->files[i].kept)
			kept[files->kept_n++] = (struct store_file){
				.digest = file->sha256,
				.name = file->name,
				.type = file->type,
				.size = (gint64)file->size,
			};
		if (file->inlined && *file->sha256 != '\0')
			images[files->images_n++] = file->sha256;
	}
}

const char *archiving_check(const struct config *config, struct why *why)
{
	const struct archive_settings *settings = &config->attachments;

	if (*settings->folder == '\0') {
		if (*settings->url == '\0')
			return NULL;
		why_set(why, TROUBLE_CONFIG,
			"needs attachments.archive, the folder that is served "
			"there");
		return "url";
	}
	if (keeping_uses(&config->state, settings->folder)) {
		why_set(why, TROUBLE_CONFIG,
			"is a folder in which whole mails are kept; the "
			"archive needs one of its own");
		return "archive";
	}
	return NULL;
}
