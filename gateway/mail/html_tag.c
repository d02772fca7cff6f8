// SPDX-License-Identifier: GPL-3.0-or-later
// The table of HTML elements, old ones and the empty ones of Word included.
#include "mail/html_tag.h"

#include <stdlib.h>

const struct html_tag html_tags[] = {
	{"a", HTML_ROLE_LINK, 0},
	{"abbr", HTML_ROLE_INLINE, 0},
	{"acronym", HTML_ROLE_INLINE, 0},
	{"address", HTML_ROLE_BLOCK, 1},
	{"applet", HTML_ROLE_RAW, 0},
	{"article", HTML_ROLE_BLOCK, 1, "div"},
	{"aside", HTML_ROLE_BLOCK, 1, "div"},
	{"audio", HTML_ROLE_RAW, 0},
	{"b", HTML_ROLE_INLINE, 0},
	{"basefont", HTML_ROLE_BREAK, 0},
	{"bdi", HTML_ROLE_INLINE, 0, "span"},
	{"bdo", HTML_ROLE_INLINE, 0},
	{"big", HTML_ROLE_INLINE, 0},
	{"blink", HTML_ROLE_INLINE, 0, "span"},
	{"blockquote", HTML_ROLE_QUOTE, 2},
	{"body", HTML_ROLE_BLOCK, 1, "div"},
	{"br", HTML_ROLE_BREAK, 0},
	{"button", HTML_ROLE_INLINE, 0},
	{"caption", HTML_ROLE_BLOCK, 1},
	{"center", HTML_ROLE_BLOCK, 1},
	{"cite", HTML_ROLE_INLINE, 0},
	{"code", HTML_ROLE_INLINE, 0},
	{"data", HTML_ROLE_INLINE, 0, "span"},
	{"dd", HTML_ROLE_DETAIL, 1},
	{"del", HTML_ROLE_INLINE, 0},
	{"details", HTML_ROLE_BLOCK, 1, "div"},
	{"dfn", HTML_ROLE_INLINE, 0},
	{"dir", HTML_ROLE_LIST, 2},
	{"div", HTML_ROLE_BLOCK, 1},
	{"dl", HTML_ROLE_BLOCK, 2},
	{"dt", HTML_ROLE_BLOCK, 1},
	{"em", HTML_ROLE_INLINE, 0},
	{"fieldset", HTML_ROLE_BLOCK, 1},
	{"figcaption", HTML_ROLE_BLOCK, 1, "div"},
	{"figure", HTML_ROLE_BLOCK, 1, "div"},
	{"font", HTML_ROLE_INLINE, 0},
	{"footer", HTML_ROLE_BLOCK, 1, "div"},
	{"form", HTML_ROLE_BLOCK, 1},
	{"h1", HTML_ROLE_BLOCK, 2},
	{"h2", HTML_ROLE_BLOCK, 2},
	{"h3", HTML_ROLE_BLOCK, 2},
	{"h4", HTML_ROLE_BLOCK, 2},
	{"h5", HTML_ROLE_BLOCK, 2},
	{"h6", HTML_ROLE_BLOCK, 2},
	{"header", HTML_ROLE_BLOCK, 1, "div"},
	{"hgroup", HTML_ROLE_BLOCK, 1, "div"},
	{"hr", HTML_ROLE_RULE, 0},
	{"i", HTML_ROLE_INLINE, 0},
	{"iframe", HTML_ROLE_RAW, 0},
	{"img", HTML_ROLE_IMAGE, 0},
	{"input", HTML_ROLE_INPUT, 0},
	{"ins", HTML_ROLE_INLINE, 0},
	{"kbd", HTML_ROLE_INLINE, 0},
	{"label", HTML_ROLE_INLINE, 0},
	{"legend", HTML_ROLE_BLOCK, 1},
	{"li", HTML_ROLE_ITEM, 1},
	{"listing", HTML_ROLE_PRE, 2, "pre"},
	{"main", HTML_ROLE_BLOCK, 1, "div"},
	{"mark", HTML_ROLE_INLINE, 0, "span"},
	{"math", HTML_ROLE_RAW, 0},
	{"menu", HTML_ROLE_LIST, 2},
	{"nav", HTML_ROLE_BLOCK, 1, "div"},
	{"nobr", HTML_ROLE_INLINE, 0, "span"},
	{"noembed", HTML_ROLE_RAW, 0},
	{"noframes", HTML_ROLE_RAW, 0},
	{"noscript", HTML_ROLE_BLOCK, 1},
	{"object", HTML_ROLE_RAW, 0},
	{"ol", HTML_ROLE_NUMBERS, 2},
	{"output", HTML_ROLE_INLINE, 0, "span"},
	{"p", HTML_ROLE_BLOCK, 2},
	{"pre", HTML_ROLE_PRE, 2},
	{"q", HTML_ROLE_SAID, 0},
	{"s", HTML_ROLE_INLINE, 0},
	{"samp", HTML_ROLE_INLINE, 0},
	{"script", HTML_ROLE_RAW, 0},
	{"section", HTML_ROLE_BLOCK, 1, "div"},
	{"select", HTML_ROLE_RAW, 0},
	{"small", HTML_ROLE_INLINE, 0},
	{"span", HTML_ROLE_INLINE, 0},
	{"strike", HTML_ROLE_INLINE, 0},
	{"strong", HTML_ROLE_INLINE, 0},
	{"style", HTML_ROLE_STYLE, 0},
	{"sub", HTML_ROLE_INLINE, 0},
	{"summary", HTML_ROLE_BLOCK, 1, "div"},
	{"sup", HTML_ROLE_INLINE, 0},
	{"svg", HTML_ROLE_RAW, 0},
	{"table", HTML_ROLE_TABLE, 1},
	{"tbody", HTML_ROLE_BLOCK, 1},
	{"td", HTML_ROLE_CELL, 1},
	{"template", HTML_ROLE_RAW, 0},
	{"textarea", HTML_ROLE_BLOCK, 1},
	{"tfoot", HTML_ROLE_BLOCK, 1},
	{"th", HTML_ROLE_CELL, 1},
	{"thead", HTML_ROLE_BLOCK, 1},
	{"time", HTML_ROLE_INLINE, 0, "span"},
	{"title", HTML_ROLE_RAW, 0},
	{"tr", HTML_ROLE_ROW, 1},
	{"tt", HTML_ROLE_INLINE, 0},
	{"u", HTML_ROLE_INLINE, 0},
	{"ul", HTML_ROLE_LIST, 2},
	{"var", HTML_ROLE_INLINE, 0},
	{"video", HTML_ROLE_RAW, 0},
	{"xml", HTML_ROLE_RAW, 0},
	{"xmp", HTML_ROLE_PRE, 2, "pre"},
};
const gsize html_tags_n = G_N_ELEMENTS(html_tags);
G_STATIC_ASSERT(G_N_ELEMENTS(html_tags) <= HTML_TAGS_MOST);

/* strcmp() for names of a few letters, which is what takes time here. */
static int compare(const void *name, const void *tag)
{
	const char *a = name, *b = ((const struct html_tag *)tag)->name;

	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a - *b;
}

const struct html_tag *html_tag_find(const char *name, gsize size)
{
	char lower[HTML_TAG_NAME_MOST + 1];
	const struct html_tag *tag;

	if (size > HTML_TAG_NAME_MOST)
		return NULL;
	for (gsize i = 0; i < size; i++)
		lower[i] = g_ascii_tolower(name[i]);
	lower[size] = '\0';
	tag = bsearch(lower, html_tags, html_tags_n, sizeof(html_tags[0]),
		      compare);
	if (tag && tag->as)
		tag = bsearch(tag->as, html_tags, html_tags_n,
			      sizeof(html_tags[0]), compare);
	return tag;
}

bool html_tag_void(const struct html_tag *tag)
{
	return tag->role == HTML_ROLE_BREAK || tag->role == HTML_ROLE_RULE ||
	       tag->role == HTML_ROLE_IMAGE || tag->role == HTML_ROLE_INPUT;
}
