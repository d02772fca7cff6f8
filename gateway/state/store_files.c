// SPDX-License-Identifier: GPL-3.0-or-later
// The state: which attachments a mail had, and which images came before.
#include "state/store_files.h"

#include "base/clock.h"
#include "state/store_inside.h"

bool store_files_of(struct store *store, const char *key, GArray **files,
		    struct why *why)
{
	const struct value values[] = {value_text(key)};
	struct rows rows;

	if (!STORE_RUN(store,
		       "SELECT digest, name, type, size FROM files"
		       " WHERE key = $1 ORDER BY n",
		       values, &rows, why))
		return false;
	*files = g_array_sized_new(FALSE, TRUE, sizeof(struct store_file),
				   (guint)rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct store_file file = {
			.digest = rows_text(&rows, i, 0),
			.name = rows_text(&rows, i, 1),
			.type = rows_text(&rows, i, 2),
			.size = rows_int(&rows, i, 3),
		};

		g_array_append_val(*files, file);
	}
	return true;
}

bool store_image_seen(struct store *store, const char *workspace,
		      const char *sender, const char *digest, bool *is,
		      struct why *why)
{
	g_autofree char *lower = g_ascii_strdown(sender, -1);
	const struct value values[] = {
		value_text(store_cut(store, workspace, STORE_NAME_MOST)),
		value_text(store_cut(store, lower, STORE_ADDRESS_MOST)),
		value_text(digest),
	};
	struct rows rows;

	if (!STORE_RUN(store,
		       "SELECT 1 FROM images WHERE workspace = $1"
		       " AND sender = $2 AND digest = $3",
		       values, &rows, why))
		return false;
	*is = rows.n > 0;
	return true;
}

static bool write_kept(struct store *store, const char *key,
		       const struct store_files *files, struct why *why)
{
	for (size_t i = 0; i < MIN(files->kept_n, STORE_FILES_MOST); i++) {
		const struct store_file *file = &files->kept[i];
		const struct value values[] = {
			value_text(key),
			value_int((gint64)i),
			value_text(file->digest),
			value_text(store_cut(store, file->name,
					     STORE_SUBJECT_MOST)),
			value_text(
				store_cut(store, file->type, STORE_NAME_MOST)),
			value_int(file->size),
		};

		if (!STORE_RUN(store,
			       "INSERT INTO files (key, n, digest, name, type,"
			       " size) VALUES ($1, $2, $3, $4, $5, $6)"
			       " ON CONFLICT (key, n) DO NOTHING",
			       values, NULL, why))
			return false;
	}
	return true;
}

static bool write_images(struct store *store, const char *workspace,
			 const struct store_files *files, struct why *why)
{
	g_autofree char *lower = g_ascii_strdown(files->sender, -1);

	for (size_t i = 0; i < MIN(files->images_n, STORE_FILES_MOST); i++) {
		const struct value values[] = {
			value_text(
				store_cut(store, workspace, STORE_NAME_MOST)),
			value_text(store_cut(store, lower, STORE_ADDRESS_MOST)),
			value_text(files->images[i]),
			value_int(clock_wall_ms()),
		};

		if (!STORE_RUN(store,
			       "INSERT INTO images (workspace, sender, digest,"
			       " seen_ms) VALUES ($1, $2, $3, $4)"
			       " ON CONFLICT (workspace, sender, digest)"
			       " DO UPDATE SET seen_ms = excluded.seen_ms",
			       values, NULL, why))
			return false;
	}
	return true;
}

bool store_files_write(struct store *store, const struct store_mail *mail,
		       const struct store_files *files, struct why *why)
{
	if (files == NULL)
		return true;
	return write_kept(store, mail->key, files, why) &&
	       (*files->sender == '\0' ||
		write_images(store, mail->workspace, files, why));
}

bool store_files_forget(struct store *store, gint64 before_ms, struct why *why)
{
	const struct value values[] = {value_int(before_ms)};

	return STORE_RUN(store, "DELETE FROM images WHERE seen_ms < $1", values,
			 NULL, why);
}
