// SPDX-License-Identifier: GPL-3.0-or-later
// The look at a mail's raw bytes before a MIME parser sees any of them.
#include "mail/prescan.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/prescan_scan.h"

/* Bytes of the mail that stay mapped behind the place that is looked at. */
#define WINDOW_SIZE ((gsize)1 << 20)

/* Bytes by whose line ends it is told whether lines end in CR alone. */
#define EOL_SIZE ((gsize)64 << 10)

bool scan_stopped(const struct scan *s)
{
	return s->failed || (s->out < 0 && s->defects != 0);
}

void scan_release(struct scan *s, const char *at)
{
	gsize n;

	if (at < s->released + WINDOW_SIZE)
		return;
	n = (gsize)(at - s->released) & ~(WINDOW_SIZE - 1);
	(void)madvise((void *)(guintptr)s->released, n, MADV_DONTNEED);
	s->released += n;
}

const char *scan_find(struct scan *s, const char *at, char c)
{
	while (at < s->end) {
		gsize n = MIN((gsize)(s->end - at), WINDOW_SIZE);
		const char *found = memchr(at, c, n);

		if (found != NULL)
			return found;
		at += n;
		scan_release(s, at);
	}
	return NULL;
}

const char *scan_next_line(struct scan *s, const char *at)
{
	const char *eol = scan_find(s, at, s->eol);

	return eol == NULL ? s->end : eol + 1;
}

static void write_out(struct scan *s, const char *data, gsize size)
{
	while (size > 0 && !s->failed) {
		ssize_t n = write(s->out, data, size);

		if (n < 0 && errno != EINTR)
			s->failed = true;
		if (n > 0) {
			data += n;
			size -= (gsize)n;
		}
	}
}

void scan_note(struct scan *s, enum prescan_defect defect)
{
	s->defects |= 1u << defect;
}

void scan_drop(struct scan *s, const char *from, const char *to)
{
	if (s->out < 0)
		return;
	write_out(s, s->kept, (gsize)(from - s->kept));
	s->kept = to;
}

void scan_put_line(struct scan *s, const char *text)
{
	if (s->out < 0)
		return;
	write_out(s, text, strlen(text));
	write_out(s, &s->eol, 1);
}

void scan_finish(struct scan *s)
{
	if (s->out >= 0)
		scan_drop(s, s->end, s->end);
}

/* True if line is the boundary of level; *closing if it ends the multipart. */
static bool level_matches(const struct level *level, const char *line,
			  gsize size, bool *closing)
{
	const char *rest, *end = line + size;

	if (level->kind != BOUNDARY_EXACT || size < level->size + 2 ||
	    memcmp(line + 2, level->boundary, level->size) != 0)
		return false;
	rest = line + 2 + level->size;
	*closing = end - rest >= 2 && rest[0] == '-' && rest[1] == '-';
	if (*closing)
		rest += 2;
	while (rest < end && strchr(" \t\r\n", *rest) != NULL && *rest != '\0')
		rest++;
	return rest == end;
}

/* What a line that begins with "--" is: the level it belongs to, or NULL. */
static const struct level *find_level(struct scan *s, const char *line,
				      bool *closing)
{
	gsize size = (gsize)(scan_next_line(s, line) - line);
	const struct level *any = NULL;

	*closing = false;
	for (size_t i = s->levels_n; i > 0; i--) {
		const struct level *level = &s->levels[i - 1];

		if (level_matches(level, line, size, closing)) {
			/* Those inside of it have ended with it. */
			s->levels_n = *closing ? i - 1 : i;
			return level;
		}
		if (any == NULL && level->kind == BOUNDARY_ANY)
			any = level;
	}
	*closing = false;
	return any;
}

static bool is_dashes(const struct scan *s, const char *at)
{
	return s->end - at >= 2 && at[0] == '-' && at[1] == '-';
}

static void begin_block(struct scan *s, int depth, bool digest)
{
	s->depth = depth;
	s->block = (struct block){.digest_part = digest};
}

/*
 * A boundary line: s->at goes behind it. True if a block of headers follows.
 */
static bool take_boundary(struct scan *s, const struct level *level,
			  bool closing)
{
	const char *line = s->at;
	const struct level found = *level;

	s->at = scan_next_line(s, line);
	if (closing)
		return false;
	if (++s->parts > PRESCAN_PARTS_MOST) {
		scan_note(s, PRESCAN_PARTS);
		scan_drop(s, line, s->end);
		s->at = s->end;
		return false;
	}
	begin_block(s, found.depth, found.digest);
	return true;
}

/*
 * Ends a block at s->at, with blank at a blank line, which is stepped over.
 * True if another block follows at once.
 */
