// SPDX-License-Identifier: GPL-3.0-or-later
// The rulebook: the operator's rules while the configuration is read.
#include "rulebook.h"

struct rulebook {
	GPtrArray *sections; /* struct sections: the memory of all texts */
	GPtrArray *groups;   /* struct rule_when: those within others */
	GPtrArray *entries;  /* struct rule, one block each */
	GArray *finished;    /* struct rule */
	struct section_list list;
	struct rules rules;
};

static void free_sections(gpointer sections)
{
	sections_free(sections);
}

static void when_begin(struct rule_when *when)
{
	when->all = g_ptr_array_new();
	when->any = g_ptr_array_new();
	when->none = g_ptr_array_new();
}

static void when_end(struct rule_when *when)
{
	g_ptr_array_free(when->all, TRUE);
	g_ptr_array_free(when->any, TRUE);
	g_ptr_array_free(when->none, TRUE);
}

static void free_group(gpointer group)
{
	when_end(group);
	g_free(group);
}

static void free_entry(gpointer entry)
{
	when_end(&((struct rule *)entry)->when);
	g_free(entry);
}

static struct sections *begin(struct rulebook *book)
{
	struct sections *sections = sections_new();

	g_ptr_array_add(book->sections, sections);
	return sections;
}

static const struct sections *add_group(void *owner, void *list);

/* The conditions at path, and the lists of groups that may stand there. */
static void add_when(struct rulebook *book, struct sections *sections,
		     const char *path, struct rule_when *when)
{
	const struct section_list lists[] = {
		{.name = "all", .list = when->all},
		{.name = "any", .list = when->any},
		{.name = "none", .list = when->none},
	};

	sections_add(sections, path, rule_when_options, when);
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
		struct section_list list = lists[i];

		list.add = add_group;
		list.owner = book;
		sections_add_list(sections, path, &list);
	}
}

static const struct sections *add_group(void *owner, void *list)
{
	struct rulebook *book = owner;
	struct sections *sections = begin(book);
	struct rule_when *when = g_new0(struct rule_when, 1);

	when_begin(when);
	g_ptr_array_add(book->groups, when);
	g_ptr_array_add(list, when);
	add_when(book, sections, "", when);
	return sections;
}

static const struct sections *add_rule(void *owner, void *list)
{
	struct rulebook *book = owner;
	struct sections *sections = begin(book);
	struct rule *rule = g_new0(struct rule, 1);

	when_begin(&rule->when);
	g_ptr_array_add(list, rule);
	sections_add(sections, "", rule_options, rule);
	add_when(book, sections, "if", &rule->when);
	sections_add(sections, "then", rule_then_options, &rule->then);
	return sections;
}

struct rulebook *rulebook_new(void)
{
	struct rulebook *book = g_new0(struct rulebook, 1);

	book->sections = g_ptr_array_new_with_free_func(free_sections);
	book->groups = g_ptr_array_new_with_free_func(free_group);
	book->entries = g_ptr_array_new_with_free_func(free_entry);
	book->finished = g_array_new(FALSE, FALSE, sizeof(struct rule));
	book->list = (struct section_list){
		.name = "rules",
		.add = add_rule,
		.owner = book,
		.list = book->entries,
	};
	return book;
}

void rulebook_free(struct rulebook *book)
{
	if (book == NULL)
		return;
	g_array_free(book->finished, TRUE);
	g_ptr_array_free(book->entries, TRUE);
	g_ptr_array_free(book->groups, TRUE);
	g_ptr_array_free(book->sections, TRUE);
	g_free(book);
}

const struct section_list *rulebook_list(struct rulebook *book)
{
	return &book->list;
}

bool rulebook_check(const struct rulebook *book,
		    const struct mailboxes *mailboxes, const char **part,
		    struct why *why)
{
	const struct rule *rule = book->entries->pdata[book->entries->len - 1];

	*part = "";
	if (*rule->name == '\0')
		return why_set(why, TROUBLE_CONFIG,
			       "needs a name, for the log");
	*part = ".if";
	if (rule_when_empty(&rule->when))
		return why_set(why, TROUBLE_CONFIG,
			       "has no condition; one that fits every mail is "
			       "sender = \"*\"");
	for (size_t i = 0; rule->when.mailbox[i] != NULL; i++)
		if (!mailboxes_have(mailboxes, rule->when.mailbox[i]))
			return why_set(why, TROUBLE_CONFIG,
				       "names the mailbox \"%s\", which is "
				       "none",
				       rule->when.mailbox[i]);
	*part = ".then";
	if (rule_then_empty(&rule->then))
		return why_set(why, TROUBLE_CONFIG,
			       "says nothing that could be done");
	if (*rule->then.mailbox != '\0' &&
	    !mailboxes_have(mailboxes, rule->then.mailbox))
		return why_set(why, TROUBLE_CONFIG,
			       "names the mailbox \"%s\", which is none",
			       rule->then.mailbox);
	return true;
}

const struct rules *rulebook_rules(struct rulebook *book)
{
	g_array_set_size(book->finished, 0);
	book->rules.move = false;
	for (guint i = 0; i < book->entries->len; i++) {
		const struct rule *rule = book->entries->pdata[i];

		g_array_append_val(book->finished, *rule);
		if (rule->enabled && *rule->then.mailbox != '\0')
			book->rules.move = true;
	}
	book->rules.at = (const struct rule *)book->finished->data;
	book->rules.n = book->finished->len;
	return &book->rules;
}

void rulebook_show(struct rulebook *book, struct sections *sections)
{
	struct rule *rule = g_new0(struct rule, 1);

	when_begin(&rule->when);
	g_ptr_array_add(book->entries, rule);
	sections_add(sections, "rules", rule_options, rule);
	add_when(book, sections, "rules.if", &rule->when);
	sections_add(sections, "rules.then", rule_then_options, &rule->then);
}
