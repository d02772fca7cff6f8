// SPDX-License-Identifier: GPL-3.0-or-later
// Invitations and business cards as lines that a person can read.
#include "mail/cards.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* Bytes of one content line, unfolded. */
#define LINE_MOST ((gsize)16 << 10)

/* One content line: NAME;PARAM=value;…:value (RFC 5545, 3.1). */
struct entry {
	const char *name;
	const char *params; /* with their semicolons, "" if none */
	const char *value;
};

/* What is known of one event. */
struct event {
	GString *what, *where, *description, *start, *end, *repeats, *who;
	GString *status;
	guint people;
};

/*
 * The next content line, unfolded into line and cut up there. False at the end.
 */
static bool next_entry(const char **text, GString *line, struct entry *entry)
{
	const char *p = *text;
	bool quoted = false;
	char *colon, *semicolon;

	if (*p == '\0')
		return false;
	g_string_truncate(line, 0);
	do {
		const gsize n = strcspn(p, "\n");

		g_string_append_len(line, p,
				    (gssize)MIN(n, LINE_MOST - line->len));
		p += n + (p[n] == '\n');
		if (*p == ' ' || *p == '\t')
			p++;
		else
			break;
	} while (*p != '\0');
	*text = p;
	for (colon = line->str; *colon != '\0'; colon++) {
		quoted ^= *colon == '"';
		if (*colon == ':' && !quoted)
			break;
	}
	entry->value = *colon == '\0' ? "" : colon + 1;
	*colon = '\0';
	semicolon = strchr(line->str, ';');
	entry->params = semicolon == NULL ? "" : semicolon;
	/* A vCard's line may have a group's name before its own. */
	entry->name = line->str;
	for (const char *dot = line->str; *dot != '\0' && *dot != ';'; dot++)
		if (*dot == '.')
			entry->name = dot + 1;
	return true;
}

static bool is_name(const struct entry *entry, const char *name)
{
	const gsize n = strlen(name);

	return g_ascii_strncasecmp(entry->name, name, n) == 0 &&
	       (entry->name[n] == '\0' || entry->name[n] == ';');
}

/* The value of a parameter without its quotes, "" if there is none. */
static char *param_of(const struct entry *entry, const char *name)
{
	const gsize n = strlen(name);
	const char *p = entry->params;

	while ((p = strchr(p, ';')) != NULL) {
		p++;
		if (g_ascii_strncasecmp(p, name, n) != 0 || p[n] != '=')
			continue;
		p += n + 1;
		if (*p == '"')
			return g_strndup(p + 1, strcspn(p + 1, "\""));
		return g_strndup(p, strcspn(p, ";,"));
	}
	return g_strdup("");
}

/* Appends a value without its escapes (RFC 5545, 3.3.11). */
static void append_value(GString *out, const char *value, bool one_line)
{
	g_autoptr(GString) plain = g_string_new(NULL);

	for (; *value != '\0'; value++) {
		if (*value == '\\' && value[1] != '\0') {
			value++;
			g_string_append_c(plain, *value == 'n' || *value == 'N'
							 ? '\n'
							 : *value);
		} else {
			g_string_append_c(plain, *value);
		}
	}
	if (one_line)
		text_line(out, plain->str, plain->len);
	else
		text_body(out, plain->str, plain->len);
}

static void set_value(GString *to, const char *value, bool one_line)
{
	if (to->len == 0)
		append_value(to, value, one_line);
}

/* "20250114T093000Z" as "Tue 2025-01-14 09:30 UTC"; else as it is. */
static void set_time(GString *to, const struct entry *entry)
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu",
					   "Fri", "Sat", "Sun"};
	g_autofree char *zone = param_of(entry, "TZID");
	const char *v = entry->value;
	guint n[3] = {0};
	GDate date;

	if (to->len > 0)
		return;
	for (gsize i = 0; i < 8; i++)
		if (!g_ascii_isdigit(v[i])) {
			append_value(to, v, true);
			return;
		}
	for (gsize i = 0; i < 8; i++) {
		guint *field = i < 4 ? &n[0] : i < 6 ? &n[1] : &n[2];

		*field = *field * 10 + (guint)(v[i] - '0');
	}
	if (!g_date_valid_dmy((GDateDay)n[2], (GDateMonth)n[1],
			      (GDateYear)n[0])) {
		append_value(to, v, true);
		return;
	}
	g_date_set_dmy(&date, (GDateDay)n[2], (GDateMonth)n[1],
		       (GDateYear)n[0]);
	g_string_append_printf(to, "%s %04u-%02u-%02u",
			       days[(guint)g_date_get_weekday(&date) - 1], n[0],
			       n[1], n[2]);
	if (v[8] != 'T' || strspn(v + 9, "0123456789") < 4)
		return;
	g_string_append_printf(to, " %.2s:%.2s", v + 9, v + 11);
	if (strchr(v + 13, 'Z') != NULL)
		g_string_append(to, " UTC");
	else if (*zone != '\0') {
		g_string_append(to, " (");
		append_value(to, zone, true);
		g_string_append_c(to, ')');
	}
}

