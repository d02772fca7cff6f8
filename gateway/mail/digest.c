// SPDX-License-Identifier: GPL-3.0-or-later
// What stays the same of a mail at every attempt to deliver it.
/*
 * The plain SHA-256 functions, deprecated in OpenSSL 3, do the same as
 * EVP_Digest*() without loading providers and the system's configuration:
 * 1 ms of CPU, which is a third of all that reading a mail takes, and files
 * that the process that reads mails may not open.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "mail/digest.h"

#include <stdbool.h>
#include <string.h>

#include <openssl/sha.h>

struct digest {
	SHA256_CTX sha;
	guint64 ends; /* line ends that count if anything follows */
	bool cr;      /* the last byte was CR */
};

struct digest *digest_new(void)
{
	struct digest *digest = g_new0(struct digest, 1);

	SHA256_Init(&digest->sha);
	return digest;
}

void digest_free(struct digest *digest)
{
	g_free(digest);
}

void digest_bytes(struct digest *digest, const char *bytes, gsize size)
{
	SHA256_Update(&digest->sha, bytes, size);
}

void digest_hex(struct digest *digest, char *hex)
{
	unsigned char sum[SHA256_DIGEST_LENGTH];

	SHA256_Final(sum, &digest->sha);
	for (gsize i = 0; i < sizeof(sum); i++)
		g_snprintf(hex + 2 * i, 3, "%02x", sum[i]);
}

static void add_ends(struct digest *digest)
{
	static const char ends[] = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";

	while (digest->ends > 0) {
		const gsize n = MIN(digest->ends, sizeof(ends) - 1);

		SHA256_Update(&digest->sha, ends, n);
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
		SHA256_Update(&digest->sha, bytes, n);
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
	SHA256_Update(&digest->sha, flat->str, flat->len + 1);
}

void digest_end(struct digest *digest, const char *const *headers, size_t n,
		char *hex)
{
	SHA256_Update(&digest->sha, "", 1);
	for (size_t i = 0; i < n; i++)
		add_header(digest, headers[i]);
	digest_hex(digest, hex);
}
