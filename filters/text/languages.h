// SPDX-License-Identifier: GPL-3.0-or-later
// What mail programs write around quoted and forwarded mail, by language.
#ifndef TIXGATE_FILTERS_TEXT_LANGUAGES_H
#define TIXGATE_FILTERS_TEXT_LANGUAGES_H

#include <stddef.h>

/*
 * One language, with the words of all mail programs that were seen to use
 * them. Choices are separated by '|' and compared without case; "" is none.
 * An asterisk in device stands for the name of a device or program.
 */
struct language {
	const char *name;
	const char *lead;	/* begins an introduction: "On" 3 May, … */
	const char *verb;	/* ends one: … "wrote"; one word each */
	const char *verb_first; /* the same, and the name may follow it */
	const char *from;	/* header labels, without their colon */
	const char *date;
	const char *to;
	const char *cc;
	const char *subject;
	const char *other;	  /* further labels of a header block */
	const char *forward;	  /* the line above a forwarded mail */
	const char *original;	  /* the line above an answered mail */
	const char *device;	  /* what a telephone adds below */
	const char *reply_prefix; /* of subjects, without their colon */
	const char *forward_prefix;
	const char *marker;  /* "reply above this line" */
	const char *closing; /* ends a letter: the name comes next */
	const char *legal;   /* a confidentiality footer begins so */
	const char *within;  /* says that the answers stand in the quote */
};

extern const struct language languages[];
extern const size_t languages_n;

#endif
