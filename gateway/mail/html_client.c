// SPDX-License-Identifier: GPL-3.0-or-later
// The classes, ids and names by which mail programs mark quotes, signatures …
#include "mail/html_client.h"

#include <stdlib.h>
#include <string.h>

struct row {
	const char *word; /* in lower case */
	enum client_says says;
};

/*
 * Words of class, id, name, data-marker and fairemail alike: no program uses
 * one of these for anything else. Sorted, since they are searched by halving.
 */
static const struct row rows[] = {
	{"__divider__", CLIENT_DIVIDER},	      /* Zimbra */
	{"__headers__", CLIENT_DIVIDER},	      /* Zimbra */
	{"__quoted_text__", CLIENT_QUOTE},	      /* Zimbra */
	{"__sig_post__", CLIENT_SIGNATURE},	      /* Zimbra */
	{"__sig_pre__", CLIENT_SIGNATURE},	      /* Zimbra */
	{"airmail_on", CLIENT_INTRO},		      /* Airmail */
	{"airmail_quote", CLIENT_QUOTE},	      /* Airmail */
	{"aolmail_signature", CLIENT_SIGNATURE},      /* AOL */
	{"appendonsend", CLIENT_DIVIDER},	      /* Outlook on the web */
	{"applemailsignature", CLIENT_SIGNATURE},     /* Apple Mail */
	{"appleoriginalcontents", CLIENT_AROUND},     /* Apple Mail */
	{"bloop_sign", CLIENT_SIGNATURE},	      /* Airmail */
	{"clean_bq", CLIENT_QUOTE},		      /* Airmail */
	{"composer_signature", CLIENT_SIGNATURE},     /* Samsung */
	{"divrplyfwdmsg", CLIENT_DIVIDER},	      /* Outlook on the web */
	{"freshdesk_quote", CLIENT_QUOTE},	      /* Freshdesk */
	{"front-blockquote", CLIENT_QUOTE},	      /* Front */
	{"front-signature", CLIENT_SIGNATURE},	      /* Front */
	{"gmail_attr", CLIENT_INTRO},		      /* Gmail */
	{"gmail_quote", CLIENT_AROUND},		      /* Gmail */
	{"gmail_quote_container", CLIENT_AROUND},     /* Gmail */
	{"gmail_signature", CLIENT_SIGNATURE},	      /* Gmail */
	{"gmail_signature_prefix", CLIENT_SIGNATURE}, /* Gmail */
	{"history-quote-wrapper", CLIENT_AROUND},     /* Lark */
	{"hs_reply", CLIENT_AROUND},		      /* HubSpot */
	{"isreplycontent", CLIENT_AROUND},	      /* NetEase */
	{"k9mail-signature", CLIENT_SIGNATURE},	      /* K-9, Thunderbird */
	{"mail-app-auto-quote", CLIENT_AROUND},	      /* Mail.ru */
	{"mail-editor-reference-message-container",
	 CLIENT_AROUND},				   /* Outlook */
	{"mailbox_signature", CLIENT_SIGNATURE},	   /* Mailbox */
	{"messagereplysection", CLIENT_AROUND},		   /* Spark */
	{"messagesignaturesection", CLIENT_SIGNATURE},	   /* Spark */
	{"missive_quote", CLIENT_AROUND},		   /* Missive */
	{"moz-cite-prefix", CLIENT_INTRO},		   /* Thunderbird */
	{"moz-forward-container", CLIENT_AROUND},	   /* Thunderbird */
	{"moz-signature", CLIENT_SIGNATURE},		   /* Thunderbird */
	{"ms-outlook-ios-signature", CLIENT_SIGNATURE},	   /* Outlook */
	{"ms-outlook-mobile-signature", CLIENT_SIGNATURE}, /* Outlook */
	{"mso-signature", CLIENT_SIGNATURE},		   /* Outlook */
	{"nylas-n1-signature", CLIENT_SIGNATURE},	   /* Nylas */
	{"nylas-quote", CLIENT_QUOTE},		  /* Nylas, Mailspring */
	{"olk_src_body_section", CLIENT_AROUND},  /* Outlook for Mac */
	{"outlookmessageheader", CLIENT_DIVIDER}, /* Outlook */
	{"proton_quote", CLIENT_AROUND},	  /* Proton */
	{"protonmail_quote", CLIENT_AROUND},	  /* Proton */
	{"protonmail_signature_block", CLIENT_SIGNATURE}, /* Proton */
	{"quote", CLIENT_AROUND},			  /* GMX, web.de */
	{"quoted-content", CLIENT_QUOTE},		  /* GMX, web.de */
	{"quoted_header", CLIENT_DIVIDER},		  /* Samsung */
	{"reply-intro", CLIENT_INTRO},			  /* Roundcube */
	{"replyforwardmessage", CLIENT_AROUND}, /* Outlook on the web */
	{"sh-quoted-content", CLIENT_QUOTE},	/* Superhuman */
	{"sh-signature", CLIENT_SIGNATURE},	/* Superhuman */
	{"stopspelling", CLIENT_DIVIDER},	/* Hotmail */
	{"tutanota_quote", CLIENT_QUOTE},	/* Tuta */
	{"yahoo-signature", CLIENT_SIGNATURE},	/* Yahoo */
	{"yahoo_quoted", CLIENT_AROUND},	/* Yahoo */
	{"zmail_extra", CLIENT_AROUND},		/* Zoho */
	{"zmail_extra_hr", CLIENT_DIVIDER},	/* Zoho */
	{"zwchr", CLIENT_DIVIDER},		/* Zimbra */
};

