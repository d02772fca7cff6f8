// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP and HTTPS servers.
#include "server.h"

#include <string.h>
#include <unistd.h>

#include <microhttpd.h>

#include "api.h"
#include "control.h"
#include "exchange.h"
#include "page.h"

#define IDLE_SECONDS 120u
/* A connection's buffers; a request's header must fit into them. */
#define CONNECTION_MEMORY ((size_t)128 << 10)

static void *request_begins(void *cls, const char *uri,
			    struct MHD_Connection *connection)
{
	const struct port *port = cls;
	(void)connection;
	return request_new(uri, port->tls);
}

static void request_ends(void *cls, struct MHD_Connection *connection,
			 void **con_cls, enum MHD_RequestTerminationCode why)
{
	(void)cls;
	(void)connection;
	(void)why;
	request_unref(*con_cls);
	*con_cls = NULL;
}

static char *value_of(struct MHD_Connection *connection,
		      enum MHD_ValueKind kind, const char *name)
{
	return g_strdup(MHD_lookup_connection_value(connection, kind, name));
}

static void read_head(struct request *req, struct MHD_Connection *connection,
		      const char *method)
{
	req->method = g_strdup(method);
	req->authorization =
		value_of(connection, MHD_HEADER_KIND, "Authorization");
	req->content_type =
		value_of(connection, MHD_HEADER_KIND, "Content-Type");
	req->host = value_of(connection, MHD_HEADER_KIND, "Host");
	req->origin = value_of(connection, MHD_HEADER_KIND, "Origin");
	req->fetch_site =
		value_of(connection, MHD_HEADER_KIND, "Sec-Fetch-Site");
	req->limit = value_of(connection, MHD_GET_ARGUMENT_KIND, "limit");
	req->after = value_of(connection, MHD_GET_ARGUMENT_KIND, "after");
	req->search = value_of(connection, MHD_GET_ARGUMENT_KIND, "q");
}

static void read_piece(struct request *req, const char *data, size_t len)
{
	req->body_seen += len;
	if (req->body_seen <= REQUEST_BODY_MAX)
		g_byte_array_append(req->body, (const guint8 *)data,
				    (guint)len);
}

static enum MHD_Result send_answer(struct MHD_Connection *connection,
				   const struct answer *out)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		out->body->len, out->body->str, MHD_RESPMEM_MUST_COPY);
	if (!response)
		return MHD_NO;
	for (guint i = 0; i + 1 < out->headers->len; i += 2)
		MHD_add_response_header(response, out->headers->pdata[i],
					out->headers->pdata[i + 1]);
	enum MHD_Result done =
		MHD_queue_response(connection, out->status, response);
	MHD_destroy_response(response);
	return done;
}

static enum MHD_Result answer_request(const struct port *port,
				      struct MHD_Connection *connection,
				      struct request *req)
{
	struct answer out;
	struct wire wire;
	bool answered = true;
	answer_init(&out);
	if (api_path(req->path))
		answered = wire_of(&wire, port->box, connection, port->tls) &&
			   exchange(port->box, req, &wire, &out);
	else if (!port->tls && g_str_has_prefix(req->path, CONTROL_PREFIX))
		control_answer(port->box, req, &out);
	else
		page_answer(port->box, req, &out);
	enum MHD_Result done =
		answered ? send_answer(connection, &out) : MHD_NO;
	answer_clear(&out);
	return done;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection,
			      const char *url, const char *method,
			      const char *version, const char *data,
			      size_t *size, void **con_cls)
{
	struct request *req = *con_cls;
	(void)url;
	(void)version;
	if (!req->method) {
		read_head(req, connection, method);
		return MHD_YES;
	}
	if (!*size)
		return answer_request(cls, connection, req);
	read_piece(req, data, *size);
	*size = 0;
	return req->body_seen <= REQUEST_READ_MAX ? MHD_YES : MHD_NO;
}

static struct MHD_Daemon *start_one(struct port *port, int fd)
{
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD |
			 MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL;
	const struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_CERT, 0, port->certificate},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, port->private_key},
		{MHD_OPTION_END, 0, NULL}};
	const struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};
	return MHD_start_daemon(
		flags | (port->tls ? MHD_USE_TLS : 0), 0, NULL, NULL, handle,
		port, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
		MHD_OPTION_URI_LOG_CALLBACK, request_begins, port,
		MHD_OPTION_NOTIFY_COMPLETED, request_ends, NULL,
		MHD_OPTION_ARRAY, port->tls ? tls : plain, MHD_OPTION_END);
}

static char *read_file(const char *dir, const char *name, GError **error)
{
	g_autofree char *file = g_build_filename(dir, name, NULL);
	char *text = NULL;
	g_file_get_contents(file, &text, NULL, error);
	return text;
}

bool port_start(struct port *port, struct box *box,
		const struct listener *listener, const char *dir,
		GError **error)
{
	*port = (struct port){.box = box, .tls = dir != NULL};
	if (dir) {
		port->certificate = read_file(dir, "server.pem", error);
		if (!port->certificate)
			return false;
		port->private_key = read_file(dir, "server.key", error);
		if (!port->private_key)
			return false;
	}
	for (int i = 0; i < 2; i++) {
		if (listener->fds[i] < 0)
			continue;
		port->daemons[i] = start_one(port, listener->fds[i]);
		if (port->daemons[i])
			continue;
		g_set_error(
			error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
			"cannot serve on port %d: the HTTP library refuses%s",
			listener->port,
			dir ? " (are server.pem and server.key valid?)" : "");
		return false;
	}
	return true;
}

void port_stop(struct port *port)
{
	for (int i = 0; i < 2; i++)
		if (port->daemons[i])
			MHD_stop_daemon(port->daemons[i]);
	g_free(port->certificate);
	g_free(port->private_key);
	*port = (struct port){0};
}
