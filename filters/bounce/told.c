// SPDX-License-Identifier: GPL-3.0-or-later
// Bounces without a report: recipients by the shape of the lines they stand in.
#include <string.h>

#include "filters/bounce/address.h"
#include "filters/bounce/gather.h"
#include "mail/address.h"

/* Candidates that are weighed in one text. */
#define CANDIDATES_MOST 400

/* Lines in which a bounce names the first recipient. */
#define LISTING_LINES_MOST 40

/* How surely an address is a recipient, by the shape of its line. */
enum shape {
	SHAPE_NONE,
	SHAPE_NAMED,	/* somewhere in a line */
	SHAPE_REASON,	/* in a line that says what went wrong */
	SHAPE_LABELLED, /* "Recipient: a@b", "RCPT TO:<a@b>" */
	SHAPE_LISTED,	/* alone in its line, or first: "<a@b>:" */
};

struct candidate {
	struct span email;
	struct span line; /* whole */
	struct span after;
	enum shape shape;
};

/* What names somebody who is not the recipient. */
static const char *const others[] = {
	"contact",    "assistance",  "send mail to", "send email to",
	"write to",   "reply",	     "mail from",    "sender",
	"sent by",    "sent from",   "forward",	     "on behalf",
	"envelope-",  "message-id",  "message id",   "helpdesk",
	"help desk",  "e-mail to",   "mailto:",	     "http://",
	"https://",   "return-path", "abuse",	     "list-",
	"from:",      "report to",   "reported to",  "questions",
	"kontakt",    "wenden sie",  "contatt",	     "contacto",
	"póngase en", "обратитесь",  "連絡",	     "問い合わせ",
	"联系",	      "聯絡",	     "message from", "postmaster",
	NULL,
};

static const char *const labels[] = {
	"recipient",	"rcpt to",	"addressee",	"address:",
	"user:",	"deliver to",	"delivery to",	"delivered to",
	"message to",	"mail to",	"email to",	"empfänger",
	"destinataire", "destinatario", "destinatário", "宛先",
	"получател",	NULL,
};

/* Header names of the mail that is told of: "To: …" is who it was meant for. */
static const char *const quoted_headers[] = {
	"To:",	 "Cc:",	  "Bcc:",      "Subject:", "From:",
	"Sent:", "Date:", "Reply-To:", NULL,
};

static bool is_header(struct span line)
{
	line = span_trim(line);
	for (gsize i = 0; quoted_headers[i] != NULL; i++)
		if (span_begins(line, quoted_headers[i]))
			return true;
	return false;
}

/* True if nothing but signs stands in span. */
static bool only_signs(struct span span)
{
	for (gsize i = 0; i < span.n; i++)
		if (g_ascii_isalnum(span.at[i]) ||
		    (unsigned char)span.at[i] >= 0x80)
			return false;
	return true;
}

/* "Anna Muster <a@b>" alone in its line: a name, and nothing of a sentence. */
static bool only_name(struct span before, struct span after)
{
	return before.n >= 2 && before.n <= 80 &&
	       before.at[before.n - 1] == '<' &&
	       memchr(before.at, ':', before.n) == NULL &&
	       memchr(before.at, '(', before.n) == NULL && only_signs(after) &&
	       (before.at[0] == '"' || !g_ascii_islower(before.at[0]));
}

static bool says_why(struct span line)
{
	char code[STATUS_SIZE];

	return status_enhanced(line, code) || status_reply(line) != 0 ||
	       status_meaning(line) != NULL || gather_opens(line);
}

static enum shape shape_of(struct span line, struct span email,
			   struct span after)
{
	const struct span before =
		span_trim((struct span){line.at, (gsize)(email.at - line.at)});
	const struct span rest = span_trim(after);

	if (is_header(line))
		return SHAPE_NONE;
	if (only_signs(before)) {
		if (only_signs(rest))
			return SHAPE_LISTED;
		/* "<a@b>: reason", "a@b ... reason", "a@b [reason]" */
		if (!span_has_any(rest, others) || strchr(">:", *rest.at))
			return SHAPE_LISTED;
	}
	if (span_has_any(before, labels) && !span_has(before, "mail from"))
		return SHAPE_LABELLED;
	if (span_has_any(line, others))
		return SHAPE_NONE;
	if (only_name(before, rest))
		return SHAPE_LISTED;
	return SHAPE_NAMED;
}

bool gather_is_of_mail(const struct message *msg, const char *email)
{
	for (size_t i = 0; i < msg->to.n; i++)
		if (address_same(msg->to.at[i].email, email))
			return true;
	for (size_t i = 0; i < msg->from.n; i++)
		if (address_same(msg->from.at[i].email, email))
			return true;
	return false;
}

static bool is_a_system(struct span email)
{
	return span_begins(email, "postmaster@") ||
	       span_begins(email, "mailer-daemon@") ||
	       span_begins(email, "abuse@");
}

