// SPDX-License-Identifier: GPL-3.0-or-later
// The help desk's tickets, customers and workspaces, in memory.
#ifndef SANDBOX_DESK_H
#define SANDBOX_DESK_H

#include <stdbool.h>

#include <glib.h>
#include <json-c/json.h>

struct customer {
	char *id;
	char *email;
	char *name; /* or NULL */
};

struct message {
	char *id;
	char *body;
	gint64 created; /* microseconds since 1970 */
};

struct workspace {
	char *name;
	gint64 next_number;
	GHashTable *customers; /* by folded address */
};

struct ticket {
	char *id;
	struct workspace *workspace;
	struct customer *customer;
	gint64 number;
	char *subject;
	char *description;
	char *status;
	char *priority;
	char *source;
	gint64 created, updated; /* microseconds since 1970 */
	bool merged;
	GPtrArray *messages;
};

/* All of it. Not locked: the caller holds the sandbox's lock. */
struct desk {
	gint64 first_number;
	guint64 revision;	/* grows with every change */
	GHashTable *workspaces; /* by name */
	GHashTable *by_id;
	GPtrArray *tickets; /* oldest first */
};

/* What a new ticket is made of; NULL and 0 mean "as a real one gets it". */
struct ticket_draft {
	const char *id, *subject, *description, *status, *priority, *source;
	const char *email, *name, *customer_id;
	gint64 number, created, updated;
	bool merged;
};

struct desk *desk_new(gint64 first_number);
void desk_free(struct desk *desk);

/* The workspace of that name, made if there is none; never NULL. */
struct workspace *desk_workspace(struct desk *desk, const char *name);

/*
 * Makes a ticket, and its customer unless the workspace has one with that
 * address. The ticket lives until desk_clear() or desk_free().
 */
struct ticket *desk_add(struct desk *desk, struct workspace *space,
			const struct ticket_draft *draft);

/* `id` and `created` may be NULL and 0. */
struct message *desk_post(struct desk *desk, struct ticket *ticket,
			  const char *body, const char *id, gint64 created);

/* NULL when unknown, or of another workspace unless `space` is NULL. */
struct ticket *desk_find(struct desk *desk, const struct workspace *space,
			 const char *id);

/* Whether a ticket of that workspace has the number. */
bool desk_has_number(const struct desk *desk, const struct workspace *space,
		     gint64 number);

/* Says that a ticket was changed from outside. */
void desk_touch(struct desk *desk, struct ticket *ticket);
void desk_clear(struct desk *desk);

/* The ticket as the API shows it. */
struct json_object *ticket_json(const struct ticket *ticket);

/* ... with the customer and the messages. */
struct json_object *ticket_json_full(const struct ticket *ticket);

/* ... and with what only the sandbox knows: its workspace, merged or not. */
struct json_object *ticket_json_all(const struct ticket *ticket);
struct json_object *message_json(const struct ticket *ticket,
				 const struct message *message);

/* "2026-11-23T06:29:38.123Z"; the caller frees it. */
char *time_text(gint64 microseconds);

#endif
