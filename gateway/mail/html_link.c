// SPDX-License-Identifier: GPL-3.0-or-later
// Judges links: the true target is what a reader sees, whatever the text says.
#include "mail/html_link.h"

#include <string.h>

/* Bytes of a deceiving text that are shown. */
#define SHOWN_MOST 200

/* Digits that two ways to write one telephone number have in common. */
#define PHONE_DIGITS 6

/* A host in a text, and what stands behind it. */
struct place {
	const char *host;
	gsize size;
	const char *rest;
};

static bool skip_prefix(const char **text, const char *prefix)
{
	gsize size = strlen(prefix);

	if (g_ascii_strncasecmp(*text, prefix, size) != 0)
		return false;
	*text += size;
	return true;
}

/* A name such as "report.pdf" is no host, though it has a dot. */
static bool is_file(const char *ending, gsize size)
{
	static const char *const endings[] = {
		"pdf", "doc",  "docx", "xls", "xlsx", "ppt", "pptx", "zip",
		"jpg", "jpeg", "png",  "gif", "txt",  "csv", "html", "htm",
		"php", "aspx", "js",   "css", "json", "xml", "exe",  "md",
		"py",  "sh",   "rs",   "mp4", "mp3",  "eml", "msg",  "log",
		"ods", "odt",  "rtf",  "svg", "tar",  "gz",  "ini",  "bmp",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
		if (strlen(endings[i]) == size &&
		    g_ascii_strncasecmp(ending, endings[i], size) == 0)
			return true;
	}
	return false;
}

/* Bytes of the host that text begins with; 0 if it has none. */
static gsize host_size(const char *text)
{
	const char *dot = NULL;
	gsize n = 0;

	for (; text[n] && !strchr("/?#:", text[n]); n++) {
		if (text[n] == '.' && (n == 0 || text[n - 1] == '.'))
			return 0;
		if (text[n] == '.')
			dot = text + n;
		else if (!g_ascii_isalnum(text[n]) && text[n] != '-' &&
			 text[n] != '_' && (guchar)text[n] < 0x80)
			return 0;
	}
	if (!dot || text + n - dot < 3)
		return 0;
	for (const char *p = dot + 1; p < text + n; p++) {
		if (!g_ascii_isalpha(*p) && (guchar)*p < 0x80 && *p != '-')
			return 0;
	}
	return n;
}

/* Reads text as a URL or host; false if it is neither. */
static bool place_of(const char *text, struct place *place)
{
	bool sure =
		skip_prefix(&text, "https://") || skip_prefix(&text, "http://");
	bool www = skip_prefix(&text, "www.");

	sure = sure || www;
	place->host = text;
	place->size = sure ? strcspn(text, "/?#:") : host_size(text);
	place->rest = text + place->size;
	if (place->size == 0)
		return false;
	if (!sure && !*place->rest) {
		const char *dot = place->rest;

		while (dot[-1] != '.')
			dot--;
		return !is_file(dot, (gsize)(place->rest - dot));
	}
	return true;
}

/* Hosts are the same, however an international name is written. */
static bool same_host(const struct place *a, const struct place *b)
{
	g_autofree char *x = g_strndup(a->host, a->size);
	g_autofree char *y = g_strndup(b->host, b->size);
	g_autofree char *ascii_x = g_hostname_to_ascii(x);
	g_autofree char *ascii_y = g_hostname_to_ascii(y);

	return g_ascii_strcasecmp(ascii_x ? ascii_x : x,
				  ascii_y ? ascii_y : y) == 0;
}

/* A shown URL ends in dots, or is the beginning of its target. */
static bool begins(const struct place *shown, const struct place *target)
{
	gsize size = strlen(shown->rest);

	while (size > 0 &&
	       (shown->rest[size - 1] == '/' || shown->rest[size - 1] == '.'))
		size--;
	if (g_str_has_suffix(shown->rest, "…"))
		size -= strlen("…");
	return strncmp(shown->rest, target->rest, size) == 0;
}

static bool same_rest(const char *a, const char *b)
{
	a = strcmp(a, "/") == 0 ? "" : a;
	b = strcmp(b, "/") == 0 ? "" : b;
	return strcmp(a, b) == 0;
}

