// SPDX-License-Identifier: GPL-3.0-or-later
// The list of filters, and what they use to change a decision.
#include "filters/filter.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "mail/address.h"

#define X(name) extern const struct filter filter_##name;
#include "filters/table.h"
#undef X

const struct filter *const filters_all[] = {
#define X(name) &filter_##name,
#include "filters/table.h"
#undef X
	NULL,
};

static const char *const action_names[] = {
	[ACTION_CREATE] = "create", [ACTION_REPLY] = "reply",
	[ACTION_HOLD] = "hold",	    [ACTION_DISCARD] = "discard",
	[ACTION_REFUSE] = "refuse",
};

static const char *const class_names[] = {
	[CLASS_SELF] = "self",	 [CLASS_DSN] = "dsn",
	[CLASS_MDN] = "mdn",	 [CLASS_VACATION] = "vacation",
	[CLASS_LIST] = "list",	 [CLASS_MACHINE] = "machine",
	[CLASS_HUMAN] = "human",
};

static const char *const verified_names[] = {
	[VERIFIED_NONE] = "none",
	[VERIFIED_PASS] = "pass",
	[VERIFIED_FAIL] = "fail",
};

const char *action_name(enum action action)
{
	return action_names[action];
}

const char *class_name(enum mail_class class)
{
	return class_names[class];
}

const char *verified_name(enum verified verified)
{
	return verified_names[verified];
}

static void drop_array(gpointer array)
{
	g_array_unref(array);
}

static void drop_pointers(gpointer array)
{
	g_ptr_array_unref(array);
}

void decision_begin(struct decision *dec, const struct filter_input *in)
{
	*dec = (struct decision){
		.action = ACTION_CREATE,
		.reason = "a new mail becomes a ticket",
		.class = CLASS_HUMAN,
		.sender = {.email = "", .name = "", .source = "none"},
		.reference = {.id = "", .source = "", .text = ""},
		.standing = {.gone = "", .id = "", .customer_email = ""},
		.storm = {.sums = "", .kind = "", .about = "", .ticket_id = ""},
		.subject = in->msg->subject,
		.priority = in->mailbox->priority,
		.text = in->msg->text,
		.visible = in->msg->text,
		.trace_line = "",
		.refusal = "",
	};
	dec->first = pool_keep(in->pool, g_ptr_array_new(), drop_pointers);
	dec->last = pool_keep(in->pool, g_ptr_array_new(), drop_pointers);
	dec->notes = pool_keep(in->pool,
			       g_array_new(FALSE, FALSE, sizeof(struct note)),
			       drop_array);
}

/* A formatted text as one harmless line in the pool. */
static const char *line(const struct filter_input *in, const char *format,
			va_list args) G_GNUC_PRINTF(2, 0);

static const char *line(const struct filter_input *in, const char *format,
			va_list args)
{
	g_autofree char *text = g_strdup_vprintf(format, args);
	g_autoptr(GString) clean = g_string_new(NULL);

	text_line(clean, text, strlen(text));
	return pool_text(in->pool, clean->str);
}

void decision_note(struct decision *dec, const struct filter_input *in,
		   const char *filter, const char *format, ...)
{
	struct note note = {.filter = filter};
	va_list args;

	va_start(args, format);
	note.note = line(in, format, args);
	va_end(args);
	g_array_append_val(dec->notes, note);
}

void decision_take(struct decision *dec, const struct filter_input *in,
		   const char *filter, enum action action, const char *format,
		   ...)
{
	va_list args;

	va_start(args, format);
	dec->reason = line(in, format, args);
	va_end(args);
	dec->action = action;
	dec->filter = filter;
}

void decision_first(struct decision *dec, const char *text)
{
	g_ptr_array_add(dec->first, (gpointer)(guintptr)text);
}

void decision_last(struct decision *dec, const char *text)
{
	g_ptr_array_add(dec->last, (gpointer)(guintptr)text);
}

bool filter_is_own(const struct filter_input *in, const char *email)
{
	for (size_t i = 0; in->own_addresses[i] != NULL; i++)
		if (address_same(in->own_addresses[i], email))
			return true;
	return false;
}
