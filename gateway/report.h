// SPDX-License-Identifier: GPL-3.0-or-later
// Reporting: what explain says of one mail, for people and for programs.
#ifndef TIXGATE_REPORT_H
#define TIXGATE_REPORT_H

#include <stdio.h>

#include "compose.h"
#include "decide.h"
#include "desk/desk.h"

/*
 * One JSON object on one line, as DESIGN §6 has it. Strings are valid UTF-8
 * and hold no control characters but escaped ones.
 */
void report_json(FILE *out, const struct letter *letter,
		 const struct decision *dec, const struct plan *plan,
		 struct desk *desk);

/*
 * The same for a person: aligned, plain, in lines of up to 80 columns but
 * where a text of the mail is longer. name is the file's, or NULL.
 */
void report_text(FILE *out, const char *name, const struct letter *letter,
		 const struct decision *dec, const struct plan *plan,
		 struct desk *desk);

/* The n-th request (0 is the first) that the plan would make. */
void report_request(struct desk *desk, const struct plan *plan, size_t n,
		    struct desk_request *request);

#endif
