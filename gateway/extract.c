// SPDX-License-Identifier: GPL-3.0-or-later
// Extraction: a mail's attachments as files in a folder, for a person.
#include "extract.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <json-c/json.h>

#include "archiving.h"
#include "base/filename.h"
#include "command.h"
#include "handle.h"
#include "keeping.h"
#include "mail/digest.h"
#include "state/archive.h"
#include "state/hold.h"

/* Seconds that reading a mail for a person may take. */
#define READ_SECONDS 60

/* Files of one name that a folder can take. */
#define SAME_NAME_MOST 10000

/* Bytes that are copied at once. */
#define BLOCK_SIZE 65536

struct run {
	const struct extraction *with;
	int folder;
	guint written, failed;
};

/* One attachment, and where its bytes are. */
struct piece {
	const char *name, *type;
	const char *digest; /* of its bytes, 64 hex digits */
	int fd;		    /* -1: nowhere, and why->text says why */
	guint64 at, size;
};

static bool open_folder(struct run *run, struct why *why)
{
	const char *path = run->with->folder;

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return why_errno(why, TROUBLE_LATER, "cannot make %s", path);
	run->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return run->folder >= 0 ||
	       why_errno(why, TROUBLE_LATER, "cannot open %s", path);
}

/* A new file: the name itself, or with a number where it is taken. */
static int make_file(const struct run *run, const char *name, char **file)
{
	int fd = -1;

	*file = filename_safe(name);
	for (guint n = 1; n < SAME_NAME_MOST; n++) {
		g_autofree char *next =
			n == 1 ? g_strdup(*file) : filename_numbered(*file, n);

		fd = openat(run->folder, next,
			    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
				    O_CLOEXEC,
			    0600);
		if (fd >= 0) {
			g_free(*file);
			*file = g_steal_pointer(&next);
			return fd;
		}
		if (errno != EEXIST)
			break;
	}
	return -1;
}

static bool write_all(int fd, const char *bytes, gsize size)
{
	while (size > 0) {
		const ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			bytes += n;
			size -= (gsize)n;
		}
	}
	return true;
}

/* Copies a piece, and sees that it still is what it was when it was kept. */
static bool copy(int to, const struct piece *piece, struct why *why)
{
	g_autofree char *block = g_malloc(BLOCK_SIZE);
	struct digest *digest = digest_new(piece->size);
	char hex[DIGEST_HEX_SIZE];
	guint64 done = 0;
	bool good = true;

	while (good && done < piece->size) {
		const ssize_t n =
			pread(piece->fd, block,
			      (gsize)MIN(piece->size - done, BLOCK_SIZE),
			      (off_t)(piece->at + done));

		if (n <= 0)
			break;
		digest_bytes(digest, block, (gsize)n);
		done += (guint64)n;
		good = write_all(to, block, (gsize)n);
	}
	digest_hex(digest, hex);
	digest_free(digest);
	if (!good)
		return why_errno(why, TROUBLE_LATER, "cannot write it");
	return (done == piece->size && strcmp(hex, piece->digest) == 0) ||
	       why_set(why, TROUBLE_LATER,
		       "what is kept of it is damaged: its bytes are not those "
		       "of the mail");
}

/* Writes one file; file is its name in the folder, by g_free(). */
static bool write_piece(const struct run *run, const struct piece *piece,
			char **file, struct why *why)
{
	int fd;
	bool good;

	if (piece->fd < 0)
		return false;
	fd = make_file(run, piece->name, file);
	if (fd < 0)
		return why_errno(why, TROUBLE_LATER, "cannot make a file");
	good = copy(fd, piece, why);
	if (close(fd) < 0 && good)
		good = why_errno(why, TROUBLE_LATER, "cannot write it");
	if (!good)
		(void)unlinkat(run->folder, *file, 0);
	return good;
}

static void say_json(const struct run *run, const struct piece *piece,
		     const char *file, const char *reason)
{
	struct json_object *one = json_object_new_object();

	json_object_object_add(one, "name",
			       json_object_new_string(piece->name));
	json_object_object_add(one, "file",
			       file == NULL ? NULL
					    : json_object_new_string(file));
	json_object_object_add(one, "type",
			       json_object_new_string(piece->type));
	json_object_object_add(one, "size",
			       json_object_new_int64((gint64)piece->size));
	json_object_object_add(one, "sha256",
			       json_object_new_string(piece->digest));
	if (file == NULL)
		json_object_object_add(one, "reason",
				       json_object_new_string(reason));
	fprintf(run->with->out, "%s\n",
		json_object_to_json_string_ext(one, JSON_C_TO_STRING_PLAIN));
	json_object_put(one);
}

static void say(const struct run *run, const struct piece *piece,
		const char *file, const char *reason)
{
	g_autofree char *name = command_printable(piece->name);
	g_autofree char *type = command_printable(piece->type);
	g_autofree char *shown = file == NULL ? NULL : command_printable(file);

	if (run->with->json)
		say_json(run, piece, file, reason);
	else if (file == NULL)
		fprintf(run->with->out, "%s: not written: %s\n", name, reason);
	else
		fprintf(run->with->out,
			"%s (%s, %" G_GUINT64_FORMAT " bytes)%s%s\n", shown,
			type, piece->size,
			strcmp(shown, name) == 0 ? "" : ", in the mail: ",
			strcmp(shown, name) == 0 ? "" : name);
}

