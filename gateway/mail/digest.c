// SPDX-License-Identifier: GPL-3.0-or-later
// What stays the same of a mail at every attempt to deliver it.
/*
 * libcrypto is six times as fast as GLib, by the processor's own instructions,
 * but to load it costs as much as reading a small mail: 1.2 ms of CPU, and a
 * mail that needs no request has no other use for it. Its plain SHA-256
 * functions, deprecated in OpenSSL 3, do the same as EVP_Digest*() without
 * providers and the system's configuration, 1 ms more, and files that the
 * process that reads mails may not open.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "mail/digest.h"

#include <stdbool.h>
#include <string.h>

#include <openssl/sha.h>

#include "base/library.h"

/* Bytes from which libcrypto is sooner done, its loading included. */
#define CRYPTO_LEAST (G_GUINT64_CONSTANT(128) << 10)

/* What is used of libcrypto. */
struct crypto {
	__typeof__(&SHA256_Init) init;
	__typeof__(&SHA256_Update) update;
	__typeof__(&SHA256_Final) final;
};

struct digest {
	GChecksum *sum; /* NULL if libcrypto does it */
	struct crypto crypto;
	SHA256_CTX sha;
	guint64 ends; /* line ends that count if anything follows */
	bool cr;      /* the last byte was CR */
};

/* SHA256_CTX is the same in all versions that have these names. */
static bool crypto_load(struct crypto *crypto)
{
	static const char *const names[] = {"libcrypto.so.3",
					    "libcrypto.so.1.1"};
	void *library = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(names) && library == NULL; i++)
		library = library_open(names[i]);
	return library != NULL &&
	       library_function(library, "SHA256_Init", &crypto->init) &&
	       library_function(library, "SHA256_Update", &crypto->update) &&
	       library_function(library, "SHA256_Final", &crypto->final);
}

void digest_prepare(guint64 size)
{
	struct crypto crypto;

	if (size >= CRYPTO_LEAST)
		(void)crypto_load(&crypto);
}

struct digest *digest_new(guint64 size)
{
	struct digest *digest = g_new0(struct digest, 1);

	if (size >= CRYPTO_LEAST && crypto_load(&digest->crypto))
		digest->crypto.init(&digest->sha);
	else
		digest->sum = g_checksum_new(G_CHECKSUM_SHA256);
	return digest;
}

void digest_free(struct digest *digest)
{
	if (digest != NULL && digest->sum != NULL)
		g_checksum_free(digest->sum);
	g_free(digest);
}

void digest_bytes(struct digest *digest, const char *bytes, gsize size)
{
	if (digest->sum == NULL) {
		digest->crypto.update(&digest->sha, bytes, size);
		return;
	}
	g_checksum_update(digest->sum, (const guchar *)bytes, (gssize)size);
}

void digest_hex(struct digest *digest, char *hex)
{
	unsigned char sum[SHA256_DIGEST_LENGTH];
	gsize size = sizeof(sum);

	if (digest->sum == NULL)
		digest->crypto.final(sum, &digest->sha);
	else
		g_checksum_get_digest(digest->sum, sum, &size);
	for (gsize i = 0; i < sizeof(sum); i++)
		g_snprintf(hex + 2 * i, 3, "%02x", sum[i]);
}

static void add_ends(struct digest *digest)
{
	static const char ends[] = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";

	while (digest->ends > 0) {
		const gsize n = MIN(digest->ends, sizeof(ends) - 1);

		digest_bytes(digest, ends, n);
		digest->ends -= n;
	}
}

/* Bytes without CR. Line ends at their end wait for what follows. */
static void add_lines(struct digest *digest, const char *bytes, gsize size)
{
	gsize n = size;

	while (n > 0 && bytes[n - 1] == '\n')
		n--;
	if (n > 0) {
		add_ends(digest);
		digest_bytes(digest, bytes, n);
	}
	digest->ends += size - n;
}

/* A CR that no LF followed is a line end of its own. */
static void end_cr(struct digest *digest)
{
	if (digest->cr)
		digest->ends++;
	digest->cr = false;
}

void digest_body(struct digest *digest, const char *bytes, gsize size)
{
	const char *end = bytes + size;

	while (bytes < end) {
		const char *cr = memchr(bytes, '\r', (gsize)(end - bytes));
		const char *to = cr == NULL ? end : cr;

		if (to > bytes) {
			if (*bytes == '\n')
				digest->cr = false;
			end_cr(digest);
			add_lines(digest, bytes, (gsize)(to - bytes));
		}
		if (cr == NULL)
			return;
		end_cr(digest);
		digest->cr = true;
		bytes = cr + 1;
	}
}

/* A header's text without its folds and outer blanks, and an end mark. */
static void add_header(struct digest *digest, const char *raw)
{
	g_autoptr(GString) flat = g_string_new(NULL);

	for (; *raw != '\0'; raw++)
		if (*raw != '\r' && *raw != '\n' && *raw != ' ' && *raw != '\t')
			g_string_append_c(flat, *raw);
	digest_bytes(digest, flat->str, flat->len + 1);
}

void digest_end(struct digest *digest, const char *const *headers, size_t n,
		char *hex)
{
	digest_bytes(digest, "", 1);
	for (size_t i = 0; i < n; i++)
		add_header(digest, headers[i]);
	digest_hex(digest, hex);
}
