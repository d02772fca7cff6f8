// SPDX-License-Identifier: GPL-3.0-or-later
// Status codes (RFC 3463) out of what a mail server said.
#include "filters/bounce/status.h"

#include <string.h>

#include "filters/bounce/phrases.h"

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

/* "550-5.1.1" is a reply of several lines (RFC 5321, 4.2.1). */
static bool follows_reply(const char *start, const char *p)
{
	return p - start >= 4 && p[-1] == '-' && strchr("245", p[-4]) != NULL &&
	       g_ascii_isdigit(p[-3]) && g_ascii_isdigit(p[-2]) &&
	       starts_number(start, p - 4);
}

/* "Agent version 5.0.7" */
static bool is_version(const char *start, const char *p)
{
	static const char word[] = "version ";
	const gsize n = strlen(word);

	return (gsize)(p - start) >= n &&
	       g_ascii_strncasecmp(p - n, word, n) == 0;
}

bool status_enhanced(struct span span, char code[STATUS_SIZE])
{
	const char *end = span.at + span.n;
	bool found = false;
	int worth = 0;

	for (const char *p = span.at; p + 5 <= end; p++) {
		gsize n;

		if (!g_ascii_isdigit(*p) || is_version(span.at, p) ||
		    (!starts_number(span.at, p) && !follows_reply(span.at, p)))
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

const char *status_of_reply(int reply)
{
	static const struct {
		int least, most;
		const char *code;
	} rows[] = {
		{500, 504, SYNTAX},	  {521, 521, NOT_ACCEPTED},
		{530, 530, NO_RIGHTS},	  {534, 535, NO_RIGHTS},
		{538, 538, NO_RIGHTS},	  {555, 555, SYNTAX},
		{556, 556, NOT_ACCEPTED},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (reply >= rows[i].least && reply <= rows[i].most)
			return rows[i].code;
	return NULL;
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
