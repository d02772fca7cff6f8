// SPDX-License-Identifier: GPL-3.0-or-later
// Templates of acknowledgements: read, judged, and filled once.
#include "ack_template.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"

/* UTF-16 units of a value; what a stranger wrote shall not fill the mail. */
#define VALUE_MOST 200

/* Bytes of a placeholder's name. */
#define NAME_MOST 20

static const char *const names[] = {"number",  "subject", "name",
				    "mailbox", "address", "code"};

/* Where the placeholder at text, behind its "{", ends; its index or -1. */
static int find_name(const char *text, gsize *size)
{
	*size = strcspn(text, "{}\n");
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strlen(names[i]) == *size &&
		    strncmp(names[i], text, *size) == 0)
			return (int)i;
	return -1;
}

static bool judge_placeholder(const char *text, gsize *size, struct why *why)
{
	const int index = find_name(text, size);
	g_autoptr(GString) shown = g_string_new(NULL);

	if (text[*size] != '}')
		return why_set(why, TROUBLE_CONFIG,
			       "a \"{\" without its \"}\"; a brace itself is "
			       "written \"{{\"");
	if (index >= 0)
		return true;
	text_line(shown, text, MIN(*size, NAME_MOST));
	return why_set(why, TROUBLE_CONFIG,
		       "there is no placeholder {%s}; there are {number}, "
		       "{subject}, {name}, {mailbox}, {address} and {code}",
		       shown->str);
}

/* Every placeholder of one line is known. */
static bool judge_line(const char *line, struct why *why)
{
	for (const char *at = strchr(line, '{'); at != NULL;
	     at = strchr(at, '{')) {
		gsize size = 0;

		if (at[1] == '{') {
			at += 2;
			continue;
		}
		if (!judge_placeholder(at + 1, &size, why))
			return false;
		at += size + 2;
	}
	return true;
}

/* One line above the empty one. */
static bool judge_header(const char *line, struct pool *pool,
			 struct ack_template *template, struct why *why)
{
	static const char name[] = "Subject:";
	const gsize size = sizeof name - 1;
	g_autofree char *value = NULL;

	if (*line == '#')
		return true;
	if (g_ascii_strncasecmp(line, name, size) != 0)
		return why_set(why, TROUBLE_CONFIG,
			       "is no line of a header: only \"Subject: …\" "
			       "stands above the empty line");
	if (template->subject != NULL)
		return why_set(why, TROUBLE_CONFIG, "a second Subject");
	value = g_strstrip(g_strdup(line + size));
	if (strstr(value, "{number}") == NULL)
		return why_set(why, TROUBLE_CONFIG,
			       "the Subject needs {number}, by which an answer "
			       "is known, as in \"[#{number}]\"");
	template->subject = pool_text(pool, value);
	return true;
}

static bool judge_lines(char **lines, struct pool *pool,
			struct ack_template *template, guint *at,
			struct why *why)
{
	for (; lines[*at] != NULL && *lines[*at] != '\0'; (*at)++)
		if (!judge_header(lines[*at], pool, template, why) ||
		    (*lines[*at] != '#' && !judge_line(lines[*at], why)))
			return false;
	if (template->subject == NULL)
		return why_set(why, TROUBLE_CONFIG,
			       "there is no \"Subject: …\" above the first "
			       "empty line");
	for (guint i = *at; lines[i] != NULL; i++)
		if (!judge_line(lines[i], why)) {
			*at = i;
			return false;
		}
	return true;
}

static bool judge(const char *text, struct pool *pool,
		  struct ack_template *template, guint *at, struct why *why)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
	g_autofree char *body = NULL;

	if (!judge_lines(lines, pool, template, at, why))
		return false;
	body = g_strjoinv("\n", lines + *at);
	g_strstrip(body);
	if (*body == '\0')
		return why_set(why, TROUBLE_CONFIG,
			       "there is no text below the empty line");
	template->text = pool_format(pool, "%s\n", body);
	return true;
}

char *ack_template_path(const struct ack_settings *settings)
{
	g_autofree char *name = NULL;

	if (g_path_is_absolute(settings->template))
		return g_strdup(settings->template);
	name = g_strconcat(settings->template, ".txt", NULL);
	return g_build_filename(settings->templates, name, NULL);
}

bool ack_template_load(const char *path, struct pool *pool,
		       struct ack_template *template, struct why *why)
{
	g_autofree char *text =
		file_read_text(path, ACK_TEMPLATE_MOST, false, why);
	g_autoptr(GString) clean = g_string_new(NULL);
	guint line = 0;

	*template = (struct ack_template){NULL, NULL};
	if (text == NULL) {
		why->trouble = TROUBLE_CONFIG;
		return false;
	}
	if (!g_utf8_validate(text, -1, NULL))
		return why_set(why, TROUBLE_CONFIG, "%s: is not UTF-8", path);
	/* A byte order mark is no part of the first line. */
	text_body(clean, text, strlen(text));
	if (judge(g_str_has_prefix(clean->str, "\xef\xbb\xbf") ? clean->str + 3
							       : clean->str,
		  pool, template, &line, why))
		return true;
	return why_at(why, "%s:%u", path, line + 1);
}

static void add_value(GString *out, const char *value)
{
	g_autoptr(GString) clean = g_string_new(NULL);
	gsize fit;

	text_line(clean, value, strlen(value));
	fit = text_fit(clean->str, VALUE_MOST);
	g_string_append_len(out, clean->str, (gssize)fit);
	if (fit < clean->len)
		g_string_append(out, "…");
}

static void add_placeholder(GString *out, int index,
			    const struct ack_values *values)
{
	/* In the order of names. */
	const char *const texts[] = {NULL,
				     values->subject,
				     values->name,
				     values->mailbox,
				     values->address,
				     values->code};

	if (index == 0)
		g_string_append_printf(out, "%" G_GINT64_FORMAT,
				       values->number);
	else
		add_value(out, texts[index]);
}

void ack_template_fill(GString *out, const char *text,
		       const struct ack_values *values)
{
	while (*text != '\0') {
		const gsize plain = strcspn(text, "{");
		gsize size = 0;
		int index;

		g_string_append_len(out, text, (gssize)plain);
		text += plain;
		if (*text == '\0')
			return;
		index = text[1] == '{' ? -1 : find_name(text + 1, &size);
		if (index >= 0 && text[size + 1] == '}') {
			add_placeholder(out, index, values);
			text += size + 2;
			continue;
		}
		g_string_append_c(out, '{');
		text += text[1] == '{' ? 2 : 1;
	}
}
