// SPDX-License-Identifier: GPL-3.0-or-later
// Subjects of bounces and of absence notes, in the languages of mail programs.
#ifndef TIXGATE_FILTERS_MARK_SUBJECT_H
#define TIXGATE_FILTERS_MARK_SUBJECT_H

#include <stdbool.h>

/* True if a person sent it on: "Fwd: Undeliverable: …". */
bool subject_is_forward(const char *subject);

/* The phrase of a bounce's subject in it, or NULL. */
const char *subject_of_bounce(const char *subject);

/*
 * The phrase of an automatic answer that subject begins with and that stands
 * for itself ("Automatic reply: …"), after a list's "[tag]", or NULL. "Re:" is
 * not taken away: who answers an automatic answer is a person.
 */
const char *subject_of_answer(const char *subject);

/* A phrase of absence anywhere in subject ("is out of the office"), or NULL. */
const char *subject_of_absence(const char *subject);

/* True if it says so in the first person: "I am out of the office". */
bool subject_is_absence(const char *subject);

/* A phrase of absence in a text's first lines, or NULL. */
const char *text_of_absence(const char *text);

#endif
