// SPDX-License-Identifier: GPL-3.0-or-later
// Mailboxes: each with its own settings, and which one a mail came to.
#include "mailboxes.h"

#include <string.h>

#include "mail/address.h"

static const char *const priorities[] = {"low", "medium", "high", "urgent",
					 NULL};

/* A whole domain has nothing before its "@". */
static bool is_domain(const char *address)
{
	return *address == '@';
}

static bool check_mailbox_address(const char *value, struct why *why)
{
	g_autofree char *one = g_strconcat("any", value, NULL);

	if (address_plausible(is_domain(value) ? one : value))
		return true;
	return why_set(why, TROUBLE_CONFIG,
		       "is neither an e-mail address nor \"@\" and a domain");
}

static bool check_address(const char *value, struct why *why)
{
	if (address_plausible(value))
		return true;
	return why_set(why, TROUBLE_CONFIG, "is not an e-mail address");
}

static bool check_optional_address(const char *value, struct why *why)
{
	return *value == '\0' || check_address(value, why);
}

const struct option mailbox_options[] = {
	{.name = "name",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct mailbox, name),
	 .fallback = "support"},
	{.name = "address",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct mailbox, address),
	 .fallback = "",
	 .check = check_mailbox_address},
	{.name = "priority",
	 .type = OPTION_WORD,
	 .offset = offsetof(struct mailbox, priority_word),
	 .fallback = "medium",
	 .words = priorities},
	{.name = "key_file",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct mailbox, key_file),
	 .fallback = "",
	 .check = option_check_path},
	{.name = "key_files",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct mailbox, key_files),
	 .fallback = "",
	 .check = option_check_path},
	{.name = "fallback_customer",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct mailbox, fallback_customer),
	 .fallback = "",
	 .check = check_optional_address},
	{.name = "workspace",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct mailbox, workspace),
	 .fallback = ""},
	{0},
};

/* What filters.NAME.enabled is kept in. */
struct enabled {
	bool enabled;
};

static const struct option enabled_options[] = {
	{.name = "enabled",
	 .type = OPTION_BOOL,
	 .offset = offsetof(struct enabled, enabled),
	 .fallback = "true"},
	{0},
};

/* One mailbox while it is read. */
struct entry {
	struct mailbox *mailbox;
	struct sections *sections;
};

struct mailboxes {
	GArray *entries;      /* struct entry */
	GPtrArray *memory;    /* structs of filters' settings */
	GPtrArray *enabled;   /* of each entry: struct enabled[filters] */
	GPtrArray *options;   /* of each entry: void *[filters] */
	GArray *finished;     /* struct mailbox, at the end */
	GPtrArray *addresses; /* of all */
};

static size_t filters_count(void)
{
	size_t n = 0;

	while (filters_all[n] != NULL)
		n++;
	return n;
}

struct mailboxes *mailboxes_new(void)
{
	struct mailboxes *mailboxes = g_new0(struct mailboxes, 1);

	mailboxes->entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
	mailboxes->memory = g_ptr_array_new_with_free_func(g_free);
	mailboxes->enabled = g_ptr_array_new();
	mailboxes->options = g_ptr_array_new();
	mailboxes->finished = g_array_new(FALSE, FALSE, sizeof(struct mailbox));
	mailboxes->addresses = g_ptr_array_new();
	return mailboxes;
}

void mailboxes_free(struct mailboxes *mailboxes)
{
	if (mailboxes == NULL)
		return;
	for (guint i = 0; i < mailboxes->entries->len; i++)
		sections_free(g_array_index(mailboxes->entries, struct entry, i)
				      .sections);
	g_array_free(mailboxes->entries, TRUE);
	g_ptr_array_free(mailboxes->memory, TRUE);
	g_ptr_array_free(mailboxes->enabled, TRUE);
	g_ptr_array_free(mailboxes->options, TRUE);
	g_array_free(mailboxes->finished, TRUE);
	g_ptr_array_free(mailboxes->addresses, TRUE);
	g_free(mailboxes);
}

static void *keep(struct mailboxes *mailboxes, size_t n, size_t size)
{
	void *memory = g_malloc0_n(MAX(n, 1), MAX(size, 1));

	g_ptr_array_add(mailboxes->memory, memory);
	return memory;
}

/* Adds each filter's groups, and returns where their values are. */
static void add_filters(struct mailboxes *mailboxes, struct sections *sections,
			struct enabled *enabled, void **options)
{
	for (size_t i = 0; filters_all[i] != NULL; i++) {
		const struct filter *filter = filters_all[i];
		g_autofree char *path =
			g_strconcat("filters.", filter->name, NULL);

		if (filter->options != NULL) {
			options[i] = keep(mailboxes, 1, filter->options_size);
			sections_add(sections,
				     filter->group != NULL ? filter->group
							   : path,
				     filter->options, options[i]);
		}
		sections_add(sections, path, enabled_options, &enabled[i]);
	}
}

void mailboxes_add_filters(struct mailboxes *mailboxes,
			   struct sections *sections)
{
	const size_t n = filters_count();

