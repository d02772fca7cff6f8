// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration: one file, read whole and judged before a mail is.
#include "config.h"

#include <errno.h>
#include <unistd.h>

#include "config_inside.h"

static void add_sections(struct loaded *loaded)
{
	struct config *config = &loaded->config;

	sections_add(loaded->sections, "api", desk_options, &config->api);
	sections_add(loaded->sections, "state", store_options, &config->state);
	sections_add(loaded->sections, "limits", limits_options,
		     &config->limits);
	sections_add(loaded->sections, "recipients", routes_options,
		     &config->routes);
	sections_add(loaded->sections, "log", log_options, &config->log);
	sections_add(loaded->sections, "attachments", archive_options,
		     &config->attachments);
	/* Filters are read once more for each mailbox; here, to be judged. */
	mailboxes_add_filters(loaded->mailboxes, loaded->sections);
}

struct config *config_load(const char *path, bool asked_for, struct why *why)
{
	struct loaded *loaded = g_new0(struct loaded, 1);
	bool good = true;

	loaded->path = g_canonicalize_filename(path, NULL);
	loaded->sections = sections_new();
	loaded->mailboxes = mailboxes_new();
	loaded->rulebook = rulebook_new();
	loaded->config.path = loaded->path;
	add_sections(loaded);
	loaded->config.missing =
		access(loaded->path, F_OK) < 0 && errno == ENOENT && !asked_for;
	if (!loaded->config.missing)
		good = config_file_read(loaded, why);
	if (!good) {
		config_free(&loaded->config);
		return NULL;
	}
	mailboxes_finish(loaded->mailboxes, &loaded->config);
	loaded->config.rules = rulebook_rules(loaded->rulebook);
	return &loaded->config;
}

void config_free(struct config *config)
{
	struct loaded *loaded = (struct loaded *)config;

	if (config == NULL)
		return;
	mailboxes_free(loaded->mailboxes);
	rulebook_free(loaded->rulebook);
	sections_free(loaded->sections);
	g_free(loaded->path);
	g_free(loaded);
}

void config_list_settings(FILE *out)
{
	struct loaded *loaded = g_new0(struct loaded, 1);
	const struct section mailbox = {(char *)(guintptr) "mailboxes",
					mailbox_options, NULL};

	loaded->sections = sections_new();
	loaded->mailboxes = mailboxes_new();
	loaded->rulebook = rulebook_new();
	add_sections(loaded);
	rulebook_show(loaded->rulebook, loaded->sections);
	for (guint i = 0; i < loaded->sections->list->len; i++)
		section_write(out, &g_array_index(loaded->sections->list,
						  struct section, i));
	for (guint i = 0; i < loaded->sections->grown->len; i++) {
		const struct section_list *list = &g_array_index(
			loaded->sections->grown, struct section_list, i);

		fprintf(out, "%s.%s\tgroups\t()\n", list->path, list->name);
	}
	section_write(out, &mailbox);
	config_free(&loaded->config);
}
