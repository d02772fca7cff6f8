// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of the operator: whether their conditions are true of a mail.
#include <string.h>

#include "base/domain.h"
#include "base/pattern.h"
#include "base/text.h"
#include "filters/filter.h"
#include "filters/rule/rule.h"

/* Headers of one name that are looked at. */
#define HEADERS_MOST 100

static bool one_fits(const char *const *patterns, const char *text)
{
	for (size_t i = 0; patterns[i] != NULL; i++)
		if (text_glob(patterns[i], text))
			return true;
	return false;
}

/* Mail systems write A-labels (RFC 5890), where people write a domain. */
static bool one_person_fits(const char *const *patterns, const char *email)
{
	g_autofree char *folded = domain_folded(email);

	for (size_t i = 0; patterns[i] != NULL; i++) {
		g_autofree char *pattern = domain_folded(patterns[i]);

		if (text_glob(patterns[i], email) || text_glob(pattern, folded))
			return true;
	}
	return false;
}

static bool one_address_fits(const char *const *patterns,
			     const struct addresses *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (one_person_fits(patterns, list->at[i].email))
			return true;
	return false;
}

static bool sender_fits(const struct rule_when *when,
			const struct filter_input *in,
			const struct decision *dec)
{
	return one_person_fits(when->sender, dec->sender.email) ||
	       one_address_fits(when->sender, &in->msg->from);
}

/* The envelope says where a mail came to; without one its headers do. */
static bool recipient_fits(const struct rule_when *when,
			   const struct filter_input *in)
{
	const struct envelope *envelope = in->envelope;

	for (size_t i = 0; i < envelope->originals_n; i++)
		if (one_person_fits(when->recipient, envelope->originals[i]))
			return true;
	for (size_t i = 0; i < envelope->recipients_n; i++)
		if (one_person_fits(when->recipient, envelope->recipients[i]))
			return true;
	return envelope->originals_n + envelope->recipients_n == 0 &&
	       (one_address_fits(when->recipient, &in->msg->to) ||
		one_address_fits(when->recipient, &in->msg->cc));
}

/* "NAME: VALUE" or "NAME", of all headers with that name. */
static bool header_is(const struct head *head, const char *wanted)
{
	const size_t size = strcspn(wanted, ":");
	g_autofree char *name = g_strndup(wanted, size);
	const char *value = wanted + size;

	if (*value == '\0')
		return head_get(head, name) != NULL;
	value++;
	value += strspn(value, " \t");
	for (size_t n = 0; n < HEADERS_MOST; n++) {
		const struct header *header = head_nth(head, name, n);

		if (header == NULL)
			return false;
		if (text_glob(value, header->value))
			return true;
	}
	return false;
}

static bool header_fits(const struct rule_when *when, const struct head *head)
{
	for (size_t i = 0; when->header[i] != NULL; i++)
		if (header_is(head, when->header[i]))
			return true;
	return false;
}

static bool pattern_fits(const char *const *sources, const char *text)
{
	for (size_t i = 0; sources[i] != NULL; i++) {
		struct why why = {0};
		struct pattern_match match;
		g_autoptr(pattern_handle) pattern =
			pattern_new(sources[i], &why);

		if (pattern != NULL && pattern_match(pattern, text, &match))
			return true;
	}
	return false;
}

static bool attachment_fits(const struct rule_when *when,
			    const struct message *msg)
{
	for (size_t i = 0; when->attachment[i] != NULL; i++) {
		const char *wanted = when->attachment[i];
		const bool type = strchr(wanted, '/') != NULL;

		for (size_t j = 0; j < msg->attachments_n; j++)
			if (text_glob(wanted, type ? msg->attachments[j].type
						   : msg->attachments[j].name))
				return true;
	}
	return false;
}

/* All but the groups within this one. */
static bool own_true(const struct rule_when *when,
		     const struct filter_input *in, const struct decision *dec)
{
	const struct message *msg = in->msg;

	if (when->size_over >= 0 && msg->size <= (guint64)when->size_over)
		return false;
	if (*when->class != NULL &&
	    !one_fits(when->class, class_name(dec->class)))
		return false;
	if (*when->verified != NULL &&
	    !one_fits(when->verified, verified_name(dec->sender.verified)))
		return false;
	if (*when->mailbox != NULL &&
	    !one_fits(when->mailbox, in->mailbox->came_to))
		return false;
	if (*when->sender != NULL && !sender_fits(when, in, dec))
		return false;
	if (*when->envelope != NULL &&
	    !(in->envelope->sender_known &&
	      one_person_fits(when->envelope, in->envelope->sender)))
		return false;
	if (*when->recipient != NULL && !recipient_fits(when, in))
		return false;
	if (*when->header != NULL && !header_fits(when, &msg->head))
		return false;
	if (*when->subject != NULL && !one_fits(when->subject, msg->subject))
		return false;
	if (*when->subject_pattern != NULL &&
	    !pattern_fits(when->subject_pattern, msg->subject))
		return false;
	return *when->attachment == NULL || attachment_fits(when, msg);
}

/* How many of the groups are true. Their depth is RULE_DEPTH_MOST. */
static guint count_true(const GPtrArray *groups, const struct filter_input *in,
			const struct decision *dec)
{
	guint n = 0;

	for (guint i = 0; i < groups->len; i++)
		n += rule_applies(groups->pdata[i], in, dec);
	return n;
}

bool rule_applies(const struct rule_when *when, const struct filter_input *in,
		  const struct decision *dec)
{
	return own_true(when, in, dec) &&
	       count_true(when->all, in, dec) == when->all->len &&
	       (when->any->len == 0 || count_true(when->any, in, dec) > 0) &&
	       count_true(when->none, in, dec) == 0;
}
