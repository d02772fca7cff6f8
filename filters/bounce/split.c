// SPDX-License-Identifier: GPL-3.0-or-later
// Where a bounce's own words end, and what kind of words they are.
#include <string.h>

#include "filters/bounce/gather.h"
#include "filters/bounce/sentence.h"

/* Bytes of a line that divides: longer ones are prose. */
#define DIVIDER_MOST ((gsize)120)

/* Lines at the beginning in which a bounce says that it is one. */
#define OPENING_LINES_MOST 14

/* … and those in which it says what will become of the mail. */
#define DELAY_LINES_MOST 60

/* What stands above the returned mail. */
static const char *const dividers[] = {
	"below this line",	   "this is a copy of",
	"copy of the message",	   "copy of your message",
	"copy of the original",	   "original message follow",
	"original message header", "original message --",
	"original message:",	   "- original message",
	"original mail",	   "returned message",
	"returned mail",	   "unsent message",
	"undelivered message",	   "message text follow",
	"message header follow",   "message headers follow",
	"message follows",	   "header of the message",
	"headers of the message",  "headers of your message",
	"message header:",	   "old message:",
	"rest of the message",	   "your original message",
	"ursprüngliche nachricht", "message d'origine",
	"mensaje original",	   "mensagem original",
	"messaggio originale",	   NULL,
};

static const char *const openings[] = {
	"not be delivered",
	"n't be delivered",
	"cannot be delivered",
	"can't be delivered",
	"not delivered",
	"not been delivered",
	"unable to deliver",
	"able to deliver",
	"not deliver",
	"n't deliver",
	"did not reach",
	"undeliverable",
	"undelivered",
	"delivery fail",
	"delivery to the following",
	"delivery has failed",
	"delivery status",
	"delivery of email to",
	"delivery error",
	"delivery problem",
	"delivery attempt",
	"non-delivery",
	"returned to",
	"been returned",
	"being returned",
	"returned permanent error",
	"returned because",
	"trouble delivering",
	"problem delivering",
	"error delivering",
	"fatal error",
	"transcript of session",
	"failed address",
	"failure reason",
	"message log",
	"rejected recipient",
	"error message below",
	"has been postponed",
	"been delayed",
	"mailbox is full",
	"user unknown",
	"no valid recipients",
	"is not accepted",
	"did not go through",
	"was not sent",
	"duplicated message-id in",
	"could not be sent",
	"nicht zugestellt",
	"unzustellbar",
	"pas pu etre delivre",
	"pas pu être",
	"pas été remis",
	"non remis",
	"échec de la remise",
	"no se pudo entregar",
	"no se ha podido",
	"no ha podido ser entregado",
	"no se pudo enviar",
	"error de entrega",
	"não pôde ser entregue",
	"não foi possível entregar",
	"impossibile recapitare",
	"non è stato possibile recapitare",
	"mancato recapito",
	"niet worden bezorgd",
	"niet bezorgd",
	"kunde inte levereras",
	"kunne ikke leveres",
	"nie mogła zostać dostarczona",
	"nie została dostarczona",
	"не может быть доставлено",
	"не было доставлено",
	"не доставлено",
	"не удалось доставить",
	"送信できません",
	"配信できません",
	"配達できません",
	"送信に失敗",
	"配信に失敗",
	"無法投遞",
	"无法投递",
	"无法送达",
	"未能送达",
	"退信",
	"배달하지 못",
	NULL,
};

/* What content filters and postmasters' programs say. */
static const char *const refusals[] = {
	"was rejected",		"has been rejected",
	"were rejected",	"was blocked",
	"has been blocked",	"bounced",
	"could not be stored",	"was quarantined",
	"has been quarantined", "delivery of the email was",
	"delivery was stopped", "considered unsolicited",
	"contains a virus",	"found virus",
	"found banned",		"mailbox of",
	"was not accepted",	"warning message only",
	"temporary problem",	NULL,
};

static const char *const delays[] = {
	"not yet been delivered",
	"not yet delivered",
	"has been delayed",
	"been delayed",
	"is delayed",
	"delivery delayed",
	"delay reason",
	"will be retried",
	"will retry",
	"will continue to try",
	"will continue to be made",
	"will keep trying",
	"still being attempted",
	"has been postponed",
	"temporary error",
	"do not need to resend",
	"no need to resend",
	"not required to resend",
	"this is a warning",
	"warning message only",
	"this is an advisory",
	"noch nicht zugestellt",
	NULL,
};

static const char *const failures[] = {
	"permanent", "given up",    "giving up", "fatal error",
	"gave up",   "permanently", NULL,
};

/* The headers of a mail begin: nobody writes these two by hand. */
static bool begins_mail(struct span line)
{
	while (line.n > 0 && strchr("> \t", *line.at) != NULL)
		line = span_after(line, 1);
	return span_begins(line, "Received:") ||
	       span_begins(line, "Return-Path:");
}

static bool divides(struct span line)
{
	const struct span trimmed = span_trim(line);
	char first, last;

	if (trimmed.n == 0 || trimmed.n > DIVIDER_MOST)
		return false;
	first = trimmed.at[0];
	last = trimmed.at[trimmed.n - 1];
	if (strchr("-=_*|#", first) == NULL && strchr(":.-=", last) == NULL &&
	    !span_has(trimmed, "Received:"))
		return false;
	/* What follows "a transcript of …" is what was said to the server. */
	return span_has_any(trimmed, dividers) &&
	       !span_has(trimmed, "transcript");
}

void gather_split(const char *text, struct span *said, struct span *back)
{
	struct span rest = {text, strnlen(text, BOUNCE_TEXT_MOST)};
	struct span line;

	*said = rest;
	*back = span_after(rest, rest.n);
	while (line_next(&rest, &line)) {
		/* A report that is all header, with nothing said before. */
		if (line.at == said->at)
			continue;
		if (begins_mail(line) || divides(line)) {
			const gsize n = (gsize)(line.at - said->at);

			*back = span_after(*said, n);
			said->n = n;
			return;
		}
	}
}

/*
 * The first lines that are not quoted, as one: phrases go on over the ends of
 * lines.
 */
static GString *first_lines(struct span said, int most)
{
	GString *text = g_string_new(NULL);
	struct span line;
	int lines = 0;

	while (lines < most && line_next(&said, &line)) {
		line = span_trim(line);
		if (line.n == 0)
			continue;
		lines++;
		if (*line.at == '>')
			continue;
		g_string_append_len(text, line.at, (gssize)line.n);
		g_string_append_c(text, ' ');
	}
	return text;
}

static bool in_other_words(struct span text)
{
	g_autoptr(GPtrArray) sentences = sentences_read(text);

	return sentences_meaning(sentences, sentences_of_bounces) != NULL;
}

bool gather_opens(struct span said)
{
	g_autoptr(GString) text = first_lines(said, OPENING_LINES_MOST);

	return span_has_any((struct span){text->str, text->len}, openings) ||
	       in_other_words((struct span){text->str, text->len});
}

bool gather_refuses(struct span said)
{
	g_autoptr(GString) text = first_lines(said, OPENING_LINES_MOST);

	return span_has_any((struct span){text->str, text->len}, refusals);
}

bool gather_delays(struct span said)
{
	g_autoptr(GString) text = first_lines(said, DELAY_LINES_MOST);
	const struct span whole = {text->str, text->len};

	return span_has_any(whole, delays) && !span_has_any(whole, failures);
}
