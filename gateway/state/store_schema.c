// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of the state, and how an older state gets them.
#include "state/store_inside.h"

/* Statements of one version; "%s" becomes the driver's table_end. */
static const char *const version_1[] = {
	"CREATE TABLE mails (key TEXT PRIMARY KEY, trace TEXT NOT NULL,"
	" workspace TEXT NOT NULL, mailbox TEXT NOT NULL,"
	" message_id TEXT NOT NULL, sender TEXT NOT NULL,"
	" subject TEXT NOT NULL, state BIGINT NOT NULL,"
	" outcome TEXT NOT NULL, reason TEXT NOT NULL,"
	" ticket_id TEXT NOT NULL, ticket_number BIGINT NOT NULL,"
	" attempts BIGINT NOT NULL, requests BIGINT NOT NULL,"
	" seen_ms BIGINT NOT NULL, ended_ms BIGINT NOT NULL)%s",
	"CREATE UNIQUE INDEX mails_trace ON mails (trace) WHERE trace <> ''",
	"CREATE INDEX mails_seen ON mails (seen_ms)",

	"CREATE TABLE parts (key TEXT NOT NULL, part BIGINT NOT NULL,"
	" state BIGINT NOT NULL, creates BIGINT NOT NULL,"
	" target TEXT NOT NULL, digest TEXT NOT NULL,"
	" remote_id TEXT NOT NULL, sent_ms BIGINT NOT NULL,"
	" tries BIGINT NOT NULL, PRIMARY KEY (key, part))%s",

	"CREATE TABLE tickets (workspace TEXT NOT NULL, id TEXT NOT NULL,"
	" number BIGINT NOT NULL, customer_id TEXT NOT NULL,"
	" customer_email TEXT NOT NULL, subject TEXT NOT NULL,"
	" successor TEXT NOT NULL, seen_ms BIGINT NOT NULL,"
	" PRIMARY KEY (workspace, id))%s",
	"CREATE INDEX tickets_number ON tickets (workspace, number)",

	"CREATE TABLE message_ids (workspace TEXT NOT NULL,"
	" message_id TEXT NOT NULL, ticket_id TEXT NOT NULL,"
	" seen_ms BIGINT NOT NULL, PRIMARY KEY (workspace, message_id))%s",

	"CREATE TABLE participants (workspace TEXT NOT NULL,"
	" ticket_id TEXT NOT NULL, email TEXT NOT NULL,"
	" seen_ms BIGINT NOT NULL,"
	" PRIMARY KEY (workspace, ticket_id, email))%s",

	/* See store_budget.c. */
	"CREATE TABLE budgets (name TEXT NOT NULL, newest BIGINT NOT NULL,"
	" epoch TEXT NOT NULL, asked_ms BIGINT NOT NULL,"
	" down_ms BIGINT NOT NULL, reason TEXT NOT NULL,"
	" PRIMARY KEY (name))%s",
	"CREATE TABLE turns (budget TEXT NOT NULL, n BIGINT NOT NULL,"
	" epoch TEXT NOT NULL, at_ms BIGINT NOT NULL,"
	" PRIMARY KEY (budget, n))%s",
	"CREATE TABLE waiters (budget TEXT NOT NULL, place BIGINT NOT NULL,"
	" token BIGINT NOT NULL, epoch TEXT NOT NULL,"
	" due_ms BIGINT NOT NULL, PRIMARY KEY (budget, place))%s",
};

static const char *const version_2[] = {
	/* When what is done now and then was done last: store_due(). */
	"CREATE TABLE marks (name TEXT NOT NULL, at_ms BIGINT NOT NULL,"
	" PRIMARY KEY (name))%s",
};

