# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows 11 to 13: names that are not found, TLS that is none, connections that die."""
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time

from trial import Trial, wait_until
from world import register

# A name server of its own, in a network of its own: argv[1] says what it answers.
NAMES = r"""
import os, socket, subprocess, sys, threading
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
kind = sys.argv[1]
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.53", 53))
def serve():
    while True:
        asked, who = server.recvfrom(2000)
        flags = {"NXDOMAIN": b"\x81\x83", "SERVFAIL": b"\x81\x82", "REFUSED": b"\x81\x85",
                 "empty": b"\x81\x80"}.get(kind)
        if flags:
            server.sendto(asked[:2] + flags + b"\0\1\0\0\0\0\0\0" + asked[12:], who)
        elif kind == "garbage":
            server.sendto(b"\xff" * 40, who)
threading.Thread(target=serve, daemon=True).start()
sys.exit(subprocess.run(sys.argv[2:]).returncode)
"""


def names(kind):
    def case(slot):
        trial = Trial(slot).begin(url="https://desk.example.com/api/v1").write()
        resolv = slot.folder + "/resolv.conf"
        trial.spread(resolv, "nameserver 127.0.0.53\n")
        result = trial.run(["unshare", "-n", "-m", "sh", "-c",
                            "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"", resolv,
                            sys.executable, "-c", NAMES, kind])
        trial.want(result.status == 75, "not put off")
        trial.gate.configure()
        return trial.finish(), trial
    return case


def no_route(slot):
    trial = Trial(slot).begin(url="https://192.0.2.1/api/v1").write()
    trial.later(before=["unshare", "-n"])
    trial.gate.configure()
    return trial.finish(), trial


class Server:
    """A listening socket; talk(connection) is what it does with each connection."""

    def __init__(self, talk):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.talk = talk
        self.open = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.open.append(connection)
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def close(self):
        self.listener.close()
        for connection in self.open:
            connection.close()


def quietly(talk):
    def safe(connection):
        try:
            talk(connection)
        except OSError:
            pass
    return safe


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def read_then(end):
    def talk(connection):
        connection.recv(100000)
        end(connection)
    return talk


def half_hello(connection):
    connection.recv(100000)
    connection.sendall(b"\x16\x03\x03\x00\x7a\x02\x00\x00")
    time.sleep(60)


def ssh(connection):
    connection.sendall(b"SSH-2.0-OpenSSH_9.2p1\r\n" * 3)
    time.sleep(60)


TALKS = {
    "silence": lambda connection: time.sleep(60),
    "closed at once": lambda connection: connection.close(),
    "reset at once": reset,
    "closed after the first bytes": read_then(lambda connection: connection.close()),
    "reset after the first bytes": read_then(reset),
    "half a handshake, then silence": half_hello,
    "an SSH server": ssh,
}


def talking(name, scheme):
    def case(slot):
        server = Server(quietly(TALKS[name]))
        trial = Trial(slot).begin(url="%s://127.0.0.1:%d/api/v1" % (scheme, server.port)).write()
        trial.later()
        server.close()
        trial.gate.configure()
        return trial.finish(), trial
    return case


def refused(scheme):
    def case(slot):
        with socket.create_server(("127.0.0.1", 0)) as one:
            port = one.getsockname()[1]
        trial = Trial(slot).begin(url="%s://127.0.0.1:%d/api/v1" % (scheme, port)).write()
        trial.later()
        trial.gate.configure()
        return trial.finish(), trial
    return case


