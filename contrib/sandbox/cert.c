// SPDX-License-Identifier: GPL-3.0-or-later
// A throwaway certificate authority and the server's certificate from it.
#include "cert.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

/* Lower case and single spaces: OpenSSL hashes names in that form. */
#define CA_NAME	    "tixallo sandbox throwaway ca"
#define SERVER_NAME "localhost"
#define DAY	    ((time_t)86400)
#define VALID_DAYS  3650

static const char *const files[] = {"ca.pem", "server.pem", "server.key", NULL};

/* The first failure of a chain of calls; the rest is then left out. */
struct maker {
	gnutls_x509_privkey_t ca_key, key;
	gnutls_x509_crt_t ca, crt;
	int status;
};

static bool made(struct maker *maker, int status)
{
	if (maker->status >= 0)
		maker->status = status;
	return maker->status >= 0;
}

static bool make_key(struct maker *maker, gnutls_x509_privkey_t *key)
{
	unsigned bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1);
	return made(maker, gnutls_x509_privkey_init(key)) &&
	       made(maker, gnutls_x509_privkey_generate(*key, GNUTLS_PK_ECDSA,
							bits, 0));
}

/* What both certificates have. */
static bool make_crt(struct maker *maker, gnutls_x509_crt_t *crt,
		     gnutls_x509_privkey_t key, const char *name)
{
	unsigned char serial[16];
	if (!made(maker, gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof(serial))))
		return false;
	serial[0] = (unsigned char)((serial[0] & 0x3f) | 0x40);
	time_t now = time(NULL);
	unsigned char id[64];
	size_t id_len = sizeof(id);
	return made(maker, gnutls_x509_crt_init(crt)) &&
	       made(maker, gnutls_x509_crt_set_version(*crt, 3)) &&
	       made(maker,
		    gnutls_x509_crt_set_serial(*crt, serial, sizeof(serial))) &&
	       made(maker,
		    gnutls_x509_crt_set_activation_time(*crt, now - DAY)) &&
	       made(maker, gnutls_x509_crt_set_expiration_time(
				   *crt, now + VALID_DAYS * DAY)) &&
	       made(maker, gnutls_x509_crt_set_dn_by_oid(
				   *crt, GNUTLS_OID_X520_COMMON_NAME, 0, name,
				   (unsigned)strlen(name))) &&
	       made(maker, gnutls_x509_crt_set_key(*crt, key)) &&
	       made(maker, gnutls_x509_crt_get_key_id(*crt, 0, id, &id_len)) &&
	       made(maker,
		    gnutls_x509_crt_set_subject_key_id(*crt, id, id_len));
}

static bool make_ca(struct maker *maker)
{
	return make_key(maker, &maker->ca_key) &&
	       make_crt(maker, &maker->ca, maker->ca_key, CA_NAME) &&
	       made(maker,
		    gnutls_x509_crt_set_basic_constraints(maker->ca, 1, 0)) &&
	       made(maker, gnutls_x509_crt_set_key_usage(
				   maker->ca, GNUTLS_KEY_KEY_CERT_SIGN |
						      GNUTLS_KEY_CRL_SIGN)) &&
	       made(maker,
		    gnutls_x509_crt_sign2(maker->ca, maker->ca, maker->ca_key,
					  GNUTLS_DIG_SHA256, 0));
}

static bool add_name(struct maker *maker, gnutls_x509_subject_alt_name_t type,
		     const void *name, size_t len)
{
	return made(maker, gnutls_x509_crt_set_subject_alt_name(
				   maker->crt, type, name, (unsigned)len,
				   GNUTLS_FSAN_APPEND));
}

static bool make_server(struct maker *maker)
{
	static const unsigned char v4[4] = {127, 0, 0, 1};
	static const unsigned char v6[16] = {[15] = 1};
	unsigned char id[64];
	size_t id_len = sizeof(id);
	return make_key(maker, &maker->key) &&
	       make_crt(maker, &maker->crt, maker->key, SERVER_NAME) &&
	       add_name(maker, GNUTLS_SAN_DNSNAME, SERVER_NAME,
			strlen(SERVER_NAME)) &&
	       add_name(maker, GNUTLS_SAN_IPADDRESS, v4, sizeof(v4)) &&
	       add_name(maker, GNUTLS_SAN_IPADDRESS, v6, sizeof(v6)) &&
	       made(maker,
		    gnutls_x509_crt_set_basic_constraints(maker->crt, 0, -1)) &&
	       made(maker, gnutls_x509_crt_set_key_usage(
				   maker->crt, GNUTLS_KEY_DIGITAL_SIGNATURE)) &&
	       made(maker, gnutls_x509_crt_set_key_purpose_oid(
				   maker->crt, GNUTLS_KP_TLS_WWW_SERVER, 0)) &&
	       made(maker, gnutls_x509_crt_get_subject_key_id(maker->ca, id,
							      &id_len, NULL)) &&
	       made(maker, gnutls_x509_crt_set_authority_key_id(maker->crt, id,
								id_len)) &&
	       made(maker,
		    gnutls_x509_crt_sign2(maker->crt, maker->ca, maker->ca_key,
					  GNUTLS_DIG_SHA256, 0));
}

