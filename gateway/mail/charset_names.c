// SPDX-License-Identifier: GPL-3.0-or-later
// What mail programs call charsets, and what they mean by it.
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "mail/charset.h"

struct alias {
	const char *name; /* without "-", "_", ":", "." and a leading "x" */
	const char *known;
};

/*
 * In the order of name, for bsearch(). Left: squeezed names. Right: names of
 * iconv. iso-8859-1 is windows-1252 in practice; ASCII says nothing of bytes
 * that are none; * gb2312 and gbk are gb18030; ks_c_5601-1987 is what Outlook
 * calls cp949; shift_jis is what everybody calls cp932.
 */
static const struct alias aliases[] = {
	{"437", "IBM437"},
	{"646", ""},
	{"850", "CP850"},
	{"88591", "CP1252"},
	{"885915", "ISO-8859-15"},
	{"88592", "ISO-8859-2"},
	{"88595", "ISO-8859-5"},
	{"88599", "CP1254"},
	{"ansi", "CP1252"},
	{"ansix341968", ""},
	{"ansix341986", ""},
	{"ascii", ""},
	{"big5", "BIG5-HKSCS"},
	{"big5hkscs", "BIG5-HKSCS"},
	{"cnbig5", "BIG5-HKSCS"},
	{"cngb", "GB18030"},
	{"cngb231280", "GB18030"},
	{"cp367", ""},
	{"cp50220", "ISO-2022-JP"},
	{"cp50221", "ISO-2022-JP"},
	{"cp50222", "ISO-2022-JP"},
	{"cp51932", "EUC-JP-MS"},
	{"cp65001", "UTF-8"},
	{"cp819", "CP1252"},
	{"cp932", "CP932"},
	{"cp936", "GB18030"},
	{"cp949", "CP949"},
	{"cp950", "BIG5-HKSCS"},
	{"csbig5", "BIG5-HKSCS"},
	{"cseuckr", "CP949"},
	{"cseucpkdfmtjapanese", "EUC-JP-MS"},
	{"csgb2312", "GB18030"},
	{"csiso2022jp", "ISO-2022-JP"},
	{"csisolatin1", "CP1252"},
	{"csisolatin2", "ISO-8859-2"},
	{"csksc56011987", "CP949"},
	{"csshiftjis", "CP932"},
	{"cswindows31j", "CP932"},
	{"dosgerman", "CP850"},
	{"euccn", "GB18030"},
	{"eucgb2312cn", "GB18030"},
	{"eucjp", "EUC-JP-MS"},
	{"euckr", "CP949"},
	{"euctw", "EUC-TW"},
	{"gb18030", "GB18030"},
	{"gb2312", "GB18030"},
	{"gb231280", "GB18030"},
	{"gbk", "GB18030"},
	{"hebrew", "CP1255"},
	{"hz", "HZ"},
	{"hzgb2312", "HZ"},
	{"iso10646ucs2", "UTF-16"},
	{"iso2022jp", "ISO-2022-JP"},
	{"iso2022jp1", "ISO-2022-JP"},
	{"iso2022jp2", "ISO-2022-JP-2"},
	{"iso2022jp2004", "ISO-2022-JP-3"},
	{"iso2022jp3", "ISO-2022-JP-3"},
	{"iso2022jpms", "ISO-2022-JP"},
	{"iso646", ""},
	{"iso646us", ""},
	{"iso88591", "CP1252"},
	{"iso885911", "CP874"},
	{"iso885911987", "CP1252"},
	{"iso88591987", "CP1252"},
	{"iso88598e", "ISO-8859-8"},
	{"iso88598i", "CP1255"},
	{"iso88599", "CP1254"},
	{"koi8", "KOI8-R"},
	{"ksc5601", "CP949"},
	{"ksc56011987", "CP949"},
	{"ksc56011992", "CP949"},
	{"ksx1001", "CP949"},
	{"latin1", "CP1252"},
	{"latin9", "ISO-8859-15"},
	{"mac", "MACINTOSH"},
	{"maccyrillic", "MAC-CYRILLIC"},
	{"macintosh", "MACINTOSH"},
	{"macroman", "MACINTOSH"},
	{"ms932", "CP932"},
	{"ms936", "GB18030"},
	{"ms949", "CP949"},
	{"mskanji", "CP932"},
	{"shiftjis", "CP932"},
	{"sjis", "CP932"},
	{"tis620", "CP874"},
	{"uhc", "CP949"},
	{"unicode", "UTF-16"},
	{"unicode11utf7", "UTF-7"},
	{"unicode11utf8", "UTF-8"},
	{"us", ""},
	{"usascii", ""},
	{"utf16", "UTF-16"},
	{"utf16be", "UTF-16BE"},
	{"utf16le", "UTF-16LE"},
	{"utf7", "UTF-7"},
	{"utf8", "UTF-8"},
	{"utf8mac", "UTF-8"},
	{"utf8mb4", "UTF-8"},
	{"windows31j", "CP932"},
	{"windows874", "CP874"},
	{"windows936", "GB18030"},
	{"windows949", "CP949"},
};

