// SPDX-License-Identifier: GPL-3.0-or-later
// The file of the configuration: from libconfig's tree to our settings.
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libconfig.h>

#include "archiving.h"
#include "config_inside.h"
#include "keeping.h"

/* Groups within groups: `filters`, a filter, and none below. */
#define CONFIG_DEPTH_MOST 4

/* Where a setting is read into, and what to call it in a message. */
struct scope {
	const struct sections *sections;
	const char *before; /* "mailboxes.support." or "" */
};

static bool complain(const config_setting_t *setting, const char *name,
		     struct why *why)
{
	const char *file = config_setting_source_file(setting);

	why_at(why, "%s", name);
	return why_at(why, "%s:%u", file != NULL ? file : "?",
		      config_setting_source_line(setting));
}

static bool unknown(const struct scope *scope, const char *path,
		    const config_setting_t *setting, struct why *why)
{
	const char *name = config_setting_name(setting);
	const char *like = sections_suggest(scope->sections, path, name);
	g_autofree char *full = g_strconcat(
		scope->before, path, *path != '\0' ? "." : "", name, NULL);

	if (like != NULL)
		why_set(why, TROUBLE_CONFIG,
			"there is no such setting; did you mean \"%s\"?", like);
	else
		why_set(why, TROUBLE_CONFIG,
			"there is no such setting; see tixgate.conf(5)");
	return complain(setting, full, why);
}

/* A list or array of texts; false for one that holds anything else. */
static bool read_texts(const config_setting_t *setting, GPtrArray *texts)
{
	const int n = config_setting_length(setting);

	for (int i = 0; i < n; i++) {
		const char *text = config_setting_get_string_elem(setting, i);

		if (text == NULL)
			return false;
		g_ptr_array_add(texts, g_strdup(text));
	}
	g_ptr_array_add(texts, NULL);
	return true;
}

static bool read_value(const config_setting_t *setting, GPtrArray *texts,
		       struct option_value *value)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		value->type = OPTION_INT;
		value->integer = config_setting_get_int64(setting);
		return true;
	case CONFIG_TYPE_FLOAT:
		value->type = OPTION_NUMBER;
		value->number = config_setting_get_float(setting);
		return true;
	case CONFIG_TYPE_STRING:
		value->type = OPTION_TEXT;
		value->text = config_setting_get_string(setting);
		return true;
	case CONFIG_TYPE_BOOL:
		value->type = OPTION_BOOL;
		value->truth = config_setting_get_bool(setting) != 0;
		return true;
	case CONFIG_TYPE_ARRAY:
	case CONFIG_TYPE_LIST:
		value->type = OPTION_LIST;
		if (!read_texts(setting, texts))
			return false;
		value->list = (const char *const *)texts->pdata;
		return true;
	default:
		return false;
	}
}

static bool read_setting(const struct scope *scope, const char *path,
			 const config_setting_t *setting, struct why *why)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	const char *name = config_setting_name(setting);
	struct option_value value = {0};
	const struct option *option;
	g_autofree char *full = NULL;
	void *values;

	option = sections_find(scope->sections, path, name, &values);
	if (option == NULL)
		return unknown(scope, path, setting, why);
	full = g_strconcat(scope->before, path, *path != '\0' ? "." : "", name,
			   NULL);
	if (!read_value(setting, texts, &value)) {
		why_set(why, TROUBLE_CONFIG, "must be %s",
			option_type_name(option->type));
		return complain(setting, full, why);
	}
	if (!option_set(option, values, &value, scope->sections->strings,
			scope->sections->lists, why))
		return complain(setting, full, why);
	return true;
}

static bool read_group(const struct scope *scope, const char *path,
		       const config_setting_t *group, int depth,
		       struct why *why);

/* One group of a list; the list's name and its own, or its number, name it. */
static bool read_element(const struct section_list *list, const char *full,
			 const config_setting_t *all, int n, int depth,
			 struct why *why)
{
	const config_setting_t *element =
		config_setting_get_elem(all, (unsigned)n);
	g_autofree char *before = g_strdup_printf("%s[%d].", full, n + 1);
	struct scope inner = {NULL, before};

