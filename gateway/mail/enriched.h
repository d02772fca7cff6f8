// SPDX-License-Identifier: GPL-3.0-or-later
// Enriched text (RFC 1896) and its forerunner (RFC 1341), made plain.
#ifndef TIXGATE_MAIL_ENRICHED_H
#define TIXGATE_MAIL_ENRICHED_H

#include <stdbool.h>

#include <glib.h>

/*
 * Appends the words of text/enriched, or with rich of text/richtext, as plain
 * text: commands and their parameters are left out, lines are joined and parted
 * as the commands mean them. Linear.
 */
void enriched_plain(GString *out, const char *text, bool rich);

#endif
