// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the table of languages, which is written down in languages.def.
#include "filters/text/languages.h"

const struct language languages[] = {
#include "filters/languages.def"
};

const size_t languages_n = sizeof(languages) / sizeof(languages[0]);
