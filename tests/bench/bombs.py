#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Mails that are made to break who reads them: makes them, and feeds them.
"""Usage: bombs.py list
       bombs.py make NAME              writes the mail to standard output
       bombs.py run PROGRAM [NAME...]  feeds each to PROGRAM explain
       bombs.py size NAME              how many bytes it has

run prints a table: wall and CPU time, most memory of any of its processes,
and what became of the mail. Its status is 1 if one took more than 2 s or
400 MB, or if PROGRAM did not make a ticket or hold of it.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

WALL_MOST = 2.0  # seconds
MEMORY_MOST = 400  # MB
HEAD = b"From: jo@example.com\nTo: help@example.net\nSubject: help\n" \
       b"Date: Mon, 1 Jan 2024 00:00:00 +0000\nMessage-ID: <1@example.com>\n" \
       b"MIME-Version: 1.0\n"
MIXED = HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n'
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\n\n"
HTML = HEAD + b"Content-Type: text/html; charset=utf-8\n\n<html><body>"
TEXT = b"\n\nthe text\n"


def header(name, value):
    return HEAD + name + b": " + value + TEXT


def nested(n):
    """n multiparts, each in the one before."""
    out = [HEAD]
    for i in range(n):
        out.append(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n'
                   % (i, i))
    return b"".join(out) + b"Content-Type: text/plain" + TEXT


def lines_of(data):
    import base64
    return base64.encodebytes(data)


def attachment(size):
    return MIXED + b"--b\n" + TEXT[1:] + b"--b\nContent-Type: " \
        b'application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64' \
        b"\n\n" + lines_of(bytes(range(256)) * (size // 256)) + b"--b--\n"


def inside(part):
    return MIXED + b"--b\n" + TEXT[1:] + b"--b\nContent-Type: " \
        b"message/rfc822\n\n" + part + TEXT + b"--b--\n"


def coded(part):
    """A message in base64, which is opened although none may be."""
    return MIXED + b"--b\n" + TEXT[1:] + b"--b\nContent-Type: " \
        b"message/rfc822\nContent-Transfer-Encoding: base64\n\n" + \
        lines_of(part) + b"--b--\n"


def signed(octets):
    """S/MIME signed-data around an OCTET STRING, of indefinite length."""
    oid = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
    return HEAD + b"Content-Type: application/pkcs7-mime; " \
        b"smime-type=signed-data\nContent-Transfer-Encoding: base64\n\n" + \
        lines_of(b"\x30\x80" + oid + b"\x02\xa0\x80\x30\x80\x02\x01\x01"
                 b"\x31\x00\x30\x80" + oid + b"\x01\xa0\x80" + octets)


def html(inner):
    return HTML + b"<p>hello</p>" + inner + b"<p>the text</p>"


def quotes(n):
    return PLAIN + b"".join(b">" * (i % 400) + b" on Mon at 12:00 x wrote\n"
                            for i in range(n))


def tnef(size):
    body = b"\x78\x9f\x3e\x22\x01\x00" + (
        b"\x01\x06\x90\x08\x00\xff\xff\xff\x00abcd\x00\x00") * (size // 16)
    return HEAD + b"Content-Type: application/ms-tnef; name=winmail.dat\n" \
        b"Content-Transfer-Encoding: base64\n\n" + lines_of(body)


def calendar(n):
    return HEAD + b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n" + \
        b"BEGIN:VEVENT\nDTSTART;TZID=Europe/Berlin:20240101T000000\n" \
        b"RRULE:FREQ=SECONDLY;COUNT=999999999\nSUMMARY:x\nEND:VEVENT\n" * n + \
        b"END:VCALENDAR\n"


BOMBS = {
    # Nested groups overrun GMime's stack.
    "groups-from-42000": lambda: header(b"From", b"a:" * 42000),
    "groups-from-51000": lambda: header(b"From", b"a:" * 51000),
    "groups-reply-to": lambda: header(b"Reply-To", b"a:" * 45000),
    "groups-with-members": lambda: header(b"To", b"a:b@c," * 40000),
    "groups-folded": lambda: header(b"Cc", b"a:\n " * 45000),
    "groups-inside": lambda: inside(b"From: " + b"a:" * 50000),
    "groups-5mb": lambda: header(b"From", b"a:" * 2500000),
    # Headers.
    "headers-100k": lambda: HEAD + b"X-A: b\n" * 100000 + TEXT,
    "headers-1m": lambda: HEAD + b"X-A: b\n" * 1000000 + TEXT,
    "headers-first-1m": lambda: b"X-A: b\n" * 1000000 + HEAD + TEXT,
    "headers-25mb": lambda: HEAD + (b"X-A: " + b"b" * 70 + b"\n") * 330000 +
    TEXT,
    "header-10mb": lambda: header(b"X-A", b"b" * 10000000),
    "header-10mb-folded": lambda: header(b"X-A", b"bbbbbbbb\n " * 1000000),
    "header-25mb-name": lambda: HEAD + b"x" * 25000000 + b": b" + TEXT,
    "from-500k": lambda: b"From: " + b"a@b.example, " * 500000 + b"c@d\n" +
    b"Subject: x" + TEXT,
    "to-50k": lambda: header(b"To", b"someone@example.com,\n " * 50000 +
                             b"c@d"),
    "to-500k": lambda: header(b"To", b"a@b.example, " * 500000 + b"c@d"),
    "to-lines-50k": lambda: HEAD + b"To: a@b.example\n" * 50000 + TEXT,
    "from-lines-50k": lambda: b"From: a@b.example\n" * 50000 + HEAD + TEXT,
    "references-100k": lambda: header(b"References",
                                      b"<aaaaaaaa@b.example>\n " * 100000),
    "references-1m": lambda: header(b"References", b"<a@b> " * 1000000),
    "comments-nested": lambda: header(b"From", b"(" * 60000),
    "quote-open": lambda: header(b"From", b'"' + b"\\\\" * 1000000),
    "words-700k": lambda: header(b"Subject", b"=?utf-8?q?a?= " * 700000),
    "words-mixed": lambda: header(
        b"Subject", b"=?iso-2022-jp?b?GyRCJCIbKEI=?= =?big5?q?=A4=40?= "
        b"=?koi8-r?q?=C1?= " * 100000),
    "parameters-500k": lambda: HEAD + b"Content-Type: text/plain" +
    b"; a=b" * 500000 + TEXT,
    "parameters-2231": lambda: HEAD + b"Content-Type: text/plain" +
    b"".join(b"; a*%d*=%%41" % i for i in range(100000)) + TEXT,
    "file-name-1mb": lambda: MIXED + b"--b\nContent-Type: a/b; name=\"" +
    b"n" * 1000000 + b"\"\n\nx\n--b--\n",
    # Parts.
    "parts-2k": lambda: MIXED + b"--b\n\nx\n" * 2000 + b"--b--\n",
    "parts-20k": lambda: MIXED + b"--b\n\nx\n" * 20000 + b"--b--\n",
    "parts-100k": lambda: MIXED + b"--b\n\n" * 100000 + b"--b--\n",
    "parts-1m": lambda: MIXED + b"--b\n\n" * 1000000 + b"--b--\n",
    "parts-1m-headers": lambda: MIXED + b"--b\nA: b\n\nx\n" * 1000000,
    "parts-999-headers": lambda: MIXED +
    (b"--b\n" + b"A: b\n" * 1990 + b"\nx\n") * 999,
    "parts-2231": lambda: HEAD + b"Content-Type: multipart/mixed; "
    b"boundary*0=b; boundary*1=c\n\n" + b"--bc\n\nx\n" * 200000,
    "parts-texts": lambda: MIXED + (b"--b\nContent-Type: text/plain; "
                                    b"charset=iso-8859-15\n\n" +
                                    b"\xa4 text\n" * 3000) * 990 + b"--b--\n",
    "files-999": lambda: MIXED +
    b"--b\nContent-Disposition: attachment; filename=a.txt\n\nx\n" * 999,
    "nested-100": lambda: nested(100),
    "nested-5k": lambda: nested(5000),
    "nested-50k": lambda: nested(50000),
    "nested-same": lambda: HEAD +
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 50000 + TEXT,
    "rfc822-100k": lambda: HEAD + b"Content-Type: message/rfc822\n\n" *
    100000 + TEXT,
    "digests-50k": lambda: HEAD + b"Content-Type: multipart/digest; "
    b"boundary=b\n\n--b\n\n" * 50000 + TEXT,
    "boundaries-2m": lambda: MIXED + b"--b--\n" + b"--bb\n" * 2000000,
    "dashes-4m": lambda: MIXED + b"--b\n\n" + b"--x\n" * 4000000,
    "boundary-1mb": lambda: HEAD + b"Content-Type: multipart/mixed; "
    b"boundary=\"" + b"b" * 1000000 + b"\"" + TEXT,
    # Bodies.
    "line-25mb": lambda: PLAIN + b"x" * 25000000,
    "line-50mb": lambda: PLAIN + b"x" * 50000000,
    "line-25mb-headers": lambda: HEAD + b"x" * 25000000,
    "text-25mb": lambda: PLAIN + b"all work and no play\n" * 1200000,
    "text-25mb-latin": lambda: HEAD +
    b"Content-Type: text/plain; charset=iso-8859-15\n\n" +
    b"\xa4\xe4\xfc all work and no play\n" * 1000000,
    "attachment-25mb": lambda: attachment(18500000),
    "quoted-5m": lambda: HEAD + b"Content-Type: text/plain\n"
    b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=\n" * 5000000,
    "quoted-25mb": lambda: HEAD + b"Content-Type: text/plain\n"
    b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=41" * 8000000,
    "blank-lines-20m": lambda: PLAIN + b"\n" * 20000000,
    "flowed-1m": lambda: HEAD + b"Content-Type: text/plain; format=flowed; "
    b"delsp=yes\n\n" + b">> a \n" * 1000000,
    "escapes-2022": lambda: HEAD + b"Content-Type: text/plain; "
    b"charset=iso-2022-jp\n\n" + b"\x1b$B$\"\x1b(B" * 1000000,
    "utf7": lambda: HEAD + b"Content-Type: text/plain; charset=utf-7\n\n" +
    b"+AGE-" * 1000000,
    "wrote-200k": lambda: quotes(20000),
    "wrote-near-miss": lambda: PLAIN + b" on " * 100000 + b" wrote\n",
    "separators-200k": lambda: PLAIN + b"-- \n_____\n-----Original" * 100000,
    "numbers-1m": lambda: PLAIN + b"[#1042] " * 1000000,
    "links-200k": lambda: PLAIN + b"https://example.com/tickets/x " * 200000,
    "uuencode-100k": lambda: PLAIN +
    b"begin 644 a.txt\n#86)C\n`\nend\n" * 100000,
    "calendar-50k": lambda: calendar(50000),
    "tnef-5mb": lambda: tnef(5000000),
    "smime-pieces": lambda: signed(b"\x24\x80" + b"\x04\x00" * 5000000 +
                                   b"\x04\x0a\n\nthe text\0\0"),
    "smime-deep": lambda: signed(b"\x24\x80" * 5000000),
    "smime-parts": lambda: signed(b"\x24\x80\x04\x2b"
                                  b"Content-Type: multipart/mixed; boundary=b"
                                  b"\n\n" + b"\x04\x04--b\n" * 1000000),
    "coded-groups": lambda: coded(b"From: " + b"a:" * 50000 + TEXT),
    "coded-parts": lambda: coded(MIXED + b"--b\n\n" * 1000000),
    "coded-thrice": lambda: coded(coded(coded(coded(PLAIN + b"x\n" * 2000000)))),
    "nul-25mb": lambda: PLAIN + b"\0" * 25000000,
    "bidi-1m": lambda: PLAIN + "\u202e\u2066a\n".encode() * 1000000,
    "combining-1m": lambda: PLAIN + "a".encode() + "\u0301".encode() *
    1000000,
    # HTML.
    "html-40k-mails": lambda: html(b"<table><tr><td>x</td></tr></table>" *
                                   15000),
    "html-attributes": lambda: html(b"<p " + b"a=b " * 50000 + b">"),
    "html-attributes-2mb": lambda: html(b"<p " + b"".join(
        b"a%d=b " % i for i in range(200000)) + b">"),
    "html-deep": lambda: html(b"<div>" * 200000),
    "html-deep-tables": lambda: html(b"<table><tr><td>" * 66000),
    "html-deep-inline": lambda: html(b"<b><i><font>" * 80000),
    "html-brackets": lambda: html(b"<" * 1000000),
    "html-comments": lambda: html(b"<!--" * 250000),
    "html-unclosed": lambda: html(b"<a href=\"" + b"x" * 1000000),
    "html-entities": lambda: html(b"&amp;&#x41;&#999999999;" * 45000),
    "html-links": lambda: html(b"<a href=http://a.example>b.example</a>" *
                               27000),
    "html-quotes": lambda: html(b"<blockquote>x" * 80000),
    "html-styles": lambda: html(b"<style>a{b:c}</style><p style=display:none>"
                                * 24000),
    "html-css": lambda: html(b"<style>" + b".a .b .c{display:none}" * 45000 +
                             b"</style>" + b"<p class='a b c'>x" * 1000),
    "html-25mb": lambda: html(b"<p>all work and no play</p>\n" * 900000),
    # No mail at all.
    "empty-line": lambda: b"\n",
    "garbage": lambda: bytes((i * 7919 >> 3) & 255 for i in range(1000000)),
    "no-header": lambda: b"no header\n" * 100000,
    "blank-first": lambda: b"\n" * 1000000 + HEAD + TEXT,
    "only-colons": lambda: b":" * 1000000,
    "cr-groups": lambda: (HEAD + b"Cc: " + b"a:" * 50000 +
                          TEXT).replace(b"\n", b"\r"),
}


def outcome(status, out):
    """What became of it, and whether that is good."""
    if os.WIFSIGNALED(status):
        return "killed by signal %d" % os.WTERMSIG(status), False
    if os.WEXITSTATUS(status) != 0:
        return "status %d" % os.WEXITSTATUS(status), False
    try:
        got = json.loads(out)
    except ValueError:
        return "no JSON", False
    notes = [n["note"] for n in got["notes"] if n["filter"] == "read"]
    how = "read"
    if any("could not be read" in note for note in notes):
        how = "by hand"
    elif notes:
        how = "%d defects" % len(notes)
    return "%s, %s" % (got["action"], how), got["action"] in ("create", "hold")


def feed(program, path):
    """Wall and CPU seconds, megabytes, outcome, whether it is good."""
    with tempfile.TemporaryFile() as out:
        begin = time.monotonic()
        child = os.fork()
        if child == 0:
            os.dup2(os.open(path, os.O_RDONLY), 0)
            os.dup2(out.fileno(), 1)
            os.execv(program, [program, "explain", "--offline", "--json"])
        _, status, used = os.wait4(child, 0)
        wall = time.monotonic() - begin
        out.seek(0)
        what, good = outcome(status, out.read())
    return (wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, what,
            good)


def run(program, names):
    bad = 0
    print("%-22s %10s %8s %8s %8s  %s" %
          ("mail", "bytes", "wall ms", "CPU ms", "MB", "outcome"))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "mail")
        for name in names or BOMBS:
            # By another process: what ours has in memory would count below.
            with open(path, "wb") as out:
                subprocess.run([sys.executable, __file__, "make", name],
                               stdout=out, check=True)
            wall, cpu, memory, what, good = feed(program, path)
            good = good and wall <= WALL_MOST and memory <= MEMORY_MOST
            bad += not good
            print("%-22s %10d %8.0f %8.0f %8.0f  %s%s" %
                  (name, os.path.getsize(path), wall * 1000, cpu * 1000, memory, what,
                   "" if good else "  <-- too much"), flush=True)
    return 1 if bad else 0


def main(args):
    if args[:1] == ["list"]:
        print("\n".join(BOMBS))
    elif len(args) == 2 and args[0] == "make":
        sys.stdout.buffer.write(BOMBS[args[1]]())
    elif len(args) == 2 and args[0] == "size":
        print(len(BOMBS[args[1]]()))
    elif len(args) >= 2 and args[0] == "run":
        return run(os.path.realpath(args[1]), args[2:])
    else:
        print(__doc__, file=sys.stderr)
        return 64
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