static void append_target(GString *out, const char *target)
{
	gsize size = strlen(target);
	gsize most = LINK_TARGET_MOST;

	if (size <= most) {
		g_string_append(out, target);
		return;
	}
	while (most > 0 && ((guchar)target[most] & 0xc0) == 0x80)
		most--;
	g_string_append_len(out, target, (gssize)most);
	g_string_append(out, "…");
}

static void write_both(GString *out, const char *shown, const char *target)
{
	g_string_append(out, shown);
	g_string_append(out, *shown ? " <" : "<");
	append_target(out, target);
	g_string_append_c(out, '>');
}

static void write_other(GString *out, const char *shown, const char *target)
{
	gsize size = strlen(shown);
	gsize most = MIN(size, SHOWN_MOST);

	while (most < size && ((guchar)shown[most] & 0xc0) == 0x80)
		most--;
	g_string_append_c(out, '<');
	append_target(out, target);
	g_string_append(out, "> [shown as \"");
	g_string_append_len(out, shown, (gssize)most);
	g_string_append(out, most < size ? "…\"]" : "\"]");
}

/* True if what is shown is a host, and not the one that is meant. */
static bool web_deceives(const char *target, const char *shown)
{
	struct place there, said;

	place_of(target, &there);
	return !strpbrk(shown, " \n") && place_of(shown, &said) &&
	       !same_host(&said, &there) &&
	       !g_str_has_suffix(there.rest, shown);
}

static void write_web(const char *target, const char *shown, GString *out)
{
	struct place there, said;

	place_of(target, &there);
	if (web_deceives(target, shown)) {
		write_other(out, shown, target);
	} else if (strpbrk(shown, " \n") || !place_of(shown, &said) ||
		   !same_host(&said, &there)) {
		write_both(out, shown, target);
	} else if (same_rest(said.rest, there.rest)) {
		g_string_append(out, shown);
	} else if (begins(&said, &there)) {
		append_target(out, target);
	} else {
		write_both(out, shown, target);
	}
}

/* An address that is shown is the one that is meant, or it deceives. */
static bool mail_deceives(const char *target, const char *shown)
{
	return g_ascii_strcasecmp(shown, target) != 0 && strchr(shown, '@') &&
	       !strpbrk(shown, " \n<");
}

static void write_mail(const char *target, const char *shown, GString *out)
{
	if (g_ascii_strcasecmp(shown, target) == 0)
		g_string_append(out, shown);
	else if (mail_deceives(target, shown))
		write_other(out, shown, target);
	else if (strstr(shown, target))
		g_string_append(out, shown);
	else
		write_both(out, shown, target);
}

/* The last digit before at in text, which moves; 0 if there is none. */
static char last_digit(const char *text, gsize *at)
{
	while (*at > 0) {
		(*at)--;
		if (g_ascii_isdigit(text[*at]))
			return text[*at];
	}
	return '\0';
}

/* "+44 20 …" and "020 …" are one number: they end alike. */
static bool same_phone(const char *a, const char *b)
{
	gsize at_a = strlen(a), at_b = strlen(b);
	guint n = 0;
	char x, y;

	do {
		x = last_digit(a, &at_a);
		y = last_digit(b, &at_b);
		n++;
	} while (x && x == y);
	return n > PHONE_DIGITS || (n > 1 && !x && !y);
}

static void write_phone(const char *target, const char *shown, GString *out)
{
	if (same_phone(target, shown))
		g_string_append(out, shown);
	else
		write_both(out, shown, target);
}

bool link_deceives(enum link_kind kind, const char *target, const char *shown)
{
	switch (kind) {
	case LINK_NONE:
	case LINK_PHONE:
		return false;
	case LINK_WEB:
		return web_deceives(target, shown);
	case LINK_MAIL:
		return mail_deceives(target, shown);
	}
	return false;
}

void link_write(enum link_kind kind, const char *target, const char *shown,
		GString *out)
{
	switch (kind) {
	case LINK_NONE:
		g_string_append(out, shown);
		break;
	case LINK_WEB:
		write_web(target, shown, out);
		break;
	case LINK_MAIL:
		write_mail(target, shown, out);
		break;
	case LINK_PHONE:
		write_phone(target, shown, out);
		break;
	}
}
