// SPDX-License-Identifier: GPL-3.0-or-later
// Status codes (RFC 3463) out of what a mail server said.
#include "filters/bounce/status.h"

#include <string.h>

/* The highest subject of RFC 3463, 3; more is a version number. */
#define SUBJECT_MOST 7

/*
 * "5.0.0" says nothing, "5.1.0" something; "4.4.7", that it took too long, says
 * less than what each try was answered.
 */
static int worth_of(const char *p, gsize n)
{
	if (n == 5 && strncmp(p + 1, ".4.7", 4) == 0)
		return 1;
	if (p[n - 1] != '0' || p[n - 2] != '.')
		return STATUS_WORTH_MOST;
	return p[2] != '0';
}

int status_worth(const char *code)
{
	const gsize n = strlen(code);

	return n < 5 ? -1 : worth_of(code, n);
}

/* Up to most digits at p; how many. */
static gsize digits(const char *p, const char *end, gsize most)
{
	gsize n = 0;

	while (p + n < end && n <= most && g_ascii_isdigit(p[n]))
		n++;
	return n;
}

/* Bytes of the status that begins at p, or 0. */
static gsize status_size(const char *p, const char *end)
{
	const gsize subject = p + 2 < end ? digits(p + 2, end, 3) : 0;
	gsize detail;
	const char *after;

	if (end - p < 5 || strchr("245", p[0]) == NULL || p[1] != '.' ||
	    subject == 0 || subject > 2 || p[2] > '0' + SUBJECT_MOST ||
	    p + 2 + subject >= end || p[2 + subject] != '.')
		return 0;
	detail = digits(p + 3 + subject, end, 3);
	if (subject > 1 || detail == 0 || detail > 3)
		return 0;
	after = p + 3 + subject + detail;
	/* "5.1.1." ends a sentence, "5.1.1.7" is an address. */
	if (after + 1 < end && *after == '.' && g_ascii_isdigit(after[1]))
		return 0;
	if (after < end && (g_ascii_isalpha(*after) || *after == '_'))
		return 0;
	return (gsize)(after - p);
}

static bool starts_number(const char *start, const char *p)
{
	return p == start ||
	       (!g_ascii_isalnum(p[-1]) && strchr(".-_/=", p[-1]) == NULL);
}

bool status_enhanced(struct span span, char code[STATUS_SIZE])
{
	const char *end = span.at + span.n;
	bool found = false;
	int worth = 0;

	for (const char *p = span.at; p + 5 <= end; p++) {
		gsize n;

		if (!g_ascii_isdigit(*p) || !starts_number(span.at, p))
			continue;
		n = status_size(p, end);
		if (n == 0 || n >= STATUS_SIZE)
			continue;
		if (found && worth_of(p, n) <= worth)
			continue;
		worth = worth_of(p, n);
		memcpy(code, p, n);
		code[n] = '\0';
		found = true;
		if (worth == STATUS_WORTH_MOST)
			return true;
	}
	return found;
}

int status_reply(struct span span)
{
	const char *end = span.at + span.n;

	for (const char *p = span.at; p + 3 <= end; p++) {
		if ((*p != '4' && *p != '5') || p[1] > '5' ||
		    digits(p, end, 3) != 3 || !starts_number(span.at, p))
			continue;
		if (p + 3 == end || strchr(" -:;,)<#\"'\t", p[3]) != NULL ||
		    (p[3] == '.' && (p + 4 == end || p[4] == ' ')))
			return (p[0] - '0') * 100 + (p[1] - '0') * 10 +
			       (p[2] - '0');
	}
	return 0;
}