	if (config_setting_is_group(element) && depth <= CONFIG_DEPTH_MOST) {
		inner.sections = list->add(list->owner, list->list);
		return read_group(&inner, "", element, depth, why);
	}
	why_set(why, TROUBLE_CONFIG,
		depth > CONFIG_DEPTH_MOST ? "is nested too deeply"
					  : "each must be a group { … }");
	return complain(element, full, why);
}

static bool read_list(const struct scope *scope, const char *path,
		      const struct section_list *list,
		      const config_setting_t *setting, int depth,
		      struct why *why)
{
	g_autofree char *full =
		g_strconcat(scope->before, path, *path != '\0' ? "." : "",
			    list->name, NULL);
	const int n = config_setting_length(setting);

	if (!config_setting_is_list(setting)) {
		why_set(why, TROUBLE_CONFIG,
			"must be a list of groups: ( { … }, { … } )");
		return complain(setting, full, why);
	}
	for (int i = 0; i < n; i++)
		if (!read_element(list, full, setting, i, depth, why))
			return false;
	return true;
}

/* Settings are nested a few levels deep, by the operator and no one else. */
static bool read_group(const struct scope *scope, const char *path,
		       const config_setting_t *group, int depth,
		       struct why *why)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *setting =
			config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(setting);
		g_autofree char *below =
			g_strconcat(path, *path != '\0' ? "." : "", name, NULL);

		const struct section_list *list =
			sections_find_list(scope->sections, path, name);

		if (*scope->before == '\0' &&
		    (strcmp(below, "mailboxes") == 0 ||
		     strcmp(below, "rules") == 0))
			continue;
		if (list != NULL) {
			if (!read_list(scope, path, list, setting, depth + 1,
				       why))
				return false;
			continue;
		}
		if (!config_setting_is_group(setting)) {
			if (!read_setting(scope, path, setting, why))
				return false;
			continue;
		}
		if (depth == CONFIG_DEPTH_MOST ||
		    !sections_has_group(scope->sections, below))
			return unknown(scope, path, setting, why);
		if (!read_group(scope, below, setting, depth + 1, why))
			return false;
	}
	return true;
}

/* What the whole file says counts in every mailbox, before its own. */
static bool read_common(const struct sections *sections,
			const config_setting_t *root, struct why *why)
{
	const struct scope top = {sections, ""};

	for (int i = 0; i < config_setting_length(root); i++) {
		const config_setting_t *group =
			config_setting_get_elem(root, (unsigned)i);
		const char *path = config_setting_name(group);

		if (sections_has_group(sections, path) &&
		    config_setting_is_group(group) &&
		    !read_group(&top, path, group, 1, why))
			return false;
	}
	return true;
}

static bool read_mailbox(struct loaded *loaded, const config_setting_t *root,
			 const config_setting_t *setting, struct why *why)
{
	const struct sections *sections = mailboxes_add(loaded->mailboxes);
	const char *name = "?";
	g_autofree char *before = NULL;
	struct scope scope = {sections, NULL};

	if (!config_setting_is_group(setting)) {
		why_set(why, TROUBLE_CONFIG, "each must be a group { … }");
		return complain(setting, "mailboxes", why);
	}
	(void)config_setting_lookup_string(setting, "name", &name);
	before = g_strdup_printf("mailboxes.%s.", name);
	scope.before = before;
	if (!read_common(sections, root, why) ||
	    !read_group(&scope, "", setting, 0, why))
		return false;
	if (!mailboxes_check(loaded->mailboxes, why))
		return complain(setting, "mailboxes", why);
	return true;
}

static bool read_mailboxes(struct loaded *loaded, const config_t *file,
			   struct why *why)
{
	const config_setting_t *root = config_root_setting(file);
	const config_setting_t *list = config_lookup(file, "mailboxes");
	const int n = list == NULL ? 0 : config_setting_length(list);

	if (list == NULL)
		return read_common(mailboxes_add(loaded->mailboxes), root, why);
	if (!config_setting_is_list(list) || n == 0 ||
	    n > CONFIG_MAILBOXES_MOST) {
		why_set(why, TROUBLE_CONFIG,
			"must be a list of 1 to %d groups: ( { name = \"…\"; "
			"… } )",
			CONFIG_MAILBOXES_MOST);
		return complain(list, "mailboxes", why);
	}
	for (int i = 0; i < n; i++)
		if (!read_mailbox(loaded, root,
				  config_setting_get_elem(list, (unsigned)i),
				  why))
			return false;
	return true;
}

