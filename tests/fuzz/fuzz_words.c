// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes header decoding: words, parameters, charsets, flowed text, cards.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/cards.h"
#include "mail/charset.h"
#include "mail/flowed.h"
#include "mail/params.h"
#include "mail/rtf.h"
#include "mail/uuencode.h"
#include "mail/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const charsets[] = {
	"",	      "utf-8",	"iso-8859-1", "iso-2022-jp", "gb2312",
	"hz-gb-2312", "utf-7",	"utf-16",     "shift_jis",   "big5",
	"euc-kr",     "koi8-r", "us-ascii",   "x-no-such",   "cp1255",
};

static void check(const char *text, size_t size)
{
	if (!g_utf8_validate(text, (gssize)strlen(text), NULL) ||
	    strlen(text) > size)
		abort();
}

static void fuzz_text(const char *text, const char *charset)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GString) flowed = g_string_new(text);
	g_autoptr(GArray) files =
		g_array_new(FALSE, FALSE, sizeof(struct uuencoded));
	g_autofree char *summary = NULL;

	g_array_set_clear_func(files, uuencoded_clear);
	flowed_undo(flowed, *charset == 'u');
	uuencode_take(flowed, files);
	card_calendar(out, text, &summary);
	card_vcard(out, text);
	check(out->str, out->len);
	g_string_truncate(out, 0);
	rtf_to_text(out, text, strlen(text), charset);
	check(out->str, out->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *text = NULL;
	const char *charset;
	struct params params;

	if (size < 1)
		return 0;
	charset = charsets[data[0] % G_N_ELEMENTS(charsets)];
	charset_append(out, (const char *)data + 1, size - 1, charset, "");
	if (!g_utf8_validate_len(out->str, out->len, NULL) &&
	    memchr(out->str, 0, out->len) == NULL)
		abort();
	text = g_strndup((const char *)data + 1, size - 1);
	g_string_truncate(out, 0);
	words_decode(out, text, strlen(text), charset);
	g_string_truncate(out, 0);
	words_raw(out, text, strlen(text), charset);
	check(out->str, out->len);
	params = params_read(text, charset, pool);
	for (size_t i = 0; i < params.n; i++)
		check(params.at[i].value, strlen(params.at[i].value));
	params_file_name(text, pool);
	fuzz_text(text, charset);
	return 0;
}
