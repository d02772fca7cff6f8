// SPDX-License-Identifier: GPL-3.0-or-later
// link: finds the ticket's own link in the text, where the subject names none.
#include <string.h>

#include "base/pattern.h"
#include "filters/filter.h"
#include "filters/text/number.h"

/* Bytes of one link; what is longer is no link to a ticket. */
#define LINK_MOST 500

/* Links of one text that are looked at, whatever they point to. */
#define LINKS_MOST 500

struct link_options {
	const char *const *link;
	const char *const *link_hosts;
};

static const struct option options[] = {
	{.name = "link",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct link_options, link),
	 .fallback = "/tickets?/#?([0-9]+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}"
		     "[0-9a-f]{12})(?![0-9a-z_-])\n"
		     "[?&#]ticket(?:_?id|_?number)?=([0-9]+|[0-9a-f]{8}-"
		     "(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?![0-9a-z_-])\n",
	 .check = pattern_check},
	{.name = "link_hosts",
	 .type = OPTION_LIST,
	 .offset = offsetof(struct link_options, link_hosts),
	 .fallback = ""},
	{0},
};

/* One text's links while they are looked at. */
struct links {
	const struct filter_input *in;
	GPtrArray *patterns; /* struct pattern */
	struct reference first;
	bool several; /* they name more than one ticket */
};

/* The host itself, or one below it. */
static bool is_host(const char *host, gsize size, const char *wanted)
{
	const gsize n = strlen(wanted);

	return n > 0 && size >= n &&
	       g_ascii_strncasecmp(host + size - n, wanted, n) == 0 &&
	       (size == n || host[size - n - 1] == '.');
}

static bool is_desk(const struct links *links, const char *host, gsize size)
{
	const struct link_options *opt = links->in->options;

	if (*opt->link_hosts == NULL)
		return is_host(host, size, links->in->desk_host);
	for (size_t i = 0; opt->link_hosts[i] != NULL; i++)
		if (is_host(host, size, opt->link_hosts[i]))
			return true;
	return false;
}

static void take(struct links *links, const char *value, const char *link)
{
	struct reference found;

	if (!number_read(links->in->pool, value, &found))
		return;
	found.source = "body";
	found.text = link;
	if (!links->first.found)
		links->first = found;
	else if (links->first.number != found.number ||
		 strcmp(links->first.id, found.id) != 0)
		links->several = true;
}

static void compile(struct links *links)
{
	const struct link_options *opt = links->in->options;

	for (size_t i = 0; opt->link[i] != NULL; i++) {
		struct why why = {0};
		struct pattern *pattern = pattern_new(opt->link[i], &why);

		/* The configuration was judged: each of them compiles. */
		if (pattern != NULL)
			g_ptr_array_add(links->patterns, pattern);
	}
}

/* What stands behind the host: only there is it a path of the desk's. */
static void look(struct links *links, const char *link, const char *path)
{
	if (links->patterns->len == 0)
		compile(links);
	for (guint i = 0; i < links->patterns->len; i++) {
		struct pattern_match match;

		if (!pattern_match(links->patterns->pdata[i], path, &match) ||
		    match.group_to == match.group_from)
			continue;
		take(links,
		     pool_text_n(links->in->pool, path + match.group_from,
				 match.group_to - match.group_from),
		     link);
		return;
	}
}

static gsize link_size(const char *at)
{
	return strcspn(at, " \t\n<>\"'()[]{}|\\^`");
}

static void look_at_all(struct links *links, const char *text)
{
	guint seen = 0;

	for (const char *at = strstr(text, "://");
	     at != NULL && seen < LINKS_MOST; at = strstr(at, "://"), seen++) {
		const char *host = at + 3;
		const gsize n = strcspn(host, "/?#: \t\n<>\"'()[]{}|\\^`@");
		const gsize size = link_size(host);

		at = host;
		/* A name before the "@" is no host, whatever it looks like. */
		if (size > LINK_MOST || host[n] == '@' ||
		    !is_desk(links, host, n))
			continue;
		look(links, pool_text_n(links->in->pool, host, size),
		     pool_text_n(links->in->pool, host + n, size - n));
	}
}

static void drop_pattern(gpointer pattern)
{
	pattern_free(pattern);
}

static void run(const struct filter_input *in, struct decision *dec)
{
	struct links links = {
		.in = in,
		.first = {.id = ""},
	};

	if (strstr(in->msg->text, "://") == NULL)
		return;
	links.patterns = g_ptr_array_new_with_free_func(drop_pattern);
	look_at_all(&links, in->msg->text);
	g_ptr_array_unref(links.patterns);
	if (!links.first.found)
		return;
	if (links.several) {
		decision_note(dec, in, "link",
			      "the text links to several tickets: none counts");
	} else if (dec->reference.found) {
		decision_note(dec, in, "link",
			      "the text links to %s as well: the subject "
			      "counts",
			      links.first.text);
	} else {
		dec->reference = links.first;
		decision_note(dec, in, "link", "the text links to %s",
			      links.first.text);
	}
}

const struct filter filter_link = {
	.name = "link",
	.about = "finds the ticket's own link in the text",
	.phase = PHASE_BELONG,
	.group = "thread",
	.options = options,
	.options_size = sizeof(struct link_options),
	.run = run,
};
