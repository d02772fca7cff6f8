# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands mails over by LMTP: lmtp_send.py HOST:PORT SENDER RECIPIENT FILE...

SENDER "" is the null sender. Several mails go out four at a time. Prints what the server
did not take, and then ends with 1."""
import concurrent.futures
import smtplib
import sys

server, sender, recipient, *files = sys.argv[1:]
host, port = server.rsplit(":", 1)


def send(name):
    with open(name, "rb") as file, smtplib.LMTP(host, int(port), "mx.example.com") as lmtp:
        lmtp.sendmail(sender, [recipient], file.read())


failed = False
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    for job in [pool.submit(send, name) for name in files]:
        try:
            job.result()
        except (OSError, smtplib.SMTPException) as error:
            print(error)
            failed = True
sys.exit(failed)
