// SPDX-License-Identifier: GPL-3.0-or-later
// Feeds BER to cms_read(): what comes out was in it, and comes out at once.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/cms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GString) content = g_string_new(NULL);
	const enum cms_kind kind = cms_read((const char *)data, size, content);

	/* Pieces lie behind one another, so there is never more of them. */
	if (content->len > size || (kind != CMS_SIGNED && content->len > 0))
		abort();
	return 0;
}