static void weigh_line(const struct gather *g, struct span line, GArray *found)
{
	struct span rest = line;
	struct span email;
	bool asked = false, why = false;
	gsize n = 0;

	while (n++ < LINE_ADDRESSES_MOST && found->len < CANDIDATES_MOST &&
	       address_next(&rest, &email)) {
		struct candidate one = {
			.email = email, .line = line, .after = rest};
		g_autofree char *text = g_strndup(email.at, email.n);

		one.shape = shape_of(line, email, rest);
		/* The line is searched once, whatever stands in it. */
		if (one.shape == SHAPE_NAMED && !asked) {
			why = says_why(line);
			asked = true;
		}
		if (one.shape == SHAPE_NAMED && why)
			one.shape = SHAPE_REASON;
		if (is_a_system(email))
			one.shape = SHAPE_NONE;
		if (one.shape < SHAPE_LISTED && gather_is_of_mail(g->msg, text))
			one.shape = SHAPE_NONE;
		if (one.shape > SHAPE_NONE)
			g_array_append_val(found, one);
	}
}

static bool same(struct span a, struct span b)
{
	return a.n == b.n && g_ascii_strncasecmp(a.at, b.at, a.n) == 0;
}

/* The surest shape decides which ones count. */
static void keep_best(GArray *found)
{
	enum shape best = SHAPE_NONE;

	for (guint i = 0; i < found->len; i++)
		best = MAX(best,
			   g_array_index(found, struct candidate, i).shape);
	for (guint i = found->len; i > 0; i--)
		if (g_array_index(found, struct candidate, i - 1).shape < best)
			g_array_remove_index(found, i - 1);
	if (best == SHAPE_NAMED && found->len > 1)
		g_array_set_size(found, 0);
	/* The same one again belongs to what is said of it. */
	for (guint i = found->len; i > 1; i--)
		for (guint k = 0; k + 1 < i; k++)
			if (same(g_array_index(found, struct candidate, k)
					 .email,
				 g_array_index(found, struct candidate, i - 1)
					 .email)) {
				g_array_remove_index(found, i - 1);
				break;
			}
}

/* What stands beside an address: the text up to the next one. */
static struct span beside(const GArray *found, guint i, struct span said)
{
	const struct candidate *one =
		&g_array_index(found, struct candidate, i);
	const char *end = said.at + said.n;

	if (i + 1 < found->len) {
		const struct candidate *next =
			&g_array_index(found, struct candidate, i + 1);

		end = next->line.at > one->after.at
			      ? next->line.at
			      : one->after.at + one->after.n;
	}
	return (struct span){one->after.at, (gsize)(end - one->after.at)};
}

static struct span without_signs(struct span span)
{
	while (span.n > 0 && strchr(">:;,.])- \t\r\n", *span.at) != NULL)
		span = span_after(span, 1);
	return span;
}

/* "Recipient: a@b": a label with its colon, as no sentence has it. */
static bool is_label(struct span before)
{
	while (before.n > 0 && strchr(" \t<[(\"'", before.at[before.n - 1]))
		before.n--;
	return before.n > 0 && before.at[before.n - 1] == ':';
}

/* The line above an address that stands alone: what it is listed for. */
static bool leads(struct span line)
{
	return (line.n > 0 && line.at[line.n - 1] == ':') ||
	       span_has_any(line, labels) || gather_opens(line);
}

/* "<a@b>: reason" needs no such line: nobody signs so. */
static bool gives_reason(struct span rest)
{
	while (rest.n > 0 && strchr("\">'", *rest.at) != NULL)
		rest = span_after(rest, 1);
	return rest.n > 1 && *rest.at == ':';
}

static bool names_recipient(const struct gather *g, struct span line,
			    struct span above)
{
	struct span rest = line;
	struct span email;
	g_autofree char *text = NULL;
	enum shape shape;

	if (!address_next(&rest, &email) || is_a_system(email))
		return false;
	shape = shape_of(line, email, rest);
	if (shape == SHAPE_LISTED && !leads(above) && !gives_reason(rest))
		return false;
	if (shape != SHAPE_LISTED &&
	    (shape != SHAPE_LABELLED ||
	     !is_label((struct span){line.at, (gsize)(email.at - line.at)})))
		return false;
	text = g_strndup(email.at, email.n);
	return !gather_is_of_mail(g->msg, text);
}

bool gather_lists(const struct gather *g, struct span said)
{
	struct span line;
	struct span above = {"", 0};

	for (int n = 0; n < LISTING_LINES_MOST && line_next(&said, &line);
	     n++) {
		line = span_trim(line);
		if (names_recipient(g, line, above))
			return true;
		if (line.n > 0)
			above = line;
	}
	return false;
}

void gather_told(struct gather *g, struct span said, bool delayed)
{
	g_autoptr(GArray) found =
		g_array_new(FALSE, FALSE, sizeof(struct candidate));
	struct span rest = said;
	struct span line;

	while (line_next(&rest, &line))
		weigh_line(g, line, found);
	keep_best(found);
	for (guint i = 0; i < found->len && i < BOUNCE_RECIPIENTS_MOST; i++) {
		const struct candidate *one =
			&g_array_index(found, struct candidate, i);
		const struct span text = beside(found, i, said);
		const struct span why = without_signs(text);
		struct returned_recipient recipient = {
			.email = gather_line(g, one->email, ADDRESS_EMAIL_MOST),
			.action = delayed ? "delayed" : "failed",
		};

		recipient.status = gather_status(
			g, &(struct saying){.said = said,
					    .beside = text,
					    .email = one->email,
					    .only = found->len == 1,
					    .delayed = delayed});
		recipient.diagnostic = gather_line(
			g, why.n > 0 ? why : one->line, BOUNCE_DIAGNOSTIC_MOST);
		gather_add(g, &recipient);
	}
}