/* "Anna Muster <anna@example.org> (organizer)" */
static void add_person(struct event *event, const struct entry *entry)
{
	g_autofree char *name = param_of(entry, "CN");
	g_autofree char *part = param_of(entry, "PARTSTAT");
	const char *email = entry->value;

	if (event->people++ >= CARDS_PEOPLE_MOST)
		return;
	if (g_ascii_strncasecmp(email, "mailto:", 7) == 0)
		email += 7;
	if (event->who->len > 0)
		g_string_append(event->who, ", ");
	if (*name != '\0' && strcmp(name, email) != 0) {
		append_value(event->who, name, true);
		g_string_append(event->who, " <");
		append_value(event->who, email, true);
		g_string_append_c(event->who, '>');
	} else {
		append_value(event->who, email, true);
	}
	if (is_name(entry, "ORGANIZER"))
		g_string_append(event->who, " (organizer)");
	else if (g_ascii_strcasecmp(part, "ACCEPTED") == 0)
		g_string_append(event->who, " (accepted)");
	else if (g_ascii_strcasecmp(part, "DECLINED") == 0)
		g_string_append(event->who, " (declined)");
	else if (g_ascii_strcasecmp(part, "TENTATIVE") == 0)
		g_string_append(event->who, " (tentative)");
}

static void event_entry(struct event *event, const struct entry *entry)
{
	if (is_name(entry, "SUMMARY"))
		set_value(event->what, entry->value, true);
	else if (is_name(entry, "LOCATION"))
		set_value(event->where, entry->value, true);
	else if (is_name(entry, "DESCRIPTION"))
		set_value(event->description, entry->value, false);
	else if (is_name(entry, "STATUS"))
		set_value(event->status, entry->value, true);
	else if (is_name(entry, "RRULE"))
		set_value(event->repeats, entry->value, true);
	else if (is_name(entry, "DTSTART"))
		set_time(event->start, entry);
	else if (is_name(entry, "DTEND") || is_name(entry, "DUE"))
		set_time(event->end, entry);
	else if (is_name(entry, "ORGANIZER") || is_name(entry, "ATTENDEE"))
		add_person(event, entry);
}

static void add_line(GString *out, const char *label, const GString *value)
{
	if (value->len > 0)
		g_string_append_printf(out, "%s: %s\n", label, value->str);
}

static void event_show(GString *out, struct event *event, const char *method)
{
	if (event->start->len > 0 && event->end->len > 0)
		g_string_append_printf(event->start, " – %s", event->end->str);
	if (out->len > 0)
		g_string_append_c(out, '\n');
	if (g_ascii_strcasecmp(method, "CANCEL") == 0)
		g_string_append(out, "Cancelled appointment\n");
	else if (g_ascii_strcasecmp(method, "REPLY") == 0)
		g_string_append(out, "Reply to an invitation\n");
	else if (g_ascii_strcasecmp(method, "REQUEST") == 0)
		g_string_append(out, "Invitation\n");
	add_line(out, "What", event->what);
	add_line(out, "When", event->start);
	add_line(out, "Repeats", event->repeats);
	add_line(out, "Where", event->where);
	add_line(out, "Who", event->who);
	add_line(out, "Status", event->status);
	if (event->description->len > 0)
		g_string_append_printf(out, "\n%s\n", event->description->str);
}

static GString **event_strings(struct event *event, gsize i)
{
	GString **all[] = {&event->what,	&event->where, &event->start,
			   &event->description, &event->end,   &event->repeats,
			   &event->who,		&event->status};

	return i < G_N_ELEMENTS(all) ? all[i] : NULL;
}

static void event_clear(struct event *event)
{
	for (gsize i = 0; event_strings(event, i) != NULL; i++)
		g_string_truncate(*event_strings(event, i), 0);
	event->people = 0;
}

void card_calendar(GString *out, const char *text, char **summary)
{
	g_autoptr(GString) line = g_string_new(NULL);
	g_autoptr(GString) method = g_string_new(NULL);
	struct event event = {0};
	struct entry entry;
	guint events = 0, alarms = 0;
	bool inside = false;

	*summary = NULL;
	for (gsize i = 0; event_strings(&event, i) != NULL; i++)
		*event_strings(&event, i) = g_string_new(NULL);
	while (events < CARDS_EVENTS_MOST && next_entry(&text, line, &entry)) {
		const bool event_name =
			g_ascii_strcasecmp(entry.value, "VEVENT") == 0 ||
			g_ascii_strcasecmp(entry.value, "VTODO") == 0;

		if (is_name(&entry, "BEGIN")) {
			alarms += inside;
			inside = inside || event_name;
		} else if (is_name(&entry, "END") && inside && alarms > 0) {
			alarms--;
		} else if (is_name(&entry, "END") && inside) {
			event_show(out, &event, method->str);
			if (*summary == NULL)
				*summary = g_strdup(event.what->str);
			event_clear(&event);
			inside = false;
			events++;
		} else if (inside && alarms == 0) {
			event_entry(&event, &entry);
		} else if (!inside && is_name(&entry, "METHOD")) {
			set_value(method, entry.value, true);
		}
	}
	for (gsize i = 0; event_strings(&event, i) != NULL; i++)
		g_string_free(*event_strings(&event, i), TRUE);
}

void card_vcard(GString *out, const char *text)
{
	static const struct {
		const char *name, *label;
	} shown[] = {
		{"FN", "Name"},	   {"ORG", "Organization"}, {"TITLE", "Title"},
		{"EMAIL", "Mail"}, {"TEL", "Telephone"},    {"ADR", "Address"},
		{"URL", "Web"},
	};
	g_autoptr(GString) line = g_string_new(NULL);
	struct entry entry;
	guint lines = 0;

	while (lines < CARDS_PEOPLE_MOST && next_entry(&text, line, &entry)) {
		for (gsize i = 0; i < G_N_ELEMENTS(shown); i++) {
			g_autofree char *value = NULL;

			if (!is_name(&entry, shown[i].name) ||
			    *entry.value == '\0')
				continue;
			/* The fields of an address part by semicolons. */
			value = g_strdelimit(g_strdup(entry.value), ";", ' ');
			g_string_append_printf(out, "%s: ", shown[i].label);
			append_value(out, value, true);
			g_string_append_c(out, '\n');
			lines++;
		}
	}
}
