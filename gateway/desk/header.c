// SPDX-License-Identifier: GPL-3.0-or-later
// Headers: the few lines of an HTTP answer that the gateway goes by.
#include "desk/header.h"

#include <stdio.h>
#include <string.h>

/* Copies the value behind name, cut at the first byte that has no place. */
static bool keep_value(char *value, const char *line, gsize size,
		       const char *name)
{
	gsize at = strlen(name);
	gsize used = 0;

	if (size < at || g_ascii_strncasecmp(line, name, at) != 0)
		return false;
	while (at < size && (line[at] == ' ' || line[at] == '\t'))
		at++;
	while (at < size && line[at] >= ' ' && line[at] <= '~' &&
	       used < HEADER_VALUE_SIZE - 1)
		value[used++] = line[at++];
	while (used > 0 && value[used - 1] == ' ')
		used--;
	value[used] = '\0';
	return true;
}

bool header_take(struct header *header, const char *line, gsize size)
{
	char status[HEADER_VALUE_SIZE];

	if (size > HEADER_BYTES_MOST - header->bytes)
		return false;
	header->bytes += size;
	if (keep_value(status, line, size, "HTTP/")) {
		header->date[0] = '\0';
		header->retry_after[0] = '\0';
	} else if (!keep_value(header->date, line, size, "Date:")) {
		keep_value(header->retry_after, line, size, "Retry-After:");
	}
	return true;
}

gint64 header_date(const char *value)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int day, year, hour, minute, second, read = 0;
	char month[4] = "";
	const char *found;
	g_autoptr(GDateTime) time = NULL;

	if (sscanf(value, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n",
		   &day, month, &year, &hour, &minute, &second, &read) != 6 ||
	    read == 0 || value[read] != '\0' || strlen(month) != 3)
		return -1;
	found = strstr(months, month);
	if (found == NULL || (found - months) % 3 != 0)
		return -1;
	time = g_date_time_new_utc(year, (int)(found - months) / 3 + 1, day,
				   hour, minute, MIN(second, 59));
	return time == NULL ? -1 : g_date_time_to_unix(time);
}

gint64 header_retry_after(const struct header *header)
{
	const char *value = header->retry_after;
	char *end;
	gint64 seconds = g_ascii_strtoll(value, &end, 10);
	gint64 now;

	if (*value == '\0')
		return 0;
	if (end == value || *end != '\0') {
		gint64 then = header_date(value);

		if (then < 0)
			return 0;
		now = header_date(header->date);
		seconds = then -
			  (now >= 0 ? now : g_get_real_time() / G_USEC_PER_SEC);
	}
	return CLAMP(seconds, HEADER_RETRY_LEAST, HEADER_RETRY_MOST);
}
