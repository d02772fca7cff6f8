// SPDX-License-Identifier: GPL-3.0-or-later
// Authorities: where the system keeps the certificates that it trusts.
#ifndef TIXGATE_DESK_AUTHORITIES_H
#define TIXGATE_DESK_AUTHORITIES_H

#include <stdbool.h>

/*
 * True for a folder that OpenSSL can look a certificate up in by its subject's
 * hash (openssl-rehash(1)), so that it reads one file and not all of them.
 */
bool authorities_hashed(const char *folder);

/* The system's hashed folder, or NULL if it has none where we know to look. */
const char *authorities_find(void);

#endif
