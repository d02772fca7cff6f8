# SPDX-License-Identifier: GPL-3.0-or-later
"""A POP3 server over TLS for the mails of one folder.

pop_server.py PORT CERTIFICATE KEY FOLDER     (each FOLDER/*.eml is a mail)

One mailbox, any user; the password is "secret". What a client deletes is gone when it
quits, and only then: as RFC 1939 has it."""
import pathlib
import socketserver
import ssl
import sys

FOLDER = None


class Session(socketserver.StreamRequestHandler):
    timeout = 60

    def answer(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def listing(self, lines):
        self.answer("+OK")
        for line in lines:
            self.answer(line)
        self.answer(".")

    def mail(self, words, limit=None):
        self.answer("+OK")
        lines = self.chosen(words).read_bytes().splitlines()
        if limit is not None:
            lines = lines[: lines.index(b"") + 1 + limit]
        for line in lines:
            self.wfile.write((b"." if line.startswith(b".") else b"") + line + b"\r\n")
        self.answer(".")

    def chosen(self, words):
        return self.mails[int(words[1]) - 1]

    def left(self):
        return [(n, mail) for n, mail in enumerate(self.mails, 1) if mail not in self.gone]

    def handle(self):
        self.mails = sorted(FOLDER.glob("*.eml"))
        self.gone = []
        self.answer("+OK ready")
        for line in self.rfile:
            words = line.decode("ascii", "replace").split() or [""]
            if not self.command(words[0].upper(), words):
                break

    def command(self, verb, words):
        if verb == "QUIT":
            for mail in self.gone:
                mail.unlink(missing_ok=True)
            self.answer("+OK")
            return False
        if verb == "PASS" and words[1:] != ["secret"]:
            self.answer("-ERR wrong password")
        elif verb in ("USER", "PASS", "NOOP"):
            self.answer("+OK")
        elif verb == "CAPA":
            self.listing(["USER", "UIDL", "TOP"])
        elif verb == "STAT":
            self.answer("+OK %d %d" % (len(self.left()), sum(m.stat().st_size for _, m in self.left())))
        elif verb == "LIST" and len(words) > 1:
            self.answer("+OK %s %d" % (words[1], self.chosen(words).stat().st_size))
        elif verb == "UIDL" and len(words) > 1:
            self.answer("+OK %s %s" % (words[1], self.chosen(words).stem))
        elif verb == "LIST":
            self.listing("%d %d" % (n, mail.stat().st_size) for n, mail in self.left())
        elif verb == "UIDL":
            self.listing("%d %s" % (n, mail.stem) for n, mail in self.left())
        elif verb == "RETR":
            self.mail(words)
        elif verb == "TOP":
            self.mail(words, int(words[2]))
        elif verb == "DELE":
            self.gone.append(self.chosen(words))
            self.answer("+OK")
        else:
            self.answer("-ERR unknown command")
        return True


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def get_request(self):
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True), address

    def handle_error(self, request, client_address):
        print("client gone: %r" % (sys.exc_info()[1],), file=sys.stderr)


port, certificate, key, folder = sys.argv[1:]
FOLDER = pathlib.Path(folder)
with Server(("127.0.0.1", int(port)), Session) as server:
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(certificate, key)
    server.serve_forever()