static bool write_pem(const char *dir, const char *name,
		      const gnutls_datum_t *pem, int mode, GError **error)
{
	g_autofree char *file = g_build_filename(dir, name, NULL);
	return g_file_set_contents_full(
		file, (const char *)pem->data, (gssize)pem->size,
		G_FILE_SET_CONTENTS_CONSISTENT, mode, error);
}

/* The first bytes of SHA-1 over the name's canonical form, X509_NAME_hash. */
static char *link_name(void)
{
	static const unsigned char type[] = {0x06, 0x03, 0x55, 0x04, 0x03};
	const unsigned char len = sizeof(CA_NAME) - 1;
	const unsigned char head[] = {0x31, (unsigned char)(len + 9), 0x30,
				      (unsigned char)(len + 7)};
	const unsigned char text[] = {0x0c, len};
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
	g_checksum_update(sum, head, sizeof(head));
	g_checksum_update(sum, type, sizeof(type));
	g_checksum_update(sum, text, sizeof(text));
	g_checksum_update(sum, (const unsigned char *)CA_NAME, len);
	unsigned char digest[20];
	gsize digest_len = sizeof(digest);
	g_checksum_get_digest(sum, digest, &digest_len);
	return g_strdup_printf("certs/%02x%02x%02x%02x.0", digest[3], digest[2],
			       digest[1], digest[0]);
}

static bool export_all(struct maker *maker, const char *dir, GError **error)
{
	gnutls_datum_t ca = {0}, crt = {0}, key = {0};
	g_autofree char *link = link_name();
	bool done =
		made(maker, gnutls_x509_crt_export2(
				    maker->ca, GNUTLS_X509_FMT_PEM, &ca)) &&
		made(maker, gnutls_x509_crt_export2(
				    maker->crt, GNUTLS_X509_FMT_PEM, &crt)) &&
		made(maker, gnutls_x509_privkey_export2(
				    maker->key, GNUTLS_X509_FMT_PEM, &key)) &&
		write_pem(dir, link, &ca, 0644, error) &&
		write_pem(dir, "server.key", &key, 0600, error) &&
		write_pem(dir, "server.pem", &crt, 0644, error) &&
		write_pem(dir, "ca.pem", &ca, 0644, error);
	gnutls_free(ca.data);
	gnutls_free(crt.data);
	gnutls_free(key.data);
	return done;
}

static bool all_there(const char *dir)
{
	for (guint i = 0; files[i]; i++) {
		g_autofree char *file = g_build_filename(dir, files[i], NULL);
		if (!g_file_test(file, G_FILE_TEST_IS_REGULAR))
			return false;
	}
	g_autofree char *link = link_name();
	g_autofree char *file = g_build_filename(dir, link, NULL);
	return g_file_test(file, G_FILE_TEST_IS_REGULAR);
}

bool cert_provide(const char *dir, GError **error)
{
	if (all_there(dir))
		return true;
	g_autofree char *certs = g_build_filename(dir, "certs", NULL);
	g_mkdir_with_parents(certs, 0755);
	struct maker maker = {0};
	bool done = make_ca(&maker) && make_server(&maker) &&
		    export_all(&maker, dir, error);
	if (!done && error && !*error)
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
			    "cannot make certificates: %s",
			    gnutls_strerror(maker.status));
	gnutls_x509_crt_deinit(maker.ca);
	gnutls_x509_crt_deinit(maker.crt);
	gnutls_x509_privkey_deinit(maker.ca_key);
	gnutls_x509_privkey_deinit(maker.key);
	return done;
}

void cert_remove(const char *dir)
{
	g_autofree char *link = link_name();
	g_autofree char *link_file = g_build_filename(dir, link, NULL);
	g_autofree char *certs = g_build_filename(dir, "certs", NULL);
	g_unlink(link_file);
	g_rmdir(certs);
	for (guint i = 0; files[i]; i++) {
		g_autofree char *file = g_build_filename(dir, files[i], NULL);
		g_unlink(file);
	}
}