/* One that cannot be written is no reason to leave the others. */
static void take_piece(struct run *run, const struct piece *piece,
		       const struct why *missing)
{
	g_autofree char *file = NULL;
	struct why why = *missing;

	if (write_piece(run, piece, &file, &why)) {
		run->written++;
		say(run, piece, file, NULL);
		return;
	}
	run->failed++;
	say(run, piece, NULL, why.text);
}

static void take_packed(struct run *run, const struct message *msg, int pack)
{
	for (size_t i = 0; i < msg->attachments_n; i++) {
		const struct attachment *file = &msg->attachments[i];
		const struct piece piece = {
			.name = file->name,
			.type = file->type,
			.digest = file->sha256,
			.fd = file->packed ? pack : -1,
			.at = file->packed_at,
			.size = file->size,
		};
		struct why missing = {0};

		why_set(&missing, TROUBLE_LATER, "the mail is too large");
		take_piece(run, &piece, &missing);
	}
}

/* Out of a whole mail, which fd holds. */
static bool extract_mail(struct run *run, int fd, struct pool *pool,
			 struct why *why)
{
	struct read_wish wish = handle_wish(run->with->config, false,
					    deadline_in(READ_SECONDS));
	struct spool mail = {.fd = fd};
	struct spool pack = {.fd = -1};
	struct read_report report;
	struct message msg;
	struct stat info;
	bool good;

	if (fstat(fd, &info) < 0)
		return why_errno(why, TROUBLE_LATER, "cannot read the mail");
	mail.size = (guint64)info.st_size;
	if (!spool_blank(mail.size, &pack, why))
		return false;
	wish.files = &pack;
	good = mail_read(&mail, &wish, pool, &msg, &report, why) &&
	       archiving_judge(&pack, pool, &msg, why);
	if (good && report.fallback)
		good = why_set(why, TROUBLE_LATER,
			       "the mail cannot be read; to have it whole: "
			       "tixgate held show --raw %s",
			       run->with->code);
	if (good)
		take_packed(run, &msg, pack.fd);
	spool_close(&pack);
	return good;
}

static bool extract_archived(struct run *run, struct why *why)
{
	const struct extraction *with = run->with;
	g_autoptr(GArray) files = NULL;

	if (with->store == NULL || *with->key == '\0')
		return true;
	if (!store_files_of(with->store, with->key, &files, why))
		return false;
	for (guint i = 0; i < files->len; i++) {
		const struct store_file *file =
			&g_array_index(files, struct store_file, i);
		struct why missing = {0};
		const struct piece piece = {
			.name = file->name,
			.type = file->type,
			.digest = file->digest,
			.fd = archive_read(&with->config->attachments,
					   file->digest, &missing),
			.size = (guint64)file->size,
		};

		take_piece(run, &piece, &missing);
		if (piece.fd >= 0)
			(void)close(piece.fd);
	}
	return true;
}

/* The whole mail, where it is kept; -1 where it is not. */
static bool find_mail(const struct extraction *with, struct pool *pool, int *fd,
		      struct why *why)
{
	g_autofree char *discarded = keeping_discarded(&with->config->state);
	const char *const folders[] = {with->config->state.hold, discarded};

	*fd = -1;
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path = NULL;
		struct hold_note note;

		if (folders[i] == NULL || !hold_code_valid(with->code))
			continue;
		path = g_strdup_printf("%s/%s.eml", folders[i], with->code);
		if (access(path, F_OK) == 0)
			return hold_open(folders[i], with->code, pool, &note,
					 fd, why);
	}
	return true;
}

static bool say_all(const struct run *run, bool whole, struct why *why)
{
	g_autofree char *folder = command_printable(run->with->folder);

	if (run->failed > 0)
		return why_set(why, TROUBLE_LATER,
			       "%u of %u attachments could not be written",
			       run->failed, run->failed + run->written);
	if (run->written == 0 && !whole)
		return why_set(why, TROUBLE_LATER,
			       "the mail %s is neither held nor discarded, and "
			       "the archive has no attachment of it",
			       run->with->code);
	if (!run->with->json)
		fprintf(run->with->out, "%u file%s in %s\n", run->written,
			run->written == 1 ? "" : "s", folder);
	return true;
}

bool extract_files(const struct extraction *with, struct why *why)
{
	g_autoptr(pool_handle) pool = pool_new();
	struct run run = {.with = with, .folder = -1};
	bool good;
	int mail;

	if (!open_folder(&run, why))
		return false;
	good = find_mail(with, pool, &mail, why);
	if (good)
		good = mail >= 0 ? extract_mail(&run, mail, pool, why)
				 : extract_archived(&run, why);
	good = good && say_all(&run, mail >= 0, why);
	if (mail >= 0)
		(void)close(mail);
	(void)close(run.folder);
	return good;
}
