// SPDX-License-Identifier: GPL-3.0-or-later
// Attempts at a mail, as deliver makes them, for the tests of the history.
#ifndef TIXGATE_TESTS_UNIT_ATTEMPTS_H
#define TIXGATE_TESTS_UNIT_ATTEMPTS_H

#include "unit/state.h"

/* Begins an attempt as deliver does. */
static inline void attempt_begin(struct store *store, const char *key)
{
	struct why why = {0};
	struct store_mail mail;

	must(store_mail_get(store, key, &mail, &why), &why);
	store_history_begin(store, &mail);
}

/* An attempt that comes to nothing. */
static inline void put_off(struct store *store, const char *key,
			   const char *reason)
{
	struct why why = {0};
	struct store_mail mail = a_mail(key);

	mail.outcome = "later";
	mail.reason = reason;
	must(store_history_end(store, &mail, &why), &why);
}

#endif
