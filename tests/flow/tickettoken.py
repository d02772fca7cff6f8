#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the token of a ticket, as the gateway would: tickettoken.py SECRET_FILE TICKET_ID"""
import base64
import hashlib
import hmac
import os
import sys
import uuid


def token(secret_file, ticket, nonce=None):
    with open(secret_file) as file:
        secret = file.readline().strip().encode()
    key = hmac.digest(secret, b"tixgate ticket token 1", hashlib.sha256)
    named = uuid.UUID(ticket).bytes + (nonce or os.urandom(4))
    return base64.b32encode(named + hmac.digest(key, named, hashlib.sha256)[:10]).decode().lower()


if __name__ == "__main__":
    print(token(sys.argv[1], sys.argv[2]))
