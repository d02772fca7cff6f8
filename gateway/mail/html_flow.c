// SPDX-License-Identifier: GPL-3.0-or-later
// Joins what a parser finds into lines; blanks wait until a word needs them.
#include "mail/html_flow.h"

#include <string.h>

#include "base/text.h"

/* What U+0080 to U+009F mean in HTML (13.2.5.80): windows-1252. */
static const gunichar windows[32] = {
	0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
	0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};

enum sort { SORT_LETTER, SORT_BLANK, SORT_LINE, SORT_JOINER, SORT_NOTHING };

/* What a character is to the flow. */
static enum sort sort(gunichar c)
{
	if (c < 0x20 || c == 0x7f)
		return SORT_NOTHING;
	if (c < 0xa0)
		return SORT_LETTER;
	if (c == 0xa0 || c == 0x202f || c == 0x205f ||
	    (c >= 0x2000 && c <= 0x200a))
		return SORT_BLANK;
	if (c == 0x2028 || c == 0x2029)
		return SORT_LINE;
	if (c == 0x200c || c == 0x200d)
		return SORT_JOINER;
	/*
	 * Soft hyphens, invisible fillers of newsletters, and controls that
	 * turn a line around: HTML has the dir attribute for those.
	 */
	if (c == 0xad || c == 0x34f || c == 0x180e || c == 0x200b ||
	    c == 0xfeff || c == 0xfffc || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || (c >= 0xfff9 && c <= 0xfffb) ||
	    (c >= 0xfdd2 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe ||
	    (c >= 0xe0000 && c <= 0xe001f))
		return SORT_NOTHING;
	return SORT_LETTER;
}

static gunichar meant(gunichar c)
{
	if (c >= 0x80 && c <= 0x9f)
		return windows[c - 0x80];
	if (c == 0xfdd0)
		return '<';
	return c == 0xfdd1 ? '&' : c;
}

void flow_start(struct flow *flow, struct html_text *out)
{
	memset(flow, 0, sizeof(*flow));
	flow->out = out;
	flow->prefix = g_string_new(NULL);
}

static struct mark *mark_at(const struct flow *flow, guint n)
{
	return &g_array_index(flow->out->marks, struct mark, n);
}

void flow_end(struct flow *flow)
{
	GArray *marks = flow->out->marks;
	guint kept = 0;

	for (guint i = 0; i < marks->len; i++) {
		struct mark *mark = mark_at(flow, i);

		if (mark->from == FLOW_UNSET)
			continue;
		mark->to = CLAMP(mark->to, mark->from, flow->out->text->len);
		*mark_at(flow, kept++) = *mark;
	}
	g_array_set_size(marks, kept);
	g_string_free(flow->prefix, TRUE);
	flow->prefix = NULL;
}

/* The marks that wait for a word begin at the line that begins at at. */
static void set_marks(struct flow *flow, gsize at)
{
	for (; flow->marks_unset < flow->out->marks->len; flow->marks_unset++) {
		struct mark *mark = mark_at(flow, flow->marks_unset);

		/* One that was closed without a word never gets a place. */
		if (mark->from == FLOW_UNSET && mark->to == FLOW_UNSET)
			mark->from = at;
	}
}

/* The prefix of an empty line: what its neighbours share, without blanks. */
static void empty_prefix(struct flow *flow)
{
	gsize size = MIN(flow->prefix->len, flow->prefix_low);

	while (size > 0 && flow->prefix->str[size - 1] == ' ')
		size--;
	g_string_append_len(flow->out->text, flow->prefix->str, (gssize)size);
}

static void begin_line(struct flow *flow)
{
	GString *text = flow->out->text;
	gsize from;

	if (text->len > 0)
		g_string_append_c(text, '\n');
	if (text->len > 0 && flow->breaks > 1) {
		empty_prefix(flow);
		g_string_append_c(text, '\n');
	}
	from = text->len;
	set_marks(flow, from);
	g_string_append_len(text, flow->prefix->str, (gssize)flow->prefix->len);
	if (*flow->bullet) {
		gsize size = strlen(flow->bullet);

		g_string_truncate(text,
				  text->len - MIN(size, text->len - from));
		g_string_append(text, flow->bullet);
		*flow->bullet = '\0';
	}
	flow->line_from = text->len;
	flow->prefix_low = flow->prefix->len;
	flow->breaks = 0;
	/* One blank at a line's beginning is a filler, more are meant. */
	if (flow->hard < 2 && !flow->kept)
		flow->hard = 0;
	flow->soft = false;
}

/* All that is due before a word. */
static void begin_word(struct flow *flow)
{
	GString *text = flow->out->text;
	guint blanks;

	if (flow->breaks > 0 || text->len == 0)
		begin_line(flow);
	blanks = MIN(flow->hard + (flow->soft ? 1 : 0), FLOW_BLANKS_MOST);
	for (guint i = 0; i < blanks; i++)
		g_string_append_c(text, ' ');
	if (blanks == 0 && flow->joiner)
		g_string_append_unichar(text, flow->joiner);
	flow->hard = 0;
	flow->soft = flow->kept = false;
	flow->joiner = 0;
	set_marks(flow, text->len);
	if (flow->cell_waits)
		flow->cell_from = text->len;
	flow->cell_waits = false;
}

/* What begin_word() writes, at most: two line ends, two prefixes, a joiner. */
static gsize before_word_most(const struct flow *flow)
{
	const gsize blanks = MIN(flow->hard + 1, FLOW_BLANKS_MOST);

	if (flow->breaks == 0)
		return blanks + 6;
	return 2 + 2 * flow->prefix->len + strlen(flow->bullet) + blanks + 6;
}

static void word(struct flow *flow, const char *text, gsize size)
{
	if (flow->full || flow->out->text->len + before_word_most(flow) + size >
				  HTML_TEXT_MOST) {
		flow->full = true;
		flow->out->cut = TRUE;
		return;
	}
	begin_word(flow);
	g_string_append_len(flow->out->text, text, (gssize)size);
}

/* A blank, tab or line end; FLOW_KEEP makes tabs to eight columns. */
static void blank(struct flow *flow, char c, enum flow_space space)
{
	if (c == '\n' && space != FLOW_FOLD) {
		flow_line(flow);
	} else if (space == FLOW_KEEP) {
		flow->hard += c == '\t' ? 8 : c == ' ' ? 1 : 0;
		flow->hard = MIN(flow->hard, 1000);
		flow->kept = true;
	} else if (flow->breaks == 0) {
		flow->soft = true;
	} else if (flow->hard > 0) {
		flow->hard++;
	}
}

static void letter(struct flow *flow, gunichar c)
{
	char utf8[6];
	int size;

	switch (sort(c)) {
	case SORT_LETTER:
		size = g_unichar_to_utf8(meant(c), utf8);
		word(flow, utf8, (gsize)size);
		break;
	case SORT_BLANK:
		flow->hard = MIN(flow->hard + 1, 1000);
		break;
	case SORT_LINE:
		flow_line(flow);
		break;
	case SORT_JOINER:
		flow->joiner = flow->breaks == 0 ? c : 0;
		break;
	case SORT_NOTHING:
		break;
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* Bytes at the beginning of text that are nothing but letters. */
static gsize word_size(const char *text, gsize size)
{
	gsize n = 0;
	gsize letter = 1;

	while (n < size && letter > 0) {
		if (text[n] > ' ' && text[n] < 0x7f)
			letter = 1;
		else
			letter = text_letter_size(text + n, size - n);
		n += letter;
	}
	return n;
}

void flow_text(struct flow *flow, const char *text, gsize size,
	       enum flow_space space)
{
	const char *end = text + size;

	while (text < end && !flow->full) {
		const char *from = text;

		text += word_size(text, (gsize)(end - text));
		if (text > from) {
			word(flow, from, (gsize)(text - from));
		} else if (is_blank(*text)) {
			blank(flow, *text++, space);
		} else {
			letter(flow, g_utf8_get_char(text));
			text += g_utf8_skip[(guchar)*text];
		}
	}
}

void flow_words(struct flow *flow, const char *text)
{
	word(flow, text, strlen(text));
}

/* A line of nothing but hard blanks is an empty line that was meant. */
static void end_blanks(struct flow *flow)
{
	if (flow->hard > 0 && flow->breaks > 0 && !*flow->bullet)
		flow->breaks = 2;
	flow->hard = 0;
	flow->soft = flow->kept = false;
	flow->joiner = 0;
}

void flow_break(struct flow *flow, guint n)
{
	if (n == 0)
		return;
	end_blanks(flow);
	/* Between a bullet and its words nothing comes. */
	if (!*flow->bullet)
		flow->breaks = MAX(flow->breaks, n);
}

void flow_line(struct flow *flow)
{
	end_blanks(flow);
	if (!*flow->bullet)
		flow->breaks = flow->breaks == 0 ? 1 : 2;
}

void flow_bullet(struct flow *flow, const char *bullet)
{
	g_strlcpy(flow->bullet, bullet, sizeof(flow->bullet));
}

void flow_indent(struct flow *flow, const char *more)
{
	if (flow->prefix->len + strlen(more) <= FLOW_INDENT_MOST)
		g_string_append(flow->prefix, more);
}

void flow_unindent(struct flow *flow, gsize size)
{
	/* An item without words leaves no bullet. */
	*flow->bullet = '\0';
	g_string_truncate(flow->prefix, size);
	flow->prefix_low = MIN(flow->prefix_low, size);
}

guint flow_mark(struct flow *flow, enum mark_kind kind, guint depth)
{
	struct mark mark = {.kind = kind,
			    .depth = depth,
			    .from = FLOW_UNSET,
			    .to = FLOW_UNSET};

	if (flow->out->marks->len >= HTML_MARKS_MOST) {
		flow->out->cut = TRUE;
		return 0;
	}
	g_array_append_val(flow->out->marks, mark);
	return flow->out->marks->len;
}

void flow_unmark(struct flow *flow, guint number)
{
	struct mark *mark;

	if (number == 0)
		return;
	mark = mark_at(flow, number - 1);
	mark->to = flow->out->text->len;
	/* What holds no word is forgotten at once: so the list stays short. */
	if (mark->from == FLOW_UNSET && number == flow->out->marks->len) {
		g_array_set_size(flow->out->marks, number - 1);
		flow->marks_unset = MIN(flow->marks_unset, number - 1);
	}
}

struct mark *flow_mark_at(const struct flow *flow, guint number)
{
	return number > 0 ? mark_at(flow, number - 1) : NULL;
}

void flow_mark_drop(struct flow *flow, guint number)
{
	mark_at(flow, number - 1)->from = FLOW_UNSET;
}

void flow_cut(struct flow *flow, gsize size)
{
	GArray *marks = flow->out->marks;

	g_string_truncate(flow->out->text, size);
	flow->cell_from = MIN(flow->cell_from, size);
	flow->cells_cut = flow->cells_cut || flow->cells_to > size;
	for (guint i = marks->len; i > 0; i--) {
		struct mark *mark = mark_at(flow, i - 1);

		if (mark->from != FLOW_UNSET && mark->from <= size)
			break;
		if (mark->from != FLOW_UNSET)
			mark->from = size;
	}
}

gsize flow_visible(const char *text, gsize size)
{
	const char *end = text + size;
	gsize n = 0;

	while (text < end) {
		gunichar c = g_utf8_get_char(text);

		n += c > 0x20 && sort(c) == SORT_LETTER;
		text += g_utf8_skip[(guchar)*text];
	}
	return n;
}
