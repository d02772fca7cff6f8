// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration: one file, read whole and judged before a mail is.
#ifndef TIXGATE_CONFIG_H
#define TIXGATE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <glib.h>

#include "base/option.h"
#include "base/why.h"
#include "ack_settings.h"
#include "desk/desk.h"
#include "filters/filter.h"
#include "filters/rule/rule.h"
#include "bounds.h"
#include "state/archive.h"
#include "state/store.h"

#define CONFIG_DEFAULT_PATH "/etc/tixgate/tixgate.conf"

/* Mailboxes that one configuration may name. */
#define CONFIG_MAILBOXES_MOST 1000

/* What one filter's settings are for one mailbox. */
struct filter_settings {
	bool enabled;
	const void *options; /* NULL if the filter has none */
};

struct mailbox {
	const char *name;
	const char *const *address;
	const char *priority;
	const char *key_file;	       /* "" for api.key_file */
	const char *const *key_files;  /* more keys of the same workspace */
	const char *fallback_customer; /* "" for none */
	/*
	 * Mailboxes of one workspace share tickets, and a mail to two of them
	 * is one. By default all that use api.key_file are one workspace, and
	 * a mailbox with a key of its own is another.
	 */
	const char *workspace;
	const struct filter_settings *filters; /* as filters_all */
	int priority_word;		       /* index in priorities[] */
	struct ack_settings acknowledge;
};

struct config {
	const char *path;    /* of the file, absolute */
	bool missing;	     /* there is none: these are the defaults */
	bool key_file_given; /* api.key_file was set by the operator */
	struct desk_settings api;
	struct store_settings state;
	struct limits limits;
	struct routes routes; /* the group `recipients` */
	struct log_settings log;
	struct archive_settings attachments;
	const struct mailbox *mailboxes; /* one at the least */
	size_t mailboxes_n;
	const char *const *own_addresses; /* of all mailboxes, theirs to answer
					     from included */
	const struct rules *rules;
};

/*
 * Reads the configuration. A missing file at the default path gives the
 * defaults; one that was asked for by name is an error. An unknown setting, a
 * wrong type or an impossible value fails with TROUBLE_CONFIG and a reason
 * that begins `FILE:LINE: SETTING: `. Freed by config_free().
 */
struct config *config_load(const char *path, bool asked_for, struct why *why);

void config_free(struct config *config);
typedef struct config config_handle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(config_handle, config_free)

/*
 * Writes each setting as `path TAB type TAB default` and a line's end, in the
 * order of the manual; mailboxes' settings as `mailboxes.name`.
 */
void config_list_settings(FILE *out);

#endif