/* Bytes of the longest word and of the prefixes that programs put before it. */
#define WORD_MOST 95

static int compare(const void *word, const void *row)
{
	return strcmp(word, ((const struct row *)row)->word);
}

/*
 * The word as its program wrote it. Outlook on the web puts "x_" before the
 * names of a mail that it quotes, Hotmail "ecx", mail clients at times
 * "v1" or "m_-123", and Yahoo "ydp" with digits.
 */
static const char *bare(const char *word)
{
	const char *p = word;

	while (g_str_has_prefix(p, "x_"))
		p += 2;
	if (g_str_has_prefix(p, "ecx"))
		p += 3;
	if (g_str_has_prefix(p, "m_")) {
		const char *q = p + 2 + strspn(p + 2, "-0123456789");

		if (q > p + 2)
			p = q;
	}
	if (g_str_has_prefix(p, "ydp")) {
		const char *q = strstr(p, "yahoo_quoted");

		p = q				       ? "yahoo_quoted"
		    : g_str_has_suffix(p, "signature") ? "yahoo-signature"
						       : p;
	}
	return p;
}

static enum client_says word_says(const char *word, gsize size)
{
	char lower[WORD_MOST + 1];
	const struct row *row;

	if (size > WORD_MOST)
		return CLIENT_NOTHING;
	for (gsize i = 0; i < size; i++)
		lower[i] = g_ascii_tolower(word[i]);
	lower[size] = '\0';
	row = bsearch(bare(lower), rows, G_N_ELEMENTS(rows), sizeof(rows[0]),
		      compare);
	return row ? row->says : CLIENT_NOTHING;
}

static enum client_says words_say(const char *words)
{
	guint left = CLIENT_CLASSES_MOST;

	while (words && left-- > 0) {
		enum client_says says;
		gsize size;

		words += strspn(words, " \t\r\n");
		size = strcspn(words, " \t\r\n");
		if (size == 0)
			break;
		says = word_says(words, size);
		if (says != CLIENT_NOTHING)
			return says;
		words += size;
	}
	return CLIENT_NOTHING;
}

enum client_says client_says(const char *const *attr)
{
	static const enum html_attr places[] = {HTML_ATTR_CLASS, HTML_ATTR_ID,
						HTML_ATTR_NAME,
						HTML_ATTR_DATA_MARKER};
	const char *fairemail = attr[HTML_ATTR_FAIREMAIL];

	if (fairemail)
		return strcmp(fairemail, "signature") == 0 ? CLIENT_SIGNATURE
		       : strcmp(fairemail, "reply") == 0   ? CLIENT_INTRO
							   : CLIENT_NOTHING;
	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		enum client_says says = words_say(attr[places[i]]);

		if (says != CLIENT_NOTHING)
			return says;
	}
	return CLIENT_NOTHING;
}
