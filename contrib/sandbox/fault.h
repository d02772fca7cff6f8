// SPDX-License-Identifier: GPL-3.0-or-later
// Faults on demand: which requests they meet, and what then goes wrong.
#ifndef SANDBOX_FAULT_H
#define SANDBOX_FAULT_H

#include <stdbool.h>

#include <glib.h>
#include <json-c/json.h>

#include "http.h"

/* How many faults may wait at once. */
#define FAULT_MAX 256
/* The longest wait, and the most repetitions of a raw text. */
#define FAULT_DELAY_MAX_MS 3600000
#define FAULT_TIMES_MAX	   1000000000

/* In what way the connection breaks. */
enum fault_close {
	FAULT_CLOSE_NOT,
	FAULT_CLOSE_BEFORE,
	FAULT_CLOSE_AFTER,
	FAULT_CLOSE_RESET,
	FAULT_CLOSE_CUT_STATUS,
	FAULT_CLOSE_CUT_HEADERS,
	FAULT_CLOSE_CUT_BODY,
	FAULT_CLOSE_HANG,
	FAULT_CLOSE_DRIP,
};

/* Reference counted: a request keeps the fault that it met. */
struct fault {
	gint64 id;
	char *match;
	gint64 skip, count, seen, hits;
	gint64 delay_ms, act_delay_ms, drip_ms;
	bool act;
	unsigned status;		   /* 0: the answer of the act */
	GPtrArray *headers;		   /* names and values by turns */
	char *body;			   /* or NULL */
	char *raw, *raw_repeat, *raw_tail; /* bytes instead of an answer */
	gint64 raw_times;
	enum fault_close close;
	struct json_object *wish; /* as it was asked for */
};

/* One of the faults from its JSON, or NULL and 400 in `out`. */
struct fault *fault_read(struct json_object *wish, struct answer *out);
void fault_unref(struct fault *fault);

/*
 * Asks the faults in their order. Each that matches counts the request; the
 * first that is past its `skip` and has `count` left takes it. The caller
 * owns a reference to what is returned; NULL: nothing goes wrong.
 */
struct fault *faults_take(GPtrArray *faults, const char *method,
			  const char *path);

/* "reset", "raw", "status" …: what kind the log shows. */
const char *fault_kind(const struct fault *fault);

/* All, with how many requests they saw and hit. */
struct json_object *faults_json(const GPtrArray *faults);

#endif
