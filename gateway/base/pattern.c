// SPDX-License-Identifier: GPL-3.0-or-later
// Patterns of the configuration: PCRE2, always under limits.
#include "base/pattern.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Bytes of a pattern, and of memory that compiling one may take. */
#define PATTERN_SOURCE_MOST   1000
#define PATTERN_COMPILED_MOST 100000

struct pattern {
	pcre2_code *code;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(pcre2_match_context, pcre2_match_context_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pcre2_match_data, pcre2_match_data_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pcre2_compile_context, pcre2_compile_context_free)

static bool compiled_small(const pcre2_code *code)
{
	size_t size = 0;

	return pcre2_pattern_info(code, PCRE2_INFO_SIZE, &size) == 0 &&
	       size <= PATTERN_COMPILED_MOST;
}

struct pattern *pattern_new(const char *source, struct why *why)
{
	g_autoptr(pcre2_compile_context) context =
		pcre2_compile_context_create(NULL);
	const guint32 flags = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS |
			      PCRE2_NEVER_BACKSLASH_C;
	PCRE2_UCHAR text[128];
	PCRE2_SIZE at = 0;
	pcre2_code *code;
	int error = 0;
	struct pattern *pattern;

	pcre2_set_max_pattern_length(context, PATTERN_SOURCE_MOST);
	code = pcre2_compile((PCRE2_SPTR)source, PCRE2_ZERO_TERMINATED, flags,
			     &error, &at, context);
	if (code == NULL) {
		pcre2_get_error_message(error, text, sizeof text);
		why_set(why, TROUBLE_CONFIG,
			"is not a pattern: %s at character %zu", (char *)text,
			at + 1);
		return NULL;
	}
	if (!compiled_small(code)) {
		pcre2_code_free(code);
		why_set(why, TROUBLE_CONFIG,
			"needs too much memory; use smaller repeat counts");
		return NULL;
	}
	pattern = g_new0(struct pattern, 1);
	pattern->code = code;
	return pattern;
}

void pattern_free(struct pattern *pattern)
{
	if (pattern == NULL)
		return;
	pcre2_code_free(pattern->code);
	g_free(pattern);
}

/* The size of text up to the ceiling, not inside a character. */
static gsize searched(const char *text)
{
	gsize size = strnlen(text, PATTERN_SUBJECT_MOST);

	while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
		size--;
	return size;
}

bool pattern_match(const struct pattern *pattern, const char *text,
		   struct pattern_match *match)
{
	g_autoptr(pcre2_match_context) context =
		pcre2_match_context_create(NULL);
	g_autoptr(pcre2_match_data) data =
		pcre2_match_data_create_from_pattern(pattern->code, NULL);
	PCRE2_SIZE *at;
	int groups;

	pcre2_set_match_limit(context, PATTERN_MATCH_MOST);
	pcre2_set_depth_limit(context, PATTERN_DEPTH_MOST);
	groups = pcre2_match(pattern->code, (PCRE2_SPTR)text, searched(text), 0,
			     0, data, context);
	if (groups < 1)
		return false;
	at = pcre2_get_ovector_pointer(data);
	*match = (struct pattern_match){.from = at[0], .to = at[1]};
	/* \K in a look-ahead can put the start behind the end. */
	if (match->from > match->to)
		return false;
	if (groups > 1 && at[2] != PCRE2_UNSET && at[2] <= at[3]) {
		match->group_from = at[2];
		match->group_to = at[3];
	}
	return true;
}

bool pattern_check(const char *source, struct why *why)
{
	g_autoptr(pattern_handle) pattern = pattern_new(source, why);

	return pattern != NULL;
}
