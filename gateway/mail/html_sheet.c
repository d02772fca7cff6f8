// SPDX-License-Identifier: GPL-3.0-or-later
// Reads style sheets, so far as Word and newsletters hide and part text there.
#include "mail/html_sheet.h"

#include <stdbool.h>
#include <string.h>

/* Bytes of one selector; a longer one is none that is known. */
#define SELECTOR_MOST 63

struct rule {
	char tag[SELECTOR_MOST + 1]; /* "" for every element */
	struct css css;
	guint next; /* 1 + index of the next rule for this name, 0 for none */
};

struct sheet {
	GHashTable *rules; /* ".class", "#id" or "p" to 1 + index into all */
	GArray *all;	   /* struct rule */
};

struct sheet *sheet_new(void)
{
	struct sheet *sheet = g_new0(struct sheet, 1);

	sheet->rules =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	sheet->all = g_array_new(FALSE, TRUE, sizeof(struct rule));
	return sheet;
}

void sheet_free(struct sheet *sheet)
{
	if (!sheet)
		return;
	g_hash_table_destroy(sheet->rules);
	g_array_free(sheet->all, TRUE);
	g_free(sheet);
}

static guint find(const struct sheet *sheet, const char *key)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(sheet->rules, key));
}

/* One selector, trimmed and in lower case, as a rule; unknown kinds are none.
 */
static void add_selector(struct sheet *sheet, const char *selector,
			 const struct css *css)
{
	const char *key = strpbrk(selector, ".#");
	struct rule rule = {.css = *css};

	if (!*selector || sheet->all->len >= SHEET_RULES_MOST)
		return;
	if (!key)
		key = selector;
	if (strpbrk(key + 1, " .#:[>+~*"))
		return;
	memcpy(rule.tag, selector, (gsize)(key - selector));
	if (strpbrk(rule.tag, " :[>+~*") || *key == '*' || *key == '@')
		return;
	rule.next = find(sheet, key);
	g_array_append_val(sheet->all, rule);
	g_hash_table_insert(sheet->rules, g_strdup(key),
			    GUINT_TO_POINTER(sheet->all->len));
}

static void add_selectors(struct sheet *sheet, const char *text, gsize size,
			  const struct css *css)
{
	static const struct css nothing;
	char selector[SELECTOR_MOST + 1];
	gsize n = 0;

	if (memcmp(css->said, nothing.said, sizeof(css->said)) == 0)
		return;
	for (gsize i = 0; i <= size; i++) {
		if (i == size || text[i] == ',') {
			selector[MIN(n, SELECTOR_MOST)] = '\0';
			if (n <= SELECTOR_MOST)
				add_selector(sheet, g_strchomp(selector), css);
			n = 0;
		} else if (n > 0 || !g_ascii_isspace(text[i])) {
			if (n < SELECTOR_MOST)
				selector[n] = g_ascii_tolower(text[i]);
			n++;
		}
	}
}

/* The sheet without comments and the marks of one that hide it in old mail. */
static GString *without_comments(const char *text, gsize size)
{
	GString *out = g_string_sized_new(size);
	const char *end = text + size;

	while (text < end) {
		const char *close = NULL;

		if (end - text >= 4 && memcmp(text, "<!--", 4) == 0) {
			text += 4;
		} else if (end - text >= 3 && memcmp(text, "-->", 3) == 0) {
			text += 3;
		} else if (end - text >= 2 && memcmp(text, "/*", 2) == 0) {
			close = memmem(text + 2, (size_t)(end - text - 2), "*/",
				       2);
			text = close ? close + 2 : end;
		} else {
			g_string_append_c(out, *text++);
		}
	}
	return out;
}

/* The place behind the "}" that belongs to a "{" before at. */
static const char *block_end(const char *at, const char *end)
{
	guint depth = 1;

	for (; at < end && depth > 0; at++) {
		if (*at == '{')
			depth++;
		else if (*at == '}')
			depth--;
	}
	return at;
}

void sheet_add(struct sheet *sheet, const char *text, gsize size)
{
	g_autoptr(GString) clean =
		without_comments(text, MIN(size, SHEET_SIZE_MOST));
	const char *at = clean->str, *end = clean->str + clean->len;

	while (at < end) {
		gsize n = strcspn(at, "{;}");
		const char *open = at + n;
		const char *close;

		if (*open != '{') {
			at = open + 1;
			continue;
		}
		close = block_end(open + 1, end);
		while (g_ascii_isspace(*at))
			at++;
		if (*at != '@') {
			struct css css = {0};

			css_parse(&css, open + 1,
				  (gsize)(close - open) -
					  (close[-1] == '}' ? 2 : 1));
			add_selectors(sheet, at, (gsize)(open - at), &css);
		}
		at = close;
	}
}

static void apply(const struct sheet *sheet, const char *tag, const char *key,
		  struct css *css)
{
	guint next = find(sheet, key);
	guint left = SHEET_CLASSES_MOST;

	/* The newest rule stands first: what it says is not said again. */
	while (next > 0 && left-- > 0) {
		const struct rule *rule =
			&g_array_index(sheet->all, struct rule, next - 1);

		if (!*rule->tag || strcmp(rule->tag, tag) == 0) {
			struct css below = rule->css;

			css_merge(&below, css);
			*css = below;
		}
		next = rule->next;
	}
}

/* One name behind its mark, in lower case, as a key; false if it is too long.
 */
static bool key_of(char *key, char mark, const char *name, gsize size)
{
	if (size + 1 > SELECTOR_MOST)
		return false;
	key[0] = mark;
	for (gsize i = 0; i < size; i++)
		key[i + 1] = g_ascii_tolower(name[i]);
	key[size + 1] = '\0';
	return true;
}

void sheet_apply(const struct sheet *sheet, const char *tag, const char *class,
		 const char *id, struct css *css)
{
	char key[SELECTOR_MOST + 1];
	guint left = SHEET_CLASSES_MOST;

	if (sheet->all->len == 0)
		return;
	if (id && key_of(key, '#', id, strlen(id)))
		apply(sheet, tag, key, css);
	while (class && left-- > 0) {
		gsize size;

		class += strspn(class, " \t\r\n");
		size = strcspn(class, " \t\r\n");
		if (size == 0)
			break;
		if (key_of(key, '.', class, size))
			apply(sheet, tag, key, css);
		class += size;
	}
	apply(sheet, tag, tag, css);
}