/* Names that say "I do not know" in so many words. */
static const char *const nothings[] = {
	"",	"unknown", "unknown8bit", "default",
	"none", "null",	   "userdefined", "8bit",
	"7bit", "binary",  "auto",	  "charset",
};

/* The name in lower case, without what programs write in different ways. */
static void squeeze(char *to, gsize room, const char *name)
{
	gsize n = 0;

	while (*name == '"' || *name == '\'' || *name == ' ')
		name++;
	if (g_ascii_strncasecmp(name, "charset=", 8) == 0)
		name += 8;
	if (g_ascii_strncasecmp(name, "x-", 2) == 0)
		name += 2;
	/* RFC 2231, 5: a language may follow a star. */
	for (; *name != '\0' && *name != '*' && *name != ';' && n + 1 < room;
	     name++)
		if (g_ascii_isalnum(*name))
			to[n++] = g_ascii_tolower(*name);
	to[n] = '\0';
}

static int compare(const void *key, const void *row)
{
	return strcmp(key, ((const struct alias *)row)->name);
}

/* The digits of "windows1251", "win1251", "cp1251", "ibm850" …, or NULL. */
static const char *page_number(const char *name)
{
	static const char *const before[] = {"windows", "win", "cp", "mswin",
					     "ibm",	"dos", "ms"};

	for (gsize i = 0; i < G_N_ELEMENTS(before); i++) {
		const gsize n = strlen(before[i]);

		if (strncmp(name, before[i], n) == 0 &&
		    g_ascii_isdigit(name[n]))
			return name + n;
	}
	return g_ascii_isdigit(*name) ? name : NULL;
}

/* The name, if iconv has it, kept for the program's life. */
static const char *if_convertible(const char *name)
{
	GIConv conv = g_iconv_open("UTF-8", name);
	g_autofree char *upper = NULL;

	if (conv == (GIConv)-1)
		return "";
	g_iconv_close(conv);
	upper = g_ascii_strup(name, -1);
	return g_intern_string(upper);
}

/* What no table names: a code page's number, an ISO part, iconv's own name. */
static const char *by_rule(const char *squeezed, const char *declared)
{
	const char *digits = page_number(squeezed);
	char name[CHARSET_NAME_MOST + 16];
	const char *known;

	if (digits != NULL && strspn(digits, "0123456789") >= 3) {
		g_snprintf(name, sizeof(name), "CP%.5s", digits);
		known = if_convertible(name);
		if (*known != '\0')
			return known;
	}
	if (strncmp(squeezed, "iso8859", 7) == 0) {
		const gsize n = strspn(squeezed + 7, "0123456789");

		g_snprintf(name, sizeof(name), "ISO-8859-%.*s",
			   (int)MIN(n, squeezed[7] == '1' ? 2 : 1),
			   squeezed + 7);
		known = if_convertible(name);
		if (*known != '\0')
			return known;
	}
	/* Nothing but names goes to iconv: "//" would be options of it. */
	if (strspn(declared, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvw"
			     "xyz0123456789-_.:+()") != strlen(declared))
		return "";
	return if_convertible(declared);
}

const char *charset_known(const char *declared)
{
	char squeezed[CHARSET_NAME_MOST];
	const struct alias *alias;

	if (declared == NULL || strlen(declared) >= CHARSET_NAME_MOST)
		return "";
	squeeze(squeezed, sizeof(squeezed), declared);
	for (gsize i = 0; i < G_N_ELEMENTS(nothings); i++)
		if (strcmp(squeezed, nothings[i]) == 0)
			return "";
	alias = bsearch(squeezed, aliases, G_N_ELEMENTS(aliases),
			sizeof(aliases[0]), compare);
	return alias != NULL ? alias->known : by_rule(squeezed, declared);
}
