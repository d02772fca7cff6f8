// SPDX-License-Identifier: GPL-3.0-or-later
// Libraries that are loaded at first need, since most mails do without.
#ifndef TIXGATE_BASE_LIBRARY_H
#define TIXGATE_BASE_LIBRARY_H

#include <stdbool.h>

/*
 * Loads the shared library of that name ("libcurl.so.4") and what it needs; a
 * library that is there already costs next to nothing. It stays until the
 * process ends. NULL if it cannot be loaded: dlerror() says why.
 */
void *library_open(const char *name);

/*
 * Puts the address of the library's function into *pointer, which is a pointer
 * to a function. False if the library has none of that name.
 */
bool library_function(void *library, const char *name, void *pointer);

#endif
