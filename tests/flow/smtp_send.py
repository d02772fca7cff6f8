# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends the mail on standard input by SMTP.

smtp_send.py HOST:PORT [--copies N] SENDER RECIPIENT...   (SENDER "" is the null sender)

SMTPUTF8 is asked for when an address needs it, 8BITMIME when the mail does. With
--copies N, N mails go out over N connections at once; "@N@" in them becomes 1…N."""
import smtplib
import sys
import threading


def options(mail, addresses):
    wanted = []
    if any(byte > 127 for byte in mail):
        wanted.append("BODY=8BITMIME")
    if any(not address.isascii() for address in addresses):
        wanted.append("SMTPUTF8")
    return wanted


def send(server, mail, sender, recipients):
    host, port = server.rsplit(":", 1)
    with smtplib.SMTP(host, int(port), "client.example.net", timeout=120) as smtp:
        smtp.ehlo()
        smtp.command_encoding = "utf-8"
        smtp.sendmail(sender, recipients, mail, options(mail, [sender, *recipients]))


def send_noted(failures, *mail):
    try:
        send(*mail)
    except (OSError, smtplib.SMTPException) as error:
        failures.append(error)


def main(args):
    copies, server, args = 0, args[0], args[1:]
    if args[0] == "--copies":
        copies, args = int(args[1]), args[2:]
    sender, recipients = args[0], args[1:]
    mail = sys.stdin.buffer.read()
    if not copies:
        return send(server, mail, sender, recipients)
    failures, threads = [], []
    for n in range(1, copies + 1):
        one = mail.replace(b"@N@", str(n).encode())
        threads.append(threading.Thread(target=send_noted, args=(failures, server, one, sender, recipients)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        sys.exit("%d of %d mails were not taken: %s" % (len(failures), copies, failures[0]))


main(sys.argv[1:])