static const char *const version_3[] = {
	/* See store_told.c. */
	"CREATE TABLE told (workspace TEXT NOT NULL, ticket_id TEXT NOT NULL,"
	" recipient TEXT NOT NULL, day BIGINT NOT NULL, key TEXT NOT NULL,"
	" at_ms BIGINT NOT NULL,"
	" PRIMARY KEY (workspace, ticket_id, recipient, day))%s",
	"CREATE INDEX told_key ON told (key)",
	"CREATE INDEX told_at ON told (at_ms)",
	"CREATE INDEX tickets_customer ON tickets (workspace, customer_id)",

	/* See store_hint.c: several tickets may have one hint. */
	"CREATE TABLE hints (workspace TEXT NOT NULL, kind BIGINT NOT NULL,"
	" value TEXT NOT NULL, ticket_id TEXT NOT NULL,"
	" seen_ms BIGINT NOT NULL,"
	" PRIMARY KEY (workspace, kind, value, ticket_id))%s",
	"CREATE TABLE copied (workspace TEXT NOT NULL,"
	" ticket_id TEXT NOT NULL, email TEXT NOT NULL,"
	" seen_ms BIGINT NOT NULL,"
	" PRIMARY KEY (workspace, ticket_id, email))%s",

	/* See store_ack.h. */
	"CREATE TABLE acks (key TEXT NOT NULL, workspace TEXT NOT NULL,"
	" message_id TEXT NOT NULL, recipient TEXT NOT NULL,"
	" person TEXT NOT NULL, subject TEXT NOT NULL, topic TEXT NOT NULL,"
	" answer_id TEXT NOT NULL, ticket_id TEXT NOT NULL,"
	" state BIGINT NOT NULL, detail TEXT NOT NULL, at_ms BIGINT NOT NULL,"
	" PRIMARY KEY (key))%s",
	"CREATE INDEX acks_person ON acks (person, at_ms)",
	"CREATE INDEX acks_at ON acks (at_ms)",
	/* Attachments that the archive keeps; images of texts: store_files.c.
	 */
	"CREATE TABLE files (key TEXT NOT NULL, n BIGINT NOT NULL,"
	" digest TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,"
	" size BIGINT NOT NULL, PRIMARY KEY (key, n))%s",
	"CREATE TABLE images (workspace TEXT NOT NULL, sender TEXT NOT NULL,"
	" digest TEXT NOT NULL, seen_ms BIGINT NOT NULL,"
	" PRIMARY KEY (workspace, sender, digest))%s",
	"CREATE INDEX images_seen ON images (seen_ms)",

	/* See store_storm.c and store_fold.c. */
	"CREATE TABLE counters (name TEXT NOT NULL, empty_ms BIGINT NOT NULL,"
	" PRIMARY KEY (name))%s",
	"CREATE TABLE counted (key TEXT NOT NULL, verdict BIGINT NOT NULL,"
	" at_ms BIGINT NOT NULL, PRIMARY KEY (key))%s",
	"CREATE TABLE posts (name TEXT NOT NULL, key TEXT NOT NULL,"
	" sketch TEXT NOT NULL, at_ms BIGINT NOT NULL,"
	" PRIMARY KEY (name, key))%s",
	"CREATE INDEX posts_at ON posts (at_ms)",
	"CREATE TABLE kinds (workspace TEXT NOT NULL, name TEXT NOT NULL,"
	" ticket_id TEXT NOT NULL, seen_ms BIGINT NOT NULL,"
	" PRIMARY KEY (workspace, name))%s",
	"CREATE TABLE digests (key TEXT NOT NULL, workspace TEXT NOT NULL,"
	" mailbox TEXT NOT NULL, kind TEXT NOT NULL, about TEXT NOT NULL,"
	" sender TEXT NOT NULL, ticket_id TEXT NOT NULL,"
	" ticket_number BIGINT NOT NULL, state BIGINT NOT NULL,"
	" mails BIGINT NOT NULL, first_ms BIGINT NOT NULL,"
	" last_ms BIGINT NOT NULL, due_ms BIGINT NOT NULL,"
	" leased_ms BIGINT NOT NULL, PRIMARY KEY (key))%s",
	"CREATE INDEX digests_kind ON digests (workspace, kind)",
	"CREATE TABLE folded (digest TEXT NOT NULL, n BIGINT NOT NULL,"
	" key TEXT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (digest, n))%s",
};

