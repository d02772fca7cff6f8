// SPDX-License-Identifier: GPL-3.0-or-later
// Decides which of the quoted lines among a sender's own lines go.
#ifndef TIXGATE_FILTERS_TEXT_RUNS_H
#define TIXGATE_FILTERS_TEXT_RUNS_H

#include "filters/text/scan.h"
#include "filters/text/tail.h"

/*
 * Gives quoted lines their fate: those below the sender's last word go, and
 * one introduced quote above the first; those that stand between answers are
 * what is answered, and stay. Signatures and footers go on the way.
 */
void runs_judge(const struct scan *scan, const struct signer *signer);

#endif
