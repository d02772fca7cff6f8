// SPDX-License-Identifier: GPL-3.0-or-later
// Inside of the held mails: a json-c object that ends with its scope.
#ifndef TIXGATE_STATE_HOLD_JSON_H
#define TIXGATE_STATE_HOLD_JSON_H

#include <glib.h>
#include <json-c/json.h>

/* For g_autoptr(): a reference that is put when the scope ends. */
typedef struct json_object json_handle;

static inline void json_end(json_handle *object)
{
	(void)json_object_put(object);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_handle, json_end)

#endif
