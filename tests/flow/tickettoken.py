#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A ticket's token as the manual's secret makes it, by other code than the gateway's.

tickettoken.py SECRET-FILE TICKET-ID [FLIP]: with FLIP, that bit of the tag is wrong."""
import base64
import hashlib
import hmac
import os
import sys
import uuid


def token(secret_file, ticket, flip=None):
    with open(secret_file, encoding="ascii") as file:
        secret = file.readline().strip().encode()
    key = hmac.digest(secret, b"tixgate ticket token 1", hashlib.sha256)
    named = uuid.UUID(ticket).bytes + os.urandom(4)
    tag = bytearray(hmac.digest(key, named, hashlib.sha256)[:10])
    if flip is not None:
        tag[flip // 8] ^= 1 << flip % 8
    return base64.b32encode(named + bytes(tag)).decode().lower()


if __name__ == "__main__":
    print(token(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])))
