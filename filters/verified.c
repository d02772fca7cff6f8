// SPDX-License-Identifier: GPL-3.0-or-later
// verified: believes one host, ours, on whether the sender is who he says.
#include <string.h>

#include "base/text.h"
#include "filters/filter.h"

/* Headers of that name that are looked at; a sender can add any number. */
#define RESULTS_MOST 50

struct verified_options {
	const char *authserv_id;
};

static const struct option options[] = {
	{.name = "authserv_id",
	 .type = OPTION_TEXT,
	 .offset = offsetof(struct verified_options, authserv_id),
	 .fallback = ""},
	{0},
};

/*
 * The value without its comments, and with no more in its quotes than could
 * stand outside of them (RFC 8601, 2.2; RFC 5322, 3.2): a sender's own words
 * are there, as in smtp.mailfrom="; dmarc=pass ;"@example.com. NULL if a quote
 * or a comment has no end.
 */
static char *without_words(const char *value)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	bool quoted = false;
	guint depth = 0;

	for (; *value != '\0'; value++) {
		if (*value == '\\' && (quoted || depth > 0) && value[1] != '\0')
			value++;
		else if (*value == '"' && depth == 0)
			quoted = !quoted;
		else if (*value == '(' && !quoted)
			depth++;
		else if (*value == ')' && !quoted && depth > 0)
			depth--;
		else if (quoted)
			g_string_append_c(plain,
					  g_ascii_isalnum(*value) ||
							  strchr(".-", *value)
						  ? *value
						  : '_');
		else if (depth == 0)
			g_string_append_c(plain, *value);
	}
	return quoted || depth > 0
		       ? NULL
		       : g_string_free(g_steal_pointer(&plain), FALSE);
}

/* "dmarc=fail" of one part between semicolons, whatever blanks it has. */
static enum verified read_method(const char *part)
{
	g_autofree char *result = NULL;
	const char *equals;

	part += strspn(part, " \t");
	if (g_ascii_strncasecmp(part, "dmarc", 5) != 0)
		return VERIFIED_NONE;
	/* A version of the method may stand behind a slash. */
	equals = part + 5 + strspn(part + 5, " \t");
	if (*equals == '/')
		equals += strspn(equals, "/ \t0123456789");
	if (*equals != '=')
		return VERIFIED_NONE;
	equals += 1 + strspn(equals + 1, " \t");
	result = g_strndup(equals, strcspn(equals, " \t"));
	if (text_same(result, "pass"))
		return VERIFIED_PASS;
	return text_same(result, "fail") ? VERIFIED_FAIL : VERIFIED_NONE;
}

/* Of several results, as of several addresses in From, a failure counts. */
static enum verified read_methods(char **parts)
{
	enum verified verified = VERIFIED_NONE;

	for (; *parts != NULL && verified != VERIFIED_FAIL; parts++) {
		const enum verified one = read_method(*parts);

		if (one != VERIFIED_NONE)
			verified = one;
	}
	return verified;
}

/* True if our host wrote this one: then what it says of DMARC. */
static bool read_results(const char *value, const char *authserv_id,
			 enum verified *verified)
{
	g_autofree char *plain = without_words(value);
	g_auto(GStrv) parts = g_strsplit(plain != NULL ? plain : value, ";", 0);
	g_auto(GStrv) first = NULL;

	if (parts[0] == NULL)
		return false;
	/* A version may stand behind the name (RFC 8601, 2.2). */
	first = g_strsplit_set(g_strstrip(parts[0]), " \t", 2);
	if (first[0] == NULL || !text_same(first[0], authserv_id))
		return false;
	*verified = read_methods(parts + 1);
	/* What cannot be told apart proves nothing. */
	if (plain == NULL && *verified == VERIFIED_PASS)
		*verified = VERIFIED_NONE;
	return true;
}

static void judge_from(const struct filter_input *in, struct decision *dec,
		       enum verified verified)
{
	const struct verified_options *opt = in->options;

	dec->sender.verified = verified;
	if (verified != VERIFIED_FAIL)
		return;
	dec->sender.unsure = true;
	decision_note(dec, in, "verified",
		      "%s says dmarc=fail: the sender has no rights by his "
		      "address",
		      opt->authserv_id);
}

/*
 * What was verified is From, who may name anybody else as the writer: it is he
 * who has to be known, and not to be forged.
 */
static void judge_named(const struct filter_input *in, struct decision *dec,
			enum verified verified)
{
	if (dec->sender.vouched && verified != VERIFIED_FAIL)
		return;
	dec->sender.unsure = true;
	decision_note(dec, in, "verified",
		      "From %s: whom it names as the sender has no rights by "
		      "his address",
		      dec->sender.vouched ? "is forged" : "is not ours");
}

static void run(const struct filter_input *in, struct decision *dec)
{
	const struct verified_options *opt = in->options;
	enum verified verified = VERIFIED_NONE;
	const bool named = strcmp(dec->sender.source, "reply-to") == 0 ||
			   strcmp(dec->sender.source, "original-from") == 0;

	dec->sender.judged = *opt->authserv_id != '\0';
	if (!dec->sender.judged ||
	    (!named && strcmp(dec->sender.source, "from") != 0))
		return;
	/* The topmost is our host's: what is below may be the sender's. */
	for (size_t n = 0; n < RESULTS_MOST; n++) {
		const struct header *header =
			head_nth(&in->msg->head, "Authentication-Results", n);

		if (header == NULL ||
		    read_results(header->raw, opt->authserv_id, &verified))
			break;
	}
	if (named)
		judge_named(in, dec, verified);
	else
		judge_from(in, dec, verified);
}

const struct filter filter_verified = {
	.name = "verified",
	.about = "believes one host on whether the sender is who he says",
	.phase = PHASE_READ,
	.options = options,
	.options_size = sizeof(struct verified_options),
	.run = run,
};
