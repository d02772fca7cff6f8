// SPDX-License-Identifier: GPL-3.0-or-later
// A local stand-in for the Tixallo API: starts it, and stops it cleanly.
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib/gstdio.h>

#include "api.h"
#include "cert.h"
#include "page.h"
#include "save.h"
#include "server.h"

/* Files of the directory that last as long as the program runs. */
static const char *const passing[] = {"ready", "pid", NULL};
static const char *const others[] = {"http.url", "https.url", "key", NULL};

struct sandbox {
	struct box box;
	struct port plain, tls;
	char *dir; /* absolute */
	bool own_dir;
};

static bool put(const struct sandbox *sandbox, const char *name, int mode,
		const char *line, GError **error)
{
	g_autofree char *file = g_build_filename(sandbox->dir, name, NULL);
	g_autofree char *text = g_strdup_printf("%s\n", line);
	return g_file_set_contents_full(
		file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, mode, error);
}

static void drop(const struct sandbox *sandbox, const char *const *names)
{
	for (guint i = 0; names[i]; i++) {
		g_autofree char *file =
			g_build_filename(sandbox->dir, names[i], NULL);
		g_unlink(file);
	}
}

static bool open_dir(struct sandbox *sandbox, const struct options *options,
		     GError **error)
{
	if (options->dir) {
		sandbox->dir = g_canonicalize_filename(options->dir, NULL);
		if (g_mkdir_with_parents(sandbox->dir, 0700) < 0) {
			g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
				    "cannot make the directory %s",
				    sandbox->dir);
			return false;
		}
		drop(sandbox, passing);
		return true;
	}
	sandbox->dir = g_dir_make_tmp("tixallo-sandbox-XXXXXX", error);
	sandbox->own_dir = sandbox->dir != NULL;
	return sandbox->own_dir;
}

/* The last '=' divides, so that a key may have some of its own. */
static bool add_key(struct box *box, const char *text, GError **error)
{
	const char *sign = strrchr(text, '=');
	g_autofree char *key =
		sign ? g_strndup(text, (gsize)(sign - text)) : g_strdup(text);
	const char *space = sign ? sign + 1 : SANDBOX_WORKSPACE;
	const char *problem = NULL;
	if (!*key || !*space)
		problem = "write --key KEY or --key KEY=WORKSPACE";
	else if (strpbrk(key, " \t\r\n"))
		problem = "a key has no blanks";
	else if (!keys_add(&box->keys, key, space))
		problem = "a key is given twice";
	if (problem)
		g_set_error_literal(error, G_OPTION_ERROR,
				    G_OPTION_ERROR_BAD_VALUE, problem);
	return !problem;
}

/* Without --key: the one of the last run in this directory, or a new one. */
static bool old_or_new_key(struct sandbox *sandbox, GError **error)
{
	g_autofree char *text = NULL;
	if (g_file_get_contents(sandbox->box.key_file, &text, NULL, NULL))
		g_strstrip(text);
	if (!text || !*text) {
		g_autofree char *a = g_uuid_string_random();
		g_autofree char *b = g_uuid_string_random();
		g_free(text);
		text = g_strdup_printf("tix_%.8s%.4s%.8s", a, a + 9, b);
	}
	return add_key(&sandbox->box, text, error);
}

static bool provide_keys(struct sandbox *sandbox, GError **error)
{
	char **keys = sandbox->box.options->keys;
	for (guint i = 0; keys && keys[i]; i++)
		if (!add_key(&sandbox->box, keys[i], error))
			return false;
	if (!keys && !old_or_new_key(sandbox, error))
		return false;
	const struct key *first = sandbox->box.keys.list->pdata[0];
	return put(sandbox, "key", 0600, first->text, error);
}

static bool serve(struct sandbox *sandbox, GError **error)
{
	const struct options *options = sandbox->box.options;
	struct box *box = &sandbox->box;
	struct listener plain, tls;
	if (!listen_loopback(&plain, options->port, error) ||
	    !listen_loopback(&tls, options->tls_port, error))
		return false;
	box->http_url =
		g_strdup_printf("http://127.0.0.1:%d" API_PREFIX, plain.port);
	box->https_url =
		g_strdup_printf("https://localhost:%d" API_PREFIX, tls.port);
	return port_start(&sandbox->plain, box, &plain, NULL, error) &&
	       port_start(&sandbox->tls, box, &tls, sandbox->dir, error);
}