static const char *const version_4[] = {
	/* See store_history.h; what outcome and reason of mails are the end of.
	 */
	"CREATE TABLE attempts (key TEXT NOT NULL, attempt BIGINT NOT NULL,"
	" at_ms BIGINT NOT NULL, ms BIGINT NOT NULL, outcome TEXT NOT NULL,"
	" reason TEXT NOT NULL, action TEXT NOT NULL, class TEXT NOT NULL,"
	" notes TEXT NOT NULL, requests BIGINT NOT NULL,"
	" PRIMARY KEY (key, attempt))%s",
	"CREATE TABLE asked (key TEXT NOT NULL, attempt BIGINT NOT NULL,"
	" n BIGINT NOT NULL, what TEXT NOT NULL, target TEXT NOT NULL,"
	" status BIGINT NOT NULL, answer TEXT NOT NULL,"
	" at_ms BIGINT NOT NULL, ms BIGINT NOT NULL,"
	" PRIMARY KEY (key, attempt, n))%s",
	"CREATE INDEX mails_message_id ON mails (message_id)"
	" WHERE message_id <> ''",
	"CREATE INDEX mails_sender ON mails (lower(sender), seen_ms)",
	"CREATE INDEX mails_ticket ON mails (ticket_number)"
	" WHERE ticket_number <> 0",
};

static const char *const version_5[] = {
	/* See store_watch.c and store_text.c. */
	"CREATE TABLE tries (key TEXT NOT NULL, workspace TEXT NOT NULL,"
	" nth BIGINT NOT NULL, number BIGINT NOT NULL, anchor TEXT NOT NULL,"
	" mark TEXT NOT NULL, sent_ms BIGINT NOT NULL, looks BIGINT NOT NULL,"
	" epoch TEXT NOT NULL, leased_ms BIGINT NOT NULL, PRIMARY KEY (key))%s",
	"CREATE INDEX tries_nth ON tries (workspace, nth)",
	"CREATE TABLE creates (workspace TEXT NOT NULL, newest BIGINT NOT NULL,"
	" PRIMARY KEY (workspace))%s",
	"CREATE TABLE texts (key TEXT NOT NULL, part BIGINT NOT NULL,"
	" text TEXT NOT NULL, PRIMARY KEY (key, part))%s",
	"CREATE TABLE deaths (key TEXT NOT NULL, n BIGINT NOT NULL,"
	" at_ms BIGINT NOT NULL, PRIMARY KEY (key))%s",

	/* When a process sees whether a desk that was down is back. */
	"ALTER TABLE budgets ADD COLUMN probe_ms BIGINT NOT NULL DEFAULT 0",
};

static const struct {
	const char *const *statements;
	size_t n;
} versions[STORE_SCHEMA] = {
	{version_1, G_N_ELEMENTS(version_1)},
	{version_2, G_N_ELEMENTS(version_2)},
	{version_3, G_N_ELEMENTS(version_3)},
	{version_4, G_N_ELEMENTS(version_4)},
	{version_5, G_N_ELEMENTS(version_5)},
};

static bool apply(struct store *store, gint64 version, struct why *why)
{
	for (size_t i = 0; i < versions[version].n; i++) {
		const char *sql = versions[version].statements[i];
		GString *text = g_string_new(sql);
		bool good;

		g_string_replace(text, "%s", store->driver->table_end, 0);
		good = store_run(store, text->str, NULL, 0, NULL, why);
		g_string_free(text, TRUE);
		if (!good)
			return false;
	}
	return true;
}

/* Inside of a transaction: another process may have been faster. */
static bool renew(struct store *store, struct why *why)
{
	gint64 version;

	if (!store->driver->version(store->db, &version, why))
		return false;
	for (; version < STORE_SCHEMA; version++)
		if (!apply(store, version, why) ||
		    !store->driver->version_set(store->db, version + 1, why))
			return false;
	return true;
}

bool store_migrate(struct store *store, struct why *why)
{
	gint64 version;

	if (!store->driver->version(store->db, &version, why))
		return false;
	store->missing = store->mode == STORE_READ && version == 0;
	store->older = version > 0 && version < STORE_SCHEMA ? version : 0;
	if (version == STORE_SCHEMA)
		return true;
	if (version > STORE_SCHEMA || version < 0)
		return why_set(why, TROUBLE_CONFIG,
			       "the state has schema %" G_GINT64_FORMAT
			       " and this tixgate knows only up to %d; it was "
			       "used by a newer tixgate, so install that one",
			       version, STORE_SCHEMA);
	/* Who only reads changes a copy, so that all questions find their
	 * tables; the next mail renews the state itself. */
	if (store->mode == STORE_READ && version > 0 &&
	    !store->driver->detach(store->db, why))
		return false;
	if (!store->driver->begin(store->db, KEEP_SURELY, why))
		return false;
	return store_finish(store, renew(store, why), why);
}
