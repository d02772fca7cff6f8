// SPDX-License-Identifier: GPL-3.0-or-later
// A throwaway certificate authority and the server's certificate from it.
#ifndef SANDBOX_CERT_H
#define SANDBOX_CERT_H

#include <stdbool.h>

#include <glib.h>

/*
 * Sees to ca.pem, certs/, server.pem and server.key in `dir`: makes them,
 * unless all are there. The authority's own key is never written, so that
 * nobody can issue more in its name.
 */
bool cert_provide(const char *dir, GError **error);

/* Removes what cert_provide() made. */
void cert_remove(const char *dir);

#endif
