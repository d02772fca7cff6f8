// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration: one file, read whole and judged before a mail is.
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libconfig.h>

#include "keeping.h"
#include "mailboxes.h"
#include "sections.h"

/* Groups within groups: `filters`, a filter, and none below. */
#define CONFIG_DEPTH_MOST 4

/* The configuration and what it is made of. */
struct loaded {
	struct config config;
	struct sections *sections;
	struct mailboxes *mailboxes;
	char *path;
};

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

		if (*scope->before == '\0' && strcmp(below, "mailboxes") == 0)
			continue;
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

static bool read_file(struct loaded *loaded, config_t *file, struct why *why)
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
	config_set_options(file,
			   CONFIG_OPTION_SEMICOLON_SEPARATORS |
				   CONFIG_OPTION_COLON_ASSIGNMENT_FOR_GROUPS);
	if (config_read_file(file, loaded->path) != CONFIG_TRUE) {
		const char *where = config_error_file(file);

		return why_set(why, TROUBLE_CONFIG, "%s:%d: %s",
			       where != NULL ? where : loaded->path,
			       config_error_line(file),
			       config_error_text(file));
	}
	loaded->config.key_file_given =
		config_lookup(file, "api.key_file") != NULL;
	if (!read_group(&scope, "", config_root_setting(file), 0, why) ||
	    !read_mailboxes(loaded, file, why))
		return false;
	if (keeping_check(&loaded->config.state, why))
		return true;
	return complain(config_lookup(file, "state"), "state.discarded", why);
}

static void add_sections(struct loaded *loaded)
{
	struct config *config = &loaded->config;

	sections_add(loaded->sections, "api", desk_options, &config->api);
	sections_add(loaded->sections, "state", store_options, &config->state);
	sections_add(loaded->sections, "limits", limits_options,
		     &config->limits);
	sections_add(loaded->sections, "log", log_options, &config->log);
	/* Filters are read once more for each mailbox; here, to be judged. */
	mailboxes_add_filters(loaded->mailboxes, loaded->sections);
}

struct config *config_load(const char *path, bool asked_for, struct why *why)
{
	struct loaded *loaded = g_new0(struct loaded, 1);
	config_t file;
	bool good = true;

	loaded->path = g_canonicalize_filename(path, NULL);
	loaded->sections = sections_new();
	loaded->mailboxes = mailboxes_new();
	loaded->config.path = loaded->path;
	add_sections(loaded);
	config_init(&file);
	loaded->config.missing =
		access(loaded->path, F_OK) < 0 && errno == ENOENT && !asked_for;
	if (!loaded->config.missing)
		good = read_file(loaded, &file, why);
	config_destroy(&file);
	if (!good) {
		config_free(&loaded->config);
		return NULL;
	}
	mailboxes_finish(loaded->mailboxes, &loaded->config);
	return &loaded->config;
}

void config_free(struct config *config)
{
	struct loaded *loaded = (struct loaded *)config;

	if (config == NULL)
		return;
	mailboxes_free(loaded->mailboxes);
	sections_free(loaded->sections);
	g_free(loaded->path);
	g_free(loaded);
}

/* A default as it stands in the file: texts in quotes, lists in brackets. */
static void write_default(FILE *out, const struct option *option)
{
	g_auto(GStrv) items = NULL;
	g_autofree char *escaped = g_strescape(option->fallback, NULL);

	switch (option->type) {
	case OPTION_TEXT:
	case OPTION_WORD:
		fprintf(out, "\"%s\"", escaped);
		return;
	case OPTION_LIST:
		items = g_strsplit(option->fallback, "\n", -1);
		fputc('[', out);
		for (guint i = 0; items[i] != NULL && *items[i] != '\0'; i++) {
			g_autofree char *item = g_strescape(items[i], NULL);

			fprintf(out, "%s\"%s\"", i > 0 ? ", " : "", item);
		}
		fputc(']', out);
		return;
	case OPTION_BOOL:
	case OPTION_INT:
	case OPTION_NUMBER:
		fputs(option->fallback, out);
		return;
	}
}

static void write_section(FILE *out, const struct section *section)
{
	static const char *const types[] = {
		[OPTION_BOOL] = "bool",	    [OPTION_INT] = "int",
		[OPTION_NUMBER] = "number", [OPTION_TEXT] = "text",
		[OPTION_WORD] = "word",	    [OPTION_LIST] = "list",
	};

	for (const struct option *option = section->options;
	     option->name != NULL; option++) {
		fprintf(out, "%s.%s\t%s\t", section->path, option->name,
			types[option->type]);
		write_default(out, option);
		fputc('\n', out);
	}
}

void config_list_settings(FILE *out)
{
	struct loaded *loaded = g_new0(struct loaded, 1);
	const struct section mailbox = {(char *)(guintptr) "mailboxes",
					mailbox_options, NULL};

	loaded->sections = sections_new();
	loaded->mailboxes = mailboxes_new();
	add_sections(loaded);
	for (guint i = 0; i < loaded->sections->list->len; i++)
		write_section(out, &g_array_index(loaded->sections->list,
						  struct section, i));
	write_section(out, &mailbox);
	config_free(&loaded->config);
}