static bool announce(struct sandbox *sandbox, GError **error)
{
	const struct box *box = &sandbox->box;
	g_autofree char *pid = g_strdup_printf("%d", (int)getpid());
	if (!put(sandbox, "http.url", 0644, box->http_url, error) ||
	    !put(sandbox, "https.url", 0644, box->https_url, error) ||
	    !put(sandbox, "pid", 0644, pid, error) ||
	    !put(sandbox, "ready", 0644, "ready", error))
		return false;
	if (box->options->quiet)
		return true;
	int len = (int)(strlen(box->http_url) - strlen(API_PREFIX));
	printf("Web page    %.*s/\n", len, box->http_url);
	printf("API         %s\n", box->http_url);
	printf("API (TLS)   %s\n", box->https_url);
	printf("CA          %s/ca.pem  (directory: %s/certs)\n", sandbox->dir,
	       sandbox->dir);
	printf("Key file    %s\n", box->key_file);
	printf("Tickets in  %s\n",
	       box->options->state ? box->options->state
				   : "memory (--state FILE keeps them)");
	printf("Stop with   Ctrl-C, or kill %s\n", pid);
	fflush(stdout);
	return true;
}

static bool start(struct sandbox *sandbox, const struct options *options,
		  GError **error)
{
	if (!open_dir(sandbox, options, error))
		return false;
	struct box *box = &sandbox->box;
	box->key_file = g_build_filename(sandbox->dir, "key", NULL);
	box->page_policy = page_policy();
	/* Written at once, so that a file that cannot be is found now. */
	if (options->state && (!desk_load(box->desk, options->state, error) ||
			       !desk_save(box->desk, options->state, error)))
		return false;
	return cert_provide(sandbox->dir, error) &&
	       provide_keys(sandbox, error) && serve(sandbox, error) &&
	       announce(sandbox, error);
}

static void stop(struct sandbox *sandbox)
{
	box_stop(&sandbox->box);
	port_stop(&sandbox->plain);
	port_stop(&sandbox->tls);
	if (sandbox->dir)
		drop(sandbox, passing);
	if (sandbox->own_dir) {
		drop(sandbox, others);
		cert_remove(sandbox->dir);
		g_rmdir(sandbox->dir);
	}
	g_free(sandbox->dir);
}

static gboolean on_signal(gpointer data)
{
	g_main_loop_quit(data);
	return G_SOURCE_CONTINUE;
}

static void watch_signal(int number, GMainLoop *loop)
{
	g_autoptr(GSource) source = g_unix_signal_source_new(number);
	g_source_set_callback(source, on_signal, loop, NULL);
	g_source_attach(source, g_main_loop_get_context(loop));
}

static int run(const struct options *options)
{
	struct sandbox sandbox = {0};
	g_autoptr(GError) error = NULL;
	/* Of our own: with it end the acts that still wait for their time. */
	g_autoptr(GMainContext) context = g_main_context_new();
	g_autoptr(GMainLoop) loop = g_main_loop_new(context, FALSE);
	watch_signal(SIGTERM, loop);
	watch_signal(SIGINT, loop);
	box_init(&sandbox.box, options);
	sandbox.box.context = context;
	bool up = start(&sandbox, options, &error);
	if (up)
		g_main_loop_run(loop);
	else
		g_printerr("tixallo-sandbox: %s\n", error->message);
	stop(&sandbox);
	box_clear(&sandbox.box);
	return up ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct options options;
	g_autoptr(GError) error = NULL;
	int status = 0;
	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	umask(022);
	if (!options_read(&options, &argc, &argv, &error)) {
		g_printerr("tixallo-sandbox: %s (see --help)\n",
			   error->message);
		status = 64;
	} else if (options.version) {
		puts("tixallo-sandbox " SANDBOX_VERSION);
	} else {
		status = run(&options);
	}
	options_clear(&options);
	return status;
}
