// SPDX-License-Identifier: GPL-3.0-or-later
// One request of the API from its door to its answer, faults included.
#include "exchange.h"

#include <string.h>

#include "api.h"

/* A request that is carried out after its answer was given up. */
struct late {
	struct box *box;
	struct request *req;
	struct visitor visitor;
};

static gboolean late_run(gpointer data)
{
	struct late *late = data;
	struct answer nobody;
	answer_init(&nobody);
	api_perform(late->box, late->req, late->visitor, &nobody);
	answer_clear(&nobody);
	return G_SOURCE_REMOVE;
}

static void late_free(gpointer data)
{
	struct late *late = data;
	request_unref(late->req);
	g_free(late);
}

/* The main loop does it: the connection's thread must let go. */
static void act_late(struct box *box, struct request *req,
		     struct visitor visitor, gint64 delay_ms)
{
	struct late *late = g_new0(struct late, 1);
	late->box = box;
	late->req = request_ref(req);
	late->visitor = visitor;
	g_autoptr(GSource) source = g_timeout_source_new((guint)delay_ms);
	g_source_set_callback(source, late_run, late, late_free);
	g_source_attach(source, box->context);
}

static void replace_headers(struct answer *out, const GPtrArray *headers)
{
	for (guint i = 0; i + 1 < headers->len; i += 2)
		answer_header(out, headers->pdata[i], headers->pdata[i + 1]);
}

/* What the fault says in place of the server. */
static void say(const struct fault *fault, struct answer *out, bool acted)
{
	if (fault->status || !acted) {
		unsigned status = fault->status		? fault->status
				  : fault->act_delay_ms ? 504
							: 503;
		answer_clear(out);
		answer_init(out);
		replace_headers(out, fault->headers);
		g_autofree char *text =
			g_strdup_printf("{\"error\":\"%s\"}",
					MHD_get_reason_phrase_for(status));
		answer_text(out, status, "application/json", text,
			    strlen(text));
	} else {
		replace_headers(out, fault->headers);
	}
	if (fault->body)
		answer_text(out, out->status, "application/json", fault->body,
			    strlen(fault->body));
}

/* The bytes of an answer up to where the fault cuts it. */
static GString *render(const struct answer *out, enum fault_close close)
{
	GString *text = g_string_new(NULL);
	g_string_printf(text, "HTTP/1.1 %u %s\r\n", out->status,
			MHD_get_reason_phrase_for(out->status));
	if (close == FAULT_CLOSE_CUT_STATUS)
		return g_string_truncate(text, strlen("HTTP/1.1 2"));
	for (guint i = 0; i + 1 < out->headers->len; i += 2)
		g_string_append_printf(
			text, "%s: %s\r\n",
			(const char *)out->headers->pdata[i],
			(const char *)out->headers->pdata[i + 1]);
	g_string_append(text, "Connection: close\r\nContent-Le");
	if (close == FAULT_CLOSE_CUT_HEADERS)
		return text;
	g_string_append_printf(text, "ngth: %zu\r\n\r\n",
			       (size_t)out->body->len);
	size_t part = close == FAULT_CLOSE_CUT_BODY ? out->body->len / 2
						    : out->body->len;
	return g_string_append_len(text, out->body->str, (gssize)part);
}

/* Whole texts at once, so that long repetitions do not take for ever. */
#define RAW_PIECE ((gsize)1 << 16)

static void send_raw(const struct wire *wire, const struct fault *fault)
{
	const char *head = fault->raw ? fault->raw : "";
	if (!wire_send(wire, head, strlen(head)))
		return;
	gint64 left = fault->raw_repeat ? fault->raw_times : 0;
	while (left > 0) {
		g_autoptr(GString) piece = g_string_new(NULL);
		for (; left > 0 && piece->len < RAW_PIECE; left--)
			g_string_append(piece, fault->raw_repeat);
		if (!wire_send(wire, piece->str, piece->len))
			return;
	}
	if (fault->raw_tail)
		wire_send(wire, fault->raw_tail, strlen(fault->raw_tail));
}

/* Breaks the connection as the fault asks; false as exchange() says. */
static bool break_off(const struct wire *wire, const struct fault *fault,
		      const struct answer *out)
{
	g_autoptr(GString) text = NULL;
	if (fault->raw || fault->raw_repeat)
		send_raw(wire, fault);
	switch (fault->close) {
	case FAULT_CLOSE_NOT:
		return !fault->raw && !fault->raw_repeat;
	case FAULT_CLOSE_BEFORE:
	case FAULT_CLOSE_AFTER:
		return false;
	case FAULT_CLOSE_RESET:
		wire_reset(wire);
		return false;
	case FAULT_CLOSE_HANG:
		wire_wait_gone(wire);
		return false;
	case FAULT_CLOSE_CUT_STATUS:
	case FAULT_CLOSE_CUT_HEADERS:
	case FAULT_CLOSE_CUT_BODY:
		text = render(out, fault->close);
		wire_send(wire, text->str, text->len);
		return false;
	case FAULT_CLOSE_DRIP:
		text = render(out, fault->close);
		wire_drip(wire, text->str, text->len, fault->drip_ms);
		return false;
	}
	return false;
}

static void note(struct box *box, const struct request *req, unsigned status)
{
	g_mutex_lock(&box->lock);
	reqlog_status(&box->log, req->serial, status);
	g_mutex_unlock(&box->lock);
}

/* Whether the client gets to see a status at all. */
static unsigned status_shown(const struct fault *fault,
			     const struct answer *out)
{
	switch (fault->close) {
	case FAULT_CLOSE_NOT:
	case FAULT_CLOSE_CUT_HEADERS:
	case FAULT_CLOSE_CUT_BODY:
	case FAULT_CLOSE_DRIP:
		return fault->raw || fault->raw_repeat ? 0 : out->status;
	case FAULT_CLOSE_BEFORE:
	case FAULT_CLOSE_AFTER:
	case FAULT_CLOSE_RESET:
	case FAULT_CLOSE_CUT_STATUS:
	case FAULT_CLOSE_HANG:
		return 0;
	}
	return 0;
}

static bool exchange_faulty(struct box *box, struct request *req,
			    struct visitor visitor, const struct wire *wire,
			    const struct fault *fault, struct answer *out)
{
	if (!box_sleep(box, fault->delay_ms))
		return false;
	bool now = fault->act && !fault->act_delay_ms;
	if (now)
		api_perform(box, req, visitor, out);
	say(fault, out, now);
	note(box, req, status_shown(fault, out));
	bool answered = break_off(wire, fault, out);
	if (fault->act && !now)
		act_late(box, req, visitor, fault->act_delay_ms);
	return answered;
}

bool exchange(struct box *box, struct request *req, const struct wire *wire,
	      struct answer *out)
{
	struct visitor visitor = {0};
	g_mutex_lock(&box->lock);
	visitor.door = keys_enter(&box->keys, req->authorization, &visitor.key);
	req->serial = reqlog_open(&box->log, req,
				  visitor.key ? visitor.key->name : NULL);
	struct fault *fault =
		faults_take(box->faults, req->method, api_path(req->path));
	if (fault)
		reqlog_fault(&box->log, req->serial, fault_kind(fault));
	g_mutex_unlock(&box->lock);
	if (!fault) {
		api_perform(box, req, visitor, out);
		note(box, req, out->status);
		return true;
	}
	bool answered = exchange_faulty(box, req, visitor, wire, fault, out);
	g_mutex_lock(&box->lock);
	fault_unref(fault);
	g_mutex_unlock(&box->lock);
	return answered;
}