/* After the mailboxes, since rules name them. */
static bool read_rules(struct loaded *loaded, const config_t *file,
		       struct why *why)
{
	const struct section_list *list = rulebook_list(loaded->rulebook);
	const config_setting_t *all = config_lookup(file, "rules");
	const int n = all == NULL ? 0 : config_setting_length(all);

	if (all != NULL && (!config_setting_is_list(all) || n > RULES_MOST)) {
		why_set(why, TROUBLE_CONFIG,
			"must be a list of at most %d groups: ( { name = "
			"\"…\"; if : { … }; then : { … }; } )",
			RULES_MOST);
		return complain(all, "rules", why);
	}
	for (int i = 0; i < n; i++) {
		const char *part = "";
		g_autofree char *name = NULL;

		if (!read_element(list, "rules", all, i, 0, why))
			return false;
		if (rulebook_check(loaded->rulebook, loaded->mailboxes, &part,
				   why))
			continue;
		name = g_strdup_printf("rules[%d]%s", i + 1, part);
		return complain(config_setting_get_elem(all, (unsigned)i), name,
				why);
	}
	return true;
}

static bool read_archive(const struct loaded *loaded, const config_t *file,
			 struct why *why)
{
	const char *wrong = archiving_check(&loaded->config, why);
	g_autofree char *name = g_strconcat("attachments.", wrong, NULL);

	return wrong == NULL ||
	       complain(config_lookup(file, "attachments"), name, why);
}

/* libconfig says of @include that it failed, but not with which file. */
static bool complain_text(const config_t *file, const char *path,
			  struct why *why)
{
	const char *said = config_error_file(file);
	const char *where = said != NULL ? said : path;
	const int line = config_error_line(file);
	g_autofree char *text = config_line(where, line);

	return why_set(why, TROUBLE_CONFIG, "%s:%d: %s%s%s", where, line,
		       config_error_text(file),
		       g_str_has_prefix(text, "@include") ? ": " : "",
		       g_str_has_prefix(text, "@include") ? text : "");
}

static bool read_text(config_t *file, const char *path, struct why *why)
{
	const int before = config_folder_enter(path);
	bool good;

	config_set_options(file,
			   CONFIG_OPTION_SEMICOLON_SEPARATORS |
				   CONFIG_OPTION_COLON_ASSIGNMENT_FOR_GROUPS);
	good = config_read_file(file, path) == CONFIG_TRUE ||
	       complain_text(file, path, why);
	config_folder_leave(before);
	return good;
}

static bool read_open(struct loaded *loaded, config_t *file, struct why *why)
{
	const struct scope scope = {loaded->sections, ""};
	struct stat info;

	if (stat(loaded->path, &info) < 0)
		return why_errno(why, TROUBLE_CONFIG, "cannot read %s",
				 loaded->path);
	if (!S_ISREG(info.st_mode))
		return why_set(why, TROUBLE_CONFIG,
			       "%s is %s; name the configuration file with -c",
			       loaded->path,
			       S_ISDIR(info.st_mode) ? "a directory"
						     : "not a file");
	if (access(loaded->path, R_OK) < 0)
		return why_errno(why, TROUBLE_CONFIG, "cannot read %s",
				 loaded->path);
	if (!read_text(file, loaded->path, why))
		return false;
	loaded->config.key_file_given =
		config_lookup(file, "api.key_file") != NULL;
	if (!read_group(&scope, "", config_root_setting(file), 0, why) ||
	    !read_mailboxes(loaded, file, why) ||
	    !read_rules(loaded, file, why))
		return false;
	if (!keeping_check(&loaded->config.state, why))
		return complain(config_lookup(file, "state"), "state.discarded",
				why);
	return read_archive(loaded, file, why);
}

bool config_file_read(struct loaded *loaded, struct why *why)
{
	config_t file;
	bool good;

	config_init(&file);
	good = read_open(loaded, &file, why);
	config_destroy(&file);
	return good;
}