static bool end_block(struct scan *s, bool blank)
{
	struct content_type *type = &s->block.type;

	/* RFC 2046, 5.1.5: what a digest's part is by default. */
	if (!type->known && s->block.digest_part) {
		type->message = true;
		if (scan_too_deep(s, type)) {
			scan_note(s, PRESCAN_DEPTH);
			scan_drop(s, s->at, s->at);
			scan_put_line(s, "Content-Type: text/plain");
			type->message = false;
		}
	}
	if (blank)
		s->at = scan_next_line(s, s->at);
	if (type->message && blank) {
		begin_block(s, s->depth + 1, false);
		return true;
	}
	if (type->kind != BOUNDARY_NONE && s->levels_n < PRESCAN_DEPTH_MOST)
		s->levels[s->levels_n++] = (struct level){
			.kind = type->kind,
			.boundary = type->boundary,
			.size = type->boundary_size,
			.depth = s->depth + 1,
			.digest = type->digest,
		};
	return false;
}

/* Reads on in a block of headers. True if another one follows at once. */
static bool scan_block(struct scan *s)
{
	while (s->at < s->end && !scan_stopped(s)) {
		bool closing;
		bool blank = *s->at == s->eol ||
			     (*s->at == '\r' && s->end - s->at > 1 &&
			      s->at[1] == '\n');

		scan_release(s, s->at);
		/* Whatever stands before the first header is not yet a body. */
		if (blank && !s->seen)
			s->at = scan_next_line(s, s->at);
		else if (blank)
			return end_block(s, true);
		else if (is_dashes(s, s->at) &&
			 find_level(s, s->at, &closing) != NULL)
			return end_block(s, false);
		else
			scan_field(s);
	}
	return false;
}

/* Goes on to the next boundary. True if a block of headers follows it. */
static bool scan_body(struct scan *s)
{
	while (s->at < s->end && s->levels_n > 0) {
		const char *dash = s->at;
		const struct level *level;
		bool closing;

		scan_release(s, s->at);
		if (*dash != '-')
			dash = scan_find(s, dash, '-');
		if (dash == NULL)
			break;
		/* base64 has no dashes: most of a mail is stepped over here. */
		if ((dash == s->at || dash[-1] == s->eol) &&
		    is_dashes(s, dash)) {
			s->at = dash;
			level = find_level(s, dash, &closing);
			if (level != NULL)
				return take_boundary(s, level, closing);
		}
		s->at = scan_next_line(s, dash);
	}
	s->at = s->end;
	return false;
}

static void scan_all(struct scan *s)
{
	bool block = true;

	while (s->at < s->end && !scan_stopped(s))
		block = block ? scan_block(s) : scan_body(s);
	scan_finish(s);
}

/* mapped: bytes that were looked at may leave memory. */
static guint look(const char *mail, gsize size, bool mapped, int out,
		  bool *failed)
{
	gsize head = MIN(size, EOL_SIZE);
	struct scan s = {
		.at = mail,
		.end = mail + size,
		.released = mapped ? mail : mail + size,
		.kept = mail,
		.out = out,
	};

	s.eol = memchr(mail, '\n', head) == NULL &&
				memchr(mail, '\r', head) != NULL
			? '\r'
			: '\n';
	scan_all(&s);
	*failed = s.failed;
	return s.defects;
}

bool prescan_mail(int fd, int copy, struct prescan *result, struct why *why)
{
	struct stat info;
	gsize size;
	const char *mail;
	bool failed = false;

	*result = (struct prescan){0};
	if (fstat(fd, &info) < 0)
		return why_errno(why, TROUBLE_LATER, "cannot read the mail");
	size = (gsize)info.st_size;
	if (size == 0)
		return true;
	mail = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (mail == MAP_FAILED)
		return why_errno(why, TROUBLE_LATER, "cannot read the mail");
	result->defects = look(mail, size, true, -1, &failed);
	/* The first defect ends the look; the copy finds all of them. */
	if (result->defects != 0)
		result->defects = look(mail, size, true, copy, &failed);
	if (failed)
		why_errno(why, TROUBLE_LATER,
			  "cannot copy what is in bounds of the mail");
	(void)munmap((void *)(guintptr)mail, size);
	return !failed;
}

bool prescan_bytes(const char *bytes, gsize size)
{
	bool failed = false;

	return look(bytes, size, false, -1, &failed) == 0 && !failed;
}

const char *prescan_phrase(enum prescan_defect defect)
{
	switch (defect) {
	case PRESCAN_LONG_FIELD:
		return "a header field of more than 64 KiB was cut";
	case PRESCAN_COLONS:
		return "a header field with more than 2000 colons was cut";
	case PRESCAN_LONG_BLOCK:
		return "more than 1900 header fields or 256 KiB of them: "
		       "those that follow were left out";
	case PRESCAN_ALL_BLOCKS:
		return "more than 20000 header fields or 4 MiB of them in all "
		       "parts: those that follow were left out";
	case PRESCAN_PARTS:
		return "more than 1000 parts: those that follow were left out";
	case PRESCAN_DEPTH:
		return "parts lie more than 64 deep in others: "
		       "what is deeper was read as text";
	case PRESCAN_DEFECTS_N:
		break;
	}
	return "";
}
