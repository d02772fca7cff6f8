// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of TLS: whom a request trusts, against openssl(1) as the server.
#include "unit/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk/authorities.h"
#include "desk/http.h"

/* A folder with an authority, its hashed link, and servers' certificates. */
static char *folder;

static void shell(const char *script)
{
	g_autofree char *command =
		g_strdup_printf("cd '%s' && %s", folder, script);
	g_autofree char *out = NULL, *err = NULL;
	char sh[] = "/bin/sh", flag[] = "-c";
	char *argv[] = {sh, flag, command, NULL};
	int status = 0;

	if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out,
			  &err, &status, NULL) ||
	    status != 0)
		fail_msg("%s: status %d: %s", script, status, err);
}

/* A certificate for what the subjectAltName says, valid for so many days. */
static void make_certificate(const char *name, const char *alt, int days)
{
	g_autofree char *script = g_strdup_printf(
		"printf 'subjectAltName=%s\\n' > ext &&"
		"openssl req -new -key key -subj /CN=%s -out csr &&"
		"openssl x509 -req -in csr -CA ca.pem -CAkey key -days %d"
		" -set_serial %u -extfile ext -out %s.pem",
		alt, name, days, g_str_hash(name), name);

	shell(script);
}

static int make_folder(void **state)
{
	g_autofree char *conf = NULL;

	(void)state;
	folder = g_dir_make_tmp("tixgate-XXXXXX", NULL);
	/* A system that allows old TLS: then it is we who refuse it. */
	shell("printf 'openssl_conf = a\\n[a]\\nssl_conf = b\\n[b]\\n"
	      "system_default = c\\n[c]\\nMinProtocol = TLSv1\\n"
	      "CipherString = DEFAULT@SECLEVEL=0\\n[req]\\n"
	      "distinguished_name = d\\n[d]\\n' > openssl.cnf");
	conf = g_build_filename(folder, "openssl.cnf", NULL);
	setenv("OPENSSL_CONF", conf, 1);
	shell("openssl ecparam -name prime256v1 -genkey -noout -out key &&"
	      "openssl req -x509 -new -key key -subj '/CN=test authority'"
	      " -days 2 -out ca.pem && mkdir hashed other &&"
	      "cp ca.pem hashed/ && openssl rehash hashed");
	make_certificate("good", "IP:127.0.0.1,DNS:localhost", 2);
	make_certificate("other-name", "DNS:desk.example.com", 2);
	make_certificate("expired", "IP:127.0.0.1", -1);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	shell("rm -r openssl.cnf key csr ext *.pem hashed other");
	rmdir(folder);
	g_free(folder);
	return 0;
}

/* The port from the server's line "ACCEPT 127.0.0.1:PORT". */
static int read_port(int fd)
{
	char text[512] = "";
	gsize used = 0;

	while (used < sizeof text - 1 && strstr(text, "ACCEPT ") == NULL) {
		ssize_t got = read(fd, text + used, sizeof text - 1 - used);

		if (got <= 0)
			break;
		used += (gsize)got;
		text[used] = '\0';
	}
	if (strrchr(text, ':') == NULL)
		fail_msg("no port in \"%s\"", text);
	return atoi(strrchr(text, ':') + 1);
}

/* Asks a server with that certificate and those options; true if it answers. */
static bool ask(const char *certificate, const char *options,
		const struct http_settings *settings,
		struct http_answer *answer, struct why *why)
{
	g_autofree char *command = g_strdup_printf(
		"cd '%s' && exec openssl s_server -accept 127.0.0.1:0 -key key"
		" -cert %s.pem -www %s",
		folder, certificate, options);
	char sh[] = "/bin/sh", flag[] = "-c";
	char *argv[] = {sh, flag, command, NULL};
	g_autoptr(http_handle) http = http_new(settings);
	g_autofree char *url = NULL;
	struct http_request request = {.bearer = "key"};
	GPid pid;
	int out;
	bool good;

	if (!g_spawn_async_with_pipes(NULL, argv, NULL,
				      G_SPAWN_DO_NOT_REAP_CHILD |
					      G_SPAWN_STDERR_TO_DEV_NULL,
				      NULL, NULL, &pid, NULL, &out, NULL, NULL))
		fail_msg("openssl does not start");
	url = g_strdup_printf("https://127.0.0.1:%d/", read_port(out));
	request.url = url;
	good = http_send(http, &request, deadline_in(5), answer, why);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	close(out);
	return good;
}

static void test_only_a_verified_server_gets_a_request(void **state)
{
	static const struct {
		const char *label, *certificate, *options;
		const char *file, *path; /* below the folder; NULL for "" */
		bool good;
		enum trouble trouble;
	} rows[] = {
		{"authority in a file", "good", "", "ca.pem", NULL, true},
		{"authority in a hashed folder", "good", "", NULL, "hashed",
		 true},
		{"TLS 1.2", "good", "-tls1_2", "ca.pem", NULL, true},
		{"TLS 1.3", "good", "-tls1_3", "ca.pem", NULL, true},
		{"HTTP/1.1 by ALPN", "good", "-alpn http/1.1", "ca.pem", NULL,
		 true},
		{"HTTP/2 by ALPN", "good", "-alpn h2", "ca.pem", NULL, false,
		 TROUBLE_LATER},
		{"TLS 1.1", "good", "-tls1_1 -cipher ALL:@SECLEVEL=0", "ca.pem",
		 NULL, false, TROUBLE_LATER},
		{"the system's authorities", "good", "", NULL, NULL, false,
		 TROUBLE_CONFIG},
		{"folder without authorities", "good", "", NULL, "other", false,
		 TROUBLE_CONFIG},
		{"file that is not there", "good", "", "none.pem", NULL, false,
		 TROUBLE_CONFIG},
		{"file that is no certificate", "good", "", "ext", NULL, false,
		 TROUBLE_CONFIG},
		{"another name", "other-name", "", "ca.pem", NULL, false,
		 TROUBLE_CONFIG},
		{"expired", "expired", "", "ca.pem", NULL, false,
		 TROUBLE_CONFIG},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *file =
			g_strconcat(folder, "/", rows[i].file, NULL);
		g_autofree char *path =
			g_strconcat(folder, "/", rows[i].path, NULL);
		const struct http_settings settings = {
			.ca_file = rows[i].file == NULL ? "" : file,
			.ca_path = rows[i].path == NULL ? "" : path,
			.proxy = "",
			.timeout = 5,
		};
		g_auto(http_answer_held) answer = {0};
		struct why why = {0};

		same_number(rows[i].label,
			    ask(rows[i].certificate, rows[i].options, &settings,
				&answer, &why),
			    rows[i].good);
		same_number(rows[i].label, answer.status,
			    rows[i].good ? 200 : 0);
		same_number(rows[i].label, answer.end,
			    rows[i].good ? HTTP_WHOLE : HTTP_UNSENT);
		same_number(rows[i].label, why.trouble, rows[i].trouble);
	}
}

static void test_hashed_folder_is_told_from_another(void **state)
{
	g_autofree char *hashed = g_build_filename(folder, "hashed", NULL);
	g_autofree char *other = g_build_filename(folder, "other", NULL);
	g_autofree char *none = g_build_filename(folder, "none", NULL);
	const char *system = authorities_find();

	(void)state;
	assert_true(authorities_hashed(hashed));
	assert_false(authorities_hashed(other));
	assert_false(authorities_hashed(none));
	assert_true(system == NULL || authorities_hashed(system));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_a_verified_server_gets_a_request),
		cmocka_unit_test(test_hashed_folder_is_told_from_another),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
