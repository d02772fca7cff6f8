// SPDX-License-Identifier: GPL-3.0-or-later
// Libraries that are loaded at first need, since most mails do without.
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

#include <glib.h>

static const void *object_of(const char *function)
{
	const void *address = dlsym(RTLD_DEFAULT, function);
	Dl_info info;

	return address != NULL && dladdr(address, &info) != 0 ? info.dli_fbase
							      : NULL;
}

/*
 * True if nobody put functions in front of libc's: another allocator, a proxy
 * or a sanitizer, which a library must not be led past.
 */
static bool libc_is_first(void)
{
	static const char *const replaced[] = {
		"malloc",  "free",	  "open",	   "read",
		"connect", "getaddrinfo", "clock_gettime",
	};
	const void *libc = object_of("strverscmp");

	for (gsize i = 0; i < G_N_ELEMENTS(replaced); i++)
		if (object_of(replaced[i]) != libc)
			return false;
	return libc != NULL;
}

/*
 * A library looks for its functions in all that the program has, before it
 * looks at itself; of libcurl's 33 libraries that is a third of the time. So
 * they look at themselves first, where that makes no other difference.
 */
void *library_open(const char *name)
{
	int how = RTLD_LAZY | RTLD_LOCAL;

#ifdef RTLD_DEEPBIND
	if (libc_is_first())
		how |= RTLD_DEEPBIND;
#endif
	return dlopen(name, how);
}

bool library_function(void *library, const char *name, void *pointer)
{
	void *address = dlsym(library, name);

	/* POSIX lets dlsym() give functions; C has no cast for that. */
	memcpy(pointer, &address, sizeof address);
	return address != NULL;
}
