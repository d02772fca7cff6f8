// SPDX-License-Identifier: GPL-3.0-or-later
// @include: from which folder its names count, and what it asked for.
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "config_inside.h"
#include "process.h"

int config_folder_enter(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	/* By O_PATH also one that this user may not list. */
	int before = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (before >= 0 && chdir(folder) < 0) {
		(void)close(before);
		before = -1;
	}
	return before;
}

void config_folder_leave(int before)
{
	if (before < 0)
		return;
	if (fchdir(before) < 0)
		process_leave_folder();
	(void)close(before);
}

char *config_line(const char *path, int line)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return g_strdup("");
	lines = g_strsplit(text, "\n", line + 1);
	if (line < 1 || g_strv_length(lines) < (guint)line)
		return g_strdup("");
	return command_printable(g_strstrip(lines[line - 1]));
}
