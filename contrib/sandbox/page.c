// SPDX-License-Identifier: GPL-3.0-or-later
// The web page and the data that it shows.
#include "page.h"

#include <string.h>

#include "control.h"

#define VIEW_PREFIX "/view/"

/* 'sha256-…' of what stands between two tags of the page. */
static char *digest_of(const char *open, const char *close)
{
	const char *html = (const char *)page_html;
	const char *from = g_strstr_len(html, (gssize)page_html_size, open);
	const char *to = from ? strstr(from, close) : NULL;
	if (!to)
		return g_strdup("'none'");
	from += strlen(open);
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(sum, (const guchar *)from, to - from);
	guint8 digest[32];
	gsize len = sizeof(digest);
	g_checksum_get_digest(sum, digest, &len);
	g_autofree char *text = g_base64_encode(digest, len);
	return g_strdup_printf("'sha256-%s'", text);
}

char *page_policy(void)
{
	g_autofree char *script = digest_of("<script>", "</script>");
	g_autofree char *style = digest_of("<style>", "</style>");
	return g_strdup_printf("default-src 'none'; script-src %s; "
			       "style-src %s; connect-src 'self'; "
			       "img-src data:; base-uri 'none'; "
			       "form-action 'none'; frame-ancestors 'none'; "
			       "require-trusted-types-for 'script'; "
			       "trusted-types 'none'",
			       script, style);
}

static void add_text(struct json_object *object, const char *name,
		     const char *text)
{
	json_object_object_add(object, name,
			       text ? json_object_new_string(text) : NULL);
}

static void add_number(struct json_object *object, const char *name,
		       gint64 number)
{
	json_object_object_add(object, name, json_object_new_int64(number));
}

static struct json_object *summary(const struct ticket *ticket)
{
	struct json_object *item = json_object_new_object();
	add_text(item, "id", ticket->id);
	add_number(item, "number", ticket->number);
	add_text(item, "subject", ticket->subject);
	add_text(item, "name", ticket->customer->name);
	add_text(item, "email", ticket->customer->email);
	add_text(item, "priority", ticket->priority);
	add_text(item, "status", ticket->status);
	add_text(item, "workspace", ticket->workspace->name);
	add_number(item, "created", ticket->created / 1000);
	add_number(item, "updated", ticket->updated / 1000);
	add_number(item, "messages", ticket->messages->len);
	json_object_object_add(item, "merged",
			       json_object_new_boolean(ticket->merged));
	return item;
}

static bool has(const char *text, const char *folded)
{
	if (!text)
		return false;
	g_autofree char *whole = g_utf8_casefold(text, -1);
	return strstr(whole, folded) != NULL;
}

static bool found(const struct ticket *ticket, const char *folded)
{
	g_autofree char *number =
		g_strdup_printf("#%" G_GINT64_FORMAT, ticket->number);
	if (has(number, folded) || has(ticket->subject, folded) ||
	    has(ticket->customer->name, folded) ||
	    has(ticket->customer->email, folded) ||
	    has(ticket->description, folded))
		return true;
	for (guint i = 0; i < ticket->messages->len; i++) {
		const struct message *message = ticket->messages->pdata[i];
		if (has(message->body, folded))
			return true;
	}
	return false;
}

static struct json_object *summaries(const struct box *box, const char *search)
{
	struct json_object *list = json_object_new_array();
	bool valid = search && *search && g_utf8_validate(search, -1, NULL);
	g_autofree char *folded = valid ? g_utf8_casefold(search, -1) : NULL;
	const GPtrArray *tickets = box->desk->tickets;
	for (guint i = tickets->len; i > 0; i--) {
		const struct ticket *ticket = tickets->pdata[i - 1];
		if (json_object_array_length(list) >= PAGE_TICKETS_MAX)
			break;
		if (!folded || found(ticket, folded))
			json_object_array_add(list, summary(ticket));
	}
	return list;
}

/* The gauge shows the key that has least left. */
static void add_budget(const struct box *box, struct json_object *object)
{
	guint used = 0;
	guint64 refused = 0;
	for (guint i = 0; i < box->keys.list->len; i++) {
		const struct key *key = box->keys.list->pdata[i];
		used = MAX(used, key_used(&box->keys, key));
		refused += key->refused;
	}
	add_number(object, "used", used);
	add_number(object, "limit", box->keys.budget);
	json_object_object_add(object, "window",
			       json_object_new_double(box->options->window));
	add_number(object, "refused", (gint64)refused);
}

static void view_list(const struct box *box, const struct request *req,
		      struct answer *out)
{
	guint64 after = req->after ? g_ascii_strtoull(req->after, NULL, 10) : 0;
	struct json_object *object = json_object_new_object();
	add_number(object, "revision", (gint64)box->desk->revision);
	add_number(object, "now", g_get_real_time() / 1000);
	add_number(object, "total", box->desk->tickets->len);
	add_number(object, "requests", (gint64)box->log.next - 1);
	add_budget(box, object);
	if (after != box->desk->revision) {
		add_text(object, "http_url", box->http_url);
		add_text(object, "https_url", box->https_url);
		add_text(object, "key_file", box->key_file);
		json_object_object_add(object, "tickets",
				       summaries(box, req->search));
	}
	answer_data(out, 200, object);
}

static void view_one(const struct box *box, const char *id, struct answer *out)
{
	const struct ticket *ticket = desk_find(box->desk, NULL, id);
	if (ticket)
		answer_data(out, 200, ticket_json_all(ticket));
	else
		answer_error(out, 404, "Ticket not found");
}

static void front(const struct box *box, struct answer *out)
{
	answer_header(out, "Content-Security-Policy", box->page_policy);
	answer_header(out, "X-Frame-Options", "DENY");
	answer_header(out, "Cross-Origin-Opener-Policy", "same-origin");
	answer_text(out, 200, "text/html; charset=utf-8",
		    (const char *)page_html, page_html_size);
}

void page_answer(struct box *box, const struct request *req, struct answer *out)
{
	answer_header(out, "X-Content-Type-Options", "nosniff");
	answer_header(out, "Referrer-Policy", "no-referrer");
	answer_header(out, "Cache-Control", "no-store");
	bool reads =
		!strcmp(req->method, "GET") || !strcmp(req->method, "HEAD");
	g_mutex_lock(&box->lock);
	if (!reads)
		answer_method(out, "GET, HEAD");
	else if (!strcmp(req->path, "/"))
		front(box, out);
	else if (control_is_foreign(req))
		answer_error(out, 403, "Not for web pages of other origins");
	else if (!strcmp(req->path, "/view"))
		view_list(box, req, out);
	else if (g_str_has_prefix(req->path, VIEW_PREFIX))
		view_one(box, req->path + strlen(VIEW_PREFIX), out);
	else
		answer_error(out, 404, "Not found");
	g_mutex_unlock(&box->lock);
}
