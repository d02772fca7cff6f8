// SPDX-License-Identifier: GPL-3.0-or-later
// The rulebook: the operator's rules while the configuration is read.
#ifndef TIXGATE_RULEBOOK_H
#define TIXGATE_RULEBOOK_H

#include <stdbool.h>

#include "base/why.h"
#include "filters/rule/rule.h"
#include "mailboxes.h"
#include "sections.h"

/* Rules that one configuration may have. */
#define RULES_MOST 1000

struct rulebook;

struct rulebook *rulebook_new(void);
void rulebook_free(struct rulebook *book);

/* The list `rules` itself: adding to it begins a rule. */
const struct section_list *rulebook_list(struct rulebook *book);

/*
 * Judges the newest rule. *part is which of its groups is wrong, "" for all of
 * it; the reason goes on after the name of that.
 */
bool rulebook_check(const struct rulebook *book,
		    const struct mailboxes *mailboxes, const char **part,
		    struct why *why);

/* All rules; they live as long as the book. */
const struct rules *rulebook_rules(struct rulebook *book);

/* Adds the rules' settings to sections, so that they can be listed. */
void rulebook_show(struct rulebook *book, struct sections *sections);

#endif
