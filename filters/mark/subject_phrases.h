// SPDX-License-Identifier: GPL-3.0-or-later
// Phrases of subjects, each as g_utf8_casefold() makes it; NULL last.
#ifndef TIXGATE_FILTERS_MARK_SUBJECT_PHRASES_H
#define TIXGATE_FILTERS_MARK_SUBJECT_PHRASES_H

/* Begin the subject of a mail that a person sent on. */
extern const char *const subject_forwards[];

/* Stand anywhere in the subject of a bounce. */
extern const char *const subject_bounces[];

/* Begin the subject of an automatic answer, and stand for themselves. */
extern const char *const subject_answers[];

/* Stand anywhere in an absence note's subject or in its first lines. */
extern const char *const subject_absences[];

/* "Automatic" and "answer": both in one short subject that says no more. */
extern const char *const subject_automatic[];
extern const char *const subject_answering[];

#endif
