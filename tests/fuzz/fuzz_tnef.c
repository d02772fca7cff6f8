// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes what reads winmail.dat and the RTF in it.
#include <stdint.h>
#include <stdlib.h>

#include "mail/rtf.h"
#include "mail/tnef.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * libytnef loses an attribute that comes twice. The process that reads a mail
 * ends with it, so that is no matter here.
 */
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return 1;
}

static void check(const char *text)
{
	if (!g_utf8_validate(text, -1, NULL))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(pool_handle) pool = pool_new();
	g_autoptr(GString) rtf = g_string_new(NULL);
	struct tnef tnef;

	if (tnef_read((const char *)data, size,
		      &(struct parse_wish){.sha256 = size % 2 == 0}, pool,
		      &tnef)) {
		check(tnef.text);
		check(tnef.html);
		check(tnef.rtf);
		for (size_t i = 0; i < tnef.files_n; i++) {
			check(tnef.files[i].name);
			check(tnef.files[i].type);
			check(tnef.files[i].content_id);
		}
	}
	rtf_unpack(rtf, (const char *)data, size);
	if (rtf->len > RTF_SIZE_MOST + size)
		abort();
	return 0;
}
