// SPDX-License-Identifier: GPL-3.0-or-later
// Held mail, read again: which there is, its note, and its end.
#include "state/hold.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "state/hold_json.h"

/* Bytes of a note, and recipients that are read of one. */
#define NOTE_MOST	((gsize)1 << 20)
#define RECIPIENTS_MOST 1000

/* Seconds by which a note outlives its mail. */
#define NOTE_EXTRA 3600

/* Mails of one folder. */
#define CODES_MOST 1000000

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *hold_codes(const char *folder, struct why *why)
{
	g_autoptr(GPtrArray) codes = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = NULL;
	const char *name;

	if (access(folder, F_OK) < 0 && errno == ENOENT)
		return g_steal_pointer(&codes);
	dir = g_dir_open(folder, 0, NULL);
	if (dir == NULL) {
		why_errno(why, TROUBLE_CONFIG, "cannot read %s", folder);
		return NULL;
	}
	while ((name = g_dir_read_name(dir)) != NULL && codes->len < CODES_MOST)
		if (g_str_has_suffix(name, ".eml"))
			g_ptr_array_add(codes,
					g_strndup(name, strlen(name) - 4));
	g_ptr_array_sort(codes, by_name);
	return g_steal_pointer(&codes);
}

/* A text of the note; NULL where it is missing. */
static const char *note_text(struct json_object *object, const char *name,
			     struct pool *pool)
{
	struct json_object *value = NULL;

	if (!json_object_object_get_ex(object, name, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return pool_text(pool, json_object_get_string(value));
}

static const char *text_or_none(struct json_object *object, const char *name,
				struct pool *pool)
{
	const char *text = note_text(object, name, pool);

	return text != NULL ? text : "";
}

static const char *const *note_texts(struct json_object *object,
				     const char *name, struct pool *pool,
				     gsize *n)
{
	struct json_object *array = NULL;
	const char **texts;

	*n = 0;
	if (!json_object_object_get_ex(object, name, &array) ||
	    !json_object_is_type(array, json_type_array))
		return pool_zero(pool, 1, sizeof *texts);
	*n = MIN(json_object_array_length(array), RECIPIENTS_MOST);
	texts = pool_zero(pool, *n, sizeof *texts);
	for (gsize i = 0; i < *n; i++)
		texts[i] = pool_text(
			pool, json_object_get_string(
				      json_object_array_get_idx(array, i)));
	return texts;
}

static void read_note(struct json_object *object, struct pool *pool,
		      struct hold_note *note)
{
	struct json_object *at = NULL;
	const char *sender = note_text(object, "sender", pool);

	note->reason = text_or_none(object, "reason", pool);
	note->mailbox = text_or_none(object, "mailbox", pool);
	note->sender_known = sender != NULL;
	note->sender = sender != NULL ? sender : "";
	note->recipients =
		note_texts(object, "recipients", pool, &note->recipients_n);
	note->originals =
		note_texts(object, "originals", pool, &note->originals_n);
	note->queue_id = text_or_none(object, "queue_id", pool);
	note->from = text_or_none(object, "from", pool);
	note->subject = text_or_none(object, "subject", pool);
	if (json_object_object_get_ex(object, "at_ms", &at))
		note->at_ms = json_object_get_int64(at);
}

static char *file_of(const char *folder, const char *code, const char *suffix)
{
	g_autofree char *name = g_strconcat(code, suffix, NULL);

	return g_build_filename(folder, name, NULL);
}

static bool is_code(const char *code, struct why *why)
{
	return hold_code_valid(code) ||
	       why_set(why, TROUBLE_USAGE, "that is no code of a mail");
}

bool hold_note_read(const char *folder, const char *code, struct pool *pool,
		    struct hold_note *note, struct why *why)
{
	g_autofree char *path = NULL;
	g_autofree char *text = NULL;
	g_autoptr(json_handle) object = NULL;

	if (!is_code(code, why))
		return false;
	*note = (struct hold_note){.code = pool_text(pool, code)};
	path = file_of(folder, code, ".json");
	text = file_read_text(path, NOTE_MOST, false, why);
	if (text == NULL)
		return false;
	object = json_tokener_parse(text);
	if (!json_object_is_type(object, json_type_object))
		return why_set(why, TROUBLE_CONFIG,
			       "%s is no note of a mail; mend it, or move it "
			       "and its mail away",
			       path);
	read_note(object, pool, note);
	return true;
}

bool hold_open(const char *folder, const char *code, struct pool *pool,
	       struct hold_note *note, int *fd, struct why *why)
{
	g_autofree char *mail_path = NULL;

	if (!hold_note_read(folder, code, pool, note, why))
		return false;
	mail_path = file_of(folder, code, ".eml");
	*fd = open(mail_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (*fd < 0)
		return why_errno(why, TROUBLE_LATER, "cannot read %s",
				 mail_path);
	return true;
}

bool hold_drop(const char *folder, const char *code, struct why *why)
{
	g_autofree char *note_path = NULL;
	g_autofree char *mail_path = NULL;

	if (!is_code(code, why))
		return false;
	note_path = file_of(folder, code, ".json");
	mail_path = file_of(folder, code, ".eml");
	/* In this order: a note without a mail is nothing, but not so the
	 * other way round. */
	if (unlink(mail_path) < 0 && errno != ENOENT)
		return why_errno(why, TROUBLE_LATER, "cannot remove %s",
				 mail_path);
	if (unlink(note_path) < 0 && errno != ENOENT)
		return why_errno(why, TROUBLE_LATER, "cannot remove %s",
				 note_path);
	return true;
}

/*
 * Seconds that a file stays longer than it need, or -1 for one that is not
 * ours. A note, which is written first, goes after its mail; what a kill left
 * half written has more letters behind its suffix.
 */
static gint64 extra_time(const char *name)
{
	if (strstr(name, ".eml") != NULL)
		return 0;
	return strstr(name, ".json") != NULL ? NOTE_EXTRA : -1;
}

static bool is_old(int folder, const char *name, gint64 before)
{
	const gint64 extra = extra_time(name);
	struct stat info;

	return extra >= 0 &&
	       fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(info.st_mode) && info.st_mtim.tv_sec < before - extra;
}

guint hold_expire(const char *folder, gint64 before_ms, guint most,
		  struct deadline deadline)
{
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	g_autoptr(GDir) dir = fd < 0 ? NULL : g_dir_open(folder, 0, NULL);
	const char *name;
	guint removed = 0;

	while (dir != NULL && removed < most &&
	       deadline_left_ms(deadline) > 0 &&
	       (name = g_dir_read_name(dir)) != NULL)
		if (is_old(fd, name, before_ms / 1000) &&
		    unlinkat(fd, name, 0) == 0)
			removed++;
	if (fd >= 0)
		(void)close(fd);
	return removed;
}
