# SPDX-License-Identifier: GPL-3.0-or-later
"""What the proofs share: help desks, gateways, mails, and a mail system's patience."""
import atexit
import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tickettoken import token as ticket_token  # noqa: E402

TIXGATE = os.environ["TIXGATE"]
SANDBOX = os.environ["SANDBOX"]
KEY = "proof-key-that-no-log-may-show"
SECOND = "second-key-that-no-log-may-show"
LATER = 75
HANG = 60  # seconds after which a run is held to hang, on however slow a machine
PAUSE = 2.2  # seconds between two tries of a mail system
TRIES = 25

_speaks = threading.Lock()
_plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def speak(line):
    with _speaks:
        print(line, flush=True)


def verdict(good, label, details=()):
    """One line for lib.sh's take_over: "ok LABEL" or "no LABEL", with comments."""
    lines = ["%s %s" % ("ok" if good else "no", label)]
    lines += ["#   " + ascii(str(line)) for line in list(details)[:12] if not good]
    speak("\n".join(lines))


def register(pid):
    """As lib.sh's: a process that must be gone when the test is."""
    folder = os.path.join(os.environ["PROOF_WORK"], "pids")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, str(pid)), "w"):
        pass


class Desk:
    """One sandbox, plain HTTP as well as HTTPS."""

    def __init__(self, folder, *options):
        self.folder = folder
        self.options = options
        os.makedirs(folder, exist_ok=True)
        self.process = None
        self.start()

    def start(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path("ready"))
        ports = []
        if os.path.exists(self.path("http.url")):  # the same server again
            for name, option in (("http.url", "--port"), ("https.url", "--tls-port")):
                ports.append("%s=%s" % (option, self.read(name).split(":")[2].split("/")[0]))
        self.process = subprocess.Popen(
            [SANDBOX, "--dir", self.folder, "--key", KEY, "--quiet",
             "--state", self.path("tickets.json"), *ports, *self.options],
            stdout=subprocess.DEVNULL)
        atexit.register(self.stop)
        register(self.process.pid)
        for _ in range(600):
            if os.path.exists(self.path("ready")):
                break
            if self.process.poll() is not None:
                raise RuntimeError("the sandbox ended with %s" % self.process.returncode)
            time.sleep(0.05)
        self.http = self.read("http.url")
        self.https = self.read("https.url")
        self.web = self.http[:self.http.index("/api/")]

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name)) as file:
            return file.read().strip()

    def control(self, method, path, data=None):
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(self.web + "/control/" + path, body,
                                         {"Content-Type": "application/json"}, method=method)
        with _plain.open(request, timeout=60) as answer:
            return json.load(answer)["data"]

    def fault(self, *faults):
        self.control("POST", "faults", list(faults))

    def heal(self):
        self.control("DELETE", "faults")

    def texts(self):
        """Every text that the desk holds: [(ticket number, subject or None, text)]."""
        found = []
        for ticket in self.control("GET", "tickets"):
            found.append((ticket["ticket_number"], ticket["subject"], ticket["description"]))
            for message in ticket["messages"]:
                found.append((ticket["ticket_number"], None, message["body"]))
        return found

    def copies(self, token):
        return [one for one in self.texts() if token in one[2] or token in (one[1] or "")]

    def requests(self):
        return self.control("GET", "requests")


class Result:
    def __init__(self, status, out, err, seconds):
        self.status, self.out, self.err, self.seconds = status, out, err, seconds

    @property
    def killed(self):
        return self.status in (-signal.SIGKILL, 128 + signal.SIGKILL)

    def __repr__(self):
        return "status %s in %.1f s, stdout %r, stderr %r" % (
            self.status, self.seconds, self.out[:200], self.err[:400])