	add_filters(mailboxes, sections,
		    keep(mailboxes, n, sizeof(struct enabled)),
		    keep(mailboxes, n, sizeof(void *)));
	sections_add(sections, "acknowledge", ack_options,
		     keep(mailboxes, 1, sizeof(struct ack_settings)));
}

const struct sections *mailboxes_add(struct mailboxes *mailboxes)
{
	const size_t n = filters_count();
	struct enabled *enabled = keep(mailboxes, n, sizeof(struct enabled));
	void **options = keep(mailboxes, n, sizeof(void *));
	struct entry entry = {
		.mailbox = keep(mailboxes, 1, sizeof(struct mailbox)),
		.sections = sections_new(),
	};

	sections_add(entry.sections, "", mailbox_options, entry.mailbox);
	add_filters(mailboxes, entry.sections, enabled, options);
	sections_add(entry.sections, "acknowledge", ack_options,
		     &entry.mailbox->acknowledge);
	g_array_append_val(mailboxes->entries, entry);
	g_ptr_array_add(mailboxes->enabled, enabled);
	g_ptr_array_add(mailboxes->options, options);
	return entry.sections;
}

static struct mailbox *mailbox_at(const struct mailboxes *mailboxes, guint i)
{
	return g_array_index(mailboxes->entries, struct entry, i).mailbox;
}

/* True if one of a's addresses is one of b's; which one in *which. */
static bool share_address(const struct mailbox *a, const struct mailbox *b,
			  const char **which)
{
	for (size_t i = 0; a->address[i] != NULL; i++)
		for (size_t j = 0; b->address[j] != NULL; j++)
			if (address_same(a->address[i], b->address[j])) {
				*which = a->address[i];
				return true;
			}
	return false;
}

bool mailboxes_check(struct mailboxes *mailboxes, struct why *why)
{
	const guint last = mailboxes->entries->len - 1;
	const struct mailbox *newest = mailbox_at(mailboxes, last);
	const char *address = "";

	if (*newest->name == '\0')
		return why_set(why, TROUBLE_CONFIG, "each needs a name");
	for (guint i = 0; i < last; i++) {
		const struct mailbox *other = mailbox_at(mailboxes, i);

		if (strcmp(other->name, newest->name) == 0)
			return why_set(why, TROUBLE_CONFIG,
				       "two have the name \"%s\"",
				       newest->name);
		if (share_address(newest, other, &address))
			return why_set(why, TROUBLE_CONFIG,
				       "\"%s\" stands both in \"%s\" and in "
				       "\"%s\"",
				       address, other->name, newest->name);
	}
	return true;
}

bool mailboxes_have(const struct mailboxes *mailboxes, const char *name)
{
	for (guint i = 0; i < mailboxes->entries->len; i++)
		if (strcmp(mailbox_at(mailboxes, i)->name, name) == 0)
			return true;
	return false;
}

const struct mailbox *mailbox_named(const struct config *config,
				    const char *name)
{
	for (size_t i = 0; i < config->mailboxes_n; i++)
		if (strcmp(config->mailboxes[i].name, name) == 0)
			return &config->mailboxes[i];
	return NULL;
}

static void finish_one(struct mailboxes *mailboxes, guint i)
{
	const struct enabled *enabled = mailboxes->enabled->pdata[i];
	void **options = mailboxes->options->pdata[i];
	const size_t n = filters_count();
	struct filter_settings *settings =
		keep(mailboxes, n, sizeof(struct filter_settings));
	struct mailbox *mailbox = mailbox_at(mailboxes, i);

	for (size_t j = 0; j < n; j++)
		settings[j] = (struct filter_settings){enabled[j].enabled,
						       options[j]};
	mailbox->filters = settings;
	mailbox->priority = priorities[mailbox->priority_word];
	if (*mailbox->workspace == '\0')
		mailbox->workspace =
			*mailbox->key_file == '\0' ? "default" : mailbox->name;
	/* Of a whole domain not everybody's mail is our own. */
	for (size_t j = 0; mailbox->address[j] != NULL; j++)
		if (!is_domain(mailbox->address[j]))
			g_ptr_array_add(
				mailboxes->addresses,
				(gpointer)(guintptr)mailbox->address[j]);
	if (*mailbox->acknowledge.from != '\0')
		g_ptr_array_add(mailboxes->addresses,
				(gpointer)(guintptr)mailbox->acknowledge.from);
	g_array_append_val(mailboxes->finished, *mailbox);
}

void mailboxes_finish(struct mailboxes *mailboxes, struct config *config)
{
	if (mailboxes->entries->len == 0)
		(void)mailboxes_add(mailboxes);
	for (guint i = 0; i < mailboxes->entries->len; i++)
		finish_one(mailboxes, i);
	g_ptr_array_add(mailboxes->addresses, NULL);
	config->mailboxes = (const struct mailbox *)mailboxes->finished->data;
	config->mailboxes_n = mailboxes->finished->len;
	config->own_addresses =
		(const char *const *)mailboxes->addresses->pdata;
}
