// SPDX-License-Identifier: GPL-3.0-or-later
// A pack: the decoded bytes of a mail's attachments, one after another.
#include "mail/pack.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void pack_begin(struct pack *pack)
{
	if (pack == NULL)
		return;
	pack->begun = pack->size;
	pack->full = false;
}

static bool write_all(int fd, const char *bytes, gsize size, guint64 at)
{
	while (size > 0) {
		const ssize_t n = pwrite(fd, bytes, size, (off_t)at);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			bytes += n;
			size -= (gsize)n;
			at += (guint64)n;
		}
	}
	return true;
}

bool pack_finish(struct pack *pack)
{
	if (pack == NULL || pack->waiting == 0)
		return pack == NULL || pack->error == 0;
	if (!write_all(pack->fd, pack->buffer, pack->waiting,
		       pack->size - pack->waiting))
		pack->error = errno;
	pack->waiting = 0;
	return pack->error == 0;
}

/* Lines come by tens of bytes: each call of the kernel has its price. */
static bool put(struct pack *pack, const char *bytes, gsize size)
{
	if (size > PACK_BUFFER - pack->waiting && !pack_finish(pack))
		return false;
	if (size > PACK_BUFFER) {
		if (!write_all(pack->fd, bytes, size, pack->size)) {
			pack->error = errno;
			return false;
		}
	} else {
		memcpy(pack->buffer + pack->waiting, bytes, size);
		pack->waiting += size;
	}
	pack->size += size;
	return true;
}

/* What was put of the one that is being written goes. */
static void drop(struct pack *pack)
{
	const guint64 gone = pack->size - pack->begun;

	pack->waiting -= (gsize)MIN(gone, pack->waiting);
	pack->size = pack->begun;
}

bool pack_bytes(struct pack *pack, const char *bytes, gsize size)
{
	if (pack == NULL || pack->full)
		return true;
	if (pack->error != 0)
		return false;
	if (size > pack->most - pack->size) {
		/* The next one takes its place. */
		drop(pack);
		pack->full = true;
		return true;
	}
	return put(pack, bytes, size);
}

void pack_end(struct pack *pack, struct attachment *file)
{
	if (pack == NULL || pack->full || pack->error != 0)
		return;
	file->packed = true;
	file->packed_at = pack->begun;
}

bool pack_all(struct pack *pack, const char *bytes, gsize size,
	      struct attachment *file)
{
	pack_begin(pack);
	if (!pack_bytes(pack, bytes, size))
		return false;
	pack_end(pack, file);
	return true;
}
