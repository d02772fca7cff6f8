# SPDX-License-Identifier: GPL-3.0-or-later
"""A ticket's token as the manual's secret makes it, by other code than ours.

token.py SECRET-FILE TICKET-ID [FLIP]: with FLIP, that bit of the tag is wrong.
"""
import base64
import hashlib
import hmac
import os
import sys
import uuid


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        secret = file.readline().strip().encode()
    key = mac(secret, b"tixgate ticket token 1")
    named = uuid.UUID(sys.argv[2]).bytes + os.urandom(4)
    tag = bytearray(mac(key, named)[:10])
    if len(sys.argv) > 3:
        bit = int(sys.argv[3])
        tag[bit // 8] ^= 1 << bit % 8
    print(base64.b32encode(named + bytes(tag)).decode().lower())


if __name__ == "__main__":
    main()