def full_backlog(slot):
    """A port that listens, and never accepts."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    port = listener.getsockname()[1]
    fill = []
    for _ in range(4):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex(("127.0.0.1", port))
        fill.append(one)
    trial = Trial(slot).begin(url="http://127.0.0.1:%d/api/v1" % port).write()
    trial.later()
    for one in fill + [listener]:
        one.close()
    trial.gate.configure()
    return trial.finish(), trial


def openssl(*words, **more):
    subprocess.run(["openssl", *words], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, **more)


class Certificates:
    """An authority of our own, and certificates that are all wrong but one."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder + "/certs")
        at = lambda name: os.path.join(folder, name)
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", at("ca.key"), "-out",
                at("ca.pem"), "-subj", "/CN=proof authority", "-days", "2")
        shutil.copy(at("ca.pem"), at("certs/ca.pem"))
        openssl("rehash", at("certs"))
        self.sign("sound", "localhost")
        self.sign("another name", "elsewhere.example")
        self.sign("expired", "localhost", ("20200101000000Z", "20200201000000Z"))
        self.sign("not yet valid", "localhost", ("20900101000000Z", "20900201000000Z"))
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", at("self-signed.key"),
                "-out", at("self-signed.pem"), "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost", "-days", "2")

    def sign(self, name, host, dates=None):
        at = lambda suffix: os.path.join(self.folder, name + suffix)
        with open(at(".cnf"), "w") as file:
            file.write("""[ca]
default_ca = one
[one]
database = %s
new_certs_dir = %s
serial = %s
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
""" % (at(".index"), self.folder, at(".serial")))
        open(at(".index"), "w").close()
        with open(at(".serial"), "w") as file:
            file.write("01\n")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", at(".key"), "-out", at(".csr"),
                "-subj", "/CN=" + host, "-addext", "subjectAltName=DNS:" + host)
        when = ["-startdate", dates[0], "-enddate", dates[1]] if dates else ["-days", "2"]
        openssl("ca", "-batch", "-config", at(".cnf"), "-cert", self.folder + "/ca.pem", "-keyfile",
                self.folder + "/ca.key", "-in", at(".csr"), "-out", at(".pem"), "-notext", *when)


def tls(certificates, name, *options, sound=False):
    """openssl s_server, which answers nothing that is HTTP 2xx JSON."""
    def case(slot):
        with socket.create_server(("127.0.0.1", 0)) as one:
            port = one.getsockname()[1]
        base = os.path.join(certificates.folder, name)
        server = subprocess.Popen(["openssl", "s_server", "-accept", "127.0.0.1:%d" % port, "-www",
                                   "-cert", base + ".pem", "-key", base + ".key", *options],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        register(server.pid)
        wait_until(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, 10)
        trial = Trial(slot).begin(url="https://localhost:%d/api/v1" % port).write()
        conf = trial.gate.path("conf")
        with open(conf) as file:
            text = file.read().replace(trial.desk.path("certs"), certificates.folder + "/certs")
        trial.spread(conf, text)
        result = trial.later()
        # That the others fail means something only if the sound one gets through.
        trial.want((b"TLS" in result.err or b"ertificate" in result.err or b"SSL" in result.err)
                   != sound, "the reason is another")
        server.kill()
        server.wait()
        trial.gate.configure()
        return trial.finish(), trial
    return case


def plain_on_tls_port(slot):
    trial = Trial(slot).begin(url=slot.desk.http.replace("http:", "https:")).write()
    trial.later()
    trial.gate.configure()
    return trial.finish(), trial


def dual_stack(slot):
    """localhost is ::1 and 127.0.0.1, and only one of them listens."""
    trial = Trial(slot).begin(url=slot.desk.https).write()
    result = trial.run()
    trial.want(result.status == 0, "one dead address of two was too much")
    return trial.finish(), trial


def cases(folder):
    if os.geteuid() == 0 and shutil.which("unshare") and shutil.which("ip") and subprocess.run(
            ["unshare", "-n", "-m", "true"], stderr=subprocess.DEVNULL).returncode == 0:
        for kind in ("NXDOMAIN", "SERVFAIL", "REFUSED", "empty", "garbage", "silence"):
            yield 11, "the name server says " + kind, names(kind)
        yield 11, "no route", no_route
    yield 11, "one of two addresses is dead", dual_stack
    certificates = Certificates(folder + "/tls")
    yield 12, "a sound certificate", tls(certificates, "sound", sound=True)
    for name in ("another name", "expired", "not yet valid", "self-signed"):
        yield 12, name, tls(certificates, name)
    for old in ("-tls1", "-tls1_1"):
        yield 12, "only " + old, tls(certificates, "sound", old, "-cipher", "ALL:@SECLEVEL=0")
    yield 12, "plain HTTP on the port", plain_on_tls_port
    for name in TALKS:
        yield 12, name, talking(name, "https")
        yield 13, name, talking(name, "http")
    yield 13, "refused", refused("http")
    yield 13, "refused, TLS", refused("https")
    yield 13, "never accepted", full_backlog
