// SPDX-License-Identifier: GPL-3.0-or-later
// Held mail: whole mails, with envelope and reason, kept for a person.
#include "state/hold.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "state/hold_json.h"

/* Bytes of a trace code: it is a file's name. */
#define CODE_MOST 64

/* A code becomes a path, so nothing but its own alphabet may be in it. */
bool hold_code_valid(const char *code)
{
	size_t size = code == NULL ? 0 : strlen(code);

	return size > 0 && size <= CODE_MOST && code[0] != '-' &&
	       strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz0123456789-") == size;
}

static void add_text(struct json_object *object, const char *name,
		     const char *text)
{
	json_object_object_add(object, name,
			       text == NULL ? NULL
					    : json_object_new_string(text));
}

static void add_texts(struct json_object *object, const char *name,
		      const char *const *texts, gsize n)
{
	struct json_object *array = json_object_new_array();

	for (gsize i = 0; i < n; i++)
		json_object_array_add(array, json_object_new_string(texts[i]));
	json_object_object_add(object, name, array);
}

static struct json_object *describe(const struct hold_note *note)
{
	struct json_object *object = json_object_new_object();

	add_text(object, "code", note->code);
	add_text(object, "reason", note->reason);
	add_text(object, "mailbox", note->mailbox);
	add_text(object, "sender", note->sender_known ? note->sender : NULL);
	add_texts(object, "recipients", note->recipients, note->recipients_n);
	add_texts(object, "originals", note->originals, note->originals_n);
	add_text(object, "queue_id", note->queue_id);
	add_text(object, "from", note->from);
	add_text(object, "subject", note->subject);
	json_object_object_add(object, "at_ms",
			       json_object_new_int64(note->at_ms));
	return object;
}

/* Whether a file is there; false in *there and true if there is none. */
static bool look(const char *folder, const char *name, bool *there,
		 struct why *why)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat info;

	*there = lstat(path, &info) == 0;
	if (*there && !S_ISREG(info.st_mode))
		return why_set(why, TROUBLE_CONFIG,
			       "%s is no plain file; move it away", path);
	if (*there || errno == ENOENT)
		return true;
	return why_errno(why, TROUBLE_LATER, "cannot look at %s", path);
}

/* One that another process has made meanwhile is as good as ours. */
static bool made(bool done, const char *folder, const char *name,
		 struct why *why)
{
	struct why unheard = {0};
	bool there = false;

	if (done)
		return true;
	return look(folder, name, &there, &unheard) && there &&
	       file_sync_folder(folder, why);
}

static bool keep_note(const char *folder, const char *name,
		      const struct hold_note *note, struct why *why)
{
	g_autoptr(json_handle) object = NULL;
	bool there = false;
	const char *text;
	size_t size = 0;

	/* A try that was killed before the mail itself was there. */
	if (!look(folder, name, &there, why))
		return false;
	if (there)
		return file_sync_folder(folder, why);
	object = describe(note);
	text = json_object_to_json_string_length(
		object,
		JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
			JSON_C_TO_STRING_NOSLASHESCAPE,
		&size);
	return made(file_write_durably(folder, name, text, size, false, why),
		    folder, name, why);
}

bool hold_keep(const char *folder, int fd, const struct hold_note *note,
	       struct why *why)
{
	g_autofree char *note_name = NULL;
	g_autofree char *mail_name = NULL;
	bool there = false;

	if (!hold_code_valid(note->code))
		return why_set(why, TROUBLE_INPUT,
			       "the mail cannot be held: its trace code is no "
			       "name for a file");
	note_name = g_strconcat(note->code, ".json", NULL);
	mail_name = g_strconcat(note->code, ".eml", NULL);
	if (!file_make_folder(folder, why) ||
	    !look(folder, mail_name, &there, why))
		return false;
	/* Its name may be there without having reached the disk. */
	if (there)
		return file_sync_folder(folder, why);
	if (!keep_note(folder, note_name, note, why))
		return false;
	return made(file_copy_durably(folder, mail_name, fd, why), folder,
		    mail_name, why);
}