class Gate:
    """One gateway: a configuration and a state of its own."""

    def __init__(self, folder, desk, url=None, api="", rest="", spool=False):
        self.folder, self.desk = folder, desk
        os.makedirs(folder, exist_ok=True)
        self.state = self.path("state")
        os.makedirs(self.state, exist_ok=True)
        self.log = self.path("log")
        with open(os.open(self.path("api.key"), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(KEY + "\n")
        self.configure(url, api, rest, spool)

    def configure(self, url=None, api="", rest="", spool=False):
        with open(self.path("conf"), "w") as file:
            file.write("""
api : { url = "%s"; key_file = "%s"; ca_path = "%s"; %s };
state : { url = "sqlite:%s/state.db"; hold = "%s/held"; spool = "%s"; };
mailboxes : ( { name = "support"; address = [ "support@example.com" ];
	fallback_customer = "fallback@example.com"; } );
log : { file = "%s"; };
%s
%s
""" % (url or self.desk.http, self.path("api.key"), self.desk.path("certs"),
       api or "requests = 100000;", self.state, self.state,
       self.state + "/spool" if spool else "", self.log, "" if "storm :" in rest else 'storm : { allow = [ "*" ]; };', rest))

    def two_keys(self):
        """From here on the mailbox has SECOND as well, which the desk must know."""
        second = self.path("second.key")
        with open(os.open(second, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(SECOND + "\n")
        with open(self.path("conf")) as file:
            text = file.read()
        with open(self.path("conf"), "w") as file:
            file.write(text.replace('name = "support";', 'name = "support"; key_files = [ "%s", "%s" ];' % (
                self.path("api.key"), second)))

    def path(self, name):
        return os.path.join(self.folder, name)

    def forget(self, template=None):
        """Begins with an empty state, or with a copy of another."""
        shutil.rmtree(self.state)
        if template:
            shutil.copytree(template, self.state)
        else:
            os.makedirs(self.state)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.log)

    def command(self, *words):
        return [TIXGATE, "-c", self.path("conf"), *(words or (
            "deliver", "--sender", "ada@example.net", "--recipient", "support@example.com"))]

    def run(self, mail, before=(), words=(), **more):
        """One run of `before... tixgate words...` with the mail on standard input."""
        start = time.monotonic()
        limit = more.pop("limit", HANG)
        stdin = {} if mail is None else {"stdin": subprocess.PIPE}
        process = subprocess.Popen([*before, *self.command(*words)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, start_new_session=True, **{**stdin, **more})
        try:
            out, err = process.communicate(mail, timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            return Result("hangs", out, err, time.monotonic() - start)
        return Result(process.returncode, out, err, time.monotonic() - start)

    def until_taken(self, mail, results, at_once=True):
        """As a mail system: again and again until it is taken."""
        for attempt in range(TRIES):
            if attempt > 0 or not at_once:
                time.sleep(PAUSE)
            results.append(self.run(mail))
            if results[-1].status != LATER:
                return results[-1].status == 0
        return False

    def kept(self, folder="held"):
        """The mails that are held (or spooled), as bytes."""
        where = os.path.join(self.state, folder)
        names = sorted(os.listdir(where)) if os.path.isdir(where) else []
        found = []
        for name in names:
            if name.endswith(".eml"):
                with open(os.path.join(where, name), "rb") as file:
                    found.append(file.read())
        return found

    def unsound(self):
        """What is wrong with the state; "" for nothing, and for none."""
        path = os.path.join(self.state, "state.db")
        if not os.path.exists(path):
            return ""
        base = sqlite3.connect(path)
        try:
            found = [row[0] for row in base.execute("PRAGMA integrity_check")]
        except sqlite3.Error as error:
            return str(error)
        finally:
            base.close()
        return "" if found == ["ok"] else "; ".join(found)

    def log_text(self):
        try:
            with open(self.log, "rb") as file:
                return file.read()
        except FileNotFoundError:
            return b""


CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")


def flaws_of_run(result, may_die=False):
    """What one run did against (a), (e), (g) of the oracle."""
    flaws = []
    if result.status not in (0, LATER) and not (may_die and result.killed):
        flaws.append("(a) status %s" % result.status)
    if result.out:
        flaws.append("(e) standard output: %r" % result.out[:80])
    if result.status == 0 and result.err:
        flaws.append("status 0, but standard error: %r" % result.err[:200])
    if KEY.encode() in result.err or CONTROL.search(result.err):
        flaws.append("(g) standard error: %r" % result.err[:200])
    if result.status == LATER and b"tixgate: " not in result.err:
        flaws.append("later without a reason: %r" % result.err[:200])
    return flaws


def flaws_of_state(gate):
    """(d) and (g)."""
    flaws = []
    unsound = gate.unsound()
    if unsound:
        flaws.append("(d) the state: " + unsound)
    log = gate.log_text()
    if KEY.encode() in log:
        flaws.append("(g) the key is in the log")
    if CONTROL.search(log):
        flaws.append("(g) a control byte is in the log")
    return flaws


_number = 0


def token():
    """A word that is in one mail only."""
    global _number
    with _speaks:
        _number += 1
        return "token%d%06dx" % (os.getpid(), _number)


def mail(subject, text, *headers):
    return "\n".join([
        "From: Ada Byron <ada@example.net>", "To: support@example.com", "Subject: " + subject,
        "Date: Mon, 06 May 2024 10:00:00 +0200", "Message-ID: <%s@example.net>" % token(),
        *headers, "", text, ""]).encode()


class Slot:
    """A sandbox, and a gateway that knows one ticket of it. One case at a time."""

    def __init__(self, folder):
        self.folder = folder
        self.desk = Desk(folder + "/desk", "--requests", "100000", "--key", SECOND)
        self.gate = Gate(folder + "/gate", self.desk)
        self.trace = folder + "/trace"
        first = self.gate.run(mail("The first", "Text."))
        assert first.status == 0, first
        self.number = self.desk.texts()[0][0]
        self.known = folder + "/known"
        os.rename(self.gate.state, self.known)
        os.makedirs(self.gate.state)


def slots(folder, n):
    return [Slot("%s/slot%d" % (folder, i)) for i in range(n)]


FILLER = "A line of a long text, which says nothing at all.\n" * 340


def question(slot, reply=False, parts=1):
    """A mail, and the words that stand once in what the desk has at the end."""
    words = [token() for _ in range(parts)]
    text = ("\n" + FILLER + "\n").join(words)
    return mail("Re: [#%d] The first" % slot.number if reply else "A question", text), words


def bounce(slot):
    """A bounce of a mail of the slot's ticket, and the word that its recipient is."""
    word = token()
    ticket = next(one["id"] for one in slot.desk.control("GET", "tickets")
                  if one["ticket_number"] == slot.number)
    ours = ticket_token(slot.known + "/secret", ticket)
    return mail("Undelivered", """--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; %s@client.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: <%s@example.com>

--b--""" % (word, ours), 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
                "Return-Path: <>", "MIME-Version: 1.0"), [word]
