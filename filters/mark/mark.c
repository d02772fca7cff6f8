// SPDX-License-Identifier: GPL-3.0-or-later
// Marks: how findings are kept, and how headers are read for them.
#include "filters/mark/mark.h"

#include <string.h>

#include "base/domain.h"
#include "base/text.h"

void mark_add(struct marks *marks, const char *rule, enum mail_class class,
	      enum weight weight, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	decision_note(marks->dec, marks->in, "class", "%s: %s", rule, text);
	if (weight == WEIGHT_SURE)
		marks->sure[class] = true;
	else if (weight == WEIGHT_GUESS)
		marks->guess[class] = true;
	marks->dec->no_ack = true;
}

const char *mark_token_of(struct pool *pool, const char *value)
{
	g_autoptr(GString) token = g_string_new(NULL);
	gsize depth = 0;

	for (; *value != '\0' && (depth > 0 || *value != ';'); value++) {
		if (*value == '(')
			depth++;
		else if (*value == ')' && depth > 0)
			depth--;
		else if (depth == 0)
			g_string_append_c(token, g_ascii_tolower(*value));
	}
	return pool_text(pool, g_strstrip(token->str));
}

const char *mark_token(const struct marks *marks, const char *name, size_t n)
{
	const struct header *header =
		n < MARK_HEADERS_MOST ? head_nth(&marks->in->msg->head, name, n)
				      : NULL;

	return header == NULL ? NULL
			      : mark_token_of(marks->in->pool, header->value);
}

const char *mark_token_among(const struct marks *marks, const char *name,
			     const char *const *words)
{
	const char *token;

	for (size_t i = 0; (token = mark_token(marks, name, i)) != NULL; i++)
		for (size_t k = 0; words[k] != NULL; k++)
			if (strcmp(token, words[k]) == 0)
				return token;
	return NULL;
}

static bool is_listed(const char *pattern, const char *text)
{
	g_autofree char *folded = domain_folded(pattern);
	g_autofree char *lower = domain_folded(text);
	const char *at = strrchr(lower, '@');
	const char *domain = *folded == '@' ? folded + 1 : folded;

	return g_pattern_match_simple(folded, lower) ||
	       (at != NULL && strchr(domain, '@') == NULL &&
		g_pattern_match_simple(domain, at + 1));
}

bool mark_listed(const char *const *patterns, const char *text)
{
	for (size_t i = 0; patterns[i] != NULL; i++)
		if (is_listed(patterns[i], text))
			return true;
	return false;
}

/*
 * Return-Path is where the delivering system writes the envelope sender (RFC
 * 5321, 4.4); some write MAILER-DAEMON for the null sender.
 */
static bool is_null(const char *sender)
{
	return *sender == '\0' || strcmp(sender, "<>") == 0 ||
	       text_same(sender, "MAILER-DAEMON") ||
	       text_same(sender, "<MAILER-DAEMON>");
}

bool mark_null_sender(const struct marks *marks)
{
	const struct envelope *envelope = marks->in->envelope;
	const struct header *path;

	if (envelope->sender_known)
		return is_null(envelope->sender);
	path = head_nth(&marks->in->msg->head, "Return-Path", 0);
	return path != NULL && is_null(path->raw);
}

const char *mark_from_local(const struct marks *marks)
{
	const struct addresses *from = &marks->in->msg->from;
	const char *email = from->n > 0 ? from->at[0].email : "";
	g_autofree char *local =
		g_ascii_strdown(email, (gssize)strcspn(email, "@"));

	return pool_text(marks->in->pool, local);
}
