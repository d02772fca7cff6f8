// SPDX-License-Identifier: GPL-3.0-or-later
// What mail systems report in parts of their own, for those who judge bounces.
#include <string.h>

#include "mail/reading.h"

/* RFC 3464, RFC 8098, RFC 5965 and their forms for UTF-8 (RFC 6533). */
static const char *const report_types[] = {
	"message/delivery-status",
	"message/global-delivery-status",
	"message/disposition-notification",
	"message/global-disposition-notification",
	"message/feedback-report",
	"text/rfc822-headers",
	"text/rfc822-header",
	"message/rfc822-headers",
	"message/global-headers",
};

static bool is_report(const char *type)
{
	for (gsize i = 0; i < G_N_ELEMENTS(report_types); i++)
		if (strcmp(type, report_types[i]) == 0)
			return true;
	return false;
}

static bool is_headers(const char *type)
{
	return g_str_has_suffix(type, "-headers") ||
	       g_str_has_suffix(type, "-header");
}

bool reading_reports(struct reading *r)
{
	for (size_t i = 0; i < r->tree->n; i++) {
		struct part *part = &r->parts[i];

		if (r->tree->at[i].kind != NODE_LEAF || !is_report(part->type))
			continue;
		if (!reading_text(r, i))
			return false;
		if (is_headers(part->type) && part->head.n == 0)
			part->head = reading_head_of_text(part->text, r->pool);
	}
	return true;
}
